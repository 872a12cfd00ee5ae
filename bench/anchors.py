"""How often and how fast a reader's words are found again after edits, beside a plain search for the same words."""

from __future__ import annotations

import statistics
import time
from collections import Counter
from collections.abc import Callable

from tests.stories.anchors.rewriting import LETTERS, Case, case, texts

from bench.table import Row, print_rows
from wireroom.stories.anchors import Found, Outcome, Span, follow

EDITS = 10_000


def main(_sizes: list[int]) -> None:
    """Follows marked words through 10,000 random edits in six scripts."""
    methods = {"two witnesses": _followed, "str.find": _plainly_found}
    times: dict[str, list[float]] = {name: [] for name in methods}
    verdicts: dict[str, Counter[str]] = {name: Counter() for name in methods}
    scripts = sorted(LETTERS)
    for number in range(EDITS):
        one = case(number // len(scripts), scripts[number % len(scripts)])
        for name, method in methods.items():
            verdict, seconds = _judged(method, one)
            verdicts[name][f"{verdict} {'stands' if one.truth() else 'changed'}"] += 1
            times[name].append(seconds * 1000)
    ours, plain = verdicts["two witnesses"], verdicts["str.find"]
    rows = [
        Row("wrong place", _share(ours, "wrong"), "0 %", _share(plain, "wrong")),
        Row("right", _share(ours, "right"), "", _share(plain, "right")),
        Row("a person is asked", _share(ours, "unsure"), "", _share(plain, "unsure")),
        Row("said to be gone, stands", _share(ours, "missed"), "", _share(plain, "missed")),
        Row("of the words that stand: right", _share(ours, "right", " stands"), "", _share(plain, "right", " stands")),
        Row("median", _milliseconds(times["two witnesses"], 50), "", _milliseconds(times["str.find"], 50)),
        Row("99th percentile", _milliseconds(times["two witnesses"], 99), "", _milliseconds(times["str.find"], 99)),
    ]
    print_rows(f"Words found again after {EDITS:,} random edits (reference: str.find, one place or none)", rows)


def _followed(one: Case) -> Found:
    return follow(one.old, [one.span], one.new)


def _plainly_found(one: Case) -> Found:
    """The first place of the words, whatever stands around it."""
    for key, text in texts(one.new):
        at = text.find(one.words)
        if at >= 0:
            return Found(Outcome.LOCATED, (Span(key, at, at + len(one.words)),))
    return Found(Outcome.GONE)


def _judged(method: Callable[[Case], Found], one: Case) -> tuple[str, float]:
    started = time.perf_counter()
    found = method(one)
    return one.verdict(found), time.perf_counter() - started


def _share(verdicts: Counter[str], verdict: str, of: str = "") -> str:
    """How many of all, or of those whose words stand or have changed, got the verdict."""
    total = sum(count for name, count in verdicts.items() if name.endswith(of))
    meant = sum(count for name, count in verdicts.items() if name.startswith(verdict) and name.endswith(of))
    return f"{100 * meant / total:.2f} % ({meant:,})"


def _milliseconds(times: list[float], percentile: int) -> str:
    return f"{statistics.quantiles(times, n=100)[percentile - 1]:.2f} ms"
