"""What the rules found, and what moderators tell readers, in words."""

from __future__ import annotations

from collections.abc import Sequence

from django.utils import translation
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

REASONS = {
    "trap": _("A field that people do not see is filled in"),
    "hurry": _("Sent sooner than it can be written"),
    "links": _("Many links"),
    "shortener": _("Shortened links"),
    "repeat": _("The same words stand elsewhere"),
    "flood": _("Many comments within minutes"),
    "word": _("A word on the edition’s list"),
    "staff-name": _("The name is like a colleague’s"),
    "language": _("In another language"),
    "reputation": _("Earlier comments were refused"),
}
"""By the codes of the rules."""


def in_words(codes: Sequence[str]) -> list[str]:
    return [str(REASONS.get(code, code)) for code in codes]


def public_reasons(language: str) -> list[str]:
    """The usual reasons for taking a comment down, in the readers' language."""
    with translation.override(language):
        return [
            gettext("Insult or threat"),
            gettext("Hatred of a group of people"),
            gettext("Advertising or spam"),
            gettext("Somebody’s private matters"),
            gettext("Not about this story"),
        ]


def thanks_for_report(language: str) -> str:
    """Stands in the place of a comment that was an error report."""
    with translation.override(language):
        return gettext("Taken as a report of an error. Thank you.")
