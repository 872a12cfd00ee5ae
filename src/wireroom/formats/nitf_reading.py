"""From NITF of any version to a NewsItem.

Names are looked up without their namespace, which documents after the DTD do not have. What somebody else says is read
with some sense for what they mean; what our own rendering says by the letter.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from datetime import datetime
from urllib.parse import unquote

from wireroom.formats.errors import NoHeadlineError, NotNewsError
from wireroom.formats.guids import guid_of
from wireroom.formats.html import parse_blocks, plain_text
from wireroom.formats.newsitem import HELD, KINDS, Block, Byline, Credit, Kind, NewsItem, Picture, Subject
from wireroom.formats.nitf_blocks import as_html, read_blocks
from wireroom.formats.text import few_lines, language_tag, moment, one_line
from wireroom.formats.topics import slug, subject_of
from wireroom.formats.wording import beginning, sized_headline, without_by, without_headline
from wireroom.formats.xml import XML, Element, attribute, children, find, local_name, text_of

META = "wireroom."
PROFILE = "wireroom-1"
LEAD, PICTURE = "lead", "picture"

_PLAIN_TYPES = ("", "news", "data", "advisory")


def read_document(root: Element) -> NewsItem:
    """The item that an `nitf` element holds. Raises NotNewsError, TooLargeError or NoHeadlineError."""
    if local_name(root) != "nitf":
        raise NotNewsError(f"This is {local_name(root)}, not nitf.")
    return _NitfReader(root).item()


class _NitfReader:
    def __init__(self, root: Element) -> None:
        self._root = root
        self._docdata = find(root, "head", "docdata")
        self._head = find(root, "body", "body.head")
        metas = children(find(root, "head"), "meta")
        self._metas = [(attribute(meta, "name"), attribute(meta, "content")) for meta in metas]
        self._own = self._meta("profile") == PROFILE

    def _meta(self, name: str) -> str:
        return next((content for known, content in self._metas if known == META + name), "")

    def item(self) -> NewsItem:
        lead, body, pictures = self._content()
        headline = self._headline(body)
        if not headline and not body:
            raise NoHeadlineError("This document has neither a headline nor a text.")
        kind = self._kind()
        return NewsItem(
            guid=self._guid(headline, body),
            language=language_tag(attribute(self._root, "baselang", f"{{{XML}}}lang") or self._body_language()),
            headline=headline,
            version=self._version(),
            kind=kind,
            slugline=one_line(self._meta("slugline")) if self._own else self._slugline(),
            summary=self._summary(headline),
            body=() if self._own and kind == "withdrawal" else body if self._own else without_headline(body, headline),
            bylines=tuple(self._bylines()),
            dateline=one_line(self._meta("dateline") if self._own else text_of(find(self._head, "dateline"))),
            located=self._located(),
            credits=tuple(self._credits()),
            section=self._section(),
            subjects=tuple(self._subjects()),
            priority=self._priority(),
            first_created=self._time("first-created", find(self._root, "head", "pubdata"), "date.publication"),
            version_created=self._time("version-created", find(self._docdata, "date.issue"), "norm"),
            embargo_until=self._embargo(),
            public_note=few_lines(self._meta("public-note")),
            ed_note=few_lines(self._meta("editors-note") if self._own else self._messages()),
            rights=few_lines(text_of(find(self._head, "rights"))) if self._own else self._rights(),
            lead_picture=lead,
            pictures=pictures,
            translation_of=guid_of(one_line(self._meta("translation-of"))),
            group=one_line(self._meta("group")),
            extra=tuple(self._extra()),
        )

    # Text

    def _content(self) -> tuple[Picture | None, tuple[Block, ...], tuple[Picture, ...]]:
        """Lead picture, text and further pictures."""
        if not self._own:
            contents = children(find(self._root, "body"), "body.content")
            return None, tuple(block for content in contents for block in read_blocks(content)), ()
        content = find(self._root, "body", "body.content")
        kept: dict[str, list[Picture]] = {LEAD: [], PICTURE: []}
        if content is None:
            return None, (), ()
        for media in list(children(content, "media")):
            if (name := attribute(media, "class")) in kept:
                kept[name] += [block for block in parse_blocks(as_html(media)) if isinstance(block, Picture)]
                content.remove(media)
        lead = kept[LEAD][0] if kept[LEAD] else None
        return lead, read_blocks(content), tuple(kept[PICTURE])

    def _headline(self, body: tuple[Block, ...]) -> str:
        stated = (find(self._head, "hedline", "hl1"), find(self._root, "head", "title"))
        headline = sized_headline(next(filter(None, (one_line(text_of(node)) for node in stated)), ""))
        return headline or beginning(plain_text(body))

    def _summary(self, headline: str) -> str:
        summary = one_line(text_of(find(self._head, "abstract")))
        return "" if not self._own and headline in (summary, beginning(summary)) else summary

    def _body_language(self) -> str:
        return attribute(find(self._root, "body"), f"{{{XML}}}lang")

    # What it is

    def _guid(self, headline: str, body: tuple[Block, ...]) -> str:
        """Its id, else a name made of what it says, the same at every reading."""
        given = one_line(attribute(find(self._docdata, "doc-id"), "id-string") or attribute(self._root, "uno"))
        said = f"{headline}\n{plain_text(body)}"
        return guid_of(given) or "urn:sha256:" + hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()

    def _kind(self) -> Kind:
        if self._own:
            stated = self._meta("kind")
            return next((kind for kind in KINDS if kind == stated), "new")
        if attribute(self._docdata, "management-status") == "canceled":
            return "withdrawal"
        return "new" if find(self._docdata, "correction") is None else "correction"

    def _version(self) -> int:
        key = find(self._docdata, "du-key")
        stated = self._meta("version") or attribute(key, "generation", "version")
        return max(1, int(stated)) if re.fullmatch("[0-9]{1,9}", stated) else 1

    def _slugline(self) -> str:
        key = attribute(find(self._docdata, "key-list", "keyword"), "key")
        return one_line(attribute(find(self._docdata, "du-key"), "key") or key)

    def _priority(self) -> int:
        stated = self._meta("priority") or attribute(find(self._docdata, "urgency"), "ed-urg")
        return int(stated) if re.fullmatch("[1-9]", stated) else 5

    def _time(self, meta: str, node: Element | None, name: str) -> datetime | None:
        return moment(self._meta(meta) if self._own else attribute(node, name))

    def _embargo(self) -> datetime | None:
        """A release time is an embargo if the status says so, or if it lies behind the time of issue."""
        if self._own:
            return moment(self._meta("embargo-until"))
        status = attribute(self._docdata, "management-status")
        issued = moment(attribute(find(self._docdata, "date.issue"), "norm"))
        release = moment(attribute(find(self._docdata, "date.release"), "norm"))
        if status == "embargoed":
            return release or HELD
        if release and issued and release > issued:
            return release
        return HELD if status == "withheld" else None

    def _messages(self) -> str:
        messages = (one_line(attribute(message, "info")) for message in children(self._docdata, "ed-msg"))
        return "\n".join(message for message in messages if message)

    def _rights(self) -> str:
        stated = (
            text_of(find(self._head, "rights")),
            attribute(find(self._docdata, "doc.rights"), "limitations", "type"),
            attribute(find(self._docdata, "doc.copyright"), "holder"),
        )
        return next(filter(None, map(one_line, stated)), "")

    def _bylines(self) -> Iterator[Byline]:
        for byline in children(self._head, "byline"):
            person = find(byline, "person")
            if self._own:
                yield Byline(one_line(text_of(person)), one_line(attribute(person, "value")))
                continue
            titles = [text_of(title) for title in children(byline, "byttl")]
            whole = one_line(text_of(byline) if person is None else text_of(person))
            name = whole if person is not None else whole.removesuffix(one_line("".join(titles))).rstrip(" ,")
            if name := without_by(name or whole):
                yield Byline(name)

    def _credits(self) -> Iterator[Credit]:
        if self._own:
            for node in self._classifiers("source"):
                yield Credit(one_line(text_of(node)), one_line(attribute(node, "value")))
            return
        stated = (
            text_of(find(self._head, "distributor")),
            attribute(find(self._docdata, "doc-id"), "regsrc"),
            attribute(find(self._docdata, "doc.copyright"), "holder"),
        )
        name = next(filter(None, map(one_line, stated)), "")
        yield from [Credit(name)] if name else []

    def _classifiers(self, kind: str) -> Iterator[Element]:
        for node in children(find(self._docdata, "identified-content"), "classifier"):
            if attribute(node, "type") == kind:
                yield node

    def _located(self) -> str:
        place = find(self._docdata, "evloc")
        if self._own:
            return one_line(attribute(place, "city"))
        stated = text_of(find(self._head, "dateline", "location", "city"))
        return one_line(stated or attribute(place, "city", "county-dist", "state-prov", "iso-cc"))

    def _section(self) -> str:
        if self._own:
            return one_line(self._meta("section"))
        kind = slug(attribute(find(self._root, "head", "tobject"), "tobject.type"))
        return "" if kind in _PLAIN_TYPES else kind

    def _subjects(self) -> Iterator[Subject]:
        if self._own:
            for node in self._classifiers("subject"):
                yield Subject(one_line(attribute(node, "value")), one_line(text_of(node)))
            return
        for node in children(find(self._root, "head", "tobject"), "tobject.subject"):
            names = [f"tobject.subject.{part}" for part in ("detail", "matter", "type")]
            if found := subject_of(attribute(node, *names), attribute(node, "tobject.subject.refnum")):
                yield found
        for node in children(find(self._docdata, "key-list"), "keyword"):
            key = attribute(node, "key")
            if (found := subject_of(key)) and one_line(key) != self._slugline():
                yield found

    def _extra(self) -> Iterator[tuple[str, str]]:
        if self._own:
            for known, content in self._metas:
                if known == META + "extra":
                    name, _, text = content.partition(" ")
                    yield one_line(unquote(name)), few_lines(text)
            return
        for name, text in self._metas:
            if name and text:
                yield one_line(f"meta.{name}"), few_lines(text)
