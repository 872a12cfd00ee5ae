"""What tests of the desk need: somebody at a browser, and the fields that the editor posts."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpResponse
from django.test import Client
from django.urls import reverse

from wireroom.accounts.models import User
from wireroom.stories.models import Dispatch, Story


def sign_in(user: User) -> Client:
    """A browser in which `user` is signed in."""
    client = Client()
    client.force_login(user)
    return client


def body_fields(html: str) -> dict[str, Any]:
    """The body as one rich-text block, as Wagtail's stream posts it."""
    content = {
        "blocks": [
            {"key": "a", "text": html, "type": "unstyled", "depth": 0, "inlineStyleRanges": [], "entityRanges": []}
        ],
        "entityMap": {},
    }
    return {
        "body-count": "1",
        "body-0-deleted": "",
        "body-0-order": "0",
        "body-0-type": "text",
        "body-0-id": "",
        "body-0-value": json.dumps(content),
    }


def story_fields(story: Story | None = None, **changes: Any) -> dict[str, Any]:
    """What the editor's form posts for `story`, or for a new one, with `changes`."""
    fields: dict[str, Any] = {
        "headline": story.headline if story else "A new story",
        "summary": story.summary if story else "What it is about.",
        "section": story.section_id if story else "",
        "priority": story.priority if story else 5,
        "slugline": "",
        "dateline": "",
        "located": "",
        "byline": "",
        "picture": "",
        "picture_alt": "",
        "picture_caption": "",
        "embargo_until": "",
        "editor_note": "",
        "rights": "",
        "go_live_at": "",
        **body_fields("Some text."),
    }
    return fields | changes


def save(client: Client, story: Story, action: str = "", **changes: Any) -> HttpResponse:
    """Posts the editor's form of `story`; `action` as on the buttons: publish, submit, …"""
    fields = story_fields(story.get_latest_revision_as_object(), **changes)
    if action:
        fields[f"action-{action}"] = action
    return client.post(reverse("stories:edit", args=[story.pk]), fields)


def decide(client: Client, story: Story, name: str, **changes: Any) -> HttpResponse:
    """Approves or sends back in the editor."""
    extra = {"workflow-action-name": name, "workflow-action-extra-data": "{}"}
    return save(client, story, "workflow-action", **extra, **changes)


def log() -> list[tuple[int, str, str]]:
    """The dispatch log in short."""
    return list(Dispatch.objects.order_by("seq").values_list("seq", "kind", "audience"))
