"""The worker prints what a release has dropped before a reader asks for it."""

from __future__ import annotations

import time
from threading import Event, Thread

from tests.factories import Newsroom
from wireroom.press.models import Purge
from wireroom.press.warming import Printer, keep_printing
from wireroom.stories import actions

from .conftest import Press, path_of


def test_a_release_is_printed_again_on_front_section_and_story(press: Press, racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published(headline="Flood reaches the harbour")
    printer = Printer()
    assert printer.turn() == 3
    for path in ("/en/", f"/en/{story.section.code}/", path_of(story)):
        assert "Flood reaches the harbour" in press.get(path).text
    assert press.rendered == []
    assert printer.turn() == 0


def test_what_a_reader_was_faster_to_ask_for_is_not_printed_twice(press: Press, racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published()
    press.get("/en/")
    assert Printer().turn() == 2
    assert press.get(path_of(story)).status_code == 200
    assert press.rendered == ["/en/"]


def test_a_withdrawn_story_and_one_for_subscribers_are_not_printed(press: Press, racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published()
    actions.advise(story, by=None, note="Pictures follow.")
    actions.withdraw(story, by=None, note="It was not so.")
    assert [row.paths for row in Purge.objects.order_by("pk")][-1] == []
    assert len(Purge.objects.exclude(paths=[])) == 1


def test_a_row_that_commits_late_under_a_lower_number_is_met_too(press: Press, racing_newsroom: Newsroom) -> None:
    stories = [racing_newsroom.published() for _ in range(2)]
    late = Purge.objects.exclude(paths=[]).order_by("pk")[0]
    late.delete()
    printer = Printer()
    printer.turn()
    press.store.drop(["everything"])
    late.save(force_insert=True)
    assert printer.turn() == 3
    assert press.get(path_of(stories[0])).status_code == 200
    assert press.rendered == []


def test_the_worker_s_thread_prints_by_itself_and_ends(press: Press, racing_newsroom: Newsroom) -> None:
    stop = Event()
    thread = Thread(target=keep_printing, args=[stop], daemon=True)
    thread.start()
    try:
        story = racing_newsroom.published()
        deadline = time.monotonic() + 30
        while press.store.holdings().pages < 3 and time.monotonic() < deadline:
            time.sleep(0.02)
        assert press.get(path_of(story)).status_code == 200
        assert press.rendered == []
    finally:
        stop.set()
        thread.join(5)
    assert not thread.is_alive()
