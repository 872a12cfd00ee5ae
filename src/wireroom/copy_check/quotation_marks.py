"""Quotation marks that open and never close, close and never opened, or differ in kind."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop
from wireroom.stories.anchors import Part

CODE = "quotation-marks"
REACH = 6
"""Paragraphs over which one quotation may run."""
RUN_TOGETHER = 1_500
"""Characters of a paragraph that is several, as some feeds give them."""

CLOSES = {"«": "»", "“": "”", "„": "“", "「": "」", "『": "』", "《": "》", '"': '"'}
OPENERS = frozenset(CLOSES)
_BEFORE_OPENING = OPENERS | frozenset(" \u00a0\u202f([{-–—/:،,¿¡'‘")
_MARK = re.compile('[«»“”„「」『』《》"]')
_RUNNING = re.compile(r"b\d+")
"""Keys of paragraphs, over which a quotation may run."""

UNCLOSED = gettext_noop("This quotation mark is never closed.")
UNOPENED = gettext_noop("This closing quotation mark has no opening one.")
UNLIKE = gettext_noop("The quotation opens with %(opening)s and closes with %(closing)s.")


@dataclass(frozen=True, slots=True)
class Mark:
    """One mark and where it stands; `paragraph` counts the parts."""

    part: Part
    paragraph: int
    at: int

    @property
    def sign(self) -> str:
        return self.part.text[self.at]

    @property
    def neighbours(self) -> tuple[str, str]:
        """The characters before and after it, empty at the ends."""
        return self.part.text[max(0, self.at - 1) : self.at], self.part.text[self.at + 1 : self.at + 2]

    def doubt(self, message: str, replacement: str | None = None, **arguments: str) -> Doubt:
        named = tuple(arguments.items())
        return Doubt(CODE, self.part.key, self.at, self.at + 1, message, named, replacement)


@dataclass(slots=True)
class Reading:
    """The quotations that are open at a place, and what was found up to it."""

    language: str
    open: list[Mark] = field(default_factory=list)
    doubts: list[Doubt] = field(default_factory=list)

    def read(self, part: Part, paragraph: int) -> None:
        shared: set[Mark] = set()
        for found in _MARK.finditer(part.text):
            mark = Mark(part, paragraph, found.start())
            if self._opens(mark):
                self._open(mark)
            elif self.open:
                self._close(mark, shared)
            elif not _is_measure(mark):
                self.doubts.append(mark.doubt(UNOPENED))
        if self.language == "ru":
            self.open = [mark for mark in self.open if mark not in shared]
        self._forget(paragraph - REACH)

    def _opens(self, mark: Mark) -> bool:
        top = self.open[-1].sign if self.open else ""
        if mark.sign == '"':
            before, after = mark.neighbours
            opens, closes = not before or before in _BEFORE_OPENING, not after or not after.isalnum()
            return opens if opens != closes else top != '"'
        if self.language == "ar" and mark.sign in "“”":
            return top not in ("“", "”")
        return mark.sign in CLOSES and not (mark.sign == "“" and top == "„")

    def _open(self, mark: Mark) -> None:
        """A paragraph of a long quotation begins with its mark again, also where paragraphs were run together."""
        begins = mark.at == 0 or (len(mark.part.text) > RUN_TOGETHER and mark.part.text[mark.at - 2] in '.!?…"')
        goes_on = begins and any(opened.sign == mark.sign for opened in self.open)
        if not goes_on:
            self.open.append(mark)

    def _close(self, mark: Mark, shared: set[Mark]) -> None:
        fitting = [opened for opened in self.open if mark.sign in _closers(opened.sign)]
        if not fitting:
            opened = self.open.pop()
            self.doubts.append(mark.doubt(UNLIKE, CLOSES[opened.sign], opening=opened.sign, closing=mark.sign))
            return
        while (inner := self.open.pop()) != fitting[-1]:
            self.doubts.append(inner.doubt(UNCLOSED))
        shared.update(opened for opened in self.open if opened.sign == inner.sign)

    def _forget(self, paragraph: int) -> None:
        self.doubts += [mark.doubt(UNCLOSED) for mark in self.open if mark.paragraph <= paragraph]
        self.open = [mark for mark in self.open if mark.paragraph > paragraph]

    def finish(self) -> list[Doubt]:
        return [*self.doubts, *(mark.doubt(UNCLOSED) for mark in self.open)]


def _closers(opening: str) -> str:
    return {"„": "“”", "”": "“”", "“": "”“"}.get(opening) or CLOSES[opening]


def _is_measure(mark: Mark) -> bool:
    """Whether a straight mark follows a number: inches or seconds."""
    return mark.sign == '"' and mark.neighbours[0].isdigit()


def find(copy: Copy) -> Iterator[Doubt]:
    running = Reading(copy.language)
    for number, part in enumerate(copy.prose):
        if _RUNNING.fullmatch(part.key):
            running.read(part, number)
        else:
            alone = Reading(copy.language)
            alone.read(part, number)
            yield from alone.finish()
    yield from running.finish()


CHECK = Check(CODE, EVERY_LANGUAGE, find)
