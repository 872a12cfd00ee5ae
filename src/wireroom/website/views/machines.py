"""What search engines read: sitemaps and robots.txt."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.csrf import csrf_exempt

from wireroom.press.declaring import stored
from wireroom.press.headers import FEED_HEADERS
from wireroom.stories.models import Edition
from wireroom.website import addresses
from wireroom.website.answers import answer, refused
from wireroom.website.layout import site_of
from wireroom.website.sitemaps import Sitemaps

P = ParamSpec("P")
XML = "application/xml; charset=utf-8"


def _for_machines(
    write: Callable[Concatenate[HttpRequest, P], str], content_type: str = XML
) -> Callable[..., HttpResponse]:
    @csrf_exempt
    @wraps(write)
    def view(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        refusal = refused(request)
        if refusal is not None:
            return refusal
        request.COOKIES = {}
        return answer(request, write(request, *args, **kwargs), content_type=content_type, headers=FEED_HEADERS)

    return view


def _sitemaps(request: HttpRequest) -> Sitemaps:
    return Sitemaps(site_of(request), tuple(Edition.objects.open()))


@stored()
@_for_machines
def sitemap_index(request: HttpRequest) -> str:
    return _sitemaps(request).index()


@stored()
@_for_machines
def sitemap_pages(request: HttpRequest) -> str:
    return _sitemaps(request).pages()


@stored()
@_for_machines
def sitemap_stories(request: HttpRequest, share: int) -> str:
    text = _sitemaps(request).stories(share) if 1 <= share <= 100_000 else ""
    if not text:
        raise Http404(str(share))
    return text


@stored()
@_for_machines
def news_sitemap(request: HttpRequest) -> str:
    return _sitemaps(request).news()


def _robots(request: HttpRequest) -> str:
    site = site_of(request)
    lines = ["User-agent: *", "Disallow: /desk/"]
    lines += [f"Disallow: {addresses.search(edition.code)}" for edition in Edition.objects.open()]
    return "\n".join([*lines, "", f"Sitemap: {site}/sitemap.xml", f"Sitemap: {site}/news-sitemap.xml", ""])


robots = stored()(_for_machines(_robots, "text/plain; charset=utf-8"))
