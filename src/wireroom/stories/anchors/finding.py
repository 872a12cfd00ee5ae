"""Where the words stand that a reader selected, in the very version that they read."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from itertools import islice

from wireroom.formats.newsitem import NewsItem
from wireroom.stories.anchors.common import common_end, common_start, occurrences
from wireroom.stories.anchors.folding import fold
from wireroom.stories.anchors.parts import Reading, Span

CONTEXT = 32
"""How many characters before and after a selection are sent and compared."""
MAX_PLACES = 2_000
"""Words that stand more often than this are never told apart."""


class Outcome(StrEnum):
    LOCATED = "located"
    ALREADY_FIXED = "already fixed"
    GONE = "gone"
    AMBIGUOUS = "ambiguous"


@dataclass(frozen=True, slots=True)
class Fragment:
    """What a browser says about a selection.

    `block` is the id of the element in which it begins (empty for words typed into the form), `before` and `after`
    the text around it, `start` its offset in the element's text in code points. None of it is believed:
    it only chooses among the places where `quote` stands.
    """

    block: str
    quote: str
    before: str = ""
    after: str = ""
    start: int | None = None


@dataclass(frozen=True, slots=True)
class Found:
    """`spans` has one entry for each part that the words run through; empty unless they are located."""

    outcome: Outcome
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class _Place:
    start: int
    end: int
    spans: tuple[Span, ...]


def find(item: NewsItem, fragment: Fragment) -> Found:
    """LOCATED, AMBIGUOUS, or GONE where the words do not stand in this version at all."""
    reading = Reading(item)
    places = _places(reading, fold(fragment.quote))
    if not places:
        return Found(Outcome.GONE)
    if len(places) > 1:
        places = _chosen(reading, fragment, places)
    if len(places) > 1:
        return Found(Outcome.AMBIGUOUS)
    return Found(Outcome.LOCATED, places[0].spans)


def _places(reading: Reading, quote: str) -> list[_Place]:
    """Where the quote stands, at most one more than can be told apart."""
    places = [(at, at + len(quote)) for at in islice(occurrences(reading.running, quote), MAX_PLACES + 1)]
    if not places:
        places = _places_across_parts(reading, quote)
    found = [_Place(start, end, reading.spans(start, end)) for start, end in places]
    return [place for place in found if place.spans]


def _places_across_parts(reading: Reading, quote: str) -> list[tuple[int, int]]:
    """Where it stands if browsers part two elements by nothing at all, as they do with a speaker and a role."""
    squeezed = re.sub(r"\s", "", quote)
    kept = [at for at, sign in enumerate(reading.running) if sign != " "]
    text = "".join(reading.running.split(" "))
    places = [
        (kept[at], kept[at + len(squeezed) - 1] + 1) for at in islice(occurrences(text, squeezed), MAX_PLACES + 1)
    ]
    return [(start, end) for start, end in places if _reads_as(reading.text[start:end], quote)]


def _reads_as(text: str, quote: str) -> bool:
    return "\n" in text and re.fullmatch(" ?".join(map(re.escape, text.split("\n"))), quote) is not None


def _chosen(reading: Reading, fragment: Fragment, places: list[_Place]) -> list[_Place]:
    """The places that fit best by their surroundings, then by the element, then by the exact offset."""
    if len(places) > MAX_PLACES:
        return places
    before, after = _before(fragment.before), _after(fragment.after)
    places = _best(places, lambda place: _fitting(reading.running, place, before, after))
    places = _best(places, lambda place: int(place.spans[0].key.partition(".")[0] == fragment.block))
    if fragment.start is None:
        return places
    return _best(places, lambda place: int(_offset(reading, place) == fragment.start))


def _before(before: str) -> str:
    """The last characters of what stands before, with the blank at its end if there is one."""
    return (fold(before) + (" " if before[-1:].isspace() else ""))[-CONTEXT:]


def _after(after: str) -> str:
    return ((" " if after[:1].isspace() else "") + fold(after))[:CONTEXT]


def _best(places: list[_Place], score: Callable[[_Place], int]) -> list[_Place]:
    scores = [score(place) for place in places]
    best = max(scores)
    return [place for place, scored in zip(places, scores, strict=True) if scored == best]


def _fitting(text: str, place: _Place, before: str, after: str) -> int:
    """How many characters of the surroundings are the same; none unless one whole side is."""
    left = common_end(text[max(0, place.start - CONTEXT) : place.start], before)
    right = common_start(text[place.end : place.end + CONTEXT], after)
    whole = (before and left == len(before)) or (after and right == len(after))
    return left + right if whole else 0


def _offset(reading: Reading, place: _Place) -> int | None:
    """Offset in the element's text; None where the element holds several parts."""
    span = place.spans[0]
    return span.start if "." not in span.key else None
