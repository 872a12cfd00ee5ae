"""One name spelled two ways in one story."""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator
from itertools import combinations

from wireroom.copy_check.doubts import Check, Copy, Doubt, gettext_noop
from wireroom.copy_check.names import ENDING, WITH_CAPITALS, names_in
from wireroom.stories.anchors import Part

CODE = "name-spelling"
LEAST = 5

TWO_WAYS = gettext_noop("“%(rare)s” here, “%(usual)s” elsewhere: is it one name?")


def find(copy: Copy) -> Iterator[Doubt]:
    places: dict[str, list[tuple[Part, re.Match[str]]]] = defaultdict(list)
    lower: set[str] = set()
    for part, words in copy.words:
        for found in words:
            if found[0][0].islower():
                lower.add(found[0])
        for found in names_in(part, words):
            if len(found[0]) >= LEAST and "'" not in found[0] and "’" not in found[0]:
                places[found[0]].append((part, found))
    counts = Counter({name: len(found) for name, found in places.items()})
    names = [name for name in counts if name.lower() not in lower]
    for one, other in _near(names, ENDING[copy.language]):
        rare, usual = sorted((one, other), key=lambda name: (counts[name], name))
        if counts[rare] > 1 or counts[usual] < 2:
            continue
        part, found = places[rare][0]
        named = (("rare", rare), ("usual", usual))
        yield Doubt(CODE, part.key, found.start(), found.end(), TWO_WAYS, named, usual)


def _near(names: list[str], ending: int) -> Iterator[tuple[str, str]]:
    """Pairs that differ by one slip of a letter, neither in the first one nor in the grammatical ending."""
    groups: dict[str, set[str]] = defaultdict(set)
    for name in names:
        for at in range(1, len(name) - ending):
            groups[name[:at] + "_" + name[at + 1 :]].add(name)
            groups[name[:at] + "_" + name[at:]].add(name)
    seen: set[tuple[str, str]] = set()
    for group in groups.values():
        for one, other in combinations(sorted(group), 2):
            if (one, other) not in seen:
                seen.add((one, other))
                yield one, other


CHECK = Check(CODE, WITH_CAPITALS, find)
