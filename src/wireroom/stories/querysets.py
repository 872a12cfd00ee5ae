"""How the house speaks of many stories and dispatches."""

from __future__ import annotations

import datetime
from typing import TYPE_CHECKING, Any

from django.db import models
from django.db.models import Q
from wagtail.models import Revision, WorkflowState

if TYPE_CHECKING:
    from wireroom.stories.models import (  # noqa: F401 - some are named below as text only
        Author,
        Dispatch,
        Edition,
        Mend,
        Section,
        Source,
        Story,
        Topic,
    )


class StoryQuerySet(models.QuerySet["Story"]):
    def published(self) -> StoryQuerySet:
        """Stories that readers can open now."""
        return self.filter(live=True)

    def withdrawn(self) -> StoryQuerySet:
        return self.filter(live=False, dispatch__isnull=False)

    def unreleased(self) -> StoryQuerySet:
        """Stories that have never been public."""
        return self.filter(live=False, dispatch__isnull=True)

    def once_released(self) -> StoryQuerySet:
        """Stories that were public at some time here, whether they still are or not."""
        return self.filter(url_date__isnull=False)

    def news(self) -> StoryQuerySet:
        """Stories that were news when they came in: no imported archive."""
        return self.filter(is_archive=False)

    def in_edition(self, edition: Edition) -> StoryQuerySet:
        return self.filter(locale_id=edition.locale_id)

    def in_section(self, section: Section) -> StoryQuerySet:
        """Stories of the section and of its parts."""
        parts = [section.pk, *section.children.values_list("pk", flat=True)]
        return self.filter(section_id__in=parts) if len(parts) > 1 else self.filter(section_id=section.pk)

    def about(self, topic: Topic) -> StoryQuerySet:
        return self.filter(topics=topic)

    def by_author(self, author: Author) -> StoryQuerySet:
        return self.filter(authors=author)

    def from_source(self, source: Source) -> StoryQuerySet:
        return self.filter(sources=source)

    def first_released_between(self, start: datetime.datetime, end: datetime.datetime) -> StoryQuerySet:
        """Stories first published at or after `start` and before `end`."""
        return self.filter(first_published_at__gte=start, first_published_at__lt=end)

    def newest(self) -> StoryQuerySet:
        """By first publication, the youngest first: the order of every public list."""
        return self.order_by("-first_published_at", "-pk")

    def older_than(self, story: Story) -> StoryQuerySet:
        """What follows `story` in that order, found along the index however deep it lies."""
        moment = story.first_published_at
        return self.filter(first_published_at__lte=moment).exclude(first_published_at=moment, pk__gte=story.pk)

    def latest_moved(self) -> StoryQuerySet:
        """By the newest dispatch: the order of the wire."""
        return self.order_by("-last_published_at", "-pk")

    def for_lists(self) -> StoryQuerySet:
        """Without what no list shows."""
        return self.select_related("section").defer("body", "editor_note", "rights")

    def scheduled(self) -> StoryQuerySet:
        """Stories with a version that waits for its time, whether scheduled or under embargo."""
        ids = self._revisions().filter(approved_go_live_at__isnull=False).values_list("object_id", flat=True)
        return self.filter(pk__in=[int(pk) for pk in ids])

    def in_review(self) -> StoryQuerySet:
        """Stories submitted and not yet approved."""
        states = WorkflowState.objects.filter(
            base_content_type=self.model.get_base_content_type(), status=WorkflowState.STATUS_IN_PROGRESS
        )
        return self.filter(pk__in=[int(pk) for pk in states.values_list("object_id", flat=True)])

    def behind(self) -> StoryQuerySet:
        """Translations whose original has moved on."""
        return self.filter(behind_dispatch__isnull=False)

    def written_by(self, user: models.Model) -> StoryQuerySet:
        return self.filter(Q(created_by=user) | Q(authors__user=user)).distinct()

    def _revisions(self) -> Any:
        return Revision.objects.filter(base_content_type=self.model.get_base_content_type())


class DispatchQuerySet(models.QuerySet["Dispatch"]):
    def since(self, seq: int) -> DispatchQuerySet:
        return self.filter(seq__gt=seq).order_by("seq")

    def public(self) -> DispatchQuerySet:
        """What readers may know of: public and archive dispatches, no advance, no note to editors."""
        return self.filter(audience__in=("public", "archive")).exclude(kind="advisory")

    def with_advances(self) -> DispatchQuerySet:
        """Every version there was of every story, those under embargo included: for those who are entitled to all."""
        return self.exclude(kind="advisory")

    def told_as_it_happens(self) -> DispatchQuerySet:
        """What readers of an open page are told: public dispatches, no archive, no note to editors."""
        return self.filter(audience="public").exclude(kind="advisory")

    def of(self, story: Story) -> DispatchQuerySet:
        return self.filter(story_id=story.pk).order_by("seq")

    def first_versions_of_live_stories(self) -> DispatchQuerySet:
        """What stories that readers can open now said when they came in, each with its story."""
        return self.filter(kind="new", story__live=True).select_related("story__locale__edition").order_by("seq")

    def overruling(self) -> DispatchQuerySet:
        """What keeps the text of older versions from whoever does not have it: withdrawals, withheld wording."""
        return self.filter(Q(kind="withdrawal") | Q(withholds=True)).exclude(audience="archive")

    def corrections(self) -> DispatchQuerySet:
        """What the corrections page lists."""
        found = self.public().filter(kind__in=("correction", "refile", "withdrawal", "reinstatement"))
        return found.exclude(kind="new")  # says nothing, but in the very words of the partial index


class MendQuerySet(models.QuerySet["Mend"]):
    def of(self, story: Story) -> MendQuerySet:
        return self.filter(story_id=story.pk).select_related("before").order_by("dispatch")

    def since(self, seq: int) -> MendQuerySet:
        """Fixes released after dispatch `seq`."""
        return self.filter(dispatch__gt=seq)

    def later_than(self, time: datetime.datetime) -> MendQuerySet:
        return self.filter(dispatch__released_at__gt=time)
