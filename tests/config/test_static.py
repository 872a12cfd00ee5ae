"""Static files: whole answers with the right headers, under WSGI's test client as under ASGI."""

from __future__ import annotations

from django.contrib.staticfiles import finders
from django.test import Client


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
