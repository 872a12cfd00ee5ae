"""What the desk asks for an endpoint of each kind."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

ALWAYS = ("subscriber", "name")
LAST = ("products", "skips_refiles")

FIELDS: Mapping[str, tuple[str, ...]] = {
    "http": (*ALWAYS, "address", "username", "new_password", "format", *LAST, "connections"),
    "sftp": (*ALWAYS, "address", "username", "new_password", "format", *LAST, "connections"),
    "ftp": (*ALWAYS, "address", "username", "new_password", "format", *LAST, "connections"),
    "mail": (*ALWAYS, "address", "format", *LAST),
    "folder": (*ALWAYS, "address", "format", *LAST),
    "pull": (*ALWAYS, *LAST),
}
"""By kind, the fields that matter to it; who fetches chooses the format with each request."""

_SCHEMES: Mapping[str, frozenset[str]] = {
    "http": frozenset({"https", "http"}),
    "sftp": frozenset({"sftp"}),
    "ftp": frozenset({"ftp", "ftps"}),
}


def is_address(kind: str, text: str) -> bool:
    """Whether `text` can be the address of an endpoint of this kind; whether anybody is there only a test tells."""
    if kind in _SCHEMES:
        try:
            parts = urlsplit(text)
            return parts.scheme in _SCHEMES[kind] and bool(parts.hostname) and (parts.port is None or parts.port > 0)
        except ValueError:
            return False
    if kind == "mail":
        mails = [mail.strip() for mail in text.split(",")]
        return all(_is_mail(mail) for mail in mails)
    return kind == "pull" or text.startswith("/")


def _is_mail(text: str) -> bool:
    name, at, host = text.rpartition("@")
    return bool(name and at and "." in host) and not any(sign.isspace() or sign in "<>\r\n" for sign in text)


def inert_cell(text: str) -> str:
    """A cell that no spreadsheet takes for a formula: an apostrophe goes before what begins like one."""
    return f"'{text}" if text.lstrip().startswith(("=", "+", "-", "@")) or text.startswith(("\t", "\r", "\n")) else text
