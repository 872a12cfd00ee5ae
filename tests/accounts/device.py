"""A device with a passkey, in software: it answers as Web Authentication has it, or lies in one detail."""

from __future__ import annotations

import hashlib
import json
import secrets
import struct
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from cryptography.hazmat.primitives.asymmetric.padding import PKCS1v15
from cryptography.hazmat.primitives.hashes import SHA256

PRESENT, VERIFIED, MAY_BE_BACKED_UP, BACKED_UP, WITH_KEY = 0x01, 0x04, 0x08, 0x10, 0x40
PrivateKey = ec.EllipticCurvePrivateKey | ed25519.Ed25519PrivateKey | rsa.RSAPrivateKey


def b64(binary: bytes) -> str:
    return urlsafe_b64encode(binary).rstrip(b"=").decode()


def cbor(value: Any) -> bytes:
    """The few kinds of RFC 8949 that devices write."""
    if isinstance(value, int):
        return _head(0, value) if value >= 0 else _head(1, -1 - value)
    if isinstance(value, bytes):
        return _head(2, len(value)) + value
    if isinstance(value, str):
        return _head(3, len(value.encode())) + value.encode()
    return _head(5, len(value)) + b"".join(cbor(key) + cbor(one) for key, one in value.items())


def _head(kind: int, number: int) -> bytes:
    if number < 24:
        return bytes([kind << 5 | number])
    width = next(width for width in range(4) if number < 1 << (8 << width))
    return bytes([kind << 5 | 24 + width]) + number.to_bytes(1 << width, "big")


@dataclass
class Device:
    """`count` is what its counter shows next; 0 for one that never counts."""

    origin: str = "http://localhost"
    count: int = 1
    flags: int = PRESENT | VERIFIED
    key: PrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    credential_id: bytes = field(default_factory=lambda: secrets.token_bytes(32))
    handle: bytes | None = None

    def make(self, options: dict[str, Any], **lies: Any) -> str:
        """The answer to options of `navigator.credentials.create`."""
        self.handle = self.handle or _bytes(options["user"]["id"])
        named = lies.get("named", self.credential_id)
        key = lies.get("cose", cbor(self.cose()))
        device = self._device(options["rp"]["id"], WITH_KEY, lies)
        device += lies.get("model", bytes(16)) + struct.pack(">H", len(named)) + named + key
        attestation = cbor({"fmt": "none", "attStmt": {}, "authData": device})
        client = self._client("webauthn.create", options, lies)
        response = {"clientDataJSON": b64(client), "attestationObject": b64(lies.get("attestation", attestation))}
        return self._answer(response | {"transports": ["internal", "smoke-signal"]}, lies)

    def use(self, options: dict[str, Any], **lies: Any) -> str:
        """The answer to options of `navigator.credentials.get`."""
        device, client = self._device(options["rpId"], 0, lies), self._client("webauthn.get", options, lies)
        signature = lies.get("signature") or self._sign(device + hashlib.sha256(client).digest())
        response = {"clientDataJSON": b64(client), "authenticatorData": b64(device), "signature": b64(signature)}
        handle = lies.get("handle", self.handle)
        return self._answer(response | ({"userHandle": b64(handle)} if handle else {}), lies)

    def cose(self) -> dict[int, Any]:
        """The public key, by RFC 9053 and RFC 8230."""
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return {1: 1, 3: -8, -1: 6, -2: self.key.public_key().public_bytes_raw()}
        if isinstance(self.key, rsa.RSAPrivateKey):
            numbers = self.key.public_key().public_numbers()
            return {1: 3, 3: -257, -1: numbers.n.to_bytes(256, "big"), -2: numbers.e.to_bytes(3, "big")}
        point = self.key.public_key().public_numbers()
        return {1: 2, 3: -7, -1: 1, -2: point.x.to_bytes(32, "big"), -3: point.y.to_bytes(32, "big")}

    def _sign(self, message: bytes) -> bytes:
        if isinstance(self.key, ed25519.Ed25519PrivateKey):
            return self.key.sign(message)
        if isinstance(self.key, rsa.RSAPrivateKey):
            return self.key.sign(message, PKCS1v15(), SHA256())
        return self.key.sign(message, ec.ECDSA(SHA256()))

    def _device(self, party: str, more: int, lies: dict[str, Any]) -> bytes:
        count = lies.get("count", self.count)
        self.count += bool(self.count)
        party_hash = hashlib.sha256(lies.get("party", party).encode()).digest()
        return party_hash + struct.pack(">BI", lies.get("flags", self.flags) | more, count)

    def _client(self, kind: str, options: dict[str, Any], lies: dict[str, Any]) -> bytes:
        said = {"type": kind, "challenge": options["challenge"], "origin": self.origin, "crossOrigin": False}
        return json.dumps(said | lies.get("client", {})).encode()

    def _answer(self, response: dict[str, Any], lies: dict[str, Any]) -> str:
        answer = {"id": b64(self.credential_id), "rawId": b64(self.credential_id), "type": "public-key"}
        return json.dumps(answer | {"response": response} | lies.get("answer", {}))


def _bytes(text: str) -> bytes:
    return urlsafe_b64decode(text + "=" * (-len(text) % 4))
