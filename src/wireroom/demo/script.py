"""The demo's written material as it lies in the TOML files beside this module, checked as it is read."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import Any, get_args

from wireroom.core.errors import WireroomError
from wireroom.formats.newsitem import Kind

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "ru", "fr", "es", "ar", "zh-hans")
TEXT_KEYS = ("headline", "slugline", "summary", "dateline", "located", "picture_alt", "picture_caption", "body")


class BadScript(WireroomError):
    """A file of the demo does not say what it must."""

    code = "bad-script"


@dataclass(frozen=True, slots=True)
class Text:
    """What one version says in one language; `body` is HTML whose figures name a scene instead of an address."""

    headline: str = ""
    slugline: str = ""
    summary: str = ""
    dateline: str = ""
    located: str = ""
    picture_alt: str = ""
    picture_caption: str = ""
    body: str = ""
    public_note: str = ""


@dataclass(frozen=True, slots=True)
class Version:
    """One release of a story, `minutes` after the first, in every language that it is written in."""

    kind: Kind
    minutes: int
    texts: Mapping[str, Text]


@dataclass(frozen=True, slots=True)
class Tale:
    """One story in its languages with everything that happens to it."""

    group: str
    section: str
    topics: tuple[str, ...]
    sources: tuple[str, ...]
    authors: tuple[str, ...]
    priority: int
    state: str
    """`published`, `scheduled`, `embargoed` or `draft`."""
    minutes: int
    """Published: how long ago; scheduled and embargoed: how soon."""
    picture: str
    versions: tuple[Version, ...]

    @property
    def languages(self) -> tuple[str, ...]:
        return tuple(self.versions[0].texts)


@dataclass(frozen=True, slots=True)
class Page:
    """A static page in one language."""

    slug: str
    language: str
    title: str
    body: str


def read(path: Path) -> dict[str, Any]:
    try:
        return tomllib.loads(path.read_text(encoding="utf-8"))
    except tomllib.TOMLDecodeError as error:
        raise BadScript(f"{path.name}: {error}") from error


@cache
def tales() -> tuple[Tale, ...]:
    """Every story of the demo, the brief ones last."""
    return tuple(read_tales(FOLDER / "stories"))


def read_tales(folder: Path) -> Iterator[Tale]:
    """The stories of one folder, file by file; raises BadScript at the first that does not say what it must."""
    for path in sorted(folder.glob("*.toml")):
        script = read(path)
        try:
            if "brief" in script:
                yield from (_brief(entry, number) for number, entry in enumerate(script["brief"], 1))
            else:
                yield _group(script)
        except KeyError as error:
            raise BadScript(f"{path.name}: {error.args[0]} is missing") from error
        except ValueError as error:
            raise BadScript(f"{path.name}: {error}") from error


def _group(script: Mapping[str, Any]) -> Tale:
    state = script.get("state", "published")
    if state not in ("published", "scheduled", "embargoed", "draft"):
        raise ValueError(f"there is no state {state!r}")
    return Tale(
        group=script["group"],
        section=script["section"],
        topics=tuple(script["topics"]),
        sources=tuple(script["sources"]),
        authors=tuple(script["byline"]),
        priority=script["priority"],
        state=state,
        minutes=script.get("due_minutes" if "due_minutes" in script else "age_minutes", 0),
        picture=script["picture"],
        versions=tuple(_versions(script["version"])),
    )


def _versions(entries: Iterable[Mapping[str, Any]]) -> Iterator[Version]:
    """The versions in order; what a later one leaves out stays as it was."""
    before: dict[str, Text] = {}
    for entry in entries:
        kind = entry["kind"]
        if kind not in get_args(Kind):
            raise ValueError(f"there is no kind {kind!r}")
        texts = {}
        for language in LANGUAGES:
            said = entry[language]
            if not before and not all(said.get(key, "").strip() for key in TEXT_KEYS):
                raise ValueError(f"{language}: the first version must have {', '.join(TEXT_KEYS)}")
            if kind in ("correction", "withdrawal") and not said.get("public_note", "").strip():
                raise ValueError(f"{language}: a {kind} needs a public_note")
            unknown = set(said) - {*TEXT_KEYS, "public_note"}
            if unknown:
                raise ValueError(f"{language}: nobody knows {', '.join(sorted(unknown))}")
            texts[language] = replace(before.get(language, Text()), **{"public_note": "", **said})
        before = texts
        yield Version(kind, entry["minutes_later"], texts)


def _brief(entry: Mapping[str, Any], number: int) -> Tale:
    text = Text(**{key: entry[key] for key in ("headline", "summary", "dateline", "located", "body")})
    return Tale(
        group=f"brief {entry['language']} {number}",
        section=entry["section"],
        topics=tuple(entry["topics"]),
        sources=tuple(entry["sources"]),
        authors=(),
        priority=entry["priority"],
        state="published",
        minutes=entry["age_minutes"],
        picture="",
        versions=(Version("new", 0, {entry["language"]: text}),),
    )


def pages() -> Iterator[Page]:
    for slug, languages in read(FOLDER / "pages.toml").items():
        for language in LANGUAGES:
            said = languages[language]
            yield Page(slug, language, said["title"], said["body"])
