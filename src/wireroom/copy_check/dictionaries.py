"""The hunspell dictionaries that the machine has; a language without one is not checked for spelling."""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from hunspell import Hunspell

FOLDERS = (
    "/usr/share/hunspell",
    "/usr/local/share/hunspell",
    "/usr/share/myspell/dicts",
    "/opt/homebrew/share/hunspell",
)
NAMES = {"en": ("en_GB", "en_US"), "ru": ("ru_RU",), "fr": ("fr",), "es": ("es_ES",), "ar": ("ar",)}
"""Files by language; a word is right if any has it. Of the Arabic one only `hamza` makes use."""


@dataclass(frozen=True)
class Dictionary:
    """The words of one language, from one file or more."""

    parts: Sequence[Hunspell]

    def knows(self, word: str) -> bool:
        """Whether it has the word in any of its forms; one that cannot be written in its files is let be."""
        try:
            return any(part.spell(word) for part in self.parts)
        except UnicodeEncodeError:
            return True


def found(language: str) -> list[Path]:
    """The files for a language, without their endings; hunspell's own `DICPATH` goes before the usual folders."""
    places = (next(_places(name), None) for name in NAMES.get(language, ()))
    return [place for place in places if place is not None]


def _places(name: str) -> Iterator[Path]:
    """Where a dictionary of that name lies complete."""
    own = [folder for folder in os.environ.get("DICPATH", "").split(os.pathsep) if folder]
    for folder in (*own, *FOLDERS):
        file = Path(folder) / name
        if file.with_name(f"{name}.aff").is_file() and file.with_name(f"{name}.dic").is_file():
            yield file


@cache
def dictionary_of(language: str) -> Dictionary | None:
    """The dictionary of a language, read once; None if the machine has none."""
    parts = [Hunspell(file.name, hunspell_data_dir=str(file.parent)) for file in found(language)]
    return Dictionary(parts) if parts else None
