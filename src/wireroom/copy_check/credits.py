"""A story that credits nobody, or bears a reporter's name but does not say from where."""

from __future__ import annotations

from collections.abc import Iterator

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop

CODE = "missing-credit"

NO_CREDIT = gettext_noop("Neither an author nor a source is credited.")
NO_DATELINE = gettext_noop("The story has an author, but neither dateline nor place says from where.")


def find(copy: Copy) -> Iterator[Doubt]:
    item = copy.item
    if not item.bylines and not item.credits:
        yield Doubt(CODE, "credit", 0, 0, NO_CREDIT)
    if item.bylines and not item.dateline and not item.located:
        yield Doubt(CODE, "dateline", 0, 0, NO_DATELINE)


CHECK = Check(CODE, EVERY_LANGUAGE, find)
