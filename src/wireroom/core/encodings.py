"""What a client says of itself in Accept-Encoding (RFC 9110, 12.5.3)."""

from __future__ import annotations


def unpacks_gzip(accepted: str) -> bool:
    """Whether an Accept-Encoding header takes gzip, and no less gladly than what is not packed."""
    weights = dict(_weighed(part) for part in accepted.lower().split(","))
    packed = weights.get("gzip", weights.get("x-gzip", 0.0))
    return packed > 0 and packed >= weights.get("identity", 0.0)


def _weighed(part: str) -> tuple[str, float]:
    """A coding and how much it is wanted; what cannot be read is not wanted."""
    name, _semicolon, parameter = part.partition(";")
    key, _equals, value = parameter.replace(" ", "").partition("=")
    if not key:
        return name.strip(), 1.0
    try:
        weight = float(value) if key == "q" else 0.0
    except ValueError:
        weight = 0.0
    return name.strip(), weight if 0 <= weight <= 1 else 0.0
