"""Names that only the newsroom may bear, and those that look like them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from rapidfuzz.distance import DamerauLevenshtein

if TYPE_CHECKING:
    from wireroom.reactions.comments.rules.submission import Submission

_PAIRS = (
    "аa еe оo рp сc хx уy кk мm тt нh вb іi јj ѕs ӏl ԁd ԛq ԝw гr пn зз ё e ї i"
    " αa βb εe ηn ιi κk μu νv οo ρp τt υu χx ωw"
    " ıi ɩi ɑa ɡg ſs ʟl 0o 1l |l !i $s @a 5s 3e"
)
_TWINS = {ord(pair[0]): pair[1] for pair in _PAIRS.split() if len(pair) == 2}
_TWINS |= {ord("ё"): "e", ord("ї"): "i", ord("й"): "и"}
_TWINS[ord("i")] = "l"
"""Capital I, small l, one and a bar are one sign to the eye."""
_TWINS = {sign: _TWINS.get(ord(twin), twin) if len(twin) == 1 else twin for sign, twin in _TWINS.items()}
_NO_LETTER = re.compile(r"[\W_]+")
_AROUND = " .,;:!?*_-~'\"()[]<>"
"""What stands around a name for decoration; inside one, a sign may stand for a letter."""
_LONG_ENOUGH = 8
"""Names this long may be one slip away from another without being another's."""

_OFFICES_SPELLED = (
    "admin administrator moderator editor newsroom redaction wireroom"
    " админ администратор модератор редактор редакция"
    " administrateur modérateur rédacteur rédaction administrador moderador redactor redacción"
    " المدير المشرف المحرر التحرير 管理员 版主 编辑 编辑部"
)


def skeleton(name: str) -> str:
    """What a name looks like: letters of other scripts as their Latin twins, without marks, case and blanks."""
    bare = unicodedata.normalize("NFKD", name).casefold().strip(_AROUND)
    bare = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return (
        _NO_LETTER.sub("", unicodedata.normalize("NFC", bare).translate(_TWINS)).replace("rn", "m").replace("vv", "w")
    )


_OFFICES = frozenset(map(skeleton, _OFFICES_SPELLED.split()))


@dataclass(frozen=True, slots=True)
class NameBook:
    """Skeletons of the newsroom's names: readers are refused `own`; `staff`, people's, make a comment wait."""

    own: frozenset[str] = frozenset()
    staff: frozenset[str] = frozenset()

    @classmethod
    def of(cls, agency: Iterable[str], staff: Iterable[str]) -> NameBook:
        return cls(frozenset(map(skeleton, agency)) - {""}, frozenset(map(skeleton, staff)) - {""})

    def reserves(self, name: str) -> bool:
        """Whether the name is that of the agency or of an office, however it is spelled."""
        bare = skeleton(name)
        return bare in self.own or bare in _OFFICES

    def resembles_staff(self, name: str) -> bool:
        """Whether a reader could take the name for that of somebody in the newsroom."""
        bare = skeleton(name)
        if bare in self.staff:
            return True
        near = (other for other in self.staff if len(other) >= _LONG_ENOUGH and abs(len(other) - len(bare)) <= 1)
        return any(DamerauLevenshtein.distance(bare, other, score_cutoff=1) <= 1 for other in near)


def like_staff(sent: Submission) -> int:
    return 80 if sent.names.resembles_staff(sent.name) else 0
