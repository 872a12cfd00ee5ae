"""The author of a draft that lacks a mended passage is told, until they put the notice away."""

from __future__ import annotations

from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.reactions.typo_reports.material import decision, send, story_with_slips
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.formats.html import parse_blocks
from wireroom.reactions.typo_reports import actions
from wireroom.stories.body import stream_json
from wireroom.stories.models import MissedMend, Story

HEADING = "Mended in public, but not in your draft"


def missed_by(newsroom: Newsroom, author: User) -> Story:
    """A story whose draft says something else where a slip was mended."""
    story = story_with_slips(newsroom)
    draft = newsroom.fresh(story)
    draft.body = stream_json(parse_blocks("<p>All is new here, from the first word to the last one.</p>"))
    draft.save_revision(user=author)
    slip = send(story, "Teh", "The").slip
    actions.accept(slip, decision(slip, "The"), by=newsroom.chief)
    return newsroom.fresh(story)


def test_author_is_told_on_the_dashboard_and_in_the_editor(newsroom: Newsroom) -> None:
    author = newsroom.person(Role.EDITOR)
    story = missed_by(newsroom, author)
    client = sign_in(author)
    text = client.get("/desk/").content.decode()
    for words in (HEADING, "<del>Teh</del><ins>The</ins>", reverse("stories:edit", args=[story.pk])):
        assert words in text
    editor = client.get(reverse("stories:edit", args=[story.pk])).content.decode()
    assert "Readers see now: “The harbour was calm on Monday.”" in editor
    assert HEADING not in sign_in(newsroom.chief).get("/desk/").content.decode()


def test_notice_is_put_away_by_whom_it_is_for(newsroom: Newsroom) -> None:
    author = newsroom.person(Role.EDITOR)
    missed_by(newsroom, author)
    address = reverse("errors:dismiss", args=[MissedMend.objects.get().pk])
    assert sign_in(newsroom.chief).post(address).status_code == 404
    client = sign_in(author)
    assert client.get(address).status_code == 405
    assert client.post(address)["Location"] == "/desk/"
    assert HEADING not in client.get("/desk/").content.decode()
