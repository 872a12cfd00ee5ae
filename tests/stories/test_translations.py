"""Versions in other languages: started from the original, never born live, flagged when they fall behind."""

from __future__ import annotations

import pytest

from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.stories import actions
from wireroom.stories.errors import NotAllowed, NotReady, WrongState
from wireroom.stories.translations import confirm_up_to_date, translate


def test_translation_is_a_draft_with_the_originals_text(newsroom: Newsroom) -> None:
    topic = newsroom.topic()
    original = newsroom.published("Bridge opens", topics=[topic], sources=[newsroom.source("harbour-radio")])
    copy = newsroom.fresh(translate(original, into=newsroom.editions["ru"], by=newsroom.chief))
    assert (copy.live, copy.dispatch, copy.untranslated) == (False, None, True)
    assert (copy.headline, copy.translation_key, copy.translated_from) == (
        "Bridge opens",
        original.translation_key,
        original,
    )
    assert copy.guid != original.guid
    assert [source.code for source in copy.sources.all()] == ["harbour-radio"]
    assert list(copy.topics.all()) == [topic]


def test_untranslated_text_is_not_published(newsroom: Newsroom) -> None:
    copy = translate(newsroom.published(), into=newsroom.editions["ru"], by=None)
    with pytest.raises(NotReady):
        actions.publish(copy, by=None)


def test_second_version_in_one_language_is_refused(newsroom: Newsroom) -> None:
    original = newsroom.published()
    translate(original, into=newsroom.editions["ru"], by=None)
    with pytest.raises(WrongState):
        translate(original, into=newsroom.editions["ru"], by=None)


def test_translation_into_a_language_not_ones_own_is_only_a_draft(newsroom: Newsroom) -> None:
    original = newsroom.published()
    editor = newsroom.person(Role.EDITOR, languages=["en"])
    copy = translate(original, into=newsroom.editions["ru"], by=editor)
    copy.headline, copy.untranslated = "Мост открыт", False
    with pytest.raises(NotAllowed):
        actions.publish(copy, by=editor)
    with pytest.raises(NotAllowed):
        translate(original, into=newsroom.editions["fr"], by=newsroom.person(Role.MODERATOR))


@pytest.mark.parametrize("action", ["update", "correct", "refile"])
def test_translation_falls_behind_until_confirmed_or_published(newsroom: Newsroom, action: str) -> None:
    original = newsroom.published("Bridge opens")
    copy = translate(original, into=newsroom.editions["ru"], by=None)
    copy.headline, copy.untranslated = "Мост открыт", False
    actions.publish(copy, by=None)
    original.headline = "Bridge opens at last"
    changed = getattr(actions, action)(original, by=None, note="Because.")
    assert newsroom.fresh(copy).behind_dispatch == changed
    confirm_up_to_date(copy, by=newsroom.chief)
    assert newsroom.fresh(copy).behind_dispatch is None
    original.headline = "Bridge opens at long last"
    getattr(actions, action)(original, by=None, note="Because.")
    copy = newsroom.fresh(copy)
    copy.headline = "Мост наконец открыт"
    actions.update(copy, by=None)
    assert newsroom.fresh(copy).behind_dispatch is None
