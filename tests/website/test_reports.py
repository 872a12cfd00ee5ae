"""Reporting an error as readers do: with the form, by script, wrongly and wickedly, and what becomes of it."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.utils import translation

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.reactions.typo_reports.material import decision, send, story_with_slips
from tests.website.material import again, one, path_of, words
from wireroom.reactions.typo_reports.actions import accept, reject, set_aside
from wireroom.reactions.typo_reports.intake import MOST_OF_A_NETWORK
from wireroom.reactions.typo_reports.models import Slip, SlipState, Standing, TypoReport
from wireroom.stories.actions import correct, update, withdraw
from wireroom.stories.models import Story
from wireroom.website.assets import asset_address

Counted = Callable[..., AbstractContextManager[Any]]
HOME = "http://testserver"
PAYLOAD = "<script>alert(1)</script>"


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return story_with_slips(newsroom)


def post(client: Client, story: Story, *, script: bool = False, origin: str = HOME, **fields: Any) -> HttpResponse:
    headers = {"origin": origin} | ({"accept": "application/json"} if script else {})
    fields = {"version": "1", **fields}
    return client.post(f"{path_of(story)}report/", fields, headers=headers)  # type: ignore[return-value]  # a response of ours


def shown(response: HttpResponse) -> Page:
    """An answer to a form as a page."""
    return Page("", response.status_code, dict(response.headers), response.content)


def typed(page: Page) -> dict[str, str]:
    """What stands in the form's fields."""
    form = next(form for form in page.tree.iter("form") if form.get("class") == "report-form")
    values = {e.get("name", ""): (e.text or "").strip() for e in form.iter("textarea")}
    values |= {e.get("name", ""): e.get("value") or "" for e in form.iter("input") if e.get("type") != "radio"}
    picked = [e.get("value") or "" for e in form.iter("input") if e.get("checked") is not None]
    return values | {"part": "".join(picked)}


def status_of(report: TypoReport) -> str:
    return f"/{report.language}/reports/{report.token}/"


# The story page


def test_story_page_has_the_link_and_what_the_script_needs(story: Story, reader: Reader) -> None:
    page = reader.get(path_of(story))
    widget = one(page, "typo-report")
    link = widget.find(".//a")
    assert link is not None
    assert (words(link), link.get("href")) == ("Report an error", f"{path_of(story)}report/")
    assert widget.get("data-limit") == "200"
    assert widget.get("data-too-long") == (
        "The selected text is too long: # characters, at most 200. Select only the words with the mistake."
    )
    assert [e.get("value") for e in widget.iter("input") if e.get("name") == "version"] == ["1"]
    assert widget.get("data-module") == asset_address("report.js")


def test_parts_of_the_story_are_named_as_the_server_knows_them(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published(
        "Bridge opens", dateline="VARSEN", picture=newsroom.image(), picture_caption="The bridge", summary="At last."
    )
    tree = reader.get(path_of(story)).tree
    parts = {e.get("data-part"): words(e) for e in tree.iter() if e.get("data-part")}
    assert parts == {"headline": "Bridge opens", "summary": "At last.", "lead": "The bridge", "dateline": "VARSEN"}


def test_story_page_is_the_same_for_a_reader_who_has_reported(story: Story, client: Client) -> None:
    before = client.get(path_of(story)).content
    post(client, story, quote="Teh", suggestion="The")
    assert client.get(path_of(story)).content == before


# The form


def test_form_lists_the_passages_of_the_story(story: Story, reader: Reader) -> None:
    page = reader.get(f"{path_of(story)}report/")
    assert page.status == 200
    radios = [e.get("value") for e in page.tree.iter("input") if e.get("type") == "radio"]
    assert radios == ["headline", "summary", "b1", "b2", "b3.0", "b3.speaker", "b3.role"]
    assert words(page.tree.find(".//h1")) == "Harbour calm"
    robots = [e.get("content") for e in page.tree.iter("meta") if e.get("name") == "robots"]
    assert robots == ["noindex"]
    assert page.syntax_errors == []


def test_pasted_words_are_stored_and_lead_to_the_reports_page(story: Story, client: Client) -> None:
    response = post(client, story, quote="Teh", suggestion="The", comment="Letters", email="a@example.org")
    stored = TypoReport.objects.get()
    assert (response.status_code, response["Location"]) == (303, status_of(stored))
    assert (stored.quote, stored.suggestion, stored.comment, stored.email) == ("Teh", "The", "Letters", "a@example.org")
    assert (stored.part, stored.version, stored.language) == ("b1", 1, "en")
    assert (len(stored.network), "wireroom_reader" in response.cookies) == (32, False)


def test_picked_passage_is_the_fragment(story: Story, client: Client) -> None:
    assert post(client, story, part="b3.0", suggestion="We sail at dawn.").status_code == 303
    assert (Slip.objects.get().quote, Slip.objects.get().part) == ("We sial at dawn.", "b3.0")


def test_picked_passage_tells_the_same_words_apart(newsroom: Newsroom, client: Client) -> None:
    story = story_with_slips(newsroom, body="<p>Teh ship left.</p><p>It rained. Teh crew slept.</p>")
    post(client, story, quote="Teh", part="b2")
    assert (Slip.objects.get().standing, Slip.objects.get().part) == (Standing.LOCATED, "b2")
    post(client, story, quote="Teh")
    assert Slip.objects.filter(standing=Standing.AMBIGUOUS).count() == 1


def test_picked_passage_that_is_too_long_says_so(newsroom: Newsroom, client: Client) -> None:
    story = story_with_slips(newsroom, body=f"<p>{'word ' * 300}end.</p>")
    page = shown(post(client, story, part="b1"))
    assert (page.status, typed(page)["part"], typed(page)["quote"]) == (422, "b1", "")
    assert words(one(page, "p", id="report-quote-problem")) == (
        "The selected text is too long: 1,504 characters, at most 200. Select only the words with the mistake."
    )


LIMIT = "x" * 198 + "и\u0306"
"""199 characters as one counts them, 200 code points before NFC."""


@pytest.mark.parametrize(
    ("fields", "field"),
    [
        ({"quote": ""}, "quote"),
        ({"quote": " \n "}, "quote"),
        ({"quote": "\u200b\u200d"}, "quote"),
        ({"quote": f"{LIMIT}xx"}, "quote"),
        ({"quote": "й" * 201}, "quote"),
        ({"quote": "e" + "\u0301" * 500}, "quote"),
        ({"quote": "a\0b"}, "quote"),
        ({"quote": "Teh", "suggestion": "x" * 401}, "suggestion"),
        ({"quote": "Teh", "comment": "x" * 1001}, "comment"),
        ({"quote": "Teh", "email": "nobody"}, "email"),
        ({"quote": "Teh", "email": "a@example.org\nBcc: b@example.org"}, "email"),
    ],
)
def test_refused_form_keeps_every_word_and_names_the_field(
    story: Story, client: Client, fields: dict[str, str], field: str
) -> None:
    sent = {"suggestion": "The", "comment": "Why", "email": "a@example.org"} | fields
    page = shown(post(client, story, **sent))
    assert page.status == 422
    assert {name: typed(page)[name] for name in sent} == {
        name: value.strip().replace("\0", "\ufffd") for name, value in sent.items()
    }
    marked = [e.get("name") for e in page.tree.iter() if e.get("aria-invalid") == "true"]
    assert (marked, words(one(page, "p", id=f"report-{field}-problem")) != "") == ([field], True)
    assert "Thank" not in words(page.tree.find(".//main"))
    answer = post(client, story, script=True, **sent)
    assert (answer.status_code, answer.json()["field"]) == (422, field)  # type: ignore[attr-defined]  # of the test client
    assert TypoReport.objects.count() == 0


def test_exactly_the_limit_passes(story: Story, client: Client) -> None:
    assert post(client, story, quote=f"{LIMIT}x").status_code == 303
    assert Slip.objects.get().standing == Standing.UNVERIFIED


@pytest.mark.parametrize("version", ["2", "0", "-1", "x", "", "99999999999999999999", "1 "])
def test_forged_version_is_refused(story: Story, client: Client, version: str) -> None:
    page = shown(post(client, story, quote="Teh", version=version))
    assert (page.status, typed(page)["quote"], typed(page)["version"]) == (422, "Teh", "1")
    assert TypoReport.objects.count() == 0


def test_version_that_the_reader_had_stays_in_the_form(newsroom: Newsroom, story: Story, client: Client) -> None:
    update(again(newsroom, story, headline="Harbour still calm"), by=None)
    page = shown(post(client, story, quote="", version="1"))
    assert (page.status, typed(page)["version"]) == (422, "1")
    assert post(client, story, quote="Teh", version="1").status_code == 303


def test_field_that_people_do_not_see_asks_to_send_again(story: Story, client: Client) -> None:
    page = shown(post(client, story, quote="Teh", link="https://spam.example/"))
    assert (page.status, typed(page)["quote"], typed(page)["link"]) == (422, "Teh", "")
    assert TypoReport.objects.count() == 0


def test_hundred_kilobytes_are_refused_before_anything_is_read(story: Story, client: Client) -> None:
    assert post(client, story, quote="x" * 100_000).status_code == 413


@pytest.mark.parametrize("body", [b"version=1&quote=%ff", b"version=1&quote=%ed%a0%80", b"version=1&quote=\xff"])
def test_what_is_no_text_is_refused(story: Story, client: Client, body: bytes) -> None:
    address, kind = f"{path_of(story)}report/", "application/x-www-form-urlencoded"
    response = client.post(address, body, content_type=kind, headers={"origin": HOME})
    assert (response.status_code, TypoReport.objects.count()) == (400, 0)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", ""])
def test_report_from_elsewhere_is_refused(story: Story, client: Client, origin: str) -> None:
    assert post(client, story, quote="Teh", origin=origin).status_code == 403
    assert TypoReport.objects.count() == 0


def test_flood_from_one_network_is_asked_to_wait_with_its_text_kept(story: Story, client: Client) -> None:
    post(client, story, quote="Teh")
    network = TypoReport.objects.get().network
    for _number in range(MOST_OF_A_NETWORK - 1):
        send(story, "nobdy", network=network)
    page = shown(post(client, story, quote="sial", suggestion="sail"))
    assert (page.status, typed(page)["quote"], typed(page)["suggestion"]) == (429, "sial", "sail")
    assert post(client, story, script=True, quote="sial").status_code == 429


@pytest.mark.parametrize("method", ["get", "post"])
def test_unreleased_story_cannot_be_told_from_nothing(newsroom: Newsroom, client: Client, method: str) -> None:
    draft = newsroom.draft("A secret")
    Story.objects.filter(pk=draft.pk).update(slug="a-secret", url_date="2026-11-01")
    headers = {"origin": HOME}
    bodies = set()
    for slug in ("a-secret", "nothing1"):
        response = getattr(client, method)(f"/en/2026/11/01/{slug}/report/", headers=headers)
        assert response.status_code == 404
        bodies.add(response.content.replace(slug.encode(), b""))
    assert len(bodies) == 1


def test_withdrawn_story_takes_no_reports(story: Story, client: Client) -> None:
    withdraw(story, by=None, note="Untrue.")
    for response in (client.get(f"{path_of(story)}report/"), post(client, story, quote="Teh")):
        assert response.status_code == 410
        assert b"nobdy" not in response.content
    assert post(client, story, script=True, quote="Teh").status_code == 410
    assert TypoReport.objects.count() == 0


@pytest.mark.parametrize("method", ["HEAD", "OPTIONS", "PUT", "DELETE"])
def test_other_methods_change_nothing(story: Story, reader: Reader, method: str) -> None:
    answer = reader.get(f"{path_of(story)}report/", method)
    assert (answer.status, answer.body) == ({"HEAD": 200, "OPTIONS": 204}.get(method, 405), b"")


# By script


def test_script_is_told_where_its_report_stands(story: Story, client: Client) -> None:
    sent = {"quote": "nobdy", "part": "b2", "before": "Some 12 ships left, and ", "after": " was hurt", "start": "24"}
    response = post(client, story, script=True, suggestion="nobody", **sent)
    stored = TypoReport.objects.get()
    assert response.status_code == 201
    assert response.json() == {  # type: ignore[attr-defined]  # of the test client
        "status_url": status_of(stored),
        "message": "Thank you. Your report is with the newsroom",
    }
    assert (stored.part, stored.start, stored.end) == ("b2", 24, 29)
    assert (response["Cache-Control"], "Accept" in response["Vary"]) == ("private, no-store", True)


@pytest.mark.parametrize("language", ["en", "ru", "fr", "es", "ar", "zh-hans"])
def test_too_long_is_said_in_the_editions_language(newsroom: Newsroom, client: Client, language: str) -> None:
    story = story_with_slips(newsroom, language=language)
    response = post(client, story, script=True, quote="x" * 1201)
    with translation.override(language):
        message = translation.gettext(
            "The selected text is too long: %(count)s characters, at most %(limit)s. "
            "Select only the words with the mistake."
        )
    number = {"en": "1,201", "ru": "1\xa0201", "fr": "1\u202f201", "es": "1.201", "ar": "1,201", "zh-hans": "1,201"}
    assert response.json() == {  # type: ignore[attr-defined]  # of the test client
        "field": "quote",
        "message": message % {"count": number[language], "limit": "200"},
    }


# The report's page


def fate(reader: Reader, report: TypoReport) -> Page:
    page = reader.get(status_of(report))
    assert (page.status, page.headers["cache-control"]) == (200, "private, no-store")
    assert [e.get("content") for e in page.tree.iter("meta") if e.get("name") == "robots"] == ["noindex"]
    return page


def main_of(page: Page) -> str:
    return words(page.tree.find(".//main"))


def test_waiting_report_shows_what_was_said_and_to_whom_it_belongs(story: Story, reader: Reader) -> None:
    report = send(story, "nobdy", "nobody", comment="One letter", email="a@example.org", network="n" * 32)
    send(story, "nobdy", "no body", comment="Somebody else's", email="b@example.org")
    page = fate(reader, report)
    assert words(page.tree.find(".//h1")) == "Thank you. Your report is with the newsroom"
    assert [words(e) for e in page.tree.iter("mark")] == ["nobdy"]
    passages = [words(e) for e in page.tree.iter("p") if e.get("class") == "report-passage"]
    assert passages == ["Some 12 ships left, and nobdy was hurt & all was well.", "nobdynobody"]
    changed = {tag: [words(e) for e in page.tree.iter(tag)] for tag in ("del", "ins")}
    assert changed == {"del": ["nobdy"], "ins": ["nobody"]}
    for secret in ("a@example.org", "b@example.org", "Somebody else", "nnnn"):
        assert secret not in page.text
    assert "One letter" in page.text


def settled(newsroom: Newsroom, story: Story, state: str) -> TypoReport:
    report = send(story, "nobdy", "nobody")
    if state == SlipState.ACCEPTED:
        accept(report.slip, decision(report.slip, "nobody"), by=newsroom.chief)
    elif state == SlipState.REJECTED:
        reject(report.slip, by=newsroom.chief, reason="It is a name.")
    elif state == SlipState.IRREPRODUCIBLE:
        set_aside(report.slip, by=newsroom.chief)
    elif state == "withdrawn":
        withdraw(story, by=None, note="Untrue.")
    else:
        Slip.objects.update(state=state)
    return TypoReport.objects.get(pk=report.pk)


@pytest.mark.parametrize(
    ("state", "title"),
    [
        (SlipState.ACCEPTED, "It is mended. Thank you"),
        (SlipState.FIXED, "It was mended already. Thank you"),
        (SlipState.REJECTED, "We have left the words as they are"),
        (SlipState.IRREPRODUCIBLE, "We could not find the mistake"),
        (SlipState.GONE, "The passage is no longer in the story"),
        ("withdrawn", "The story has been withdrawn"),
    ],
)
def test_reports_page_says_where_it_stands(
    newsroom: Newsroom, story: Story, reader: Reader, state: str, title: str
) -> None:
    page = fate(reader, settled(newsroom, story, state))
    assert words(page.tree.find(".//h1")) == title
    links = {e.get("href") for e in page.tree.find(".//main").iter("a")}  # type: ignore[union-attr]  # there is one
    assert path_of(story) in links
    is_live = state != "withdrawn"
    assert (f"{path_of(story)}history/" in links, "nobdy" in page.text, "Harbour" in page.text) == (is_live,) * 3
    assert ("It is a name." in page.text) == (state == SlipState.REJECTED)
    assert page.syntax_errors == []


def test_wording_that_a_correction_withholds_is_not_shown_again(
    newsroom: Newsroom, story: Story, reader: Reader
) -> None:
    report = send(story, "nobdy", "nobody", comment="nobdy indeed")
    correct(again(newsroom, story, summary="Different."), by=None, note="We were wrong.", withhold=True)
    page = fate(reader, report)
    assert ("nobdy" in main_of(page), "Thank you" in main_of(page)) == (False, True)


def test_report_is_answered_in_its_own_edition_only(newsroom: Newsroom, reader: Reader) -> None:
    report = send(story_with_slips(newsroom, language="ru"), "nobdy", language="ru")
    assert words(fate(reader, report).tree.find(".//h1")) == "Спасибо. Ваше сообщение в редакции"
    assert reader.get(f"/en/reports/{report.token}/").status == 404


@pytest.mark.parametrize("token", ["x" * 32, "x", "../" * 10, "%00" * 32])
def test_unknown_token_is_not_found(newsroom: Newsroom, reader: Reader, token: str) -> None:
    assert reader.get(f"/en/reports/{token}/").status == 404


def test_markup_in_a_report_stays_text(story: Story, client: Client) -> None:
    response = post(client, story, quote=PAYLOAD, suggestion=f"{PAYLOAD}{{{{7*7}}}}", comment=PAYLOAD)
    text = client.get(response["Location"]).content.decode()
    assert (PAYLOAD in text, "{{7*7}}" in text) == (False, True)
    again_shown = post(client, story, quote="", suggestion=PAYLOAD, comment="</textarea>" + PAYLOAD)
    assert (PAYLOAD in again_shown.content.decode(), again_shown.status_code) == (False, 422)


@pytest.mark.parametrize("paragraphs", [1, 3])
def test_form_and_status_cost_the_same_however_long_the_story(
    newsroom: Newsroom, client: Client, django_assert_num_queries: Counted, paragraphs: int
) -> None:
    story = story_with_slips(newsroom, body="<p>Teh harbour.</p>" * paragraphs)
    reports = [send(story, f"words {number}", "The") for number in range(paragraphs)]
    client.get(f"{path_of(story)}report/")
    with django_assert_num_queries(4):
        assert client.get(f"{path_of(story)}report/").status_code == 200
    with django_assert_num_queries(5):
        assert client.get(status_of(reports[0])).status_code == 200
