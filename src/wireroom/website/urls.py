"""The reader's addresses. They are a contract: what once led somewhere leads there for ever."""

from __future__ import annotations

from django.conf import settings
from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from wireroom.website.views import (
    archive,
    comment_feeds,
    comments,
    errors,
    feeds,
    fronts,
    lists,
    machines,
    media,
    my_comments,
    own_comments,
    ratings,
    reports,
    search,
    stories,
)


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


class Token:
    """What a mail's link carries: letters, digits and the signs of URL-safe base64 and of signatures."""

    regex = "[A-Za-z0-9_:-]{20,300}"

    def to_python(self, value: str) -> str:
        return value

    def to_url(self, value: str) -> str:
        return value


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
    ("token", Token),
    ("feed", FeedName),
):
    register_converter(converter, name)

below_a_story: list[URLPattern | URLResolver] = [
    path("", stories.story),
    path("history/", stories.history),
    path("rating/", ratings.rating),
    path("report/", reports.report_error),
    path("comments/", comments.comments),
    path("comments/sent/", comments.sent),
    path("comments/mine.json", comments.mine),
    path("comments/atom.xml", comment_feeds.of_story),
    path("comments/<row:comment_id>/", comments.permalink),
    path("comments/<row:comment_id>/edit/", own_comments.edit_own),
    path("comments/<row:comment_id>/report/", own_comments.complain),
    path("comments/<row:comment_id>/appeal/", own_comments.contest),
    path("comments/<row:comment_id>/thanks/", own_comments.thanks),
]

of_an_edition: list[URLPattern | URLResolver] = [
    path("", fronts.front),
    path("<feed:name>", feeds.of_edition),
    path("<yyyy:year>/<two:month>/<two:day>/<slug:slug>/", include(below_a_story)),
    path("reports/<token:token>/", reports.report_status),
    path("s/<row:story_id>/", stories.short),
    path("archive/", archive.entrance),
    path("archive/<yyyy:year>/", archive.year),
    path("archive/<yyyy:year>/<two:month>/", archive.month),
    path("archive/<yyyy:year>/<two:month>/<two:day>/", archive.day),
    path("search/", search.results),
    path("corrections/", lists.corrections),
    path("best-rated/", lists.best_rated),
    path("comments/atom.xml", comment_feeds.of_edition),
    path("my-comments/", my_comments.ask),
    path("my-comments/<token:token>/", my_comments.proven),
    path("notices/<token:token>/", my_comments.notices),
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
