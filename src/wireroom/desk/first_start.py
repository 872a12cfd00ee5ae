"""The first start of an agency: from the environment, or by whoever holds the setup key."""

from __future__ import annotations

import secrets
from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import UploadedFile
from django.db import connection, transaction

from wireroom.accounts.models import User
from wireroom.accounts.roles import give_role
from wireroom.accounts.rules import Role
from wireroom.core.addresses import is_loopback
from wireroom.core.errors import WireroomError
from wireroom.core.home import home, kept_secret
from wireroom.stories.logos import put_logo
from wireroom.stories.models import Edition
from wireroom.stories.setup import open_agency

KEY_FILE = "setup_key"

FORWARDING = ("HTTP_FORWARDED", "HTTP_X_FORWARDED_FOR", "HTTP_X_FORWARDED_HOST", "HTTP_X_REAL_IP", "HTTP_VIA")


class OpenAlready(WireroomError):
    """The agency was set up before, perhaps a moment ago by somebody else."""

    code = "open-already"


def is_open() -> bool:
    """Whether the agency has an edition, so that setting it up is over for good."""
    return Edition.objects.exists()


def open_from_environment(**_signal: Any) -> None:
    """Opens the editions that EDITIONS asks for, once, on a database that has none."""
    tables = connection.introspection.table_names()
    if settings.EDITIONS and Edition._meta.db_table in tables and not is_open():
        open_agency(names=settings.AGENCY_NAME, editions=settings.EDITIONS)


def open_with_chief(
    *, name: str, editions: Sequence[str], chief: User, logo: UploadedFile[bytes] | None = None
) -> None:
    """Opens the agency with `chief`, not yet saved, as its first chief and administrator; raises OpenAlready."""
    with transaction.atomic():
        # A row that every database has, locked so that of two who set up at once only one does.
        ContentType.objects.select_for_update().get(app_label="stories", model="edition")
        if is_open():
            raise OpenAlready("The agency is set up already: sign in.")
        opened = open_agency(names=name, editions=editions)
        chief.save()
        give_role(chief, Role.CHIEF)
        give_role(chief, Role.ADMINISTRATOR)
        if logo:
            put_logo(opened, logo)
    (home() / KEY_FILE).unlink(missing_ok=True)


def setup_path() -> str:
    """Where to set up the agency, with the key in it, for the terminal's eyes; empty once it is open."""
    return "" if is_open() else f"/setup/?key={kept_secret(KEY_FILE)}"


def holds_key(given: str) -> bool:
    return secrets.compare_digest(given.encode(), kept_secret(KEY_FILE).encode())


def is_at_this_machine(meta: Mapping[str, Any], host: str) -> bool:
    """Whether a request is made at this very machine, by no proxy for somebody else."""
    served_to_others = settings.BEHIND_TLS or settings.TRUSTED_PROXIES or settings.SITE_URL
    forwarded = any(name in meta for name in FORWARDING)
    name = host.rpartition(":")[0] if not host.endswith("]") and ":" in host else host
    is_local_name = name in ("localhost", "127.0.0.1", "[::1]")
    return not served_to_others and not forwarded and is_local_name and is_loopback(str(meta.get("REMOTE_ADDR", "")))
