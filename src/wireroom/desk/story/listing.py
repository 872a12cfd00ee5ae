# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The list of stories: quick at a hundred thousand of them, whatever is filtered."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import F, QuerySet
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import DateRangePickerWidget, WagtailFilterSet
from wagtail.admin.paginator import WagtailPaginator
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column, StatusTagColumn
from wagtail.snippets.views import snippets

from wireroom.desk.labels import STATE_LABELS, state_label
from wireroom.desk.states import in_state, states_of
from wireroom.search.query import desk_search
from wireroom.stories.models import Author, Edition, Section, Story
from wireroom.stories.policy import may
from wireroom.stories.querysets import StoryQuerySet
from wireroom.stories.rules import Action, State

EXTRA = "desk-list__extra"
"""Columns that a narrow window does without."""

MOST_COUNTED = 10_000
"""Nobody leafs further than this: filters and search lead there."""


class CappedPaginator(WagtailPaginator):
    """Counts no further than anybody leafs."""

    @cached_property
    def count(self) -> int:
        counted: int = self.object_list.order_by().values("pk")[: MOST_COUNTED + 1].count()
        return min(counted, MOST_COUNTED)


class StoryFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[(state.value, label) for state, label in STATE_LABELS.items()],
        method="filter_state",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    section = django_filters.ModelMultipleChoiceFilter(
        label=_("Section"),
        queryset=Section.objects.all(),
        widget=forms.CheckboxSelectMultiple,
        method="filter_sections",
    )
    locale = django_filters.ChoiceFilter(
        label=_("Language"),
        field_name="locale__language_code",
        choices=lambda: [(edition.code, edition.language_name) for edition in _editions()],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    authors = django_filters.ModelChoiceFilter(label=_("Author"), queryset=Author.objects.all())
    first_published_at = django_filters.DateFromToRangeFilter(label=_("First published"), widget=DateRangePickerWidget)
    created_at = django_filters.DateFromToRangeFilter(label=_("Begun"), widget=DateRangePickerWidget)

    def filter_state(self, queryset: StoryQuerySet, _name: str, value: str) -> StoryQuerySet:
        return in_state(queryset, State(value))

    def filter_sections(self, queryset: StoryQuerySet, _name: str, chosen: list[Section]) -> StoryQuerySet:
        """Those of the chosen sections and of their parts."""
        if not chosen:
            return queryset
        parts = Section.objects.filter(parent__in=chosen)
        return queryset.filter(section__in=[section.pk for section in [*chosen, *parts]])

    class Meta:
        model = Story
        fields: list[str] = []


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("locale").order_by("position", "pk")


class HeadlineColumn(snippets.TitleColumn):
    """The newest draft's headline, in its own language."""

    cell_template_name = "desk/tables/headline_cell.html"


class MomentColumn(Column):
    cell_template_name = "desk/tables/moment_cell.html"


class StateColumn(StatusTagColumn):
    cell_template_name = "desk/tables/state_cell.html"


class StoryIndexView(snippets.IndexView):
    paginator_class = CappedPaginator
    is_searchable = True
    default_ordering = "-id"
    page_title = _("Stories")

    @cached_property
    def columns(self) -> list[Column]:
        title = self._get_title_column_class(HeadlineColumn)
        return [
            BulkActionsCheckboxColumn("bulk_actions", obj_type="snippet"),
            title(
                "headline",
                label=gettext("Headline"),
                accessor=lambda story: story.draft_headline or story.headline or gettext("(no headline)"),
                get_url=self._url,
                get_title_id=lambda story: f"snippet_{story.pk}_title",
            ),
            StateColumn("desk_state", label=gettext("State"), accessor=lambda story: state_label(story.desk_state)),
            Column(
                "language",
                label=gettext("Language"),
                accessor=lambda story: story.locale.language_code,
                classname="desk-list__code",
            ),
            Column("section", label=gettext("Section"), accessor=lambda story: story.section.name_in(language())),
            Column("authors", label=gettext("Authors"), accessor=_author_names, classname=EXTRA),
            Column("priority", label=gettext("Priority"), classname=EXTRA),
            MomentColumn("changed_at", label=gettext("Updated"), accessor=_changed_at, sort_key="latest_revision_id"),
            MomentColumn(
                "first_published_at",
                label=gettext("First published"),
                sort_key="first_published_at",
                classname=EXTRA,
            ),
        ]

    def get_base_queryset(self) -> StoryQuerySet:
        stories: StoryQuerySet = (
            Story.objects.select_related("section", "locale")
            .prefetch_related("authors")
            .defer("body", "summary", "editor_note", "rights", "change_note", "picture_caption")
            .annotate(draft_headline=F("latest_revision__object_str"), draft_saved_at=F("latest_revision__created_at"))
        )
        return stories

    def order_queryset(self, queryset: StoryQuerySet) -> StoryQuerySet:
        name = self.ordering.lstrip("-")
        if name == "id":
            return queryset.order_by("-pk")
        order = F(name).desc(nulls_last=True) if self.ordering.startswith("-") else F(name).asc(nulls_last=True)
        return queryset.order_by(order, "-pk")

    def get_ordering(self) -> str:
        asked = self.request.GET.get("ordering", "")
        return asked if asked in self.get_valid_orderings() else self.default_ordering

    def search_queryset(self, queryset: StoryQuerySet) -> StoryQuerySet:
        return desk_search(self.search_query, queryset) if self.is_searching else queryset

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        paginator, page, stories, has_others = super().paginate_queryset(queryset, page_size)
        found = list(stories)
        states = states_of(found)
        for story in found:
            story.desk_state = states[story.pk]
        page.object_list = found
        return paginator, page, found, has_others

    def _url(self, story: Story) -> str:
        page = "edit" if may(self.user, Action.CHANGE, story) else "inspect"
        return reverse(f"stories:{page}", args=[story.pk])

    def get_edit_url(self, instance: Story) -> str | None:
        allowed = may(self.user, Action.CHANGE, instance)
        return reverse("stories:edit", args=[instance.pk]) if allowed else None

    def get_copy_url(self, instance: Story) -> str | None:
        allowed = may(self.user, Action.ADD, instance)
        return reverse("stories:copy", args=[instance.pk]) if allowed else None

    def get_delete_url(self, instance: Story) -> str | None:
        allowed = instance.dispatch_id is None and may(self.user, Action.DELETE, instance)
        return reverse("stories:delete", args=[instance.pk]) if allowed else None

    @property
    def user(self) -> Any:
        return self.request.user


def language() -> str:
    return get_language() or "en"


def _author_names(story: Story) -> str:
    names = [author.name_in(story.locale.language_code) for author in story.authors.all()]
    return ", ".join([*names, story.byline] if story.byline else names)


def _changed_at(story: Any) -> Any:
    times = [time for time in (story.draft_saved_at, story.last_published_at) if time]
    return max(times, default=story.created_at)
