"""The dispatch log: gapless under racing writers, and honest about every tampering."""

from __future__ import annotations

import threading
from typing import Any

import pytest
from django.db import connection, connections
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tests.factories import Newsroom
from wireroom.stories import actions, keys
from wireroom.stories.chain import Flaw, flaws
from wireroom.stories.errors import StoryError
from wireroom.stories.models import Dispatch, LogHead


def tamper(sql: str, *parameters: Any) -> None:
    """Writes past the guard in the database, as somebody with the file in their hands can."""
    with connection.cursor() as cursor:
        if connection.vendor == "sqlite":
            cursor.execute("DROP TRIGGER IF EXISTS dispatch_is_immutable")
        else:
            cursor.execute("SET LOCAL session_replication_role = replica")
        cursor.execute(sql, parameters)


@pytest.fixture
def three(newsroom: Newsroom) -> Newsroom:
    for number in range(3):
        newsroom.published(f"Number {number}")
    return newsroom


def test_untouched_log_has_no_flaws(three: Newsroom) -> None:
    assert list(flaws()) == []


@pytest.mark.parametrize(
    ("sql", "first"),
    [
        (
            "UPDATE stories_dispatch SET payload = replace(payload, 'Number', 'Lie') WHERE seq = 2",
            Flaw(2, "has another text than was released"),
        ),
        ("UPDATE stories_dispatch SET note = 'x' WHERE seq = 2", Flaw(2, "was changed after its release")),
        (
            "UPDATE stories_dispatch SET signature = 'AAAA' WHERE seq = 1",
            Flaw(1, "has a signature that does not verify"),
        ),
        ("UPDATE stories_loghead SET seq = 4", Flaw(4, "is missing: the log has grown to 4 before")),
    ],
)
def test_tampering_is_found_at_its_place(three: Newsroom, sql: str, first: Flaw) -> None:
    tamper(sql)
    assert next(flaws()) == first


def test_live_story_showing_an_old_dispatch_is_found(newsroom: Newsroom) -> None:
    story = newsroom.published("Old")
    story.headline = "New"
    actions.update(story, by=None)
    tamper("UPDATE stories_story SET dispatch_id = 1 WHERE id = %s", story.pk)
    assert [flaw.seq for flaw in flaws()] == [1]


def test_rotated_keys_all_verify(newsroom: Newsroom) -> None:
    newsroom.published("Before")
    new = keys.rotate()
    newsroom.published("After")
    assert Dispatch.objects.get(seq=2).key_id == new
    assert {key["kid"] for key in keys.jwks()["keys"]} >= set(Dispatch.objects.values_list("key_id", flat=True))
    assert list(flaws()) == []


@pytest.mark.django_db(transaction=True)
def test_racing_publishers_leave_no_gap(racing_newsroom: Newsroom) -> None:
    drafts = [racing_newsroom.draft(f"Race {number}") for number in range(24)]
    failures: list[Exception] = []

    def publish(mine: list[Any]) -> None:
        try:
            for story in mine:
                actions.publish(story, by=None)
        except Exception as error:  # noqa: BLE001 - a thread has no other way to report
            failures.append(error)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish, args=(drafts[n::4],)) for n in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert list(Dispatch.objects.order_by("seq").values_list("seq", flat=True)) == list(range(1, 25))
    assert list(flaws()) == []
    stamps = list(Dispatch.objects.order_by("seq").values_list("released_at", flat=True))
    assert stamps == sorted(stamps)


@pytest.mark.django_db(transaction=True)
def test_two_publishers_of_one_story_leave_one_dispatch(racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.draft("Only once")
    results: list[str] = []
    start = threading.Barrier(2)

    def publish() -> None:
        revision = type(story).objects.get(pk=story.pk).latest_revision
        start.wait()
        try:
            actions.release_revision(revision, by=None)
            results.append("out")
        except StoryError as error:
            results.append(error.code)
        finally:
            connections.close_all()

    threads = [threading.Thread(target=publish) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(results) == ["kind-missing", "out"]
    assert Dispatch.objects.count() == 1


@settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=st.lists(st.sampled_from(["publish", "update", "correct", "refile", "withdraw", "reinstate", "advise"])))
def test_chain_verifies_after_any_sequence_of_actions(newsroom: Newsroom, steps: list[str]) -> None:
    story = newsroom.draft("Any")
    for number, step in enumerate(steps):
        story = newsroom.fresh(story)
        story.headline = f"Any {number}"
        noted = {"note": "Because."} if step in ("correct", "withdraw", "advise") else {}
        try:
            getattr(actions, step)(story, by=None, **noted)
        except StoryError:
            continue
    assert list(flaws()) == []
    assert LogHead.objects.get_or_create(pk=1)[0].seq == Dispatch.objects.count()
    row = newsroom.fresh(story)
    newest = Dispatch.objects.public().of(story).last()
    assert row.dispatch == newest
    assert row.live is (newest is not None and newest.kind != "withdrawal")
