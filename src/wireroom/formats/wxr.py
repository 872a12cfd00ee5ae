"""WXR 1.0 to 1.2, WordPress's export of a whole site: its posts, with their authors, pictures and languages.

The file is read twice, line by line, whatever its size: once for what posts refer to and may stand after them
(attachments, authors, categories), once for the posts. What is no post is left out; comments are read by themselves.
"""

from __future__ import annotations

import io
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import BinaryIO
from urllib.parse import unquote

from wireroom.formats.archives import (
    FORMER_ADDRESS,
    PLANNED_FOR,
    Conversation,
    Entry,
    LeftOutError,
    Remark,
    items_of,
    main_sections,
    sized_guid,
    version_of,
)
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError
from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import HELD, Block, Byline, NewsItem, Picture, Subject
from wireroom.formats.text import few_lines, language_tag, moment, one_line, safe_href
from wireroom.formats.topics import slug
from wireroom.formats.wording import Worded, beginning, sized_headline, without_headline
from wireroom.formats.wxr_blocks import Attachment, Attachments, blocks_of
from wireroom.formats.wxr_records import Broken, Record, Term, records

_LEFT_OUT_STATES = {"private": "private posts", "trash": "deleted posts", "auto-draft": "empty drafts"}
_UNSEEN_TYPES = frozenset((
    "attachment", "nav_menu_item", "revision", "custom_css", "customize_changeset", "oembed_cache", "user_request",
    "wp_block", "wp_template", "wp_template_part", "wp_global_styles", "wp_navigation", "wp_font_family",
    "wp_font_face", "guest-author",
))  # fmt: skip
"""Kinds of WordPress's own that no reader opens."""
_NO_SECTION = frozenset(("uncategorized", "uncategorised"))
MAX_LEVELS = 10
"""Of categories, which a broken export may file in a circle."""
_PRIMARY = ("_yoast_wpseo_primary_category", "rank_math_primary_category")
_IN_MEMORY = 8 * 1024 * 1024
"""Bytes of what cannot be read twice, such as standard input, before it goes to a temporary file."""


@dataclass
class Site:
    """What the posts of an export refer to."""

    is_wordpress: bool = False
    language: str = "und"
    home: str = ""
    authors: dict[str, str] = field(default_factory=dict)
    """Display names by login; of guest authors, by their term."""
    parents: dict[str, str] = field(default_factory=dict)
    """Of each category that has one, its parent; by their slugs."""
    categories: dict[str, str] = field(default_factory=dict)
    """Names by slug."""
    by_number: dict[str, str] = field(default_factory=dict)
    """Slugs of categories by their numbers."""
    attachments: Attachments = field(default_factory=Attachments)
    filed: Counter[str] = field(default_factory=Counter)
    """How many posts are filed under each root category."""
    sections: frozenset[str] = frozenset()

    def note(self, record: Record) -> None:
        """Remembers what a part of the channel says, if posts refer to it."""
        self.is_wordpress = self.is_wordpress or record.name == "wxr_version" or bool(record.field("post_id"))
        match record.name:
            case "language":
                self.language = language_tag(record.text)
            case "link" | "base_blog_url":
                self.home = safe_href(record.text) or self.home
            case "author":
                login = record.field("author_login")
                self.authors[login] = one_line(record.field("author_display_name")) or login
            case "category":
                code = _slug(record.field("category_nicename"))
                self.categories[code] = one_line(record.field("cat_name"))
                self.by_number[record.field("term_id")] = code
                if parent := _slug(record.field("category_parent")):
                    self.parents[code] = parent
            case "item":
                self._note_item(record)

    def _note_item(self, record: Record) -> None:
        if record.field("post_type") == "attachment":
            self.attachments.add(
                record.field("post_id"),
                record.field("post_parent"),
                Attachment(
                    safe_href(record.field("attachment_url")),
                    one_line(record.meta("_wp_attachment_image_alt")),
                    Worded("", "", record.field("excerpt")).line(),
                ),
            )
        elif record.field("post_type") == "guest-author":
            self.authors[record.field("post_name")] = one_line(record.meta("cap-display_name") or record.field("title"))
        elif root := self.root_of(record):
            self.filed[root] += 1

    def root_of(self, record: Record) -> str:
        """The category at the root above the post's primary category, else above its first one."""
        categories = categories_of(record)
        primary = (self.by_number.get(record.meta(name), "") for name in _PRIMARY)
        code = next((code for code in (*primary, *categories) if code in categories), "")
        for _ in range(MAX_LEVELS):
            code = self.parents.get(code, code)
        return code


def categories_of(record: Record) -> dict[str, str]:
    """Names of a post's categories by their codes, without the one that means none."""
    return {code: name for code, name in _names(record.terms("category")).items() if code not in _NO_SECTION}


def _names(terms: list[Term]) -> dict[str, str]:
    found = {_slug(term.code) or slug(term.name): one_line(term.name) for term in terms}
    found.pop("", None)
    return found


def parse(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The posts of an export; in place of a bad one, what is wrong with it. Raises FormatError for what is none."""
    found = items_of(read(io.BytesIO(source)))
    match found:
        case (FormatError() as error,):
            raise error
    return found


def read(stream: BinaryIO, home: str = "") -> Iterator[Entry]:
    """Each post in the file's order; whatever is wrong with the file itself comes last, after what came before it.

    `home` is the address of the site, should the export not say it.
    """
    with _rewindable(stream) as source:
        site = Site(home=safe_href(home))
        wrong: Broken | None = None
        for record in records(source):
            if isinstance(record, Record):
                site.note(record)
            else:
                wrong = record
        if not site.is_wordpress:
            no_export = NotNewsError("This is no export of WordPress: it has neither a version nor a post.")
            yield Entry(1, wrong.error if wrong else no_export)
            return
        site.sections = main_sections(site.filed)
        source.seek(0)
        for record in records(source):
            if not isinstance(record, Record):
                yield Entry(record.line, record.error, record.size)
            elif record.name == "item" and record.field("post_type", "post") not in _UNSEEN_TYPES:
                yield Entry(record.line, _item(record, site), record.size)


def conversations(stream: BinaryIO) -> Iterator[Conversation | Entry]:
    """What readers saw below the posts; whatever is wrong with the file comes last, as an Entry."""
    site = Site()
    for record in records(stream, with_comments=True):
        if not isinstance(record, Record):
            yield Entry(record.line, record.error, record.size)
            continue
        if record.name != "item":
            site.note(record)
        remarks = tuple(filter(None, map(_remark, record.comments)))
        if remarks:
            yield Conversation(record.line, _Post(record, site).guid(), remarks)


def _remark(said: dict[str, str]) -> Remark | None:
    """An approved comment of a reader; None for what waits, was refused, or only says that another site links here."""
    if said.get("comment_approved", "").strip() != "1" or said.get("comment_type", "").strip() not in ("", "comment"):
        return None
    words = Worded("", "", said.get("comment_content", ""))
    text = plain_text(blocks_of(words.value, Attachments())) if words.is_html() else few_lines(words.value)
    date = _moment(said.get("comment_date_gmt", "")) or _moment(said.get("comment_date", ""))
    if not text or date is None:
        return None
    answers = said.get("comment_parent", "").strip()
    return Remark(
        number=said.get("comment_id", "").strip(),
        answers="" if answers == "0" else answers,
        name=one_line(said.get("comment_author", "")),
        email=one_line(said.get("comment_author_email", "")),
        text=text,
        at=date,
    )


@contextmanager
def _rewindable(stream: BinaryIO) -> Iterator[BinaryIO]:
    """The stream from where it stands, to be read twice; what cannot go back is kept in a file meanwhile."""
    if stream.seekable():
        start = stream.tell()
        if start == 0:
            yield stream
            return
    with tempfile.SpooledTemporaryFile(_IN_MEMORY) as kept:
        while piece := stream.read(1024 * 1024):
            kept.write(piece)
        kept.seek(0)
        yield kept  # type: ignore[misc]  # a BinaryIO in everything that is used


def _item(record: Record, site: Site) -> NewsItem | FormatError:
    try:
        return _Post(record, site).item()
    except FormatError as error:
        return error


class _Post:
    """One post with the site that it comes from."""

    def __init__(self, record: Record, site: Site) -> None:
        self._record = record
        self._site = site
        self._link = safe_href(record.field("link"))

    def item(self) -> NewsItem:
        self._refuse()
        record, language = self._record, self._language()
        body = blocks_of(record.field("content"), self._site.attachments, record.field("post_id"), self._link)
        headline = sized_headline(Worded("", "", record.field("title")).line()) or beginning(plain_text(body))
        if not headline:
            raise NoHeadlineError(f"Post {record.field('post_id')} has neither a title nor a text.")
        summary = Worded("", "", record.field("excerpt")).line()
        lead = self._lead_picture()
        status, date = record.field("status", "publish"), self._date()
        modified = _moment(record.field("post_modified_gmt")) or _moment(record.field("post_modified")) or date
        section, subjects = self._sorted_by()
        return NewsItem(
            guid=self.guid(),
            language=language,
            headline=headline,
            version=version_of(modified),
            summary="" if summary == headline else summary,
            body=without_headline(_without_lead(body, lead), headline),
            bylines=tuple(map(Byline, self._authors())),
            section=section,
            subjects=subjects,
            first_created=date,
            version_created=modified,
            embargo_until=None if status == "publish" else HELD,
            lead_picture=lead,
            group=self._term("post_translations") or one_line(record.meta("_wpml_import_translation_group")),
            extra=self._kept(status, date),
        )

    def _refuse(self) -> None:
        """Raises LeftOutError for what readers were never to see, and for what is no story."""
        record = self._record
        kind, status = record.field("post_type", "post"), record.field("status", "publish")
        if status in _LEFT_OUT_STATES:
            raise LeftOutError(_LEFT_OUT_STATES[status])
        if record.field("post_password"):
            raise LeftOutError("posts with a password")
        if kind == "page":
            raise LeftOutError("pages")
        if kind != "post":
            raise LeftOutError(f"posts of the type “{one_line(kind)[:40]}”")

    def guid(self) -> str:
        """The name that WordPress gave it, which never changes."""
        number = self._record.field("post_id")
        made = f"{self._site.home.rstrip('/')}/?p={number}" if number else ""
        return sized_guid(one_line(self._record.field("guid")) or made or self._link)

    def _language(self) -> str:
        """That of the post where Polylang or WPML says it, else that of the site."""
        stated = self._term("language") or self._record.meta("_wpml_import_language_code")
        tag = language_tag(stated) if stated else "und"
        return self._site.language if tag == "und" else tag

    def _date(self) -> datetime | None:
        record = self._record
        return (
            _moment(record.field("post_date_gmt"))
            or _moment(record.field("post_date"))
            or _mail_date(record.field("pubDate"))
        )

    def _authors(self) -> list[str]:
        """Those whom the Co-Authors plugin names, else the one who wrote the post."""
        names = self._site.authors
        several = [
            names.get(term.code) or names.get(term.code.removeprefix("cap-")) or term.name
            for term in self._record.terms("author")
        ]
        login = self._record.field("creator")
        return [name for name in dict.fromkeys(map(one_line, several or [names.get(login, login)])) if name]

    def _term(self, domain: str) -> str:
        return next((term.code for term in self._record.terms(domain)), "")

    def _sorted_by(self) -> tuple[str, tuple[Subject, ...]]:
        """The section, and all categories and tags."""
        root = self._site.root_of(self._record)
        named = {root: self._site.categories.get(root, "")} if root else {}
        found = {**named, **categories_of(self._record), **_names(self._record.terms("post_tag", "tag"))}
        subjects = tuple(Subject(f"tag:{code}", name or code) for code, name in found.items())
        return root if root in self._site.sections else "", subjects

    def _lead_picture(self) -> Picture | None:
        return self._site.attachments.picture(self._record.meta("_thumbnail_id"))

    def _kept(self, status: str, date: datetime | None) -> tuple[tuple[str, str], ...]:
        if status == "publish":
            return ((FORMER_ADDRESS, self._link),) if self._link else ()
        return ((PLANNED_FOR, date.isoformat()),) if status == "future" and date else ()


def _without_lead(body: tuple[Block, ...], lead: Picture | None) -> tuple[Block, ...]:
    """The body without the featured picture at its head, where themes show it twice."""
    if lead and body and isinstance(body[0], Picture) and body[0].ref == lead.ref:
        return body[1:]
    return body


def _slug(nicename: str) -> str:
    """A slug as people read it: WordPress escapes all but Latin letters."""
    return slug(unquote(nicename))


def _moment(text: str) -> datetime | None:
    """A time as MySQL writes it; None for the zeros that stand for none."""
    return None if text.startswith("0000") else moment(text)


def _mail_date(text: str) -> datetime | None:
    try:
        found = parsedate_to_datetime(text)
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError, IndexError, TypeError):
        return None
