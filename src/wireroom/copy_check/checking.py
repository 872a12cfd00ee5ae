"""All checks, and what they say about a story."""

from __future__ import annotations

from wireroom.copy_check import (
    credits,
    dashes,
    doubled_words,
    hamza,
    headline_figures,
    headline_names,
    long_sentences,
    mixed_scripts,
    name_spelling,
    quotation_marks,
    spacing,
    speakers,
    spelling,
    weekdays,
)
from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt
from wireroom.formats.newsitem import NewsItem

CHECKS: tuple[Check, ...] = (
    weekdays.CHECK,
    headline_figures.CHECK,
    headline_names.CHECK,
    name_spelling.CHECK,
    spelling.CHECK,
    hamza.CHECK,
    mixed_scripts.CHECK,
    quotation_marks.CHECK,
    speakers.CHECK,
    doubled_words.CHECK,
    spacing.CHECK,
    dashes.CHECK,
    long_sentences.CHECK,
    credits.CHECK,
)


def doubts_in(item: NewsItem) -> tuple[Doubt, ...]:
    """The doubtful places of a story in reading order; none in a language that no check knows."""
    copy = Copy.of(item)
    if copy.language not in EVERY_LANGUAGE:
        return ()
    order = {part.key: at for at, part in enumerate(copy.parts)}
    doubts = [doubt for check in CHECKS if copy.language in check.languages for doubt in check.find(copy)]
    return tuple(sorted(doubts, key=lambda doubt: (order.get(doubt.part, len(order)), doubt.start)))
