"""What every view of an edition's page shares: who may ask how, the edition's language, the finished answer."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import datetime
from functools import wraps
from typing import Any, Concatenate, ParamSpec

from django.http import Http404, HttpRequest, HttpResponse
from django.template import loader
from django.utils import timezone, translation
from django.views.decorators.csrf import csrf_exempt

from wireroom.stories.models import Edition
from wireroom.website import addresses
from wireroom.website.answers import answer, refused
from wireroom.website.assets import asset_address
from wireroom.website.jsonld import CARD
from wireroom.website.layout import Head, Layout, Link, open_layout
from wireroom.website.pictures import ShownPicture

P = ParamSpec("P")
EditionView = Callable[Concatenate[HttpRequest, Layout, P], HttpResponse]


OPEN_GRAPH_LOCALES = {
    "en": "en_GB",
    "ru": "ru_RU",
    "fr": "fr_FR",
    "es": "es_ES",
    "ar": "ar_AR",
    "zh-hans": "zh_CN",
}


@contextmanager
def speaking(edition: Edition) -> Iterator[None]:
    """Everything inside is said in the language and time of `edition`."""
    with translation.override(edition.code), timezone.override(edition.zone):
        yield


def edition_page(view: EditionView[P]) -> Callable[..., HttpResponse]:
    """A view of one edition. It is given a layout and knows nothing of who asks: cookies are not looked at."""

    @csrf_exempt  # it changes nothing; what is no GET is answered with what is allowed
    @wraps(view)
    def page(request: HttpRequest, edition: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        refusal = refused(request)
        if refusal is not None:
            return refusal
        request.COOKIES = {}
        layout = open_layout(request, edition)
        with speaking(layout.edition):
            try:
                return view(request, layout, *args, **kwargs)
            except Http404:
                return not_found(request, layout)

    return page


def show(
    request: HttpRequest,
    layout: Layout,
    template: str,
    head: Head,
    context: dict[str, Any] | None = None,
    *,
    status: int = 200,
    modified: datetime | None = None,
    picture: ShownPicture | None = None,
    section: str = "",
) -> HttpResponse:
    """A page of the edition; `section` is the code of the one to mark in the navigation."""
    html = loader.get_template(template).render(
        {**page_context(layout, head, picture=picture, section=section), **(context or {})}
    )
    return answer(request, html, status=status, language=layout.edition.language_tag, modified=modified)


def page_context(
    layout: Layout, head: Head, *, picture: ShownPicture | None = None, section: str = ""
) -> dict[str, Any]:
    """What the base template needs; `picture` is the page's own for its card elsewhere."""
    card, width, height = CARD
    return {
        "layout": layout,
        "edition": layout.edition,
        "calendar": layout.calendar,
        "head": head,
        "description": head.description or _about(layout, head),
        "open_graph_locale": OPEN_GRAPH_LOCALES.get(layout.code, layout.code),
        "canonical": layout.absolute(head.path),
        "alternates": [
            Link(edition.language_tag, layout.absolute(head.alternates[edition.code]), code=edition.code)
            for edition in layout.editions
            if edition.code in head.alternates
        ],
        "x_default": x_default(layout, head.alternates),
        "languages": layout.language_links(head.alternates),
        "sections": layout.section_links(section),
        "pages": layout.page_links(),
        "feeds": head.feeds or addresses.front(layout.code),
        "front_path": addresses.front(layout.code),
        "archive_path": addresses.archive(layout.code),
        "best_rated_path": addresses.best_rated(layout.code),
        "corrections_path": addresses.corrections(layout.code),
        "search_path": addresses.search(layout.code),
        "card": layout.absolute(picture.src if picture else asset_address(card)),
        "card_width": picture.width if picture else width,
        "card_height": picture.height if picture else height,
        "card_alt": picture.alt if picture else layout.edition.name,
    }


def _about(layout: Layout, head: Head) -> str:
    """What search engines say below a page that says nothing of itself."""
    if not head.indexed:
        return ""
    named = head.title.removesuffix(f" / {layout.edition.name}")
    return f"{named} — {translation.gettext('News from %(agency)s') % {'agency': layout.edition.name}}"


def x_default(layout: Layout, alternates: dict[str, str]) -> str:
    """The version for readers of no edition's language: that of the first edition that has one."""
    found = next((alternates[edition.code] for edition in layout.editions if edition.code in alternates), "")
    return layout.absolute(found) if found else ""


def titled(layout: Layout, *parts: str) -> str:
    """A page's title: its own parts, then the agency."""
    return " / ".join([*(part for part in parts if part), layout.edition.name])


def not_found(request: HttpRequest, layout: Layout) -> HttpResponse:
    """404, the same for what never was and for what is not public."""
    head = Head(titled(layout, translation.gettext("Page not found")), request.path, indexed=False)
    return show(request, layout, "website/not_found.html", head, {"searches": True}, status=404)
