"""From a ninjs object of any version to a NewsItem.

The versions differ in the case of names (`copyrightHolder`, `copyrightholder`), in singular and plural
(`subject`, `subjects`) and in text slots (`body_text`, `bodies`), so every spelling is tried. What somebody else
says is read with some sense for what they mean; what our own rendering says (see `ninjs_slots`) by the letter.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from wireroom.formats.errors import NoHeadlineError, NotNinjsError
from wireroom.formats.guids import guid_of
from wireroom.formats.html import plain_text
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
from wireroom.formats.ninjs_fields import Fields
from wireroom.formats.ninjs_slots import (
    ED_NOTE,
    EXTRA_ROLE,
    GROUP_ROLE,
    KIND_URI,
    PICTURE_ID_ROLE,
    PROFILE,
)
from wireroom.formats.reading import safe_ref
from wireroom.formats.text import few_lines, language_tag, moment, one_line, safe_href
from wireroom.formats.topics import slug, subject_of
from wireroom.formats.wording import Worded, beginning, sized_headline, without_by, without_headline

_DATELINE = re.compile(r"\W*(?P<place>.*?)\s*(?:,[^,]*[0-9][^,]*|,)?\s*[-–—]+")
_SUMMARY_ROLES = ("summary", "abstract", "caption", "text", "html", "main")
_KEPT = (
    "type",
    "profile",
    "title",
    "pubStatus",
    "expires",
    "contentCreated",
    "copyrightHolder",
    "copyrightNotice",
)
_UNREMARKABLE = {("type", "text"), ("pubStatus", "usable")}


class NinjsReader:
    """Reads one object; `item` is the result."""

    def __init__(self, decoded: dict[str, Any]) -> None:
        self._fields = Fields(decoded)
        self._own = self._fields.text("profile") == PROFILE
        self._descriptions = list(_wordings(self._fields, "descriptions", "description"))

    def item(self, *, empty_allowed: bool = False) -> NewsItem:
        """Raises NotNinjsError, TooLargeError or NoHeadlineError."""
        uri = one_line(self._fields.text("uri"))
        if not uri:
            raise NotNinjsError("This object has no uri, which every ninjs item has.")
        body = self._body()
        headline = self._headline(body)
        if not headline and not body and not empty_allowed:
            raise NoHeadlineError(f"The item {uri} has neither a headline nor a text.")
        dateline, located = self._dateline()
        lead_picture, pictures = self._pictures()
        return NewsItem(
            guid=guid_of(uri),
            language=language_tag(self._fields.text("language")),
            headline=headline,
            version=max(1, self._fields.number("version")),
            kind=self._kind(),
            slugline=one_line(self._fields.text("slugline")),
            summary=self._summary(headline),
            body=body if self._own else without_headline(body, headline),
            bylines=self._bylines(),
            dateline=dateline,
            located=located,
            credits=self._credits(),
            section=self._section(),
            subjects=tuple(self._subjects()),
            priority=min(9, self._fields.number("urgency")) or 5,
            first_created=moment(self._fields.text("firstcreated")),
            version_created=moment(self._fields.text("versioncreated")),
            embargo_until=self._embargo(),
            public_note=self._described("public-note") if self._own else "",
            ed_note=self._ed_note(),
            rights=few_lines(self._fields.text("usageterms", *([] if self._own else ["copyrightnotice"]))),
            lead_picture=lead_picture,
            pictures=pictures,
            translation_of=self._translation_of(),
            group=self._alt_id(GROUP_ROLE),
            extra=tuple(self._extra()),
        )

    # Text

    def _body(self) -> tuple[Block, ...]:
        wordings = [worded for worded in _wordings(self._fields, "bodies", "body") if worded.value]
        if not wordings:
            return ()
        return max(wordings, key=lambda worded: (worded.is_html(), "nitf" not in worded.content_type)).blocks()

    def _headline(self, body: tuple[Block, ...]) -> str:
        """The headline; where somebody sends none, the title or the beginning of the text stands in for it."""
        wordings = [worded for worded in _wordings(self._fields, "headlines", "headline") if worded.value]
        wordings.sort(key=lambda worded: worded.role not in ("main", ""))
        if self._own:
            return sized_headline(one_line(wordings[0].value) if wordings else "")
        lines = (worded.line() for worded in wordings)
        headline = sized_headline(next((line for line in lines if line), ""))
        headline = headline or beginning(one_line(self._fields.text("title")))
        return headline or beginning(plain_text(body)) or beginning(self._any_description())

    def _described(self, role: str) -> str:
        found = (worded.value for worded in self._descriptions if worded.role == role)
        return few_lines(next(found, ""))

    def _ed_note(self) -> str:
        """Of our own notes, the editors' part alone."""
        if self._own and any(worded.role == ED_NOTE for worded in self._descriptions):
            return self._described(ED_NOTE)
        return few_lines(self._fields.text("ednote"))

    def _any_description(self) -> str:
        wordings = sorted(self._descriptions, key=lambda worded: worded.role not in _SUMMARY_ROLES)
        return next((line for line in (worded.line() for worded in wordings) if line), "")

    def _summary(self, headline: str) -> str:
        summary = self._described("summary") if self._own else self._any_description()
        return "" if not self._own and headline in (summary, beginning(summary)) else summary

    def _dateline(self) -> tuple[str, str]:
        """Dateline and place; "LONDON, March 2 -" in the slot for the place is both."""
        located = one_line(self._fields.text("located"))
        if self._own:
            return one_line(self._described("dateline")), located
        found = _DATELINE.fullmatch(located)
        return (located.strip(" *-–—"), found["place"]) if found else ("", located)

    # What it is

    def _kind(self) -> Kind:
        for genre in self._fields.entries("genres"):
            literal = genre.text("literal")
            if literal in KINDS and genre.text("uri") == KIND_URI + literal:
                return literal
        return "withdrawal" if self._fields.text("pubstatus") == "canceled" else "new"

    def _embargo(self) -> datetime | None:
        stated = self._fields.text("embargoeduntil", "embargoed")
        if stated:
            return moment(stated) or HELD
        return HELD if self._fields.text("pubstatus") == "withheld" else None

    def _bylines(self) -> tuple[Byline, ...]:
        if self._own:
            people = (person for person in self._fields.entries("people") if person.text("rel") == "byline")
            return tuple(Byline(*_name_and_code(person)) for person in people)
        name = without_by(one_line(self._fields.text("by", "byline")))
        return (Byline(name),) if name else ()

    def _credits(self) -> tuple[Credit, ...]:
        sources = self._fields.entries("infosources", "infosource")
        if self._own:
            return tuple(Credit(*_name_and_code(source)) for source in sources)
        names = [one_line(source.text("name", "literal", "code")) for source in sources]
        if not any(names):
            names = [one_line(self._fields.text("copyrightholder"))]
        return tuple(Credit(name) for name in dict.fromkeys(names) if name)

    def _section(self) -> str:
        """The section; of somebody else's subjects, the first that is a bare name."""
        for subject in self._fields.entries("subjects", "subject"):
            code, name = subject.text("literal", "code"), one_line(subject.text("name"))
            if self._own and subject.text("rel") == "section":
                return one_line(code)
            if not self._own and name and code in ("", name) and not subject.text("uri"):
                return slug(name)
        return ""

    def _subjects(self) -> Iterator[Subject]:
        for subject in self._fields.entries("subjects", "subject"):
            name = one_line(subject.text("name"))
            if not self._own:
                found = subject_of(name, subject.text("literal", "code"), subject.text("uri", "scheme"))
                if found:
                    yield found
            elif subject.text("rel") != "section":
                yield Subject(one_line(subject.text("literal")), name)

    # What belongs to it

    def _pictures(self) -> tuple[Picture | None, tuple[Picture, ...]]:
        if self._own:
            lead = [_own_picture(part) for part in self._associated("lead-picture")]
            return (lead[0] if lead else None), tuple(map(_own_picture, self._associated("picture")))
        parts = [part for part in self._fields.entries("associations") if part.text("type") in ("picture", "graphic")]
        found = [_picture(part) for part in ([self._fields] if self._fields.text("type") == "picture" else []) + parts]
        pictures = [picture for picture in found if picture]
        return (pictures[0] if pictures else None), tuple(pictures[1:])

    def _associated(self, name: str) -> list[Fields]:
        return [part for part in self._fields.entries("associations") if part.text("name") == name]

    def _translation_of(self) -> str:
        original = self._associated("translation-of") if self._own else []
        return guid_of(one_line(original[0].text("uri"))) if original else ""

    def _alt_id(self, role: str) -> str:
        values = (entry.text("value") for entry in self._fields.entries("altids") if entry.text("role") == role)
        return one_line(next(values, ""))

    def _extra(self) -> Iterator[tuple[str, str]]:
        alt_ids = [(entry.text("role"), entry.text("value")) for entry in self._fields.entries("altids")]
        if self._own:
            pairs = [(role.removeprefix(EXTRA_ROLE), value) for role, value in alt_ids if role.startswith(EXTRA_ROLE)]
        else:
            pairs = [(name, self._fields.text(name.lower())) for name in _KEPT]
            pairs += [(f"altIds.{role}", value) for role, value in alt_ids or self._fields.texts("altids", "altid")]
            pairs += self._unread()
        for name, text in pairs:
            if text and (name, text) not in _UNREMARKABLE:
                yield one_line(name), few_lines(text)

    def _unread(self) -> Iterator[tuple[str, str]]:
        """Statements that we could not make sense of, for somebody to look at."""
        version = self._fields.text("version")
        if version and not self._fields.number("version"):
            yield "version", version
        for name in ("firstCreated", "versionCreated", "embargoedUntil", "embargoed"):
            stated = self._fields.text(name.lower())
            if stated and not moment(stated):
                yield name, stated


def _name_and_code(party: Fields) -> tuple[str, str]:
    return one_line(party.text("name")), one_line(party.text("literal"))


def _own_picture(part: Fields) -> Picture:
    texts = {entry.text("role"): one_line(entry.text("value")) for entry in part.entries("descriptions")}
    rendition = next(iter(part.entries("renditions")), Fields({}))
    ids = (entry.text("value") for entry in part.entries("altids") if entry.text("role") == PICTURE_ID_ROLE)
    return Picture(
        ref=safe_ref(part.text("uri")),
        alt=texts.get("alt", ""),
        caption=texts.get("caption", ""),
        credit=one_line(part.text("by")),
        width=rendition.number("width"),
        height=rendition.number("height"),
        id=one_line(next(ids, "")),
    )


def _picture(part: Fields) -> Picture | None:
    """Somebody else's picture in its largest rendition; None if it has no address that we could ask."""
    renditions = [
        (rendition.number("width"), rendition.number("height"), safe_href(rendition.text("href")))
        for rendition in part.entries("renditions")
        if not rendition.text("contenttype", "mimetype").startswith(("video/", "audio/", "text/"))
    ]
    usable = [found for found in renditions if found[2].startswith("http")]
    if not usable:
        return None
    width, height, href = max(usable)
    lines = {worded.role: worded.line() for worded in _wordings(part, "descriptions", "description")}
    alt = lines.pop("alt", "") or lines.pop("alttext", "")
    caption = lines.get("caption", "") or next(filter(None, lines.values()), "")
    credit = one_line(part.text("by", "byline", "copyrightholder"))
    return Picture(href, alt, caption, credit, width, height)


def _wordings(fields: Fields, plural: str, singular: str) -> Iterator[Worded]:
    """Those of 2.x and 3.x stand in a list, those of 1.x in members such as `body_text` and `headline`."""
    for entry in fields.entries(plural):
        yield Worded(entry.text("role").lower(), entry.text("contenttype").lower(), entry.text("value"))
    yield Worded("main", "", fields.text(singular))
    for role, value in fields.prefixed(f"{singular}_"):
        yield Worded(role, "", value)
