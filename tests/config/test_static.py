"""Static files: whole answers with the right headers, under WSGI's test client as under ASGI."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest
from django.contrib.staticfiles import finders
from django.test import Client

from wireroom.press.headers import KEPT_FOR_GOOD
from wireroom.website import assets
from wireroom.website.assets import asset_address


def test_static_file_is_one_whole_answer() -> None:
    path = finders.find("website/site.css")
    assert isinstance(path, str)
    with open(path, "rb") as stream:
        content = stream.read()
    answer = Client().get("/static/website/site.css")
    assert (answer.status_code, answer.streaming, answer.content) == (200, False, content)
    assert answer["Content-Type"] == 'text/css; charset="utf-8"'


def test_head_and_range_and_unchanged_are_answered() -> None:
    client = Client()
    whole = client.get("/static/website/site.css")
    assert client.head("/static/website/site.css").content == b""
    part = client.get("/static/website/site.css", headers={"range": "bytes=0-9"})
    assert (part.status_code, part.content) == (206, whole.content[:10])
    again = client.get("/static/website/site.css", headers={"if-modified-since": whole["Last-Modified"]})
    assert (again.status_code, again.content) == (304, b"")


def test_missing_static_file_is_not_found(db: None) -> None:
    assert Client().get("/static/website/nothing.css").status_code == 404


CSS = "/static/website/site.css"


def test_files_of_this_version_are_kept_for_good_and_those_of_another_for_no_time(db: None) -> None:
    answers = [Client().get(path) for path in (asset_address("site.js"), "/static/website/0123456789/site.js")]
    assert [answer["Cache-Control"] for answer in answers] == [KEPT_FOR_GOOD, "public, no-cache"]
    assert answers[0].content == answers[1].content
    missing = Client().get(asset_address("site.js") + "x")
    assert (missing.status_code, missing["Cache-Control"]) == (404, "no-store")


def test_version_changes_with_any_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assets, "FILES", tmp_path)
    seen = set()
    for name, text in (("a.js", "1"), ("a.js", "2"), ("b.js", ""), ("b.js.12.part", "half")):
        (tmp_path / name).write_text(text)
        seen.add(assets.version.__wrapped__())
    assert len(seen) == 3


def test_text_is_packed_for_whoever_can_unpack_it() -> None:
    plain = Client().get(CSS)
    packed = Client().get(CSS, headers={"Accept-Encoding": "br, gzip"})
    assert (plain.status_code, plain.get("Content-Encoding"), plain["Vary"]) == (200, None, "Accept-Encoding")
    assert (packed["Content-Encoding"], packed["Vary"]) == ("gzip", "Accept-Encoding")
    assert gzip.decompress(packed.content) == plain.content
    assert len(packed.content) == int(packed["Content-Length"]) < len(plain.content) / 3


def test_pictures_are_left_as_they_are() -> None:
    answer = Client().get("/static/website/icon-192.png", headers={"Accept-Encoding": "gzip"})
    assert (answer.status_code, answer.get("Content-Encoding")) == (200, None)


def test_known_file_is_not_sent_again() -> None:
    for headers in ({}, {"Accept-Encoding": "gzip"}):
        etag = Client().get(CSS, headers=headers)["ETag"]
        again = Client().get(CSS, headers={**headers, "If-None-Match": etag})
        assert (again.status_code, again.content) == (304, b"")


def test_part_of_a_file_is_never_packed() -> None:
    answer = Client().get(CSS, headers={"Accept-Encoding": "gzip", "Range": "bytes=0-9"})
    assert (answer.status_code, answer.get("Content-Encoding"), len(answer.content)) == (206, None, 10)
