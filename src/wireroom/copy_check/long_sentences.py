"""A sentence too long to be read at one go."""

from __future__ import annotations

import re
from collections.abc import Iterator

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "long-sentence"

MOST_WORDS = {"en": 60, "ru": 60, "fr": 70, "es": 70, "ar": 70}
"""French, Spanish and Arabic say the same in more words."""
MOST_CHARACTERS = 150
"""Of a Chinese sentence, where words are not parted."""

_END = re.compile(r"[.!?…؟;؛:•](?=[\s»”\")\]]|$)[»”\")\]]*")
_END_IN_CHINESE = re.compile("[。！？；…：]+[”’」』）]*")
_WORD = re.compile(r"\w\S*")
_SIGN = re.compile("[\u3400-\u9fff0-9]")

WORDS = gettext_noop("A long sentence; words: %(count)s.")
CHARACTERS = gettext_noop("A long sentence; characters: %(count)s.")


def find(copy: Copy) -> Iterator[Doubt]:
    chinese = copy.language == "zh"
    end, unit = (_END_IN_CHINESE, _SIGN) if chinese else (_END, _WORD)
    most, message = (MOST_CHARACTERS, CHARACTERS) if chinese else (MOST_WORDS[copy.language], WORDS)
    for part in copy.prose:
        if len(part.text) <= most:
            continue
        start = 0
        for stop in [*(found.end() for found in end.finditer(part.text)), len(part.text)]:
            count = len(unit.findall(part.text, start, stop)) if stop - start > most else 0
            if count > most:
                begin = start + len(part.text[start:stop]) - len(part.text[start:stop].lstrip())
                yield Doubt(CODE, part.key, begin, stop, message, (("count", str(count)),))
            start = stop


CHECK = Check(CODE, EVERY_LANGUAGE, find)
