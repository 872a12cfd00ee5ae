"""Secrets at rest: encrypted under a key derived from `SECRET_KEY`, so that a stolen database gives none away."""

from __future__ import annotations

import base64
from functools import lru_cache

from cryptography.fernet import Fernet, InvalidToken
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from wireroom.core.errors import WireroomError


class SealBroken(WireroomError):
    """The text was sealed under another key, or is damaged."""

    code = "seal-broken"


@lru_cache(maxsize=4)
def _fernet(key: str) -> Fernet:
    derived = HKDF(SHA256(), 32, salt=None, info=b"wireroom secrets at rest").derive(key.encode())
    return Fernet(base64.urlsafe_b64encode(derived))


def seal(text: str, key: str) -> str:
    """`text` encrypted and authenticated; an empty text stays empty."""
    return _fernet(key).encrypt(text.encode()).decode() if text else ""


@lru_cache(maxsize=1024)
def unseal(sealed: str, key: str) -> str:
    """The text that `seal` was given. Raises SealBroken."""
    if not sealed:
        return ""
    try:
        return _fernet(key).decrypt(sealed.encode()).decode()
    except InvalidToken as error:
        raise SealBroken("This secret was stored under another SECRET_KEY; it must be entered again.") from error
