"""ninjs: every version in, 3.1 out, nothing lost, nothing trusted."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import suppress
from datetime import UTC, datetime
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource

from tests.formats.strategies import dirty_texts, news_items, unhurried
from tests.shared_material import shared
from wireroom.formats import ninjs
from wireroom.formats.errors import FormatError, NoHeadlineError, NotNinjsError, TooLargeError
from wireroom.formats.guids import guid_of, uri_of
from wireroom.formats.html import inline_text
from wireroom.formats.newsitem import Byline, Credit, NewsItem, Paragraph, Picture, Run, Subject
from wireroom.formats.ninjs_reading import HELD
from wireroom.formats.release import UNSENT, outgoing
from wireroom.formats.wording import MAX_HEADLINE

ITEM: dict[str, Any] = {"uri": "urn:x:1", "language": "en", "headlines": [{"value": "Rain"}]}


def parsed(**members: Any) -> NewsItem:
    return ninjs.parse(json.dumps({**ITEM, **members}).encode())


def paragraphs(*texts: str) -> tuple[Paragraph, ...]:
    return tuple(Paragraph((Run(text),)) for text in texts)


@cache
def validator() -> Draft202012Validator:
    """The official 3.1 schema, its one remote reference answered from the local file."""
    folder = shared("standards", "ninjs")
    schema = json.loads((folder / "schema" / "ninjs-schema_3.1.json").read_text())
    geo = Resource.from_contents(json.loads((folder / "testsuite" / "GeoJSON-schema.json").read_text()))
    registry: Registry[Any] = Registry().with_resource("https://geojson.org/schema/GeoJSON.json", geo)
    return Draft202012Validator(schema, registry=registry, format_checker=FormatChecker())


def official(*patterns: str) -> list[Path]:
    folder = shared("standards", "ninjs")
    return sorted(path for pattern in patterns for path in folder.glob(pattern))


def dispatches() -> Iterator[tuple[Path, bytes]]:
    for path in sorted(shared("data").glob("*.jsonl")):
        for line in path.read_bytes().splitlines():
            yield path, line


@unhurried
@given(news_items())
def test_what_is_rendered_is_read_back(item: NewsItem) -> None:
    assert ninjs.parse(ninjs.render(item)) == outgoing(item, UNSENT)


@unhurried
@given(news_items())
def test_what_is_rendered_is_valid(item: NewsItem) -> None:
    assert list(validator().iter_errors(json.loads(ninjs.render(item)))) == []


def test_a_rendered_item_reads_like_ninjs() -> None:
    item = NewsItem(
        guid="urn:x:1",
        language="en",
        headline="Rain & more",
        version=3,
        kind="correction",
        summary="Wet.",
        body=paragraphs("One"),
        bylines=(Byline("Ann", "ann"), Byline("Bob")),
        dateline="ANSEL, May 1",
        located="Ansel",
        credits=(Credit("TASS", "tass"),),
        section="world",
        subjects=(Subject("medtop:20000002", "culture"), Subject("tag:rain")),
        embargo_until=datetime(2024, 5, 1, tzinfo=UTC),
        public_note="Wrong year.",
        ed_note="Kill it.",
        rights="Free.",
        lead_picture=Picture("https://x.example/1", "alt", "cap", "AP", 3, 4, "f1"),
        translation_of="not a uri",
        group="g1",
        extra=(("a", "b"),),
    )
    assert json.loads(ninjs.render(item)) == {
        "uri": "urn:x:1",
        "type": "text",
        "standard": {
            "name": "ninjs",
            "version": "3.1",
            "schema": "https://www.iptc.org/std/ninjs/ninjs-schema_3.1.json",
        },
        "profile": "wireroom-1",
        "representationType": "full",
        "version": "3",
        "embargoedUntil": "2024-05-01T00:00:00Z",
        "pubStatus": "usable",
        "urgency": 5,
        "language": "en",
        "headlines": [{"role": "main", "contentType": "text/plain", "value": "Rain & more"}],
        "descriptions": [
            {"role": "summary", "contentType": "text/plain", "value": "Wet."},
            {"role": "dateline", "contentType": "text/plain", "value": "ANSEL, May 1"},
            {"role": "public-note", "contentType": "text/plain", "value": "Wrong year."},
            {"role": "ed-note", "contentType": "text/plain", "value": "Kill it."},
        ],
        "bodies": [{"role": "main", "contentType": "text/html", "value": "<p>One</p>"}],
        "by": "Ann, Bob",
        "people": [{"name": "Ann", "rel": "byline", "literal": "ann"}, {"name": "Bob", "rel": "byline"}],
        "located": "Ansel",
        "infoSources": [{"name": "TASS", "role": "isrol:originfo", "literal": "tass"}],
        "genres": [{"name": "correction", "uri": "urn:x-wireroom:kind:correction", "literal": "correction"}],
        "subjects": [
            {"name": "world", "rel": "section", "literal": "world"},
            {
                "name": "culture",
                "literal": "medtop:20000002",
                "uri": "http://cv.iptc.org/newscodes/mediatopic/20000002",
            },
            {"literal": "tag:rain"},
        ],
        "edNote": "CORRECTION: Wrong year.\nKill it.",
        "usageTerms": "Free.",
        "associations": [
            {
                "name": "lead-picture",
                "type": "picture",
                "uri": "https://x.example/1",
                "by": "AP",
                "descriptions": [
                    {"role": "caption", "contentType": "text/plain", "value": "cap"},
                    {"role": "alt", "contentType": "text/plain", "value": "alt"},
                ],
                "altIds": [{"role": "wireroom:id", "value": "f1"}],
                "renditions": [{"name": "main", "href": "https://x.example/1", "width": 3, "height": 4}],
            },
            {
                "name": "translation-of",
                "rel": "http://cv.iptc.org/newscodes/itemrelation/translatedFrom",
                "uri": "urn:x-wireroom:guid:not%20a%20uri",
            },
        ],
        "altIds": [{"role": "wireroom:group", "value": "g1"}, {"role": "wireroom:extra:a", "value": "b"}],
    }
    assert ninjs.parse(ninjs.render(item)) == item


@pytest.mark.parametrize(
    ("guid", "uri"),
    [
        ("urn:newsml:x.example:1", "urn:newsml:x.example:1"),
        ("https://x.example:80/a%20b?c#d", "https://x.example:80/a%20b?c#d"),
        ("12", "urn:x-wireroom:guid:12"),
        ("a b:c", "urn:x-wireroom:guid:a%20b%3Ac"),
        ("urn:ж", "urn:x-wireroom:guid:urn%3A%D0%B6"),
        ("https://x.example/%zz", "urn:x-wireroom:guid:https%3A%2F%2Fx.example%2F%25zz"),
        ("https://[x/", "urn:x-wireroom:guid:https%3A%2F%2F%5Bx%2F"),
        ("urn:x-wireroom:guid:12", "urn:x-wireroom:guid:urn%3Ax-wireroom%3Aguid%3A12"),
    ],
)
def test_any_guid_is_a_uri_and_comes_back(guid: str, uri: str) -> None:
    assert uri_of(guid) == uri
    assert guid_of(uri) == guid


# Other people's items


def test_every_official_example_is_read() -> None:
    paths = official("testsuite/*/should_pass/*.json", "examples/**/*.json", "guidelines-examples/**/*.json")
    items = [
        ninjs.parse(path.read_bytes(), empty_allowed=True)
        for path in paths
        if path.name not in ("extension-schema.json", "20231016-event-timeline-sample.json")
    ]
    assert len(items) == len(paths) - 2 > 200


def test_official_examples_are_refused_only_for_saying_nothing() -> None:
    for path in official("testsuite/*/should_pass/*.json"):
        try:
            ninjs.parse(path.read_bytes())
        except NoHeadlineError:
            names = set(json.loads(path.read_text()))
            assert not [name for name in names if name.startswith(("headline", "bod", "descr", "title"))]


def test_a_list_of_items_is_read_item_by_item() -> None:
    (path,) = official("examples/3.0/collection/*.json")
    items = ninjs.parse_all(path.read_bytes())
    assert len(items) == len(json.loads(path.read_text()))
    assert all(isinstance(item, NewsItem) for item in items)


def test_parse_all_reports_the_bad_one_and_goes_on() -> None:
    first, second, third = ninjs.parse_all(json.dumps([ITEM, {"uri": "urn:x:2"}, 3]).encode())
    assert isinstance(first, NewsItem)
    assert isinstance(second, NoHeadlineError)
    assert isinstance(third, NotNinjsError)
    assert ninjs.parse_all(json.dumps(ITEM).encode()) == (first,)


def test_real_dispatches_are_sensible_items() -> None:
    for path, line in dispatches():
        item = ninjs.parse(line)
        assert item.headline
        assert item.body
        assert item.language == path.stem
        assert len(item.credits) == 1
        assert item.kind == "new"
        assert item.embargo_until is None
        assert (item.first_created is None) == (path.stem in ("es", "fr"))
        assert bool(item.section) == bool(item.subjects) == ('"subjects"' in line.decode())
        assert bool(item.dateline) == (path.stem == "en")


def test_real_dispatches_survive_rendering() -> None:
    for number, (_, line) in enumerate(dispatches()):
        if number % 5 == 0:
            item = ninjs.parse(line)
            assert ninjs.parse(ninjs.render(item)) == item


def test_rendered_dispatches_are_valid() -> None:
    for number, (_, line) in enumerate(dispatches()):
        if number % 25 == 0:
            assert list(validator().iter_errors(json.loads(ninjs.render(ninjs.parse(line))))) == []


def test_version_1_names() -> None:
    item = ninjs.parse(
        json.dumps(
            {
                "uri": "http://x.example/1",
                "type": "text",
                "version": "4",
                "versioncreated": "2013-07-09T10:37:00Z",
                "firstcreated": "2013-07-08T10:37:00Z",
                "embargoed": "2013-07-10T10:37:00Z",
                "pubstatus": "canceled",
                "urgency": 2,
                "copyrightholder": "The Agency",
                "usageterms": "Ask.",
                "ednote": "Note",
                "language": "en_gb",
                "headline_main": "Rain",
                "headline_sub": "Much",
                "description_text": "Wet.",
                "body_text": "One\n\nTwo",
                "body_xhtml": "<p>One</p><p>Two <b>too</b></p>",
                "byline": "By Ann Oak",
                "located": "Ansel",
                "subject": [
                    {"name": "culture", "scheme": "http://cv.iptc.org/newscodes/mediatopic/", "code": "20000002"}
                ],
                "infosource": [{"name": "TASS"}, {"name": "TASS"}, {"name": "Reuters"}],
                "altid": {"etag": "e1"},
                "associations": {
                    "photo": {
                        "type": "picture",
                        "byline": "Bob",
                        "description_caption": "Cap",
                        "renditions": {
                            "small": {"href": "http://x.example/s.jpg", "width": 10, "height": 5},
                            "large": {"href": "http://x.example/l.jpg", "width": 20, "height": 10},
                        },
                    }
                },
            }
        ).encode()
    )
    assert item == NewsItem(
        guid="http://x.example/1",
        language="en-GB",
        headline="Rain",
        version=4,
        kind="withdrawal",
        summary="Wet.",
        body=(*paragraphs("One"), Paragraph((Run("Two "), Run("too", "b")))),
        bylines=(Byline("Ann Oak"),),
        located="Ansel",
        credits=(Credit("TASS"), Credit("Reuters")),
        subjects=(Subject("medtop:20000002", "culture"),),
        priority=2,
        first_created=datetime(2013, 7, 8, 10, 37, tzinfo=UTC),
        version_created=datetime(2013, 7, 9, 10, 37, tzinfo=UTC),
        embargo_until=datetime(2013, 7, 10, 10, 37, tzinfo=UTC),
        ed_note="Note",
        rights="Ask.",
        lead_picture=Picture("http://x.example/l.jpg", "", "Cap", "Bob", 20, 10),
        extra=(("pubStatus", "canceled"), ("copyrightHolder", "The Agency"), ("altIds.etag", "e1")),
    )


def test_version_2_names() -> None:
    item = parsed(
        bodies=[{"contenttype": "text/plain", "value": "One"}, {"contenttype": "text/html", "value": "<i>One</i>"}],
        infosources=[{"literal": "TASS"}],
        altids=[{"role": "a", "value": "b"}],
    )
    assert item.body == (Paragraph((Run("One", "i"),)),)
    assert item.credits == (Credit("TASS"),)
    assert item.extra == (("altIds.a", "b"),)


def test_plain_text_is_preferred_to_another_markup() -> None:
    bodies = [
        {"contentType": "application/nitf+xml", "value": "<nitf><p>One</p></nitf>"},
        {"contentType": "text/html", "value": "<p>Two</p>"},
    ]
    assert parsed(bodies=bodies).body == paragraphs("Two")


def test_an_own_body_is_taken_even_where_it_repeats_the_headline() -> None:
    item = NewsItem("urn:x:1", "en", "Rain", body=paragraphs("Rain", "Two"))
    assert ninjs.parse(ninjs.render(item)) == item


@pytest.mark.parametrize("first", ["<h1>Rain</h1>", "<p>Rain</p>"])
def test_a_headline_repeated_in_the_body_is_dropped(first: str) -> None:
    assert parsed(bodies=[{"value": f"{first}<p>Two</p>"}]).body == paragraphs("Two")
    assert len(parsed(bodies=[{"value": first}]).body) == 1


@pytest.mark.parametrize(
    ("members", "headline"),
    [
        ({"headlines": [{"role": "sub", "value": "No"}, {"role": "main", "value": "Yes"}]}, "Yes"),
        ({"headlines": [{"role": "sub", "value": "Yes"}]}, "Yes"),
        ({"headlines": [{"value": " R&amp;D <b>up</b>\n"}]}, "R&D up"),
        ({"headlines": [{"value": "R&D <3"}]}, "R&D <3"),
        ({"headlines": [{"value": "<script>x</script>"}], "title": "Title"}, "Title"),
        ({"headlines": [], "bodies": [{"value": "<p>One. Two.</p>"}]}, "One. Two."),
        (
            {"headlines": [], "bodies": [{"value": "It rained on Ansel all day. " + "And on. " * 20}]},
            "It rained on Ansel all day.",
        ),
        ({"headlines": [], "bodies": [{"value": "雨" * 500}]}, "雨" * 120),
        ({"headlines": [], "descriptions": [{"value": "Wet."}]}, "Wet."),
        ({"headlines": "no list", "title": 7}, "7"),
    ],
)
def test_headline_and_what_stands_in_for_it(members: dict[str, Any], headline: str) -> None:
    assert parsed(**members).headline == headline


@pytest.mark.parametrize(
    ("located", "dateline", "place"),
    [
        ("LONDON, March 2 -", "LONDON, March 2", "LONDON"),
        ("BUFFALO, N.Y., Feb 26 -", "BUFFALO, N.Y., Feb 26", "BUFFALO, N.Y."),
        ("****PARIS, March 1 -", "PARIS, March 1", "PARIS"),
        ("Aix-en-Provence", "", "Aix-en-Provence"),
        ("", "", ""),
    ],
)
def test_a_dateline_in_the_slot_of_the_place(located: str, dateline: str, place: str) -> None:
    item = parsed(located=located)
    assert (item.dateline, item.located) == (dateline, place)


@pytest.mark.parametrize(
    ("subject", "code"),
    [
        ({"uri": "http://cv.iptc.org/newscodes/mediatopic/20000002", "name": "x"}, "medtop:20000002"),
        ({"literal": "medtop:20000002"}, "medtop:20000002"),
        ({"literal": "04005000", "name": "x"}, "subj:04005000"),
        ({"uri": "http://cv.iptc.org/newscodes/subjectcode/04005000"}, "subj:04005000"),
        ({"uri": "http://x.example/20000002", "name": "Oil & gas"}, "tag:oil-gas"),
        ({"name": "Политика"}, "tag:политика"),
    ],
)
def test_subjects_get_our_codes(subject: dict[str, str], code: str) -> None:
    assert [found.code for found in parsed(subjects=[subject, {}, "no object"]).subjects] == [code]


def test_the_first_bare_name_is_the_section() -> None:
    subjects = [{"literal": "04005000", "name": "oil"}, {"name": "World News"}, {"name": "b"}]
    assert parsed(subjects=subjects).section == "world-news"


def test_material_held_by_its_provider_is_held() -> None:
    assert parsed(pubStatus="withheld").embargo_until == HELD
    unread = parsed(embargoedUntil="Tuesday noon")
    assert (unread.embargo_until, unread.extra) == (HELD, (("embargoedUntil", "Tuesday noon"),))


def test_what_cannot_be_read_is_kept_as_it_was() -> None:
    item = parsed(version="2b", versionCreated="May", urgency=70, language="English!")
    assert (item.version, item.version_created, item.priority, item.language) == (1, None, 9, "und")
    assert item.extra == (("version", "2b"), ("versionCreated", "May"))


def test_pictures_of_others_never_name_ours() -> None:
    picture = {"name": "a", "type": "picture", "uri": "image:1", "renditions": [{"href": "image:1"}]}
    assert parsed(associations=[picture]).lead_picture is None


def test_markup_in_headline_and_slugline_is_inert() -> None:
    item = parsed(headlines=[{"value": "<img src=x onerror=alert(1)>Rain\u0000"}], slugline="<b>")
    assert (item.headline, item.slugline) == ("Rain", "<b>")


@pytest.mark.parametrize(
    ("data", "error"),
    [
        (b"", NotNinjsError),
        (b"\xff\xfe\xfd", NotNinjsError),
        (b"[]", NotNinjsError),
        (b'{"uri": "urn:x:1"', NotNinjsError),
        (b"[" * 100_000, NotNinjsError),
        (b'{"version":' + b"9" * 5_000 + b"}", NotNinjsError),
        (b'{"headlines": [{"value": "Rain"}]}', NotNinjsError),
        (b'{"uri": "urn:x:1", "headlines": [{"value": "\\u200b"}], "bodies": [{"value": "<p></p>"}]}', NoHeadlineError),
        (b" " * (ninjs.MAX_BYTES + 1), TooLargeError),
        (json.dumps({**ITEM, "headlines": [{"value": "x" * (MAX_HEADLINE + 1)}]}).encode(), TooLargeError),
    ],
)
def test_what_is_no_item_is_refused_with_a_reason(data: bytes, error: type[FormatError]) -> None:
    with pytest.raises(error) as refusal:
        ninjs.parse(data)
    assert refusal.value.code == error.code


def test_official_counterexamples_never_crash() -> None:
    for path in official("testsuite/*/should_fail/*.json"):
        with suppress(NotNinjsError):
            (read,) = ninjs.parse_all(path.read_bytes())
            assert isinstance(read, NewsItem | FormatError)


def test_line_ends_within_json_texts_are_forgiven() -> None:
    assert ninjs.parse(b'{"uri": "urn:x:1", "headline": "Rain\r\nand more"}').headline == "Rain and more"


JSON_VALUES = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(), st.floats(), dirty_texts()),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(["value", "name", "role", "uri", "literal", "href", "type"]), inner, max_size=4
        ),
    ),
    max_leaves=12,
)
NAMES = """
    headline headlines body_html bodies description_text descriptions urgency version versionCreated embargoedUntil
    by people infoSources genres subjects associations altIds renditions language pubStatus profile located type
"""


@unhurried
@given(st.dictionaries(st.sampled_from(NAMES.split()), st.one_of(JSON_VALUES, st.just("wireroom-1")), max_size=8))
def test_any_json_is_read_or_refused(members: dict[str, Any]) -> None:
    try:
        item = ninjs.parse(json.dumps({"uri": "urn:x:1", **members}).encode(), empty_allowed=True)
    except TooLargeError:
        return
    assert ninjs.parse(ninjs.render(item), empty_allowed=True).headline == item.headline
    assert all(inline_text(block.content).strip() for block in item.body if isinstance(block, Paragraph))
