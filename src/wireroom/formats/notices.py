"""What a wire says about a release in words, in the item's own language, where a format has no slot for it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from functools import lru_cache
from gettext import NullTranslations, translation
from pathlib import Path

from wireroom.formats.guids import uri_of
from wireroom.formats.newsitem import HELD, Kind, NewsItem
from wireroom.formats.release import Release

_CATALOGUES = Path(__file__).resolve().parent.parent / "locale"
_RIGHT_TO_LEFT = frozenset(("ar", "arc", "ckb", "dv", "fa", "he", "ks", "ps", "sd", "ug", "ur", "yi"))


@lru_cache(maxsize=64)
def words_in(language: str) -> NullTranslations:
    """The catalogue of a language by its BCP 47 tag; English where we ship none."""
    parts = language.split("-")
    names = ["_".join(parts[:length]) for length in range(len(parts), 0, -1)]
    if names == ["zh"]:
        names = ["zh_Hans"]
    return translation("django", str(_CATALOGUES), languages=names, fallback=True)


def direction(language: str) -> str:
    """`rtl` for languages written from the right, else `ltr`."""
    return "rtl" if language.partition("-")[0] in _RIGHT_TO_LEFT else "ltr"


def kind_label(kind: Kind, language: str) -> str:
    """The word that heads a dispatch of this kind; empty for `new`."""
    words = words_in(language)
    labels: dict[Kind, str] = {
        "new": "",
        "update": words.gettext("UPDATE"),
        "correction": words.gettext("CORRECTION"),
        "refile": words.gettext("REFILE"),
        "withdrawal": words.gettext("WITHDRAWAL"),
        "reinstatement": words.gettext("REINSTATED"),
        "advisory": words.gettext("ADVISORY"),
    }
    return labels[kind]


def headed(item: NewsItem) -> str:
    """The headline, behind the word for what the dispatch is."""
    label = kind_label(item.kind, item.language)
    return f"{label}: {item.headline}" if label else item.headline


def kind_notice(item: NewsItem) -> str:
    """Kind and public note in one statement; empty where there is nothing to say of either."""
    label = kind_label(item.kind, item.language)
    if item.kind in ("new", "advisory"):
        return label
    if item.kind == "withdrawal":
        stop = words_in(item.language).gettext("Do not use this story; remove it where it is in use.")
        return f"{label}: {stop}" + (f" {item.public_note}" if item.public_note else "")
    return f"{label}: {item.public_note}" if item.public_note else label


def carried_notices(item: NewsItem, release: Release) -> Iterator[str]:
    """What the versions said that this one overtook on its way."""
    for carried in release.carried:
        words = words_in(item.language)
        label = kind_label(carried.kind, item.language)
        if label:
            which = words.gettext("%(kind)s, version %(version)s") % {"kind": label, "version": carried.version}
            yield f"{which}: {carried.note}" if carried.note else which


def embargo_notice(item: NewsItem, release: Release) -> str:
    """That and until when nobody may publish; empty where everybody may."""
    words = words_in(item.language)
    if item.embargo_until is None:
        return ""
    if item.embargo_until == HELD:
        return words.gettext("HELD: not for publication until it is released.")
    if release.audience != "advance" and not _is_ahead(item.embargo_until, release.sent_at):
        return ""
    return words.gettext("EMBARGOED: not for publication before %(time)s.") % {"time": utc_minutes(item.embargo_until)}


def _is_ahead(embargo: datetime, sent_at: datetime | None) -> bool:
    """Where nobody says when it is sent, an embargo is taken to hold."""
    return sent_at is None or embargo > sent_at


def utc_minutes(moment: datetime) -> str:
    """A time for people in any country, `2024-05-01 10:00 UTC`."""
    return moment.astimezone(UTC).strftime("%Y-%m-%d %H:%M UTC")


def editors_note(item: NewsItem, release: Release, *, said: tuple[str, ...] = ()) -> str:
    """Everything for editors in one text: embargo, kind and public note, what was overtaken, their own note.

    `said` names what the format says elsewhere: `embargo`, `kind`.
    """
    parts = (
        "" if "embargo" in said else embargo_notice(item, release),
        "" if "kind" in said else kind_notice(item),
        *carried_notices(item, release),
        item.ed_note,
    )
    return "\n".join(part for part in parts if part)


def facts(item: NewsItem) -> Iterator[str]:
    """What machines read from slots, for people: version, time, what is urgent, where it was, what it translates."""
    words = words_in(item.language)
    yield words.gettext("Version %(number)s") % {"number": item.version}
    if item.version_created:
        yield utc_minutes(item.version_created)
    if item.priority != 5:
        yield words.gettext("Urgency %(number)s") % {"number": item.priority}
    if item.located and item.located.casefold() not in item.dateline.casefold():
        yield words.gettext("Place: %(name)s") % {"name": item.located}
    if item.translation_of:
        yield words.gettext("Translation of %(story)s") % {"story": uri_of(item.translation_of)}
