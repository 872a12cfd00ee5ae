"""Sitemaps (sitemaps.org 0.9) with the languages of each story, and Google's for the news of two days."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from typing import NamedTuple
from uuid import UUID
from xml.sax.saxutils import escape

from django.db.models import Max

from wireroom.core import clock
from wireroom.formats.xml import allowed
from wireroom.press.declaring import declare, expire
from wireroom.stories.models import Edition, Section, StaticPage, Story
from wireroom.stories.querysets import StoryQuerySet
from wireroom.website import addresses, tags
from wireroom.website.lists import any_of

DECLARATION = '<?xml version="1.0" encoding="UTF-8"?>\n'
NAMESPACE = "http://www.sitemaps.org/schemas/sitemap/0.9"
URLSET = f'<urlset xmlns="{NAMESPACE}" xmlns:xhtml="http://www.w3.org/1999/xhtml">\n'
NEWS_URLSET = f'<urlset xmlns="{NAMESPACE}" xmlns:news="http://www.google.com/schemas/sitemap-news/0.9">\n'
SPLIT_AT = 5_000
"""Addresses in one file: 50,000 are allowed, but a file is written anew after each release of a story in it. Stories
are split by the numbers of their rows, so none ever moves to another file."""
NEWS_WINDOW = timedelta(hours=48)
NEWS_LIMIT = 1000


def share_of(pk: int) -> int:
    """The number of the file that the story in row `pk` stands in."""
    return pk // SPLIT_AT + 1


class Row(NamedTuple):
    """What a sitemap needs of one live story."""

    locale_id: int
    url_date: date
    slug: str
    moved: datetime
    group: UUID


_COLUMNS = ("locale_id", "url_date", "slug", "last_published_at", "translation_key")


class Sitemaps:
    """The sitemaps of the open editions at `site`."""

    def __init__(self, site: str, editions: Sequence[Edition]) -> None:
        self.site = site
        self.editions = editions
        self.locales = {edition.locale_id: edition for edition in editions}

    def index(self) -> str:
        """The pages that are no stories, and each share of stories that has some."""
        declare(tags.SITEMAP_INDEX)
        names = ["sitemap-pages.xml", *(f"sitemap-{share}.xml" for share in self._shares())]
        lines = "".join(f"<sitemap><loc>{escape(self.site)}/{name}</loc></sitemap>\n" for name in names)
        return f'{DECLARATION}<sitemapindex xmlns="{NAMESPACE}">\n{lines}</sitemapindex>\n'

    def _shares(self) -> list[int]:
        highest = Story.objects.aggregate(highest=Max("pk"))["highest"] or 0
        return [share for share in range(1, highest // SPLIT_AT + 2) if self._share(share).exists()]

    def _live(self) -> StoryQuerySet:
        return Story.objects.published().filter(locale__in=self.locales)

    def _share(self, share: int) -> StoryQuerySet:
        low = (share - 1) * SPLIT_AT
        return self._live().filter(pk__gte=low, pk__lt=low + SPLIT_AT)

    def stories(self, share: int) -> str:
        """One share of the stories, each with its other languages; empty if there is nothing in it. Two queries."""
        declare(tags.sitemap(share))
        here = [Row(*row) for row in self._share(share).order_by("pk").values_list(*_COLUMNS)]
        if not here:
            return ""
        keys = self._share(share).values("translation_key")
        elsewhere = self._live().filter(translation_key__in=keys).exclude(pk__in=self._share(share).values("pk"))
        groups: dict[UUID, list[Row]] = {}
        for row in (*here, *(Row(*found) for found in elsewhere.values_list(*_COLUMNS))):
            groups.setdefault(row.group, []).append(row)
        return self._urlset(_url(self._path(row), row.moved, self._languages(groups[row.group])) for row in here)

    def _path(self, row: Row) -> str:
        return self.site + addresses.story(self.locales[row.locale_id].code, row.url_date, row.slug)

    def _languages(self, rows: Iterable[Row]) -> Mapping[str, str]:
        by_locale = {row.locale_id: self._path(row) for row in rows}
        return {
            edition.language_tag: by_locale[edition.locale_id]
            for edition in self.editions
            if edition.locale_id in by_locale
        }

    def pages(self) -> str:
        """Fronts, sections and static pages."""
        paths = ["", *(f"{section.code}/" for section in Section.objects.all()), "corrections/", "archive/"]
        lines = [
            _url(
                f"{self.site}/{edition.code}/{path}",
                None,
                {other.language_tag: f"{self.site}/{other.code}/{path}" for other in self.editions},
            )
            for path in paths
            for edition in self.editions
        ]
        for page in StaticPage.objects.open().filter(locale__in=self.locales):
            code = self.locales[page.locale_id].code
            lines.append(_url(self.site + addresses.page(code, page.slug), page.last_published_at, {}))
        return self._urlset(lines)

    def news(self) -> str:
        """Stories of the last two days, the newest of all editions; no archive."""
        since = clock.now() - NEWS_WINDOW
        declare(tags.NEWS_SITEMAP)
        fresh = Story.objects.published().news().filter(first_published_at__gte=since)
        branches = [fresh.in_edition(edition) for edition in self.editions]
        rows = (
            Story.objects.filter(any_of(branches, NEWS_LIMIT))
            .newest()
            .only("locale_id", "url_date", "slug", "headline", "first_published_at")
        )
        found = list(rows[:NEWS_LIMIT])
        expire(found[-1].first_published_at + NEWS_WINDOW if found else None)
        lines = "".join(map(self._news_url, found))
        return f"{DECLARATION}{NEWS_URLSET}{lines}</urlset>\n"

    def _news_url(self, story: Story) -> str:
        edition = self.locales[story.locale_id]
        address = self.site + addresses.of(edition.code, story)
        return (
            f"<url><loc>{escape(address)}</loc><news:news><news:publication><news:name>{escape(edition.name)}</news:name>"
            f"<news:language>{_news_language(edition)}</news:language></news:publication>"
            f"<news:publication_date>{_stamp(story.first_published_at)}</news:publication_date>"
            f"<news:title>{escape(allowed(story.headline))}</news:title></news:news></url>\n"
        )

    def _urlset(self, lines: Iterable[str]) -> str:
        return f"{DECLARATION}{URLSET}{''.join(lines)}</urlset>\n"


def _url(address: str, moved: datetime | None, languages: Mapping[str, str]) -> str:
    stamp = f"<lastmod>{_stamp(moved)}</lastmod>" if moved else ""
    links = "".join(_language_links(languages)) if len(languages) > 1 else ""
    return f"<url><loc>{escape(address)}</loc>{stamp}{links}</url>\n"


def _language_links(languages: Mapping[str, str]) -> Iterator[str]:
    for tag, address in (*languages.items(), ("x-default", next(iter(languages.values())))):
        yield f'<xhtml:link rel="alternate" hreflang="{tag}" href="{escape(address)}"/>'


def _news_language(edition: Edition) -> str:
    """Google wants two-letter codes, but for Chinese the script by country."""
    return {"zh-hans": "zh-cn"}.get(edition.code, edition.code)


def _stamp(moment: datetime) -> str:
    return moment.astimezone(UTC).isoformat(timespec="seconds").replace("+00:00", "Z")
