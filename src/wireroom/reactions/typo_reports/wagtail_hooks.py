# mypy: disallow-untyped-decorators=False
# Wagtail ships no types.
"""What the newsroom's log says about reported errors."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

WORDS = {
    "accept": (_("Mend a reported error"), _("Mended a reported error")),
    "rejected": (_("Reject a reported error"), _("Rejected a reported error")),
    "irreproducible": (_("Set a reported error aside"), _("Could not reproduce a reported error")),
    "reopen": (_("Take up a reported error again"), _("Took up a reported error again")),
}


@hooks.register("register_log_actions")
def name_our_actions(actions: Any) -> None:
    for name, (label, message) in WORDS.items():
        actions.register_action(f"wireroom.slip.{name}", label, message)
