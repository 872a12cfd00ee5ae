"""What is known of the readers who wrote some comments: nothing but what became of the others they wrote."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.models import Q

from wireroom.core import clock
from wireroom.reactions.comments.models import BlockedReader, Comment
from wireroom.reactions.comments.rules import Past


@dataclass(frozen=True, slots=True)
class Author:
    """`past` counts all their comments, the one that is looked at too."""

    past: Past
    blocked: BlockedReader | None = None

    @property
    def is_unknown(self) -> bool:
        """Nobody has decided anything about them yet."""
        return not (self.past.kept or self.past.refused or self.blocked)


def authors_of(comments: Iterable[Comment]) -> dict[str, Author]:
    """By the readers' keys; three queries."""
    found = list(comments)
    pasts = Comment.objects.filter(pk__in=[comment.pk for comment in found]).pasts()
    in_force = Q(until=None) | Q(until__gt=clock.now())
    blocked = {row.reader: row for row in BlockedReader.objects.filter(in_force, reader__in=pasts)}
    return {reader: Author(past, blocked.get(reader)) for reader, past in pasts.items()} | {"": Author(Past(0, 0))}
