"""Somebody writes while a fix goes out: they keep typing, and the fix is not undone."""

from __future__ import annotations

from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from tests.desk.house import body_fields, save, sign_in, story_fields
from tests.factories import Newsroom
from tests.stories.test_mending import mend_first_word, newest_draft
from wireroom.accounts.rules import Role
from wireroom.stories.models import Story


def open_editor(client: Client, story: Story) -> dict[str, Any]:
    """What the page that is open sends along with each save."""
    page = client.get(reverse("stories:edit", args=[story.pk]))
    form = page.context["form"]
    return {
        "loaded_release": form["loaded_release"].value(),
        "loaded_revision_id": page.context["object"].latest_revision_id,
        "loaded_revision_created_at": page.context["loaded_revision_created_at"],
    }


def autosave(client: Client, story: Story, text: str, **loaded: Any) -> HttpResponse:
    return save(client, story, **body_fields(text), **loaded)


def test_fix_is_kept_in_the_draft_of_an_open_editor(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body="<p>Teh harbour was calm.</p>")
    client = sign_in(newsroom.person(Role.EDITOR))
    loaded = open_editor(client, story)
    mend_first_word(story)
    for text in ("Teh harbour was calm. More", "Teh harbour was calm. More words."):
        assert autosave(client, story, text, **loaded).status_code in (200, 302)
        draft = str(newest_draft(story).content["body"])
        assert text.replace("Teh", "The") in draft
        assert "Teh" not in draft


def test_open_editor_publishes_with_the_fix(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body="<p>Teh harbour was calm.</p>")
    client = sign_in(newsroom.person(Role.EDITOR))
    loaded = open_editor(client, story)
    mend_first_word(story)
    text = body_fields("Teh harbour was calm. It rained later.")
    response = save(client, story, "publish", change_kind="update", **text, **loaded)
    assert response.status_code == 302
    dispatch = newsroom.fresh(story).dispatch
    assert (dispatch.version, dispatch.kind) == (3, "update")
    assert "The harbour was calm. It rained later." in str(newsroom.fresh(story).body)


def test_editor_opened_after_the_fix_may_change_the_words_again(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body="<p>Teh harbour was calm.</p>")
    mend_first_word(story)
    client = sign_in(newsroom.person(Role.EDITOR))
    autosave(client, story, "Teh harbour was calm.", **open_editor(client, story))
    assert "Teh harbour" in str(newest_draft(story).content["body"])


def test_earlier_version_brought_back_keeps_the_fix(newsroom: Newsroom) -> None:
    story = newsroom.published("Calm", body="<p>Teh harbour was calm.</p>")
    client = sign_in(newsroom.person(Role.EDITOR))
    earlier = newest_draft(story)
    autosave(client, story, "Teh harbour was calm. More.", **open_editor(client, story))
    mend_first_word(story)
    address = reverse("stories:revisions_revert", args=[story.pk, earlier.pk])
    fields = story_fields(newsroom.fresh(story), **body_fields("Teh harbour was calm."))
    assert client.post(address, fields).status_code == 302
    assert "The harbour" in str(newest_draft(story).content["body"])
