"""The first start of an agency: from the environment, or by whoever holds the setup key."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.db import connection

from wireroom.stories.models import Edition
from wireroom.stories.setup import open_agency


def is_open() -> bool:
    """Whether the agency has an edition, so that setting it up is over for good."""
    return Edition.objects.exists()


def open_from_environment(**_signal: Any) -> None:
    """Opens the editions that EDITIONS asks for, once, on a database that has none."""
    tables = connection.introspection.table_names()
    if settings.EDITIONS and Edition._meta.db_table in tables and not is_open():
        open_agency(names=settings.AGENCY_NAME, editions=settings.EDITIONS)
