"""What can be wrong with a comment or with a decision about one, each with a message that a person can act on."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from wireroom.core.errors import WireroomError

if TYPE_CHECKING:
    from collections.abc import Mapping


class CommentError(WireroomError):
    code = "comment"


class CommentInvalid(CommentError):
    """The form cannot be taken as it is: `flaws` holds a message for each field that is wrong."""

    code = "comment-invalid"

    def __init__(self, flaws: Mapping[str, str]) -> None:
        super().__init__(" ".join(flaws.values()))
        self.flaws = dict(flaws)


class CommentsClosed(CommentError):
    """The story takes no more comments."""

    code = "comments-closed"


class NotCommentable(CommentError):
    """Readers cannot see the story now."""

    code = "not-commentable"


class ReaderBlocked(CommentError):
    """The newsroom takes nothing from this reader."""

    code = "reader-blocked"


class TooManyComments(CommentError):
    """More in a short time than anybody can mean."""

    code = "too-many-comments"


class ProofWanted(CommentError):
    """A solved task would let the comment pass; `challenge` is the task."""

    code = "proof-wanted"

    def __init__(self, message: str, challenge: Mapping[str, Any]) -> None:
        super().__init__(message)
        self.challenge = dict(challenge)


class NotYours(CommentError):
    """Somebody else wrote it."""

    code = "not-yours"


class TooLate(CommentError):
    """The time for this has passed."""

    code = "too-late"


class NotAllowed(CommentError):
    """The person lacks the right for this story's comments."""

    code = "not-allowed"


class AlreadyDecided(CommentError):
    """Somebody else has decided meanwhile, or things stand as asked for."""

    code = "already-decided"
