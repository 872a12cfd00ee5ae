"""Releases what has come due: scheduled versions and embargoes that run out."""

from __future__ import annotations

import logging

from django.db import Error as DatabaseError
from django.utils import timezone
from wagtail.models import Revision

from wireroom.core.errors import WireroomError
from wireroom.stories.actions import release_revision
from wireroom.stories.models import StaticPage, Story

logger = logging.getLogger(__name__)


def release_due() -> int:
    """Releases every version whose time has come and returns how many went out; one that fails stops no other."""
    due = Revision.objects.filter(approved_go_live_at__lte=timezone.now()).order_by("approved_go_live_at", "pk")
    story_type = Story.get_base_content_type()
    released = 0
    for revision in due:
        try:
            if revision.base_content_type_id == story_type.pk:
                release_revision(revision, by=None)
            elif isinstance(revision.content_object, StaticPage):
                revision.publish()
            released += 1
        except (WireroomError, DatabaseError) as error:
            logger.error("Scheduled version %s of “%s” is held back: %s", revision.pk, revision.object_str, error)
    return released
