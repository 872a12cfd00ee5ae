"""Pictures behind the links in what was pushed under embargo: for whoever has the link, and for no store on the way."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from wireroom.stories.pictures import client_copy
from wireroom.wire_out.held_pictures import photo_by_link
from wireroom.wire_out.portal.pages import private


@require_safe
def held(_request: HttpRequest, token: str) -> HttpResponse:
    photo = photo_by_link(token)
    if photo is None:
        raise Http404("picture")
    return private(HttpResponse(client_copy(photo), content_type="image/jpeg"))
