"""What is wrong with a call, in a sentence: pydantic says so in English only."""

from __future__ import annotations

from typing import Any

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from ninja.errors import ValidationError

from wireroom.wire_out.api.problems import BadCursor, Problem

_NUMBER = gettext_lazy("must be a whole number")
_TIME = gettext_lazy("must be a time such as 2026-11-14T16:05:00Z")
_SHORT = gettext_lazy("is too short: at least %(min_length)s")
_LONG = gettext_lazy("is too long: at most %(max_length)s")
_SAID: dict[str, Promise] = {
    "missing": gettext_lazy("is missing"),
    "int_parsing": _NUMBER,
    "int_parsing_size": _NUMBER,
    "int_from_float": _NUMBER,
    "int_type": _NUMBER,
    "greater_than_equal": gettext_lazy("must be at least %(ge)s"),
    "less_than_equal": gettext_lazy("must be at most %(le)s"),
    "string_too_short": _SHORT,
    "string_too_long": _LONG,
    "too_short": _SHORT,
    "too_long": _LONG,
    "datetime_parsing": _TIME,
    "datetime_from_date_parsing": _TIME,
    "datetime_type": _TIME,
    "list_type": gettext_lazy("must be a list"),
}
"""By pydantic's name of the error; the values in it are pydantic's too."""
_OF_NUMBERS = ("int_", "greater_than", "less_than")


def problem_of(error: ValidationError) -> Problem:
    """The first thing that is wrong, by the name that the caller gave it."""
    first: dict[str, Any] = error.errors[0]
    where = [str(part) for part in first["loc"] if part not in ("query", "path", "body")]
    what = str(_SAID.get(first["type"], _("makes no sense"))) % first.get("ctx", {})
    message = _("%(name)s: %(what)s.") % {"name": ".".join(where) or _("The body"), "what": what}
    is_cursor = where[-1:] == ["since"] and first["type"].startswith(_OF_NUMBERS)
    return BadCursor(message) if is_cursor else Problem(message)
