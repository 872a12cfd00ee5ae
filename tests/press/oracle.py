"""The oracle of the press: every page that is stored is what would be rendered now, byte for byte."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from difflib import unified_diff

from wireroom.press.pages import Printed
from wireroom.press.printing import plan, print_page
from wireroom.press.rendering import Django
from wireroom.press.rules import Address
from wireroom.press.store import Store
from wireroom.stories.models import Author, Edition, Section, Source, StaticPage, Story, Topic
from wireroom.website import addresses
from wireroom.website.sitemaps import share_of

FEEDS = ("rss.xml", "atom.xml", "feed.json")


def surfaces(*, thorough: bool = False) -> Iterator[str]:
    """Addresses of everything that can be stored; `thorough` with every format of feed and further pages of lists."""
    yield from ("/sitemap.xml", "/sitemap-pages.xml", "/news-sitemap.xml", "/robots.txt")
    yield from sorted({f"/sitemap-{share_of(pk)}.xml" for pk in Story.objects.values_list("pk", flat=True)})
    linked = [
        *(f"topic/{topic.slug}/" for topic in Topic.objects.all()),
        *(f"author/{author.code}/" for author in Author.objects.all()),
        *(f"source/{source.code}/" for source in Source.objects.all()),
    ]
    used = Section.objects.all() if thorough else Section.objects.filter(pk__in=Story.objects.values("section"))
    lists = ["", *(f"{section.code}/" for section in used), *linked]
    for edition in Edition.objects.open():
        root = addresses.front(edition.code)
        public = Story.objects.in_edition(edition).filter(first_published_at__isnull=False).values_list("pk", flat=True)
        for listed in lists:
            yield f"{root}{listed}"
            yield from (f"{root}{listed}{feed}" for feed in (FEEDS if thorough or not listed else FEEDS[:1]))
            yield from (f"{root}{listed}{FEEDS[1]}?before={pk}" for pk in (public if thorough or not listed else ()))
        yield from (f"{root}{name}" for name in ("corrections/", "best-rated/", "comments/atom.xml", "archive/"))
        if thorough:
            yield from (f"{root}{listed}?page=2" for listed in (*lists[1:], "corrections/", "best-rated/"))
        yield from (addresses.page(edition.code, page.slug) for page in StaticPage.objects.in_edition(edition))
        days = Story.objects.in_edition(edition).filter(url_date__isnull=False).values_list("url_date", flat=True)
        spans = {span for day in days for span in ((day.year,), (day.year, day.month), (day.year, day.month, day.day))}
        yield from (f"{root}archive/{'/'.join(f'{part:02}' for part in span)}/" for span in sorted(spans))
        for story in Story.objects.in_edition(edition).filter(url_date__isnull=False):
            yield from of_story(story, edition.code)


def of_story(story: Story, code: str) -> Iterator[str]:
    path = addresses.of(code, story)
    yield from (path, f"{path}history/", f"{path}report/", addresses.short(code, story.pk))
    comments = addresses.comments(path)
    yield from (comments, f"{comments}sent/", f"{comments}atom.xml", f"{comments}?order=newest")
    yield from (f"{comments}?order=picks", f"{comments}?page=2")


class Oracle:
    """`look` stores whatever is not stored and says what is stored but would be rendered otherwise."""

    def __init__(self, store: Store, site: str) -> None:
        self._store = store
        self._site = site
        self._django = Django(threads=1)
        self.looked = 0

    def look(self, paths: Iterable[str]) -> list[str]:
        return [said for path in paths if (said := self._look(path))]

    def _look(self, path: str) -> str:
        plain, _mark, query = path.partition("?")
        address, planned = Address(self._site, plain, query), plan(plain)
        assert planned is not None, path
        kept, began = self._store.find(address), self._store.moment()
        fresh, may_be_stored = print_page(self._django, address, planned)
        self.looked += 1
        if fresh.status >= 500:
            return f"{path} answers {fresh.status}"
        if kept is None:
            if may_be_stored and fresh.status != 404:
                self._store.put(address, fresh, began)
            return ""
        if (kept.status, kept.headers, kept.body) == (fresh.status, fresh.headers, fresh.body):
            return ""
        return f"{path} is stored with {kept.status} and would be {fresh.status} now\n{differences(kept.body, fresh)}"


def differences(kept: bytes, fresh: Printed) -> str:
    lines = unified_diff(kept.decode().splitlines(), fresh.body.decode().splitlines(), "stored", "fresh", n=0)
    return "\n".join(line.strip()[:300] for line in lines if not line.isspace())[:3000]
