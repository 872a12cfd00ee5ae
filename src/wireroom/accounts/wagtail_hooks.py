"""What Wagtail's audit log calls the things that happen to accounts."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

ACTIONS = {
    "on": (_("Turn the second factor on"), _("Second factor turned on")),
    "off": (_("Turn the second factor off"), _("Second factor turned off")),
    "codes": (_("Make new recovery codes"), _("New recovery codes made")),
    "recovery": (_("Use a recovery code"), _("Recovery code used")),
    "reset": (_("Take the second factor away"), _("Second factor taken away")),
}


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    for name, (label, message) in ACTIONS.items():
        actions.register_action(f"wireroom.second_factor_{name}", label, message)
