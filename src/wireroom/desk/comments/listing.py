# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The list of comments: what readers complain of, and what waits longest, comes first."""

from __future__ import annotations

from typing import Any

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from wireroom.desk.comments.authors import authors_of
from wireroom.desk.comments.doors import ModeratorsOnly
from wireroom.desk.comments.queue import UNDECIDED, CommentFilterSet, Queue, most_pressing, with_words
from wireroom.desk.comments.words import in_words
from wireroom.desk.story.listing import CappedPaginator
from wireroom.reactions.comments.decisions import may
from wireroom.reactions.comments.models import Comment
from wireroom.reactions.comments.querysets import CommentQuerySet
from wireroom.reactions.comments.rules import Right


def with_story() -> CommentQuerySet:
    """Comments with everything that is asked about their stories, without the stories' texts."""
    comments: CommentQuerySet = (
        Comment.objects.select_related("story__section", "story__locale__edition", "answers", "decided_by")
        .prefetch_related("story__authors")
        .defer("story__body")
    )
    return comments


class CommentCell(Column):
    """A cell that is drawn from the whole comment."""

    def __init__(self, template: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cell_template_name = f"desk/comments/cells/{template}.html"


class TickColumn(BulkActionsCheckboxColumn):
    """Only what one may decide can be ticked."""

    cell_template_name = "desk/comments/cells/tick.html"


class CommentIndexView(ModeratorsOnly, IndexView):
    model = Comment
    template_name = "desk/comments/index.html"
    results_template_name = "desk/comments/index_results.html"
    page_title = _("Comments")
    header_icon = "comment"
    any_permission_required = None
    filterset_class = CommentFilterSet
    paginator_class = CappedPaginator
    paginate_by = 20
    is_searchable = True
    index_url_name = "comments:index"
    index_results_url_name = "comments:index_results"
    is_export = False

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TickColumn("bulk_actions", obj_type="comment"),
            CommentCell("words", "words", label=gettext("Comment"), classname="title"),
            CommentCell("why", "why", label=gettext("State")),
            CommentCell("age", "created_at", label=gettext("Written"), sort_key="created_at"),
            CommentCell("quick", "quick", label=gettext("Decide")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        buttons = [
            (gettext("Appeals"), "appeals", "mail"),
            (gettext("Blocked readers"), "blocked", "user"),
            (gettext("Rules for comments"), "policies", "cogs"),
        ]
        return [
            HeaderButton(label=label, url=reverse(f"comments:{name}"), icon_name=icon) for label, name, icon in buttons
        ]

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.request)

    def get_base_queryset(self) -> CommentQuerySet:
        return Comment.objects.all()

    def order_queryset(self, queryset: CommentQuerySet) -> CommentQuerySet:
        if self.ordering in self.get_valid_orderings():
            return queryset.order_by(self.ordering, "pk")
        state = self.request.GET.get("state", UNDECIDED)
        return most_pressing(queryset) if state in (UNDECIDED, "waiting", "reported") else queryset.order_by("-pk")

    def search_queryset(self, queryset: CommentQuerySet) -> CommentQuerySet:
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """The rows of one page with all that is shown of them: the texts of the others are never read."""
        paginator, page, pks, has_others = super().paginate_queryset(queryset.values_list("pk", flat=True), page_size)
        page.object_list = rows = self._rows(list(pks))
        return paginator, page, rows, has_others

    def _rows(self, pks: list[int]) -> list[Comment]:
        found = with_story().in_bulk(pks)
        comments: list[Any] = [found[pk] for pk in pks]
        authors = authors_of(comments)
        for comment in comments:
            comment.author = authors[comment.reader]
            comment.found = in_words(comment.reasons)
            comment.url = reverse("comments:comment", args=[comment.pk]) + self.queue.suffix
            comment.may_decide = may(self.user, Right.MODERATE, comment.story)
        return comments
