"""Stories as plain text."""

from __future__ import annotations

from dataclasses import replace

from tests.formats.samples import FIVE, RICH, SENT
from wireroom.formats import wire_text
from wireroom.formats.newsitem import Heading, Paragraph, Run
from wireroom.formats.release import Channel

TEXT = """\
EMBARGOED: not for publication before 2026-05-01 17:00 UTC.

CORRECTION: The year was wrong.

Harbour & market reopen <today>

Bob Elm, Cy Ash

Ships are back.

[Picture: Ships at anchor (Bob Elm) – Ships <https://agency.example/7.jpg>]

ANSEL, May 1 – The harbour of Ansel reopened.

What it cost

See the report <https://port.example/r?a=1&b=2>.

> We are open.
> At last.
— Ann Oak, mayor of Ansel

• Ships
• Cranes

1. First
2. Second

In port
What | How many
Ships | 12
Cranes |\x20

[Picture: The new crane (Bob Elm) – A crane <https://agency.example/8.jpg>]

The opening
Video
<https://video.example/1>

[Picture: <https://pictures.example/9.jpg>]

Note to editors: Pictures to follow.
Map at 15:00.

Source: TASS, Reuters

Rights: For subscribers only.

Version 3 · 2026-05-01 12:00 UTC · Urgency 3 · Translation of urn:newsml:agency.example:hafen
urn:newsml:agency.example:harbour
https://agency.example/en/news/harbour/
"""


def test_a_story_reads_like_a_wire() -> None:
    item = replace(RICH, kind="correction", public_note="The year was wrong.", embargo_until=FIVE)
    assert wire_text.render(item, SENT).decode() == TEXT


def test_a_dateline_stands_alone_before_what_is_no_paragraph() -> None:
    text = wire_text.render(replace(RICH, body=(Heading((Run("Head"),)),))).decode()
    assert "\n\nANSEL, May 1\n\nHead\n\n" in text


def test_the_place_is_said_where_the_dateline_does_not() -> None:
    assert "Place: Ansel" not in wire_text.render(RICH).decode()
    assert "Place: Ansel" in wire_text.render(replace(RICH, dateline="")).decode()


def test_one_link_of_several_marks_has_its_address_once() -> None:
    link = (
        Run("a ", "", "https://x.example/"),
        Run("b", "b", "https://x.example/"),
        Run(" c", "", "mailto:d@x.example"),
    )
    text = wire_text.render(replace(RICH, dateline="", body=(Paragraph(link),))).decode()
    assert "\n\na b <https://x.example/> c <d@x.example>\n\n" in text


def test_stories_are_parted_by_a_rule() -> None:
    text = b"".join(wire_text.render_all([(RICH, SENT), (RICH, SENT)], Channel())).decode()
    one = wire_text.render(RICH, SENT).decode().rstrip("\n")
    assert text == f"{one}\n\n{'-' * 40}\n\n{one}\n"
