"""A doubt about a place in a story, a check that raises doubts, and the copy that checks read."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property

from wireroom.formats.newsitem import NewsItem
from wireroom.stories.anchors import Part, parts_of
from wireroom.stories.rules import carry_ids

EVERY_LANGUAGE = frozenset({"en", "ru", "fr", "es", "ar", "zh"})

WORD = re.compile(r"[^\W\d_]+(?:['’ʼ][^\W\d_]+)*")
_NOT_PROSE = re.compile(r"dateline|.*\.(?:credit|speaker|role)")


@dataclass(frozen=True, slots=True)
class Doubt:
    """One doubtful place: `start` and `end` count code points of the text of `part`.

    `part` is a key as `parts_of` gives it, or `dateline` or `credit` for what is missing altogether. `message` is
    English with `%(name)s` places for `arguments`. `replacement` mends the place and is given only where it is safe.
    """

    check: str
    part: str
    start: int
    end: int
    message: str
    arguments: tuple[tuple[str, str], ...] = ()
    replacement: str | None = None


def gettext_noop(message: str) -> str:
    """Marks a message for the catalogues; whoever shows it translates it."""
    return message


@dataclass(frozen=True)
class Copy:
    """A story as checks read it, every block with an id; `language` is the first part of its tag."""

    item: NewsItem

    @classmethod
    def of(cls, item: NewsItem) -> Copy:
        if all(block.id for block in item.body):
            return cls(item)
        return cls(replace(item, body=carry_ids((), item.body)))

    @cached_property
    def language(self) -> str:
        return self.item.language.partition("-")[0].lower()

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        return parts_of(self.item)

    @cached_property
    def headline(self) -> Part | None:
        return next((part for part in self.parts if part.key == "headline"), None)

    @cached_property
    def prose(self) -> tuple[Part, ...]:
        """What is read as text: everything but the dateline, names and credits."""
        return tuple(part for part in self.parts if not _NOT_PROSE.fullmatch(part.key))

    @cached_property
    def below(self) -> tuple[Part, ...]:
        """Everything under the headline, less what only repeats it."""
        return tuple(part for part in self.parts if part.key != "headline" and part.text != self.item.headline)

    @cached_property
    def words(self) -> tuple[tuple[Part, tuple[re.Match[str], ...]], ...]:
        """The words of each part of the prose."""
        return tuple((part, tuple(WORD.finditer(part.text))) for part in self.prose)


@dataclass(frozen=True, slots=True)
class Check:
    """One check: what it is called and for which languages it was made."""

    code: str
    languages: frozenset[str]
    find: Callable[[Copy], Iterator[Doubt]]
