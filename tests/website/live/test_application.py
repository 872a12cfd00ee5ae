"""Live news on a real log: what readers hear, what nobody hears, and who is refused."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Callable, Coroutine
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from tests import loops
from tests.factories import Newsroom
from tests.website.live.listening import Listening, apart
from wireroom.core import clock
from wireroom.press.headers import READER_HEADERS
from wireroom.stories.actions import advise, correct, refile, reinstate, schedule, update, withdraw
from wireroom.stories.models import Dispatch, LogHead, Story
from wireroom.website import addresses
from wireroom.website.live import application, follower, hub, log
from wireroom.website.live.application import LiveNews, is_live


def run(scenario: Callable[[LiveNews], Coroutine[Any, Any, None]]) -> None:
    """Runs a scenario and sees to it that nothing goes on afterwards."""

    async def whole() -> None:
        await scenario(LiveNews())

    loops.run(whole())


def url_of(story: Story) -> str:
    return addresses.of(story.locale.language_code, story)


def followers() -> list[str]:
    return [thread.name for thread in threading.enumerate() if thread.name == "live-news"]


def changed(story: Story, how: Callable[..., Any], **fields: Any) -> None:
    story = Story.objects.get(pk=story.pk)
    if fields.pop("text", True):
        story.headline += "."
    how(story, by=None, **fields)


def test_a_page_hears_of_a_story_as_soon_as_it_is_out(racing_newsroom: Newsroom) -> None:
    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0")
        await page.until(lambda listening: "retry: 15000" in listening.text)
        story = await apart(lambda: racing_newsroom.published("Bridge opens"))
        said = {"seq": 1, "kind": "new", "story": story.guid, "url": url_of(story), "headline": "Bridge opens"}
        assert await page.hears(1) == [said]
        await page.leave()

    run(scenario)


def test_a_page_hears_what_it_has_missed_and_nothing_twice(racing_newsroom: Newsroom) -> None:
    stories = [racing_newsroom.published(f"Story {n}") for n in range(3)]

    async def scenario(live: LiveNews) -> None:
        page, resumed = Listening(live, "/en/live?since=1"), Listening(live, "/en/live?since=1", last_event_id="2")
        assert [event["seq"] for event in await page.hears(2)] == [2, 3]
        await resumed.hears(1)
        await apart(lambda: racing_newsroom.published("Story 4"))
        assert [event["seq"] for event in await page.hears(3)] == [2, 3, 4]
        assert [event["seq"] for event in await resumed.hears(2)] == [3, 4]
        for listening in (page, resumed):
            await listening.leave()

    run(scenario)
    assert len(stories) == 3


def test_each_edition_and_each_story_hears_its_own(racing_newsroom: Newsroom) -> None:
    first, second = racing_newsroom.published("First"), racing_newsroom.published("Second")

    async def scenario(live: LiveNews) -> None:
        pages = {
            "en": Listening(live, "/en/live?since=2"),
            "ar": Listening(live, "/ar/live?since=2"),
            "zh": Listening(live, "/zh-hans/live?since=2"),
            "first": Listening(live, f"/en/live?since=1&story={first.guid}"),
            "wrong edition": Listening(live, f"/ru/live?since=0&story={first.guid}"),
            "missed": Listening(live, f"/en/live?since=0&story={second.guid}"),
        }
        for page in pages.values():
            await page.until(lambda listening: listening.text)
        await apart(lambda: racing_newsroom.published("خبر", language="ar"))
        await apart(lambda: racing_newsroom.published("消息", language="zh-hans"))
        await apart(lambda: changed(first, correct, note="It was wrong."))
        heard = {name: [event["seq"] for event in page.events] for name, page in pages.items()}
        await pages["en"].hears(1)
        await pages["first"].hears(1)
        heard = {name: [event["seq"] for event in page.events] for name, page in pages.items()}
        assert heard == {"en": [5], "ar": [3], "zh": [4], "first": [5], "wrong edition": [], "missed": [2]}
        for page in pages.values():
            await page.leave()

    run(scenario)


def test_nothing_is_heard_of_what_is_not_public_news(racing_newsroom: Newsroom) -> None:
    from wireroom.stories.actions import publish

    later = clock.now() + timedelta(days=1)

    def quiet() -> None:
        draft = racing_newsroom.draft("Secret draft")
        racing_newsroom.draft("Nobody sees this")
        schedule(draft, by=None, at=later)
        embargoed = racing_newsroom.draft("Secret under embargo", embargo_until=later)
        publish(embargoed, by=None)
        story = racing_newsroom.published("Public")
        advise(story, by=None, note="Secret advice")
        racing_newsroom.published("Last")

    async def scenario(live: LiveNews) -> None:
        page, again = Listening(live, "/en/live?since=0"), None
        await page.until(lambda listening: listening.text)
        await apart(quiet)
        await page.until(lambda listening: "Last" in listening.text)
        again = Listening(live, "/en/live?since=0")
        await again.until(lambda listening: "Last" in listening.text)
        for listening in (page, again):
            assert [event["headline"] for event in listening.events] == ["Public", "Last"]
            assert "ecret" not in listening.text
            await listening.leave()

    run(scenario)
    assert Dispatch.objects.filter(audience="advance").exists()


def test_archive_is_not_news(racing_newsroom: Newsroom) -> None:
    from django.db import transaction

    from wireroom.stories import chain

    story = racing_newsroom.published("Public")
    with transaction.atomic():
        assert story.dispatch is not None
        chain.append([chain.entry(story, story.dispatch.item, audience="archive")], now=clock.now())
    assert log.head() == 2
    assert [event.seq for event in log.news_after(0, upto=2)] == [1]


def test_a_withdrawn_story_is_told_without_its_text_to_whoever_comes_later(racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published("Wrong from beginning to end")
    changed(story, update, text=True)
    withdraw(racing_newsroom.fresh(story), by=None, note="All wrong.")

    async def scenario(live: LiveNews) -> None:
        front = Listening(live, "/en/live?since=0")
        own = Listening(live, f"/en/live?since=1&story={story.guid}")
        assert [event["kind"] for event in await front.hears(3)] == ["new", "update", "withdrawal"]
        assert [event["kind"] for event in await own.hears(2)] == ["update", "withdrawal"]
        assert "Wrong" not in front.text + own.text
        await apart(lambda: reinstate(racing_newsroom.fresh(story), by=None))
        assert (await own.hears(3))[2]["headline"] == "Wrong from beginning to end."
        await front.leave()
        await own.leave()

    run(scenario)


def test_only_the_newest_headline_of_a_story_is_told(racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published("Old wording")
    changed(story, refile)
    events = log.news_after(0, upto=2)
    assert [event.headline for event in events] == ["", "Old wording."]


def test_a_page_from_a_log_that_had_gone_further_hears_what_comes(racing_newsroom: Newsroom) -> None:
    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=2")
        await page.until(lambda listening: listening.text)
        for _ in range(3):
            await apart(racing_newsroom.published)
        assert [event["seq"] for event in await page.hears(1)] == [3]
        await page.leave()

    run(scenario)


def test_a_page_that_missed_too_much_is_told_so(racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(log, "WINDOW", 2)
    for _ in range(5):
        racing_newsroom.published()

    async def scenario(live: LiveNews) -> None:
        page, near = Listening(live, "/en/live?since=1"), Listening(live, "/en/live?since=3")
        told = await page.hears(3)
        assert ([event["kind"] for event in told], [event.get("seq") for event in told]) == (
            ["more", "new", "new"],
            [None, 4, 5],
        )
        assert [event["seq"] for event in await near.hears(2)] == [4, 5]
        await page.leave()
        await near.leave()

    run(scenario)


def test_a_burst_larger_than_the_window_is_told_whole(
    racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(log, "WINDOW", 2)
    monkeypatch.setattr(follower, "PAUSE", 1.0)

    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0")
        await page.until(lambda listening: listening.text)
        await apart(lambda: [racing_newsroom.published() for _ in range(7)])
        assert [event["seq"] for event in await page.hears(7)] == [1, 2, 3, 4, 5, 6, 7]
        await page.leave()

    run(scenario)


@pytest.mark.parametrize(
    ("address", "options", "status"),
    [
        ("/en/live", {}, 400),
        ("/en/live?since=-1", {}, 400),
        ("/en/live?since=" + "9" * 400, {}, 400),
        ("/en/live?since=0", {"host": "evil.example"}, 400),
        ("/en/live?since=0", {"host": ""}, 400),
        ("/en/live?since=0", {"host": "testserver:80:80"}, 400),
        ("/xx/live?since=0", {}, 404),
        ("/en/live?since=0", {"method": "POST"}, 405),
        ("/en/live?since=0", {"method": "DELETE"}, 405),
        ("/en/live?since=0", {"method": "OPTIONS"}, 204),
        ("/en/live?since=0", {"method": "HEAD"}, 200),
    ],
)
def test_a_request_that_is_no_stream_is_answered_and_ends(
    racing_newsroom: Newsroom, address: str, options: dict[str, Any], status: int
) -> None:
    async def scenario(live: LiveNews) -> None:
        page = Listening(live, address, **options)
        async with asyncio.timeout(60):
            await page.task
        assert (page.status, page.text) == (status, "")
        wanted = {name.lower(): value for name, value in READER_HEADERS.items()} | {"cache-control": "no-store"}
        assert {name: page.headers[name] for name in wanted} == wanted
        assert (page.headers.get("allow") == "GET, HEAD, OPTIONS") == (status in (204, 405))

    run(scenario)


def test_a_stream_has_the_headers_of_a_reader_answer(racing_newsroom: Newsroom, settings: Any) -> None:
    settings.BEHIND_TLS = True
    settings.SECURE_HSTS_SECONDS = 31536000

    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0", x_forwarded_proto="https")
        assert await page.answered() == 200
        expected = {name.lower(): value for name, value in READER_HEADERS.items()} | {
            "cache-control": "no-store",
            "content-type": "text/event-stream; charset=utf-8",
            "x-accel-buffering": "no",
            "strict-transport-security": "max-age=31536000",
        }
        assert page.headers == expected
        await page.leave()

    run(scenario)


def test_a_closed_edition_has_no_news(racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(follower, "AFRESH", 1)
    edition = racing_newsroom.editions["fr"]

    def turn(*, is_open: bool) -> None:
        edition.is_open = is_open
        edition.save()

    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/fr/live?since=0")
        assert await page.answered() == 200
        await apart(lambda: turn(is_open=False))
        async with asyncio.timeout(60):
            await page.task
        assert await Listening(live, "/fr/live?since=0").answered() == 404
        assert await Listening(live, "/fr/live?since=0", method="HEAD").answered() == 404

    run(scenario)


def test_a_full_process_and_a_greedy_address_are_refused(racing_newsroom: Newsroom, settings: Any) -> None:
    settings.LIVE_CONNECTIONS, settings.LIVE_PER_ADDRESS, settings.TRUSTED_PROXIES = 3, 2, ["10.0.0.1"]

    async def scenario(live: LiveNews) -> None:
        address = "/en/live?since=0"
        first = [Listening(live, address, peer="2001:db8::1"), Listening(live, address, peer="2001:db8::2")]
        for page in first:
            assert await page.answered() == 200
        greedy = Listening(live, address, peer="2001:db8::3", x_forwarded_for="198.51.100.9")
        assert (await greedy.answered(), greedy.headers["retry-after"]) == (429, "60")
        other = Listening(live, address, peer="10.0.0.1", x_forwarded_for="198.51.100.9")
        assert await other.answered() == 200
        late = Listening(live, address, peer="203.0.113.7")
        assert (await late.answered(), late.headers["retry-after"]) == (503, "60")
        for page in (*first, other):
            await page.leave()
        again = Listening(live, address, peer="2001:db8::3")
        assert await again.answered() == 200
        await again.leave()

    run(scenario)


def test_a_page_that_sends_a_body_is_let_go(racing_newsroom: Newsroom) -> None:
    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0", body=b"x")
        async with asyncio.timeout(60):
            await page.task

    run(scenario)


def test_a_slow_reader_is_let_go_and_holds_up_nobody(
    racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "SEND_WITHIN", 0.3)

    async def scenario(live: LiveNews) -> None:
        slow, quick = Listening(live, "/en/live?since=0"), Listening(live, "/en/live?since=0")
        for page in (slow, quick):
            await page.until(lambda listening: listening.text)
        slow.stuck = True
        await apart(racing_newsroom.published)
        await quick.hears(1)
        async with asyncio.timeout(60):
            await slow.task
        assert slow.events == []
        await quick.leave()

    run(scenario)


def test_quiet_connections_hear_a_heartbeat(racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(hub, "BEAT", 0.05)

    async def scenario(live: LiveNews) -> None:
        pages = [Listening(live, "/en/live?since=0") for _ in range(5)]
        for page in pages:
            await page.until(lambda listening: listening.text.count(":\n\n") >= 2)
            assert page.events == []
            await page.leave()

    run(scenario)
    assert 20 <= 5.0 * hub.BEATS <= 25


def test_the_log_is_read_only_while_somebody_listens(racing_newsroom: Newsroom) -> None:
    async def scenario(live: LiveNews) -> None:
        assert followers() == []
        pages = [Listening(live, "/en/live?since=0") for _ in range(4)]
        for page in pages:
            await page.until(lambda listening: listening.text)
        assert followers() == ["live-news"]
        for page in pages:
            await page.leave()
        async with asyncio.timeout(60):
            while followers():
                await asyncio.sleep(0.05)
        late = Listening(live, "/en/live?since=0")
        await apart(racing_newsroom.published)
        assert [event["seq"] for event in await late.hears(1)] == [1]
        await late.leave()

    run(scenario)


def test_the_thread_ends_when_its_loop_is_gone(racing_newsroom: Newsroom) -> None:
    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0")
        await page.until(lambda listening: listening.text)

    run(scenario)
    for thread in threading.enumerate():
        if thread.name == "live-news":
            thread.join(60)
    assert followers() == []


def test_connections_outlive_a_database_that_is_away(
    racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(follower, "AFRESH", 1)
    table = LogHead._meta.db_table

    def rename(old: str, new: str) -> None:
        with connection.cursor() as cursor:
            cursor.execute(f"ALTER TABLE {old} RENAME TO {new}")

    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0")
        await page.until(lambda listening: listening.text)
        await apart(lambda: rename(table, "away"))
        await asyncio.sleep(1.2)
        newcomer = Listening(live, "/en/live?since=0")
        assert await newcomer.answered() == 200
        await apart(lambda: rename("away", table))
        await apart(racing_newsroom.published)
        assert [event["seq"] for event in await page.hears(1)] == [1]
        assert [event["seq"] for event in await newcomer.hears(1)] == [1]
        await page.leave()
        await newcomer.leave()

    run(scenario)


def test_a_process_whose_database_has_never_answered_opens_streams_and_catches_up(
    racing_newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hub, "FIRST_READING", 0.1)
    monkeypatch.setattr(follower, "PAUSE", 0.6)
    table = LogHead._meta.db_table
    racing_newsroom.published()
    with connection.cursor() as cursor:
        cursor.execute(f"ALTER TABLE {table} RENAME TO away")

    def back() -> None:
        with connection.cursor() as other:
            other.execute(f"ALTER TABLE away RENAME TO {table}")

    async def scenario(live: LiveNews) -> None:
        page = Listening(live, "/en/live?since=0")
        assert await page.answered() == 200
        await apart(back)
        assert [event["seq"] for event in await page.hears(1)] == [1]
        await page.leave()

    run(scenario)


def test_missed_news_take_few_queries_however_many_ask(racing_newsroom: Newsroom) -> None:
    from django.test.utils import CaptureQueriesContext

    from wireroom.website.live.follower import _missed
    from wireroom.website.live.rules import Wish

    stories = [racing_newsroom.published() for _ in range(3)]
    for count in (1, 3):
        wishes = [Wish("en", 0), *(Wish("en", 0, story.guid) for story in stories)] * count
        with CaptureQueriesContext(connection) as queries:
            found = _missed(wishes, 3)
        assert len(queries) == 2
        assert [chunk.count(b"data:") for chunk in found] == [3, 1, 1, 1] * count


def test_only_live_addresses_are_led_past_django() -> None:
    assert is_live({"type": "http", "path": "/en/live"})
    assert not is_live({"type": "http", "path": "/en/live/"})
    assert not is_live({"type": "websocket", "path": "/en/live"})
    assert not is_live({"type": "lifespan"})
