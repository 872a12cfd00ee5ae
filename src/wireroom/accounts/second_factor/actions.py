"""What happens to a second factor: an app is set up, asked for codes, turned off; an administrator takes all away."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.errors import NotAllowed, WrongCode
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.accounts.second_factor import recovery, rules
from wireroom.core import clock
from wireroom.core.sealing import SealBroken, seal, unseal

FIELDS = ("second_factor", "second_factor_step", "second_factor_at", "passkey_handle", "passkey_mark")


@contextmanager
def changing(user: User) -> Iterator[User]:
    """A transaction in which nobody else changes the factors of `user`; gives them as they are there.

    What is changed on those is kept, and in `user` at its end. With the last factor the recovery codes go.
    """
    with transaction.atomic():
        there = User.objects.select_for_update().get(pk=user.pk)
        yield there
        there.save(update_fields=FIELDS)
        if not there.has_second_factor:
            there.recovery_codes.all().delete()
    user.refresh_from_db(fields=FIELDS)


def turn_on(user: User, *, secret: str, code: str) -> list[str]:
    """From now on `user` is asked for codes of `secret`, of which `code` must be one.

    Returns their recovery codes if this is their first factor: every other session of theirs ends. Raises WrongCode,
    NotAllowed.
    """
    now = clock.now()
    step = rules.step_of(secret, rules.plain(code), now.timestamp(), after=0)
    if step is None:
        raise WrongCode(_wrong())
    with changing(user) as there:
        if there.second_factor:
            raise NotAllowed(_("You have a second factor already."))
        codes = [] if there.has_second_factor else recovery.new_codes(there)
        there.second_factor, there.second_factor_step = seal(secret, settings.SECRET_KEY), step
        there.second_factor_at = now
        log(there, "wireroom.second_factor_on", user=user)
    return codes


def take_code(user: User, code: str) -> None:
    """Uses up a code of the app or on paper. Raises WrongCode."""
    plain = rules.plain(code)
    if not (_take_from_app(user, plain) or recovery.take(user, plain)):
        raise WrongCode(_wrong())


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new ones; the old ones are void. Raises NotAllowed if they have no factor to stand in for."""
    with changing(user) as there:
        if not there.has_second_factor:
            raise NotAllowed(_("Recovery codes come with a second factor."))
        codes = recovery.new_codes(there)
        log(there, "wireroom.second_factor_codes", user=user)
    return codes


def turn_off(user: User) -> None:
    """The app is not asked any more. Raises NotAllowed if it is all they have, and they must have something."""
    with changing(user) as there:
        if not there.second_factor:
            raise NotAllowed(_("There is no second factor to take away."))
        _forget_app(there)
        keep_what_they_must(there)
        log(there, "wireroom.second_factor_off", user=user)


def reset(user: User, *, by: User | None) -> None:
    """Takes app and passkeys of somebody away who has lost them; None is whoever is at the shell. Raises NotAllowed."""
    if by is not None and not may_reset(user, by=by):
        raise NotAllowed(_("Only administrators take a second factor away, and not their own."))
    with changing(user) as there:
        if not there.has_second_factor:
            raise NotAllowed(_("There is no second factor to take away."))
        _forget_app(there)
        there.passkeys.all().delete()
        there.passkey_mark = ""
        log(there, "wireroom.second_factor_reset", user=by)


def may_reset(user: User, *, by: User) -> bool:
    return by.pk != user.pk and by.is_active and Role.ADMINISTRATOR in by.roles


def keep_what_they_must(user: User) -> None:
    """Raises NotAllowed if `user` has lost the last factor, and must have one."""
    if user.must_have_second_factor and not user.has_second_factor:
        raise NotAllowed(_("Your role requires a second factor."))


def _forget_app(user: User) -> None:
    user.second_factor, user.second_factor_step, user.second_factor_at = "", 0, None


def _take_from_app(user: User, plain: str) -> bool:
    try:
        secret = unseal(user.second_factor, settings.SECRET_KEY)
    except SealBroken:
        return False
    step = rules.step_of(secret, plain, clock.now().timestamp(), after=user.second_factor_step) if secret else None
    if step is None:
        return False
    unused = User.objects.filter(pk=user.pk, second_factor=user.second_factor, second_factor_step__lt=step)
    return bool(unused.update(second_factor_step=step))


def _wrong() -> str:
    return _("This code is wrong, or was used before. Wait for the next one.")
