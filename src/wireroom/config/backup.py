"""Backup and restore: the database, the pictures and the keys in one folder, with a manifest of hashes.

What can be made anew (stored pages, collected static files) is left out, and pictures in a bucket: services keep copies
of these themselves, and there may be more of them than any disk here holds.
"""

from __future__ import annotations

import hashlib
import json
import os
import shlex
import shutil
import sqlite3
import subprocess
from collections.abc import Iterator
from contextlib import closing
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from pathlib import Path, PurePosixPath

from django.conf import settings
from django.db import connection

import wireroom
from wireroom.config import lock
from wireroom.config.database import database_file, is_empty, is_missing
from wireroom.core.errors import WireroomError
from wireroom.core.home import home

FORMAT = 1
MANIFEST = "manifest.json"
HOME_FOLDER = "home"
SQLITE_FILE = "database.sqlite3"
POSTGRES_FILE = "database.pgdump"
LEFT_OUT = {"static", "press", "serve.lock", "migrate.lock"}


class BackupError(WireroomError):
    code = "backup"


@dataclass(frozen=True, slots=True)
class Manifest:
    """What a backup holds: each file's SHA-256 by its path inside the backup; `bucket` is where its pictures lie."""

    format: int
    made: str
    wireroom: str
    database: str
    files: dict[str, str]
    bucket: str = ""


def back_up(target: Path) -> Manifest:
    """Copies everything into `target`, which must not exist or be empty; the house may go on meanwhile."""
    target = target.resolve()
    if target.is_relative_to(home()):
        raise BackupError("a backup inside the data folder is lost with it; choose a folder elsewhere")
    if target.exists() and (not target.is_dir() or any(target.iterdir())):
        raise BackupError(f"{target} is not an empty folder")
    draft = target.with_name(f".{target.name}.part")
    shutil.rmtree(draft, ignore_errors=True)
    draft.mkdir(parents=True, mode=0o700)
    try:
        database = dump_database(draft)
        copy_home(draft / HOME_FOLDER)
        manifest = Manifest(
            format=FORMAT,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
            wireroom=wireroom.__version__,
            database=database,
            files={path.relative_to(draft).as_posix(): sha256(path) for path in files_under(draft)},
            bucket=settings.S3_BUCKET,
        )
        (draft / MANIFEST).write_text(json.dumps(asdict(manifest), indent=1) + "\n", encoding="utf-8")
        if target.exists():
            target.rmdir()
        draft.rename(target)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return manifest


def dump_database(folder: Path) -> str:
    """Writes a consistent copy of the database, without stopping anyone, and returns its file name."""
    if file := database_file():
        copy = folder / SQLITE_FILE
        copy.touch(mode=0o600)
        if is_missing():
            raise BackupError(f"there is no database at {file}")
        with closing(sqlite3.connect(file)) as source, closing(sqlite3.connect(copy)) as target:
            source.backup(target)
        return SQLITE_FILE
    run_postgres("pg_dump", "--format=custom", "--no-owner", f"--file={folder / POSTGRES_FILE}")
    return POSTGRES_FILE


def copy_home(folder: Path) -> None:
    database = database_file()

    def left_out(parent: str, names: list[str]) -> list[str]:
        top = Path(parent) == home()
        return [
            name
            for name in names
            if (top and name in LEFT_OUT) or (database and is_database(Path(parent) / name, database))
        ]

    shutil.copytree(home(), folder, ignore=left_out)


def is_database(path: Path, database: Path) -> bool:
    return path.parent == database.parent and path.name in {
        database.name,
        *(f"{database.name}-{end}" for end in ("wal", "shm", "journal")),
    }


def restore(source: Path) -> Manifest:
    """Puts everything back; refused while Wireroom runs on the data folder or has a database already."""
    manifest = read_manifest(source)
    for name, expected in manifest.files.items():
        if sha256(inside(source, name)) != expected:
            raise BackupError(f"{name} is not as it was when the backup was made; nothing was restored")
    with lock.occupy():
        refuse_live_database(manifest)
        for name in manifest.files:
            place = PurePosixPath(name)
            if place.parts[0] == HOME_FOLDER:
                put(inside(source, name), home().joinpath(*place.parts[1:]))
        if file := database_file():
            put(source / SQLITE_FILE, file)
        else:
            run_postgres("pg_restore", "--no-owner", "--single-transaction", str(source / POSTGRES_FILE))
    return manifest


def read_manifest(source: Path) -> Manifest:
    try:
        manifest = Manifest(**json.loads((source / MANIFEST).read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise BackupError(f"{source} is not a Wireroom backup: {error}") from error
    if manifest.format != FORMAT:
        raise BackupError(f"{source} was made by another version of Wireroom ({manifest.wireroom})")
    return manifest


def inside(source: Path, name: str) -> Path:
    """A file of the backup; a manifest that points elsewhere is refused."""
    path = source / name
    if not path.resolve().is_relative_to(source.resolve()) or path.is_symlink() or not path.is_file():
        raise BackupError(f"{name} is missing from the backup; nothing was restored")
    return path


def refuse_live_database(manifest: Manifest) -> None:
    file = database_file()
    wanted = SQLITE_FILE if file else POSTGRES_FILE
    if manifest.database != wanted:
        raise BackupError(f"the backup holds {manifest.database}, but DATABASE_URL wants {wanted}")
    taken = file.exists() and file.stat().st_size > 0 if file else not is_empty()
    if taken:
        raise BackupError("there is a database already; restore into an empty data folder and an empty database")


def put(source: Path, place: Path) -> None:
    """Copies one file so that at any moment there is the whole of it or none."""
    place.parent.mkdir(parents=True, exist_ok=True)
    draft = place.with_name(f".{place.name}.part")
    shutil.copy2(source, draft)
    with draft.open("rb") as stream:
        os.fsync(stream.fileno())
    draft.replace(place)


def run_postgres(program: str, *arguments: str) -> None:
    """Runs PostgreSQL's own tool on our database; the password goes through the environment."""
    executable = shutil.which(program)
    if executable is None:
        raise BackupError(f"{program} is not installed here; install PostgreSQL's client programs")
    client, environment = connection.client.settings_to_cmd_args_env(connection.settings_dict, [])
    *options, name = client[1:]
    command = [executable, *options, f"--dbname={name}", *arguments]
    done = subprocess.run(  # noqa: S603 - the program and its arguments are ours
        command, env={**os.environ, **(environment or {})}, capture_output=True, text=True, check=False
    )
    if done.returncode:
        raise BackupError(f"{program} failed: {done.stderr.strip() or done.returncode}")


def pictures_to_copy(manifest: Manifest, folder: Path) -> list[str]:
    """What the backup just made in `folder` does not hold, and how to copy it; nothing where it holds all."""
    if not manifest.bucket:
        return []
    return [
        f"THE PICTURES ARE NOT AMONG THEM: they lie in the bucket {manifest.bucket}, originals in private/, readers'"
        " copies in public/. Let the service keep versions of them, or copy them now:",
        f"  {copy_command(f's3://{manifest.bucket}', f'{folder.resolve()}-pictures')}",
    ]


def pictures_left_out(manifest: Manifest, folder: Path) -> list[str]:
    """What did not come back from `folder`, and how to put it where pictures are kept now; nothing where all did."""
    if not manifest.bucket:
        return []
    place = f"s3://{settings.S3_BUCKET}" if settings.S3_BUCKET else f"{home()}/media"
    return [
        f"THE PICTURES ARE NOT AMONG THEM: they were in the bucket {manifest.bucket}. Where that is lost, put back the"
        " copy that you made of it:",
        f"  {copy_command(f'{folder.resolve()}-pictures', place)}",
    ]


def copy_command(source: str, target: str) -> str:
    """What copies pictures from one place to another, folders or `s3://` buckets; for a shell."""
    if not any(place.startswith("s3://") for place in (source, target)):
        return shlex.join(["cp", "-a", f"{source}/.", target])
    elsewhere = ["--endpoint-url", settings.S3_ENDPOINT_URL] if settings.S3_ENDPOINT_URL else []
    return shlex.join(["aws", "s3", "sync", source, target, *elsewhere])


def files_under(folder: Path) -> Iterator[Path]:
    return (path for path in sorted(folder.rglob("*")) if path.is_file())


def sha256(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()
