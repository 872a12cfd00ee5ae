"""What Wagtail's audit log calls the things that are done to subscribers and what belongs to them."""

from __future__ import annotations

from typing import Any

from django.utils.translation import gettext_lazy as _
from wagtail import hooks

DEEDS = {
    "product": (_("Save product"), _("Product saved")),
    "missed": (_("Give out what was missed"), _("What was missed given out")),
    "endpoint": (_("Save endpoint"), _("Endpoint saved")),
    "secret": (_("Change signing secret"), _("Signing secret changed")),
    "pause": (_("Pause deliveries"), _("Deliveries paused")),
    "resume": (_("Resume deliveries"), _("Deliveries resumed")),
    "enable": (_("Enable endpoint"), _("Endpoint enabled")),
    "disable": (_("Disable endpoint"), _("Endpoint disabled")),
    "host_key": (_("Forget host key"), _("Host key forgotten")),
    "test": (_("Test endpoint"), _("Endpoint tested")),
    "resend": (_("Send again"), _("Sent again")),
    "token": (_("Issue token"), _("Token issued")),
    "revoke": (_("Revoke token"), _("Token revoked")),
    "invite": (_("Invite to the portal"), _("Invited to the portal")),
    "link": (_("Send a new link"), _("New link to the portal sent")),
    "shut_out": (_("Shut out of the portal"), _("Shut out of the portal")),
    "let_in": (_("Let in to the portal"), _("Let in to the portal")),
    "telephone": (_("Note a telephone call"), _("Told by telephone that a story is withdrawn")),
}


@hooks.register("register_log_actions")
def name_log_actions(actions: Any) -> None:
    for name, (label, message) in DEEDS.items():
        actions.register_action(f"wireroom.wire_{name}", label, message)
