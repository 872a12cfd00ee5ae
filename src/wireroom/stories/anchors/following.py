"""Where words of one released version stand in another version or draft of the same story.

Two witnesses must agree. The *alignment* of the two texts says where the words went; their *surroundings* must then
be more alike there than at any other place where the same words stand, now or before. Where the two disagree, or
another place could as well be meant, the answer is AMBIGUOUS. Ids of blocks are no third witness: they are carried by
comparing the same texts (`stories/rules.py::carry_ids`), so they only tell a changed block from one that is gone.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from itertools import islice

from wireroom.formats.newsitem import NewsItem
from wireroom.stories.anchors.alignment import Alignment
from wireroom.stories.anchors.common import common_end, common_start, occurrences, weight
from wireroom.stories.anchors.finding import MAX_PLACES, Found, Outcome
from wireroom.stories.anchors.folding import fold
from wireroom.stories.anchors.parts import Reading, Span

FIELDS = frozenset({"headline", "summary", "dateline", "lead"})
"""Parts that a story has once, so that their keys say which is which."""
NEAR, REACH = 200, 20_000
"""How far around a place its surroundings are compared: at first, and where they are the same so far."""
MARGIN = 8
"""By how much one place must be more alike than another."""
TELLING = 12
"""Weight of a stretch that two places have in common by more than chance."""
SURE = 24
"""Weight of words that are known again wherever they stand."""


class _Likeness:
    """What two places have in common to the left and to the right, and how much that says."""

    def __init__(self, before: str, after: str) -> None:
        self.left, self.right = weight(before), weight(after)
        self.both = self.left + self.right
        inner = before[before.rfind("\n") :] if "\n" in before else before
        self.inside = weight(inner) + weight(after[: after.find("\n") + 1] or after)
        """The same within the paragraph, its beginning and end included."""

    def beats(self, rival: _Likeness) -> bool:
        """Whether it is out of the question that the rival is meant."""
        if max(rival.left, rival.right) >= REACH:
            return False
        nowhere_less = (self.left >= rival.left or rival.left < TELLING) and (
            self.right >= rival.right or rival.right < TELLING
        )
        return nowhere_less and self.both >= rival.both + MARGIN


def follow(old: NewsItem, spans: Iterable[Span], new: NewsItem, *, suggestion: str = "") -> Found:
    """What became of the words at `spans` of `old`, of which somebody says that they should read as `suggestion`.

    LOCATED: the same words stand there still. ALREADY_FIXED: other words stand there, or the suggested ones.
    GONE: the paragraph does not stand any more. AMBIGUOUS: nobody can tell, so a person must look.
    """
    before, after = Reading(old), Reading(new)
    place = before.place(tuple(spans))
    if place is None:
        return Found(Outcome.AMBIGUOUS)
    return _Pursuit(before, after, *place).outcome(fold(suggestion))


class _Pursuit:
    """One quotation, `old.text[start:end]`, looked for in a new text."""

    def __init__(self, old: Reading, new: Reading, start: int, end: int) -> None:
        self._old, self._new = old, new
        self._start, self._end = start, end
        self._quote = old.text[start:end]
        self._alignment = Alignment(old, new)
        self._settled = _settled(old.lines(), new.lines())

    def outcome(self, suggestion: str) -> Found:
        unchanged = self._in_unchanged_part()
        if unchanged is not None:
            return self._located(unchanged, suggestion)
        places = _open_places(self._new, self._quote, set(self._settled.values()))
        rivals = [at for at in _open_places(self._old, self._quote, set(self._settled)) if at != self._start]
        if max(len(places), len(rivals)) > MAX_PLACES:
            return Found(Outcome.AMBIGUOUS)
        expected = self._alignment.of(self._start, self._end)
        expected = expected if expected in places else None
        taken = {self._alignment.of(at, at + len(self._quote)) for at in rivals}
        free = [at for at in places if at not in taken and at != expected]
        if expected is not None:
            if not self._is_here(expected, rivals, places, free):
                return Found(Outcome.AMBIGUOUS)
            return self._located(expected, suggestion)
        return self._moved(free, rivals, places, suggestion) or Found(self._lost())

    def _in_unchanged_part(self) -> int | None:
        """The place in a part that nobody has touched, wherever that stands now."""
        if self._old.text == self._new.text:
            return self._start
        number = self._old.number_at(self._start)
        if number not in self._settled or self._old.number_at(self._end - 1) != number:
            return None
        return self._new.start_of(self._settled[number]) + self._start - self._old.start_of(number)

    def _located(self, at: int, suggestion: str) -> Found:
        if self._reads_as(suggestion, at) or not self._bounds_kept(at):
            return Found(Outcome.ALREADY_FIXED)
        spans = self._new.spans(at, at + len(self._quote))
        return Found(Outcome.LOCATED, spans) if spans else Found(Outcome.AMBIGUOUS)

    def _bounds_kept(self, at: int) -> bool:
        """Whether a whole word is still a whole word, and a part of one still a part."""
        old, new, size = self._old.text, self._new.text, len(self._quote)
        begins = _in_word(old, self._start) == _in_word(new, at)
        return begins and _in_word(old, self._end) == _in_word(new, at + size)

    def _reads_as(self, suggestion: str, at: int) -> bool:
        """Whether the suggested words, of which the quotation is a part, stand around `at` already."""
        text = self._new.text
        for inside in occurrences(suggestion, self._quote):
            start = at - inside
            end = start + len(suggestion)
            if suggestion != self._quote and start >= 0 and text[start:end] == suggestion:
                return not (_in_word(text, start) or _in_word(text, end))
        return False

    def _likeness(self, old: int, new: int) -> _Likeness:
        """What the surroundings of the quotation at two places have in common."""
        size = len(self._quote)
        return self._around(old, old + size, new, new + size)

    def _around(self, start: int, end: int, begins: int, finishes: int) -> _Likeness:
        """What stands around `old[start:end]` and around `new[begins:finishes]` as well."""
        one, other = self._old.text, self._new.text
        for reach in (NEAR, REACH):
            before, after = one[max(0, start - reach) : start], one[end : end + reach]
            left = common_end(before, other[max(0, begins - reach) : begins])
            right = common_start(after, other[finishes : finishes + reach])
            if max(left, right) < reach:
                break
        return _Likeness(before[len(before) - left :], after[:right])

    def _is_here(self, at: int, rivals: list[int], places: list[int], free: list[int]) -> bool:
        own = self._likeness(self._start, at)
        size = weight(self._quote)
        says_little = size < SURE and (max(own.left, own.right) < TELLING or own.inside + size < TELLING)
        if (says_little and not self._once_in_same_field(at)) or (free and size >= TELLING):
            return False
        return self._beats_all(own, at, rivals, places)

    def _beats_all(self, own: _Likeness, at: int, rivals: list[int], places: list[int]) -> bool:
        return all(self._beats_rival(own, at, rival) for rival in rivals) and all(
            own.beats(self._likeness(self._start, place)) for place in places if place != at
        )

    def _beats_rival(self, own: _Likeness, at: int, rival: int) -> bool:
        likeness = self._likeness(rival, at)
        lost = self._alignment.of(rival, rival + len(self._quote)) is None
        return own.beats(likeness) and not (lost and min(likeness.left, likeness.right) >= TELLING)

    def _moved(self, free: list[int], rivals: list[int], places: list[int], suggestion: str) -> Found | None:
        """Words that stand elsewhere now; None if none of `free` is meant."""
        likeness = {at: self._likeness(self._start, at) for at in free}
        alike = [at for at in free if max(likeness[at].left, likeness[at].right) >= TELLING]
        if not alike:
            known = (at for at in free if weight(self._quote) >= SURE or self._in_same_block(at))
            return Found(Outcome.AMBIGUOUS) if any(True for _at in known) else None
        best = max(alike, key=lambda at: likeness[at].both)
        own = likeness[best]
        if self._stands_changed(own):
            return None
        whole = min(own.left, own.right) >= TELLING and not (len(free) > 1 and weight(self._quote) >= TELLING)
        if whole and self._lost() is Outcome.GONE and self._beats_all(own, best, rivals, places):
            return self._located(best, suggestion)
        return Found(Outcome.AMBIGUOUS)

    def _once_in_same_field(self, at: int) -> bool:
        """Whether the words stand once in a headline or the like, and once in the same field before."""
        number, old_number = self._new.number_at(at), self._old.number_at(self._start)
        if (
            self._new.parts[number].key != self._old.parts[old_number].key
            or self._old.parts[old_number].block not in FIELDS
        ):
            return False
        return self._old.lines()[old_number].count(self._quote) == self._new.lines()[number].count(self._quote) == 1

    def _in_same_block(self, at: int) -> bool:
        old = self._old.parts[self._old.number_at(self._start)]
        return self._new.parts[self._new.number_at(at)].block == old.block

    def _stands_changed(self, other: _Likeness) -> bool:
        """Whether the old place stands with other words, more surely than `other` is the place."""
        here = self._around(self._start, self._end, *self._alignment.gap(self._start, self._end))
        return min(here.left, here.right) >= TELLING and here.beats(other)

    def _lost(self) -> Outcome:
        """Why the words do not stand any more: their paragraph is another one now, or there is none."""
        numbers = {self._old.number_at(self._start), self._old.number_at(self._end - 1)}
        for number in numbers:
            part = self._old.parts[number]
            start = self._old.start_of(number)
            end = start + len(self._old.lines()[number])
            kept = self._alignment.kept(start, end, at_least=TELLING // 2)
            if self._new.has_block(part.block) or kept * 4 >= (end - start):
                return Outcome.ALREADY_FIXED
        return Outcome.GONE


def _settled(old: list[str], new: list[str]) -> dict[int, int]:
    """Which parts of the new text are beyond doubt which of the old: both stand there once, and say enough."""
    once, once_before = _once(new), _once(old)
    return {number: once[line] for line, number in once_before.items() if line in once and weight(line) >= SURE}


def _once(lines: list[str]) -> dict[str, int]:
    """The number of each line that stands there once."""
    counts = Counter(lines)
    return {line: number for number, line in enumerate(lines) if counts[line] == 1}


def _open_places(reading: Reading, quote: str, settled: set[int]) -> list[int]:
    """Where the words stand, apart from parts that are beyond doubt; at most one more than can be told apart."""
    found = (at for at in occurrences(reading.text, quote) if reading.number_at(at) not in settled)
    return list(islice(found, MAX_PLACES + 1))


def _in_word(text: str, at: int) -> bool:
    """Whether a word of letters runs over the place."""
    return 0 < at < len(text) and all(sign.isalnum() and weight(sign) == 1 for sign in text[at - 1 : at + 1])
