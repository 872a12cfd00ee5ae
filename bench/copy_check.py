"""How often each check cries on real dispatches, and what checking a story costs.

`python -m bench.copy_check --show CHECK [--language LANG]` prints what a check found, to judge it by.
"""

from __future__ import annotations

import argparse
import os
import random
import statistics
import time
from collections import Counter
from pathlib import Path

from bench.table import Row, print_rows
from wireroom.formats.newsitem import NewsItem

LANGUAGES = ("en", "ru", "fr", "es", "ar", "zh")
BAR, TIME_BAR = 0.2, 5
"""Alarms a story of each check, and milliseconds a story for all of them."""


def _folder() -> Path:
    shared = Path(os.environ.get("WIREROOM_SHARED") or Path(__file__).parents[2] / "shared")
    folder = shared / "data"
    if not folder.is_dir():
        raise SystemExit(f"There are no dispatches at {folder}; WIREROOM_SHARED may name the folder above.")
    return folder


def _stories(language: str) -> list[NewsItem]:
    from wireroom.formats import ninjs

    return [ninjs.parse(line) for line in (_folder() / f"{language}.jsonl").read_bytes().splitlines() if line]


def main(_sizes: list[int]) -> None:
    from wireroom.copy_check.checking import CHECKS, doubts_in
    from wireroom.copy_check.doubts import Copy

    cries = {language: Counter[str]() for language in LANGUAGES}
    touched = {language: Counter[str]() for language in LANGUAGES}
    stories, words = Counter[str](), Counter[str]()
    times = []
    for language in LANGUAGES:
        for item in _stories(language):
            started = time.process_time()
            doubts = doubts_in(item)
            times.append((time.process_time() - started) * 1000)
            cries[language].update(doubt.check for doubt in doubts)
            touched[language].update({doubt.check for doubt in doubts})
            stories[language] += 1
            text = [part.text for part in Copy.of(item).prose]
            words[language] += sum(len(one) / 1.6 if language == "zh" else len(one.split()) for one in text)
    rows = []
    for check in CHECKS:
        tongues = [language for language in LANGUAGES if language in check.languages]
        figures = [
            f"{language} {cries[language][check.code] / stories[language]:.3f}"
            f" in {touched[language][check.code] / stories[language]:5.1%}"
            for language in tongues
        ]
        per_words = [f"{1000 * cries[language][check.code] / words[language]:.2f}" for language in tongues]
        rows.append(Row(check.code, "\n".join(figures), f"{BAR}", "\n".join(per_words)))
    all_ = [f"{language} {cries[language].total() / stories[language]:.3f}" for language in LANGUAGES]
    rows.append(Row("all checks", "\n".join(all_), "1", ""))
    times.sort()
    spent = f"median {statistics.median(times):.2f} ms, 99 of 100 within {times[int(0.99 * len(times))]:.1f} ms"
    rows.append(Row("time a story", spent, f"{TIME_BAR} ms"))
    print_rows("Alarms a story, and share of stories with any; last column: alarms per 1,000 words", rows)


def show(code: str, language: str, count: int) -> None:
    """Prints some of what a check found, with the text around it."""
    from wireroom.copy_check.checking import doubts_in
    from wireroom.copy_check.doubts import Copy

    found = []
    for item in _stories(language):
        texts = {part.key: part.text for part in Copy.of(item).parts}
        for doubt in doubts_in(item):
            if doubt.check == code:
                found.append((doubt, texts.get(doubt.part, "")))
    for doubt, text in random.Random(7).sample(found, min(count, len(found))):
        before, after = text[max(0, doubt.start - 70) : doubt.start], text[doubt.end : doubt.end + 50]
        print(f"{before}⟦{text[doubt.start : doubt.end]}⟧{after}\n    {doubt.message % dict(doubt.arguments)}")


if __name__ == "__main__":
    parser = argparse.ArgumentParser(prog="python -m bench.copy_check", description=__doc__)
    parser.add_argument("--show", metavar="CHECK")
    parser.add_argument("--language", default="en", choices=LANGUAGES)
    parser.add_argument("--count", type=int, default=25)
    options = parser.parse_args()
    if options.show:
        show(options.show, options.language, options.count)
    else:
        main([])
