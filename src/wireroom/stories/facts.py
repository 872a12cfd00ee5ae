"""Facts that stories announce upwards; `wireroom.flow` says what follows from them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.db import transaction

if TYPE_CHECKING:
    from wireroom.stories.models import Dispatch, Story


@dataclass(frozen=True, slots=True)
class Released:
    """`dispatch` of `story` has been appended; `before` is the Dispatch that was the story's newest until then."""

    story: Story
    dispatch: Dispatch
    before: Dispatch | None


@dataclass(frozen=True, slots=True)
class DraftSaved:
    """A draft of the story was written; the argument is the draft as it now stands."""

    story: Story


@dataclass(frozen=True, slots=True)
class Expunged:
    """The text of `dispatch` was emptied; nothing new went out."""

    dispatch: Dispatch


ReleasedListener = Callable[[Sequence[Released]], None]
DraftListener = Callable[[DraftSaved], None]
ExpungedListener = Callable[[Expunged], None]

inside_release: list[ReleasedListener] = []
"""Called in the releasing transaction: what they write is there if and only if the Dispatch is."""
after_release: list[ReleasedListener] = []
"""Called after the commit; whatever they do must be repeatable, since a crash can come in between."""
on_draft: list[DraftListener] = []
on_expunge: list[ExpungedListener] = []


def announce_released(facts: Sequence[Released]) -> None:
    """Tells everybody what was just appended; must be called inside the releasing transaction."""
    for listener in inside_release:
        listener(facts)

    def tell_the_rest() -> None:
        for listener in after_release:
            listener(facts)

    transaction.on_commit(tell_the_rest)


def announce_draft(story: Story) -> None:
    for listener in on_draft:
        listener(DraftSaved(story))


def announce_expunged(dispatch: Dispatch) -> None:
    """Inside the transaction that emptied it."""
    for listener in on_expunge:
        listener(Expunged(dispatch))
