"""The copy check beside the editor."""

from __future__ import annotations

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.house import save, sign_in
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.desk.story.copy_check import AT_ONCE, draft_item, folded, lines_of
from wireroom.stories.models import Story

SLIPS = "<p>It went to to the bank.</p><p>It went to to the bank.</p>"


def doubts(client: Client, story: Story) -> str:
    return client.get(reverse("stories:doubts", args=[story.pk])).content.decode()


def credited(newsroom: Newsroom, body: str, **fields: object) -> Story:
    return newsroom.draft("A story", body=body, sources=[newsroom.source()], **fields)


def test_panel_lists_doubts_of_the_newest_draft(newsroom: Newsroom) -> None:
    client, story = sign_in(newsroom.chief), credited(newsroom, "<p>All is well.</p>")
    assert 'data-doubts="0"' in doubts(client, story)
    save(client, story, headline="Bridge of of Varsen", sources=[source.pk for source in story.sources.all()])
    page = doubts(client, story)
    assert 'data-doubts="1"' in page
    assert 'data-field="headline"' in page
    assert 'data-text="Bridge of of Varsen"' in page
    assert 'data-replacement="of"' in page


def test_released_text_is_not_what_is_checked(newsroom: Newsroom) -> None:
    story = newsroom.published("Bridge of of Varsen", sources=[newsroom.source()])
    client = sign_in(newsroom.chief)
    assert 'data-doubts="1"' in doubts(client, story)
    save(client, story, headline="Bridge of Varsen", sources=[source.pk for source in story.sources.all()])
    assert 'data-doubts="0"' in doubts(client, story)


def test_text_of_a_story_is_shown_as_text(newsroom: Newsroom) -> None:
    story = credited(newsroom, '<p>It was was &lt;script&gt;alert(1)&lt;/script&gt; "here".</p>')
    page = doubts(sign_in(newsroom.chief), story)
    assert "<script" not in page
    assert "&lt;script&gt;" in page


def test_equal_paragraphs_are_told_apart(newsroom: Newsroom) -> None:
    lines = lines_of(draft_item(credited(newsroom, SLIPS)))
    assert [(line.doubt.part, line.text, line.nth) for line in lines] == [
        ("b1", "It went to to the bank.", 0),
        ("b2", "It went to to the bank.", 1),
    ]


def test_line_shows_only_what_mending_changes(newsroom: Newsroom) -> None:
    [line] = lines_of(draft_item(credited(newsroom, "<p>The old mayor of the town of Varsen went to to it.</p>")))
    shown = line.shown
    assert (shown.before, shown.words, shown.new) == ("…or of the town of Varsen went to", " to", "")
    assert shown.after == " it."


def test_missing_credit_leads_to_its_field(newsroom: Newsroom) -> None:
    [line] = lines_of(draft_item(newsroom.draft("A story", body="<p>All is well.</p>")))
    assert (line.field, line.text, line.shown.words) == ("sources", "", "")


def test_many_of_one_kind_are_folded_away(newsroom: Newsroom) -> None:
    story = credited(newsroom, "<p>It was was it , and</p>" + "<p>to to</p>" * (AT_ONCE + 2))
    shown, rest = folded(lines_of(draft_item(story)))
    assert [line.doubt.check for line in shown] == ["doubled-word", "spacing", *["doubled-word"] * (AT_ONCE - 1)]
    assert len(rest) == 3
    assert "3 more like these" in doubts(sign_in(newsroom.chief), story)


@pytest.mark.parametrize(("role", "status"), [(Role.REPORTER, 200), (Role.EDITOR, 200), (Role.MODERATOR, 200)])
def test_whoever_may_read_the_story_may_see_its_doubts(newsroom: Newsroom, role: Role, status: int) -> None:
    story = credited(newsroom, SLIPS)
    answer = sign_in(newsroom.person(role)).get(reverse("stories:doubts", args=[story.pk]))
    assert answer.status_code == status


def test_strangers_see_nothing(newsroom: Newsroom) -> None:
    story = credited(newsroom, SLIPS)
    answer = Client().get(reverse("stories:doubts", args=[story.pk]))
    assert answer.status_code == 302
    assert "data-doubts" not in answer.content.decode()


def test_editor_asks_for_the_doubts_of_its_story_and_a_new_story_does_not(newsroom: Newsroom) -> None:
    client, story = sign_in(newsroom.chief), credited(newsroom, SLIPS)
    url = reverse("stories:doubts", args=[story.pk])
    assert (
        f'data-desk-copy-check-url-value="{url}"'
        in client.get(reverse("stories:edit", args=[story.pk])).content.decode()
    )
    assert 'data-desk-copy-check-url-value=""' in client.get(reverse("stories:add")).content.decode()


def test_doubts_never_hold_up_a_release(newsroom: Newsroom) -> None:
    story = credited(newsroom, SLIPS)
    assert save(sign_in(newsroom.chief), story, "publish").status_code == 302
    assert newsroom.fresh(story).live


def test_list_asks_as_much_of_the_database_for_three_doubts_as_for_one(newsroom: Newsroom) -> None:
    client, counts = sign_in(newsroom.chief), []
    for paragraphs in (1, 1, 3):
        story = credited(newsroom, "<p>It went to to the bank.</p>" * paragraphs)
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert f'data-doubts="{paragraphs}"' in doubts(client, story)
        counts.append(len(asked))
    assert counts[1] == counts[2]


def test_panel_speaks_the_language_of_the_editor(newsroom: Newsroom) -> None:
    from wagtail.users.models import UserProfile

    profile = UserProfile.get_for_user(newsroom.chief)
    profile.preferred_language = "ru"
    profile.save()
    page = doubts(sign_in(newsroom.chief), credited(newsroom, "<p>It went to to the bank.</p>"))
    assert "Слово «to» повторено дважды." in page
    assert "1 сомнительное место" in page
