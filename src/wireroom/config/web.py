"""The web process: Granian with our ASGI application."""

from __future__ import annotations

import gc
import resource
import socket
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.conf import settings
from django.db import connection
from django.template import engines
from django.urls import get_resolver
from django.utils import formats, translation
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from wagtail import hooks

from wireroom.config.supervisor import end_with_parent
from wireroom.core import dates
from wireroom.core.errors import WireroomError

APPLICATION = "wireroom.config.asgi"
STOP_WITHIN = 3
REQUESTS_AT_ONCE = 1024
"""Connections that one worker takes, beside those that live news keep open."""
OPEN_FILES = 65_536


class PortInUse(WireroomError):
    code = "port_in_use"


def check_port(host: str, port: int) -> None:
    """Granian shares a port with whoever else shares it, so that only a plain bind shows that it is taken."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            reason = f"cannot listen at {host}:{port}: {error.strerror}; choose another with --port"
            raise PortInUse(reason) from None


def preload() -> None:
    """Loads all that requests and tasks need, before processes fork and share it.

    What a process loads later is not only its own: it fills the gaps in memory that was shared, a page for each. The
    HTTP client weighs 2 MiB here, and 13 in each process that loads it for itself.
    """
    import_module(APPLICATION)
    import_module("httpx")
    hooks.search_for_hooks()
    list(get_resolver().url_patterns)
    engines.all()  # with the tags of templates
    connection.ops.compiler("SQLCompiler")
    dates.load_all()
    for language, _name in settings.LANGUAGES:
        with translation.override(language):
            formats.get_format_modules()
    gc.collect()
    gc.freeze()  # what is collected no more is not written to, and stays shared


def application() -> Any:
    """Called by Granian in each of its workers."""
    end_with_parent()
    entrance = import_module(APPLICATION)
    entrance.start()
    return entrance.application


def more_open_files() -> None:
    """Every connection is an open file, and many shells begin with 1,024 of them."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = OPEN_FILES if hard == resource.RLIM_INFINITY else min(OPEN_FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def serve_web(host: str, port: int, workers: int, listening: Callable[[], None]) -> None:
    """Serves until SIGTERM or SIGINT; `listening` is called as soon as a request can come."""
    more_open_files()
    server = Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        backpressure=REQUESTS_AT_ONCE + settings.LIVE_CONNECTIONS,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    )
    server.on_startup(listening)
    server.serve(target_loader=application, wrap_loader=False)
