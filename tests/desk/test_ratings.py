"""Ratings at the desk: what waits, what was given, who may do what."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from wagtail.models import ModelLogEntry

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.ratings.material import crowd, figures
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.reactions.ratings import decisions
from wireroom.reactions.ratings.actions import take_in
from wireroom.reactions.ratings.models import Burst, Switch, Tally
from wireroom.reactions.ratings.rules import Figures
from wireroom.stories.models import Story


def rated(newsroom: Newsroom, headline: str, votes: int = 30) -> Story:
    story = newsroom.published(headline)
    take_in(story, [(f"{headline} {number}", 5, clock.now() - timedelta(days=1)) for number in range(votes)])
    return story


def besieged(newsroom: Newsroom, headline: str = "Besieged") -> Story:
    """A story with a crowd of votes that is held."""
    story = rated(newsroom, headline)
    crowd(story, 1, 12, name=headline, place="cafe")
    return story


def text_of(client: Client, path: str) -> str:
    response = client.get(path)
    assert response.status_code == 200
    return str(response.content.decode())


def test_list_shows_what_every_story_got(newsroom: Newsroom) -> None:
    rated(newsroom, "Loved", 7)
    text = text_of(sign_in(newsroom.chief), "/desk/ratings/")
    assert ("Loved" in text, "<td>5.0</td>" in text, "<td>7</td>" in text) == (True, True, True)
    assert "Held back until somebody decides" not in text


def test_empty_list_says_so(newsroom: Newsroom) -> None:
    assert "Nobody has rated a story yet." in text_of(sign_in(newsroom.chief), "/desk/ratings/")


def test_held_votes_are_one_click_from_the_dashboard(newsroom: Newsroom) -> None:
    story = besieged(newsroom)
    for role in (Role.CHIEF, Role.MODERATOR):
        text = text_of(sign_in(newsroom.person(role)), "/desk/")
        assert "12 votes of 1 ★ from one network" in text
        assert f"/desk/ratings/{story.pk}/" in text
    assert "12 votes" not in text_of(sign_in(newsroom.person(Role.EDITOR, sections=["sport"])), "/desk/")
    assert "12 votes" not in text_of(sign_in(newsroom.person(Role.REPORTER)), "/desk/")


@pytest.mark.parametrize(
    ("deed", "after"), [("count", Figures((12, 0, 0, 0, 30))), ("drop", Figures((0, 0, 0, 0, 30)))]
)
def test_editor_counts_or_drops_held_votes(newsroom: Newsroom, deed: str, after: Figures) -> None:
    story = besieged(newsroom)
    client = sign_in(newsroom.person(Role.EDITOR))
    burst = Burst.objects.get()
    answer = client.post(f"/desk/ratings/held/{burst.pk}/{deed}/")
    assert (answer.status_code, answer["Location"]) == (302, f"/desk/ratings/{story.pk}/")
    assert figures(story) == after
    text = text_of(client, f"/desk/ratings/{story.pk}/")
    assert ("Standing still" in text, "Crowds of equal votes" in text) == (False, deed == "count" or "Dropped" in text)
    client.post(f"/desk/ratings/held/{burst.pk}/drop/")
    assert figures(story) == after
    assert "Somebody has decided about these votes already." in text_of(client, f"/desk/ratings/{story.pk}/")


def test_page_of_a_story_shows_what_is_held(newsroom: Newsroom) -> None:
    story = besieged(newsroom)
    text = text_of(sign_in(newsroom.chief), f"/desk/ratings/{story.pk}/")
    assert '<th scope="row">1</th><td>0</td><td>12</td><td>0</td>' in text
    assert "Votes are held back" in text
    assert "Recount ratings" not in text


def test_editor_closes_reopens_and_recounts(newsroom: Newsroom) -> None:
    story = rated(newsroom, "Loved")
    client = sign_in(newsroom.person(Role.MODERATOR))
    for deed, is_closed in (("close", True), ("reopen", False), ("recount", False)):
        assert client.post(f"/desk/ratings/{story.pk}/{deed}/").status_code == 302
        assert Tally.objects.get(pk=story.pk).is_closed is is_closed
    actions = ModelLogEntry.objects.filter(action__contains="ratings_").order_by("pk")
    assert [entry.action for entry in actions] == [
        "wireroom.ratings_close",
        "wireroom.ratings_reopen",
        "wireroom.ratings_recount",
    ]
    assert "Ratings recounted" in text_of(sign_in(newsroom.chief), f"/desk/stories/history/{story.pk}/")


def test_nothing_is_done_without_the_right(newsroom: Newsroom) -> None:
    story = besieged(newsroom)
    burst = Burst.objects.get()
    reporter, sport = newsroom.person(Role.REPORTER), newsroom.person(Role.EDITOR, sections=["sport"])
    for path in (f"/desk/ratings/{story.pk}/close/", f"/desk/ratings/held/{burst.pk}/drop/", "/desk/ratings/switch/"):
        for person in (reporter, sport):
            answer = sign_in(person).post(path)
            assert (answer.status_code, answer["Location"]) == (302, "/desk/")
        assert sign_in(newsroom.chief).get(path).status_code == 405
    assert sign_in(reporter).get("/desk/ratings/").status_code == 302
    assert text_of(sign_in(sport), "/desk/ratings/").count("Count them") == 0
    assert Burst.objects.undecided().count() == 1
    assert not Tally.objects.filter(is_closed=True).exists()
    assert not Switch.objects.exists()


def test_chief_closes_all_ratings_and_opens_them_again(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    client.post("/desk/ratings/switch/")
    assert not decisions.is_on()
    assert "All ratings are closed: readers see the scores" in text_of(client, "/desk/ratings/")
    client.post("/desk/ratings/switch/")
    assert decisions.is_on()
    assert "Close the ratings of all stories" not in text_of(sign_in(newsroom.person(Role.MODERATOR)), "/desk/ratings/")


def test_unknown_deeds_and_drafts_are_not_found(newsroom: Newsroom) -> None:
    client, story, draft = sign_in(newsroom.chief), rated(newsroom, "Loved"), newsroom.draft()
    answers = [
        client.post(f"/desk/ratings/{story.pk}/delete/"),
        client.post(f"/desk/ratings/{draft.pk}/close/"),
        client.get(f"/desk/ratings/{draft.pk}/"),
        client.post("/desk/ratings/held/99/drop/"),
    ]
    assert [answer.status_code for answer in answers] == [404] * 4


def test_menu_leads_there_for_who_may(newsroom: Newsroom) -> None:
    for role, shown in ((Role.MODERATOR, True), (Role.EDITOR, True), (Role.REPORTER, False)):
        text = text_of(sign_in(newsroom.person(role)), "/desk/")
        assert ('"url": "/desk/ratings/"' in text) is shown


@pytest.mark.parametrize("path", ["/desk/ratings/", "/desk/"])
def test_pages_cost_the_same_for_one_story_and_for_three(newsroom: Newsroom, path: str) -> None:
    client = sign_in(newsroom.chief)
    counts = []
    for names in ("a", "bc"):
        for name in names:
            besieged(newsroom, f"Besieged {name}")
        client.get(path)
        with CaptureQueriesContext(connection) as queries:
            client.get(path)
        counts.append(len(queries))
    assert counts[0] == counts[1]
