"""What a client says of itself in Accept-Encoding."""

from __future__ import annotations


def unpacks_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header offers gzip without reservation."""
    offered = accepted.replace(" ", "").lower().split(",")
    return any(name in ("gzip", "gzip;q=1", "gzip;q=1.0") for name in offered)
