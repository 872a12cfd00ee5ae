"""Looking at stories: previews, reading without editing, presence."""

from __future__ import annotations

from django.urls import reverse
from wagtail.admin.models import EditingSession

from tests.desk.house import save, sign_in, story_fields
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.stories import actions


def test_new_story_is_previewed_in_its_language(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.REPORTER))
    address = reverse("stories:preview_on_add") + "?locale=ru"
    page = client.get(reverse("stories:add") + "?locale=ru").content.decode()
    assert address in page
    fields = story_fields(headline="Мост открыт", section=newsroom.sections["world"].pk)
    assert client.post(address, fields).json() == {"is_valid": True, "is_available": True}
    preview = client.get(address).content.decode()
    assert ("Мост открыт" in preview, 'lang="ru"' in preview) == (True, True)


def test_moderators_preview_nothing_of_their_own(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.MODERATOR))
    assert client.get(reverse("stories:preview_on_add") + "?locale=en")["Location"] == "/desk/"


def test_draft_is_previewed_as_typed(newsroom: Newsroom) -> None:
    story = newsroom.published("As it went out")
    client = sign_in(newsroom.chief)
    address = reverse("stories:preview_on_edit", args=[story.pk])
    fields = story_fields(story, headline="Typed just now")
    assert client.post(address, fields).json() == {"is_valid": True, "is_available": True}
    assert "Typed just now" in client.get(address).content.decode()
    assert newsroom.fresh(story).headline == "As it went out"


def test_preview_reaches_nobody_but_its_writer(newsroom: Newsroom) -> None:
    story = newsroom.draft("A story")
    address = reverse("stories:preview_on_edit", args=[story.pk])
    sign_in(newsroom.chief).post(address, story_fields(story, headline="Typed just now"))
    other = sign_in(newsroom.person(Role.EDITOR)).get(address).content.decode()
    assert "Typed just now" not in other


def test_reporter_reads_a_colleagues_draft(newsroom: Newsroom) -> None:
    story = newsroom.published("As it went out")
    story.headline = "In the making"
    story.save_revision()
    client = sign_in(newsroom.person(Role.REPORTER))
    page = client.get(reverse("stories:inspect", args=[story.pk])).content.decode()
    assert ("In the making" in page, "First paragraph." in page, "Published" in page) == (True, True, True)
    assert reverse("stories:edit", args=[story.pk]) not in page
    assert reverse("stories:delete", args=[story.pk]) not in page
    history = client.get(reverse("stories:history", args=[story.pk])).content.decode()
    assert "Published" in history


def test_editor_goes_on_from_reading_to_editing(newsroom: Newsroom) -> None:
    story = newsroom.draft("A story")
    page = sign_in(newsroom.chief).get(reverse("stories:inspect", args=[story.pk])).content.decode()
    assert reverse("stories:edit", args=[story.pk]) in page


def test_versions_are_compared(newsroom: Newsroom) -> None:
    story = newsroom.draft("First wording")
    client = sign_in(newsroom.chief)
    save(client, story, headline="Second wording")
    address = reverse("stories:revisions_compare", args=[story.pk, "earliest", "latest"])
    page = client.get(address).content.decode()
    assert ("First" in page, "Second" in page, "Headline" in page) == (True, True, True)


def test_presence_is_told_to_those_who_may_edit(newsroom: Newsroom) -> None:
    story = newsroom.draft("A story", section="world")
    chief = sign_in(newsroom.chief)
    chief.get(reverse("stories:edit", args=[story.pk]))
    session = EditingSession.objects.get()

    def ping(role: Role, *sections: str) -> int:
        client = sign_in(newsroom.person(role, sections=sections))
        address = reverse("wagtailadmin_editing_sessions:ping", args=["stories", "story", story.pk, session.pk])
        return client.post(address).status_code

    assert (ping(Role.EDITOR), ping(Role.EDITOR, "sport"), ping(Role.REPORTER)) == (200, 404, 404)


def test_deleted_draft_is_gone_with_its_traces(newsroom: Newsroom) -> None:
    story = newsroom.draft("To be deleted")
    client = sign_in(newsroom.chief)
    assert client.get(reverse("stories:delete", args=[story.pk])).status_code == 200
    assert client.post(reverse("stories:delete", args=[story.pk])).status_code == 302
    assert client.get(reverse("stories:edit", args=[story.pk])).status_code == 404


def test_history_of_a_withdrawn_story_names_every_step(newsroom: Newsroom) -> None:
    story = newsroom.published("Doubtful")
    actions.withdraw(story, by=newsroom.chief, note="The source was false.")
    actions.reinstate(newsroom.fresh(story), by=newsroom.chief, note="It was right.")
    history = sign_in(newsroom.chief).get(reverse("stories:history", args=[story.pk])).content.decode()
    assert [word in history for word in ("Published", "Withdrawn", "Reinstated")] == [True, True, True]


def test_reading_page_draws_the_body_and_names_what_it_is_filed_under(newsroom: Newsroom) -> None:
    table = "<table><tr><th>Town</th></tr><tr><td>Varsen</td></tr></table>"
    story = newsroom.draft("A story", body=f"<p>First.</p>{table}", topics=[newsroom.topic("harbour")])
    story.save_revision()
    page = sign_in(newsroom.person(Role.REPORTER)).get(reverse("stories:inspect", args=[story.pk])).content.decode()
    assert ('<div class="desk-reading" lang="en" dir="ltr"><p>First.</p>' in page, "Topic:" in page) == (True, False)
    assert "Byline" not in page


def test_tables_are_compared_by_their_cells(newsroom: Newsroom) -> None:
    table = "<table><tr><th>Town</th></tr><tr><td>Varsen</td></tr></table>"
    story = newsroom.draft("A story", body=f"<p>First.</p>{table}")
    story.save_revision()
    client = sign_in(newsroom.chief)
    save(client, story, headline="Without a table")
    address = reverse("stories:revisions_compare", args=[story.pk, "earliest", "latest"])
    page = client.get(address).content.decode()
    assert ("Town; Varsen" in page, "first_row_is_table_header" in page) == (True, False)
