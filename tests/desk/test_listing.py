"""The list of stories: what it shows, finds and filters, and what it costs."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.desk.states import in_state, states_of
from wireroom.stories import actions
from wireroom.stories.models import Story
from wireroom.stories.rules import State

LIST = "/desk/stories/"


def listed(newsroom: Newsroom, query: str = "", by: Role = Role.CHIEF) -> list[str]:
    response = sign_in(newsroom.person(by)).get(f"{LIST}?{query}")
    assert response.status_code == 200
    return [story.draft_headline or story.headline for story in response.context["object_list"]]


@pytest.fixture
def one_of_each(newsroom: Newsroom) -> dict[State, Story]:
    """A story in every state."""
    later = clock.now() + timedelta(hours=1)
    stories = {state: newsroom.draft(f"A story {state}") for state in State}
    actions.publish(stories[State.PUBLISHED], by=None)
    actions.publish(stories[State.WITHDRAWN], by=None)
    actions.withdraw(stories[State.WITHDRAWN], by=None, note="It was wrong.")
    actions.schedule(stories[State.SCHEDULED], by=None, at=later)
    stories[State.EMBARGOED].embargo_until = later
    actions.publish(stories[State.EMBARGOED], by=None)
    story = stories[State.IN_REVIEW]
    story.get_workflow().start(story, newsroom.chief)
    return {state: newsroom.fresh(story) for state, story in stories.items()}


def test_states_of_many_are_those_of_each(one_of_each: dict[State, Story]) -> None:
    assert states_of(one_of_each.values()) == {story.pk: story.state for story in one_of_each.values()}
    assert {state: story.state for state, story in one_of_each.items()} == {state: state for state in State}


def test_stories_in_a_state_are_found(one_of_each: dict[State, Story]) -> None:
    found = {state: list(in_state(Story.objects.all(), state)) for state in State}
    assert found == {state: [story] for state, story in one_of_each.items()}


def test_filter_by_state(newsroom: Newsroom, one_of_each: dict[State, Story]) -> None:
    for state in State:
        assert listed(newsroom, f"state={state.replace(' ', '+')}") == [f"A story {state}"]


def test_called_off_embargo_is_a_draft_again(newsroom: Newsroom, one_of_each: dict[State, Story]) -> None:
    actions.withdraw(one_of_each[State.EMBARGOED], by=None, note="Called off.")
    assert list(in_state(Story.objects.all(), State.EMBARGOED)) == []
    assert states_of([one_of_each[State.EMBARGOED]]) == {one_of_each[State.EMBARGOED].pk: State.DRAFT}


def test_filters_by_section_language_author_and_date(newsroom: Newsroom) -> None:
    ada = newsroom.author("Ada")
    newsroom.published("In world")
    newsroom.published("In sport", section="sport", authors=[ada])
    newsroom.draft("По-русски", language="ru")
    sport = newsroom.sections["sport"].pk
    assert listed(newsroom, f"section={sport}") == ["In sport"]
    assert listed(newsroom, f"section={newsroom.sections['world'].pk}&section={sport}") == [
        "По-русски",
        "In sport",
        "In world",
    ]
    assert listed(newsroom, "locale=ru") == ["По-русски"]
    assert listed(newsroom, f"authors={ada.pk}") == ["In sport"]
    today = clock.now().date()
    assert listed(newsroom, f"first_published_at_from={today}") == ["In sport", "In world"]
    assert listed(newsroom, f"first_published_at_to={today - timedelta(days=1)}") == []


def test_search_finds_what_drafts_say_now(newsroom: Newsroom) -> None:
    story = newsroom.published("Harbour closed")
    story.headline = "Lighthouse closed"
    story.save_revision()
    newsroom.draft("Bridge opens")
    assert listed(newsroom, "q=lighthouse") == ["Lighthouse closed"]
    assert listed(newsroom, "q=bridges") == ["Bridge opens"]
    assert listed(newsroom, "q=nowhere") == []


def test_newest_stand_first_unless_asked_otherwise(newsroom: Newsroom) -> None:
    first, second = newsroom.draft("First"), newsroom.draft("Second")
    assert listed(newsroom) == ["Second", "First"]
    first.save_revision()
    assert listed(newsroom, "ordering=-latest_revision_id") == ["First", "Second"]
    assert listed(newsroom, "ordering=body") == ["Second", "First"]
    assert second.pk > first.pk


def test_headlines_lead_to_the_editor_or_to_reading(newsroom: Newsroom) -> None:
    reporter = newsroom.person(Role.REPORTER)
    own, other = newsroom.draft("Own", by=reporter), newsroom.draft("Other")
    page = sign_in(reporter).get(LIST).content.decode()
    assert f'href="{reverse("stories:edit", args=[own.pk])}"' in page
    assert f'href="{reverse("stories:inspect", args=[other.pk])}"' in page
    assert reverse("stories:edit", args=[other.pk]) not in page
    assert reverse("stories:delete", args=[other.pk]) not in page


def test_list_costs_the_same_for_one_story_and_for_many(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.EDITOR, sections=["world"]))
    author = newsroom.author()
    counts = []
    for more in (1, 4):
        for _story in range(more):
            newsroom.draft(authors=[author])
            newsroom.published(section="sport", authors=[author])
        client.get(LIST)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get(LIST).status_code == 200
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_results_alone_are_rendered_for_typing(newsroom: Newsroom) -> None:
    newsroom.draft("Bridge opens")
    response = sign_in(newsroom.chief).get("/desk/stories/results/?q=bridge")
    assert (response.status_code, "Bridge opens" in response.content.decode()) == (200, True)


def test_moderators_read_the_list_and_begin_nothing(newsroom: Newsroom) -> None:
    newsroom.draft("Bridge opens")
    client = sign_in(newsroom.person(Role.MODERATOR))
    page = client.get(LIST).content.decode()
    assert ("Bridge opens" in page, "/desk/stories/add/" in page) == (True, False)
