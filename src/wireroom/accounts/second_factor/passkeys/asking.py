"""What a device is asked: the options of Web Authentication Level 3, 5.4 and 5.5, as browsers take them from JSON."""

from __future__ import annotations

import secrets
from base64 import urlsafe_b64encode
from typing import Any

from wireroom.accounts.models import Passkey, User
from wireroom.accounts.second_factor.passkeys.rules import ALGORITHMS, CHALLENGE_BYTES, WITHIN, Asked, Party


def new_challenge(party: Party) -> Asked:
    return Asked(party, secrets.token_bytes(CHALLENGE_BYTES))


def options_to_add(asked: Asked, *, agency: str, user: User, handle: bytes) -> dict[str, Any]:
    """For a passkey that `user` has not got yet, found by itself if the device can, and never without checking them."""
    return {
        "rp": {"id": asked.party.id, "name": agency},
        "user": {"id": encoded(handle), "name": user.get_username(), "displayName": str(user.get_full_name() or user)},
        "challenge": encoded(asked.challenge),
        "pubKeyCredParams": [{"type": "public-key", "alg": algorithm} for algorithm in ALGORITHMS],
        "timeout": WITHIN * 1000,
        "excludeCredentials": [_described(passkey) for passkey in user.passkeys.all()],
        "authenticatorSelection": {"residentKey": "preferred", "userVerification": "required"},
        "attestation": "none",
    }


def options_to_use(asked: Asked, *, user: User | None) -> dict[str, Any]:
    """For one of the passkeys of `user`; for whoever has one if nobody has said who they are: the same for all."""
    return {
        "rpId": asked.party.id,
        "challenge": encoded(asked.challenge),
        "timeout": WITHIN * 1000,
        "allowCredentials": [_described(passkey) for passkey in user.passkeys.all()] if user else [],
        "userVerification": "required",
    }


def encoded(binary: bytes) -> str:
    """As JSON has it: unpadded base64url."""
    return urlsafe_b64encode(binary).rstrip(b"=").decode()


def _described(passkey: Passkey) -> dict[str, Any]:
    described: dict[str, Any] = {"type": "public-key", "id": encoded(bytes(passkey.credential_id))}
    return described | ({"transports": passkey.transports.split()} if passkey.transports else {})
