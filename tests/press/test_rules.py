"""What may be stored under which name."""

from __future__ import annotations

import pytest

from wireroom.press.headers import language_tag, table_for
from wireroom.press.rules import Address, etag, is_known, known_query, next_stamp

SITE = "https://news.example.org"


@pytest.mark.parametrize(
    ("path", "file"),
    [
        ("/en/", "en/index.html"),
        ("/en/2031/05/04/a-bridge/", "en/2031/05/04/a-bridge/index.html"),
        ("/en/rss.xml", "en/rss.xml"),
        ("/sitemap-12.xml", "sitemap-12.xml"),
    ],
)
def test_a_plain_address_has_the_file_that_a_web_server_finds(path: str, file: str) -> None:
    address = Address(SITE, path)
    assert address.is_plain
    assert address.web_file == file


@pytest.mark.parametrize(
    "path",
    [
        "/en/../../etc/passwd",
        "/en/./",
        "/en//",
        "//evil.example/",
        "/en/.hidden/",
        "/en/%2e%2e/",
        "/en/a b/",
        "/en/a\0b/",
        "/en/a\nb/",
        "/en/\\..\\/",
        "/en/ж/",
        "/" + "a" * 600 + "/",
        "/" + "a/" * 20,
        "en/",
        "",
    ],
)
def test_a_hostile_address_is_no_file_name(path: str) -> None:
    assert not Address(SITE, path).is_plain or path == ""
    side = Address(SITE, path, "page=2").side_file
    assert len(side) == 43
    assert set(side) <= set("0123456789abcdef/")


def test_an_address_with_a_query_is_never_a_file_of_the_web_tree() -> None:
    assert not Address(SITE, "/en/", "page=2").is_plain


def test_no_two_addresses_share_a_side_file() -> None:
    addresses = [Address(SITE, "/en/", ""), Address(SITE, "/en/", "page=2"), Address("http://localhost", "/en/", "")]
    assert len({address.side_file for address in addresses}) == 3


@pytest.mark.parametrize(
    ("query", "wanted"),
    [
        ("", ""),
        ("utm_source=x", ""),
        ("page=2&utm_source=x", "page=2"),
        ("order=newest&page=2", "order=newest&page=2"),
        ("page=2&order=newest", "order=newest&page=2"),
        ("page=2&page=3", "page=3"),
        ("page=", ""),
        ("page=%D0%B6", "page=%D0%B6"),
        ("page=%ff", None),
        ("page=" + "9" * 1000, None),
        ("&".join(["a=1"] * 90), None),
    ],
)
def test_unknown_parameters_are_dropped_and_known_ones_put_in_order(query: str, wanted: str | None) -> None:
    assert known_query(query, frozenset({"page", "order"})) == wanted


def test_whoever_knows_no_parameter_is_not_bothered_with_any() -> None:
    assert known_query("a=" + "x" * 100_000, frozenset()) == ""


def test_a_stamp_is_later_than_the_one_before_even_within_a_second() -> None:
    assert next_stamp(1000.4, 0) == 1000
    assert next_stamp(1000.9, 1000) == 1001
    assert next_stamp(1000.9, 1005) == 1006


def test_an_entity_tag_is_made_as_nginx_makes_it() -> None:
    assert etag(0x6B0A918A, 0x5D85) == '"6b0a918a-5d85"'


@pytest.mark.parametrize(
    ("given", "known"),
    [('"a-1"', True), ('W/"a-1"', True), ('"b", "a-1"', True), ("*", True), ('"a-2"', False), ("", False)],
)
def test_entity_tags_are_compared_weakly(given: str, known: bool) -> None:
    assert is_known('"a-1"', given) is known


def test_the_language_is_told_by_the_path() -> None:
    paths = ("/en/", "/zh-hans/world/", "/sitemap.xml", "/")
    assert [language_tag(path) for path in paths] == ["en", "zh-Hans", "", ""]


def test_pages_and_feeds_have_their_own_headers() -> None:
    page, feed = dict(table_for("/ru/world/")), dict(table_for("/ru/atom.xml"))
    assert page["content-type"] == "text/html; charset=utf-8"
    assert page["content-language"] == feed["content-language"] == "ru"
    assert "access-control-allow-origin" not in page
    assert feed["access-control-allow-origin"] == "*"
    assert feed["content-type"] == "application/atom+xml; charset=utf-8"
