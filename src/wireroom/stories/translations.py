"""A story's versions in other languages: starting one, and knowing which have fallen behind."""

from __future__ import annotations

from collections.abc import Sequence

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.stories.actions import withdraw
from wireroom.stories.errors import WrongState
from wireroom.stories.facts import Released
from wireroom.stories.models import Dispatch, Edition, Story
from wireroom.stories.policy import demand
from wireroom.stories.rules import Action

COPIED = (
    "headline",
    "slugline",
    "summary",
    "body",
    "dateline",
    "located",
    "section_id",
    "priority",
    "picture_id",
    "picture_alt",
    "picture_caption",
    "byline",
    "editor_note",
    "rights",
    "embargo_until",
)


def translate(story: Story, *, into: Edition, by: User | None) -> Story:
    """Starts the version of `story` for another edition: a draft with the original's text, marked untranslated."""
    draft = Story(
        locale=into.locale,
        translation_key=story.translation_key,
        translated_from=story,
        created_by=by,
        untranslated=True,
        **{name: getattr(story, name) for name in COPIED},
    )
    demand(by, Action.VIEW, story)
    demand(by, Action.ADD, draft)
    draft.topics.set(story.topics.all())
    draft.sources.set(story.sources.all())
    draft.authors.set(story.authors.all())
    try:
        with transaction.atomic():
            draft.save()
            draft.save_revision(user=by, clean=False)
    except IntegrityError as error:
        raise WrongState(
            _("This story has a version in this language already: %(language)s.") % {"language": into.language_name}
        ) from error
    return draft


def flag_behind(facts: Sequence[Released]) -> None:
    """Marks the translations of what has just changed as behind; runs inside the releasing transaction."""
    for fact in facts:
        if fact.dispatch.kind in ("update", "correction", "refile", "withdrawal", "reinstatement"):
            Story.objects.filter(translated_from_id=fact.story.pk).update(behind_dispatch=fact.dispatch)


def confirm_up_to_date(story: Story, *, by: User | None) -> None:
    """Says that the translation needs no change after its original's."""
    demand(by, Action.CHANGE, story)
    Story.objects.filter(pk=story.pk).update(behind_dispatch=None)


def withdraw_together(notes: Sequence[tuple[Story, str]], *, by: User | None) -> list[Dispatch]:
    """Takes several language versions back at once or, if one of them cannot be, none: each with its own note."""
    with transaction.atomic():
        return [withdraw(story, by=by, note=note) for story, note in notes]
