"""What Wagtail's audit log calls the things that happen to stories."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

RELEASES = {
    "new": (_("Publish"), _("Published")),
    "update": (_("Update"), _("Updated")),
    "correction": (_("Correct"), _("Corrected")),
    "refile": (_("Refile"), _("Refiled")),
    "withdrawal": (_("Withdraw"), _("Withdrawn")),
    "reinstatement": (_("Reinstate"), _("Reinstated")),
    "advisory": (_("Advise editors"), _("Editors advised")),
    "advance": (_("Send under embargo"), _("Sent under embargo")),
    "expunge": (_("Expunge"), _("Payload expunged")),
}


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    for name, (label, message) in RELEASES.items():
        actions.register_action(f"wireroom.{name}", label, message)
