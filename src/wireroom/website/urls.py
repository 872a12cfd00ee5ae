"""The reader's addresses. They are a contract: what once led somewhere leads there for ever."""

from __future__ import annotations

from django.conf import settings
from django.urls import include, path, re_path, register_converter

from wireroom.website.views import archive, errors, feeds, fronts, lists, machines, media, ratings, search, stories


class EditionCode:
    """An edition that we ship; whether it is open is asked later."""

    regex = "|".join(settings.SHIPPED_EDITIONS)

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


class Year:
    regex = "[0-9]{4}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return f"{value:04}"


class TwoDigits(Year):
    regex = "[0-9]{2}"

    def to_url(self, value: int) -> str:
        return f"{value:02}"


class RowNumber(Year):
    regex = "[1-9][0-9]{0,17}"

    def to_url(self, value: int) -> str:
        return str(value)


class FeedName:
    regex = "rss\\.xml|atom\\.xml|feed\\.json"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


for name, converter in (
    ("edition", EditionCode),
    ("yyyy", Year),
    ("two", TwoDigits),
    ("row", RowNumber),
    ("feed", FeedName),
):
    register_converter(converter, name)

of_an_edition = [
    path("", fronts.front),
    path("<feed:name>", feeds.of_edition),
    path("<yyyy:year>/<two:month>/<two:day>/<slug:slug>/", stories.story),
    path("<yyyy:year>/<two:month>/<two:day>/<slug:slug>/history/", stories.history),
    path("<yyyy:year>/<two:month>/<two:day>/<slug:slug>/rating/", ratings.rating),
    path("s/<row:story_id>/", stories.short),
    path("archive/", archive.entrance),
    path("archive/<yyyy:year>/", archive.year),
    path("archive/<yyyy:year>/<two:month>/", archive.month),
    path("archive/<yyyy:year>/<two:month>/<two:day>/", archive.day),
    path("search/", search.results),
    path("corrections/", lists.corrections),
    path("best-rated/", lists.best_rated),
    path("topic/<slug:slug>/", lists.topic),
    path("topic/<slug:slug>/<feed:name>", feeds.of_topic),
    path("author/<slug:code>/", lists.author),
    path("author/<slug:code>/<feed:name>", feeds.of_author),
    path("source/<slug:code>/", lists.source),
    path("source/<slug:code>/<feed:name>", feeds.of_source),
    path("<slug:code>/", lists.section_or_page),
    path("<slug:code>/<feed:name>", feeds.of_one_section),
]

urlpatterns = [
    path("", fronts.door),
    path("<edition:edition>/", include(of_an_edition)),
    path("sitemap.xml", machines.sitemap_index),
    path("sitemap-pages.xml", machines.sitemap_pages),
    path("sitemap-<row:share>.xml", machines.sitemap_stories),
    path("news-sitemap.xml", machines.news_sitemap),
    path("robots.txt", machines.robots),
    path("favicon.ico", media.favicon),
    re_path("^media/(?P<folder>[0-9a-f]{2})/(?P<name>[0-9a-f]{32}\\.(?:webp|jpg|jpeg|png|avif))$", media.picture),
    path(".well-known/wireroom-keys.json", errors.signing_keys),
    path("healthz", errors.alive),
    path("readyz", errors.ready),
]
