"""What is answered to a form whose token is not right: a page that was left open for long, or cookies that are off."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.utils import translation
from django.utils.translation import gettext as _

from wireroom.wire_out.portal.pages import private, show
from wireroom.wire_out.portal.session import person_of


def csrf_failure(request: HttpRequest) -> HttpResponse:
    """A page in the person's language."""
    person = person_of(request)
    with translation.override(person.language if person else translation.get_language_from_request(request)):
        said = {
            "title": _("This was not taken"),
            "text": _(
                "The page was open for too long, or your browser keeps no cookies. Load it again, then try again."
            ),
        }
        return private(show(request, "said", said, person=person, status=403))
