"""A fix to a released story reaches what is out and every draft, and takes nobody's work away."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone
from wagtail.models import Revision

from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.formats.html import parse_blocks
from wireroom.stories import actions
from wireroom.stories.anchors import Span, parts_of
from wireroom.stories.body import stream_json
from wireroom.stories.chain import flaws
from wireroom.stories.errors import NotAllowed, NoteMissing, NotReady, WrongState
from wireroom.stories.mending import Fix, catch_up, mend
from wireroom.stories.models import Dispatch, Mend, MissedMend, Story
from wireroom.stories.releasing import Change
from wireroom.stories.schedule import release_due

BODY = "<p>Teh harbour was calm.</p><p>Some <strong>twelve</strong> ships left.</p>"


def texts(dispatch: Dispatch | None) -> dict[str, str]:
    assert dispatch is not None
    return {part.key: part.text for part in parts_of(dispatch.item)}


def mend_first_word(story: Story, **changed: Any) -> Dispatch:
    """“Teh” becomes “The”."""
    story = Story.objects.get(pk=story.pk)
    options: dict[str, Any] = {"by": None, "change": Change("refile"), "seen": story.dispatch_id, **changed}
    return mend(story, Fix(Span("b1", 0, 3), "The"), **options)


def body_of(revision: Revision) -> str:
    return str(revision.content["body"])


def newest_draft(story: Story) -> Revision:
    return Revision.objects.get(pk=Story.objects.get(pk=story.pk).latest_revision_id)


def write_on(story: Story, body: str, **fields: Any) -> Revision:
    """Somebody goes on with the story without publishing it."""
    draft = Story.objects.get(pk=story.pk).get_latest_revision_as_object()
    draft.body = stream_json(parse_blocks(body))
    for name, value in fields.items():
        setattr(draft, name, value)
    return draft.save_revision(user=fields.get("created_by"))


def test_mend_releases_the_text_with_nothing_else_changed(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    before = texts(story.dispatch)
    dispatch = mend_first_word(story)
    story = newsroom.fresh(story)
    assert (dispatch.kind, dispatch.version, dispatch.seq, story.dispatch_id) == ("refile", 2, 2, 2)
    assert texts(dispatch) == {**before, "b1": "The harbour was calm."}
    assert "<strong>twelve</strong>" in str(story.body)
    assert list(flaws()) == []


def test_mend_as_correction_needs_its_note(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    with pytest.raises(NoteMissing):
        mend_first_word(story, change=Change("correction"))
    dispatch = mend_first_word(story, change=Change("correction", "We misspelt a word."))
    assert (dispatch.kind, dispatch.note) == ("correction", "We misspelt a word.")


def test_mend_of_a_version_that_is_no_longer_out_is_refused(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    seen = story.dispatch_id
    mend_first_word(story)
    with pytest.raises(WrongState):
        mend_first_word(story, seen=seen)
    with pytest.raises(NotReady):
        mend_first_word(story)
    assert Dispatch.objects.count() == 2


def test_mend_asks_for_the_right_to_publish(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    for role in (Role.REPORTER, Role.MODERATOR):
        with pytest.raises(NotAllowed):
            mend_first_word(story, by=newsroom.person(role))
    elsewhere = newsroom.person(Role.EDITOR, sections=["sport"], languages=["ru"])
    with pytest.raises(NotAllowed):
        mend_first_word(story, by=elsewhere)
    assert mend_first_word(story, by=newsroom.person(Role.EDITOR)).kind == "refile"


def test_mend_reaches_the_draft_that_was_published(newsroom: Newsroom) -> None:
    """Whoever opens the editor next finds the text that is out, and nothing unpublished."""
    story = newsroom.published("Calm", body=BODY)
    loaded = newest_draft(story)
    mend_first_word(story)
    story, draft = newsroom.fresh(story), newest_draft(story)
    assert "The harbour" in body_of(draft)
    assert (draft.pk, draft.created_at) == (loaded.pk, loaded.created_at)
    assert (story.live_revision_id, story.has_unpublished_changes) == (loaded.pk, False)


def test_mend_reaches_a_newer_draft_and_leaves_its_other_words(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    written = write_on(story, "<p>A new opening.</p>" + BODY, headline="Calm at last", change_note="Still writing")
    mend_first_word(story)
    draft = newest_draft(story)
    assert (draft.pk, draft.created_at) == (written.pk, written.created_at)
    assert draft.content["headline"] == "Calm at last"
    assert draft.content["change_note"] == "Still writing"
    assert "A new opening." in body_of(draft)
    assert "The harbour was calm." in body_of(draft)
    assert newsroom.fresh(story).has_unpublished_changes
    assert newsroom.fresh(story).headline == "Calm"


def test_mend_keeps_a_scheduled_version_scheduled_and_mends_it(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    at = timezone.now().replace(microsecond=0) + timedelta(hours=1)
    draft = newsroom.fresh(story)
    draft.summary, draft.change_kind, draft.go_live_at = "Later.", "update", at
    actions.release_revision(draft.save_revision(), by=None)
    mend_first_word(story)
    waiting = Revision.objects.get(approved_go_live_at=at)
    assert "The harbour" in body_of(waiting)
    Revision.objects.filter(pk=waiting.pk).update(approved_go_live_at=timezone.now() - timedelta(seconds=1))
    content = waiting.content
    content["go_live_at"] = None
    Revision.objects.filter(pk=waiting.pk).update(content=content)
    assert release_due() == 1
    out = newsroom.fresh(story).dispatch
    assert (out.kind, out.version, out.item.summary, texts(out)["b1"]) == (
        "update",
        3,
        "Later.",
        "The harbour was calm.",
    )


def test_mend_leaves_review_and_lock_alone(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    write_on(story, BODY + "<p>More.</p>")
    reporter = newsroom.person(Role.REPORTER)
    workflow = newsroom.fresh(story).get_workflow()
    if workflow is not None:
        workflow.start(newsroom.fresh(story), reporter)
    Story.objects.filter(pk=story.pk).update(locked=True, locked_by=reporter, locked_at=timezone.now())
    in_review = newsroom.fresh(story).workflow_in_progress
    mend_first_word(story)
    story = newsroom.fresh(story)
    assert (story.locked, story.locked_by, story.workflow_in_progress) == (True, reporter, in_review)


def test_mend_of_a_translation_leaves_it_behind_its_original(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    Story.objects.filter(pk=story.pk).update(behind_dispatch=story.dispatch)
    mend_first_word(story)
    assert newsroom.fresh(story).behind_dispatch_id == story.dispatch_id


def test_author_of_a_draft_without_the_passage_is_told(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    reporter = newsroom.person(Role.REPORTER)
    write_on(story, "<p>Quite another story about the mountains and their snow.</p>", created_by=reporter)
    dispatch = mend_first_word(story)
    assert list(MissedMend.objects.values_list("mend", "user")) == [(dispatch.pk, reporter.pk)]
    assert "mountains" in body_of(newest_draft(story))


def test_draft_typed_meanwhile_catches_up_when_it_is_saved(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    loaded = newsroom.fresh(story)
    mend_first_word(story)
    loaded.body = stream_json(parse_blocks(BODY + "<p>Typed meanwhile.</p>"))
    catch_up(loaded, Mend.objects.of(loaded).since(loaded.dispatch_id), by=None)
    assert "The harbour was calm." in str(loaded.body)
    assert "Typed meanwhile." in str(loaded.body)
    catch_up(loaded, Mend.objects.of(loaded).since(0), by=None)
    assert str(loaded.body).count("The harbour was calm.") == 1


@pytest.mark.parametrize(
    ("fields", "span", "old", "new"),
    [
        ({"headline": "Harbuor calm"}, Span("headline", 0, 7), "Harbuor calm", "Harbour calm"),
        ({"summary": "Teh sea."}, Span("summary", 0, 3), "Teh sea.", "The sea."),
        ({"body": "<ul><li>Frist</li><li>Second</li></ul>"}, Span("b1.0", 0, 5), "Frist", "First"),
        ({"body": "<blockquote><p>We sial.</p></blockquote>"}, Span("b1.0", 3, 7), "We sial.", "We sail."),
    ],
)
def test_mend_reaches_every_part(newsroom: Newsroom, fields: dict[str, Any], span: Span, old: str, new: str) -> None:
    story = newsroom.published(fields.pop("headline", "Calm"), **fields)
    before = texts(story.dispatch)
    assert before[span.key] == old
    replacement = new[span.start : len(new) - (len(old) - span.end)]
    dispatch = mend(story, Fix(span, replacement), by=None, change=Change("refile"), seen=story.dispatch_id)
    assert texts(dispatch) == {**before, span.key: new}


def test_markup_in_a_replacement_is_text(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body=BODY)
    fix = Fix(Span("b1", 0, 3), "<b>The</b> & <script>")
    dispatch = mend(story, fix, by=None, change=Change("refile"), seen=story.dispatch_id)
    assert texts(dispatch)["b1"] == "<b>The</b> & <script> harbour was calm."
