"""What of an item goes out."""

from __future__ import annotations

from dataclasses import replace

from hypothesis import given

from tests.formats.strategies import news_items, unhurried
from wireroom.formats.newsitem import NewsItem, Paragraph, Picture, Run
from wireroom.formats.release import UNSENT, Release, outgoing

BODY = (Paragraph((Run("The false claim."),)), Picture("image:7"), Picture("image:8"))
ITEM = NewsItem(
    "urn:x:1",
    "en",
    "Rain",
    summary="A claim.",
    body=BODY,
    public_note="It was false.",
    lead_picture=Picture("image:7", "alt"),
    pictures=(Picture("https://x.example/1"),),
    extra=(("a", "b"),),
)


def test_a_withdrawn_story_goes_out_without_its_text() -> None:
    withdrawn = outgoing(replace(ITEM, kind="withdrawal", ed_note="Kill."), UNSENT)
    assert withdrawn == NewsItem(
        "urn:x:1", "en", "Rain", kind="withdrawal", public_note="It was false.", ed_note="Kill."
    )


def test_pictures_go_out_by_their_address() -> None:
    sent = outgoing(ITEM, Release(pictures={"image:7": "https://agency.example/7.jpg"}))
    address = "https://agency.example/7.jpg"
    assert sent.lead_picture == Picture(address, "alt")
    assert sent.body == (BODY[0], Picture(address), Picture("image:8"))
    assert sent.pictures == ITEM.pictures


@unhurried
@given(news_items())
def test_what_goes_out_goes_out_again(item: NewsItem) -> None:
    once = outgoing(item, UNSENT)
    assert outgoing(once, UNSENT) == once
    assert once == item or item.kind == "withdrawal"
