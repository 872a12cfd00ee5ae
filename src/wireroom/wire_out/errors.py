"""What can go wrong between the house and its subscribers, each with a message that somebody can act on."""

from __future__ import annotations

from wireroom.core.errors import WireroomError


class WireOutError(WireroomError):
    code = "wire-out"


class NotAllowed(WireOutError):
    """The person lacks the right."""

    code = "not-allowed"


class WrongEndpoint(WireOutError):
    """An endpoint is not of the kind, or not in the state, that this can be done to."""

    code = "wrong-endpoint"


class Incomplete(WireOutError):
    """Something that the endpoint or product needs is missing or cannot be read."""

    code = "incomplete"


class UnknownFormat(WireOutError):
    """No renderer of that name."""

    code = "unknown-format"


class NotResendable(WireOutError):
    """The delivery is on its way, or a newer version of its story has gone out."""

    code = "not-resendable"


class AlreadyTold(WireOutError):
    """Somebody else has noted this recipient as told."""

    code = "already-told"


class AlreadyDone(WireOutError):
    """Somebody else was quicker."""

    code = "already-done"
