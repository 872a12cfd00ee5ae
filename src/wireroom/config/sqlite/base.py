"""Opens the database file only where there is one; SQLite itself would make an empty one in its place."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from django.db.backends.sqlite3 import base


class DatabaseWrapper(base.DatabaseWrapper):
    opened: os.stat_result | None = None
    """The file behind the open connection, which may have been moved away since."""

    def get_connection_params(self) -> dict[str, Any]:
        params: dict[str, Any] = super().get_connection_params()
        if (file := self.file()) is not None:
            params["database"] = f"{file.absolute().as_uri()}?mode=rw"
        return params

    def get_new_connection(self, conn_params: Any) -> Any:
        connection = super().get_new_connection(conn_params)
        self.opened = self._status()
        return connection

    def file(self) -> Path | None:
        """Where the database lies, None if it lives in memory."""
        name = self.settings_dict["NAME"]
        return None if self.creation.is_in_memory_db(name) else Path(name)

    def close_if_unusable_or_obsolete(self) -> None:
        """As Django asks at both ends of a request, and our loops in each round.

        A file that was moved away or replaced is let go: what is written into it would be lost to everyone else.
        """
        if self.connection is not None and not self.in_atomic_block and self._is_moved():
            self.close()
        super().close_if_unusable_or_obsolete()

    def _is_moved(self) -> bool:
        found = self._status()
        return self.opened is not None and (found is None or not os.path.samestat(found, self.opened))

    def _status(self) -> os.stat_result | None:
        file = self.file()
        try:
            return file.stat() if file else None
        except FileNotFoundError:
            return None
