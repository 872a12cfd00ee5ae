"""What the page says of live news: where they are, since when, and every sentence that may have to be said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from django.conf import settings
from django.utils.translation import gettext, ngettext

from wireroom.stories.models import Story
from wireroom.website import addresses
from wireroom.website.dates import plural_of
from wireroom.website.layout import Layout

COUNTED = range(1, 101)
"""Numbers among which every plural form of our languages occurs."""


@dataclass(frozen=True, slots=True)
class LiveBar:
    """`since` is the newest dispatch that the page shows; `words` is JSON of sentences, counted ones by plural."""

    source: str
    since: int
    path: str
    words: str
    story: str = ""


def front_bar(layout: Layout, moved: Story | None) -> LiveBar | None:
    """For the front, whose latest moved story is `moved`; None where the operator wants no live news."""
    if not settings.LIVE_CONNECTIONS:
        return None
    since = moved.dispatch_id if moved and moved.dispatch_id else 0
    return LiveBar(addresses.live(layout.code), since, addresses.front(layout.code), _front_words(layout.code))


def story_bar(layout: Layout, story: Story) -> LiveBar | None:
    """For the page of a live story."""
    if not settings.LIVE_CONNECTIONS:
        return None
    path = addresses.of(layout.code, story)
    return LiveBar(addresses.live(layout.code), story.dispatch_id or 0, path, _story_words(layout.code), story.guid)


@lru_cache(maxsize=16)
def _front_words(language: str) -> str:
    """Said in the language that is active, which must be this one."""
    return _json(
        {
            "new": _by_plural(language, lambda n: ngettext("%(number)s new story", "%(number)s new stories", n)),
            "changed": _by_plural(
                language, lambda n: ngettext("%(number)s story updated", "%(number)s stories updated", n)
            ),
        }
    )


@lru_cache(maxsize=16)
def _story_words(_language: str) -> str:
    return _json(
        {
            "correction": gettext("This story has been corrected"),
            "update": gettext("This story has been updated"),
            "refile": gettext("A typo in this story has been fixed"),
            "withdrawal": gettext("This story has been withdrawn"),
        }
    )


def _by_plural(language: str, say: Callable[[int], str]) -> dict[str, str]:
    """A sentence for each plural category of CLDR that whole numbers have here; "other" is always there."""
    found: dict[str, str] = {}
    for number in COUNTED:
        found.setdefault(plural_of(language, number), say(number))
    return {"other": say(COUNTED[-1]), **found}


def _json(words: dict[str, Any]) -> str:
    return json.dumps(words, ensure_ascii=False, separators=(",", ":"))
