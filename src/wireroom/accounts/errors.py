"""What can be wrong about accounts."""

from __future__ import annotations

from wireroom.core.errors import WireroomError


class AccountError(WireroomError):
    code = "account"


class WrongCode(AccountError):
    """Not a code of now, or one that was used."""

    code = "wrong-code"


class NotAllowed(AccountError):
    code = "not-allowed"
