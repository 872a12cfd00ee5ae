"""ninjs 2.2 and 1.6 for clients of yesterday."""

from __future__ import annotations

import json
from dataclasses import replace

import pytest
from hypothesis import given

from tests.formats.official import ninjs_faults
from tests.formats.samples import RICH, SENT, every_dispatch
from tests.formats.strategies import news_items, unhurried
from wireroom.formats import ninjs, ninjs_older
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.release import UNSENT, Release, outgoing

DISPATCHES = [pytest.param(item, release, id=name) for name, item, release in every_dispatch()]


@unhurried
@given(news_items())
def test_what_is_rendered_as_2_2_is_valid_and_read_back(item: NewsItem) -> None:
    document = ninjs_older.render_2_2(item)
    assert ninjs_faults("2.2", document) == []
    assert ninjs.parse(document) == outgoing(item, UNSENT)


@unhurried
@given(news_items())
def test_what_is_rendered_as_1_6_is_valid_and_readable(item: NewsItem) -> None:
    document = ninjs_older.render_1_6(item)
    assert ninjs_faults("1.6", document) == []
    read = ninjs.parse(document)
    assert (read.guid, read.language, read.version, read.priority) == (
        item.guid,
        item.language,
        item.version,
        item.priority,
    )


@pytest.mark.parametrize(("item", "release"), DISPATCHES)
def test_every_dispatch_is_valid(item: NewsItem, release: Release) -> None:
    assert ninjs_faults("3.1", ninjs.render(item, release)) == []
    assert ninjs_faults("2.2", ninjs_older.render_2_2(item, release)) == []
    assert ninjs_faults("1.6", ninjs_older.render_1_6(item, release)) == []
    if "\x00" not in item.headline:
        assert ninjs.parse(ninjs.render(item, release)) == outgoing(item, release)


def test_a_1_6_item_reads_like_one() -> None:
    item = replace(RICH, kind="correction", public_note="The year was wrong.", body=RICH.body[:1])
    assert json.loads(ninjs_older.render_1_6(item, SENT)) == {
        "uri": "urn:newsml:agency.example:harbour",
        "type": "text",
        "representationtype": "complete",
        "version": "3",
        "firstcreated": "2026-05-01T10:00:00Z",
        "versioncreated": "2026-05-01T12:00:00Z",
        "pubstatus": "usable",
        "urgency": 3,
        "language": "en",
        "slugline": "harbour-reopens",
        "located": "Ansel",
        "ednote": "CORRECTION: The year was wrong.\nPictures to follow.\nMap at 15:00.",
        "usageterms": "For subscribers only.",
        "person": [{"name": "Bob Elm", "rel": "byline", "code": "bob-elm"}, {"name": "Cy Ash", "rel": "byline"}],
        "subject": [
            {"name": "economy", "rel": "section", "code": "economy"},
            {"name": "economy", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "20000349"},
            {"name": "Harbour", "code": "tag:harbour"},
        ],
        "infosource": [
            {"name": "TASS", "rel": "isrol:originfo", "code": "tass"},
            {"name": "Reuters", "rel": "isrol:originfo"},
        ],
        "genre": [{"name": "correction", "scheme": "urn:x-wireroom:kind:", "code": "correction"}],
        "byline": "Bob Elm, Cy Ash",
        "headline": "Harbour & market reopen <today>",
        "description_summary": "Ships are back.",
        "description_dateline": "ANSEL, May 1",
        "description_public_note": "The year was wrong.",
        "description_ed_note": "Pictures to follow.\nMap at 15:00.",
        "body_html": '<p data-id="b1">The <strong>harbour</strong> of <em>Ansel</em> reopened.</p>',
        "associations": {
            "lead_picture": {
                "type": "picture",
                "uri": "https://agency.example/7.jpg",
                "byline": "Bob Elm",
                "description_caption": "Ships at anchor",
                "description_alt": "Ships",
                "renditions": {"main": {"href": "https://agency.example/7.jpg", "width": 1200, "height": 800}},
            },
            "picture": {
                "type": "picture",
                "uri": "https://pictures.example/9.jpg",
                "renditions": {"main": {"href": "https://pictures.example/9.jpg"}},
            },
            "translation_of": {"uri": "urn:newsml:agency.example:hafen"},
        },
        "altids": {
            "wireroom:seq": "41",
            "wireroom:sender": "Ansel Agency",
            "wireroom:address": "https://agency.example/en/news/harbour/",
            "wireroom:group": "g-harbour",
            "wireroom:extra:copyright": "Agency",
        },
        "$standard": {
            "name": "ninjs",
            "version": "1.6",
            "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_1.6.json",
        },
    }


def test_pictures_of_one_kind_are_numbered() -> None:
    item = replace(RICH, pictures=RICH.pictures * 2)
    found = json.loads(ninjs_older.render_1_6(item))
    assert list(found["associations"]) == ["lead_picture", "picture", "picture_2", "translation_of"]


def test_statements_of_one_name_are_all_kept() -> None:
    item = replace(RICH, extra=(("a", "b"), ("a", "c")))
    assert json.loads(ninjs_older.render_1_6(item))["altids"]["wireroom:extra:a"] == ["b", "c"]
