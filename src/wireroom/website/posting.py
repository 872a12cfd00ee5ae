"""How the reader's side takes a form: from its own pages only, the reader's text kept until it is stored."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Concatenate, ParamSpec
from urllib.parse import unquote_to_bytes, urlsplit

from django.conf import settings
from django.core.exceptions import BadRequest, RequestDataTooBig
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wireroom.core.addresses import client_address
from wireroom.reactions.readers import Reader, known_token, new_token, place_of
from wireroom.website import addresses
from wireroom.website.answers import with_headers
from wireroom.website.layout import Head, Layout, Link, open_layout
from wireroom.website.views.pages import not_found, show, speaking, titled

P = ParamSpec("P")
FormView = Callable[Concatenate[HttpRequest, Layout, P], HttpResponse]

READER_COOKIE = "wireroom_reader"
READER_COOKIE_AGE = 365 * 24 * 3600
LARGEST_FORM = 64_000
"""Bytes. The longest honest form, a comment in a script of three bytes a character, is about 30,000."""

METHODS = "GET, HEAD, POST, OPTIONS"


def form_page(view: FormView[P]) -> Callable[..., HttpResponse]:
    """A page of an edition with a form: GET shows it and knows nobody, POST is taken from our own pages only.

    Answers of it are never stored by anybody. The view says 303 with `see_other`, 422 with `show(status=422)`.
    """

    @csrf_exempt  # guarded by where it comes from: pages are stored, so that they cannot bear tokens
    @wraps(view)
    def page(request: HttpRequest, edition: str, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        if request.method not in ("GET", "HEAD", "POST"):
            return _told_what_is_allowed(request)
        layout = open_layout(request, edition)
        with speaking(layout.edition):
            try:
                response = _refusal(request, layout) or view(request, layout, *args, **kwargs)
            except Http404:
                response = not_found(request, layout)
        if request.method == "POST" or request.COOKIES:
            response["Cache-Control"] = "private, no-store"
        return response

    return page


def _told_what_is_allowed(request: HttpRequest) -> HttpResponse:
    response = HttpResponse(status=204 if request.method == "OPTIONS" else 405)
    response["Allow"] = METHODS
    del response["Content-Type"]
    return with_headers(response)


def _refusal(request: HttpRequest, layout: Layout) -> HttpResponse | None:
    """Why a form is not taken at all, as a page; None if it is."""
    if request.method != "POST":
        return None
    if not is_from_here(request):
        return refusal_page(
            request,
            layout,
            403,
            _("This form was sent from another site"),
            _("Open the story here and send the form from its page."),
        )
    try:
        if int(request.META.get("CONTENT_LENGTH") or 0) > LARGEST_FORM:
            raise RequestDataTooBig
        request.POST  # noqa: B018 - reads and decodes the form
        _demand_utf8(request)
    except RequestDataTooBig:
        title, text = _("This is too much text"), _("Shorten what you wrote and send it again.")
        return refusal_page(request, layout, 413, title, text)
    except (BadRequest, ValueError):
        title, text = _("The form could not be read"), _("Go back, reload the page and send it again.")
        return refusal_page(request, layout, 400, title, text)
    return None


def _demand_utf8(request: HttpRequest) -> None:
    """Django would put replacement characters for what is no text, lone surrogates among it; we ask again."""
    if request.content_type == "application/x-www-form-urlencoded":
        unquote_to_bytes(request.body).decode()


def refusal_page(
    request: HttpRequest, layout: Layout, status: int, title: str, text: str, onward: Link | None = None
) -> HttpResponse:
    """A page of a few words with one way on: `onward`, or to the front."""
    head = Head(titled(layout, title), request.path, indexed=False)
    onward = onward or Link(_("To the latest news"), addresses.front(layout.code))
    context = {"title": title, "text": text, "onward": onward}
    return show(request, layout, "website/refused.html", head, context, status=status)


def is_from_here(request: HttpRequest) -> bool:
    """Whether a browser says that one of our own pages sends this form.

    Sec-Fetch-Site where there is one; else Origin, else Referer must name our host. What sends none of them is no
    browser and carries nobody's cookies, but is refused too: there is no reason to take its word.
    """
    site = request.headers.get("Sec-Fetch-Site")
    if site is not None and site != "same-origin":
        return False
    origin = request.headers.get("Origin") or request.headers.get("Referer")
    if not origin:
        return site is not None
    return _authority(origin) in _own_authorities(request)


def _authority(address: str) -> str:
    """Host and port of an absolute address in lower case, empty for anything else ("null" among it)."""
    try:
        parts = urlsplit(address)
    except ValueError:
        return ""
    return parts.netloc.lower() if parts.scheme in ("http", "https") else ""


def _own_authorities(request: HttpRequest) -> set[str]:
    return {request.get_host().lower(), _authority(settings.SITE_URL)} - {""}


def see_other(path: str) -> HttpResponse:
    """303: stored; here is the page that shows it."""
    response = with_headers(HttpResponse(status=303))
    response["Location"] = path
    response["Cache-Control"] = "private, no-store"
    return response


def reader_of(request: HttpRequest) -> Reader:
    """The reader by cookie and network; a new one if there is no cookie of ours."""
    token = known_token(request.COOKIES.get(READER_COOKIE, ""))
    peer = request.META.get("REMOTE_ADDR", "")
    address = client_address(peer, request.headers.get("X-Forwarded-For", ""), settings.TRUSTED_PROXIES)
    return Reader(token or new_token(), place_of(address), is_new=not token)


def remember(response: HttpResponse, reader: Reader) -> HttpResponse:
    """Gives the reader the cookie: only ever in answer to something that they did and that was stored."""
    response.set_cookie(
        READER_COOKIE,
        reader.token,
        max_age=READER_COOKIE_AGE,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )
    return response
