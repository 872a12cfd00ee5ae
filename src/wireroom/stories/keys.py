"""The Ed25519 keys that sign dispatches: PEM files under `WIREROOM_HOME/keys`, the newest signs, all verify."""

from __future__ import annotations

import base64
import os
import secrets
from datetime import UTC, datetime
from functools import lru_cache
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
    load_pem_private_key,
)

from wireroom.core.home import home


def _folder() -> Path:
    folder = home() / "keys"
    folder.mkdir(mode=0o700, exist_ok=True)
    return folder


def rotate() -> str:
    """Makes a new signing key and returns its id; dispatches signed by the old ones still verify."""
    key_id = f"{datetime.now(UTC):%Y%m%dT%H%M%S%f}-{secrets.token_hex(4)}"
    pem = Ed25519PrivateKey.generate().private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    draft = _folder() / f".{key_id}"
    draft.touch(mode=0o600)
    draft.write_bytes(pem)
    draft.rename(_folder() / f"{key_id}.pem")
    return key_id


def _paths() -> list[Path]:
    return sorted(_folder().glob("*.pem"))


@lru_cache(maxsize=64)
def _load(path: Path) -> Ed25519PrivateKey:
    key = load_pem_private_key(path.read_bytes(), password=None)
    if not isinstance(key, Ed25519PrivateKey):
        raise TypeError(f"{path.name} is not an Ed25519 key.")
    return key


def _first_key() -> None:
    """Makes the very first key, once, however many processes start together."""
    with (_folder() / ".first").open("w") as lock:
        os.lockf(lock.fileno(), os.F_LOCK, 0)
        if not _paths():
            rotate()


def sign(message: bytes) -> tuple[str, str]:
    """The id of the signing key and the signature of `message` in unpadded base64url."""
    if not _paths():
        _first_key()
    newest = _paths()[-1]
    return newest.stem, _encode(_load(newest).sign(message))


def public_keys() -> dict[str, Ed25519PublicKey]:
    """Every public key by id."""
    return {path.stem: _load(path).public_key() for path in _paths()}


def verifies(key: Ed25519PublicKey, signature: str, message: bytes) -> bool:
    try:
        key.verify(base64.urlsafe_b64decode(signature + "=" * (-len(signature) % 4)), message)
    except (InvalidSignature, ValueError):
        return False
    return True


def jwks() -> dict[str, list[dict[str, str]]]:
    """The public keys as a JSON Web Key Set (RFC 7517, RFC 8037), newest last."""
    if not _paths():
        _first_key()
    return {
        "keys": [
            {
                "kty": "OKP",
                "crv": "Ed25519",
                "use": "sig",
                "alg": "EdDSA",
                "kid": key_id,
                "x": _encode(key.public_bytes(Encoding.Raw, PublicFormat.Raw)),
            }
            for key_id, key in public_keys().items()
        ]
    }


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()
