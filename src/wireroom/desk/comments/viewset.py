# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Every address of comments at the desk, and their line in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from wireroom.desk.comments.appeals import AppealsView, DecideAppealView
from wireroom.desk.comments.blocked import BlockedIndexView, UnblockView
from wireroom.desk.comments.listing import CommentIndexView
from wireroom.desk.comments.page import DECISIONS, CommentView
from wireroom.desk.comments.queue import undecided_count
from wireroom.desk.comments.settings import PoliciesView, PolicyView, ThreadView
from wireroom.desk.counted import MOST_SHOWN, CountedMenuItem
from wireroom.reactions.comments.decisions import may
from wireroom.reactions.comments.rules import Right


class CommentsMenuItem(CountedMenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return may(user, Right.SEE)

    def waiting(self, request: HttpRequest) -> int:
        user: Any = request.user
        return undecided_count(user, at_most=MOST_SHOWN + 1)


class CommentViewSet(ViewSet):
    name = "comments"
    icon = "comment"
    menu_label = _("Comments")
    menu_name = "comments"
    menu_order = 115
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return CommentsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", CommentIndexView.as_view(), name="index"),
            path("results/", CommentIndexView.as_view(results_only=True), name="index_results"),
            path("blocked/", BlockedIndexView.as_view(), name="blocked"),
            path("blocked/results/", BlockedIndexView.as_view(results_only=True), name="blocked_results"),
            path("blocked/<int:pk>/unblock/", UnblockView.as_view(), name="unblock"),
            path("appeals/", AppealsView.as_view(), name="appeals"),
            path("appeals/<int:pk>/", DecideAppealView.as_view(), name="decide_appeal"),
            path("rules/", PoliciesView.as_view(), name="policies"),
            path("rules/<int:pk>/", PolicyView.as_view(), name="policy"),
            path("story/<int:pk>/", ThreadView.as_view(), name="thread"),
            path("<int:pk>/", CommentView.as_view(), name="comment"),
            *(path(f"<int:pk>/{name}/", view.as_view(), name=name) for name, view in DECISIONS.items()),
        ]
