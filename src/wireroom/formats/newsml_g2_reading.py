"""From NewsML-G2 of any version to NewsItems.

Names are looked up without their namespace, which some providers leave out. What somebody else says is read with some
sense for what they mean; what our own rendering says (see `newsml_g2_slots`) by the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import datetime
from itertools import islice
from urllib.parse import unquote

from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError
from wireroom.formats.guids import guid_of
from wireroom.formats.html import parse_blocks, parse_plain, plain_text
from wireroom.formats.newsitem import (
    HELD,
    KINDS,
    Block,
    Byline,
    Credit,
    Kind,
    NewsItem,
    Picture,
    Subject,
)
from wireroom.formats.newsml_g2_slots import (
    EXTRA_URI,
    KIND_URI,
    LEAD,
    PICTURES,
    PROFILE,
    PUBLIC_NOTE,
    SECTION_URI,
    TRANSLATED_FROM,
    UNSTATED,
)
from wireroom.formats.nitf_blocks import read_blocks
from wireroom.formats.text import few_lines, language_tag, moment, one_line, safe_href
from wireroom.formats.topics import slug, subject_of
from wireroom.formats.wording import Worded, beginning, sized_headline, without_by, without_headline
from wireroom.formats.xml import XML, Element, attribute, children, find, local_name, markup_of, text_of

MAX_ITEMS = 1_000
MAX_SUBJECTS = 1_000

_NO_NEWS = ("conceptItem", "knowledgeItem", "planningItem", "catalogItem")
_NO_TEXT = ("picture", "graphic", "video", "audio", "composite")


def read_message(root: Element) -> tuple[NewsItem | FormatError, ...]:
    """The items within; pictures sent along with one text become its own. Raises NotNewsError where there is none."""
    items = [root] if local_name(root) == "newsItem" else list(children(find(root, "itemSet"), "newsItem"))
    if not items:
        name = local_name(root)
        other = next(map(local_name, children(find(root, "itemSet"), *_NO_NEWS, "packageItem")), name)
        raise NotNewsError(f"This is a {other}, which is no news item." if name else "This holds no news item.")
    readers = [G2Reader(item) for item in items[:MAX_ITEMS]]
    texts = [reader for reader in readers if reader.item_class not in _NO_TEXT]
    if len(texts) != 1 or len(readers) == 1:
        return tuple(map(_read, readers))
    return (_with_pictures(_read(texts[0]), [reader for reader in readers if reader is not texts[0]]),)


def _read(reader: G2Reader) -> NewsItem | FormatError:
    try:
        return reader.item()
    except FormatError as error:
        return error


def _with_pictures(item: NewsItem | FormatError, others: Sequence[G2Reader]) -> NewsItem | FormatError:
    sent = [picture for reader in others if (picture := reader.picture())]
    if isinstance(item, FormatError) or not sent or item.lead_picture:
        return item
    return replace(item, lead_picture=sent[0], pictures=tuple(sent[1:]))


class G2Reader:
    """Reads one newsItem; `item` is the result."""

    def __init__(self, root: Element) -> None:
        self._root = root
        self._meta = find(root, "itemMeta")
        self._about = find(root, "contentMeta")
        self._own = text_of(find(self._meta, "profile")) == PROFILE
        self._language = self._stated_language()
        self.item_class = _code(find(self._meta, "itemClass")).rpartition(":")[2].rpartition("/")[2]

    def item(self) -> NewsItem:
        """Raises NotNewsError, TooLargeError or NoHeadlineError."""
        guid = one_line(attribute(self._root, "guid"))
        if not guid:
            raise NotNewsError("This item has no guid, which every NewsML-G2 item has.")
        lead, body, pictures = self._content()
        headline = self._headline(body)
        if not headline and not body:
            raise NoHeadlineError(f"The item {guid} has neither a headline nor a text.")
        kind = self._kind()
        version = attribute(self._root, "version")
        return NewsItem(
            guid=guid_of(guid),
            language=language_tag(self._language),
            headline=headline,
            version=max(1, int(version)) if re.fullmatch("[0-9]{1,9}", version) else 1,
            kind=kind,
            slugline=one_line(self._said("slugline")),
            summary=self._summary(headline),
            body=() if self._own and kind == "withdrawal" else body if self._own else without_headline(body, headline),
            bylines=tuple(self._bylines()),
            dateline=one_line(self._said("dateline")),
            located=self._located(),
            credits=tuple(self._credits()),
            section=self._section(),
            subjects=tuple(islice(self._subjects(), MAX_SUBJECTS)),
            priority=self._urgency(),
            first_created=moment(text_of(find(self._meta, "firstCreated"))) or self._content_created(),
            version_created=self._version_created(),
            embargo_until=self._embargo(),
            public_note=self._note(PUBLIC_NOTE) if self._own else "",
            ed_note=self._note(),
            rights=self._rights(),
            lead_picture=lead,
            pictures=pictures,
            translation_of=self._translation_of(),
            group=one_line(attribute(find(self._meta, "memberOf"), "literal")) if self._own else "",
            extra=tuple(self._extra()),
        )

    # Text

    def _content(self) -> tuple[Picture | None, tuple[Block, ...], tuple[Picture, ...]]:
        """Lead picture, text and further pictures, of the rendition that keeps most."""
        if self._own:
            return self._own_content()
        blocks = max(self._renditions(), key=lambda found: found[0], default=(0, ()))[1]
        picture = self.picture()
        return picture, blocks, ()

    def _own_content(self) -> tuple[Picture | None, tuple[Block, ...], tuple[Picture, ...]]:
        body = find(self._root, "contentSet", "inlineXML", "html", "body")
        kept: dict[str, list[Picture]] = {LEAD: [], PICTURES: []}
        if body is None:
            return None, (), ()
        for part in list(children(body, "div")):
            if (name := attribute(part, "class")) in kept:
                kept[name] += [block for block in parse_blocks(markup_of(part)) if isinstance(block, Picture)]
                body.remove(part)
        lead = kept[LEAD][0] if kept[LEAD] else None
        return lead, parse_blocks(markup_of(body)), tuple(kept[PICTURES])

    def _renditions(self) -> Iterator[tuple[int, tuple[Block, ...]]]:
        """The texts of the content set, each with how much of its markup we understand."""
        for part in children(find(self._root, "contentSet"), "inlineXML", "inlineData"):
            document = next(children(part), None)
            declared = attribute(part, "contenttype").lower()
            if document is not None and local_name(document) == "nitf":
                yield 2, read_blocks(find(document, "body"))
            elif document is not None:
                content = find(document, "body")
                yield 3, parse_blocks(markup_of(part if content is None else content))
            elif not attribute(part, "encoding", "encodinguri") and (text := text_of(part)):
                worded = Worded("", declared, text)
                yield 1, worded.blocks() if worded.is_html() else parse_plain(text)

    def _headline(self, body: tuple[Block, ...]) -> str:
        """The headline; where somebody sends none, the title, the NITF headline or the beginning of the text."""
        nitf = find(self._root, "contentSet", "inlineXML", "nitf", "body", "body.head", "hedline", "hl1")
        stated = (self._said("headline"), text_of(find(self._meta, "title")), text_of(nitf))
        headline = sized_headline(next(filter(None, map(one_line, stated)), ""))
        return headline or beginning(plain_text(body)) or beginning(one_line(self._any_description()))

    def _said(self, name: str) -> str:
        return text_of(find(self._about, name))

    def _described(self, *roles: str) -> str:
        for node in children(self._about, "description"):
            if attribute(node, "role", "roleuri").rpartition(":")[2].rpartition("/")[2] in roles:
                return text_of(node)
        return ""

    def _any_description(self) -> str:
        return self._described("summary") or self._described("caption") or self._said("description")

    def _summary(self, headline: str) -> str:
        if self._own:
            return one_line(self._described("summary"))
        summary = Worded("", "", self._any_description()).line()
        return "" if headline in (summary, beginning(summary)) else summary

    def _stated_language(self) -> str:
        stated = attribute(find(self._about, "language"), "tag")
        return stated or attribute(self._root, f"{{{XML}}}lang") or attribute(self._about, f"{{{XML}}}lang")

    # What it is

    def _kind(self) -> Kind:
        signals = [_code(signal) for signal in children(self._meta, "signal")]
        if self._own:
            return next((kind for kind in KINDS if KIND_URI + kind in signals), "new")
        if self._status() == "canceled":
            return "withdrawal"
        names = {code.rpartition(":")[2].rpartition("/")[2] for code in signals}
        return "correction" if "correction" in names else "update" if "update" in names else "new"

    def _status(self) -> str:
        return _code(find(self._meta, "pubStatus")).rpartition(":")[2].rpartition("/")[2]

    def _embargo(self) -> datetime | None:
        """An empty `embargoed` means: until somebody says otherwise."""
        stated = find(self._meta, "embargoed")
        if stated is not None:
            return moment(text_of(stated)) or HELD
        return HELD if self._status() == "withheld" else None

    def _version_created(self) -> datetime | None:
        node = find(self._meta, "versionCreated")
        return None if attribute(node, "whyuri") == UNSTATED else moment(text_of(node))

    def _content_created(self) -> datetime | None:
        return None if self._own else moment(self._said("contentCreated"))

    def _urgency(self) -> int:
        stated = self._said("urgency").strip()
        return int(stated) if re.fullmatch("[1-9]", stated) else 5

    def _note(self, role: str = "") -> str:
        notes = (text_of(note, "\n") for note in children(self._meta, "edNote") if self._is_in_role(note, role))
        return few_lines("\n".join(notes) if self._own else "\n".join(map(one_line, notes)))

    def _is_in_role(self, note: Element, role: str) -> bool:
        return attribute(note, "roleuri") == role if self._own else True

    def _rights(self) -> str:
        terms = find(self._root, "rightsInfo", "usageTerms")
        notice = find(self._root, "rightsInfo", "copyrightNotice")
        stated = text_of(terms, "\n") if terms is not None else "" if self._own else text_of(notice, "\n")
        return few_lines(stated if self._own else one_line(stated))

    def _bylines(self) -> Iterator[Byline]:
        if self._own:
            yield from (Byline(*_party(creator)) for creator in children(self._about, "creator"))
            return
        stated = one_line(without_by(one_line(self._said("by"))))
        names = [stated] if stated else [self._name(creator) for creator in children(self._about, "creator")]
        yield from (Byline(name) for name in dict.fromkeys(names) if name)

    def _credits(self) -> Iterator[Credit]:
        if self._own:
            yield from (Credit(*_party(source)) for source in children(self._about, "infoSource"))
            return
        names = [self._name(source) for source in children(self._about, "infoSource")]
        others = (one_line(self._said("creditline")), self._name(find(self._meta, "provider")))
        holder = self._name(find(self._root, "rightsInfo", "copyrightHolder"))
        names = [name for name in names if name] or list(filter(None, (*others, holder)))[:1]
        yield from (Credit(name) for name in dict.fromkeys(names))

    def _name(self, party: Element | None) -> str:
        """The name in the item's language, else the first, else what stands for it."""
        names = list(children(party, "name"))
        language = self._language.partition("-")[0]
        names.sort(key=lambda name: attribute(name, f"{{{XML}}}lang").partition("-")[0] != language)
        found = one_line(text_of(names[0])) if names else ""
        return found or one_line(attribute(party, "literal") or attribute(party, "qcode").partition(":")[2])

    def _located(self) -> str:
        place = find(self._about, "located")
        return one_line(text_of(find(place, "name"))) if self._own else self._name(place)

    def _section(self) -> str:
        service = find(self._meta, "service")
        if self._own:
            return one_line(unquote(attribute(service, "uri").removeprefix(SECTION_URI)))
        return slug(self._name(service))

    def _subjects(self) -> Iterator[Subject]:
        for node in children(self._about, "subject", *([] if self._own else ["keyword"])):
            if self._own:
                yield Subject(one_line(_code(node)), one_line(text_of(find(node, "name"))))
                continue
            code = attribute(node, "qcode", "literal")
            name = one_line(text_of(node)) if local_name(node) == "keyword" else self._name(node)
            vocabulary = "" if code.startswith(("medtop:", "subj:")) else code
            if found := subject_of(name, code, attribute(node, "uri") or vocabulary):
                yield found

    def _translation_of(self) -> str:
        for link in children(self._meta, "link"):
            if attribute(link, "rel") == TRANSLATED_FROM:
                return guid_of(one_line(attribute(link, "residref", "href")))
        return ""

    def _extra(self) -> Iterator[tuple[str, str]]:
        if self._own:
            for node in children(self._meta, "itemMetaExtProperty"):
                uri = attribute(node, "reluri")
                if uri.startswith(EXTRA_URI):
                    yield (
                        one_line(unquote(uri.removeprefix(EXTRA_URI))),
                        few_lines(text_of(find(node, "definition"), "\n")),
                    )
            return
        for name in ("copyrightHolder", "copyrightNotice"):
            if text := one_line(text_of(find(self._root, "rightsInfo", name))):
                yield name, text
        for name in ("versionCreated", "firstCreated", "embargoed"):
            stated = one_line(text_of(find(self._meta, name)))
            if stated and not moment(stated):
                yield name, stated

    # Pictures

    def picture(self) -> Picture | None:
        """The item's largest picture with an address that we could ask."""
        found = []
        for part in children(find(self._root, "contentSet"), "remoteContent"):
            href = safe_href(attribute(part, "href"))
            if href.startswith("http") and not attribute(part, "contenttype").startswith(("video", "audio", "text")):
                found.append((_pixels(part, "width"), _pixels(part, "height"), href))
        if not found or self.item_class not in ("picture", "graphic"):
            return None
        width, height, href = max(found)
        caption = one_line(self._described("caption") or self._said("description"))
        credit = one_line(self._said("creditline")) or next((byline.name for byline in self._bylines()), "")
        return Picture(href, "", caption, credit, width, height)


def _code(node: Element | None) -> str:
    return attribute(node, "qcode", "literal", "uri")


def _party(node: Element) -> tuple[str, str]:
    return one_line(text_of(find(node, "name"))), one_line(attribute(node, "literal"))


def _pixels(node: Element, name: str) -> int:
    stated = attribute(node, name)
    return int(stated) if re.fullmatch("[0-9]{1,5}", stated) else 0
