"""One line in the newsroom's own log for whatever is done to subscribers and what belongs to them."""

from __future__ import annotations

from typing import Any

from django.db import models
from wagtail.log_actions import log

from wireroom.accounts.models import User
from wireroom.core import clock


def note_in_log(instance: models.Model, action: str, by: User | None, facts: dict[str, Any] | None = None) -> None:
    log(instance=instance, action=f"wireroom.wire_{action}", user=by, timestamp=clock.now(), data=facts or None)
