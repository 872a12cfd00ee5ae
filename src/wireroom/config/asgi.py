"""The ASGI entrance: the press in front, Django behind it; who waits, for the wire or for live news, stands beside."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

import django

if TYPE_CHECKING:
    from wireroom.press.front import Front
    from wireroom.press.rendering import Receive, Scope, Send

THREADS = 6
"""Requests to the desk, forms and whatever else is not stored that one process works on at a time."""


def entrance(behind: Django) -> Front:
    from django.conf import settings

    from wireroom.press.folder import store
    from wireroom.press.front import Front

    hsts = f"max-age={settings.SECURE_HSTS_SECONDS}".encode()
    extra = [(b"strict-transport-security", hsts)] if settings.BEHIND_TLS else []
    return Front(store(), behind, extra=extra)


def start() -> None:
    """To be called once in each process that serves: follows what other processes and machines drop."""
    from django.conf import settings

    from wireroom.press.folder import store

    keeper = Keeper(store(), front.note_used)
    keeper.start()
    if settings.CDN_PURGE_URL:
        Messenger(keeper.is_elected).start()


os.environ.setdefault("DJANGO_SETTINGS_MODULE", "wireroom.config.settings")
django.setup(set_prefix=False)

from wireroom.config.streams import end_with_process, with_live_news  # noqa: E402 - Django must be set up before
from wireroom.press.cdn import Messenger  # noqa: E402 - likewise
from wireroom.press.keeper import Keeper  # noqa: E402 - likewise
from wireroom.press.rendering import Django  # noqa: E402 - likewise
from wireroom.wire_out.waiting.application import Waiting, is_waiting  # noqa: E402 - likewise

behind = Django(THREADS)
front = entrance(behind)
waiting = Waiting(behind, end_with_process)


async def answers(scope: Scope, receive: Receive, send: Send) -> None:
    """Leads a request that is not for live news to whoever answers it."""
    await (waiting if is_waiting(scope) else front)(scope, receive, send)


application = with_live_news(answers)
