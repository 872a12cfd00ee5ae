"""Clean text: what every string from outside goes through before it becomes part of a NewsItem."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import UTC, datetime
from ipaddress import IPv6Address
from itertools import groupby
from urllib.parse import quote, urljoin

from wireroom.formats.newsitem import Inline, Run

MAX_HREF = 4_096
MAX_COMBINING = 30
"""Marks kept on one letter, the limit of UAX #15 for stream-safe text; also what keeps normalising linear."""

_UNWANTED = re.compile("[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\ud800-\udfff\ufdd0-\ufdef\ufeff\ufffe\uffff]")
_BREAKING_SPACE = re.compile("[\t\n\x0b\x0c\r \x85\u2028\u2029]+")
_SEEN = re.compile(
    "[^\\s\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e\u2060-\u206f]"
)
_PILED_MARKS = re.compile(
    "([{0}]{{{1}}})[{0}]+".format(
        "".join(mark for mark in map(chr, range(0x300, 0x20000)) if unicodedata.combining(mark)),
        MAX_COMBINING,
    )
)
_HREF_NOISE = re.compile("[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\ufeff]")
_HOST_AND_PATH = re.compile(r"//([^/?#\\]*)([/?#].*)?", re.DOTALL)
_PLAIN_HOST = re.compile(
    r"(?:[A-Za-z0-9_](?:[A-Za-z0-9._-]*[A-Za-z0-9_.])?|\[(?P<six>[0-9A-Fa-f:.]+)\])(?::(?P<port>[0-9]{0,5}))?"
)
_NOT_IN_URI = re.compile(r"%(?![0-9A-Fa-f]{2})|[^A-Za-z0-9._~:/?@!$&'()*+,;=%-]+")
_LINE_END = re.compile("\r\n?|[\n\x0b\x0c\x85\u2028\u2029]")
_BLANK_LINES = re.compile("\n{3,}")
_LANGUAGE = re.compile(r"[A-Za-z]{2,8}(?:-[A-Za-z0-9]{1,8})*")


def clean(text: str) -> str:
    """The text in NFC without controls, lone surrogates and noncharacters; white space untouched."""
    if text.isascii():
        return text if text.isprintable() else _UNWANTED.sub("", text)
    return _without_piles(unicodedata.normalize("NFC", _without_piles(_UNWANTED.sub("", text))))


def _without_piles(text: str) -> str:
    """At most MAX_COMBINING marks on a letter; looking at every so many characters finds any longer pile."""
    if any(map(unicodedata.combining, text[::MAX_COMBINING])):
        return _PILED_MARKS.sub(r"\1", text)
    return text


def one_line(text: str) -> str:
    """Clean text on one line: breaking white space folded to single spaces, ends stripped.

    Empty if nothing of it can be seen.
    """
    line = clean_run(text).strip()
    return "" if is_blank(line) else line


def clean_run(text: str) -> str:
    """Clean text to stand inside a line: breaking white space folded to single spaces, at the ends too."""
    return _BREAKING_SPACE.sub(" ", clean(text))


def is_blank(text: str) -> bool:
    """Whether a reader would see nothing: white space and invisible characters only."""
    return _SEEN.search(text) is None


def few_lines(text: str) -> str:
    """Clean text that may have several lines, such as a note to editors; at most one blank line in a row."""
    lines = [one_line(line) for line in _LINE_END.split(text)]
    return _BLANK_LINES.sub("\n\n", "\n".join(lines)).strip()


def safe_href(href: str) -> str:
    """The absolute http, https or mailto address meant by `href`, as an ASCII URI; empty if it is none.

    `//host/path` becomes https; an address with a user name in it is refused, since it is made to mislead.
    """
    href = _HREF_NOISE.sub("", href[: MAX_HREF + 1]).strip()
    if href.startswith("//"):
        href = f"https:{href}"
    scheme, _, rest = href.partition(":")
    scheme = scheme.lower()
    if scheme == "mailto":
        href = f"mailto:{_escaped(rest)}"
        return href if rest and len(href) <= MAX_HREF else ""
    if scheme not in ("http", "https") or not rest.startswith("//"):
        return ""
    parts = _HOST_AND_PATH.fullmatch(rest)
    host = _ascii_host(parts[1]) if parts else ""
    href = f"{scheme}://{host}{_escaped(parts[2] or '')}" if parts else ""
    return href if host and len(href) <= MAX_HREF else ""


def absolute(base: str, href: str) -> str:
    """The address that `href` means on the page at `base`; empty if the two make none."""
    try:
        return urljoin(base, href.strip())
    except ValueError:
        return ""


def _ascii_host(host: str) -> str:
    """Host and port in ASCII, names in other scripts in their IDNA form; empty if it is no plain host."""
    try:
        host = host if host.isascii() else host.encode("idna").decode("ascii")
        found = _PLAIN_HOST.fullmatch(host)
        if found and found["six"]:
            IPv6Address(found["six"])
    except ValueError:
        return ""
    return host if found and int(found["port"] or 0) < 65_536 else ""


def _escaped(path: str) -> str:
    """Whatever may not stand in a URI, percent-encoded."""
    before, mark, fragment = path.partition("#")
    return _NOT_IN_URI.sub(_percent, before) + mark + _NOT_IN_URI.sub(_percent, fragment)


def _percent(found: re.Match[str]) -> str:
    return quote(found[0], safe="")


def language_tag(tag: str) -> str:
    """A BCP 47 tag in its usual spelling (`zh-Hans`, `nb-NO`); `und` where the text is no tag at all."""
    tag = tag.strip().replace("_", "-")
    if len(tag) > 35 or not _LANGUAGE.fullmatch(tag):
        return "und"
    first, *others = tag.lower().split("-")
    spelled = [part.title() if len(part) == 4 else part.upper() if len(part) == 2 else part for part in others]
    return "-".join([first, *spelled])


def moment(text: str) -> datetime | None:
    """The time that an ISO 8601 text gives, in UTC where it names no zone; None if it gives none."""
    try:
        found = datetime.fromisoformat(text.strip())
        return (found if found.tzinfo else found.replace(tzinfo=UTC)).astimezone(UTC)
    except (ValueError, OverflowError):
        return None


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
    return () if all(is_blank(run.text) for run in merged) else tuple(merged)


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
