"""Publishing, changing and taking back: what each action does, and what it refuses."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.stories import actions
from wireroom.stories.chain import flaws
from wireroom.stories.errors import ClosedDoor, KindMissing, NotAllowed, NoteMissing, NotReady, WrongState
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.rules import State
from wireroom.stories.schedule import release_due


def log() -> list[tuple[int, str, str, int]]:
    return list(Dispatch.objects.order_by("seq").values_list("seq", "kind", "audience", "version"))


def test_publish_appends_one_dispatch_and_fixes_the_address(newsroom: Newsroom) -> None:
    story = newsroom.draft("Harbour bridge opens to traffic")
    dispatch = actions.publish(story, by=newsroom.chief)
    story = newsroom.fresh(story)
    assert log() == [(1, "new", "public", 1)]
    assert (story.live, story.dispatch, story.slug) == (True, dispatch, "harbour-bridge-opens-to-traffic")
    assert story.url_date == timezone.now().astimezone(story.edition.zone).date()
    assert story.dispatch.item.headline == "Harbour bridge opens to traffic"
    assert [block.id for block in story.dispatch.item.body] == ["b1", "b2"]
    assert story.state == State.PUBLISHED


def test_publish_a_second_time_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.published("Once")
    with pytest.raises(WrongState):
        actions.publish(story, by=None)
    assert log() == [(1, "new", "public", 1)]


def test_update_keeps_the_address_and_carries_block_ids(newsroom: Newsroom) -> None:
    from wireroom.formats.html import parse_blocks
    from wireroom.stories.body import stream_json

    story = newsroom.published("First wording", body="<p>One stands.</p><p>Two stands.</p>")
    slug = story.slug
    story.headline = "Second wording"
    story.body = stream_json(parse_blocks("<p>Zero is new.</p><p>One stands.</p><p>Two stands still.</p>"))
    actions.update(story, by=newsroom.chief)
    story = newsroom.fresh(story)
    assert story.slug == slug
    assert [block.id for block in story.dispatch.item.body] == ["b3", "b1", "b2"]
    assert log() == [(1, "new", "public", 1), (2, "update", "public", 2)]


def test_update_without_a_change_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.published()
    with pytest.raises(NotReady):
        actions.update(story, by=None)


def test_correction_needs_a_note(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    story.headline = "Right"
    with pytest.raises(NoteMissing):
        actions.correct(story, by=None, note=" ")
    actions.correct(story, by=None, note="The headline was wrong.")
    assert newsroom.fresh(story).dispatch.note == "The headline was wrong."


def test_change_of_a_live_story_without_a_kind_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    story.headline = "Right"
    with pytest.raises(KindMissing):
        story.publish(story.save_revision())
    assert newsroom.fresh(story).headline == "Wrong"


def test_kind_and_note_travel_with_the_draft_and_are_cleared(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    story.headline, story.change_kind, story.change_note = "Right", "correction", "We misread it."
    dispatch = story.publish(story.save_revision())
    story = newsroom.fresh(story)
    assert (dispatch.kind, dispatch.note) == ("correction", "We misread it.")
    assert (story.change_kind, story.change_note, story.has_unpublished_changes) == ("", "", False)


def test_withdrawal_takes_the_story_back_and_reinstatement_brings_it_again(newsroom: Newsroom) -> None:
    story = newsroom.published("Doubtful")
    with pytest.raises(NoteMissing):
        actions.withdraw(story, by=None, note="")
    actions.withdraw(story, by=newsroom.chief, note="The source was false.")
    story = newsroom.fresh(story)
    assert (story.live, story.state, story.dispatch.note) == (False, State.WITHDRAWN, "The source was false.")
    actions.reinstate(story, by=newsroom.chief, note="The source was right after all.")
    again = newsroom.fresh(story)
    assert (again.live, again.slug, again.url_date) == (True, story.slug, story.url_date)
    assert [kind for _seq, kind, _audience, _version in log()] == ["new", "withdrawal", "reinstatement"]


def test_draft_written_during_a_withdrawal_survives_reinstatement(newsroom: Newsroom) -> None:
    story = newsroom.published("As it was")
    actions.withdraw(story, by=None, note="In doubt.")
    story = newsroom.fresh(story)
    story.headline = "Better words"
    revision = story.save_revision()
    actions.reinstate(story, by=None)
    row = newsroom.fresh(story)
    assert (row.headline, row.has_unpublished_changes) == ("As it was", True)
    assert row.get_latest_revision_as_object().headline == "Better words"
    assert row.latest_revision == revision


def test_changed_draft_of_a_withdrawn_story_comes_back_by_a_chief_only(newsroom: Newsroom) -> None:
    story = newsroom.published("As it was")
    actions.withdraw(story, by=None, note="In doubt.")
    story = newsroom.fresh(story)
    story.headline = "Better words"
    revision = story.save_revision()
    with pytest.raises(NotAllowed):
        story.publish(revision, user=newsroom.person(Role.EDITOR))
    dispatch = story.publish(revision, user=newsroom.chief)
    assert (dispatch.kind, newsroom.fresh(story).headline) == ("reinstatement", "Better words")


def test_draft_whose_section_is_gone_keeps_the_storys(newsroom: Newsroom) -> None:
    story = newsroom.published(section="world")
    story.section = newsroom.sections["culture"]
    story.save_revision()
    newsroom.sections["culture"].delete()
    assert newsroom.fresh(story).get_latest_revision_as_object().section.code == "world"


def test_an_advisory_about_a_withdrawn_story_carries_none_of_its_text(newsroom: Newsroom) -> None:
    story = newsroom.published("Rain", body="<p>The false claim.</p>", summary="A claim.")
    actions.withdraw(story, by=None, note="It was false.")
    said = actions.advise(story, by=None, note="We are looking into it.").item
    assert (said.kind, said.ed_note) == ("advisory", "We are looking into it.")
    assert (said.headline, said.summary, said.body) == ("Rain", "", ())
    story.refresh_from_db()
    assert actions.reinstate(story, by=None).item.body == Dispatch.objects.get(seq=1).item.body


def test_advisory_changes_nothing_for_readers(newsroom: Newsroom) -> None:
    story = newsroom.published()
    dispatch = story.dispatch
    actions.advise(story, by=None, note="A photo follows at noon.")
    assert newsroom.fresh(story).dispatch == dispatch
    assert log()[-1] == (2, "advisory", "public", 1)
    assert list(flaws()) == []


def test_schedule_dispatches_nothing_until_its_time(newsroom: Newsroom) -> None:
    story = newsroom.draft("Later")
    actions.schedule(story, by=newsroom.chief, at=timezone.now() + timedelta(hours=1))
    assert log() == []
    assert newsroom.fresh(story).state == State.SCHEDULED
    assert release_due() == 0
    make_due(story)
    assert release_due() == 1
    assert log() == [(1, "new", "public", 1)]
    assert newsroom.fresh(story).live


def make_due(story: Story) -> None:
    """Lets the story's waiting revision be due now."""
    past = timezone.now() - timedelta(seconds=1)
    revision = story.revisions.get(approved_go_live_at__isnull=False)
    for name in ("go_live_at", "embargo_until"):
        if revision.content[name]:
            revision.content[name] = past.isoformat()
    story.revisions.filter(pk=revision.pk).update(approved_go_live_at=past, content=revision.content)


def test_schedule_goes_on_past_a_story_that_fails(newsroom: Newsroom) -> None:
    bad, good = newsroom.draft("Bad"), newsroom.draft("Good")
    for story in (bad, good):
        actions.schedule(story, by=None, at=timezone.now() + timedelta(hours=1))
        make_due(story)
    revision = bad.revisions.get(approved_go_live_at__isnull=False)
    revision.content["untranslated"] = True
    bad.revisions.filter(pk=revision.pk).update(content=revision.content)
    assert release_due() == 1
    assert (newsroom.fresh(bad).live, newsroom.fresh(good).live) == (False, True)


def test_schedule_goes_on_past_a_picture_that_is_gone(newsroom: Newsroom) -> None:
    picture = newsroom.image()
    bad, good = newsroom.draft("Bad", picture=picture), newsroom.draft("Good")
    for story in (bad, good):
        actions.schedule(story, by=None, at=timezone.now() + timedelta(hours=1))
        make_due(story)
    picture.file.storage.delete(picture.file.name)
    assert release_due() == 1
    assert (newsroom.fresh(bad).live, newsroom.fresh(good).live) == (False, True)


def test_embargo_sends_an_advance_and_later_a_public_dispatch(newsroom: Newsroom) -> None:
    story = newsroom.draft("Secret until noon", embargo_until=timezone.now() + timedelta(hours=1))
    actions.publish(story, by=newsroom.chief)
    story = newsroom.fresh(story)
    assert log() == [(1, "new", "advance", 1)]
    assert (story.live, story.dispatch, story.state) == (False, None, State.EMBARGOED)
    make_due(story)
    assert release_due() == 1
    assert log() == [(1, "new", "advance", 1), (2, "new", "public", 1)]
    assert newsroom.fresh(story).live
    assert list(flaws()) == []


def test_embargoed_story_is_withdrawn_not_unscheduled(newsroom: Newsroom) -> None:
    story = newsroom.draft("Secret", embargo_until=timezone.now() + timedelta(hours=1))
    actions.publish(story, by=None)
    with pytest.raises(WrongState):
        actions.unschedule(story, by=None)
    actions.withdraw(newsroom.fresh(story), by=None, note="Called off.")
    assert log() == [(1, "new", "advance", 1), (2, "withdrawal", "advance", 2)]
    assert newsroom.fresh(story).state == State.DRAFT


def test_unschedule_takes_a_story_off_the_schedule(newsroom: Newsroom) -> None:
    story = newsroom.draft("Later")
    actions.schedule(story, by=None, at=timezone.now() + timedelta(hours=1))
    actions.unschedule(newsroom.fresh(story), by=None)
    assert newsroom.fresh(story).state == State.DRAFT


def test_revision_changed_since_it_was_seen_is_not_published(newsroom: Newsroom) -> None:
    story = newsroom.draft("Seen")
    revision = story.latest_revision
    story.headline = "Not seen"
    story.save_revision(overwrite_revision=revision, user=None)
    seen = type(revision).objects.get(pk=revision.pk)
    seen.created_at -= timedelta(seconds=5)
    with pytest.raises(WrongState):
        actions.release_revision(seen, by=newsroom.chief)
    assert log() == []


def test_older_revision_published_keeps_the_newer_draft(newsroom: Newsroom) -> None:
    story = newsroom.draft("Approved wording")
    approved = story.latest_revision
    story.headline = "Still being written"
    story.save_revision()
    actions.release_revision(approved, by=None)
    story = newsroom.fresh(story)
    assert (story.headline, story.has_unpublished_changes) == ("Approved wording", True)
    assert story.get_latest_revision_as_object().headline == "Still being written"


def test_silent_edits_are_refused(newsroom: Newsroom) -> None:
    story = newsroom.published("Public")
    story.headline = "Silently other"
    with pytest.raises(ClosedDoor):
        story.save()
    with pytest.raises(ClosedDoor):
        story.save(update_fields=["headline"])
    with pytest.raises(ClosedDoor):
        story.unpublish()
    with pytest.raises(ClosedDoor):
        story.delete()
    with pytest.raises(ClosedDoor):
        story.copy_for_translation(newsroom.editions["ru"].locale)
    assert newsroom.fresh(story).headline == "Public"


def test_dispatch_is_frozen_in_the_database_too(newsroom: Newsroom) -> None:
    story = newsroom.published()
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispatch.objects.filter(pk=story.dispatch_id).update(note="forged")
    with pytest.raises(DatabaseError), transaction.atomic():
        Dispatch.objects.filter(pk=story.dispatch_id).update(payload="{}")
    with pytest.raises(ClosedDoor):
        story.dispatch.save()
    with pytest.raises(ClosedDoor):
        story.dispatch.delete()
    with pytest.raises(IntegrityError), transaction.atomic():
        Story.objects.filter(pk=newsroom.draft().pk).update(live=True)


def test_expunged_payload_leaves_a_chain_that_verifies(newsroom: Newsroom) -> None:
    story = newsroom.published("Defaming")
    with pytest.raises(ClosedDoor):
        actions.expunge(story.dispatch, by=None, reason="Order 12 of the court")
    story.headline = "Decent"
    actions.correct(story, by=None, note="The headline was unfair.")
    first = Dispatch.objects.get(seq=1)
    actions.expunge(first, by=None, reason="Order 12 of the court")
    first = Dispatch.objects.get(seq=1)
    assert (first.payload, first.item.headline, first.expunge_reason) == ("", "", "Order 12 of the court")
    assert list(flaws()) == []


def test_source_that_forbids_publishing_blocks_it(newsroom: Newsroom) -> None:
    story = newsroom.draft(sources=[newsroom.source(may_publish=False)])
    with pytest.raises(NotReady):
        actions.publish(story, by=None)


@pytest.mark.parametrize(
    ("role", "own", "assigned", "allowed"),
    [
        (Role.REPORTER, True, True, False),
        (Role.EDITOR, False, True, True),
        (Role.EDITOR, False, False, False),
        (Role.EDITOR, True, False, False),
        (Role.CHIEF, False, False, True),
        (Role.MODERATOR, True, True, False),
        (Role.ADMINISTRATOR, False, False, True),
    ],
)
def test_right_to_publish_follows_role_and_assignment(
    newsroom: Newsroom, role: Role, own: bool, assigned: bool, allowed: bool
) -> None:
    person = newsroom.person(role, sections=["world" if assigned else "sport"])
    story = newsroom.draft(by=person if own else None)
    if allowed:
        actions.publish(story, by=person)
    else:
        with pytest.raises(NotAllowed):
            actions.publish(story, by=person)
    assert newsroom.fresh(story).live is allowed


def test_editor_cannot_publish_a_story_moved_into_a_foreign_section(newsroom: Newsroom) -> None:
    editor = newsroom.person(Role.EDITOR, sections=["world"])
    story = newsroom.draft(section="world")
    story.section = newsroom.sections["sport"]
    with pytest.raises(NotAllowed):
        actions.publish(story, by=editor)


def test_pictures_become_public_with_the_story_and_leave_with_it(newsroom: Newsroom) -> None:
    from pathlib import Path

    from wireroom.stories.models import PublicPicture, ShownImage
    from wireroom.stories.pictures import remove_unshown

    image = newsroom.image()
    story = newsroom.draft("With a picture", picture=image)
    assert PublicPicture.objects.count() == 0
    actions.publish(story, by=None)
    copies = list(PublicPicture.objects.order_by("format", "width"))
    assert [(copy.format, copy.width) for copy in copies] == [
        ("jpeg", 960),
        ("webp", 480),
        ("webp", 960),
        ("webp", 1440),
    ]
    assert ShownImage.objects.count() == 1
    actions.withdraw(newsroom.fresh(story), by=None, note="Not ours.")
    assert ShownImage.objects.count() == 0
    remove_unshown([image.pk])
    assert [Path(copy.file.path).exists() for copy in copies] == [False] * 4


def test_two_stories_of_one_day_with_one_headline_get_two_addresses(newsroom: Newsroom) -> None:
    slugs = [newsroom.published("Same words").slug for _ in range(3)]
    assert slugs == ["same-words", "same-words-2", "same-words-3"]
