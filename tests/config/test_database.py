"""Finding out cheaply whether the database is up to date."""

from __future__ import annotations

import subprocess
import sys

import pytest
from django.db import connection
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from wireroom.config import database
from wireroom.config.database import DatabaseBehind, bring_up_to_date, pending_migrations, require_up_to_date

from .conftest import House

BRING_UP = """
import os
os.environ["DJANGO_SETTINGS_MODULE"] = "wireroom.config.settings"
import django
django.setup()
from wireroom.config.database import bring_up_to_date
bring_up_to_date(print)
"""


@pytest.mark.django_db
def test_the_names_on_disk_are_those_that_django_loads() -> None:
    loaded = set(MigrationLoader(connection).disk_migrations)
    assert database.shipped_migrations() == loaded


@pytest.mark.django_db
def test_a_database_that_is_up_to_date_is_left_alone() -> None:
    said: list[str] = []
    require_up_to_date()
    bring_up_to_date(said.append)
    assert said == []


@pytest.mark.django_db
def test_a_migration_not_recorded_is_pending() -> None:
    MigrationRecorder(connection).record_unapplied("stories", "0001_initial")
    assert pending_migrations() == {("stories", "0001_initial")}
    with pytest.raises(DatabaseBehind, match="lacks 1 changes; run `wireroom migrate` once"):
        require_up_to_date()


@pytest.mark.unmeasured
def test_racing_first_starts_make_one_database(bare_house: House) -> None:
    """Both migrate; the second waits for the first and finds nothing left to do."""
    both = [
        subprocess.Popen(
            [sys.executable, "-c", BRING_UP], env=bare_house.environment(), stdout=subprocess.PIPE, text=True
        )
        for _racer in range(2)
    ]
    said = [racer.communicate()[0] for racer in both]
    assert [racer.returncode for racer in both] == [0, 0]
    assert sorted(said) == ["", "Creating the database ...\n"]
