"""The web process: Granian with our ASGI application."""

from __future__ import annotations

import socket
from collections.abc import Callable
from importlib import import_module
from typing import Any

from django.urls import get_resolver
from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server
from wagtail import hooks

from wireroom.config.supervisor import end_with_parent
from wireroom.core.errors import WireroomError

APPLICATION = "wireroom.config.asgi"
STOP_WITHIN = 3


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
    """Loads all that a request needs, before processes fork and share it."""
    import_module(APPLICATION)
    hooks.search_for_hooks()
    list(get_resolver().url_patterns)


def application() -> Any:
    """Called by Granian in each of its workers."""
    end_with_parent()
    entrance = import_module(APPLICATION)
    entrance.start()
    return entrance.application


def serve_web(host: str, port: int, workers: int, listening: Callable[[], None]) -> None:
    """Serves until SIGTERM or SIGINT; `listening` is called as soon as a request can come."""
    server = Server(
        APPLICATION,
        address=host,
        port=port,
        interface=Interfaces.ASGINL,
        workers=workers,
        websockets=False,
        log_level=LogLevels.warning,
        respawn_failed_workers=True,
        workers_kill_timeout=STOP_WITHIN,
    )
    server.on_startup(listening)
    server.serve(target_loader=application, wrap_loader=False)
