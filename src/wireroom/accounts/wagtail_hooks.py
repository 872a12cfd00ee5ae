# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What Wagtail's audit log calls the things that happen to accounts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.log_actions import LogFormatter

ACTIONS = {
    "on": (_("Turn the second factor on"), _("Second factor turned on")),
    "off": (_("Turn the second factor off"), _("Second factor turned off")),
    "codes": (_("Make new recovery codes"), _("New recovery codes made")),
    "recovery": (_("Use a recovery code"), _("Recovery code used")),
    "reset": (_("Take the second factor away"), _("Second factor taken away")),
}
PASSKEY_ACTIONS = {
    "passkey": (_("Add a passkey"), _("Passkey “%(passkey)s” added")),
    "passkey_renamed": (_("Rename a passkey"), _("Passkey “%(old)s” renamed “%(passkey)s”")),
    "passkey_removed": (_("Remove a passkey"), _("Passkey “%(passkey)s” removed")),
    "passkey_copied": (_("Refuse a copied passkey"), _("Passkey “%(passkey)s” refused: its counter went back")),
}


class NamesPasskey(LogFormatter):
    """Says which one."""

    def format_message(self, log_entry: Any) -> str:
        message: str = self.message % log_entry.data
        return message


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"wireroom.second_factor_{name}", label, message)
    for name, (label, message) in PASSKEY_ACTIONS.items():
        named = type("NamesPasskey", (NamesPasskey,), {"label": label, "message": message})
        actions.register_action(f"wireroom.second_factor_{name}")(named)
