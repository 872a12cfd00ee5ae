"""Pure decisions: who may do what, and which paragraph is which."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.accounts.rules import Role
from wireroom.formats.newsitem import Block, Heading, Paragraph, Run
from wireroom.stories.rules import Action, Relation, State, actions_for, carry_ids, may_ever

STRANGER = Relation(own=False, in_section=True, in_language=True)
OWN = Relation(own=True, in_section=True, in_language=True)
OWN_ELSEWHERE = Relation(own=True, in_section=False, in_language=True)
FOREIGN_LANGUAGE = Relation(own=False, in_section=True, in_language=False)

READ = {Action.VIEW}
WRITE = {Action.ADD, Action.VIEW}
OWN_DRAFT = WRITE | {Action.CHANGE, Action.DELETE}
EDIT = OWN_DRAFT | {Action.PUBLISH, Action.LOCK, Action.UNLOCK, Action.ADVISE}


@pytest.mark.parametrize(
    ("role", "relation", "state", "expected"),
    [
        (Role.REPORTER, OWN, State.DRAFT, OWN_DRAFT),
        (Role.REPORTER, OWN, State.IN_REVIEW, OWN_DRAFT),
        (Role.REPORTER, OWN, State.PUBLISHED, WRITE),
        (Role.REPORTER, STRANGER, State.DRAFT, WRITE),
        (Role.EDITOR, STRANGER, State.PUBLISHED, EDIT),
        (Role.EDITOR, OWN_ELSEWHERE, State.DRAFT, OWN_DRAFT),
        (Role.EDITOR, FOREIGN_LANGUAGE, State.DRAFT, WRITE),
        (Role.CHIEF, FOREIGN_LANGUAGE, State.WITHDRAWN, EDIT | {Action.WITHDRAW}),
        (Role.MODERATOR, OWN, State.DRAFT, READ),
        (Role.ADMINISTRATOR, FOREIGN_LANGUAGE, State.PUBLISHED, EDIT | {Action.WITHDRAW, Action.EXPUNGE}),
    ],
)
def test_actions_follow_role_relation_and_state(
    role: Role, relation: Relation, state: State, expected: set[Action]
) -> None:
    assert actions_for([role], relation, state) == expected


def test_nobody_without_a_role_may_anything() -> None:
    assert actions_for([], OWN, State.DRAFT) == frozenset()
    assert not any(may_ever([], action) for action in Action)


def blocks(*texts: str, ids: bool = False) -> tuple[Block, ...]:
    return tuple(Paragraph((Run(text),), id=f"b{n}" if ids else "") for n, text in enumerate(texts, 1))


def test_carry_ids_follows_moved_and_changed_paragraphs() -> None:
    old = blocks("Alpha stands first.", "Beta comes second.", "Gamma is the third.", ids=True)
    new = blocks("News on top of all.", "Alpha stands first.", "Beta came in second.", "Gamma is the third.")
    assert [block.id for block in carry_ids(old, new)] == ["b4", "b1", "b2", "b3"]


def test_carry_ids_gives_a_deleted_paragraphs_id_to_nobody() -> None:
    old = blocks("Alpha stands first.", "Beta comes second.", ids=True)
    new = blocks("Alpha stands first.", "Ganz anders, ohne jede Ähnlichkeit 1234.")
    assert [block.id for block in carry_ids(old, new)] == ["b1", "b3"]


def test_carry_ids_tells_a_heading_from_a_paragraph_of_the_same_words() -> None:
    old = blocks("Same words", ids=True)
    assert carry_ids(old, (Heading((Run("Same words"),)),))[0].id == "b2"


@given(st.lists(st.text("ab c", max_size=12), max_size=8), st.lists(st.text("ab c", max_size=12), max_size=8))
def test_carry_ids_never_gives_one_id_twice_and_changes_no_text(old_texts: list[str], new_texts: list[str]) -> None:
    old = carry_ids((), blocks(*old_texts))
    new = carry_ids(old, blocks(*new_texts))
    assert len({block.id for block in new}) == len(new)
    assert [block.content for block in new] == [block.content for block in blocks(*new_texts)]  # type: ignore[union-attr]  # paragraphs all


@given(st.lists(st.text("ab c", max_size=12), max_size=8))
def test_carry_ids_of_an_unchanged_body_is_the_same(texts: list[str]) -> None:
    old = carry_ids((), blocks(*texts))
    assert carry_ids(old, blocks(*texts)) == old
