"""Plain text as blocks and pieces."""

from __future__ import annotations

import pytest

from wireroom.reactions.comments.rules import Block, Piece, blocks_of
from wireroom.reactions.comments.rules.plain import pieces_of


def test_blocks_part_own_words_from_quoted_ones() -> None:
    assert blocks_of("One\ntwo\n\n> said\n>> so\nThree") == [
        Block(False, ((Piece("One"),), (Piece("two"),))),
        Block(True, ((Piece("said"),), (Piece("so"),))),
        Block(False, ((Piece("Three"),),)),
    ]


@pytest.mark.parametrize(
    ("line", "pieces"),
    [
        ("no address", [("no address", "")]),
        ("see https://example.org/a.", [("see ", ""), ("https://example.org/a", "https://example.org/a"), (".", "")]),
        ("(www.example.org)", [("(", ""), ("www.example.org", "https://www.example.org"), (")", "")]),
        ("https://example.org/a_(b)", [("https://example.org/a_(b)", "https://example.org/a_(b)")]),
        ("javascript:alert(1)", [("javascript:alert(1)", "")]),
        ("//evil.example/x", [("//evil.example/x", "")]),
        ("https://user@evil.example/", [("https://user@evil.example/", "")]),
        ("https://nowhere", [("https://nowhere", "")]),
        ("见https://example.org。好", [("见", ""), ("https://example.org", "https://example.org"), ("。好", "")]),
    ],
)
def test_only_plain_addresses_can_be_followed(line: str, pieces: list[tuple[str, str]]) -> None:
    assert [(piece.text, piece.href) for piece in pieces_of(line)] == pieces
