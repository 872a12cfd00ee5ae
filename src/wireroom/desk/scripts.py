"""The scripts of the desk, and the words that they say."""

from __future__ import annotations

import json

from django.templatetags.static import static
from django.utils.functional import Promise
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

SIGNED_OUT = _(
    "You are signed out, so nothing is saved at present. Keep this page open, sign in again in another tab "
    "and come back: what you have typed is saved then."
)

TABLE_MENU: dict[str, Promise] = {
    "ROW_ABOVE": _("Insert a row above"),
    "ROW_BELOW": _("Insert a row below"),
    "INSERT_LEFT": _("Insert a column on the left"),
    "INSERT_RIGHT": _("Insert a column on the right"),
    "REMOVE_ROW": _("Remove the rows"),
    "REMOVE_COLUMN": _("Remove the columns"),
    "UNDO": _("Undo"),
    "REDO": _("Redo"),
}
"""By what the maker of the table calls them."""


def desk_scripts() -> SafeString:
    """On every page."""
    return format_html('<script type="module" src="{}"></script>', static("desk/once.js"))


def editor_scripts() -> SafeString:
    """Where something is written."""
    menu = json.dumps({name: str(words) for name, words in TABLE_MENU.items()})
    tables = format_html('<script src="{}" data-words="{}"></script>', static("desk/table-words.js"), menu)
    modules = [(static(f"desk/{name}.js"), "") for name in ("editor", "copy-check", "place")]
    modules.append((static("desk/signed-out.js"), format_html(' data-words="{}"', SIGNED_OUT)))
    return tables + format_html_join("\n", '<script type="module" src="{}"{}></script>', modules)
