"""The ASGI entrance: the press in front, Django behind it."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from wireroom.press.front import Front

THREADS = 6
"""Requests to the desk, forms and whatever else is not stored that one process works on at a time."""


def entrance() -> Front:
    from django.conf import settings

    from wireroom.press.folder import store
    from wireroom.press.front import Front
    from wireroom.press.rendering import Django

    hsts = f"max-age={settings.SECURE_HSTS_SECONDS}".encode()
    extra = [(b"strict-transport-security", hsts)] if settings.BEHIND_TLS else []
    return Front(store(), Django(THREADS), extra=extra)


def start() -> None:
    """To be called once in each process that serves: follows what other processes and machines drop."""
    from wireroom.press.folder import store
    from wireroom.press.keeper import Keeper

    Keeper(store(), application.note_used).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wireroom.config.settings")
django.setup(set_prefix=False)
application = entrance()
