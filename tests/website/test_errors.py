"""What went wrong, in the reader's language; signs of life."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.conf import LazySettings
from django.db import OperationalError
from django.test import Client, RequestFactory
from psycopg_pool import PoolTimeout
from wagtail.models import Locale

from tests.factories import Newsroom
from tests.flows.reader import Reader
from tests.website.material import one, words
from wireroom.press.headers import READER_HEADERS
from wireroom.stories import keys
from wireroom.stories.models import Edition
from wireroom.website import agency
from wireroom.website.views import errors

PROTECTING = [name for name in READER_HEADERS if name not in ("Cache-Control", "Cross-Origin-Resource-Policy")]


def test_unknown_page_is_not_found_in_the_language_of_its_address(newsroom: Newsroom, reader: Reader) -> None:
    pages = {path: reader.get(path, accept_language="ru") for path in ("/ar/x/y/z", "/en/nope/", "/nowhere", "/xx/")}
    assert {page.status for page in pages.values()} == {404}
    assert [page.tree.get("lang") for page in pages.values()] == ["ar", "en", "ru", "ru"]
    assert one(pages["/en/nope/"], "p", class_="status").text == "404"
    assert one(pages["/en/nope/"], "main").find(".//form").get("action") == "/en/search/"  # type: ignore[union-attr]  # the page offers a search


def test_unknown_page_before_any_edition_is_plain(db: None, reader: Reader) -> None:
    page = reader.get("/nowhere")
    assert (page.status, page.headers["cache-control"]) == (404, "no-store")


@pytest.mark.parametrize(("language", "tag"), [("en", "en"), ("ar", "ar"), ("zh-hans", "zh-Hans")])
def test_server_error_needs_nothing_from_the_database(newsroom: Newsroom, language: str, tag: str) -> None:
    answer = errors.server_error(RequestFactory().get(f"/{language}/world/"))
    assert (answer.status_code, answer["Cache-Control"]) == (500, "no-store")
    assert f'lang="{tag}"'.encode() in answer.content
    assert answer["Content-Security-Policy"].startswith("default-src 'none'")


def test_server_error_without_database_asks_to_come_again_in_the_readers_language() -> None:
    request = RequestFactory().get("/", headers={"accept-language": "ru"})
    try:
        raise OperationalError("gone") from PoolTimeout("nobody there")
    except OperationalError:
        answer = errors.server_error(request)
    assert (answer.status_code, answer["Retry-After"], b'lang="ru"' in answer.content) == (503, "30", True)


def test_broken_page_is_a_500_in_its_language(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_args: object) -> None:
        raise OperationalError("out of order")

    monkeypatch.setattr("wireroom.website.views.pages.open_layout", broken)
    answer = Client(raise_request_exception=False).get("/ru/")
    assert (answer.status_code, b'lang="ru"' in answer.content) == (500, True)


def test_bad_request_is_answered_plainly(newsroom: Newsroom) -> None:
    answer = Client(raise_request_exception=False).get("/en/", headers={"host": "evil.example"})
    assert (answer.status_code, answer["Cache-Control"]) == (400, "no-store")


def test_error_page_bears_the_name_that_an_editor_gave_the_agency(newsroom: Newsroom, reader: Reader) -> None:
    Edition.objects.filter(locale__language_code="ru").update(name="Северный вестник")
    reader.get("/ru/")
    answer = errors.server_error(RequestFactory().get("/ru/world/"))
    page = answer.content.decode()
    assert "<title>500 / Северный вестник</title>" in page
    assert '<a class="wordmark" href="/ru/">Северный вестник</a>' in page


def test_error_page_without_a_noted_name_has_that_of_the_settings(
    newsroom: Newsroom, tmp_path: Path, settings: LazySettings
) -> None:
    settings.HOME, settings.AGENCY_NAME = tmp_path, "Kestrel"
    for torn in ("", "{", "[]"):
        (tmp_path / "agency.json").write_text(torn)
        assert agency.noted_name("en") == "Kestrel"


def test_names_are_noted_once_and_a_disk_that_refuses_stops_nobody(
    newsroom: Newsroom, tmp_path: Path, settings: LazySettings
) -> None:
    settings.HOME = tmp_path / "away"
    agency.note_names([Edition(name="Nowhere", locale=Locale(language_code="en"))])
    settings.HOME = tmp_path
    agency.note_names([Edition(name="Nowhere", locale=Locale(language_code="en"))])
    assert json.loads((tmp_path / "agency.json").read_text()) == {"en": "Nowhere"}
    (tmp_path / "agency.json").unlink()
    agency.note_names([Edition(name="Nowhere", locale=Locale(language_code="en"))])
    assert not (tmp_path / "agency.json").exists()


def test_a_form_without_its_token_is_refused_in_the_readers_language(newsroom: Newsroom) -> None:
    answer = Client(enforce_csrf_checks=True).post("/desk/login/", headers={"accept-language": "fr"})
    assert (answer.status_code, answer["Content-Language"], answer["Cache-Control"]) == (403, "fr", "no-store")
    assert b"Django" not in answer.content


def test_every_answer_bears_the_headers_that_protect_readers(newsroom: Newsroom) -> None:
    client = Client(enforce_csrf_checks=True)
    read = ("/en", "/healthz", "/static/website/site.css", "/.well-known/x", "/en/nope/")
    sent = ("/healthz", "/.well-known/wireroom-keys.json", "/en/", "/en/rss.xml")
    answers = [client.get(path) for path in read] + [client.post(path) for path in sent]
    assert [answer.status_code for answer in answers] == [301, 200, 200, 404, 404, 405, 405, 405, 405]
    assert {name: [answer.get(name) for answer in answers] for name in PROTECTING} == {
        name: [READER_HEADERS[name]] * len(answers) for name in PROTECTING
    }


def test_signs_of_life(db: None, reader: Reader, monkeypatch: pytest.MonkeyPatch) -> None:
    assert [(reader.get(path).status, reader.get(path).text) for path in ("/healthz", "/readyz")] == [
        (200, "ok\n"),
        (200, "ready\n"),
    ]
    monkeypatch.setattr(errors, "_database_answers", lambda: False)
    assert [reader.get(path).status for path in ("/healthz", "/readyz")] == [200, 503]


def test_public_keys_are_published(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published()
    page = reader.get("/.well-known/wireroom-keys.json")
    assert json.loads(page.body) == keys.jwks()
    assert [key["kty"] for key in page.json["keys"]][:1] == ["OKP"]


def test_error_page_is_words_not_a_trace(newsroom: Newsroom, reader: Reader) -> None:
    assert words(reader.get("/en/nope/").tree.find(".//h1")) == "There is no page at this address"
