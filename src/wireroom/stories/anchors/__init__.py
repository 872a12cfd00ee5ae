"""Finding words again: where a reader's selection stands in a released version, and what later versions made of it."""

from __future__ import annotations

from wireroom.stories.anchors.finding import CONTEXT, Found, Fragment, Outcome, find
from wireroom.stories.anchors.folding import fold
from wireroom.stories.anchors.following import follow
from wireroom.stories.anchors.parts import Part, Span, parts_of, parts_of_block

__all__ = [
    "CONTEXT",
    "Found",
    "Fragment",
    "Outcome",
    "Part",
    "Span",
    "find",
    "fold",
    "follow",
    "parts_of",
    "parts_of_block",
]
