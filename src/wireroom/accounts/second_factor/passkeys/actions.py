"""What happens to passkeys: they are added, used, renamed and removed."""

from __future__ import annotations

import hashlib
import logging
import secrets

from django.db import IntegrityError, transaction
from django.utils.crypto import get_random_string
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.errors import NotAllowed
from wireroom.accounts.models import Passkey, User
from wireroom.accounts.second_factor import recovery
from wireroom.accounts.second_factor.actions import changing, keep_what_they_must
from wireroom.accounts.second_factor.passkeys import rules
from wireroom.accounts.second_factor.passkeys.errors import PasskeyRefused
from wireroom.accounts.second_factor.passkeys.rules import Asked, Refusal
from wireroom.core import clock

logger = logging.getLogger(__name__)
MOST = 20


def handle_of(user: User) -> bytes:
    """What devices call `user`: random (Level 3, 14.6.1), and the same for all their passkeys."""
    return bytes(user.passkey_handle) or secrets.token_bytes(rules.HANDLE_BYTES)


def add(user: User, answer: str, *, asked: Asked, handle: bytes, name: str) -> list[str]:
    """Keeps a new passkey of `user` (Level 3, 7.1); `handle` is what the device was told to call them.

    Returns their recovery codes if this is their first factor: every other session of theirs ends. Raises
    PasskeyRefused, NotAllowed.
    """
    from wireroom.accounts.second_factor.passkeys import reading

    added = reading.read_added(answer)
    if refusal := rules.why_not_added(added, asked):
        raise PasskeyRefused(refusal)
    with changing(user) as there:
        if there.passkeys.count() >= MOST:
            raise NotAllowed(_("You have many passkeys already. Remove one first."))
        if there.passkey_handle and bytes(there.passkey_handle) != handle:
            raise PasskeyRefused(Refusal.EXPIRED)  # another window was first
        codes = [] if there.has_second_factor else recovery.new_codes(there)
        there.passkey_handle, there.passkey_mark = handle, there.passkey_mark or _new_mark()
        passkey = Passkey(
            user=there,
            name=name,
            credential_id=added.credential_id,
            public_key=added.public_key,
            sign_count=added.statement.count,
            may_be_backed_up=added.statement.may_be_backed_up,
            transports=" ".join(added.transports),
            added_at=clock.now(),
        )
        _keep(passkey)
        log(there, "wireroom.second_factor_passkey", user=user, data={"passkey": name})
    return codes


def use(answer: str, *, asked: Asked, user: User | None) -> User:
    """Who has answered with their passkey (Level 3, 7.2): it must be `user`, unless that is None.

    Raises PasskeyRefused. A passkey whose counter goes back is refused and reported.
    """
    from wireroom.accounts.second_factor.passkeys import reading

    used = reading.read_used(answer)
    found = Passkey.objects.filter(credential_id=used.credential_id, user__is_active=True).select_related("user")
    passkey = found.first() if user is None else found.filter(user=user).first()
    if passkey is None or (user is None and used.handle is None):  # 7.2, step 6
        raise PasskeyRefused(Refusal.UNKNOWN)
    known = rules.Known(bytes(passkey.user.passkey_handle), passkey.sign_count, passkey.may_be_backed_up)
    if refusal := rules.why_not_used(used, asked, known):
        raise PasskeyRefused(refusal)
    if not reading.is_signed(used.signed, used.signature, bytes(passkey.public_key)):
        raise PasskeyRefused(Refusal.FORGED)
    if rules.is_copied(used, known):
        _report(passkey)
        raise PasskeyRefused(Refusal.COPIED)
    _count(passkey, used.statement.count, asked)
    return passkey.user


def rename(passkey: Passkey, name: str) -> None:
    """Raises NotAllowed if it is gone meanwhile."""
    with transaction.atomic():
        old = passkey.name
        if not Passkey.objects.filter(pk=passkey.pk).update(name=name):
            raise NotAllowed(_gone())
        if old != name:
            data = {"passkey": name, "old": old}
            log(passkey.user, "wireroom.second_factor_passkey_renamed", user=passkey.user, data=data)


def remove(passkey: Passkey) -> None:
    """It opens nothing any more, and what it has opened closes. Raises NotAllowed if they must keep it."""
    user = passkey.user
    with changing(user) as there:
        deleted, _by_model = there.passkeys.filter(pk=passkey.pk).delete()
        if not deleted:
            raise NotAllowed(_gone())
        there.passkey_mark = _new_mark() if there.passkeys.exists() else ""
        keep_what_they_must(there)
        log(there, "wireroom.second_factor_passkey_removed", user=user, data={"passkey": passkey.name})


def _keep(passkey: Passkey) -> None:
    """Level 3, 7.1, step 26: nobody else has it. Racing requests are told so by the database."""
    try:
        with transaction.atomic():
            passkey.save(force_insert=True)
    except IntegrityError as error:
        raise PasskeyRefused(Refusal.KNOWN) from error


def _count(passkey: Passkey, count: int, asked: Asked) -> None:
    """Level 3, 7.2, step 24. Of racing requests with one answer one gets through."""
    challenge = hashlib.sha256(asked.challenge).hexdigest()
    unused = Passkey.objects.filter(pk=passkey.pk, sign_count=passkey.sign_count).exclude(last_challenge=challenge)
    if not unused.update(sign_count=count, last_challenge=challenge, used_at=clock.now()):
        raise PasskeyRefused(Refusal.EXPIRED)


def _report(passkey: Passkey) -> None:
    log(passkey.user, "wireroom.second_factor_passkey_copied", user=passkey.user, data={"passkey": passkey.name})
    logger.warning("A passkey of %s may have been copied: its counter went back", passkey.user.get_username())


def _new_mark() -> str:
    return get_random_string(32)


def _gone() -> str:
    return _("This passkey was removed already.")
