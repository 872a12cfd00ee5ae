"""How a comment is judged: every rule that finds something adds points and a reason."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from enum import StrEnum

from wireroom.reactions.comments.rules.behaviour import hurried, in_a_row, repeated, reputed, trapped
from wireroom.reactions.comments.rules.language import foreign
from wireroom.reactions.comments.rules.links import linked, shortened
from wireroom.reactions.comments.rules.names import like_staff
from wireroom.reactions.comments.rules.submission import Past, Submission
from wireroom.reactions.comments.rules.words import listed

__all__ = ["Mode", "Past", "Rule", "Verdict", "judge", "waits"]

Rule = Callable[[Submission], int]


class Mode(StrEnum):
    """When a moderator looks: before a comment is shown, after, or before only if it is suspicious."""

    BEFORE = "before"
    SUSPICIOUS = "suspicious"
    AFTER = "after"


RULES: Sequence[tuple[str, Rule]] = (
    ("trap", trapped),
    ("hurry", hurried),
    ("links", linked),
    ("shortener", shortened),
    ("repeat", repeated),
    ("flood", in_a_row),
    ("word", listed),
    ("staff-name", like_staff),
    ("language", foreign),
    ("reputation", reputed),
)
"""Reasons and the rules that give them, each saying how many points; negative ones speak for the comment."""

SUSPICIOUS_FROM = 40
CERTAIN_FROM = 80
"""So many points keep a comment back even where moderators look afterwards."""
PROVABLE = frozenset({"hurry", "links", "repeat", "flood", "reputation"})
"""Reasons that a solved task outweighs: it costs a robot time, a person nothing."""
PROOF_IS_WORTH = 40


@dataclass(frozen=True, slots=True)
class Verdict:
    """How suspicious a comment is, from 0 to 100, and why; `asks_proof` says that a solved task would let it pass."""

    score: int
    reasons: tuple[str, ...]
    asks_proof: bool = False


def judge(sent: Submission, rules: Sequence[tuple[str, Rule]] = RULES) -> Verdict:
    """The verdict of all rules together."""
    found = [(reason, points) for reason, rule in rules if (points := rule(sent))]
    total = sum(points for _reason, points in found)
    reasons = tuple(reason for reason, points in found if points > 0)
    provable = bool(reasons) and set(reasons) <= PROVABLE and total - PROOF_IS_WORTH < SUSPICIOUS_FROM
    if provable and sent.signs.has_proof:
        total -= PROOF_IS_WORTH
    score = min(max(total, 0), 100)
    return Verdict(score, reasons, provable and not sent.signs.has_proof and score >= SUSPICIOUS_FROM)


def waits(verdict: Verdict, mode: Mode) -> bool:
    """Whether the comment is kept until a moderator has decided."""
    if mode is Mode.BEFORE:
        return True
    return verdict.score >= (SUSPICIOUS_FROM if mode is Mode.SUSPICIOUS else CERTAIN_FROM)
