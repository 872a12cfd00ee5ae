"""What browsers send, read strictly. It brings fido2 along, for the binary parts: whoever needs it imports it late."""

from __future__ import annotations

import hashlib
import json
import re
import struct
from base64 import urlsafe_b64decode
from typing import Any, cast

from cryptography.exceptions import InvalidSignature, UnsupportedAlgorithm
from fido2 import cbor
from fido2.cose import CoseKey
from fido2.webauthn import AttestationObject, AuthenticatorData

from wireroom.accounts.second_factor.passkeys.errors import PasskeyRefused
from wireroom.accounts.second_factor.passkeys.rules import (
    LONGEST_ANSWER,
    Added,
    Refusal,
    Statement,
    Used,
    known_transports,
)

WRONG_BYTES = (ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, struct.error)
"""What fido2 and json raise of bytes that are not what they should be."""
BASE64URL = re.compile(r"[A-Za-z0-9_-]+")


def read_added(text: str) -> Added:
    """A RegistrationResponseJSON (Level 3, 5.1.8.1). Raises PasskeyRefused, also of a key that verifies nothing."""
    try:
        answer = _read(text)
        response = answer["response"]
        attested = AttestationObject(_decoded(response["attestationObject"])).auth_data
        credential = attested.credential_data
        if credential is None or credential.credential_id != _decoded(answer["rawId"]):
            raise ValueError("another passkey than it says")
        key = credential.public_key
        public_key = cbor.encode(key)
        is_signed(b"", b"", public_key)
        statement = _statement(_decoded(response["clientDataJSON"]), attested)
        transports = known_transports(response.get("transports") or ())
        return Added(statement, credential.credential_id, key[3], public_key, transports)
    except WRONG_BYTES as error:
        raise PasskeyRefused(Refusal.UNREADABLE) from error


def read_used(text: str) -> Used:
    """An AuthenticationResponseJSON (Level 3, 5.1.8.2). Raises PasskeyRefused."""
    try:
        answer = _read(text)
        response = answer["response"]
        client, device = _decoded(response["clientDataJSON"]), _decoded(response["authenticatorData"])
        handle = response.get("userHandle")
        return Used(
            statement=_statement(client, AuthenticatorData(device)),
            credential_id=_decoded(answer["rawId"]),
            handle=_decoded(handle) if handle else None,
            signed=device + hashlib.sha256(client).digest(),
            signature=_decoded(response["signature"]),
        )
    except WRONG_BYTES as error:
        raise PasskeyRefused(Refusal.UNREADABLE) from error


def is_signed(message: bytes, signature: bytes, public_key: bytes) -> bool:
    """Whether `signature` is one of `message` by the COSE key. Raises one of WRONG_BYTES of what is no key."""
    try:
        CoseKey.parse(cast("dict[int, Any]", cbor.decode(public_key))).verify(message, signature)
    except InvalidSignature:
        return False
    except (UnsupportedAlgorithm, NotImplementedError) as error:
        raise ValueError("no key of ours") from error
    return True


def _read(text: str) -> dict[str, Any]:
    if len(text) > LONGEST_ANSWER:
        raise ValueError("too long")
    answer = json.loads(text)
    if answer["type"] != "public-key":
        raise ValueError("no public key")
    return cast("dict[str, Any]", answer)


def _statement(client: bytes, device: AuthenticatorData) -> Statement:
    """Level 3, 5.8.1 and 6.1."""
    said = json.loads(client.decode())
    kind, origin = said["type"], said["origin"]
    if not (isinstance(kind, str) and isinstance(origin, str)):
        raise TypeError("no text")
    is_embedded = said.get("crossOrigin", False) is not False or "topOrigin" in said
    return Statement(
        kind=kind,
        challenge=_decoded(said["challenge"]),
        origin=origin,
        is_embedded=is_embedded,
        party_hash=device.rp_id_hash,
        flags=int(device.flags),
        count=device.counter,
    )


def _decoded(text: str) -> bytes:
    if not BASE64URL.fullmatch(text):
        raise ValueError("no base64url")
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
