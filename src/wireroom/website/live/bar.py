"""What the page says of live news: where they are, since when, and every sentence that may have to be said."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings
from django.utils.translation import gettext, ngettext

from wireroom.core.dates import plural_of
from wireroom.stories.models import Story
from wireroom.website import addresses
from wireroom.website.layout import Layout

COUNTED = range(1, 101)
"""Numbers among which every plural form of our languages occurs."""
PLACE = "#"
"""Where the number will stand in a sentence."""


@dataclass(frozen=True, slots=True)
class LiveBar:
    """`since` is the newest dispatch that the page shows. `words` are sentences by what they say: those of a story by
    the kind of a dispatch, those with a number by `new` or `changed` and the plural category of CLDR, as in `new-few`.
    """

    source: str
    since: int
    path: str
    words: Mapping[str, str]
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
    words = {
        "correction": gettext("This story has been corrected"),
        "update": gettext("This story has been updated"),
        "refile": gettext("A typo in this story has been fixed"),
        "withdrawal": gettext("This story has been withdrawn"),
    }
    source = addresses.live(layout.code, story.guid)
    return LiveBar(source, story.dispatch_id or 0, addresses.of(layout.code, story), words, story.guid)


@lru_cache(maxsize=16)
def _front_words(language: str) -> Mapping[str, str]:
    """Said in the language that is active, which must be this one."""
    return {
        **_by_plural("new", language, lambda n: ngettext("%(number)s new story", "%(number)s new stories", n)),
        **_by_plural(
            "changed", language, lambda n: ngettext("%(number)s story updated", "%(number)s stories updated", n)
        ),
    }


def _by_plural(name: str, language: str, say: Callable[[int], str]) -> dict[str, str]:
    """A sentence for each plural category that whole numbers have here; "other" is always there."""
    found = {f"{name}-other": say(COUNTED[-1])}
    for number in reversed(COUNTED):
        found[f"{name}-{plural_of(language, number)}"] = say(number)
    return {form: sentence % {"number": PLACE} for form, sentence in found.items()}
