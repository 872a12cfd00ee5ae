"""What SQLite may not notice, on a real PostgreSQL: search, racing publishers, bulk intake, triggers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.postgres import NoPostgreSQL, postgres

CHECKOUT = Path(__file__).parent.parent
HOLDS_ON_BOTH = {
    "reactions, search, alarms and what follows": (
        "tests/reactions",
        "tests/search",
        "tests/wire_out/test_alarms.py",
        "tests/wire_out/test_follow_ups.py",
        "tests/wire_out/test_missed.py::test_everybody_gets_once_what_a_mended_product_missed",
        "tests/wire_out/test_missed.py::test_of_each_story_the_newest_version_goes_out_and_nothing_goes_backwards",
    ),
    "stories": (
        "tests/stories/test_actions.py",
        "tests/stories/test_bulk.py",
        "tests/stories/test_chain.py",
        "tests/stories/test_mending.py",
        "tests/stories/test_translations.py",
        "tests/accounts/test_passkeys.py",
        "tests/accounts/test_second_factor.py",
        "tests/desk/test_media.py",
        "tests/wire_out/test_owed.py",
        "tests/wire_out/test_recalls.py",
        "tests/desk/wire_out/test_board.py",
    ),
}


@pytest.mark.long
@pytest.mark.postgres
@pytest.mark.parametrize("what", HOLDS_ON_BOTH)
def test_the_same_holds_on_postgresql(what: str) -> None:
    """In a process of its own, since settings name one database."""
    try:
        with postgres() as url:
            pytest_again = [sys.executable, "-m", "pytest", "-p", "no:cacheprovider", "-m", "not postgres"]
            done = subprocess.run(
                [*pytest_again, *HOLDS_ON_BOTH[what]],
                cwd=CHECKOUT,
                env=_environment() | {"DATABASE_URL": url},
                capture_output=True,
                text=True,
                check=False,
            )
    except NoPostgreSQL:
        if os.environ.get("CI") == "true":
            raise
        pytest.skip("NO POSTGRESQL HERE: WHAT HOLDS ON IT IS NOT TESTED")
    assert done.returncode == 0, done.stdout[-8000:] + done.stderr[-2000:]


def _environment() -> dict[str, str]:
    """Without xdist, and unmeasured: nearly every line has run on SQLite, and measuring takes half as long again."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTEST_", "COVERAGE_"))}
