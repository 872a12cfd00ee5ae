"""What somebody is told whose passkey was not taken, so that they know what to do next."""

from __future__ import annotations

from django.utils.translation import gettext_lazy

from wireroom.accounts.errors import AccountError
from wireroom.accounts.second_factor.passkeys.rules import Refusal, Unusable

LATE = gettext_lazy("This took too long, or was sent twice. Try again.")
STRAY = gettext_lazy(
    "Your browser answered for another site. Close this page, open the desk at its own address, and try again."
)
DAMAGED = gettext_lazy("The answer of your device cannot be read. Try again, or use another device.")
UNCHECKED = gettext_lazy(
    "Your device did not check that it is you. Set a PIN, fingerprint or face on it, then try again."
)
STRANGE = gettext_lazy(
    "The desk does not know this passkey: it may have been removed, or be somebody else’s. Use another one, or a code."
)

WORDS = {
    Refusal.UNREADABLE: DAMAGED,
    Refusal.EXPIRED: LATE,
    Refusal.OTHER_CEREMONY: DAMAGED,
    Refusal.OTHER_CHALLENGE: LATE,
    Refusal.OTHER_ORIGIN: STRAY,
    Refusal.EMBEDDED: STRAY,
    Refusal.OTHER_SITE: STRAY,
    Refusal.NOT_PRESENT: UNCHECKED,
    Refusal.NOT_VERIFIED: UNCHECKED,
    Refusal.IMPOSSIBLE: DAMAGED,
    Refusal.OTHER_ALGORITHM: gettext_lazy("This kind of device is too unusual for the desk. Use another one."),
    Refusal.LONG_ID: gettext_lazy("This kind of device is too unusual for the desk. Use another one."),
    Refusal.KNOWN: gettext_lazy("This passkey is in an account already."),
    Refusal.UNKNOWN: STRANGE,
    Refusal.NOT_THEIRS: STRANGE,
    Refusal.FORGED: STRANGE,
    Refusal.COPIED: gettext_lazy(
        "This passkey seems to have been copied: its counter went back. Use another one or a code, remove this one, and"
        " tell an administrator."
    ),
}
"""Who is not signed in learns nothing from it of any account: unknown, somebody else's and forged read the same."""

NO_PLACE = {
    Unusable.NUMBERS: gettext_lazy(
        "Passkeys need a name in the address, not numbers. On this machine open the desk at localhost."
    ),
    Unusable.PLAIN: gettext_lazy("Passkeys need an address that begins with https. Ask whoever runs the server."),
    Unusable.ELSEWHERE: gettext_lazy("Passkeys work only at the agency’s own address."),
}


class PasskeyRefused(AccountError):
    """An answer that is not taken; `refusal` says why, the message what to do."""

    code = "passkey"

    def __init__(self, refusal: Refusal) -> None:
        super().__init__(str(WORDS[refusal]))
        self.refusal = refusal


class NoPlaceForPasskeys(AccountError):
    """Browsers have no passkeys for this address."""

    code = "no-place-for-passkeys"

    def __init__(self, why: Unusable) -> None:
        super().__init__(str(NO_PLACE[why]))
        self.why = why
