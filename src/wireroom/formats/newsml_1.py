"""NewsML 1.x, which older wires still send: read, never written.

A NewsItem is a tree of components; the text is the longest one that is no headline, style sheet or the like, pictures
are the components of image files, each in its largest form.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from itertools import islice

from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError
from wireroom.formats.html import parse_blocks, plain_text
from wireroom.formats.newsitem import HELD, Block, Byline, Credit, Kind, LinkCard, NewsItem, Picture, Subject
from wireroom.formats.nitf_blocks import read_blocks
from wireroom.formats.text import few_lines, language_tag, moment, one_line, safe_href
from wireroom.formats.topics import subject_of
from wireroom.formats.wording import Worded, beginning, sized_headline, without_by, without_headline
from wireroom.formats.xml import XML, Element, attribute, children, find, local_name, markup_of, read, text_of

MAX_ITEMS = 1_000
MAX_COMPONENTS = 1_000

_NO_TEXT = frozenset(("stylesheet", "headline", "subheadline", "caption"))
_NO_PICTURE = frozenset(("logo", "video", "audio"))
_SUBJECTS = ("Subject", "SubjectMatter", "SubjectDetail", "SubjectQualifier")
_FORM = "FormalName"


def parse(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The items of a NewsML document; in place of a bad one, what is wrong with it. Raises FormatError."""
    root = read(source)
    items = list(children(root, "NewsItem"))[:MAX_ITEMS]
    if local_name(root) != "NewsML" or not items:
        raise NotNewsError(f"This is {local_name(root)} without a NewsItem of NewsML 1.x.")
    return tuple(map(_read, items))


def _read(root: Element) -> NewsItem | FormatError:
    try:
        return _Reader(root).item()
    except FormatError as error:
        return error


class _Reader:
    def __init__(self, root: Element) -> None:
        self._root = root
        self._name = find(root, "Identification", "NewsIdentifier")
        self._management = find(root, "NewsManagement")
        self._components = list(islice(_components(root), MAX_COMPONENTS))

    def item(self) -> NewsItem:
        body = self._body()
        headline = sized_headline(self._line("HeadLine")) or beginning(plain_text(body))
        if not headline:
            raise NoHeadlineError("This item has neither a headline nor a text.")
        pictures = self._pictures()
        revision = text_of(find(self._name, "RevisionId")).strip()
        return NewsItem(
            guid=self._guid(),
            language=language_tag(self._language()),
            headline=headline,
            version=max(1, int(revision)) if re.fullmatch("[0-9]{1,9}", revision) else 1,
            kind=self._kind(),
            slugline=self._line("SlugLine") or one_line(text_of(find(self._root, "Identification", "NameLabel"))),
            summary=self._line("SubHeadLine"),
            body=without_headline(body, headline),
            bylines=tuple(self._bylines()),
            dateline=self._line("DateLine").rstrip(" -–—"),
            located=self._located(),
            credits=tuple(self._credits()),
            subjects=tuple(self._subjects()),
            priority=self._priority(),
            first_created=self._time("FirstCreated"),
            version_created=self._time("ThisRevisionCreated"),
            embargo_until=self._embargo(),
            ed_note=few_lines("\n".join(self._advisories())),
            rights=self._line("CopyrightLine"),
            lead_picture=pictures[0] if pictures else None,
            pictures=pictures[1:],
        )

    # Text

    def _body(self) -> tuple[Block, ...]:
        """The main text, behind it what else is to be read, such as contacts."""
        texts = [(_role(one), blocks) for one in self._components if (blocks := _text(one))]
        texts = [(role, blocks) for role, blocks in texts if role not in _NO_TEXT]
        main = max(texts, key=lambda found: (found[0] in ("body", "main"), len(plain_text(found[1]))), default=("", ()))
        others = (blocks for role, blocks in texts if role == "contact" and blocks is not main[1])
        films = (film for one in self._components if (film := _film(one)))
        return (*main[1], *(block for blocks in others for block in blocks), *films)

    def _line(self, name: str) -> str:
        """The first such news line outside of pictures and films."""
        for component in self._components:
            if _role(component) not in ("photo", "graphic", *_NO_PICTURE):
                line = one_line(text_of(find(component, "NewsLines", name)))
                if line:
                    return line
        return ""

    def _advisories(self) -> Iterator[str]:
        for component in self._components:
            for line in children(find(component, "NewsLines"), "NewsLine"):
                if attribute(find(line, "NewsLineType"), _FORM) == "AdvisoryLine":
                    yield one_line(text_of(find(line, "NewsLineText")))

    # What it is

    def _guid(self) -> str:
        """The public identifier without the revision at its end, which differs from version to version."""
        parts = [one_line(text_of(find(self._name, name))) for name in ("ProviderId", "DateId", "NewsItemId")]
        guid = "urn:newsml:" + ":".join(parts) if all(parts) else ""
        guid = guid or one_line(text_of(find(self._name, "PublicIdentifier")))
        if not guid:
            raise NotNewsError("This item has no identifier, which every NewsML item has.")
        return guid

    def _language(self) -> str:
        stated = self._described("Language")
        return stated or attribute(self._root, f"{{{XML}}}lang")

    def _described(self, *path: str) -> str:
        """The formal name at a path of the descriptive metadata."""
        for component in self._components:
            found = attribute(find(component, "DescriptiveMetadata", *path), _FORM)
            if found:
                return found
        return ""

    def _status(self) -> str:
        return attribute(find(self._management, "Status"), _FORM).lower()

    def _kind(self) -> Kind:
        instructions = {attribute(one, _FORM).lower() for one in children(self._management, "Instruction")}
        if self._status() == "canceled" or instructions & {"delete", "kill"}:
            return "withdrawal"
        if instructions & {"correction", "rectify"}:
            return "correction"
        return "update" if "update" in instructions else "new"

    def _embargo(self) -> datetime | None:
        """When the status changes to usable; as long as nobody says when, it does not."""
        if self._status() not in ("embargoed", "withheld"):
            return None
        change = find(self._management, "StatusWillChange")
        usable = attribute(find(change, "FutureStatus"), _FORM).lower() == "usable"
        return (usable and moment(text_of(find(change, "DateAndTime")))) or HELD

    def _time(self, name: str) -> datetime | None:
        return moment(text_of(find(self._management, name)))

    def _priority(self) -> int:
        stated = attribute(find(self._management, "Urgency"), _FORM)
        return int(stated) if re.fullmatch("[1-9]", stated) else 5

    def _bylines(self) -> Iterator[Byline]:
        name = without_by(self._line("ByLine")) or self._party("Creator")
        if name:
            yield Byline(name)

    def _credits(self) -> Iterator[Credit]:
        stated = (self._line("CreditLine"), self._party("Provider"), self._party("Source"))
        name = next(filter(None, stated), "") or one_line(text_of(find(self._name, "ProviderId")))
        if name:
            yield Credit(name)

    def _party(self, role: str) -> str:
        for component in self._components:
            found = attribute(find(component, "AdministrativeMetadata", role, "Party"), _FORM)
            if found:
                return one_line(found)
        return ""

    def _located(self) -> str:
        for component in self._components:
            for place in children(find(component, "DescriptiveMetadata"), "Location"):
                said = {attribute(one, _FORM): attribute(one, "Value") for one in children(place, "Property")}
                if said.get("City"):
                    return one_line(said["City"])
        return ""

    def _subjects(self) -> Iterator[Subject]:
        found: dict[str, Subject] = {}
        for component in self._components:
            described = find(component, "DescriptiveMetadata")
            codes = [code for one in children(described, "SubjectCode") for code in children(one, *_SUBJECTS)]
            words = [one for one in children(described, "Property") if attribute(one, _FORM) == "Keyword"]
            subjects = [subject_of("", attribute(code, _FORM)) for code in codes]
            subjects += [subject_of(attribute(word, "Value")) for word in words]
            found |= {subject.code: subject for subject in subjects if subject}
        yield from found.values()

    # Pictures

    def _pictures(self) -> tuple[Picture, ...]:
        return tuple(picture for one in self._components if (picture := _picture(one)))


def _components(element: Element) -> Iterator[Element]:
    return (node for node in element.iter() if local_name(node) == "NewsComponent")


def _role(component: Element) -> str:
    return attribute(find(component, "Role"), _FORM).lower()


def _text(component: Element) -> tuple[Block, ...]:
    """The longest of the texts that stand directly in a component."""
    found = []
    for part in children(component, "ContentItem"):
        content = find(part, "DataContent")
        kind = attribute(find(part, "MimeType"), _FORM).lower()
        if content is None or kind == "text/css" or find(part, "Encoding") is not None:
            continue
        nitf, page = find(content, "nitf", "body"), find(content, "html", "body")
        if nitf is not None:
            found.append(read_blocks(nitf))
        elif next(children(content), None) is not None:
            found.append(parse_blocks(markup_of(content if page is None else page)))
        else:
            found.append(Worded("", kind, text_of(content)).blocks())
    return max(found, key=lambda blocks: len(plain_text(blocks)), default=())


def _files(component: Element, kind: str) -> list[tuple[int, int, str]]:
    """(width, height, address) of the files of a kind in a component."""
    found = []
    for part in children(component, "ContentItem"):
        href = safe_href(attribute(part, "Href"))
        if href.startswith("http") and attribute(find(part, "MimeType"), _FORM).lower().startswith(f"{kind}/"):
            properties = children(find(part, "Characteristics"), "Property")
            said = {attribute(one, _FORM): attribute(one, "Value") for one in properties}
            found.append((_pixels(said.get("PixelWidth", "")), _pixels(said.get("PixelHeight", "")), href))
    return found


def _pixels(stated: str) -> int:
    return int(stated) if re.fullmatch("[0-9]{1,5}", stated) else 0


def _picture(component: Element) -> Picture | None:
    files = _files(component, "image")
    if not files or _role(component) in _NO_PICTURE:
        return None
    width, height, href = max(files)
    caption, credit = (one_line(text_of(find(component, "NewsLines", name))) for name in ("HeadLine", "CreditLine"))
    return Picture(href, "", caption, credit, width, height)


def _film(component: Element) -> LinkCard | None:
    files = _files(component, "video") or _files(component, "audio")
    if not files:
        return None
    href = files[-1][2]
    return LinkCard(href, one_line(text_of(find(component, "NewsLines", "HeadLine"))) or href.split("/")[2])
