"""The list of reported errors: what is in it for whom, in which order, and what it costs."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from django.db import connection
from django.http import HttpResponse
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.typo_reports.material import decision, send, story_with_slips
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.reactions.typo_reports import actions
from wireroom.stories.models import Story

ADDRESS = "/desk/errors/"


def listed(client: Client, **query: Any) -> list[str]:
    response = client.get(ADDRESS, query)
    assert response.status_code == 200
    return [slip.quote for slip in response.context["object_list"]]


def page(client: Client, **query: Any) -> str:
    response: HttpResponse = client.get(ADDRESS, query)
    return response.content.decode()


def test_queue_shows_what_is_reported_most_then_the_oldest(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    now = clock.now()
    for minutes, quote in ((1, "nobdy"), (2, "sial"), (3, "Teh"), (0, "Teh")):
        with clock.at(now - timedelta(minutes=minutes)):
            send(story, quote)
    client = sign_in(newsroom.chief)
    assert listed(client) == ["Teh", "sial", "nobdy"]
    assert listed(client, ordering="-first_reported_at") == ["nobdy", "sial", "Teh"]


def test_row_shows_the_sentence_and_the_difference(newsroom: Newsroom) -> None:
    send(story_with_slips(newsroom), "Teh", "The")
    text = page(sign_in(newsroom.chief))
    assert '<mark class="slip-mark"><del>Teh</del><ins>The</ins></mark> harbour was calm on Monday.' in text
    assert "Harbour calm" in text


def test_row_says_where_the_words_stand_and_who_has_taken_them(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom, body="<p>A ship met a ship.</p>")
    send(story, "ship")
    send(story, "never written")
    slip = send(story, "met").slip
    actions.claim(slip, by=newsroom.chief)
    text = page(sign_in(newsroom.chief))
    for words in ("Stands there more than once", "Not in the text", "Taken by chief"):
        assert words in text


def test_filters_narrow_the_queue(newsroom: Newsroom) -> None:
    english, russian = story_with_slips(newsroom), newsroom.published("Порт", language="ru", section="sport")
    send(english, "Teh")
    send(russian, "Порт")
    taken = send(english, "sial").slip
    actions.claim(taken, by=newsroom.chief)
    actions.reject(send(english, "nobdy").slip, by=None, reason="It is right.")
    client = sign_in(newsroom.chief)
    assert listed(client, locale="ru") == ["Порт"]
    assert listed(client, section="sport") == ["Порт"]
    assert listed(client, claim="mine") == ["sial"]
    assert listed(client, claim="free") == ["Teh", "Порт"]
    assert listed(client, state="refused") == ["nobdy"]
    assert sorted(listed(client, state="all")) == ["Teh", "nobdy", "sial", "Порт"]
    assert listed(client, standing="unverified") == []
    assert listed(client, q="порт") == ["Порт"]
    assert listed(client, q="TEH") == ["Teh"]
    assert listed(client, story=russian.pk) == ["Порт"]


def test_nonsense_in_the_address_is_no_error(newsroom: Newsroom) -> None:
    send(story_with_slips(newsroom), "Teh")
    client = sign_in(newsroom.chief)
    for query in (
        {"p": "9" * 40},
        {"state": "'"},
        {"ordering": "story__guid"},
        {"section": "x" * 9000},
        {"story": "x"},
        {"story": "9" * 40},
    ):
        assert client.get(ADDRESS, query).status_code == 200


def test_what_one_does_not_answer_for_is_filtered_not_hidden(newsroom: Newsroom) -> None:
    send(story_with_slips(newsroom), "Teh")
    send(newsroom.published("Spotr", section="sport"), "Spotr")
    send(newsroom.published("Порт", language="ru", section="sport"), "Порт")
    client = sign_in(newsroom.person(Role.EDITOR, sections=["sport"], languages=["en"]))
    assert listed(client) == ["Spotr"]
    assert sorted(listed(client, scope="all")) == ["Spotr", "Teh", "Порт"]
    assert 'data-object-id="' in page(client)
    ticked = page(client, scope="all").count("data-object-id=")
    assert ticked == 1


def test_menu_counts_the_open_ones_that_one_answers_for(newsroom: Newsroom) -> None:
    send(story_with_slips(newsroom), "Teh")
    send(newsroom.published("Spotr", section="sport"), "Spotr")
    for person, count in (
        (newsroom.chief, '"data-desk-count": "2"'),
        (newsroom.person(Role.EDITOR, sections=["sport"]), '"data-desk-count": "1"'),
    ):
        assert count in sign_in(person).get("/desk/").content.decode()
    assert "data-desk-count" not in sign_in(newsroom.person(Role.REPORTER)).get("/desk/").content.decode()


def test_dashboard_leads_to_each_and_to_all(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    assert "No reported error waits for you." in client.get("/desk/").content.decode()
    slip = send(story_with_slips(newsroom), "Teh", "The").slip
    text = client.get("/desk/").content.decode()
    assert f'href="/desk/errors/{slip.pk}/"' in text
    assert '<a href="/desk/errors/">Reported errors</a>' in text


def test_empty_queue_says_so(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    assert "No reported error waits for you." in page(client)
    assert "No report matches this." in page(client, locale="ru")


def test_queue_costs_the_same_for_one_and_for_many(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.EDITOR, sections=["world"]))
    counts = []
    for more in (1, 2):
        for _round in range(more):
            story = story_with_slips(newsroom, authors=[newsroom.author()])
            for quote, suggestion in (("Teh", "The"), ("sial", "sail")):
                send(story, quote, suggestion)
        client.get(ADDRESS)
        with CaptureQueriesContext(connection) as queries:
            client.get(ADDRESS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_mended_slip_leaves_the_queue(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    actions.accept(slip, decision(slip, "The"), by=newsroom.chief)
    client = sign_in(newsroom.chief)
    assert (listed(client), listed(client, state="mended")) == ([], ["Teh"])
    assert reverse("errors:slip", args=[slip.pk]) in page(client, state="mended")
    assert Story.objects.get(pk=story.pk).dispatch == slip.mended_by
