"""What Wagtail's audit log calls the newsroom's decisions about comments."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

DECISIONS = {
    "approve": (_("Approve comment"), _("Comment approved")),
    "reject": (_("Reject comment"), _("Comment rejected")),
    "remove": (_("Remove comment"), _("Comment removed")),
    "restore": (_("Restore comment"), _("Comment restored")),
    "pick": (_("Pick comment"), _("Comment picked")),
    "unpick": (_("Take back the pick of a comment"), _("Pick of a comment taken back")),
    "keep": (_("Keep comment"), _("Comment kept in spite of complaints")),
    "block": (_("Block reader"), _("Reader blocked")),
    "unblock": (_("Unblock reader"), _("Reader unblocked")),
    "appeal_upheld": (_("Uphold appeal"), _("Appeal upheld")),
    "appeal_denied": (_("Deny appeal"), _("Appeal denied")),
    "close": (_("Close comments"), _("Comments closed")),
    "reopen": (_("Reopen comments"), _("Comments reopened")),
    "mode": (_("Change moderation"), _("Moderation changed")),
}


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    for name, (label, message) in DECISIONS.items():
        actions.register_action(f"wireroom.comment_{name}", label, message)
