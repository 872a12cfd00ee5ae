"""What a passkey's answer must state (Web Authentication Level 3): 7.1 where one is added, 7.2 where one is used."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from enum import IntFlag, StrEnum
from ipaddress import ip_address
from urllib.parse import urlsplit

CHALLENGE_BYTES = 32
HANDLE_BYTES = 32
WITHIN = 300
"""Seconds that one has for an answer, as section 15.1 recommends."""
LONGEST_ID = 1023
LONGEST_KEY = 2048
LONGEST_ANSWER = 16_384
ALGORITHMS = (-8, -7, -257)
"""EdDSA, ES256 and RS256: what section 5.8.5 asks of everybody, and what devices have."""
TRANSPORTS = frozenset({"usb", "nfc", "ble", "smart-card", "hybrid", "internal"})


class Refusal(StrEnum):
    """What was wrong about an answer; the value is the code of the error."""

    UNREADABLE = "unreadable"
    EXPIRED = "challenge-expired"
    OTHER_CEREMONY = "other-ceremony"
    OTHER_CHALLENGE = "other-challenge"
    OTHER_ORIGIN = "other-origin"
    EMBEDDED = "embedded"
    OTHER_SITE = "other-site"
    NOT_PRESENT = "not-present"
    NOT_VERIFIED = "not-verified"
    IMPOSSIBLE = "impossible-flags"
    OTHER_ALGORITHM = "other-algorithm"
    LONG_ID = "long-id"
    KNOWN = "known-already"
    UNKNOWN = "unknown-passkey"
    NOT_THEIRS = "not-theirs"
    FORGED = "wrong-signature"
    COPIED = "copied"


class Unusable(StrEnum):
    """Why browsers have no passkeys for an address."""

    NUMBERS = "numbers"
    PLAIN = "plain"
    ELSEWHERE = "elsewhere"


class Flag(IntFlag):
    """Section 6.1, authenticator data."""

    PRESENT = 0x01
    VERIFIED = 0x04
    MAY_BE_BACKED_UP = 0x08
    BACKED_UP = 0x10


@dataclass(frozen=True, slots=True)
class Party:
    """The desk as devices know it (relying party): a passkey is bound to `id`, an answer is given at `origin`."""

    id: str
    origin: str


@dataclass(frozen=True, slots=True)
class Statement:
    """What browser and device say, whether a passkey is added or used."""

    kind: str
    challenge: bytes
    origin: str
    is_embedded: bool
    party_hash: bytes
    flags: int
    count: int

    @property
    def may_be_backed_up(self) -> bool:
        return bool(self.flags & Flag.MAY_BE_BACKED_UP)


@dataclass(frozen=True, slots=True)
class Added:
    """An answer that brings a new passkey; `public_key` is its COSE key."""

    statement: Statement
    credential_id: bytes
    algorithm: int
    public_key: bytes
    transports: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Used:
    """An answer by a passkey that is there; `signed` is what `signature` stands under."""

    statement: Statement
    credential_id: bytes
    handle: bytes | None
    signed: bytes
    signature: bytes


@dataclass(frozen=True, slots=True)
class Asked:
    """What the desk has asked, and of which address."""

    party: Party
    challenge: bytes


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the passkey that was used."""

    handle: bytes
    count: int
    may_be_backed_up: bool


def party_of(site: str, here: str) -> Party | Unusable:
    """The relying party of the desk at `site`, or at `here` if nobody has said where the site is.

    Browsers have passkeys only for names (5.1.3) and only over https, localhost aside (section 5 and Secure Contexts).
    """
    address = urlsplit(site or here)
    host = _as_browsers_write(address.hostname or "")
    if _is_number(host):
        return Unusable.NUMBERS
    is_local = host == "localhost" or host.endswith(".localhost")
    if not (address.scheme == "https" or (address.scheme == "http" and is_local)):
        return Unusable.PLAIN
    if host != _as_browsers_write(urlsplit(here).hostname or ""):
        return Unusable.ELSEWHERE
    port = address.port if address.port != {"https": 443, "http": 80}[address.scheme] else None
    return Party(host, f"{address.scheme}://{host}{f':{port}' if port else ''}")


def why_not_added(added: Added, asked: Asked) -> Refusal | None:
    """Section 7.1, steps 7 to 25. That nobody has this passkey yet (step 26) is for the database to say.

    Attestation is neither asked for nor looked at (steps 21 to 24): whatever device its owner trusts will do.
    """
    if refusal := _why_not(added.statement, asked, kind="webauthn.create"):
        return refusal
    if added.algorithm not in ALGORITHMS or len(added.public_key) > LONGEST_KEY:  # 20
        return Refusal.OTHER_ALGORITHM
    return None if 0 < len(added.credential_id) <= LONGEST_ID else Refusal.LONG_ID  # 25


def why_not_used(used: Used, asked: Asked, known: Known) -> Refusal | None:
    """Section 7.2, steps 6 and 10 to 19; the signature (20, 21) and then the counter (22) are looked at after it."""
    if used.handle is not None and not hmac.compare_digest(used.handle, known.handle):  # 6
        return Refusal.NOT_THEIRS
    if refusal := _why_not(used.statement, asked, kind="webauthn.get"):
        return refusal
    is_other = used.statement.may_be_backed_up is not known.may_be_backed_up
    return Refusal.IMPOSSIBLE if is_other else None  # 19


def is_copied(used: Used, known: Known) -> bool:
    """Section 7.2, step 22: a counter that does not go up was counted on somewhere else. Many devices never count."""
    return (used.statement.count > 0 or known.count > 0) and used.statement.count <= known.count


def known_transports(told: Sequence[object]) -> tuple[str, ...]:
    """Those of section 5.8.4; a browser may tell others (7.1, step 27), which say nothing to us."""
    return tuple(sorted(TRANSPORTS.intersection(one for one in told if isinstance(one, str))))


def _why_not(statement: Statement, asked: Asked, *, kind: str) -> Refusal | None:
    """The steps that 7.1 (7 to 17) and 7.2 (10 to 18) have in common."""
    flags, party = statement.flags, asked.party
    broken = {
        Refusal.OTHER_CEREMONY: statement.kind != kind,  # 7.1 step 7, 7.2 step 10
        Refusal.OTHER_CHALLENGE: not hmac.compare_digest(statement.challenge, asked.challenge),  # 8, 11
        Refusal.OTHER_ORIGIN: statement.origin != party.origin,  # 9, 12
        Refusal.EMBEDDED: statement.is_embedded,  # 10 and 11, 13 and 14
        Refusal.OTHER_SITE: statement.party_hash != hashlib.sha256(party.id.encode()).digest(),  # 14, 15
        Refusal.NOT_PRESENT: not flags & Flag.PRESENT,  # 15, 16
        Refusal.NOT_VERIFIED: not flags & Flag.VERIFIED,  # 16, 17
        Refusal.IMPOSSIBLE: bool(flags & Flag.BACKED_UP) and not flags & Flag.MAY_BE_BACKED_UP,  # 17, 18
    }
    return next((refusal for refusal, is_broken in broken.items() if is_broken), None)


def _as_browsers_write(host: str) -> str:
    try:
        return host.encode("idna").decode().lower()
    except UnicodeError:
        return host.lower()


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True
