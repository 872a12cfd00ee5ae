# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The list of reported errors: what readers point at most, and longest, comes first."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from wireroom.desk.slips.queue import Queue, SlipFilterSet, with_words
from wireroom.desk.slips.rules import Passage, passage
from wireroom.desk.story.listing import CappedPaginator, language
from wireroom.reactions.typo_reports.models import Slip
from wireroom.reactions.typo_reports.overview import readings_of
from wireroom.reactions.typo_reports.querysets import SlipQuerySet
from wireroom.reactions.typo_reports.rules import Reading
from wireroom.stories.policy import may
from wireroom.stories.rules import Action, may_ever


class StaffOnly:
    """A view for staff who may read stories; what may be done to each slip is asked about its very story."""

    request: HttpRequest

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not may_ever(self.user.roles, Action.VIEW):
            raise PermissionDenied
        response: HttpResponseBase = super().dispatch(request, *args, **kwargs)  # type: ignore[misc]  # the view's
        return response

    @property
    def user(self) -> Any:
        return self.request.user


class SlipCell(Column):
    """A cell that is drawn from the whole slip."""

    def __init__(self, template: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cell_template_name = f"desk/slips/cells/{template}.html"


class TickColumn(BulkActionsCheckboxColumn):
    """Only what one may decide can be ticked."""

    cell_template_name = "desk/slips/cells/tick.html"


class SlipIndexView(StaffOnly, IndexView):
    model = Slip
    template_name = "desk/slips/index.html"
    results_template_name = "desk/slips/index_results.html"
    page_title = _("Reported errors")
    header_icon = "warning"
    any_permission_required = None
    filterset_class = SlipFilterSet
    paginator_class = CappedPaginator
    paginate_by = 25
    is_searchable = True
    index_url_name = "errors:index"
    index_results_url_name = "errors:index_results"
    is_export = False

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TickColumn("bulk_actions", obj_type="slip"),
            SlipCell("words", "words", label=gettext("The words"), classname="title"),
            SlipCell("count", "reports_count", label=gettext("Reports"), sort_key="reports_count"),
            SlipCell("age", "first_reported_at", label=gettext("First reported"), sort_key="first_reported_at"),
            SlipCell("standing", "state", label=gettext("State")),
        ]

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        return [HeaderButton(label=gettext("Numbers"), url=reverse("errors:numbers"), icon_name="history")]

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.request)

    def get_base_queryset(self) -> SlipQuerySet:
        return Slip.objects.all()

    def order_queryset(self, queryset: SlipQuerySet) -> SlipQuerySet:
        if self.ordering in self.get_valid_orderings():
            return queryset.order_by(self.ordering, "pk")
        return queryset.most_pressing() if self.request.GET.get("state", "open") == "open" else queryset.newest()

    def search_queryset(self, queryset: SlipQuerySet) -> SlipQuerySet:
        return with_words(queryset, self.search_query) if self.is_searching else queryset

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """The rows of one page with all that is shown of them: the texts of the others are never read."""
        paginator, page, slips, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = rows = self._rows([slip.pk for slip in slips])
        return paginator, page, rows, has_others

    def _rows(self, pks: list[int]) -> list[Slip]:
        found = Slip.objects.with_story().in_bulk(pks)
        slips: list[Any] = [found[pk] for pk in pks]
        readings = readings_of(slips)
        for slip in slips:
            slip.passage = passage_of(slip, readings[slip.pk][:1])
            slip.url = reverse("errors:slip", args=[slip.pk]) + self.queue.suffix
            slip.may_decide = slip.is_open and may(self.user, Action.PUBLISH, slip.story)
            slip.section_name = slip.story.section.name_in(language())
        return slips


def passage_of(slip: Slip, readings: tuple[Reading, ...]) -> Passage:
    """The sentence with the first of `readings`; of words that stand nowhere for certain, only themselves."""
    if not slip.is_located or not slip.words:
        return Passage("", (("same", slip.quote),), "")
    return passage(slip.text, slip.start, slip.end, next(iter(readings), None))
