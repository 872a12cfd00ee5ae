"""Codes by the clock and codes on paper, as RFC 6238 and the apps have them."""

from __future__ import annotations

import base64
import hmac
import secrets
from urllib.parse import quote, urlencode

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor.hotp import HOTP

STEP = 30
"""Seconds for which one code stands."""
DIGITS = 6
CLOCKS_DIFFER = 1
"""Steps before and after now that are taken too."""
SECRET_BYTES = 20

RECOVERY_CODES = 10
SIGNS = "23456789abcdefghjkmnpqrstuvwxyz"
"""None that is read as another."""
HALF = 5


def new_secret() -> str:
    """In base 32, as people type it into an app that has no camera."""
    return base64.b32encode(secrets.token_bytes(SECRET_BYTES)).decode()


def code_at(secret: str, step: int) -> str:
    # What apps can do is SHA-1; in HMAC it is as good as ever.
    return HOTP(base64.b32decode(secret), DIGITS, SHA1()).generate(step).decode()  # noqa: S303


def step_of(secret: str, code: str, now: float, *, after: int) -> int | None:
    """The step that `code` is of, if it is near now and later than the last one used; else None."""
    this = int(now // STEP)
    given = code.encode()
    near = range(this - CLOCKS_DIFFER, this + CLOCKS_DIFFER + 1)
    return next(
        (step for step in near if step > after and hmac.compare_digest(code_at(secret, step).encode(), given)), None
    )


def address_of(secret: str, *, agency: str, person: str) -> str:
    """What the picture says to the app: its de facto `otpauth` address."""
    named = {"secret": secret, "issuer": agency, "digits": DIGITS, "period": STEP}
    return f"otpauth://totp/{quote(agency, safe='')}:{quote(person, safe='')}?{urlencode(named, quote_via=quote)}"


def in_fours(secret: str) -> str:
    return " ".join(secret[start : start + 4] for start in range(0, len(secret), 4))


def new_recovery_code() -> str:
    """About 50 bits, as two halves."""
    signs = "".join(secrets.choice(SIGNS) for _sign in range(2 * HALF))
    return f"{signs[:HALF]}-{signs[HALF:]}"


def plain(code: str) -> str:
    """A code as it was meant, however it was typed: without blanks and dashes, with Latin digits."""
    folded = "".join(sign for sign in code.casefold() if sign.isalnum())
    return "".join(str(int(sign)) if sign.isdecimal() else sign for sign in folded)
