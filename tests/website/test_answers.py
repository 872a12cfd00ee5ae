"""Headers and manners of every answer: nothing depends on who asks."""

from __future__ import annotations

import gzip

import pytest
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import Reader
from tests.website.material import path_of
from wireroom.accounts.rules import Role
from wireroom.press.headers import CONTENT_SECURITY_POLICY


def test_pages_forbid_whatever_they_do_not_need(newsroom: Newsroom, reader: Reader) -> None:
    headers = reader.get("/en/").headers
    policy = dict(part.split(" ", 1) for part in headers["content-security-policy"].split("; "))
    assert headers["content-security-policy"] == CONTENT_SECURITY_POLICY
    assert (policy["default-src"], policy["script-src"], policy["style-src"]) == ("'none'", "'self'", "'self'")
    assert "unsafe" not in headers["content-security-policy"]
    assert headers["x-content-type-options"] == "nosniff"
    assert headers["referrer-policy"] == "strict-origin-when-cross-origin"
    assert headers["cross-origin-opener-policy"] == "same-origin"
    assert headers["x-frame-options"] == "DENY"
    assert "camera=()" in headers["permissions-policy"]


def test_pages_say_their_language(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get("/zh-hans/")
    assert page.headers["content-language"] == "zh-Hans"
    assert (page.tree.get("lang"), page.tree.get("dir")) == ("zh-Hans", "ltr")
    assert reader.get("/ar/").tree.get("dir") == "rtl"


def test_pages_are_checked_by_their_etag(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published()
    page = reader.get(path_of(story))
    known = reader.get(path_of(story), if_none_match=page.headers["etag"])
    assert (known.status, known.body, known.headers["etag"]) == (304, b"", page.headers["etag"])
    assert reader.get(path_of(story), if_none_match='"other"').status == 200
    assert reader.get(path_of(story), if_modified_since=page.headers["last-modified"]).status == 200
    assert page.headers["cache-control"] == "public, no-cache"


def test_pages_are_packed_for_who_can_unpack(newsroom: Newsroom) -> None:
    client = Client()
    plain = client.get("/en/")
    packed = client.get("/en/", headers={"accept-encoding": "br, gzip;q=1.0"})
    assert packed["Content-Encoding"] == "gzip"
    assert gzip.decompress(packed.content) == plain.content
    assert (plain["Vary"], packed["Vary"]) == ("Accept-Encoding", "Accept-Encoding")
    assert plain["ETag"] == packed["ETag"]
    assert "Content-Encoding" not in client.get("/en/", headers={"accept-encoding": "gzip;q=0"})


@pytest.mark.parametrize("path", ["/", "/en/", "/en/rss.xml", "/sitemap.xml", "/robots.txt", "/en/search/"])
def test_only_reading_is_possible(newsroom: Newsroom, reader: Reader, path: str) -> None:
    whole, head = reader.get(path), reader.get(path, "HEAD")
    assert head.status == whole.status
    assert head.headers.get("etag") == whole.headers.get("etag")
    options = reader.get(path, "OPTIONS")
    assert (options.status, options.headers["allow"]) == (204, "GET, HEAD, OPTIONS")
    for method in ("PUT", "DELETE", "PATCH"):
        refused = reader.get(path, method)
        assert (refused.status in (403, 405), b"csrf" in refused.body.lower()) == (True, False)


def test_a_signed_in_editor_sees_what_everybody_sees(newsroom: Newsroom, client: Client) -> None:
    story = newsroom.published()
    paths = ["/en/", path_of(story), "/en/world/", "/en/nothing/", "/en/search/?q=story", "/en/rss.xml"]
    anonymous = [client.get(path) for path in paths]
    client.force_login(newsroom.person(Role.CHIEF))
    for path, before in zip(paths, anonymous, strict=True):
        answer = client.get(path)
        assert (answer.content, answer["Vary"]) == (before.content, "Accept-Encoding"), path
        assert not answer.cookies, path


def test_a_stale_session_cookie_is_left_alone(newsroom: Newsroom, client: Client) -> None:
    for value in ("", "gone"):
        client.cookies["wireroom_desk"] = value
        for path in ("/en/", "/en/nothing/", "/nowhere", "/sitemap.xml"):
            answer = client.get(path)
            assert (dict(answer.cookies), "Cookie" in answer.get("Vary", "")) == ({}, False), path


def test_pages_hold_no_token_and_no_inline_code(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get(path_of(newsroom.published()))
    assert "csrf" not in page.text.lower()
    assert [e.tag for e in page.tree.iter() if e.get("style") or e.tag == "style"] == []
    assert [s.get("type") for s in page.tree.iter("script")] == ["module", "application/ld+json"]
    assert [name for e in page.tree.iter() for name in e.attrib if str(name).startswith("on")] == []


def test_times_in_pages_are_absolute(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get(path_of(newsroom.published()))
    for time in page.tree.iter("time"):
        assert str(time.get("datetime")).endswith("+00:00")
    assert "ago" not in {word for time in page.tree.iter("time") for word in (time.text or "").split()}
