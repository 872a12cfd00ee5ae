"""Codes on paper: ten, made with the first factor, gone with the last."""

from __future__ import annotations

from django.utils.crypto import salted_hmac
from wagtail.log_actions import log

from wireroom.accounts.models import RecoveryCode, User
from wireroom.accounts.second_factor import rules


def new_codes(user: User) -> list[str]:
    """Ten; older ones are void."""
    codes = [rules.new_recovery_code() for _number in range(rules.RECOVERY_CODES)]
    user.recovery_codes.all().delete()
    RecoveryCode.objects.bulk_create(RecoveryCode(user=user, digest=digest_of(rules.plain(code))) for code in codes)
    return codes


def take(user: User, plain: str) -> bool:
    """Uses one up, if it is one."""
    deleted, _by_model = user.recovery_codes.filter(digest=digest_of(plain)).delete()
    if deleted:
        log(user, "wireroom.second_factor_recovery", user=user)
    return bool(deleted)


def digest_of(plain: str) -> str:
    """Under the house's key: about 50 bits alone could be guessed from a stolen database."""
    return salted_hmac("wireroom.accounts.recovery_code", plain, algorithm="sha256").hexdigest()
