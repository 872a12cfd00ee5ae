"""Ghost's export (versions 3 to 6): one JSON document of tables, with the posts, their tags and their authors.

The export does not say where the site stood: addresses in it begin with `__GHOST_URL__`. Pages, members and
everything else but posts are left out; what is not for everybody to read is held.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from typing import BinaryIO

from wireroom.formats.archives import (
    FORMER_ADDRESS,
    PLANNED_FOR,
    Entry,
    LeftOutError,
    items_of,
    main_sections,
    sized_guid,
    version_of,
)
from wireroom.formats.errors import FormatError, NoHeadlineError
from wireroom.formats.ghost_blocks import blocks_of
from wireroom.formats.ghost_tables import MAX_BYTES, Dump
from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import HELD, Block, Byline, NewsItem, Picture, Subject
from wireroom.formats.ninjs_fields import Fields
from wireroom.formats.text import absolute, language_tag, moment, one_line, safe_href
from wireroom.formats.topics import slug
from wireroom.formats.wording import Worded, beginning, sized_headline, without_headline

GUID = "ghost:post:"
"""What guids of Ghost's posts begin with here."""
_HOME = "__GHOST_URL__"
_MILLISECONDS_FROM = 100_000_000_000
"""Times of old exports are numbers; from here on they cannot be seconds."""


def parse(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The posts of an export; in place of a bad one, what is wrong with it. Raises FormatError for what is none."""
    return items_of(_entries(Dump(source), len(source), ""))


def read(stream: BinaryIO, home: str = "") -> Iterator[Entry]:
    """Each post in the file's order; whatever is wrong with the file itself comes last, after what came before it.

    `home` is the address of the site, which the export leaves out; without it pictures and links inside it are lost.
    """
    source = stream.read(MAX_BYTES + 1)
    try:
        dump = Dump(source)
    except FormatError as error:
        yield Entry(1, error, len(source))
        return
    yield from _entries(dump, len(source), safe_href(home).rstrip("/"))


def _entries(dump: Dump, size: int, home: str) -> Iterator[Entry]:
    site = _Site(dump, home)
    share = size // max(1, dump.posts)
    number = 0
    for number, post in enumerate(dump.each_post(), 1):
        try:
            yield Entry(number, site.item(post), share)
        except FormatError as error:
            yield Entry(number, error, share)
    if dump.error:
        yield Entry(number + 1, dump.error)


class _Site:
    """What the posts of an export refer to."""

    def __init__(self, dump: Dump, home: str) -> None:
        self._home = home
        self._is_partial = dump.error is not None
        """Tags and authors may be missing, so that the whole export must count as newer."""
        settings = {row.text("key"): row.text("value") for row in dump.rows("settings")}
        self._language = next(
            filter(None, map(settings.get, ("locale", "default_locale", "defaultlang", "lang"))), "und"
        )
        self._tags = {row.text("id"): row for row in dump.rows("tags")}
        self._users = {row.text("id"): one_line(row.text("name")) for row in dump.rows("users")}
        self._metas = {row.text("post_id"): row for row in dump.rows("posts_meta")}
        self._tags_of = _links(dump.rows("posts_tags"), "tag_id")
        self._authors_of = _links(dump.rows("posts_authors"), "author_id")
        primary = (next(iter(self._codes(post)), "") for post in self._tags_of)
        self._sections = main_sections(Counter(filter(None, primary)))

    def item(self, post: Fields) -> NewsItem:
        """Raises FormatError, LeftOutError among them."""
        if post.text("type") == "page" or post.is_true("page"):
            raise LeftOutError("pages")
        number = post.text("id")
        meta = self._metas.get(number, post)
        body = blocks_of(self._addressed(post), self._home)
        headline = sized_headline(one_line(post.text("title"))) or beginning(plain_text(body))
        if not headline:
            raise NoHeadlineError(f"Post {number} has neither a title nor a text.")
        published, updated = (_moment(post.text(name)) for name in ("published_at", "updated_at"))
        codes = self._codes(number)
        section = next(iter(codes), "")
        names = [self._users.get(author, "") for author in self._authors_of.get(number) or [post.text("author_id")]]
        lead = self._lead_picture(post, meta)
        is_public = _is_public(post, meta)
        return NewsItem(
            guid=sized_guid(f"{GUID}{one_line(post.text('uuid')) or number}"),
            language=language_tag(post.text("locale") or self._language),
            headline=headline,
            version=1 if self._is_partial else version_of(updated or published),
            summary=one_line(post.text("custom_excerpt")),
            body=without_headline(_without(body, lead), headline),
            bylines=tuple(Byline(name) for name in dict.fromkeys(names) if name),
            section=section if section in self._sections else "",
            subjects=tuple(Subject(f"tag:{code}", name or code) for code, name in codes.items()),
            first_created=published or _moment(post.text("created_at")),
            version_created=updated or published,
            embargo_until=None if is_public else HELD,
            lead_picture=lead,
            extra=self._kept(post, published, is_public=is_public),
        )

    def _codes(self, post: str) -> dict[str, str]:
        """Names of the post's tags by their codes, the primary one first, without those for the house alone."""
        tags = [tag for tag in map(self._tags.get, self._tags_of.get(post, ())) if tag and not _is_internal(tag)]
        codes = {slug(tag.text("slug")) or slug(tag.text("name")): one_line(tag.text("name")) for tag in tags}
        codes.pop("", None)
        return codes

    def _addressed(self, post: Fields) -> Fields:
        names = ("html", "lexical", "mobiledoc", "plaintext")
        return Fields({name: post.text(name).replace(_HOME, self._home) for name in names})

    def _lead_picture(self, post: Fields, meta: Fields) -> Picture | None:
        ref = post.text("feature_image").replace(_HOME, self._home)
        ref = safe_href(absolute(f"{self._home}/", ref) if self._home and ref else ref)
        if not ref.startswith("http"):
            return None
        alt, caption = (
            one_line(meta.text("feature_image_alt")),
            Worded("", "", meta.text("feature_image_caption")).line(),
        )
        return Picture(ref, alt, caption)

    def _kept(self, post: Fields, published: datetime | None, *, is_public: bool) -> tuple[tuple[str, str], ...]:
        if is_public:
            return ((FORMER_ADDRESS, f"{self._home}/{post.text('slug')}/"),) if post.text("slug") else ()
        is_planned = post.text("status") == "scheduled" and post.text("visibility") in ("", "public")
        return ((PLANNED_FOR, published.isoformat()),) if is_planned and published else ()


def _links(rows: list[Fields], column: str) -> dict[str, list[str]]:
    """The numbers in `column` by post, in the order that the house gave them."""
    found: dict[str, list[str]] = {}
    for row in sorted(rows, key=lambda row: row.number("sort_order")):
        found.setdefault(row.text("post_id"), []).append(row.text(column))
    return found


def _is_public(post: Fields, meta: Fields) -> bool:
    """Whether anybody could read it on the site: published there, neither only mailed nor for members alone."""
    is_out = post.text("status") == "published" and post.text("visibility") in ("", "public")
    return is_out and not meta.is_true("email_only")


def _is_internal(tag: Fields) -> bool:
    return tag.text("visibility") == "internal" or tag.text("name").startswith("#")


def _without(body: tuple[Block, ...], lead: Picture | None) -> tuple[Block, ...]:
    """The body without the featured picture at its head, where it would stand twice."""
    is_twice = lead is not None and body and replace(lead, alt="", caption="") == body[0]
    return body[1:] if is_twice else body


def _moment(text: str) -> datetime | None:
    """A time as text, or as a number of seconds or milliseconds."""
    if not text.isdecimal():
        return moment(text)
    try:
        number = int(text)
        return datetime.fromtimestamp(number / 1000 if number >= _MILLISECONDS_FROM else number, UTC)
    except (ValueError, OverflowError, OSError):
        return None
