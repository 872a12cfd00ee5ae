"""Passkeys: what is taken, every way in which an answer is refused, and what follows for whoever has one."""

from __future__ import annotations

import json
import threading
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from itertools import pairwise
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, ed25519, rsa
from django.db import connection
from hypothesis import given
from hypothesis import settings as of_hypothesis
from hypothesis import strategies as st
from wagtail.models import ModelLogEntry

from tests.accounts.device import BACKED_UP, MAY_BE_BACKED_UP, PRESENT, VERIFIED, Device, b64, cbor
from tests.factories import Newsroom
from wireroom.accounts.errors import NotAllowed
from wireroom.accounts.models import Passkey, User
from wireroom.accounts.rules import Role
from wireroom.accounts.second_factor import actions as factor
from wireroom.accounts.second_factor import rules as codes
from wireroom.accounts.second_factor.passkeys import actions, reading
from wireroom.accounts.second_factor.passkeys.asking import new_challenge, options_to_add, options_to_use
from wireroom.accounts.second_factor.passkeys.errors import NO_PLACE, WORDS, PasskeyRefused
from wireroom.accounts.second_factor.passkeys.rules import Party, Refusal, Unusable, party_of
from wireroom.core import clock

HERE = Party("localhost", "http://localhost")
NOON = datetime(2031, 5, 4, 12, 0, tzinfo=UTC)


def add(user: User, device: Device, name: str = "Laptop", **lies: Any) -> list[str]:
    asked, handle = new_challenge(HERE), actions.handle_of(user)
    answer = device.make(options_to_add(asked, agency="Agency", user=user, handle=handle), **lies)
    return actions.add(user, answer, asked=asked, handle=handle, name=name)


def use(device: Device, user: User | None = None, **lies: Any) -> User:
    asked = new_challenge(HERE)
    return actions.use(device.use(options_to_use(asked, user=user), **lies), asked=asked, user=user)


def refusal(deed: Callable[[], object]) -> Refusal:
    with pytest.raises(PasskeyRefused) as refused:
        deed()
    assert refused.value.message == str(WORDS[refused.value.refusal])
    return refused.value.refusal


def with_passkey(newsroom: Newsroom, role: Role = Role.EDITOR) -> tuple[User, Device]:
    user, device = newsroom.person(role), Device()
    add(user, device)
    return user, device


def kept(user: User) -> Passkey:
    return Passkey.objects.get(user=user)


@pytest.mark.parametrize(
    ("site", "here", "expected"),
    [
        ("https://News.Example.org/", "http://news.example.org", Party("news.example.org", "https://news.example.org")),
        ("https://news.example.org:443", "https://news.example.org", Party("news.example.org", "https://news.example.org")),
        ("https://a.example:8443", "https://a.example:8443", Party("a.example", "https://a.example:8443")),
        ("https://новости.рф", "https://xn--b1amnebsh.xn--p1ai", Party("xn--b1amnebsh.xn--p1ai", "https://xn--b1amnebsh.xn--p1ai")),
        ("", "http://localhost:8000", Party("localhost", "http://localhost:8000")),
        ("", "http://desk.localhost", Party("desk.localhost", "http://desk.localhost")),
        ("", "http://127.0.0.1:8000", Unusable.NUMBERS),
        ("", "https://[::1]:8000", Unusable.NUMBERS),
        ("", "http://desk.example", Unusable.PLAIN),
        ("", "http://localhost.example", Unusable.PLAIN),
        ("https://a.example", "https://b.a.example", Unusable.ELSEWHERE),
        ("https://a.example", "http://localhost:8000", Unusable.ELSEWHERE),
        ("http://a.example", "http://a.example", Unusable.PLAIN),
    ],
)  # fmt: skip
def test_where_there_can_be_passkeys(site: str, here: str, expected: Party | Unusable) -> None:
    assert party_of(site, here) == expected


def test_every_refusal_has_its_words() -> None:
    assert (set(WORDS), set(NO_PLACE)) == (set(Refusal), set(Unusable))


KEYS = (
    ec.generate_private_key(ec.SECP256R1()),
    ed25519.Ed25519PrivateKey.generate(),
    rsa.generate_private_key(65537, 2048),
)


def test_what_devices_have_is_taken(newsroom: Newsroom) -> None:
    for key in KEYS:
        user, device = newsroom.person(Role.EDITOR), Device(key=key)
        with clock.at(NOON):
            assert len(add(user, device, "Blue key")) == 10
            assert (use(device), use(device, user)) == (user, user)
        passkey = kept(user)
        assert (passkey.name, passkey.sign_count, passkey.transports) == ("Blue key", 3, "internal")
        assert (passkey.added_at, passkey.used_at, passkey.may_be_backed_up) == (NOON, NOON, False)
        assert (user.has_second_factor, len(bytes(user.passkey_handle))) == (True, 32)


def test_devices_that_never_count_and_those_that_make_copies(newsroom: Newsroom) -> None:
    user, device = newsroom.person(Role.EDITOR), Device(count=0, flags=PRESENT | VERIFIED | MAY_BE_BACKED_UP)
    add(user, device)
    assert [use(device), use(device, flags=PRESENT | VERIFIED | MAY_BE_BACKED_UP | BACKED_UP)] == [user, user]
    assert (kept(user).sign_count, kept(user).may_be_backed_up) == (0, True)


LIES_OF_BOTH = {
    "another site's page": ({"client": {"origin": "https://evil.example"}}, Refusal.OTHER_ORIGIN),
    "another port": ({"client": {"origin": "http://localhost:8000"}}, Refusal.OTHER_ORIGIN),
    "inside another page": ({"client": {"crossOrigin": True}}, Refusal.EMBEDDED),
    "below another page": ({"client": {"topOrigin": "https://evil.example"}}, Refusal.EMBEDDED),
    "for another site": ({"party": "evil.example"}, Refusal.OTHER_SITE),
    "another challenge": ({"client": {"challenge": b64(bytes(32))}}, Refusal.OTHER_CHALLENGE),
    "nobody touched it": ({"flags": VERIFIED}, Refusal.NOT_PRESENT),
    "nobody was checked": ({"flags": PRESENT}, Refusal.NOT_VERIFIED),
    "backed up, though it cannot be": ({"flags": PRESENT | VERIFIED | BACKED_UP}, Refusal.IMPOSSIBLE),
    "no challenge": ({"client": {"challenge": 7}}, Refusal.UNREADABLE),
    "not base64url": ({"client": {"challenge": "a+b/"}}, Refusal.UNREADABLE),
    "no text": ({"client": {"type": ["webauthn.get"]}}, Refusal.UNREADABLE),
    "another type": ({"answer": {"type": "password"}}, Refusal.UNREADABLE),
    "nothing": ({"answer": {"response": {}}}, Refusal.UNREADABLE),
    "a megabyte": ({"client": {"padding": "a" * 1_000_000}}, Refusal.UNREADABLE),
}
LIES_OF_ADDING = LIES_OF_BOTH | {
    "a use": ({"client": {"type": "webauthn.get"}}, Refusal.OTHER_CEREMONY),
    "malformed CBOR": ({"attestation": b"\xa3\x63fmt"}, Refusal.UNREADABLE),
    "CBOR in CBOR in CBOR": ({"attestation": b"\x81" * 10_000}, Refusal.UNREADABLE),
    "a long list of CBOR": ({"attestation": b"\x9b" + b"\xff" * 8}, Refusal.UNREADABLE),
    "no CBOR at all": ({"attestation": b"\xff"}, Refusal.UNREADABLE),
    "no map": ({"attestation": cbor("none")}, Refusal.UNREADABLE),
    "bytes after the key": ({"cose": cbor({3: -7}) + b"\0"}, Refusal.UNREADABLE),
    "half a key": ({"cose": cbor({1: 2, 3: -7, -1: 1})}, Refusal.UNREADABLE),
    "no point on the curve": ({"cose": cbor({1: 2, 3: -7, -1: 1, -2: b"\1" * 32, -3: b"\1" * 32})}, Refusal.UNREADABLE),
    "a key for nothing": ({"cose": cbor({1: 2, 3: -65535})}, Refusal.UNREADABLE),
    "a kind not asked for": ({"cose": cbor({1: 3, 3: -37, -1: b"\xff" * 256, -2: b"\1\0\1"})}, Refusal.OTHER_ALGORITHM),
    "another id inside": ({"named": b"another"}, Refusal.UNREADABLE),
}  # fmt: skip
LIES_OF_USING = LIES_OF_BOTH | {
    "a new one": ({"client": {"type": "webauthn.create"}}, Refusal.OTHER_CEREMONY),
    "somebody else's handle": ({"handle": b"somebody else"}, Refusal.NOT_THEIRS),
    "another signature": ({"signature": b"signature"}, Refusal.FORGED),
    "can be backed up all at once": ({"flags": PRESENT | VERIFIED | MAY_BE_BACKED_UP}, Refusal.IMPOSSIBLE),
    "the same count again": ({"count": 1}, Refusal.COPIED),
    "the count back": ({"count": 0}, Refusal.COPIED),
    "an unknown passkey": ({"answer": {"rawId": "AAAA"}}, Refusal.UNKNOWN),
}


def test_a_lie_adds_nothing(newsroom: Newsroom) -> None:
    user = newsroom.person(Role.EDITOR)
    found = {lie: refusal(partial(add, user, Device(), **lies)) for lie, (lies, _expected) in LIES_OF_ADDING.items()}
    assert found == {lie: expected for lie, (_lies, expected) in LIES_OF_ADDING.items()}
    assert (Passkey.objects.count(), User.objects.get(pk=user.pk).has_second_factor) == (0, False)


def test_a_lie_lets_nobody_in(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    for whose in (None, user):
        found = {lie: refusal(partial(use, device, whose, **lies)) for lie, (lies, _) in LIES_OF_USING.items()}
        assert found == {lie: expected for lie, (_lies, expected) in LIES_OF_USING.items()}
    assert (kept(user).used_at, kept(user).sign_count) == (None, 1)
    assert use(device) == user


def test_a_long_id_is_refused(newsroom: Newsroom) -> None:
    user = newsroom.person(Role.EDITOR)
    assert refusal(lambda: add(user, Device(credential_id=b"i" * 1024))) is Refusal.LONG_ID
    add(user, Device(credential_id=b"i" * 1023))


def wrapped(raw: bytes) -> str:
    """Any bytes where binary parts belong."""
    client = {"type": "webauthn.create", "challenge": "AAAA", "origin": "http://localhost"}
    parts = dict.fromkeys(("attestationObject", "authenticatorData", "signature"), b64(raw))
    response = parts | {"clientDataJSON": b64(json.dumps(client).encode())}
    return json.dumps({"rawId": "AAAA", "type": "public-key", "response": response})


@of_hypothesis(max_examples=60)
@given(st.one_of(st.text(max_size=200), st.binary(max_size=200).map(wrapped)))
def test_any_text_is_only_an_unreadable_answer(text: str) -> None:
    for read in (reading.read_added, reading.read_used):
        with pytest.raises(PasskeyRefused) as refused:
            read(text)
        assert refused.value.refusal is Refusal.UNREADABLE


def test_a_copied_passkey_is_reported(newsroom: Newsroom, caplog: pytest.LogCaptureFixture) -> None:
    user, device = with_passkey(newsroom)
    use(device)
    assert refusal(lambda: use(device, count=1, signature=b"forged")) is Refusal.FORGED
    assert not ModelLogEntry.objects.filter(action="wireroom.second_factor_passkey_copied").exists()
    assert refusal(lambda: use(device, count=1)) is Refusal.COPIED
    entry = ModelLogEntry.objects.get(action="wireroom.second_factor_passkey_copied")
    assert (entry.user_id, entry.message) == (user.pk, "Passkey “Laptop” refused: its counter went back")
    assert [line.getMessage() for line in caplog.records if line.name.startswith("wireroom.accounts")] == [
        f"A passkey of {user.username} may have been copied: its counter went back"
    ]


def test_an_answer_is_good_once(newsroom: Newsroom) -> None:
    user, device = newsroom.person(Role.EDITOR), Device(count=0)
    add(user, device)
    asked = new_challenge(HERE)
    answer = device.use(options_to_use(asked, user=None))
    assert actions.use(answer, asked=asked, user=None) == user
    assert refusal(lambda: actions.use(answer, asked=asked, user=None)) is Refusal.EXPIRED


def test_a_colleagues_passkey_and_one_of_somebody_let_go_are_unknown(newsroom: Newsroom) -> None:
    ann, hers = with_passkey(newsroom)
    bob, _his = with_passkey(newsroom)
    assert refusal(lambda: use(hers, bob)) is Refusal.UNKNOWN
    assert refusal(lambda: use(hers, None, handle=None)) is Refusal.UNKNOWN
    assert use(hers, ann, handle=None) == ann  # a security key that keeps no names
    User.objects.filter(pk=ann.pk).update(is_active=False)
    assert refusal(lambda: use(hers)) is Refusal.UNKNOWN
    words = {str(WORDS[one]) for one in (Refusal.UNKNOWN, Refusal.NOT_THEIRS, Refusal.FORGED)}
    assert len(words) == 1


def test_a_passkey_is_in_one_account_once(newsroom: Newsroom) -> None:
    ann, hers = with_passkey(newsroom)
    bob = newsroom.person(Role.EDITOR)
    for user in (ann, bob):
        hers.handle = None
        assert refusal(lambda user=user: add(user, hers)) is Refusal.KNOWN  # type: ignore[misc]
    assert (Passkey.objects.count(), bob.has_second_factor, bob.recovery_codes.count()) == (1, False, 0)


def test_racing_additions_and_uses_of_one_passkey_come_through_once(racing_newsroom: Newsroom) -> None:
    people, device = [racing_newsroom.person(Role.EDITOR) for _racer in range(3)], Device(count=0)
    assert raced([lambda one=one: add(one, device) for one in people]) == 1  # type: ignore[misc]
    user = Passkey.objects.get().user
    assert [one for one in people if User.objects.get(pk=one.pk).has_second_factor] == [user]
    device.handle, asked = bytes(user.passkey_handle), new_challenge(HERE)
    answer = device.use(options_to_use(asked, user=None))
    assert raced([lambda: actions.use(answer, asked=asked, user=None)] * 3) == 1


def raced(deeds: list[Callable[[], object]]) -> int:
    """How many of the deeds, begun at one moment, were not refused."""
    won: list[bool] = []
    start = threading.Barrier(len(deeds))

    def race(deed: Callable[[], object]) -> None:
        start.wait()
        try:
            deed()
            won.append(True)
        except (PasskeyRefused, NotAllowed):
            won.append(False)
        connection.close()

    racers = [threading.Thread(target=race, args=[deed]) for deed in deeds]
    for racer in racers:
        racer.start()
    for racer in racers:
        racer.join()
    assert len(won) == len(deeds)
    return sum(won)


def test_of_two_removals_one_leaves_what_is_required(racing_newsroom: Newsroom, settings: Any) -> None:
    chief, _device = with_passkey(racing_newsroom, Role.CHIEF)
    add(chief, Device(), "Phone")
    settings.SECOND_FACTOR = "required"
    passkeys = list(chief.passkeys.select_related("user"))
    assert raced([lambda one=one: actions.remove(one) for one in passkeys]) == 1  # type: ignore[misc]
    assert (chief.passkeys.count(), User.objects.get(pk=chief.pk).has_second_factor) == (1, True)


def test_the_last_factor_stays_where_one_is_required(newsroom: Newsroom, settings: Any) -> None:
    settings.SECOND_FACTOR = "required"
    chief, _device = with_passkey(newsroom, Role.CHIEF)
    with pytest.raises(NotAllowed, match="requires"):
        actions.remove(kept(chief))
    secret = codes.new_secret()
    with clock.at(NOON):
        assert factor.turn_on(chief, secret=secret, code=codes.code_at(secret, int(NOON.timestamp() // 30))) == []
    actions.remove(kept(chief))
    with pytest.raises(NotAllowed, match="requires"):
        factor.turn_off(chief)
    assert (chief.has_second_factor, chief.recovery_codes.count()) == (True, 10)


def test_sessions_end_with_the_first_and_with_every_removed_passkey(newsroom: Newsroom) -> None:
    user = newsroom.person(Role.EDITOR)
    hashes = [user.get_session_auth_hash()]
    for change in (
        lambda: add(user, Device()),
        lambda: add(user, Device(), "Phone"),
        lambda: actions.remove(user.passkeys.all()[0]),
        lambda: actions.remove(user.passkeys.all()[0]),
    ):
        change()
        hashes.append(User.objects.get(pk=user.pk).get_session_auth_hash())
    assert [before == after for before, after in pairwise(hashes)] == [False, True, False, False]
    assert (hashes[0] == hashes[-1], user.recovery_codes.count()) == (True, 0)


def test_a_reset_takes_app_and_passkeys_and_the_handle_stays(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    handle = bytes(user.passkey_handle)
    factor.reset(user, by=None)
    assert (user.has_second_factor, user.passkeys.count(), user.recovery_codes.count()) == (False, 0, 0)
    assert refusal(lambda: use(device)) is Refusal.UNKNOWN
    assert actions.handle_of(user) == handle
    with pytest.raises(NotAllowed, match="no second factor"):
        factor.reset(user, by=None)
    with pytest.raises(NotAllowed):
        factor.renew_recovery_codes(user)


def test_a_second_window_cannot_name_them_otherwise(newsroom: Newsroom) -> None:
    user = newsroom.person(Role.EDITOR)
    asked, handle = new_challenge(HERE), actions.handle_of(user)
    answer = Device().make(options_to_add(asked, agency="Agency", user=user, handle=handle))
    add(user, Device())
    assert refusal(lambda: actions.add(user, answer, asked=asked, handle=handle, name="Late")) is Refusal.EXPIRED


def test_nobody_has_passkeys_without_end(newsroom: Newsroom) -> None:
    user, _device = with_passkey(newsroom)
    made = {"public_key": b"key", "may_be_backed_up": False, "added_at": NOON, "user": user}
    Passkey.objects.bulk_create(Passkey(name="Spare", credential_id=bytes([one]), **made) for one in range(19))
    with pytest.raises(NotAllowed, match="many"):
        add(user, Device())


def test_everything_is_in_the_audit_log(newsroom: Newsroom) -> None:
    user, _device = with_passkey(newsroom)
    actions.rename(kept(user), "Old laptop")
    actions.rename(kept(user), "Old laptop")
    passkey = kept(user)
    actions.remove(passkey)
    entries = ModelLogEntry.objects.filter(action__startswith="wireroom.second").order_by("pk")
    assert [(entry.message, entry.user_id) for entry in entries] == [
        ("Passkey “Laptop” added", user.pk),
        ("Passkey “Laptop” renamed “Old laptop”", user.pk),
        ("Passkey “Old laptop” removed", user.pk),
    ]
    for gone in (lambda: actions.remove(passkey), lambda: actions.rename(passkey, "New")):
        with pytest.raises(NotAllowed, match="removed already"):
            gone()


def test_what_a_device_is_asked(newsroom: Newsroom) -> None:
    user, device = with_passkey(newsroom)
    asked = new_challenge(HERE)
    one = {"type": "public-key", "id": b64(device.credential_id), "transports": ["internal"]}
    adding = options_to_add(asked, agency="Agency", user=user, handle=b"handle")
    assert (adding["excludeCredentials"], adding["user"]["id"]) == ([one], b64(b"handle"))
    assert adding["authenticatorSelection"] == {"residentKey": "preferred", "userVerification": "required"}
    using = {"rpId": "localhost", "challenge": b64(asked.challenge), "timeout": 300_000, "userVerification": "required"}
    assert options_to_use(asked, user=user) == using | {"allowCredentials": [one]}
    assert options_to_use(asked, user=None) == using | {"allowCredentials": []}
    assert len(asked.challenge) == 32
