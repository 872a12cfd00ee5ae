"""Packages that only some houses need: the extra `wireroom[scaled]`."""

from __future__ import annotations

from importlib.util import find_spec

from django.core.exceptions import ImproperlyConfigured


class MissingExtra(ImproperlyConfigured):
    """The environment asks for what is not installed."""


def require(module: str, *, variable: str) -> None:
    """Raises MissingExtra unless `module`, which `variable` asks for, can be imported; imports nothing."""
    if find_spec(module) is None:
        raise MissingExtra(f"{variable} needs a package that is not installed: pip install 'wireroom[scaled]'")
