"""Stars from a form, averages, bursts, rights: by table."""

from __future__ import annotations

import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.accounts.rules import Role
from wireroom.reactions.ratings.rules import (
    PRIOR,
    Figures,
    Right,
    burst_with,
    read_stars,
    rights,
    surprise,
)

NOTHING = Figures()
LOVED = Figures((3, 2, 5, 20, 70))
DISPUTED = Figures((45, 5, 5, 5, 40))


@pytest.mark.parametrize(
    ("values", "stars"),
    [
        (["1"], 1),
        (["5"], 5),
        ([], 0),
        ([""], 0),
        (["0"], 0),
        (["6"], 0),
        (["-1"], 0),
        (["+4"], 0),
        (["1e309"], 0),
        (["4.0"], 0),
        (["5 "], 0),
        ([" 5"], 0),
        (["5\n"], 0),
        (["NaN"], 0),
        (["Infinity"], 0),
        (["٣"], 0),
        (["５"], 0),
        (["[4]"], 0),
        (["true"], 0),
        (["4", "5"], 0),
        (["4", "4"], 0),
    ],
)
def test_stars_are_one_digit_from_one_to_five(values: list[str], stars: int) -> None:
    assert read_stars(values) == stars


@pytest.mark.parametrize(
    ("counts", "votes", "average"),
    [((0, 0, 0, 0, 0), 0, 0.0), ((1, 0, 0, 0, 0), 1, 1.0), ((0, 0, 0, 0, 7), 7, 5.0), ((1, 1, 1, 1, 1), 5, 3.0)],
)
def test_figures_add_up(counts: tuple[int, int, int, int, int], votes: int, average: float) -> None:
    assert (Figures(counts).votes, Figures(counts).average) == (votes, average)


@pytest.mark.parametrize(
    ("before", "after", "counts"),
    [
        (0, 5, (1, 0, 0, 0, 3)),
        (1, 5, (0, 0, 0, 0, 3)),
        (5, 0, (1, 0, 0, 0, 1)),
        (4, 4, (1, 0, 0, 1, 2)),
        (0, 0, (1, 0, 0, 0, 2)),
    ],
)
def test_one_reader_moves_one_vote(before: int, after: int, counts: tuple[int, int, int, int, int]) -> None:
    assert Figures((1, 0, 0, 0, 2)).moved(before, after) == Figures(counts)


def test_standing_trusts_many_votes_more_than_few() -> None:
    few, many = Figures((0, 0, 0, 0, 5)), Figures((0, 0, 0, 30, 170))
    assert few.average > many.average
    assert few.standing < many.standing
    assert NOTHING.standing == PRIOR.average == 3.85


@given(st.tuples(*[st.integers(0, 10**6)] * 5))
def test_standing_lies_between_the_prior_and_the_average(counts: tuple[int, int, int, int, int]) -> None:
    found = Figures(counts)
    low, high = sorted((PRIOR.average, found.average or PRIOR.average))
    assert low - 1e-9 <= found.standing <= high + 1e-9


def test_surprise_bounds_the_chance() -> None:
    chance = sum(math.comb(20, k) * 0.3**k * 0.7 ** (20 - k) for k in range(14, 21))
    assert math.exp(-surprise(14, 20, 0.3)) >= chance
    assert surprise(20, 20, 0.5) == pytest.approx(20 * math.log(2))
    assert surprise(6, 20, 0.3) == 0.0


def same(stars: int, votes: int) -> Figures:
    return Figures.of({stars: votes})


@pytest.mark.parametrize(
    ("what", "stars", "before", "lately", "from_here", "burst"),
    [
        ("the first vote", 1, NOTHING, same(1, 1), same(1, 1), ""),
        ("a household", 1, LOVED, same(1, 5), same(1, 5), ""),
        ("nine from one network", 1, LOVED, same(1, 9), same(1, 9), ""),
        ("ten from one network", 1, LOVED, same(1, 10), same(1, 10), "place"),
        ("ten on a new story", 1, NOTHING, same(1, 10), same(1, 10), "place"),
        ("ten who agree with most", 5, LOVED, same(5, 10), same(5, 10), ""),
        ("forty who agree with most", 5, LOVED, Figures((2, 0, 1, 4, 33)), Figures((2, 0, 1, 4, 33)), ""),
        ("twenty praise a new story from one network", 5, NOTHING, same(5, 20), same(5, 20), "place"),
        ("a campus that differs", 5, NOTHING, Figures((4, 1, 3, 7, 25)), Figures((4, 1, 3, 7, 25)), ""),
        ("a large campus that differs", 5, NOTHING, Figures((50, 5, 10, 35, 100)), Figures((50, 5, 10, 35, 100)), ""),
        ("twenty-four from everywhere", 1, LOVED, same(1, 24), same(1, 1), ""),
        ("twenty-five from everywhere", 1, LOVED, same(1, 25), same(1, 1), "run"),
        ("a crowd on a new story", 1, NOTHING, same(1, 25), same(1, 1), "run"),
        ("a crowd with some of other minds", 1, LOVED, Figures((80, 2, 1, 2, 15)), same(1, 1), "run"),
        ("a crowd of two minds", 1, LOVED, Figures((70, 0, 0, 0, 30)), same(1, 1), ""),
        ("a crowd at a disputed story", 1, DISPUTED, Figures((24, 1, 0, 1, 3)), same(1, 1), ""),
        ("a loved story gets praise", 5, LOVED, same(5, 60), same(5, 1), ""),
        ("an unseen network", 1, LOVED, same(1, 12), NOTHING, ""),
    ],
)
def test_bursts_by_table(
    what: str, stars: int, before: Figures, lately: Figures, from_here: Figures, burst: str
) -> None:
    assert burst_with(stars, before=before, lately=lately, from_here=from_here) == burst, what


@pytest.mark.parametrize(
    ("role", "assigned", "found"),
    [
        (Role.REPORTER, True, set()),
        (Role.MODERATOR, False, {Right.SEE, Right.DECIDE}),
        (Role.EDITOR, True, {Right.SEE, Right.DECIDE}),
        (Role.EDITOR, False, {Right.SEE}),
        (Role.CHIEF, False, set(Right)),
        (Role.ADMINISTRATOR, False, set(Right)),
    ],
)
def test_rights_by_role(role: Role, assigned: bool, found: set[Right]) -> None:
    assert rights([role], assigned=assigned) == found
