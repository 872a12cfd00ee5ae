"""Deliveries at the desk: found, read with every attempt, and sent again."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.house import sign_in
from tests.desk.wire_out.house import Clientele, Doorway, settle
from tests.factories import Newsroom
from tests.wire_out.clients import enter_all
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories.actions import correct
from wireroom.wire_out.models import Alarm, Attempt, Delivery


@pytest.fixture
def at(newsroom: Newsroom) -> Doorway:
    return Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))


def listed(at: Doorway, **query: object) -> list[int]:
    return [row.pk for row in at.get("deliveries:index", **query).context["object_list"]]


def test_the_list_is_filtered_by_state_place_and_story(at: Doorway) -> None:
    taken, refused = at.clientele.delivered(), at.clientele.delivered("dead", code=422)
    waiting = at.clientele.delivered("pending")
    other = Clientele.of(at.clientele.newsroom)
    elsewhere = other.delivered()
    for row in Delivery.objects.pending().at(at.clientele.push).exclude(pk=waiting.pk):
        settle(row, "failed")
    given_up = Delivery.objects.get(state="failed")
    waits = {waiting.pk}
    assert set(listed(at, state="pending")) == waits
    assert listed(at, state="dead") == [given_up.pk, refused.pk]
    assert listed(at, state="accepted") == [elsewhere.pk, taken.pk]
    assert listed(at, subscriber=other.subscriber.pk) == [elsewhere.pk]
    assert listed(at, endpoint=other.push.pk, state="accepted") == [elsewhere.pk]
    assert listed(at, endpoint=at.clientele.push.pk, state="accepted") == [taken.pk]
    assert listed(at, story=taken.story_id) == [taken.pk]
    assert listed(at, dispatch=refused.dispatch_id, state="dead") == [refused.pk]
    assert listed(at, story=2**62) == []


@pytest.mark.parametrize(
    "query",
    [
        "story=9999999999999999999999",
        "endpoint=x",
        "state=' OR 1=1 --",
        "p=1000000000000",
        "subscriber=-1",
        "dispatch=²",
    ],
)
def test_nonsense_in_the_query_is_no_fault(at: Doorway, query: str) -> None:
    at.clientele.delivered()
    assert at.client.get(f"/desk/deliveries/?{query}").status_code in (200, 404)


def test_editors_see_the_deliveries_of_their_stories_only(newsroom: Newsroom) -> None:
    at = Doorway(Clientele.of(newsroom), sign_in(newsroom.person(Role.EDITOR, sections=["sport"])))
    sport = newsroom.published(section="sport")
    newsroom.published()
    enter_all()
    assert [row.story_id for row in at.get("deliveries:index").context["object_list"]] == [sport.pk]


def test_a_delivery_shows_every_attempt_in_words(at: Doorway) -> None:
    delivery = at.clientele.delivered("dead", code=422, text="<i>field missing</i>")
    now = clock.now()
    Attempt.objects.create(
        delivery=delivery,
        number=2,
        started_at=now,
        ended_at=now + timedelta(milliseconds=1500),
        answer="failed",
        code=0,
        text="Connection reset",
        worker="test",
    )
    page = at.get("deliveries:delivery", delivery.pk)
    assert [(one.number, one.said.meaning, one.milliseconds) for one in page.context["attempts"]] == [
        (2, "It could not be reached.", 1500),
        (1, "It cannot make sense of this.", 120),
    ]
    assert "&lt;i&gt;field missing&lt;/i&gt;" in page.content.decode()


def test_a_delivery_names_what_it_carries_along(at: Doorway) -> None:
    first = at.clientele.delivered("pending")
    story = at.clientele.newsroom.fresh(first.story)
    story.headline = "Right"
    correct(story, by=None, note="200 m, not 300.")
    enter_all()
    [newer] = Delivery.objects.pending().at(at.clientele.push)
    assert [one.seq for one in at.get("deliveries:delivery", newer.pk).context["carried"]] == [first.dispatch_id]


def test_a_dead_letter_is_sent_again_under_its_message_id(at: Doorway) -> None:
    dead = at.clientele.delivered("dead")
    at.post("deliveries:resend", dead.pk)
    again = Delivery.objects.get(pk=dead.pk)
    assert (again.state, again.message_id) == ("pending", dead.message_id)
    page = at.client.post(reverse("deliveries:resend", args=[dead.pk]), follow=True)
    said = [str(one) for one in page.context["messages"]]
    assert said == ["It is on its way again.", "It is on its way, or a newer version of the story has taken its place."]


def test_many_are_sent_again_and_those_overtaken_are_counted(at: Doorway) -> None:
    dead, overtaken = at.clientele.delivered("dead"), at.clientele.delivered("dead")
    story = at.clientele.newsroom.fresh(overtaken.story)
    story.headline = "Right"
    correct(story, by=None, note="200 m, not 300.")
    Delivery.objects.filter(pk=overtaken.pk).update(lease_until=clock.now() + timedelta(minutes=1))
    enter_all()
    address = reverse("wagtail_bulk_action", args=["wire_out", "delivery", "resend"])
    page = at.client.post(f"{address}?id={dead.pk}&id={overtaken.pk}&next=/desk/deliveries/", follow=True)
    said = [str(one).strip() for one in page.context["messages"]]
    assert said == [
        "1 was left alone: it is on its way, or a newer version has taken its place.",
        "1 delivery is on its way.",
    ]
    assert Delivery.objects.get(pk=dead.pk).state == "pending"


def test_all_is_nothing_in_bulk(at: Doorway) -> None:
    dead = at.clientele.delivered("dead")
    address = reverse("wagtail_bulk_action", args=["wire_out", "delivery", "resend"])
    at.client.post(f"{address}?id=all&next=/desk/deliveries/")
    assert Delivery.objects.get(pk=dead.pk).state == "dead"


def test_an_alarm_is_settled_once_and_comes_off_the_dashboard(at: Doorway) -> None:
    alarm = at.clientele.alarm()
    assert 'href="/desk/deliveries/alarms/">Alarms<' in at.client.get("/desk/").content.decode()
    at.post("deliveries:settle_alarm", alarm.pk)
    alarm.refresh_from_db()
    assert alarm.settled_by == at.clientele.newsroom.chief
    assert "KeyError" not in at.get("deliveries:alarms").content.decode()
    assert 'id="alarms"' not in at.client.get("/desk/").content.decode()


def queries(at: Doorway, address: str) -> list[dict[str, Any]]:
    with CaptureQueriesContext(connection) as captured:
        assert at.client.get(address).status_code == 200
    return list(captured.captured_queries)


@pytest.mark.parametrize(
    "address", ["/desk/deliveries/", "/desk/deliveries/?state=dead", "/desk/deliveries/alarms/", "/desk/"]
)
def test_pages_cost_the_same_for_one_and_for_three(at: Doorway, address: str) -> None:
    at.clientele.alarm()
    at.clientele.withdrawn()
    queries(at, address)
    one = len(queries(at, address))
    for _number in range(2):
        alarm = at.clientele.alarm()
        at.clientele.withdrawn()
    assert Alarm.objects.filter(pk=alarm.pk).exists()
    assert len(queries(at, address)) == one


PLANS = [
    "",
    "state=dead",
    "state=pending",
    "state=accepted",
    "endpoint={endpoint}",
    "endpoint={endpoint}&state=accepted",
    "story={story}",
    "subscriber={subscriber}",
]

SORTED = {"state=dead", "story={story}", "subscriber={subscriber}"}
"""Dead letters, one story's rows, and the newest of a subscriber's endpoints are few, so they may be sorted."""


@pytest.mark.skipif("connection.vendor != 'sqlite'", reason="reads SQLite's plans")
@pytest.mark.parametrize("query", PLANS)
def test_no_list_reads_or_sorts_the_whole_ledger(at: Doorway, query: str) -> None:
    delivery = at.clientele.delivered("dead")
    ids = {"endpoint": delivery.endpoint_id, "story": delivery.story_id, "subscriber": at.clientele.subscriber.pk}
    asked = queries(at, f"/desk/deliveries/?{query.format(**ids)}")
    about = [one["sql"] for one in asked if 'FROM "wire_out_delivery"' in one["sql"]]
    assert about
    for sql in about:
        with connection.cursor() as cursor:
            cursor.execute(f"EXPLAIN QUERY PLAN {sql}")
            steps = [row[3] for row in cursor.fetchall()]
        scans = [step for step in steps if step.startswith("SCAN wire_out_delivery") and "INDEX" not in step]
        assert not scans or ("WHERE" not in sql and "LIMIT" in sql), (sql, steps)
        if "ORDER BY" in sql and query not in SORTED:
            assert [step for step in steps if "TEMP B-TREE FOR ORDER" in step] == [], (sql, steps)
