"""Who is signed in at the portal: a session of its own, apart from the desk's, ended by a new password."""

from __future__ import annotations

from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.http import HttpRequest, HttpResponse

from wireroom.wire_out.models import Person
from wireroom.wire_out.portal.people import trace_of

COOKIE = "wireroom_client"
PATH = "/wire/"
LASTS = 14 * 24 * 3600


def person_of(request: HttpRequest) -> Person | None:
    key = request.COOKIES.get(COOKIE, "")
    if not key:
        return None
    kept = SessionStore(key)
    pk = kept.get("client_person")
    person = Person.objects.active().filter(pk=pk).select_related("subscriber").first() if pk else None
    return person if person is not None and kept.get("client_trace") == trace_of(person) else None


def sign_in(response: HttpResponse, person: Person) -> None:
    """A fresh session, whatever the browser had before."""
    kept = SessionStore()
    kept["client_person"], kept["client_trace"] = person.pk, trace_of(person)
    kept.set_expiry(LASTS)
    kept.create()
    response.set_cookie(
        COOKIE,
        str(kept.session_key),
        max_age=LASTS,
        path=PATH,
        secure=settings.BEHIND_TLS,
        httponly=True,
        samesite="Lax",
    )


def sign_out(request: HttpRequest, response: HttpResponse) -> None:
    SessionStore(request.COOKIES.get(COOKIE)).flush()
    response.delete_cookie(COOKIE, path=PATH)
