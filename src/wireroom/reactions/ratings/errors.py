"""What can be wrong with a rating, each with a message that a reader or an editor can act on."""

from __future__ import annotations

from wireroom.core.errors import WireroomError


class RatingError(WireroomError):
    code = "rating"


class NotStars(RatingError):
    """What was sent is not one whole number of stars from one to five."""

    code = "not-stars"


class RatingClosed(RatingError):
    """The newsroom takes no ratings of this story, or of any."""

    code = "rating-closed"


class NotRateable(RatingError):
    """Readers cannot see the story now."""

    code = "not-rateable"


class NotAllowed(RatingError):
    """The person lacks the right for this story's ratings."""

    code = "not-allowed"


class AlreadyDecided(RatingError):
    """Somebody else has decided meanwhile, or things stand as asked for."""

    code = "already-decided"
