"""The folder that holds everything one install owns: `WIREROOM_HOME`."""

from __future__ import annotations

import os
import secrets
from pathlib import Path


def home() -> Path:
    """The data folder, made on first use; `./var` unless `WIREROOM_HOME` says otherwise."""
    folder = Path(os.environ.get("WIREROOM_HOME", "var")).resolve()
    folder.mkdir(parents=True, exist_ok=True)
    return folder


def kept_secret(name: str) -> str:
    """A random secret stored under the data folder with mode 600; the first of racing callers decides its value."""
    path = home() / name
    if not path.exists():
        draft = path.with_name(f".{name}.{os.getpid()}.{secrets.token_hex(4)}")
        draft.touch(mode=0o600)
        draft.write_text(secrets.token_urlsafe(64))
        try:
            os.link(draft, path)
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    return path.read_text().strip()
