"""Which database keeps the words."""

from __future__ import annotations

from django.db import connection

from wireroom.search.postgresql import PostgreSQL
from wireroom.search.sqlite import SQLite
from wireroom.search.types import Engine


def engine() -> Engine:
    """The engine of the database we are on."""
    return PostgreSQL() if connection.vendor == "postgresql" else SQLite()
