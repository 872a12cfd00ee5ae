# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Every address of a story at the desk, and the view behind it."""

from __future__ import annotations

from typing import Any

from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import Panel
from wagtail.snippets.views.snippets import SnippetViewSet

from wireroom.desk.leading_home import LeadsHome
from wireroom.desk.story import copy_check, editing, lifecycle, listing, reading, review, withdrawing
from wireroom.desk.story.panels import story_panels
from wireroom.stories.models import Story

CLOSED = frozenset({"unpublish", "revisions_unschedule"})
"""Wagtail's own addresses that go past the dispatch log."""


class StoryViewSet(LeadsHome, SnippetViewSet):
    model = Story
    icon = "doc-full"
    menu_label = _("Stories")
    menu_name = "stories"
    menu_order = 100
    add_to_admin_menu = True
    admin_url_namespace = "stories"
    base_url_path = "stories"
    inspect_view_enabled = True
    inspect_view_fields = [
        "state",
        "locale",
        "headline",
        "summary",
        "body",
        "section",
        "topics",
        "authors",
        "byline",
        "sources",
        "dateline",
        "located",
        "picture",
        "editor_note",
    ]
    list_per_page = 30
    index_template_name = "desk/stories/index.html"
    index_results_template_name = "desk/stories/index_results.html"

    index_view_class = listing.StoryIndexView
    filterset_class = listing.StoryFilterSet
    add_view_class = editing.StoryCreateView
    copy_view_class = editing.StoryCopyView
    edit_view_class = editing.StoryEditView
    delete_view_class = reading.DeleteView
    usage_view_class = reading.UsageView
    history_view_class = reading.HistoryView
    inspect_view_class = reading.InspectView
    revisions_view_class = reading.RevisionPreviewView
    revisions_revert_view_class = editing.StoryRevertView
    revisions_compare_view_class = reading.CompareView
    preview_on_add_view_class = reading.PreviewOnCreateView
    preview_on_edit_view_class = reading.PreviewOnEditView
    lock_view_class = reading.LockView
    unlock_view_class = reading.UnlockView
    workflow_action_view_class = review.WorkflowActionView
    collect_workflow_action_data_view_class = review.CollectWorkflowActionDataView
    confirm_workflow_cancellation_view_class = review.ConfirmWorkflowCancellationView
    workflow_preview_view_class = review.WorkflowPreviewView
    workflow_history_view_class = review.WorkflowHistoryView
    workflow_history_detail_view_class = review.WorkflowHistoryDetailView

    @cached_property
    def _edit_handler(self) -> Panel:
        return story_panels.bind_to_model(Story)

    def get_urlpatterns(self) -> list[URLPattern]:
        stock: list[URLPattern] = super().get_urlpatterns()
        return [pattern for pattern in stock if pattern.name not in CLOSED] + [
            path("unpublish/<int:pk>/", self._view(lifecycle.ClosedView), name="unpublish"),
            path(
                "history/<int:pk>/revisions/<int:revision_id>/unschedule/",
                self._view(lifecycle.RevisionUnscheduleView),
                name="revisions_unschedule",
            ),
            path("withdraw/<int:pk>/", self._view(withdrawing.WithdrawView), name="withdraw"),
            path("reinstate/<int:pk>/", self._view(lifecycle.ReinstateView), name="reinstate"),
            path("advise/<int:pk>/", self._view(lifecycle.AdviseView), name="advise"),
            path("unschedule/<int:pk>/", self._view(lifecycle.UnscheduleView), name="unschedule"),
            path("translate/<int:pk>/", self._view(lifecycle.TranslateView), name="translate"),
            path("doubts/<int:pk>/", self._view(copy_check.CopyCheckView), name="doubts"),
            path("confirm/<int:pk>/", self._view(lifecycle.ConfirmUpToDateView), name="confirm"),
        ]

    def _view(self, view_class: Any) -> Any:
        return self.construct_view(view_class)
