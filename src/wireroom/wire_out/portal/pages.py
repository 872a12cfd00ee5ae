"""What every page of the portal has: the person, their language, the agency's name, headers that keep it private."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec
from urllib.parse import urlencode
from zoneinfo import ZoneInfo

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.utils import translation

from wireroom.core import clock
from wireroom.core.dates import Calendar
from wireroom.press.headers import READER_HEADERS
from wireroom.stories.models import Edition
from wireroom.wire_out.models import Person
from wireroom.wire_out.portal.session import person_of
from wireroom.wire_out.reading import Reader, reader_of

P = ParamSpec("P")
HEADERS: Mapping[str, str] = {
    **READER_HEADERS,
    "Cache-Control": "private, no-store",
    "Referrer-Policy": "same-origin",
    "X-Robots-Tag": "noindex",
}
STATIC = Path(__file__).resolve().parent.parent / "static" / "wire_out"


@dataclass(frozen=True, slots=True)
class Visit:
    """A request of somebody signed in."""

    request: HttpRequest
    person: Person

    @property
    def language(self) -> str:
        return self.person.language

    @property
    def reader(self) -> Reader:
        return reader_of(self.person, clock.now())

    @property
    def calendar(self) -> Calendar:
        return calendar_of(self.language)


View = Callable[Concatenate[Visit, P], HttpResponse]


def calendar_of(language: str) -> Calendar:
    _name, zone, _direction = settings.SHIPPED_EDITIONS.get(language, settings.SHIPPED_EDITIONS["en"])
    return Calendar(language, ZoneInfo(zone))


def for_people(view: View[P]) -> Callable[..., HttpResponse]:
    """A page for whoever is signed in, in their language; others are asked to sign in, and come back after it."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        person = person_of(request)
        if person is None:
            return private(HttpResponseRedirect(f"/wire/sign-in/?{urlencode({'next': request.get_full_path()})}"))
        with translation.override(person.language):
            try:
                return private(view(Visit(request, person), *args, **kwargs))
            except Http404:
                return private(show(request, "missing", {}, person=person, status=404))

    return page


def for_anybody(view: Callable[Concatenate[HttpRequest, P], HttpResponse]) -> Callable[..., HttpResponse]:
    """A page before signing in, in the language of the browser."""

    @wraps(view)
    def page(request: HttpRequest, *args: P.args, **kwargs: P.kwargs) -> HttpResponse:
        with translation.override(translation.get_language_from_request(request)):
            return private(view(request, *args, **kwargs))

    return page


def private(response: HttpResponse) -> HttpResponse:
    for name, value in HEADERS.items():
        response[name] = value
    return response


def show(
    request: HttpRequest, name: str, said: Mapping[str, Any], *, person: Person | None = None, status: int = 200
) -> HttpResponse:
    """The template of that name, in the language that is active."""
    language = translation.get_language() or "en"
    edition = _edition(language)
    shared = {
        "agency": edition.name if edition else settings.AGENCY_NAME,
        "language": edition.language_tag if edition else language,
        "direction": settings.SHIPPED_EDITIONS.get(language, settings.SHIPPED_EDITIONS["en"])[2],
        "person": person,
        "calendar": calendar_of(language),
        "path": request.path,
        "settings_languages": [(code, name) for code, (name, _zone, _way) in settings.SHIPPED_EDITIONS.items()],
        "css": asset("portal.css"),
        "story_css": asset("portal-story.css"),
        "js": asset("portal.js"),
    }
    return render(request, f"wire_out/portal/{name}.html", {**shared, **said}, status=status)


def _edition(language: str) -> Edition | None:
    editions = {edition.code: edition for edition in Edition.objects.select_related("locale")}
    return editions.get(language) or next(iter(editions.values()), None)


@lru_cache(maxsize=8)
def asset(name: str) -> str:
    """The address of a static file of ours, changing with its content."""
    digest = hashlib.blake2b((STATIC / name).read_bytes(), digest_size=5).hexdigest()
    return f"{settings.STATIC_URL}wire_out/{name}?v={digest}"


def see_other(path: str) -> HttpResponse:
    response = HttpResponse(status=303)
    response["Location"] = path
    return response
