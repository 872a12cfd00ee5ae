# mypy: disallow-subclassing-any=False
"""Wagtail's catalogue for its scripts, with the words that it lacks in some language of ours."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext, ngettext
from django.views.i18n import JavaScriptCatalog
from wagtail.admin.localization import get_localized_response

from wireroom.desk.borrowed_words import SCRIPTS_SAY

SCRIPTS_COUNT = ("%(num)s error", "%(num)s min", "%(num)s pixel")
MOST_FORMS = 6
"""Arabic has six, and Wagtail has them. The languages that lack these have one for 1 and one for all else, wherever
their rule puts it: in Spanish at 1 for millions and at 2 for the rest."""


def _counted(number: int) -> tuple[str, ...]:
    return (
        ngettext("%(num)s error", "%(num)s errors", number),
        ngettext("%(num)s min", "%(num)s mins", number),
        ngettext("%(num)s pixel", "%(num)s pixels", number),
    )


class ScriptWords(JavaScriptCatalog):
    packages = ["wagtail.admin"]

    def get_catalog(self) -> dict[str, Any]:
        catalog: dict[str, Any] = super().get_catalog()
        for words in SCRIPTS_SAY:
            catalog.setdefault(words, gettext(words))
        for source, one, many in zip(SCRIPTS_COUNT, _counted(1), _counted(2), strict=True):
            catalog.setdefault(source, [one, *[many] * (MOST_FORMS - 1)])
        return catalog


_catalogue = ScriptWords.as_view()


def script_words(request: HttpRequest) -> HttpResponse:
    """In the language of whoever is signed in."""
    response: HttpResponse = get_localized_response(_catalogue, request)
    return response
