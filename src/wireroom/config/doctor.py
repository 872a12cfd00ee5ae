"""What is well with this install and what is not."""

from __future__ import annotations

import os
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from django.conf import settings
from django.contrib.auth import get_user_model
from django.db import DatabaseError, connection
from django.utils import timezone
from django_tasks_db.models import DBTaskResult

import wireroom
from wireroom.config import catalogues, sheets
from wireroom.config.database import database_file, is_empty, is_missing, pending_migrations
from wireroom.copy_check import dictionaries
from wireroom.core import valkey
from wireroom.core.home import home
from wireroom.stories import chain, keys
from wireroom.stories.models import Dispatch, Edition

LOW_DISK = 1_000_000_000
SLOW_TASK = timedelta(minutes=5)


class Level(StrEnum):
    WELL = "ok"
    CARE = "care"
    ILL = "ILL"


@dataclass(frozen=True, slots=True)
class Finding:
    level: Level
    text: str


def examine() -> Iterator[Finding]:
    """Every finding in turn; without a database in order, what needs it is not looked at."""
    yield Finding(Level.WELL, f"Wireroom {wireroom.__version__} on Python {sys.version.split()[0]}, data in {home()}")
    made = (catalogues_are_compiled, sheets_are_joined)
    for check in (secrets_are_private, disk_has_room, *made, spelling_is_checked, *REACHABLE):
        yield check()
    database = database_is_ready()
    yield database
    if database.level is Level.WELL:
        for check in DATABASE_CHECKS:
            yield check()


def secrets_are_private() -> Finding:
    """Others on the machine must not read the secret key, the signing keys or the database."""
    paths = [home() / "secret_key", *(home() / "keys").glob("*.pem"), *home().glob("*.sqlite3")]
    open_ones = [path.name for path in paths if path.exists() and path.stat().st_mode & (stat.S_IRWXO | stat.S_IWGRP)]
    if open_ones:
        return Finding(Level.ILL, f"others can read {', '.join(open_ones)}; chmod 600 them")
    return Finding(Level.WELL, "secret key, signing keys and database are private")


def disk_has_room() -> Finding:
    free = shutil.disk_usage(home()).free
    level = Level.WELL if free >= LOW_DISK else Level.ILL
    writable = os.access(home(), os.W_OK)
    if not writable:
        return Finding(Level.ILL, f"{home()} cannot be written to")
    return Finding(level, f"{free / 1e9:.1f} GB free for the data folder")


def catalogues_are_compiled() -> Finding:
    stale = [path.parent.parent.name for path in catalogues.stale()]
    if stale:
        return Finding(Level.ILL, f"not compiled: {', '.join(stale)}; run `wireroom compilecatalogues`")
    return Finding(Level.WELL, "message catalogues are compiled")


def sheets_are_joined() -> Finding:
    if stale := sheets.stale():
        return Finding(Level.ILL, f"not joined: {', '.join(stale)}; run `make setup`")
    return Finding(Level.WELL, "style sheets are joined")


def database_is_ready() -> Finding:
    try:
        if is_missing():
            return Finding(Level.ILL, f"there is no database at {database_file()}; `wireroom migrate` makes a new one")
        if is_empty():
            return Finding(Level.ILL, "there is no database yet; `wireroom serve` or `wireroom migrate` makes it")
        pending = pending_migrations()
    except DatabaseError as error:
        return Finding(Level.ILL, f"the database cannot be reached: {' '.join(str(error).split())}")
    if pending:
        return Finding(Level.ILL, f"the database lacks {len(pending)} changes; run `wireroom migrate`")
    return Finding(Level.WELL, f"the database ({connection.vendor}) answers and is up to date")


def spelling_is_checked() -> Finding:
    """A language whose dictionary is missing is simply not checked, so this is never a fault."""
    known = [language for language in dictionaries.NAMES if dictionaries.found(language)]
    missing = ", ".join(f"hunspell-{language}" for language in dictionaries.NAMES if language not in known)
    said = f"spelling is checked in {', '.join(known)}" if known else "spelling is checked in no language"
    return Finding(Level.WELL, f"{said}; not found: {missing}" if missing else said)


def counts_are_shared() -> Finding:
    """With more than one process, limits hold for each of them alone where there is no server to count at."""
    if not settings.VALKEY_URL:
        return Finding(Level.WELL, "each process caches and counts by itself; CACHE_URL names no Valkey or Redis")
    where = valkey.shown(settings.VALKEY_URL)
    problem = valkey.problem(settings.VALKEY_URL)
    if problem:
        return Finding(Level.ILL, f"the cache at {where} is away: limits hold for each process alone ({problem})")
    return Finding(Level.WELL, f"processes cache and count together at {where}")


def pictures_are_kept() -> Finding:
    """A bucket must take pictures, give them back and give them to nobody else."""
    if not settings.S3_BUCKET:
        return Finding(Level.WELL, "pictures lie in the data folder")
    from wireroom.core.bucket import is_open_to_all

    try:
        is_open = is_open_to_all()
    except OSError as error:
        return Finding(Level.ILL, f"the bucket {settings.S3_BUCKET} cannot be used: {' '.join(str(error).split())}")
    if is_open:
        return Finding(Level.ILL, f"anybody can read the bucket {settings.S3_BUCKET}: take public access away")
    return Finding(Level.WELL, f"pictures lie in the bucket {settings.S3_BUCKET}, closed to others")


def someone_can_sign_in() -> Finding:
    count = get_user_model().objects.filter(is_active=True).count()
    if not count:
        return Finding(Level.CARE, "nobody can sign in yet; run `wireroom createeditor`")
    return Finding(Level.WELL, f"{count} people can sign in")


def there_are_editions() -> Finding:
    names = [edition.code for edition in Edition.objects.open()]
    if not names:
        return Finding(Level.CARE, "there is no edition yet; open the site and set it up")
    return Finding(Level.WELL, f"editions: {', '.join(names)}")


def the_site_is_addressed() -> Finding:
    if settings.DEBUG:
        return Finding(Level.ILL, "DEBUG is on: error pages show the inside of the house")
    if "*" in settings.ALLOWED_HOSTS:
        return Finding(Level.CARE, "ALLOWED_HOSTS allows every name; list those of your site")
    return Finding(Level.WELL, f"answers to {', '.join(settings.ALLOWED_HOSTS)}")


def tasks_are_done() -> Finding:
    late = DBTaskResult.objects.ready().filter(run_after__lt=timezone.now() - SLOW_TASK).count()
    failed = DBTaskResult.objects.failed().count()
    if late:
        return Finding(Level.ILL, f"{late} tasks wait for more than five minutes; does a worker run?")
    if failed:
        return Finding(Level.CARE, f"{failed} background tasks failed in the last week")
    return Finding(Level.WELL, "no background task waits or has failed")


def keys_are_there() -> Finding:
    count = len(keys.public_keys())
    if not count and Dispatch.objects.exists():
        return Finding(Level.ILL, "the signing keys are gone; restore WIREROOM_HOME/keys from a backup")
    return Finding(Level.WELL, f"{count} signing keys")


def the_chain_holds() -> Finding:
    flaw = next(chain.flaws(), None)
    if flaw is not None:
        return Finding(Level.ILL, f"the dispatch log is broken at number {flaw.seq}: {flaw.reason}")
    return Finding(Level.WELL, f"the dispatch log holds: {Dispatch.objects.count()} dispatches")


REACHABLE: tuple[Callable[[], Finding], ...] = (counts_are_shared, pictures_are_kept)
DATABASE_CHECKS: tuple[Callable[[], Finding], ...] = (
    the_site_is_addressed,
    someone_can_sign_in,
    there_are_editions,
    tasks_are_done,
    keys_are_there,
    the_chain_holds,
)
