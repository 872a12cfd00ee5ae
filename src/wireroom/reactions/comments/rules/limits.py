"""What a comment must be to be taken at all."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass

from wireroom.formats.text import is_blank

NAME_LONGEST = 50
TEXT_LONGEST = 3000
"""Code points after NFC."""
MARKS_AT_MOST = 8
"""On one letter; Vietnamese, Hebrew and Arabic with all their signs need four."""

_BROKEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffd\ufffe\uffff]")
_LINE_END = re.compile("[\r\n\u2028\u2029\x85]")


@dataclass(frozen=True, slots=True)
class Flaw:
    """What is wrong with which field: the form says it beside it. `length` of what is too long."""

    field: str
    code: str
    length: int = 0


def flaws(name: str, text: str) -> list[Flaw]:
    """Everything that is wrong with a name and a text; empty if they can be taken."""
    return [flaw for flaw in (_flaw("name", name, NAME_LONGEST), _flaw("text", text, TEXT_LONGEST)) if flaw]


def _flaw(field: str, value: str, most: int) -> Flaw | None:
    if len(value) > most * 10:
        return Flaw(field, "too-long", len(value))
    if _BROKEN.search(value) or (field == "name" and _LINE_END.search(value.strip())):
        return Flaw(field, "broken")
    if is_blank(value):
        return Flaw(field, "empty")
    if _is_piled(value):
        return Flaw(field, "marks")
    length = len(unicodedata.normalize("NFC", value.replace("\r\n", "\n").strip()))
    return Flaw(field, "too-long", length) if length > most else None


def _is_piled(value: str) -> bool:
    """Whether marks are piled on a letter until they run over the lines around it."""
    if value.isascii():
        return False
    run = 0
    for sign in value:
        run = run + 1 if unicodedata.category(sign) in ("Mn", "Me") else 0
        if run > MARKS_AT_MOST:
            return True
    return False
