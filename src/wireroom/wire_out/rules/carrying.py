"""What of older versions that never arrived goes along with the one that takes their place."""

from __future__ import annotations

from collections.abc import Iterable

from wireroom.formats.newsitem import Kind
from wireroom.formats.release import Carried

_ALWAYS: frozenset[Kind] = frozenset({"correction", "reinstatement", "advisory"})


def carried(kind: Kind, swallowed: Iterable[Carried]) -> tuple[Carried, ...]:
    """What a version of this kind passes on of those it swallows, oldest first.

    A correction, a reinstatement and a note to editors are never lost, nor is any public note; an advisory over a
    story that is news to the endpoint says so. A withdrawal speaks for itself.
    """
    if kind == "withdrawal":
        return ()
    return tuple(
        old
        for old in swallowed
        if old.kind != "withdrawal" and (old.kind in _ALWAYS or old.note or (kind == "advisory" and old.kind == "new"))
    )
