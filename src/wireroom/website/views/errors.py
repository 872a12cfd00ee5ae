"""Pages for what went wrong, and the signs of life that machines ask for."""

from __future__ import annotations

import sys

from django.conf import settings
from django.db import Error as DatabaseError
from django.db import connection
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils import translation
from django.views.decorators.csrf import csrf_exempt

from wireroom.core.outages import is_outage
from wireroom.press.headers import FEED_HEADERS
from wireroom.stories import keys
from wireroom.stories.models import Edition
from wireroom.website import addresses
from wireroom.website.agency import noted_name
from wireroom.website.answers import answer, refused, with_headers
from wireroom.website.layout import open_layout
from wireroom.website.views.fronts import preferred
from wireroom.website.views.pages import not_found, speaking
from wireroom.wire_out.portal.stale import csrf_failure

RETRY_AFTER = "30"


def page_not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404 outside any view: in the edition of the address, else in the reader's language."""
    request.COOKIES = {}
    editions = tuple(Edition.objects.open())
    if not editions:
        return _plain(request, 404)
    code = _code_of(request)
    if code not in {edition.code for edition in editions}:
        code = preferred(editions, request.headers.get("Accept-Language", "")).code
    layout = open_layout(request, code)
    with speaking(layout.edition):
        return not_found(request, layout)


def server_error(request: HttpRequest) -> HttpResponse:
    """500, or 503 while the database is away. Asks the database for nothing."""
    return _plain(request, 503 if is_outage(sys.exc_info()[1]) else 500)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    return _plain(request, 400)


def form_not_taken(request: HttpRequest, reason: str = "") -> HttpResponse:
    """403 for a form without the right token: a page that was left open for long, or cookies that are off."""
    return csrf_failure(request) if request.path_info.startswith("/wire/") else _plain(request, 403)


def _code_of(request: HttpRequest) -> str:
    return request.path_info.strip("/").partition("/")[0]


def _plain(request: HttpRequest, status: int) -> HttpResponse:
    """A page without anything from the database, in the language of the address."""
    code = _code_of(request)
    is_of_edition = code in settings.SHIPPED_EDITIONS
    language = code if is_of_edition else translation.get_language_from_request(request)
    tag = translation.to_locale(language).replace("_", "-")
    with translation.override(language):
        html = loader.get_template("website/plain_error.html").render(
            {
                "status": status,
                "language": tag,
                "direction": settings.SHIPPED_EDITIONS[language][2],
                "agency": noted_name(language),
                "front_path": addresses.front(code) if is_of_edition else "/",
            }
        )
    response = answer(request, html, status=status, language=tag)
    response["Cache-Control"] = "no-store"
    if status == 503:
        response["Retry-After"] = RETRY_AFTER
    return response


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
    except DatabaseError:
        return False
    return True


@csrf_exempt  # it changes nothing; what is no GET is answered with what is allowed
def alive(request: HttpRequest) -> HttpResponse:
    """The process answers."""
    return refused(request) or _sign(200, "ok")


@csrf_exempt  # likewise
def ready(request: HttpRequest) -> HttpResponse:
    """The process can do its work: the database answers."""
    if refusal := refused(request):
        return refusal
    return _sign(200, "ready") if _database_answers() else _sign(503, "the database does not answer")


def _sign(status: int, text: str) -> HttpResponse:
    response = with_headers(HttpResponse(f"{text}\n", status=status, content_type="text/plain; charset=utf-8"))
    response["Cache-Control"] = "no-store"
    return response


@csrf_exempt  # likewise
def signing_keys(request: HttpRequest) -> HttpResponse:
    """The public keys that verify our dispatches, as a JSON Web Key Set."""
    return refused(request) or with_headers(JsonResponse(keys.jwks()), FEED_HEADERS)


def no_such_thing(request: HttpRequest, **_parts: object) -> HttpResponse:
    raise Http404(request.path)
