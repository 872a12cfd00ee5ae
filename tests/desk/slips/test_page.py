"""One slip's page: what it tells an editor, and what each of its doors does."""

from __future__ import annotations

from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import ModelLogEntry

from tests.desk.house import log, sign_in
from tests.factories import Newsroom
from tests.reactions.typo_reports.material import send, story_with_slips
from wireroom.accounts.rules import Role
from wireroom.reactions.typo_reports.models import Slip, SlipState
from wireroom.reactions.typo_reports.settling import settle_the_rest
from wireroom.stories import actions as story_actions
from wireroom.stories.models import Story

FIRST = "The harbour was calm on Monday."


def address(slip: Slip, name: str = "slip") -> str:
    return reverse(f"errors:{name}", args=[slip.pk])


def fields(client: Client, slip: Slip, **changes: Any) -> dict[str, Any]:
    """What the form posts as it stands on the page."""
    form = client.get(address(slip)).context["form"]
    values = {name: form[name].value() for name in form.fields} | {"note": ""}
    return values | {"kind": "refile"} | changes


def accept(client: Client, slip: Slip, **changes: Any) -> HttpResponse:
    return client.post(address(slip, "accept"), fields(client, slip, **changes))


def state(slip: Slip) -> str:
    return Slip.objects.get(pk=slip.pk).state


def test_page_tells_what_readers_say(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    for suggestion, comment in (("The", "It hurts."), ("The", ""), ("Tea", "Was it tea?")):
        slip = send(story, "Teh", suggestion, comment=comment).slip
    page = sign_in(newsroom.chief).get(address(slip))
    text = page.content.decode()
    assert [(reading.suggestion, reading.count) for reading, _change in page.context["readings"]] == [
        ("The", 2),
        ("Tea", 1),
    ]
    assert page.context["form"]["sentence"].value() == FIRST
    assert page.context["advice"].kind == "refile"
    for words in ("It hurts.", "Was it tea?", "Versions of the story", "This looks like a refile"):
        assert words in text


def test_another_reading_can_be_begun_with(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    for suggestion in ("The", "The", "Tea"):
        slip = send(story, "Teh", suggestion).slip
    page = sign_in(newsroom.chief).get(address(slip), {"reading": "1"})
    assert page.context["form"]["sentence"].value() == "Tea harbour was calm on Monday."
    for nonsense in ("7", "-1", "x", "9" * 400):
        assert sign_in(newsroom.chief).get(address(slip), {"reading": nonsense}).status_code == 200


@pytest.mark.parametrize(
    ("quote", "suggestion", "kind", "words"),
    [
        ("12", "21", "correction", ["A figure changes."]),
        ("was calm", "was not calm", "correction", ["A negation comes or goes."]),
        ("sial", "sail", "correction", ["Letters change inside somebody’s words."]),
        ("Monday", "Sunday", "refile", ["A name may change: check how it is spelled."]),
        ("Teh", "The", "refile", []),
    ],
)
def test_desk_advises_the_kind_and_says_why(
    newsroom: Newsroom, quote: str, suggestion: str, kind: str, words: list[str]
) -> None:
    slip = send(story_with_slips(newsroom), quote, suggestion).slip
    advice = sign_in(newsroom.chief).get(address(slip)).context["advice"]
    assert (advice.kind, list(advice.reasons)) == (kind, words)


def test_advice_offers_a_note_in_the_storys_language(newsroom: Newsroom) -> None:
    story = newsroom.published("Порт", language="ru", body="<p>Ушли 12 судов.</p>")
    slip = send(story, "12", "21").slip
    advice = sign_in(newsroom.chief).get(address(slip)).context["advice"]
    assert "«12»" in advice.note
    assert "«21»" in advice.note


def test_accepting_mends_and_leads_to_the_next(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip, other = send(story, "Teh", "The").slip, send(story, "nobdy", "nobody").slip
    client = sign_in(newsroom.chief)
    response = accept(client, slip)
    assert (response.status_code, response["Location"]) == (302, address(other))
    assert "“Teh” is mended; the refile is out." in client.get(response["Location"]).content.decode()
    assert [kind for _seq, kind, _audience in log()] == ["new", "refile"]
    settle_the_rest()
    assert accept(client, other)["Location"] == reverse("errors:index")
    assert "nobody" in str(Story.objects.get(pk=story.pk).dispatch.payload)


def test_the_filters_are_carried_along(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    send(newsroom.published("Spotr", section="sport"), "Spotr")
    client = sign_in(newsroom.chief)
    sent = fields(client, slip)
    response = client.post(address(slip, "accept") + "?section=world&p=3", sent)
    assert response["Location"] == reverse("errors:index") + "?section=world"


def test_correction_asks_for_its_note(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "12", "21").slip
    client = sign_in(newsroom.chief)
    response = accept(client, slip, kind="correction")
    assert (response.status_code, list(response.context["form"].errors)) == (422, ["note"])
    assert state(slip) == SlipState.OPEN
    assert accept(client, slip, kind="correction", note="It was 21 ships.").status_code == 302
    assert Slip.objects.get(pk=slip.pk).mended_by.note == "It was 21 ships."


def test_deciding_against_the_advice_is_logged(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "12", "21").slip
    assert accept(sign_in(newsroom.chief), slip, kind="refile").status_code == 302
    entry = ModelLogEntry.objects.get(action="wireroom.slip.accept")
    assert (entry.data["kind"], entry.data["advised"], entry.data["reasons"]) == ("refile", "correction", ["figure"])


def test_words_as_they_stand_are_not_released(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "Teh").slip
    client = sign_in(newsroom.chief)
    for sentence in ("Teh harbour was calm on Monday.", " ", "  Teh harbour was calm on Monday. "):
        response = accept(client, slip, sentence=sentence)
        assert (response.status_code, list(response.context["form"].errors)) == (422, ["sentence"])
    assert [kind for _seq, kind, _audience in log()] == ["new"]


@pytest.mark.parametrize("nonsense", ["", "x", "-1", "9" * 5000])
@pytest.mark.parametrize("name", ["seen", "first", "last"])
def test_forged_places_mend_nothing(newsroom: Newsroom, name: str, nonsense: str) -> None:
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    response = accept(sign_in(newsroom.chief), slip, **{name: nonsense})
    assert response.status_code in (409, 422)


def test_second_editor_is_told_who_was_first(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    first, second = sign_in(newsroom.person(Role.EDITOR, name="quick")), sign_in(newsroom.chief)
    sent = fields(second, slip)
    accept(first, slip)
    for name, extra in (("accept", sent), ("reject", {"reason": "No."}), ("aside", {}), ("claim", {})):
        response = second.post(address(slip, name), extra)
        text = response.content.decode()
        assert response.status_code == 409, name
        for words in ("quick", "Mended", "Nothing of yours has gone out.", reverse("stories:edit", args=[story.pk])):
            assert words in text, name
    assert [kind for _seq, kind, _audience in log()] == ["new", "refile"]


def test_editor_of_an_older_version_is_told(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    client = sign_in(newsroom.chief)
    sent = fields(client, slip)
    story.summary = "Something else."
    story_actions.update(story, by=None)
    response = client.post(address(slip, "accept"), sent)
    assert response.status_code == 409
    assert "Look at it again" in response.content.decode()
    settle_the_rest()
    assert accept(client, slip).status_code == 302


def test_claimed_slip_is_told_to_the_second(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    first, second = newsroom.person(Role.EDITOR, name="quick"), sign_in(newsroom.chief)
    assert sign_in(first).post(address(slip, "claim"))["Location"] == address(slip)
    response = second.post(address(slip, "claim"))
    assert (response.status_code, "Taken by quick" in response.content.decode()) == (409, True)
    sign_in(first).post(address(slip, "letgo"))
    assert Slip.objects.get(pk=slip.pk).claimed_by is None


def test_rejection_needs_a_reason_and_can_be_undone(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "Teh").slip
    client = sign_in(newsroom.chief)
    response = client.post(address(slip, "reject"), {"reason": " "})
    assert (response.status_code, list(response.context["rejection"].errors)) == (422, ["reason"])
    assert client.post(address(slip, "reject"), {"reason": "It is a name."}).status_code == 302
    assert "It is a name." in client.get(address(slip)).content.decode()
    assert client.post(address(slip, "reopen"))["Location"] == address(slip)
    assert client.post(address(slip, "aside")).status_code == 302
    assert state(slip) == SlipState.IRREPRODUCIBLE


@pytest.mark.parametrize(("body", "quote"), [("<p>A ship met a ship.</p>", "ship"), ("<p>A ship.</p>", "nowhere")])
def test_words_without_one_place_are_not_mended_from_here(newsroom: Newsroom, body: str, quote: str) -> None:
    slip = send(story_with_slips(newsroom, body=body), quote, "boat").slip
    client = sign_in(newsroom.chief)
    assert "form" not in client.get(address(slip)).context
    response = client.post(
        address(slip, "accept"), {"sentence": "x", "seen": slip.dispatch_id, "first": 0, "last": 1, "kind": "refile"}
    )
    assert response.status_code == 422
    assert [kind for _seq, kind, _audience in log()] == ["new"]


def test_judge_says_what_a_wording_changes(newsroom: Newsroom) -> None:
    slip = send(story_with_slips(newsroom), "12", "21").slip
    client = sign_in(newsroom.chief)
    sent = fields(client, slip, sentence="Some 13 ships left, and nobdy was hurt & all was well.")
    found = client.post(address(slip, "judge"), sent).json()
    assert found["pieces"] == [
        ["same", "Some "],
        ["removed", "12"],
        ["added", "13"],
        ["same", " ships left, and nobdy was hurt & all was well."],
    ]
    assert (found["kind"], found["reasons"]) == ("correction", ["A figure changes."])
    assert found["note"] == "An earlier version of this story said “12”. It should have said “13”."
    assert client.post(address(slip, "judge"), {"sentence": "x" * 5000}).json() == {"pieces": []}
    assert state(slip) == SlipState.OPEN


def test_markup_from_readers_is_inert(newsroom: Newsroom) -> None:
    payload = '<img src=x onerror="alert(1)">'
    slip = send(story_with_slips(newsroom), payload, payload, comment=payload).slip
    client = sign_in(newsroom.chief)
    for text in (client.get(address(slip)).content.decode(), client.get("/desk/errors/").content.decode()):
        assert "<img src=x" not in text
        assert "&lt;img src=x" in text
    response = client.post(address(slip, "reject"), {"reason": payload}, follow=True)
    assert "<img src=x" not in response.content.decode()


def test_page_of_no_slip_is_not_found(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    assert client.get("/desk/errors/999/").status_code == 404
    assert client.post("/desk/errors/999/accept/").status_code == 404
    assert client.get("/desk/errors/999999999999999999999/").status_code == 404


def test_story_that_was_withdrawn_offers_nothing_to_mend(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    client = sign_in(newsroom.chief)
    sent = fields(client, slip)
    story_actions.withdraw(story, by=None, note="It was wrong.")
    settle_the_rest()
    page = client.get(address(slip))
    assert (page.status_code, "form" in page.context) == (200, False)
    assert client.post(address(slip, "accept"), sent).status_code == 409
    assert Slip.objects.get(pk=slip.pk).state == SlipState.GONE
