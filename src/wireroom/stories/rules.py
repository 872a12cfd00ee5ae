"""What the newsroom decides without asking the database: states, rights, addresses, paragraph ids."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from enum import StrEnum

from wireroom.accounts.rules import Role
from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import Block, Kind


class State(StrEnum):
    DRAFT = "draft"
    IN_REVIEW = "in review"
    SCHEDULED = "scheduled"
    EMBARGOED = "embargoed"
    PUBLISHED = "published"
    WITHDRAWN = "withdrawn"


class Action(StrEnum):
    """What one may do to a story. The values of the first five are Wagtail's own permission names."""

    ADD = "add"
    CHANGE = "change"
    DELETE = "delete"
    PUBLISH = "publish"
    LOCK = "lock"
    UNLOCK = "unlock"
    VIEW = "view"
    WITHDRAW = "withdraw"
    ADVISE = "advise"
    EXPUNGE = "expunge"


UNRELEASED = frozenset({State.DRAFT, State.IN_REVIEW, State.SCHEDULED, State.EMBARGOED})

STARTS_FROM: dict[Kind, frozenset[State]] = {
    "new": UNRELEASED,
    "update": frozenset({State.PUBLISHED}),
    "correction": frozenset({State.PUBLISHED}),
    "refile": frozenset({State.PUBLISHED}),
    "withdrawal": frozenset({State.PUBLISHED, State.EMBARGOED}),
    "reinstatement": frozenset({State.WITHDRAWN}),
    "advisory": frozenset({State.PUBLISHED, State.EMBARGOED, State.WITHDRAWN}),
}
"""The states from which each kind of Dispatch may be released."""

NEEDS_NOTE: frozenset[Kind] = frozenset({"correction", "withdrawal", "advisory"})

RESERVED_CODES = frozenset(
    {"archive", "author", "best-rated", "comments", "corrections", "history", "my-comments", "notices", "s", "search"}
    | {"reports", "source", "topic", "sections", "rss", "atom", "feed"}
)
"""Words that mean something else in an edition's addresses, so no section or page may be called so."""


@dataclass(frozen=True, slots=True)
class Relation:
    """How a person stands to one story."""

    own: bool
    in_section: bool
    in_language: bool

    @property
    def assigned(self) -> bool:
        return self.in_section and self.in_language


ALL_ACTIONS = frozenset(Action)
_WRITER = frozenset({Action.ADD, Action.VIEW})
_EDITOR = _WRITER | {Action.CHANGE, Action.PUBLISH, Action.LOCK, Action.UNLOCK, Action.ADVISE}
_CHIEF = ALL_ACTIONS - {Action.EXPUNGE}


def actions_for(roles: Collection[Role], relation: Relation, state: State) -> frozenset[Action]:
    """Everything that somebody with `roles` may do to a story in `state` that they stand to as in `relation`."""
    allowed: set[Action] = set()
    if Role.ADMINISTRATOR in roles:
        return ALL_ACTIONS
    if Role.CHIEF in roles:
        allowed |= _CHIEF
    if Role.EDITOR in roles:
        allowed |= _WRITER
        if relation.assigned:
            allowed |= _EDITOR
        if relation.assigned or relation.own:
            allowed |= {Action.CHANGE, Action.DELETE}
    if Role.REPORTER in roles:
        allowed |= _WRITER
        if relation.own and state in UNRELEASED:
            allowed |= {Action.CHANGE, Action.DELETE}
    if Role.MODERATOR in roles:
        allowed.add(Action.VIEW)
    return frozenset(allowed)


def may_ever(roles: Collection[Role], action: Action) -> bool:
    """Whether there is any story to which somebody with `roles` may do `action`."""
    own = Relation(own=True, in_section=True, in_language=True)
    return action in actions_for(roles, own, State.DRAFT)


_Said = tuple[type, str]
"""What kind of block it is, and its text."""


def _likeness(one: _Said, other: _Said) -> float:
    """From 0 to 1; blocks of different kinds are never alike."""
    (kind, text), (other_kind, other_text) = one, other
    if kind is not other_kind or min(len(text), len(other_text)) * 4 < max(len(text), len(other_text)):
        return 0.0
    return SequenceMatcher(None, text, other_text, autojunk=False).ratio()


def _said(blocks: Iterable[Block]) -> list[_Said]:
    return [(type(block), plain_text([block])) for block in blocks]


def _matches(old: Sequence[_Said], new: Sequence[_Said]) -> dict[int, int]:
    """For each position in `new` that continues one in `old`: which. Equal ones first, then the alike between them."""
    found: dict[int, int] = {}
    for tag, i1, i2, j1, j2 in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if tag == "equal":
            found.update(zip(range(j1, j2), range(i1, i2), strict=True))
        elif tag == "replace":
            start = i1
            for j in range(j1, j2):
                scored = [(_likeness(old[i], new[j]), -i) for i in range(start, min(i2, start + 40))]
                score, minus_i = max(scored, default=(0.0, 0))
                if score > 0.5:
                    found[j] = -minus_i
                    start = -minus_i + 1
    return found


def carry_ids(old: Sequence[Block], new: Sequence[Block]) -> tuple[Block, ...]:
    """`new` with ids: a block that continues one of `old` keeps its id, a fresh one gets a number never used in `old`.

    Ids look like `b7`. An id is never given to a block that says something else in the next version.
    """
    highest = max((int(block.id[1:]) for block in old if block.id[1:].isdigit()), default=0)
    matches = _matches(_said(old), _said(new))
    result: list[Block] = []
    for position, block in enumerate(new):
        if position in matches and old[matches[position]].id:
            result.append(replace(block, id=old[matches[position]].id))
        else:
            highest += 1
            result.append(replace(block, id=f"b{highest}"))
    return tuple(result)


def highest_id(blocks: Iterable[Block]) -> int:
    return max((int(block.id[1:]) for block in blocks if block.id[1:].isdigit()), default=0)
