"""The stored pages: files in two trees, in a folder for each generation, found and dropped through an index.

    press/current -> g7              the generation that is served; turned over by replacing this link
    press/g7/web/en/index.html(.gz)  pages that any web server can serve
    press/g7/side/ab/ab12…(.gz)      every other answer, for our own front alone
    press/g7/drafts/                 what is being written, until it is renamed into its place
    press/g7/index.sqlite3, lock     what is where, and who may change it
    press/stamp                      as late as the latest page ever written

A page is recorded first and renamed into its place second, and unlinked first and forgotten second: wherever a process
is killed, no page stands that the index does not know, so none can escape a purge.
"""

from __future__ import annotations

import itertools
import logging
import os
import shutil
import sqlite3
import threading
import time
from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path

from wireroom.press.generations import Generation, Moment
from wireroom.press.index import Done, Holdings, Index, Row
from wireroom.press.pages import Page, Printed, drafted, pack, read, unlink
from wireroom.press.rules import Address, next_stamp

logger = logging.getLogger(__name__)

LARGEST_DROP = 5_000
"""Pages. To drop more at once the generation is turned over, which takes one rename."""
EVICTED_AT_ONCE = 500
SILENCE = 60.0
"""Seconds between two complaints that pages cannot be stored."""
UNTIL_NEXT_TRY = 5.0
"""Seconds before a folder that could not be begun is tried again."""
ABANDONED = 60.0
"""Seconds after which a draft is one that was being written when its process was killed."""

_numbers = itertools.count()


class Store:
    """The press folder as one process sees it."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self._known: Generation | None = None
        self._pid = 0
        self._opening = threading.Lock()
        self._complained = 0.0
        self._next_try = 0.0
        self._used: set[str] = set()
        self.is_frozen = False
        """Something was to be dropped and the disk did not let us: nothing is served until it does."""
        self.followed_at: float | None = None
        """When the keeper last followed the rows of other machines (monotonic); None if it need not or cannot."""

    # Generations.

    def generation(self) -> Generation | None:
        """The current generation, made if there is none; None where the disk does not let us."""
        if self.is_frozen:
            return None
        try:
            name = os.readlink(self.root / "current")
        except OSError:
            name = ""
        known = self._known
        if known is not None and name == known.name and self._pid == os.getpid():
            return known
        return self._open(name)

    def _open(self, name: str) -> Generation | None:
        with self._opening:
            if not name or not (self.root / name / "index.sqlite3").exists():
                if time.monotonic() < self._next_try:
                    return None
                try:
                    name = self._create(before=None)
                except (OSError, sqlite3.Error) as error:
                    self._next_try = time.monotonic() + UNTIL_NEXT_TRY
                    self._complain(error)
                    return None
            folder = self.root / name
            self._known = Generation(folder, self.root / "current", Index(folder / "index.sqlite3"))
            self._pid = os.getpid()
            return self._known

    def _create(self, before: Generation | None, *, follows: bool = True) -> str:
        """Makes an empty generation and lets `current` lead to it; racing callers end with one of theirs."""
        self.root.mkdir(mode=0o755, parents=True, exist_ok=True)
        name = f"g{time.time_ns():x}-{os.getpid()}-{next(_numbers)}"
        folder = self.root / name
        try:
            for part in ("web", "side", "drafts"):
                (folder / part).mkdir(parents=True)
            index = Index.create(folder / "index.sqlite3")
            index.note_fact("born", time.time())
            index.note_fact("stamp", max(int(time.time()), self._newest_stamp()) + 1)
            if before is not None:
                index.succeed(before.index, follows=follows)
            link = self.root / f".{name}"
            os.symlink(name, link)
            os.replace(link, self.root / "current")
        except BaseException:
            shutil.rmtree(folder, ignore_errors=True)
            raise
        return name

    def _newest_stamp(self) -> int:
        with suppress(FileNotFoundError):
            return int(os.stat(self.root / "stamp").st_mtime)
        return 0

    def _note_stamp(self, stamp: int) -> None:
        """Raises the time of the latest page, which outlives every generation; with a lock held."""
        if stamp > self._newest_stamp():
            (self.root / "stamp").touch()
            os.utime(self.root / "stamp", (stamp, stamp))

    def turn_over(self, *, follows: bool = True) -> None:
        """Gives up every stored page with one rename; the old files are removed by `sweep`.

        The new generation `follows` the purge rows from where the old one stood, or else begins with those of now.
        """
        before = self._current()
        try:
            if before is None:
                self._create(None)
            else:
                with before.locked():
                    self._create(before, follows=follows)
        except (OSError, sqlite3.Error) as error:
            self.give_up(error)

    def _current(self) -> Generation | None:
        """The generation if there is one already."""
        return self.generation() if os.path.lexists(self.root / "current") else None

    def sweep(self) -> int:
        """Removes what nobody needs: past generations, but for one just left, and drafts of processes that were killed.

        Returns how many generations that were.
        """
        try:
            current = os.readlink(self.root / "current")
        except FileNotFoundError:
            current = ""  # given up, perhaps for want of the room that the old files take
        old = [folder for folder in self.root.glob("g*-*") if folder.name != current and _age(folder) > 1]
        for folder in old:
            shutil.rmtree(folder, ignore_errors=True)
        for draft in (*self.root.glob("current/drafts/*"), *self.root.glob(".g*-*")):
            if _age(draft) > ABANDONED:
                unlink(draft)
        return len(old)

    # Reading.

    def moment(self) -> Moment:
        """Ask before rendering begins; `put` wants to know."""
        generation = self.generation()
        if generation is None:
            return Moment("", 0)
        try:
            return Moment(generation.name, generation.index.ticks())
        except sqlite3.Error as error:
            self.give_up(error)
            return Moment("", 0)

    def find(self, address: Address) -> Page | None:
        """The stored answer, read from the disk."""
        generation = self.generation()
        if generation is None:
            return None
        try:
            row = generation.index.find(address)
        except sqlite3.Error as error:
            self.give_up(error)
            return None
        if row is None or (row.expires is not None and row.expires <= time.time()):
            return None
        page = read(generation.link / row.file, row)
        if page is not None:
            self._used.add(row.name)
        return page

    # Writing.

    def put(self, address: Address, printed: Printed, began: Moment) -> Page | None:
        """Stores what was rendered since `began`; None if anything it shows was dropped meanwhile, or it cannot be."""
        generation = self.generation()
        if generation is None or generation.name != began.generation:
            return None
        is_web = printed.is_web and address.is_plain
        file = f"web/{address.web_file}" if is_web else f"side/{address.side_file}"
        try:
            return self._write(generation, address, file, printed, began)
        except (OSError, sqlite3.Error) as error:
            if self.generation() is generation:  # else its files are being removed under us
                self._complain(error)
            return None

    def _write(
        self, generation: Generation, address: Address, file: str, printed: Printed, began: Moment
    ) -> Page | None:
        target, drafts = generation.folder / file, generation.folder / "drafts"
        packed = pack(printed.body)
        target.parent.mkdir(parents=True, exist_ok=True)
        with drafted(drafts, printed.body) as plain, drafted(drafts, packed) as squeezed, generation.locked():
            if generation.index.was_dropped_since(began.ticks, printed.tags):
                return None
            born = int(generation.index.fact("stamp") or 0)
            stamp = next_stamp(time.time(), max(generation.index.stamp_before(address), born))
            self._note_stamp(stamp)
            for draft in (plain, squeezed):
                os.utime(draft, (stamp, stamp))
            row = Row(address.name, file, stamp, printed.status, printed.headers, printed.expires)
            size = len(printed.body) + len(packed)
            generation.index.record(row, size=size, tags=printed.tags, used=time.time())
            inode = os.stat(plain).st_ino
            if packed:
                os.replace(squeezed, f"{target}.gz")
            else:
                unlink(f"{target}.gz")
            os.replace(plain, target)
        return Page(
            name=address.name,
            status=printed.status,
            headers=printed.headers,
            body=printed.body,
            packed=packed,
            stamp=stamp,
            expires=printed.expires,
            file=str(generation.link / file),
            inode=inode,
        )

    # Dropping.

    def drop(self, tags: Sequence[str], *, done: Done | None = None) -> int:
        """Drops every page with one of `tags` and returns how many; afterwards nothing rendered before is stored.

        `done` is the purge row that asks for it. Whatever the disk refuses, no dropped page is served from here again.
        """
        self.thaw()
        generation = self._current()
        if generation is None:
            return 0
        try:
            with generation.locked(), generation.index.dropping(tags, done) as found:
                if len(found) <= LARGEST_DROP:
                    generation.remove(found)
                    return len(found)
                found.clear()
        except (OSError, sqlite3.Error) as error:
            self.give_up(error)
            return 0
        self.turn_over()
        return LARGEST_DROP

    def note_floor(self, floor: Done) -> None:
        generation = self._current()
        if generation is not None:
            with generation.locked():
                generation.index.note_floor(floor)

    def drop_expired(self, now: float) -> int:
        generation = self.generation()
        if generation is None or not generation.index.has_expired(now):
            return 0
        with generation.locked(), generation.index.forgetting(expired_at=now) as found:
            generation.remove(found)
        return len(found)

    def shrink(self, limit: int) -> int:
        """Evicts the pages used longest ago until the store holds less than nine tenths of `limit` bytes."""
        generation = self.generation()
        if generation is None or generation.index.holdings().size <= limit:
            return 0
        evicted = 0
        while (held := generation.index.holdings()).size > limit * 0.9 and held.pages:
            with generation.locked(), generation.index.evicting(EVICTED_AT_ONCE) as found:
                generation.remove(found)
            evicted += len(found)
        return evicted

    def prune(self, age: float) -> None:
        """Forgets what was known of files that are gone for `age` seconds."""
        generation = self.generation()
        if generation is not None:
            with generation.locked():
                generation.index.prune(int(time.time() - age))

    def holdings(self) -> Holdings:
        generation = self.generation()
        return generation.index.holdings() if generation else Holdings(0, 0)

    def note_used(self, names: Iterable[str] = ()) -> None:
        """Writes down which pages were asked for since the last call: what eviction goes by."""
        used, self._used = self._used | set(names), set()
        generation = self.generation()
        if generation is not None and used:
            generation.index.note_used(used, time.time())

    def give_up(self, error: Exception) -> None:
        """An index that cannot be read or written knows nothing: without the link its generation is found by nobody."""
        self._complain(error)
        self._known = None
        try:
            os.unlink(self.root / "current")
        except FileNotFoundError:
            pass
        except OSError:
            self.is_frozen = True

    def thaw(self) -> None:
        """Looks whether the disk lets us drop again what it did not let us drop; if so, everything is dropped."""
        if self.is_frozen:
            with suppress(OSError):
                Path(self.root / "current").unlink(missing_ok=True)
                self.is_frozen = False

    def _complain(self, error: Exception) -> None:
        if time.monotonic() - self._complained > SILENCE or not self._complained:
            self._complained = time.monotonic()
            logger.warning("Pages are answered but not stored: %s (said once a minute)", error)


def _age(file: Path) -> float:
    """Seconds since it was changed; none if it is gone."""
    with suppress(FileNotFoundError):
        return time.time() - file.lstat().st_mtime
    return 0.0
