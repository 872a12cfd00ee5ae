"""Drafts in the real page, for the desk only."""

from __future__ import annotations

from django.test import RequestFactory

from tests.factories import Newsroom
from wireroom.stories.models import Dispatch, Edition, PublicPicture, StaticPage


def test_preview_shows_the_draft_in_the_real_page(newsroom: Newsroom) -> None:
    draft = newsroom.draft(
        "Not out yet",
        dateline="OSMUND (Test)",
        authors=[newsroom.author("Ada Writer")],
        picture=newsroom.image(alt="A secret harbour"),
        language="ar",
    )
    answer = draft.make_preview_request(RequestFactory().get("/desk/"))
    text = answer.content.decode()
    assert answer.status_code == 200
    for words in ("Not out yet", "OSMUND (Test)", "Ada Writer", "A secret harbour", 'dir="rtl"'):
        assert words in text
    assert "/desk/media/" in text
    assert (Dispatch.objects.count(), PublicPicture.objects.count()) == (0, 0)


def test_preview_is_framed_by_the_desk_and_kept_by_nobody(newsroom: Newsroom) -> None:
    answer = newsroom.draft().make_preview_request(RequestFactory().get("/desk/"))
    assert "frame-ancestors 'self'" in answer["Content-Security-Policy"]
    assert answer["X-Frame-Options"] == "SAMEORIGIN"
    assert "no-store" in answer["Cache-Control"]
    assert "public" not in answer["Cache-Control"]


def test_preview_of_a_new_version_continues_its_story(newsroom: Newsroom) -> None:
    story = newsroom.published("As it was")
    draft = newsroom.fresh(story).get_latest_revision_as_object()
    draft.headline = "As it will be"
    text = draft.make_preview_request(RequestFactory().get("/desk/")).content.decode()
    assert ("As it will be" in text, 'id="b1"' in text) == (True, True)


def test_preview_works_before_its_edition_is_open(newsroom: Newsroom) -> None:
    Edition.objects.filter(locale__language_code="ru").update(is_open=False)
    draft = newsroom.draft("Черновик", language="ru")
    assert "Черновик" in draft.make_preview_request(RequestFactory().get("/desk/")).content.decode()


def test_static_page_has_a_preview_too(newsroom: Newsroom) -> None:
    page = StaticPage(slug="about", title="About us", body="<p>We.</p>", locale=newsroom.editions["en"].locale)
    text = page.make_preview_request(RequestFactory().get("/desk/")).content.decode()
    assert ("About us" in text, "<p>We.</p>" in text) == (True, True)
