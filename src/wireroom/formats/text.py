"""Clean text: what every string from outside goes through before it becomes part of a NewsItem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from itertools import groupby
from urllib.parse import quote, urlsplit

from wireroom.formats.newsitem import Inline, Run

MAX_HREF = 4_096
MAX_COMBINING = 30
"""Marks kept on one letter, the limit of UAX #15 for stream-safe text; also what keeps normalising linear."""

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BREAKING_SPACE = re.compile("[\t\n\x0b\x0c\r \x85\u2028\u2029]+")
_UNSEEN = re.compile(
    "[\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f]+"
)
_PILED_MARKS = re.compile(
    "([{0}]{{{1}}})[{0}]+".format(
        "".join(mark for mark in map(chr, range(0x300, 0x20000)) if unicodedata.combining(mark)),
        MAX_COMBINING,
    )
)
_HREF_NOISE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff]")
_HREF_UNSAFE = re.compile("[\\s\"'<>\\\\^`{|}\u061c\u200b-\u200f\u202a-\u202e\u2060-\u206f]")


def clean(text: str) -> str:
    """The text in NFC without controls, lone surrogates and noncharacters; white space untouched."""
    if text.isascii():
        return text if text.isprintable() else _UNWANTED.sub("", text)
    text = unicodedata.normalize("NFC", _PILED_MARKS.sub(r"\1", _UNWANTED.sub("", text)))
    return _PILED_MARKS.sub(r"\1", text)


def one_line(text: str) -> str:
    """Clean text on one line: breaking white space folded to single spaces, ends stripped."""
    return _BREAKING_SPACE.sub(" ", clean(text)).strip()


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: white space and invisible characters only."""
    return not _UNSEEN.sub("", text)


def safe_href(href: str) -> str:
    """The absolute http, https or mailto address meant by `href`, or an empty string if it is anything else.

    `//host/path` becomes https; an address with a user name in it is refused, since it is made to mislead.
    """
    href = _HREF_NOISE.sub("", href).strip()
    if href.startswith("//"):
        href = f"https:{href}"
    scheme, colon, rest = href.partition(":")
    scheme = scheme.lower()
    if not colon or len(href) > MAX_HREF:
        return ""
    href = f"{scheme}:" + _HREF_UNSAFE.sub(lambda found: quote(found[0], safe=""), rest)
    if scheme == "mailto":
        return href if rest.strip() else ""
    if scheme not in ("http", "https"):
        return ""
    try:
        parts = urlsplit(href)
        host = parts.hostname
    except ValueError:
        return ""
    return href if host and "@" not in parts.netloc and "%" not in parts.netloc else ""


def inline_text(inline: Inline) -> str:
    """The words alone, without marks and links."""
    return "".join(run.text for run in inline)


def normalise(runs: Iterable[Run]) -> Inline:
    """The runs in normal form: clean, white space folded, ends stripped, neighbours of one kind merged.

    Runs in which nothing can be seen make an empty result.
    """
    folded = _fold([Run(clean(run.text), run.marks, safe_href(run.href) if run.href else "") for run in runs])
    merged: list[Run] = []
    for (marks, href), neighbours in groupby(folded, key=lambda run: (run.marks, run.href)):
        merged.append(Run(clean("".join(run.text for run in neighbours)), marks, href))
    return () if is_blank("".join(run.text for run in merged)) else tuple(merged)


def _fold(runs: list[Run]) -> list[Run]:
    """Fold white space over the bounds of runs and drop the runs that this leaves empty."""
    folded: list[Run] = []
    for run in runs:
        text = _BREAKING_SPACE.sub(" ", run.text)
        if not folded:
            text = text.lstrip()
        elif folded[-1].text.endswith(" "):
            text = text.lstrip(" ")
        if text:
            folded.append(run if text == run.text else Run(text, run.marks, run.href))
    while folded:
        last = folded.pop()
        text = last.text.rstrip()
        if text:
            folded.append(Run(text, last.marks, last.href))
            break
    return folded


def join_inlines(parts: Iterable[Inline]) -> Inline:
    """Several inlines as one, a space between them."""
    runs: list[Run] = []
    for part in parts:
        runs += (Run(" "), *part) if runs else part
    return normalise(runs)
