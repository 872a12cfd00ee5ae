"""Wagtail's ways into public, one by one: each leads through the dispatch log or is closed."""

from __future__ import annotations

from datetime import timedelta
from io import StringIO

import pytest
from django.core.management import call_command, get_commands
from django.urls import reverse
from wagtail.actions import action_registry
from wagtail.models import Revision

from tests.desk.house import body_fields, log, save, sign_in, story_fields
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories import actions
from wireroom.stories.errors import ClosedDoor, NotAllowed
from wireroom.stories.models import StaticPage, Story
from wireroom.stories.rules import State

JSON = {"Accept": "application/json"}


def test_unpublish_leads_to_withdrawal(newsroom: Newsroom) -> None:
    story = newsroom.published()
    client = sign_in(newsroom.chief)
    address = reverse("stories:unpublish", args=[story.pk])
    assert client.get(address)["Location"] == reverse("stories:withdraw", args=[story.pk])
    assert client.post(address).status_code == 405
    assert newsroom.fresh(story).live


def test_withdrawal_needs_a_note(newsroom: Newsroom) -> None:
    story = newsroom.published()
    client = sign_in(newsroom.chief)
    address = reverse("stories:withdraw", args=[story.pk])
    assert client.get(address).status_code == 200
    for note in ("", "   "):
        response = client.post(address, {"note": note})
        assert (response.status_code, list(response.context["form"].errors)) == (200, ["note"])
    assert client.post(address, {"note": "The source was false."}).status_code == 302
    assert newsroom.fresh(story).state == State.WITHDRAWN
    assert log() == [(1, "new", "public"), (2, "withdrawal", "public")]


def test_released_story_is_not_deleted(newsroom: Newsroom) -> None:
    story = newsroom.published()
    client = sign_in(newsroom.chief)
    assert client.post(reverse("stories:delete", args=[story.pk])).status_code == 302
    actions.withdraw(story, by=None, note="It was wrong.")
    assert client.post(reverse("stories:delete", args=[story.pk])).status_code == 302
    assert Story.objects.filter(pk=story.pk).exists()


def test_bulk_deletion_takes_drafts_only(newsroom: Newsroom) -> None:
    draft, live = newsroom.draft(), newsroom.published()
    client = sign_in(newsroom.chief)
    address = reverse("wagtail_bulk_action", args=["stories", "story", "delete"])
    assert client.get(f"{address}?id={draft.pk}&id={live.pk}").status_code == 200
    assert client.post(f"{address}?id={draft.pk}&id={live.pk}").status_code == 302
    assert list(Story.objects.all()) == [live]


def test_bulk_deletion_of_all_deletes_nothing(newsroom: Newsroom) -> None:
    draft = newsroom.draft()
    address = reverse("wagtail_bulk_action", args=["stories", "story", "delete"])
    assert sign_in(newsroom.chief).post(f"{address}?id=all").status_code == 404
    assert list(Story.objects.all()) == [draft]


def test_no_other_bulk_action_is_offered_for_stories() -> None:
    from wagtail.admin.views.bulk_action.registry import bulk_action_registry

    found = bulk_action_registry.get_bulk_actions_for_model("stories", "story")
    assert [action.__module__ for action in found] == ["wireroom.desk.story.bulk"]


def test_stories_do_not_expire(newsroom: Newsroom) -> None:
    story = newsroom.draft()
    client = sign_in(newsroom.chief)
    page = client.get(reverse("stories:edit", args=[story.pk]))
    assert "expire_at" not in page.context["form"].fields
    save(client, story, "publish", expire_at="2030-01-01 10:00")
    assert (newsroom.fresh(story).live, newsroom.fresh(story).expire_at) == (True, None)


def test_reverting_does_not_bring_back_an_old_kind_of_change(newsroom: Newsroom) -> None:
    story = newsroom.published("First")
    client = sign_in(newsroom.chief)
    save(client, story, "publish", headline="Second", change_kind="correction", change_note="Old note.")
    old = Revision.objects.get(pk=newsroom.fresh(story).live_revision_id)
    save(client, newsroom.fresh(story), "publish", headline="Third", change_kind="update")
    address = reverse("stories:revisions_revert", args=[story.pk, old.pk])
    form = client.get(address).context["form"]
    values = {name: form[name].value() for name in ("headline", "change_kind", "change_note")}
    assert values == {"headline": "Second", "change_kind": "", "change_note": ""}
    fields = story_fields(newsroom.fresh(story), headline="Second", **{"action-publish": "1"})
    response = client.post(address, fields)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["change_kind"])
    assert client.post(address, fields | {"change_kind": "update"}).status_code == 302
    assert newsroom.fresh(story).headline == "Second"
    assert [kind for _seq, kind, _audience in log()] == ["new", "correction", "update", "update"]


def test_reverting_keeps_what_happened_to_the_story(newsroom: Newsroom) -> None:
    story = newsroom.draft("First")
    first = story.latest_revision
    actions.publish(story, by=None)
    story = newsroom.fresh(story)
    client = sign_in(newsroom.chief)
    address = reverse("stories:revisions_revert", args=[story.pk, first.pk])
    assert client.post(address, story_fields(story, headline="First")).status_code == 302
    again = newsroom.fresh(story)
    assert (again.live, again.dispatch, again.slug, again.guid) == (True, story.dispatch, story.slug, story.guid)
    assert log() == [(1, "new", "public")]


def test_wagtail_actions_on_stories_are_ours_or_closed(newsroom: Newsroom) -> None:
    story = newsroom.published("Public")
    reporter = newsroom.person(Role.REPORTER)
    found = action_registry.get_actions_for_model(Story)
    ours = ["copy_for_translation", "edit", "publish", "revert", "unpublish"]
    assert sorted(name for name, action in found.items() if action.__module__.startswith("wireroom")) == ours
    with pytest.raises(ClosedDoor):
        found["unpublish"](story, user=newsroom.chief).execute(skip_permission_checks=True)
    with pytest.raises(ClosedDoor):
        found["copy_for_translation"](story, newsroom.editions["ru"].locale).execute(skip_permission_checks=True)
    with pytest.raises(ClosedDoor):
        found["revert"](story, story.live_revision, user=newsroom.chief).execute(skip_permission_checks=True)
    story.headline, story.change_kind = "Changed", "update"
    with pytest.raises(NotAllowed):
        found["publish"](story.save_revision(), user=reporter).execute(skip_permission_checks=True)
    with pytest.raises(ClosedDoor):
        found["delete"](story, user=newsroom.chief).execute(skip_permission_checks=True)
    assert newsroom.fresh(story).headline == "Public"
    assert log() == [(1, "new", "public")]


@pytest.mark.parametrize("address", ["/api/v2/pages/", "/api/v3/", "/desk/api/main/snippets/"])
def test_wagtail_api_shows_no_stories(newsroom: Newsroom, address: str) -> None:
    assert sign_in(newsroom.chief).get(address).status_code == 404


def make_due(story: Story) -> None:
    past = clock.now() - timedelta(seconds=1)
    revision = story.revisions.get(approved_go_live_at__isnull=False)
    revision.content["go_live_at"] = past.isoformat()
    story.revisions.filter(pk=revision.pk).update(approved_go_live_at=past, content=revision.content)


def test_scheduled_publication_by_command_is_ours_and_isolates_failures(newsroom: Newsroom) -> None:
    assert get_commands()["publish_scheduled"] == "wireroom.desk"
    bad, good = newsroom.draft("Bad"), newsroom.draft("Good")
    for story in (bad, good):
        actions.schedule(story, by=None, at=clock.now() + timedelta(hours=1))
        make_due(story)
    revision = bad.revisions.get(approved_go_live_at__isnull=False)
    bad.revisions.filter(pk=revision.pk).update(content=revision.content | {"untranslated": True})
    out = StringIO()
    call_command("publish_scheduled", stdout=out)
    assert out.getvalue() == "Released: 1\n"
    assert (newsroom.fresh(bad).live, newsroom.fresh(good).live) == (False, True)
    assert log() == [(1, "new", "public")]


def test_static_page_is_published_and_unpublished_the_stock_way(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    name = "wagtailsnippets_stories_staticpage"
    fields = {"title": "About us", "slug": "about", "position": "0", "go_live_at": ""}
    text = body_fields("We report.")["body-0-value"]
    added = client.post(reverse(f"{name}:add") + "?locale=fr", fields | {"body": text, "action-publish": "1"})
    page = StaticPage.objects.get()
    assert (added.status_code, page.live, page.locale.language_code) == (302, True, "fr")
    assert client.post(reverse(f"{name}:unpublish", args=[page.pk])).status_code == 302
    assert not StaticPage.objects.get().live


def test_autosave_of_a_live_story_asks_for_nothing(newsroom: Newsroom) -> None:
    story = newsroom.published("Public")
    client = sign_in(newsroom.chief)
    address = reverse("stories:edit", args=[story.pk])
    fields = story_fields(story, headline="", summary="")
    answer = client.post(address, fields, headers=JSON)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    first = answer.json()["revision_id"]
    answer = client.post(address, fields | {"headline": "On", "overwrite_revision_id": first}, headers=JSON)
    assert (answer.json()["success"], answer.json()["revision_id"]) == (True, first)
    story = newsroom.fresh(story)
    assert (story.headline, story.get_latest_revision_as_object().headline) == ("Public", "On")
    assert log() == [(1, "new", "public")]


def test_autosave_begins_a_new_story(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.REPORTER))
    fields = story_fields(headline="", section=newsroom.sections["world"].pk)
    answer = client.post(reverse("stories:add") + "?locale=en", fields, headers=JSON)
    assert (answer.status_code, answer.json()["success"]) == (200, True)
    story = Story.objects.get()
    hydrated = client.get(answer.json()["hydrate_url"])
    assert (hydrated.status_code, story.headline) == (200, "")


def test_autosave_never_overwrites_what_waits_for_its_time(newsroom: Newsroom) -> None:
    chief = newsroom.chief
    story = newsroom.draft("Held", by=chief, embargo_until=clock.now() + timedelta(hours=1))
    actions.publish(story, by=chief)
    waiting = newsroom.fresh(story).scheduled_revision
    fields = story_fields(story, headline="Better", overwrite_revision_id=waiting.pk)
    answer = sign_in(chief).post(reverse("stories:edit", args=[story.pk]), fields, headers=JSON)
    assert answer.json()["success"]
    assert answer.json()["revision_id"] != waiting.pk
    after = Revision.objects.get(pk=waiting.pk)
    assert (after.content["headline"], after.approved_go_live_at) == ("Held", waiting.approved_go_live_at)
    assert newsroom.fresh(story).state == State.EMBARGOED


def test_approval_from_the_dashboard_refuses_a_text_changed_since_submission(newsroom: Newsroom) -> None:
    story = newsroom.draft("As submitted")
    story.get_workflow().start(story, newsroom.chief)
    task = newsroom.fresh(story).current_workflow_task_state
    story = newsroom.fresh(story)
    story.headline = "Changed behind the approver's back"
    story.save_revision(user=None)
    client = sign_in(newsroom.person(Role.EDITOR))
    client.post(reverse("stories:workflow_action", args=[story.pk, "approve", task.pk]))
    assert (newsroom.fresh(story).state, log()) == (State.IN_REVIEW, [])


def test_approval_refuses_a_revision_overwritten_since_submission(newsroom: Newsroom) -> None:
    story = newsroom.draft("As submitted")
    story.get_workflow().start(story, newsroom.chief)
    task = newsroom.fresh(story).current_workflow_task_state
    story = newsroom.fresh(story)
    story.headline = "Overwritten"
    story.save_revision(user=None, overwrite_revision=story.latest_revision)
    client = sign_in(newsroom.person(Role.EDITOR))
    client.post(reverse("stories:workflow_action", args=[story.pk, "approve", task.pk]))
    assert (newsroom.fresh(story).state, log()) == (State.IN_REVIEW, [])


def test_approval_by_machine_names_what_it_refuses(newsroom: Newsroom) -> None:
    story = newsroom.draft("Still the original's", untranslated=True)
    story.get_workflow().start(story, newsroom.chief)
    task = newsroom.fresh(story).current_workflow_task_state
    client = sign_in(newsroom.chief)
    address = reverse("stories:workflow_action", args=[story.pk, "approve", task.pk])
    answer = client.post(address, headers={"X-Requested-With": "XMLHttpRequest"})
    assert answer.json() == {"step": "success", "redirect": reverse("stories:edit", args=[story.pk])}
    assert (newsroom.fresh(story).state, log()) == (State.IN_REVIEW, [])


def test_publishing_takes_a_story_out_of_review(newsroom: Newsroom) -> None:
    story = newsroom.draft("In review")
    story.get_workflow().start(story, newsroom.chief)
    assert save(sign_in(newsroom.chief), newsroom.fresh(story), "publish").status_code == 302
    story = newsroom.fresh(story)
    assert (story.live, story.workflow_in_progress) == (True, False)


def test_translation_is_a_draft_of_whoever_began_it(newsroom: Newsroom) -> None:
    story = newsroom.published("Bridge opens")
    reporter = newsroom.person(Role.REPORTER)
    client = sign_in(reporter)
    client.post(reverse("stories:translate", args=[story.pk]) + "?into=ru")
    draft = Story.objects.get(translated_from=story)
    assert (draft.live, draft.untranslated, draft.created_by, draft.locale.language_code) == (
        False,
        True,
        reporter,
        "ru",
    )
    client.post(reverse("stories:translate", args=[story.pk]) + "?into=ru")
    assert Story.objects.filter(translation_key=story.translation_key).count() == 2
    response = save(sign_in(newsroom.chief), draft, "publish", untranslated="on")
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["untranslated"])
    assert save(sign_in(newsroom.chief), newsroom.fresh(draft), "publish", headline="Мост").status_code == 302


def test_translation_behind_is_shown_and_confirmed(newsroom: Newsroom) -> None:
    original = newsroom.published("Bridge opens")
    client = sign_in(newsroom.chief)
    client.post(reverse("stories:translate", args=[original.pk]) + "?into=ru")
    draft = Story.objects.get(translated_from=original)
    save(client, original, "publish", headline="Bridge opens late", change_kind="update")
    assert newsroom.fresh(draft).behind_dispatch == newsroom.fresh(original).dispatch
    page = client.get(reverse("stories:edit", args=[draft.pk])).content.decode()
    assert "The original has moved on since this translation" in page
    client.post(reverse("stories:confirm", args=[draft.pk]))
    assert newsroom.fresh(draft).behind_dispatch is None


@pytest.mark.parametrize(
    "room", ["pages/", "documents/", "groups/new/", "workflows/list/", "reports/locked/", "api/main/pages/"]
)
def test_rooms_of_wagtail_that_nobody_uses_are_closed(newsroom: Newsroom, room: str) -> None:
    response = sign_in(newsroom.person(Role.ADMINISTRATOR)).get(f"/desk/{room}")
    assert (response.status_code, "Nothing is here" in response.content.decode()) == (404, True)


def test_preview_of_a_new_story_leads_to_its_language(newsroom: Newsroom) -> None:
    page = sign_in(newsroom.chief).get(reverse("stories:add") + "?locale=ru").content.decode()
    assert f'href="{reverse("stories:preview_on_add")}?locale=ru&amp;mode="' in page


def test_history_leads_only_who_may_change_the_story_to_the_editor(newsroom: Newsroom) -> None:
    story = newsroom.published()
    save(sign_in(newsroom.chief), story, summary="It is about more.")
    address, editor = reverse("stories:history", args=[story.pk]), reverse("stories:edit", args=[story.pk])
    people = {role: newsroom.person(role) for role in (Role.MODERATOR, Role.REPORTER, Role.CHIEF)}
    pages = {role: sign_in(person).get(address).content.decode() for role, person in people.items()}
    assert {role: editor in page for role, page in pages.items()} == {
        Role.MODERATOR: False,
        Role.REPORTER: False,
        Role.CHIEF: True,
    }
    assert {role: "/revert/" in page for role, page in pages.items()} == {
        Role.MODERATOR: False,
        Role.REPORTER: False,
        Role.CHIEF: True,
    }


def test_addresses_with_numbers_that_no_row_can_have_lead_nowhere(newsroom: Newsroom) -> None:
    client, huge = sign_in(newsroom.person(Role.ADMINISTRATOR)), "9" * 40
    bulk = reverse("wagtail_bulk_action", args=["stories", "story", "delete"])
    addresses = (f"{reverse('stories:list')}?section={huge}", f"/desk/users/?group={huge}", f"{bulk}?id={huge}")
    assert [client.get(address).status_code for address in addresses] == [404, 404, 404]


@pytest.mark.parametrize("words", ['"', '<>?:"{}|_+', 'a "harbour', "' OR 1=1 --", "*^:("])
def test_pictures_are_searched_whatever_is_typed(newsroom: Newsroom, words: str) -> None:
    client = sign_in(newsroom.chief)
    for name in ("wagtailimages:index", "wagtailimages_chooser:choose_results"):
        assert client.get(reverse(name), {"q": words}).status_code == 200


def test_log_of_the_house_is_for_those_who_answer_for_it(newsroom: Newsroom) -> None:
    newsroom.published("Lamp lit at dusk")
    address = reverse("wagtailadmin_reports:site_history")
    shown = {}
    for role in (Role.REPORTER, Role.EDITOR, Role.CHIEF, Role.ADMINISTRATOR):
        client = sign_in(newsroom.person(role))
        told = "Lamp lit at dusk" in client.get(address).content.decode()
        shown[role] = (address in client.get("/desk/").content.decode(), told)
    assert shown == {
        Role.REPORTER: (False, False),
        Role.EDITOR: (False, False),
        Role.CHIEF: (True, True),
        Role.ADMINISTRATOR: (True, True),
    }
