"""A folder of this machine or one mounted here: written under a temporary name, then renamed."""

from __future__ import annotations

import os
from pathlib import Path

from wireroom.core.home import home
from wireroom.wire_out.adapters.base import TEXT_KEPT, BadAddress, Message, Target
from wireroom.wire_out.rules.retries import Answer, Outcome

CLIENTS = "clients"
"""The one part of the data folder that clients may be given folders in: nothing of the house lies there."""


class FolderDrop:
    host_key = ""

    def __init__(self, target: Target) -> None:
        folder = Path(target.address)
        if not folder.is_absolute():
            raise BadAddress("The path of the folder must begin with a slash.")
        place = folder.resolve()
        if place.is_relative_to(home()) and home() / CLIENTS not in place.parents:
            raise BadAddress("That is the house's own data folder; choose another one.")
        self._folder = folder

    def send(self, message: Message) -> Outcome:
        path = self._folder / message.file_name
        draft = self._folder / f".{message.file_name}.part"
        try:
            with draft.open("wb") as stream:
                stream.write(message.body)
                stream.flush()
                os.fsync(stream.fileno())
            draft.replace(path)
        except OSError as error:
            return Outcome(Answer.FAILED, str(error)[:TEXT_KEPT])
        return Outcome(Answer.ACCEPTED, path.name)

    def close(self) -> None:
        pass
