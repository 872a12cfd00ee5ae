"""What happens to a second factor: it is turned on, asked for, turned off, or taken away by an administrator."""

from __future__ import annotations

from django.conf import settings
from django.db import transaction
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from wireroom.accounts.errors import NotAllowed, WrongCode
from wireroom.accounts.models import RecoveryCode, User
from wireroom.accounts.rules import Role
from wireroom.accounts.second_factor import rules
from wireroom.core import clock
from wireroom.core.sealing import SealBroken, seal, unseal


def turn_on(user: User, *, secret: str, code: str) -> list[str]:
    """From now on `user` is asked for codes of `secret`, of which `code` must be one; returns their recovery codes.

    Every other session of theirs ends. Raises WrongCode, NotAllowed.
    """
    now = clock.now()
    step = rules.step_of(secret, rules.plain(code), now.timestamp(), after=0)
    if step is None:
        raise WrongCode(_wrong())
    fields = {
        "second_factor": seal(secret, settings.SECRET_KEY),
        "second_factor_step": step,
        "second_factor_at": now,
    }
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk, second_factor="").update(**fields):
            raise NotAllowed(_("You have a second factor already."))
        codes = _new_recovery_codes(user)
        log(user, "wireroom.second_factor_on", user=user)
    _take_over(user, fields)
    return codes


def take_code(user: User, code: str) -> None:
    """Uses up a code of the app or on paper. Raises WrongCode."""
    plain = rules.plain(code)
    if not (_take_from_app(user, plain) or _take_recovery_code(user, plain)):
        raise WrongCode(_wrong())


def renew_recovery_codes(user: User) -> list[str]:
    """Ten new ones; the old ones are void."""
    with transaction.atomic():
        codes = _new_recovery_codes(user)
        log(user, "wireroom.second_factor_codes", user=user)
    return codes


def turn_off(user: User) -> None:
    """Raises NotAllowed if they must have one."""
    if user.must_have_second_factor:
        raise NotAllowed(_("Your role requires a second factor."))
    _remove(user, "wireroom.second_factor_off", by=user)


def reset(user: User, *, by: User | None) -> None:
    """Takes away the second factor of somebody who has lost it; None is whoever is at the shell. Raises NotAllowed."""
    if by is not None and not may_reset(user, by=by):
        raise NotAllowed(_("Only administrators take a second factor away, and not their own."))
    _remove(user, "wireroom.second_factor_reset", by=by)


def may_reset(user: User, *, by: User) -> bool:
    return by.pk != user.pk and by.is_active and Role.ADMINISTRATOR in by.roles


def _remove(user: User, action: str, *, by: User | None) -> None:
    fields = {"second_factor": "", "second_factor_step": 0, "second_factor_at": None}
    with transaction.atomic():
        if not User.objects.filter(pk=user.pk).exclude(second_factor="").update(**fields):
            raise NotAllowed(_("There is no second factor to take away."))
        user.recovery_codes.all().delete()
        log(user, action, user=by)
    _take_over(user, fields)


def _take_over(user: User, fields: dict[str, object]) -> None:
    for name, value in fields.items():
        setattr(user, name, value)


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


def _take_recovery_code(user: User, plain: str) -> bool:
    deleted, _by_model = user.recovery_codes.filter(digest=_digest(plain)).delete()
    if deleted:
        log(user, "wireroom.second_factor_recovery", user=user)
    return bool(deleted)


def _new_recovery_codes(user: User) -> list[str]:
    codes = [rules.new_recovery_code() for _number in range(rules.RECOVERY_CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=_digest(rules.plain(code))) for code in codes)
    return codes


def _digest(plain: str) -> str:
    """Under the house's key: about 50 bits alone could be guessed from a stolen database."""
    return salted_hmac("wireroom.accounts.recovery_code", plain, algorithm="sha256").hexdigest()


def _wrong() -> str:
    return _("This code is wrong, or was used before. Wait for the next one.")
