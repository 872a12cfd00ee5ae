"""Drafts as readers would see them, for the desk's eyes only."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template import loader

from wireroom.core import clock
from wireroom.press.headers import CONTENT_SECURITY_POLICY
from wireroom.stories.models import Edition, StaticPage, Story
from wireroom.stories.newsitems import item_of
from wireroom.website.answers import answer
from wireroom.website.layout import Layout, layout_of
from wireroom.website.views.lists import static_context, static_head
from wireroom.website.views.pages import page_context, speaking
from wireroom.website.views.stories import preview_context


def story(draft: Story, request: HttpRequest) -> HttpResponse:
    """A draft in memory in the story template; nothing of it is released by being looked at."""
    layout = _layout(request, draft.edition)
    before = draft.dispatch.item if draft.dispatch else None
    item = item_of(draft, kind="new", version=1, at=clock.now(), before=before)
    with speaking(layout.edition):
        return _framed(request, "website/story.html", preview_context(layout, draft, item))


def static_page(draft: StaticPage, request: HttpRequest) -> HttpResponse:
    layout = _layout(request, draft.locale.edition)
    with speaking(layout.edition):
        base = page_context(layout, static_head(layout, draft))
        return _framed(request, "website/static_page.html", {**base, **static_context(layout, draft)})


def _layout(request: HttpRequest, edition: Edition) -> Layout:
    return layout_of(request, edition, tuple(Edition.objects.open()))


def _framed(request: HttpRequest, template: str, context: dict[str, Any]) -> HttpResponse:
    """The desk shows previews in a frame of its own pages."""
    response = answer(request, loader.get_template(template).render(context))
    response["X-Frame-Options"] = "SAMEORIGIN"
    response["Content-Security-Policy"] = CONTENT_SECURITY_POLICY.replace(
        "frame-ancestors 'none'", "frame-ancestors 'self'"
    )
    response["Cache-Control"] = "private, no-store"
    return response
