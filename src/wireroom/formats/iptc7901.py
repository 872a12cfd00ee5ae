"""IPTC 7901, the text message of the teleprinter age, in UTF-8; reads it too.

    SOH source and number SP urgency SP category SP words CR LF
    keyword CR LF
    STX text ETX
    day, hour and minute SP month SP year CR LF
    EOT

Lines are at most 69 characters, as far as words allow; a paragraph begins with three spaces.
"""

from __future__ import annotations

import hashlib
import re
import textwrap
from collections.abc import Iterable, Iterator
from datetime import UTC, datetime

from wireroom.core.text import ascii_slug
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNewsError, TooLargeError, TruncatedError
from wireroom.formats.html import parse_plain, plain_text
from wireroom.formats.newsitem import Credit, NewsItem
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release, outgoing
from wireroom.formats.text import one_line
from wireroom.formats.wire_text import parts
from wireroom.formats.wording import beginning, without_headline

MAX_BYTES = 16 * 1024 * 1024
LINE = 69
INDENT = "   "

_SOH, _STX, _ETX, _EOT = "\x01", "\x02", "\x03", "\x04"
_MONTHS = ["JAN", "FEB", "MAR", "APR", "MAY", "JUN", "JUL", "AUG", "SEP", "OCT", "NOV", "DEC"]
_MESSAGE = re.compile("\x01(?P<head>[^\x01\x02\x03]*)\x02(?P<text>[^\x03\x01]*)(?:\x03(?P<tail>[^\x01]*))?")
_HEAD = re.compile(
    r"\s*(?P<source>[A-Za-z]*)(?P<number>[0-9]*)\s+(?P<urgency>[1-9])\s+(?P<category>\w+)\s+[0-9]*(?P<rest>.*)"
)
_TIME = re.compile(r"([0-9]{2})([0-9]{2})([0-9]{2})\w*\s+([A-Za-z]{3})\w*\s+([0-9]{2,4})")


def render(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item as one message. What the header cannot say stands in the text, as `wire_text` says it."""
    item = outgoing(item, release)
    said = parts(item, release)
    text = "\r\n".join(map(_wrapped, said))
    words = sum(len(part.split()) for part in said)
    moment = (item.version_created or release.sent_at or datetime(1970, 1, 1, tzinfo=UTC)).astimezone(UTC)
    first = f"{_letters(release.sender, 3, 'XXX').upper()}{release.seq % 10_000:04d} {item.priority}"
    return (
        f"{_SOH}{first} {_letters(item.section, 3, 'n')} {words}\r\n"
        f"{ascii_slug(item.slugline or item.headline, limit=40)}\r\n"
        f"{_STX}{text}\r\n{_ETX}\r\n"
        f"{moment:%d%H%M} {_MONTHS[moment.month - 1]} {moment:%y}\r\n{_EOT}"
    ).encode(errors="replace")


def render_all(items: Iterable[Outgoing], _channel: Channel) -> Iterator[bytes]:
    """One message after another."""
    yield from (render(item, release) + b"\r\n" for item, release in items)


def _letters(name: str, length: int, default: str) -> str:
    letters = ascii_slug(name).replace("-", "") if name else ""
    return re.sub("[^a-z]", "", letters)[:length] or default


def _wrapped(part: str) -> str:
    lines: list[str] = []
    for line in part.split("\n"):
        lines += textwrap.wrap(
            line, LINE, initial_indent=INDENT, break_long_words=False, break_on_hyphens=False, replace_whitespace=False
        )
    return "\r\n".join(lines)


def parse(source: bytes) -> tuple[NewsItem | FormatError, ...]:
    """The messages in `source`. Raises TooLargeError, TruncatedError and NotNewsError where there is none."""
    if len(source) > MAX_BYTES:
        raise TooLargeError(f"This has {len(source):,} bytes; at most {MAX_BYTES:,} are read.")
    text = _decoded(source)
    found = [_read(message) for message in _MESSAGE.finditer(text)]
    if not found and text.lstrip().startswith(_SOH):
        raise TruncatedError("This message ends before its text.")
    if not found:
        raise NotNewsError("This holds no message of IPTC 7901: none begins with SOH and a header.")
    return tuple(found)


def _decoded(source: bytes) -> str:
    try:
        return source.decode()
    except UnicodeDecodeError:
        return source.decode("cp1252", "replace")


def _read(message: re.Match[str]) -> NewsItem | FormatError:
    if message["tail"] is None:
        return TruncatedError("This message ends in the middle of its text.")
    first, _, keyword = message["head"].strip("\r\n ").partition("\n")
    said = _HEAD.fullmatch(first.rstrip())
    if said is None:
        return NotNewsError(f"This header is none of IPTC 7901: {one_line(first)[:60]!r}")
    body = parse_plain(message["text"])
    headline = beginning(plain_text(body[:1]))
    if not headline:
        return NoHeadlineError("This message says nothing.")
    name = hashlib.sha256(message[0].encode("utf-8", "replace")).hexdigest()
    moment = _moment(message["tail"])
    return NewsItem(
        guid=f"urn:sha256:{name}",
        language="und",
        headline=headline,
        slugline=one_line(keyword or said["rest"]),
        body=without_headline(body, headline),
        credits=(Credit(said["source"]),) if said["source"] else (),
        section=said["category"].lower(),
        priority=int(said["urgency"]),
        first_created=moment,
        version_created=moment,
        extra=(("number", said["number"]),) if said["number"] else (),
    )


def _moment(tail: str) -> datetime | None:
    """The time in a message's tail, "011200 MAY 26"."""
    found = _TIME.search(tail.upper())
    if not found or found[4] not in _MONTHS:
        return None
    day, hour, minute = (int(found[number]) for number in (1, 2, 3))
    year = int(found[5]) + (2000 if len(found[5]) == 2 else 0)
    try:
        return datetime(year, _MONTHS.index(found[4]) + 1, day, hour, minute, tzinfo=UTC)
    except ValueError:
        return None
