"""Writing and publishing in the editor."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from django.urls import reverse

from tests.desk.house import body_fields, decide, log, save, sign_in, story_fields
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories.models import Story
from wireroom.stories.rules import State


def test_new_story_belongs_to_its_writer_and_edition(newsroom: Newsroom) -> None:
    reporter = newsroom.person(Role.REPORTER)
    client = sign_in(reporter)
    page = client.get(reverse("stories:add") + "?locale=ru")
    assert page.status_code == 200
    response = client.post(
        reverse("stories:add") + "?locale=ru",
        story_fields(headline="Мост открыт", section=newsroom.sections["world"].pk),
    )
    story = Story.objects.get()
    assert (response.status_code, response["Location"]) == (302, reverse("stories:edit", args=[story.pk]))
    assert (story.headline, story.created_by, story.locale.language_code) == ("Мост открыт", reporter, "ru")
    assert (story.state, log()) == (State.DRAFT, [])


def test_publish_button_publishes_once(newsroom: Newsroom) -> None:
    editor = newsroom.person(Role.EDITOR)
    story = newsroom.draft("Harbour bridge opens")
    response = save(sign_in(editor), story, "publish", headline="Harbour bridge opens to traffic")
    assert (response.status_code, response["Location"]) == (302, reverse("stories:list"))
    story = newsroom.fresh(story)
    assert (story.live, story.headline) == (True, "Harbour bridge opens to traffic")
    assert story.dispatch.item.headline == "Harbour bridge opens to traffic"
    assert log() == [(1, "new", "public")]


def test_publish_on_create_publishes_once(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    fields = story_fields(section=newsroom.sections["world"].pk, **{"action-publish": "action-publish"})
    assert client.post(reverse("stories:add"), fields).status_code == 302
    assert Story.objects.get().live
    assert log() == [(1, "new", "public")]


def test_change_without_a_kind_is_an_error_on_the_form(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    response = save(sign_in(newsroom.chief), story, "publish", headline="Right")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["change_kind"]
    assert response.context["form"]["headline"].value() == "Right"
    assert (newsroom.fresh(story).headline, log()) == ("Wrong", [(1, "new", "public")])


def test_correction_without_a_note_is_an_error_on_the_form(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    response = save(sign_in(newsroom.chief), story, "publish", headline="Right", change_kind="correction")
    assert response.status_code == 200
    assert list(response.context["form"].errors) == ["change_note"]
    assert log() == [(1, "new", "public")]


def test_correction_goes_out_with_its_note_and_leaves_nothing_behind(newsroom: Newsroom) -> None:
    story = newsroom.published("Wrong")
    client = sign_in(newsroom.chief)
    response = save(client, story, "publish", headline="Right", change_kind="correction", change_note="We misread it.")
    assert response.status_code == 302
    story = newsroom.fresh(story)
    assert (story.headline, story.dispatch.kind, story.dispatch.note) == ("Right", "correction", "We misread it.")
    form = client.get(reverse("stories:edit", args=[story.pk])).context["form"]
    assert (form["change_kind"].value(), form["change_note"].value()) == ("", "")
    assert log() == [(1, "new", "public"), (2, "correction", "public")]


def test_publishing_nothing_new_is_an_error_on_the_form(newsroom: Newsroom) -> None:
    story = newsroom.draft("Same")
    client = sign_in(newsroom.chief)
    save(client, story, "publish")
    response = save(client, newsroom.fresh(story), "publish", change_kind="update")
    assert response.status_code == 200
    assert response.context["form"].non_field_errors() == ["Nothing differs from what readers see now."]
    assert log() == [(1, "new", "public")]


def test_draft_of_a_live_story_needs_no_kind_and_stays_private(newsroom: Newsroom) -> None:
    story = newsroom.published("Public")
    response = save(sign_in(newsroom.chief), story, headline="In the making")
    assert response.status_code == 302
    story = newsroom.fresh(story)
    assert (story.headline, story.get_latest_revision_as_object().headline) == ("Public", "In the making")
    assert log() == [(1, "new", "public")]


def test_draft_of_a_withdrawn_story_leaves_its_row_alone(newsroom: Newsroom) -> None:
    from wireroom.stories import actions

    story = newsroom.published("As it went out")
    actions.withdraw(story, by=None, note="Doubtful.")
    client = sign_in(newsroom.chief)
    assert save(client, newsroom.fresh(story), headline="Mended").status_code == 302
    assert newsroom.fresh(story).headline == "As it went out"
    assert save(client, newsroom.fresh(story), "publish", headline="Mended").status_code == 302
    assert newsroom.fresh(story).headline == "Mended"
    assert [kind for _seq, kind, _audience in log()] == ["new", "withdrawal", "reinstatement"]


def test_incomplete_draft_is_saved(newsroom: Newsroom) -> None:
    story = newsroom.draft("Something")
    response = save(sign_in(newsroom.chief), story, headline="", summary="", **{"body-count": "0"})
    assert response.status_code == 302
    assert newsroom.fresh(story).headline == ""


def test_broken_picture_file_stops_publication_and_keeps_the_text(newsroom: Newsroom) -> None:
    picture = newsroom.image()
    picture.file.storage.delete(picture.file.name)
    client = sign_in(newsroom.chief)
    fields = story_fields(section=newsroom.sections["world"].pk, picture=picture.pk)
    response = client.post(reverse("stories:add") + "?locale=en", fields | {"action-publish": "1"}, follow=True)
    story = Story.objects.get()
    assert response.redirect_chain == [(reverse("stories:edit", args=[story.pk]), 302)]
    [message] = response.context["messages"]
    assert message.message == f"The file of the picture “{picture.title}” cannot be read."
    response = save(client, story, "publish", headline="Still here", picture=picture.pk)
    assert response.context["form"].non_field_errors() == [message.message]
    assert response.context["form"]["headline"].value() == "Still here"
    save(client, newsroom.fresh(story), "submit", picture="")
    response = decide(client, newsroom.fresh(story), "approve", picture=picture.pk)
    assert response.context["form"].non_field_errors() == [message.message]
    assert (newsroom.fresh(story).state, log()) == (State.IN_REVIEW, [])


def test_draft_loaded_before_a_release_is_not_written_over_it(newsroom: Newsroom) -> None:
    from wireroom.desk.story.saving import take_row
    from wireroom.stories import actions
    from wireroom.stories.errors import WrongState

    story = newsroom.draft("Loaded")
    stale = newsroom.fresh(story)
    actions.publish(story, by=None)
    with transaction.atomic(), pytest.raises(WrongState):
        take_row(stale)


def test_saving_a_draft_keeps_what_happened_meanwhile(newsroom: Newsroom) -> None:
    from wireroom.desk.story.saving import take_row

    original = newsroom.published("Original")
    story = newsroom.draft("Translation", language="ru", translated_from=original)
    loaded = newsroom.fresh(story)
    Story.objects.filter(pk=story.pk).update(behind_dispatch=original.dispatch, locked=True)
    take_row(loaded)
    assert (loaded.behind_dispatch, loaded.locked, loaded.headline) == (original.dispatch, True, "Translation")


def test_text_block_that_nothing_was_typed_into_is_left_out(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    page = client.get(reverse("stories:add") + "?locale=en")
    assert [block.block_type for block in page.context["form"]["body"].value()] == ["text"]
    fields = story_fields(section=newsroom.sections["world"].pk, **{"action-publish": "1"})
    for empty in ("null", "", body_fields("   ")["body-0-value"]):
        response = client.post(reverse("stories:add") + "?locale=en", fields | {"body-0-value": empty})
        assert response.status_code == 302
    assert [story.dispatch.item.body for story in Story.objects.all()] == [(), (), ()]


def test_status_panel_says_where_the_story_stands(newsroom: Newsroom) -> None:
    from wireroom.stories import actions

    client = sign_in(newsroom.chief)
    story = newsroom.published("Doubtful")
    address = reverse("stories:edit", args=[story.pk])
    page = client.get(address).content.decode()
    assert (f'href="/en/s/{story.pk}/"' in page, "Published</h3>" in page) == (True, True)
    actions.withdraw(story, by=None, note="The source was false.")
    page = client.get(address).content.decode()
    assert ("The source was false." in page, "Withdrawn</h3>" in page) == (True, True)
    later = newsroom.draft("Later")
    actions.schedule(later, by=None, at=clock.now() + timedelta(hours=2, minutes=5))
    assert "A version goes out" in client.get(reverse("stories:edit", args=[later.pk])).content.decode()


def test_sections_and_topics_are_named_in_the_language_of_the_story(newsroom: Newsroom) -> None:
    page = sign_in(newsroom.chief).get(reverse("stories:add") + "?locale=ru").content.decode()
    assert ("В мире" in page, ">World<" in page) == (True, False)


def test_picture_without_alternative_text_stops_publication_not_saving(newsroom: Newsroom) -> None:
    story = newsroom.draft("With a picture")
    picture = newsroom.image(alt="")
    client = sign_in(newsroom.chief)
    assert save(client, story, picture=picture.pk).status_code == 302
    response = save(client, newsroom.fresh(story), "publish", picture=picture.pk)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["picture_alt"])
    response = save(client, newsroom.fresh(story), "publish", picture=picture.pk, picture_alt="A bridge at dusk")
    assert response.status_code == 302
    assert newsroom.fresh(story).dispatch.item.lead_picture.alt == "A bridge at dusk"


def test_picture_block_without_alternative_text_stops_publication(newsroom: Newsroom) -> None:
    story = newsroom.draft("With a picture")
    picture = newsroom.image(alt="")
    block = {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "picture",
        "body-0-id": "",
        "body-0-value-image": picture.pk,
        "body-0-value-alt": "",
        "body-0-value-caption": "",
        "body-0-value-credit": "",
    }
    response = save(sign_in(newsroom.chief), story, "publish", **block)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["body"])
    assert log() == []


def test_source_that_forbids_publication_is_an_error_on_the_form(newsroom: Newsroom) -> None:
    story = newsroom.draft("Theirs")
    source = newsroom.source(may_publish=False)
    response = save(sign_in(newsroom.chief), story, "publish", sources=[source.pk])
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["sources"])
    assert log() == []


def test_schedule_publishes_nothing_yet(newsroom: Newsroom) -> None:
    story = newsroom.draft("Later")
    time = clock.now() + timedelta(hours=3)
    response = save(sign_in(newsroom.chief), story, "publish", go_live_at=time.strftime("%Y-%m-%d %H:%M"))
    assert response.status_code == 302
    assert (newsroom.fresh(story).state, log()) == (State.SCHEDULED, [])


def test_scheduled_story_is_locked_until_taken_off(newsroom: Newsroom) -> None:
    story = newsroom.draft("Later")
    client = sign_in(newsroom.chief)
    time = clock.now() + timedelta(hours=3)
    save(client, story, "publish", go_live_at=time.strftime("%Y-%m-%d %H:%M"))
    assert save(client, newsroom.fresh(story), headline="Changed").status_code == 200
    assert client.post(reverse("stories:unschedule", args=[story.pk])).status_code == 302
    assert newsroom.fresh(story).state == State.DRAFT
    assert save(client, newsroom.fresh(story), headline="Changed").status_code == 302


def test_embargoed_story_can_be_bettered_but_not_unscheduled(newsroom: Newsroom) -> None:
    story = newsroom.draft("Held")
    client = sign_in(newsroom.chief)
    until = (clock.now() + timedelta(hours=3)).strftime("%Y-%m-%d %H:%M")
    assert save(client, story, "publish", embargo_until=until).status_code == 302
    told = client.get(reverse("stories:list")).content.decode()
    assert ("is under embargo" in told, "updated and published" in told) == (True, False)
    assert (newsroom.fresh(story).state, log()) == (State.EMBARGOED, [(1, "new", "advance")])
    refused = client.post(reverse("stories:unschedule", args=[story.pk]))
    assert (refused.status_code, len(refused.context["form"].non_field_errors())) == (200, 1)
    response = save(client, newsroom.fresh(story), "publish", headline="Held, better", embargo_until=until)
    assert response.status_code == 302
    assert log() == [(1, "new", "advance"), (2, "new", "advance")]
    assert newsroom.fresh(story).state == State.EMBARGOED


def test_text_changed_by_a_colleague_is_not_published_over(newsroom: Newsroom) -> None:
    story = newsroom.draft("As I saw it")
    seen = story.latest_revision
    newsroom.fresh(story).save_revision()
    stale = {"loaded_revision_id": seen.pk, "loaded_revision_created_at": seen.created_at.isoformat()}
    response = save(sign_in(newsroom.chief), newsroom.fresh(story), "publish", headline="Mine", **stale)
    assert response.status_code == 200
    assert len(response.context["form"].non_field_errors()) == 1
    assert response.context["form"]["headline"].value() == "Mine"
    assert log() == []


def test_review_approved_in_the_editor_publishes_what_was_seen(newsroom: Newsroom) -> None:
    story = newsroom.draft("Please look", by=newsroom.person(Role.REPORTER, name="rita"))
    assert save(sign_in(story.created_by), story, "submit").status_code == 302
    assert newsroom.fresh(story).state == State.IN_REVIEW
    editor = sign_in(newsroom.person(Role.EDITOR))
    assert decide(editor, newsroom.fresh(story), "approve", headline="Looked at").status_code == 302
    story = newsroom.fresh(story)
    assert (story.live, story.headline, story.workflow_in_progress) == (True, "Looked at", False)
    assert log() == [(1, "new", "public")]


def test_review_refused_by_the_rules_stays_open(newsroom: Newsroom) -> None:
    story = newsroom.published("Out")
    chief = sign_in(newsroom.chief)
    save(chief, story, "submit", headline="Change for review")
    response = decide(chief, newsroom.fresh(story), "approve", headline="Change for review")
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["change_kind"])
    assert newsroom.fresh(story).workflow_in_progress
    assert log() == [(1, "new", "public")]


def test_sent_back_story_is_submitted_again(newsroom: Newsroom) -> None:
    reporter = sign_in(newsroom.person(Role.REPORTER, name="rita"))
    fields = story_fields(section=newsroom.sections["world"].pk, **{"action-submit": "1"})
    reporter.post(reverse("stories:add"), fields)
    story = Story.objects.get()
    editor = sign_in(newsroom.person(Role.EDITOR))
    assert decide(editor, story, "reject").status_code == 302
    assert newsroom.fresh(story).state == State.DRAFT
    assert save(reporter, newsroom.fresh(story), "submit").status_code == 302
    assert newsroom.fresh(story).state == State.IN_REVIEW


def test_submitting_twice_is_an_error_on_the_form(newsroom: Newsroom) -> None:
    story = newsroom.draft("Twice")
    chief = sign_in(newsroom.chief)
    save(chief, story, "submit")
    response = save(chief, newsroom.fresh(story), "submit")
    assert (response.status_code, len(response.context["form"].non_field_errors())) == (200, 1)


def test_headline_pasted_in_several_lines_becomes_one(newsroom: Newsroom) -> None:
    story = newsroom.draft("A story")
    assert save(sign_in(newsroom.chief), story, headline="Lamp\r\nlit  at\tdusk").status_code == 302
    assert newsroom.fresh(story).get_latest_revision_as_object().headline == "Lamp lit at dusk"
