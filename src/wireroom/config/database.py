"""Brings the database up to date before anything needs it."""

from __future__ import annotations

import pkgutil
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from django.apps import apps
from django.core.management import call_command
from django.db import DEFAULT_DB_ALIAS, connection, connections
from django.db.migrations.loader import MigrationLoader
from django.db.migrations.recorder import MigrationRecorder

from wireroom.config.lock import held
from wireroom.config.sqlite.base import DatabaseWrapper
from wireroom.core.errors import WireroomError
from wireroom.core.home import home


class DatabaseBehind(WireroomError):
    code = "database_behind"


class DatabaseGone(WireroomError):
    code = "database_gone"


def shipped_migrations() -> set[tuple[str, str]]:
    """Names of all migrations on disk, found without importing them, which would take seconds."""
    shipped = set()
    for app in apps.get_app_configs():
        package, _explicit = MigrationLoader.migrations_module(app.label)
        if package is None or not (Path(app.path) / "migrations").is_dir():
            continue
        modules = pkgutil.iter_modules(import_module(package).__path__)
        shipped |= {(app.label, module.name) for module in modules if not module.ispkg}
    return shipped


def pending_migrations() -> set[tuple[str, str]]:
    """Migrations on disk that the database has not recorded."""
    return shipped_migrations() - set(MigrationRecorder(connection).applied_migrations())


def is_empty() -> bool:
    return is_missing() or not MigrationRecorder(connection).has_table()


def database_file() -> Path | None:
    """The file of an SQLite database, whether it is there or not."""
    default = connections[DEFAULT_DB_ALIAS]
    return default.file() if isinstance(default, DatabaseWrapper) else None


def is_missing() -> bool:
    """Whether there is no file where the SQLite database should be."""
    file = database_file()
    return file is not None and not file.exists()


def create_private() -> None:
    """The only place that makes a database file, and readable to nobody else on this machine."""
    if file := database_file():
        file.touch(mode=0o600)


def bring_up_to_date(say: Callable[[str], object]) -> None:
    """Creates the database or applies what this version adds; racing callers wait for the first.

    Raises DatabaseGone instead of beginning anew where an agency has signed dispatches already.
    """
    if is_missing() and any((home() / "keys").glob("*.pem")):
        raise DatabaseGone(
            f"{database_file()} is gone, but {home() / 'keys'} holds an agency's keys: put the file back, or restore a "
            "backup; `wireroom migrate` makes an empty one"
        )
    create_private()
    if not pending_migrations():
        return
    with held(home() / "migrate.lock"):
        pending = pending_migrations()
        if not pending:
            return
        if is_empty():
            say("Creating the database ...")
        else:
            say(f"Bringing the database up to date: {len(pending)} changes ...")
        call_command("migrate", verbosity=0, interactive=False)


def prepare_database(say: Callable[[str], object]) -> None:
    """As `bring_up_to_date`, but a PostgreSQL that others may be using is only ever created, not changed."""
    if connection.vendor == "sqlite" or is_empty():
        bring_up_to_date(say)
    else:
        require_up_to_date()


def require_up_to_date() -> None:
    """For processes among several, none of which may change the database under the others."""
    if is_missing():
        raise DatabaseBehind("there is none yet; run `wireroom migrate` once")
    pending = pending_migrations()
    if pending:
        raise DatabaseBehind(f"the database lacks {len(pending)} changes; run `wireroom migrate` once")
