"""What can go wrong with stories, each with a message that an editor can act on."""

from __future__ import annotations

from wireroom.core.errors import WireroomError


class StoryError(WireroomError):
    code = "story"


class ClosedDoor(StoryError):
    """A way into public that goes past the dispatch log."""

    code = "closed-door"


class NotAllowed(StoryError):
    """The person lacks the right for this very story."""

    code = "not-allowed"


class WrongState(StoryError):
    """The story is not in the state that the action starts from, or has changed since it was looked at."""

    code = "wrong-state"


class NoteMissing(StoryError):
    """A correction or withdrawal needs a note that readers can see."""

    code = "note-missing"


class KindMissing(StoryError):
    """A released story changes only as an update, a correction or a refile."""

    code = "kind-missing"


class NotReady(StoryError):
    """Something a released story must have is missing."""

    code = "not-ready"


class CannotPatch(StoryError):
    """Words cannot be changed in a draft without touching anything else: a person must do it."""

    code = "cannot-patch"


class BrokenChain(StoryError):
    """The dispatch log does not verify."""

    code = "broken-chain"
