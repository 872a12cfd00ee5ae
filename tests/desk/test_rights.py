"""Who may do what to which story, by going through every door as everybody."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client
from django.urls import reverse
from wagtail.models import GroupApprovalTask, WorkflowTask

from tests.desk.house import decide, save, sign_in, story_fields
from tests.factories import Newsroom
from wireroom.accounts.models import User
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories import actions
from wireroom.stories.models import Dispatch, Story

HOME = "/desk/"
"""Where Wagtail sends who is refused, with a message."""


@dataclass(frozen=True)
class Try:
    """One person before one door; stories are English and in the section World."""

    newsroom: Newsroom
    client: Client
    owner: User

    def draft(self, **fields: Any) -> Story:
        return self.newsroom.draft(by=self.owner, **fields)

    def published(self) -> Story:
        story = self.newsroom.published(by=self.owner)
        return self.newsroom.fresh(story)

    def in_review(self) -> Story:
        story = self.draft()
        story.get_workflow().start(story, self.owner)
        return self.newsroom.fresh(story)

    def scheduled(self) -> Story:
        story = self.draft()
        actions.schedule(story, by=None, at=clock.now() + timedelta(hours=1))
        return self.newsroom.fresh(story)

    def get(self, name: str, *args: Any) -> HttpResponse:
        return self.client.get(reverse(f"stories:{name}", args=args))

    def post(self, name: str, *args: Any, **fields: Any) -> HttpResponse:
        return self.client.post(reverse(f"stories:{name}", args=args), fields)


def outcome(response: HttpResponse) -> str:
    """done, refused at the door, or an error on the form."""
    if response.status_code == 302:
        return "refused" if response["Location"] == HOME else "done"
    if response.status_code == 200 and response.wsgi_request.method == "POST":
        return "form error" if response.context and "form" in response.context else "done"
    return {200: "done", 403: "refused", 404: "refused"}[response.status_code]


def open_editor(person: Try) -> HttpResponse:
    return person.get("edit", person.draft().pk)


def save_draft(person: Try) -> HttpResponse:
    return save(person.client, person.draft(), headline="Changed")


def save_live(person: Try) -> HttpResponse:
    return save(person.client, person.published(), headline="Changed")


def publish(person: Try) -> HttpResponse:
    return save(person.client, person.draft(), "publish")


def correct(person: Try) -> HttpResponse:
    story = person.published()
    return save(
        person.client, story, "publish", headline="Right", change_kind="correction", change_note="It was wrong."
    )


def submit(person: Try) -> HttpResponse:
    return save(person.client, person.draft(), "submit")


def approve(person: Try) -> HttpResponse:
    return decide(person.client, person.in_review(), "approve")


def approve_from_the_dashboard(person: Try) -> HttpResponse:
    story = person.in_review()
    return person.post("workflow_action", story.pk, "approve", story.current_workflow_task_state.pk)


def revert(person: Try) -> HttpResponse:
    story = person.draft()
    first = story.latest_revision
    story.save_revision()
    return person.post("revisions_revert", story.pk, first.pk, **story_fields(story))


def revert_and_publish(person: Try) -> HttpResponse:
    story = person.draft()
    first = story.latest_revision
    story.save_revision()
    fields = story_fields(story, **{"action-publish": "1"})
    return person.post("revisions_revert", story.pk, first.pk, **fields)


def delete(person: Try) -> HttpResponse:
    return person.post("delete", person.draft().pk)


def delete_in_bulk(person: Try) -> HttpResponse:
    story = person.draft()
    address = reverse("wagtail_bulk_action", args=["stories", "story", "delete"])
    response = person.client.post(f"{address}?next=/desk/stories/&id={story.pk}")
    if response.status_code == 302 and Story.objects.filter(pk=story.pk).exists():
        response["Location"] = HOME
    return response


def withdraw(person: Try) -> HttpResponse:
    return person.post("withdraw", person.published().pk, note="It was wrong.")


def reinstate(person: Try) -> HttpResponse:
    story = person.published()
    actions.withdraw(story, by=None, note="It was wrong.")
    return person.post("reinstate", story.pk)


def advise(person: Try) -> HttpResponse:
    return person.post("advise", person.published().pk, note="Pictures follow.")


def unschedule(person: Try) -> HttpResponse:
    return person.post("unschedule", person.scheduled().pk)


def unschedule_as_wagtail_does(person: Try) -> HttpResponse:
    story = person.scheduled()
    return person.post("revisions_unschedule", story.pk, story.scheduled_revision.pk)


def lock(person: Try) -> HttpResponse:
    return person.post("lock", person.draft().pk)


def unlock(person: Try) -> HttpResponse:
    return person.post("unlock", person.draft(locked=True).pk)


def translate(person: Try) -> HttpResponse:
    return person.client.post(reverse("stories:translate", args=[person.published().pk]) + "?into=fr")


def confirm(person: Try) -> HttpResponse:
    return person.post("confirm", person.draft().pk)


def copy(person: Try) -> HttpResponse:
    return person.post("copy", person.published().pk, **story_fields(person.draft()))


def add(person: Try) -> HttpResponse:
    return person.client.post(reverse("stories:add") + "?locale=en", story_fields(person.draft()))


def preview_draft(person: Try) -> HttpResponse:
    return person.post("preview_on_edit", person.draft().pk, **story_fields(person.draft()))


def read_history(person: Try) -> HttpResponse:
    return person.get("history", person.draft().pk)


def inspect(person: Try) -> HttpResponse:
    return person.get("inspect", person.draft().pk)


def compare(person: Try) -> HttpResponse:
    story = person.draft()
    return person.get("revisions_compare", story.pk, "earliest", "latest")


def usage(person: Try) -> HttpResponse:
    return person.get("usage", person.draft().pk)


def preview_revision(person: Try) -> HttpResponse:
    story = person.draft()
    return person.get("revisions_view", story.pk, story.latest_revision.pk)


Door = Callable[[Try], HttpResponse]

READING: set[Door] = {read_history, inspect, compare, usage, preview_revision}
BEGINNING: set[Door] = {add, copy, translate}
WRITING: set[Door] = {open_editor, save_draft, submit, revert, preview_draft, confirm}
DELETING: set[Door] = {delete, delete_in_bulk}
PUBLISHING: set[Door] = {publish, approve, approve_from_the_dashboard, revert_and_publish, correct}
DECIDING: set[Door] = {advise, unschedule, unschedule_as_wagtail_does, lock, unlock, save_live}
TAKING_BACK: set[Door] = {withdraw, reinstate}
ALL = READING | BEGINNING | WRITING | DELETING | PUBLISHING | DECIDING | TAKING_BACK

# Publishing what one may edit but not publish is an error on the form, so that no text is lost.
ERRORS_ON_THE_FORM: dict[Door, Door] = {
    publish: save_draft,
    revert_and_publish: revert,
    approve: save_draft,
    correct: save_live,
}

SENDS_A_DISPATCH = PUBLISHING | TAKING_BACK | {advise}


@dataclass(frozen=True)
class Rights:
    """What somebody may do to their own stories and to those of others."""

    role: Role
    own: set[Door]
    others: set[Door]
    sections: tuple[str, ...] = ()
    languages: tuple[str, ...] = ()


_EDITS = READING | BEGINNING | WRITING | DELETING | PUBLISHING | DECIDING
_OWN_ONLY = READING | BEGINNING | WRITING | DELETING

RIGHTS = {
    "reporter": Rights(Role.REPORTER, own=_OWN_ONLY, others=READING | BEGINNING),
    "editor of all": Rights(Role.EDITOR, own=_EDITS, others=_EDITS),
    "editor of the section and language": Rights(
        Role.EDITOR, own=_EDITS, others=_EDITS, sections=("world",), languages=("en", "fr")
    ),
    "editor of another section": Rights(
        Role.EDITOR, own=_OWN_ONLY | {save_live}, others=READING | BEGINNING, sections=("sport",)
    ),
    "editor of another language": Rights(
        Role.EDITOR, own=_OWN_ONLY | {save_live}, others=READING | BEGINNING, languages=("ru",)
    ),
    "chief": Rights(Role.CHIEF, own=ALL, others=ALL),
    "moderator": Rights(Role.MODERATOR, own=READING, others=READING),
    "administrator": Rights(Role.ADMINISTRATOR, own=ALL, others=ALL),
}


def expected(door: Door, allowed: set[Door]) -> str:
    if door in allowed:
        return "done"
    return "form error" if ERRORS_ON_THE_FORM.get(door) in allowed else "refused"


@pytest.mark.parametrize("is_own", [True, False], ids=["own", "other"])
@pytest.mark.parametrize("who", RIGHTS)
def test_every_door_opens_to_exactly_whom_it_should(newsroom: Newsroom, who: str, is_own: bool) -> None:
    rights = RIGHTS[who]
    user = newsroom.person(rights.role, sections=rights.sections, languages=rights.languages)
    User.objects.filter(pk=user.pk).update(is_superuser=False)  # roles alone must do
    person = Try(newsroom, sign_in(user), owner=user if is_own else newsroom.person(Role.REPORTER))
    allowed = rights.own if is_own else rights.others
    found, wanted = {}, {}
    for door in sorted(ALL, key=lambda door: door.__name__):
        before = Dispatch.objects.count()
        result = outcome(door(person))
        prepared = PREPARED.get(door, 0)
        found[door.__name__] = (result, Dispatch.objects.count() - before - prepared)
        wish = expected(door, allowed)
        wanted[door.__name__] = (wish, int(wish == "done" and door in SENDS_A_DISPATCH))
    assert found == wanted


PREPARED: dict[Door, int] = {
    **dict.fromkeys((save_live, correct, withdraw, advise, translate, copy), 1),
    reinstate: 2,
}
"""Dispatches that the test itself sends before it tries the door."""


def test_nobody_who_is_not_signed_in_sees_anything(newsroom: Newsroom) -> None:
    person = Try(newsroom, Client(), owner=newsroom.chief)
    for door in ALL - {delete_in_bulk}:
        response = door(person)
        assert (response.status_code, response["Location"].partition("?")[0]) == (302, "/desk/login/"), door.__name__


def test_editor_does_not_move_a_story_to_where_they_have_no_say(newsroom: Newsroom) -> None:
    editor = sign_in(newsroom.person(Role.EDITOR, sections=["world"]))
    story = newsroom.draft("Stays here")
    for action in ("", "publish"):
        response = save(editor, newsroom.fresh(story), action, section=newsroom.sections["sport"].pk)
        assert (response.status_code, "section" in response.context["form"].errors) == (200, True)
    assert newsroom.fresh(story).section == newsroom.sections["world"]
    assert Dispatch.objects.count() == 0


def test_editor_does_not_publish_a_draft_that_was_moved_away(newsroom: Newsroom) -> None:
    story = newsroom.published("Moved in a draft")
    story.section = newsroom.sections["sport"]
    story.save_revision()
    editor = sign_in(newsroom.person(Role.EDITOR, sections=["world"]))
    response = save(editor, newsroom.fresh(story), "publish", change_kind="update", headline="Mine")
    assert outcome(response) == "refused"
    assert Dispatch.objects.count() == 1


def test_task_of_another_story_is_not_decided_through_ones_own(newsroom: Newsroom) -> None:
    editor = newsroom.person(Role.EDITOR, sections=["world"])
    own = newsroom.draft("Mine", by=editor)
    other = newsroom.draft("Not mine", section="sport")
    for story in (own, other):
        story.get_workflow().start(story, newsroom.chief)
    task = newsroom.fresh(other).current_workflow_task_state
    for name in ("approve", "reject"):
        address = reverse("stories:workflow_action", args=[own.pk, name, task.pk])
        assert sign_in(editor).post(address).status_code == 404
    assert newsroom.fresh(other).workflow_in_progress
    assert Dispatch.objects.count() == 0


def test_task_of_wagtails_own_kind_asks_for_the_section_too(newsroom: Newsroom) -> None:
    editor = newsroom.person(Role.EDITOR, sections=["world"])
    task = GroupApprovalTask.objects.create(name="Second look")
    task.groups.set(editor.groups.all())
    WorkflowTask.objects.all().update(task=task)
    client = sign_in(editor)
    for name in ("approve", "reject"):
        story = newsroom.draft("Not theirs", section="sport")
        story.get_workflow().start(story, newsroom.chief)
        state = newsroom.fresh(story).current_workflow_task_state
        response = client.post(reverse("stories:workflow_action", args=[story.pk, name, state.pk]))
        assert outcome(response) == "refused"
        assert outcome(decide(client, newsroom.fresh(story), name)) == "refused"
        assert newsroom.fresh(story).workflow_in_progress
    assert Dispatch.objects.count() == 0


def test_overwriting_a_foreign_story_through_copy_makes_a_new_one(newsroom: Newsroom) -> None:
    story = newsroom.published("Original")
    reporter = newsroom.person(Role.REPORTER)
    address = reverse("stories:copy", args=[story.pk])
    client = sign_in(reporter)
    assert client.get(address).context["form"]["headline"].value() == "Original"
    client.post(address, story_fields(story, headline="Copy"))
    copied = Story.objects.get(headline="Copy")
    assert (copied.created_by, copied.live, copied.dispatch) == (reporter, False, None)
    assert copied.guid != story.guid
    assert copied.translation_key != story.translation_key
    assert newsroom.fresh(story).headline == "Original"
