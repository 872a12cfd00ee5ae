"""What editors do with slips, and what follows for readers."""

from __future__ import annotations

from threading import Barrier, Thread
from typing import Any

import pytest
from django.core import mail
from django.db import connection

from tests.factories import Newsroom
from tests.reactions.typo_reports.material import decision, send, story_with_slips
from wireroom.accounts.rules import Role
from wireroom.formats.html import parse_blocks
from wireroom.reactions.typo_reports import actions
from wireroom.reactions.typo_reports.chores import thank_reporters
from wireroom.reactions.typo_reports.errors import SlipDecided, SlipUnmendable
from wireroom.reactions.typo_reports.models import Slip, SlipState, Standing
from wireroom.reactions.typo_reports.rules import Preset
from wireroom.reactions.typo_reports.settling import AT_ONCE, settle_slips, settle_the_rest
from wireroom.stories import actions as story_actions
from wireroom.stories.body import stream_json
from wireroom.stories.errors import NotAllowed, NoteMissing
from wireroom.stories.facts import Released
from wireroom.stories.models import Dispatch, Story


def test_accept_mends_in_public_and_thanks_once(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The", email="ada@example.org", language="en").slip
    send(story, "Teh", "The")
    dispatch = actions.accept(slip, decision(slip, "The"), by=newsroom.chief)
    assert (dispatch.kind, dispatch.version) == ("refile", 2)
    assert (slip.state, slip.mended_by, slip.decided_by) == (SlipState.ACCEPTED, dispatch, newsroom.chief)
    assert thank_reporters() == 1
    [thanks] = mail.outbox
    assert thanks.to == ["ada@example.org"]
    assert thanks.subject == "Thank you: the error you reported is mended – Test Agency"
    assert "“Teh”" in thanks.body
    assert f"/en/s/{story.pk}/" in thanks.body
    assert not slip.reports.exclude(email="").exists()
    assert thank_reporters() == 0


def test_accept_as_correction_asks_the_note(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "12", "21").slip
    with pytest.raises(NoteMissing):
        actions.accept(slip, decision(slip, "21", "correction"), by=newsroom.chief)
    slip.refresh_from_db()
    assert slip.is_open
    dispatch = actions.accept(slip, decision(slip, "21", "correction", "It was 21 ships."), by=newsroom.chief)
    assert (dispatch.kind, dispatch.note) == ("correction", "It was 21 ships.")


def test_second_editor_is_told(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    late = decision(slip, "Thee")
    actions.accept(slip, decision(slip, "The"), by=newsroom.chief)
    with pytest.raises(SlipDecided):
        actions.accept(slip, late, by=newsroom.chief)
    with pytest.raises(SlipDecided):
        actions.reject(slip, by=newsroom.chief, reason="Right as it is.")
    assert Dispatch.objects.count() == 2


def test_decision_about_an_older_text_is_refused(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    late = decision(slip, "The")
    story.headline = "Harbour very calm"
    story_actions.update(story, by=None)
    settle_the_rest()
    slip.refresh_from_db()
    assert (slip.is_open, slip.dispatch_id) == (True, 2)
    with pytest.raises(SlipDecided):
        actions.accept(slip, late, by=newsroom.chief)
    assert actions.accept(slip, decision(slip, "The"), by=newsroom.chief).version == 3


def test_racing_editors_mend_once(racing_newsroom: Newsroom) -> None:
    story = story_with_slips(racing_newsroom)
    slip = send(story, "Teh", "The").slip
    chief, wanted = racing_newsroom.chief, decision(slip, "The")
    start, results = Barrier(2), []

    def edit() -> None:
        mine = Slip.objects.get(pk=slip.pk)
        start.wait(timeout=10)
        try:
            actions.accept(mine, wanted, by=chief)
            results.append("mended")
        except SlipDecided:
            results.append("too late")
        finally:
            connection.close()

    threads = [Thread(target=edit) for _number in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=30)
    assert sorted(results) == ["mended", "too late"]
    assert Dispatch.objects.count() == 2


def test_only_who_may_publish_decides(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    for person in (newsroom.person(Role.REPORTER), newsroom.person(Role.EDITOR, languages=["ru"])):
        for act in (
            lambda: actions.accept(slip, decision(slip, "The"), by=person),  # noqa: B023 - called at once
            lambda: actions.reject(slip, by=person, reason="No."),  # noqa: B023 - called at once
            lambda: actions.set_aside(slip, by=person),  # noqa: B023 - called at once
            lambda: actions.claim(slip, by=person),  # noqa: B023 - called at once
        ):
            with pytest.raises(NotAllowed):
                act()
    slip.refresh_from_db()
    assert (slip.is_open, slip.claimed_by) == (True, None)


def test_rejected_words_of_no_certain_place_stay_rejected(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "calm", "wild").slip
    assert slip.standing == Standing.AMBIGUOUS
    actions.reject(slip, by=newsroom.chief, reason="It was calm.")
    assert send(story, "calm", "rough").slip == slip


def test_rejected_slip_keeps_its_reason_and_forgets_addresses(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "calm", "wild", block="b1", email="ada@example.org").slip
    actions.reject(slip, by=newsroom.chief, reason="It was calm.")
    assert (slip.state, slip.reason) == (SlipState.REJECTED, "It was calm.")
    assert send(story, "calm", "wild", block="b1", email="bob@example.org").slip == slip
    assert not slip.reports.exclude(email="").exists()
    assert thank_reporters() == 0
    actions.reopen(slip, by=newsroom.chief)
    assert slip.is_open


def test_claimed_slip_is_not_taken_by_another(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    slip = send(story, "Teh", "The").slip
    first, second = newsroom.person(Role.EDITOR), newsroom.person(Role.EDITOR)
    actions.claim(slip, by=first)
    actions.claim(slip, by=first)
    with pytest.raises(SlipDecided):
        actions.claim(slip, by=second)
    actions.let_go(slip, by=first)
    actions.claim(slip, by=second)
    assert Slip.objects.claimed_by(second).get() == slip


@pytest.mark.parametrize("quote", ["volcano", "ship"])
def test_slip_without_one_certain_place_is_not_mended(newsroom: Newsroom, quote: str) -> None:
    story = story_with_slips(newsroom, body="<p>A ship, a ship, a ship, a ship.</p>")
    slip = send(story, quote, "boat").slip
    assert slip.standing != Standing.LOCATED
    with pytest.raises(SlipUnmendable):
        actions.accept(slip, decision(slip, "boat"), by=newsroom.chief)
    assert Dispatch.objects.count() == 1


def test_other_slips_of_the_story_move_along(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom, body="<p>Teh harbour was clam today.</p>")
    first, second = send(story, "Teh", "All of the").slip, send(story, "clam", "calm").slip
    actions.accept(first, decision(first, "All of the"), by=newsroom.chief)
    assert settle_the_rest() == 1
    second.refresh_from_db()
    assert (second.words, second.start, second.is_open) == ("clam", 23, True)
    assert [reading.suggestion for reading in second.readings] == ["calm"]
    actions.accept(second, decision(second, "calm"), by=newsroom.chief)
    assert str(newsroom.fresh(story).body).count("All of the harbour was calm today.") == 1


def test_slip_mended_by_hand_is_closed_and_thanked(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom, body="<p>Teh harbour was calm.</p>")
    slip = send(story, "Teh", "The", email="ada@example.org").slip
    story.body = stream_json(parse_blocks("<p>The harbour was calm.</p>"))
    story_actions.refile(story, by=None)
    settle_the_rest()
    slip.refresh_from_db()
    assert slip.state == SlipState.FIXED
    assert thank_reporters() == 1


def test_slip_in_a_deleted_paragraph_or_withdrawn_story_is_gone(newsroom: Newsroom) -> None:
    story = story_with_slips(newsroom)
    quoted, other = send(story, "sial", "sail", email="ada@example.org").slip, send(story, "nobdy", "nobody").slip
    story.body = stream_json(
        parse_blocks("<p>Teh harbour was calm on Monday.</p><p>Some 12 ships left, and nobdy was hurt.</p>")
    )
    story_actions.update(story, by=None)
    settle_the_rest()
    quoted.refresh_from_db()
    assert (quoted.state, quoted.reports.get().email) == (SlipState.GONE, "")
    story_actions.withdraw(Story.objects.get(pk=story.pk), by=None, note="Wrong.")
    settle_the_rest()
    other.refresh_from_db()
    assert other.state == SlipState.GONE


def test_slips_are_settled_as_soon_as_the_release_is_committed(
    newsroom: Newsroom, django_capture_on_commit_callbacks: Any
) -> None:
    story = story_with_slips(newsroom, body="<p>Teh harbour was calm.</p>")
    slip = send(story, "Teh", "The").slip
    story.body = stream_json(parse_blocks("<p>The harbour was calm.</p>"))
    with django_capture_on_commit_callbacks(execute=True):
        story_actions.refile(story, by=None)
    slip.refresh_from_db()
    assert slip.state == SlipState.FIXED


def test_very_many_slips_do_not_hold_up_a_release(newsroom: Newsroom) -> None:
    words = [f"wrod{number:03}" for number in range(AT_ONCE + 5)]
    story = story_with_slips(newsroom, body=f"<p>{' '.join(words)}</p>")
    for word in words:
        send(story, word, "word", block="b1")
    story.headline = "Harbour very calm"
    dispatch = story_actions.update(story, by=None)
    assert dispatch is not None
    settle_slips([Released(Story.objects.get(pk=story.pk), dispatch, Dispatch.objects.get(seq=1))])
    assert Slip.objects.behind_their_story().count() == 5
    assert settle_the_rest() == 1
    assert Slip.objects.behind_their_story().count() == 0


@pytest.mark.parametrize(
    ("quote", "replacement", "expected"),
    [
        ("Teh", "The", Preset("refile", ())),
        ("12", "21", Preset("correction", ("figure",))),
        ("sial", "sail", Preset("correction", ("quotation",))),
    ],
)
def test_preset_of_a_decision(newsroom: Newsroom, quote: str, replacement: str, expected: Preset) -> None:
    slip = send(story_with_slips(newsroom), quote).slip
    assert actions.preset_of(slip, decision(slip, replacement)) == expected


def test_translations_of_a_mended_story_are_behind(newsroom: Newsroom) -> None:
    from wireroom.stories.translations import translate

    story = story_with_slips(newsroom)
    translation = translate(story, into=newsroom.editions["fr"], by=None)
    slip = send(story, "Teh", "The").slip
    dispatch = actions.accept(slip, decision(slip, "The"), by=newsroom.chief)
    assert Story.objects.get(pk=translation.pk).behind_dispatch == dispatch
