"""The message catalogues: collect what the sources say, merge it, find what a language lacks, compile.

Pure Python on Babel, so that a checkout needs no GNU gettext.
"""

from __future__ import annotations

import os
import re
from collections.abc import Iterator
from io import BytesIO
from pathlib import Path

from babel.messages.catalog import Catalog, Message
from babel.messages.extract import extract
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po
from django.utils.translation.template import templatize

PACKAGE = Path(__file__).resolve().parent.parent

# Every language but the source's, with the plural rule as GNU gettext and Django write it.
PLURALS = {
    "ru": ("nplurals=3; plural=(n%10==1 && n%100!=11 ? 0 : n%10>=2 && n%10<=4 && (n%100<10 || n%100>=20) ? 1 : 2)"),
    "fr": "nplurals=2; plural=(n > 1)",
    "es": "nplurals=2; plural=(n != 1)",
    "ar": ("nplurals=6; plural=(n==0 ? 0 : n==1 ? 1 : n==2 ? 2 : n%100>=3 && n%100<=10 ? 3 : n%100>=11 ? 4 : 5)"),
    "zh_Hans": "nplurals=1; plural=0",
}

# Which arguments of which call are messages; "c" marks a context.
KEYWORDS = {
    name + lazy: arguments
    for name, arguments in {
        "_": (1,),
        "gettext": (1,),
        "ngettext": (1, 2),
        "pgettext": ((1, "c"), 2),
        "npgettext": ((1, "c"), 2, 3),
    }.items()
    for lazy in ("", "_lazy")
} | {"gettext_noop": (1,)}

TEMPLATES = {".html", ".txt", ".xml", ".xsl"}
BRACES = re.compile(r"\{([a-z_]\w*)[^{}]*\}")
LOOSE = {"fr": re.compile(r" (?=[:;!?»])|(?<=«) ")}
"""Plain spaces where a language has no-break ones, so that no line begins with a colon; `update` mends them."""
CHURN = re.compile(
    r'^"(POT-Creation-Date|PO-Revision-Date|Last-Translator|Language-Team|Generated-By|'
    r"Report-Msgid-Bugs-To|Project-Id-Version):.*\n",
    re.MULTILINE,
)


def catalogue_path(package: Path, language: str) -> Path:
    return package / "locale" / language / "LC_MESSAGES" / "django.po"


def source_files(package: Path) -> Iterator[Path]:
    """Our Python modules and templates, without migrations."""
    for path in sorted(package.rglob("*")):
        parts = path.relative_to(package).parts
        if "migrations" in parts or "static" in parts or not path.is_file():
            continue
        if path.suffix == ".py" or ("templates" in parts and path.suffix in TEMPLATES):
            yield path


def messages_of(package: Path) -> Catalog:
    """Every message that occurs in the sources, with the files it occurs in."""
    found = Catalog(fuzzy=False)
    for path in source_files(package):
        source = path.read_text(encoding="utf-8")
        if path.suffix != ".py":
            # What templatize leaves is calls between blanked words; its indentation means nothing to Python.
            source = "\n".join(line.lstrip() for line in templatize(source, str(path)).splitlines()) + "\n"
        place = path.relative_to(package).as_posix()
        for _line, message, comments, context in extract(
            "python", BytesIO(source.encode()), KEYWORDS, ("Translators:",), strip_comment_tags=True
        ):
            found.add(message, locations=[(place, 0)], auto_comments=comments, context=context)
    return found


def read(path: Path, language: str) -> Catalog:
    """The catalogue as it stands on disk, or an empty one with the right plural rule."""
    if path.exists():
        with path.open("rb") as stream:
            return read_po(stream, locale=language)
    empty = Catalog(locale=language, fuzzy=False)
    empty.mime_headers = [("Plural-Forms", PLURALS[language])]
    return empty


def update(package: Path, language: str, found: Catalog) -> tuple[int, int]:
    """Merges the messages found into one language's file; returns how many it has and how many wait."""
    path = catalogue_path(package, language)
    catalogue = read(path, language)
    catalogue.update(found, update_header_comment=False)
    catalogue.obsolete.clear()
    if language in LOOSE:
        for message in catalogue:
            message.string = tightened(message, LOOSE[language])
    catalogue.header_comment = ""
    text = BytesIO()
    write_po(text, catalogue, width=110, include_lineno=False, sort_by_file=True, ignore_obsolete=True)
    written = CHURN.sub("", text.getvalue().decode()).lstrip("#\n")
    path.parent.mkdir(parents=True, exist_ok=True)
    if not path.exists() or path.read_text(encoding="utf-8") != written:
        path.write_text(written, encoding="utf-8")
    waiting = sum(1 for message in catalogue if message.id and (message.fuzzy or not translated(message)))
    return len(catalogue), waiting


def forms(text: object) -> list[str]:
    """The one text of a message, or its plural forms."""
    return [str(form) for form in text] if isinstance(text, tuple | list) else [str(text or "")]


def tightened(message: Message, loose: re.Pattern[str]) -> str | tuple[str, ...]:
    """A translation, or its plural forms, with no-break spaces in the place of loose ones."""
    tight = tuple(loose.sub("\u00a0", form) for form in forms(message.string))
    return tight if isinstance(message.id, tuple | list) else tight[0]


def translated(message: Message) -> bool:
    return all(forms(message.string))


def source_text(message: Message) -> str:
    return forms(message.id)[0]


def faults(catalogue: Catalog, message: Message) -> Iterator[str]:
    """What is wrong with a translation that is there: wrong placeholders, missing plural forms, loose signs."""
    yield from (str(error) for error in message.check(catalogue))
    allowed = {name for text in forms(message.id) for name in BRACES.findall(text)}
    loose = LOOSE.get(str(catalogue.locale))
    for form in forms(message.string):
        if loose and loose.search(form):
            yield "a plain space where there must be a no-break one (updatecatalogues mends it)"
        names = set(BRACES.findall(form))
        if not names <= allowed or (isinstance(message.id, str) and names != allowed):
            yield f"placeholders {sorted(names)} instead of {sorted(allowed)}"


def problems(package: Path = PACKAGE) -> list[str]:
    """One line for each thing that keeps a page from being wholly in its language."""
    found = messages_of(package)
    return [line for language in PLURALS for line in problems_in(package, language, found)]


def problems_in(package: Path, language: str, found: Catalog) -> Iterator[str]:
    path = catalogue_path(package, language)
    if not path.exists():
        yield f"{language}: there is no catalogue"
        return
    catalogue = read(path, language)
    for message in found:
        if not message.id:
            continue
        text, places = source_text(message), ", ".join(sorted({place for place, _line in message.locations}))
        known = catalogue.get(text, message.context)
        if known is None or known.id != message.id:
            yield f"{language}: missing: {text!r} ({places})"
        elif known.fuzzy:
            yield f"{language}: fuzzy: {text!r} ({places})"
        elif not translated(known):
            yield f"{language}: not translated: {text!r} ({places})"
        else:
            yield from (f"{language}: {fault}: {text!r} ({places})" for fault in faults(catalogue, known))
    for message in catalogue:
        if message.id and found.get(source_text(message), message.context) is None:
            yield f"{language}: no longer used: {source_text(message)!r}"


def stale(package: Path = PACKAGE) -> list[Path]:
    """Catalogues whose compiled form is missing or older than they are."""
    paths = [catalogue_path(package, language) for language in PLURALS]
    return [path for path in paths if path.exists() and not is_fresh(path.with_suffix(".mo"), path)]


def is_fresh(compiled: Path, source: Path) -> bool:
    return compiled.exists() and compiled.stat().st_mtime >= source.stat().st_mtime


def compile_stale(package: Path = PACKAGE) -> int:
    """Compiles what `stale` names and returns how many there were."""
    paths = stale(package)
    for path in paths:
        with path.open("rb") as stream:
            catalogue = read_po(stream, locale=path.parent.parent.name)
        draft = path.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as stream:
            write_mo(stream, catalogue)
        draft.replace(path.with_suffix(".mo"))
    return len(paths)


if __name__ == "__main__":
    compile_stale()  # for a checkout in the making, where Django may not load yet
