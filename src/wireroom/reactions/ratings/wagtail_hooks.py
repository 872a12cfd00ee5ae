"""What Wagtail's audit log calls the newsroom's decisions about ratings."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

DECISIONS = {
    "close": (_("Close ratings"), _("Ratings closed")),
    "reopen": (_("Reopen ratings"), _("Ratings reopened")),
    "recount": (_("Recount ratings"), _("Ratings recounted")),
    "count": (_("Count held ratings"), _("Held ratings counted")),
    "drop": (_("Drop held ratings"), _("Held ratings dropped")),
}


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    for name, (label, message) in DECISIONS.items():
        actions.register_action(f"wireroom.ratings_{name}", label, message)
