# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The list of deliveries: quick at a million of them, whatever is filtered."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import BulkActionsCheckboxColumn, Column
from wagtail.admin.views.generic import IndexView
from wagtail.admin.widgets.button import HeaderButton

from wireroom.core import clock
from wireroom.desk.story.listing import MOST_COUNTED, CappedPaginator
from wireroom.desk.wire_out.asking import WireCell
from wireroom.desk.wire_out.doors import WireDoor, own_stories, sees_all
from wireroom.desk.wire_out.words import last_said
from wireroom.stories.models import Dispatch, Story
from wireroom.wire_out.models import Delivery, DeliveryState, Endpoint, Subscriber
from wireroom.wire_out.policy import Right, may
from wireroom.wire_out.querysets import DeliveryQuerySet
from wireroom.wire_out.resending import AGAIN

LARGEST_ID = 2**63 - 1
DEAD = "dead"
STATES = [
    (DeliveryState.PENDING, DeliveryState.PENDING.label),
    (DEAD, _("Dead letters: refused or given up")),
    (DeliveryState.ACCEPTED, DeliveryState.ACCEPTED.label),
    (DeliveryState.SUPERSEDED, DeliveryState.SUPERSEDED.label),
    (DeliveryState.TOLD, DeliveryState.TOLD.label),
]
RECENT = 10_000
"""So many of the newest dispatches are looked through for an editor's own; any older one is reached from its story."""


class DeliveryFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"), choices=STATES, method="filter_state", widget=forms.RadioSelect, empty_label=_("All")
    )
    subscriber = django_filters.ModelChoiceFilter(
        label=_("Subscriber"), queryset=Subscriber.objects.all(), method="filter_subscriber"
    )
    endpoint = django_filters.ModelChoiceFilter(
        label=_("Endpoint"), queryset=Endpoint.objects.select_related("subscriber")
    )
    story = django_filters.NumberFilter(widget=forms.HiddenInput, max_value=LARGEST_ID)
    dispatch = django_filters.NumberFilter(widget=forms.HiddenInput, max_value=LARGEST_ID)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.form.fields["endpoint"]
        field.label_from_instance = lambda endpoint: f"{endpoint.subscriber}: {endpoint}"

    def filter_state(self, deliveries: DeliveryQuerySet, _name: str, value: str) -> DeliveryQuerySet:
        return deliveries.dead_letters() if value == DEAD else deliveries.filter(state=value)

    def filter_subscriber(self, deliveries: DeliveryQuerySet, _name: str, value: Subscriber) -> DeliveryQuerySet:
        """Without a state by the newest of each endpoint: two walks along an index where one would sort them all."""
        endpoints = Endpoint.objects.of(value)
        if self.data.get("state"):
            return deliveries.filter(endpoint__in=list(endpoints.values_list("pk", flat=True)))
        newest = Q()
        for endpoint in endpoints:
            here = Delivery.objects.at(endpoint).order_by("-dispatch_id").values("pk")
            newest |= Q(pk__in=here[: MOST_COUNTED + 1])
        return deliveries.filter(newest) if newest else deliveries.none()

    class Meta:
        model = Delivery
        fields: list[str] = []


class DeliveryTick(BulkActionsCheckboxColumn):
    """Only what may be sent again can be ticked."""

    cell_template_name = "desk/wire/cells/tick.html"


class DeliveryIndexView(WireDoor, IndexView):
    model = Delivery
    template_name = "desk/wire/deliveries.html"
    results_template_name = "desk/wire/index_results.html"
    page_title = _("Deliveries")
    header_icon = "upload"
    any_permission_required = None
    filterset_class = DeliveryFilterSet
    paginator_class = CappedPaginator
    paginate_by = 30
    is_searchable = False
    is_export = False
    index_url_name = "deliveries:index"
    index_results_url_name = "deliveries:index_results"
    empty = _("Nothing has gone to a subscriber yet. Each dispatch appears here once for each endpoint that gets it.")

    @cached_property
    def columns(self) -> list[Column]:
        shown = [
            WireCell("delivery", "story", label=gettext("Story"), classname="title"),
            WireCell("place", "endpoint", label=gettext("Endpoint")),
            WireCell("delivery_state", "state", label=gettext("State")),
            WireCell("delivery_last", "last", label=gettext("Last answer"), classname="desk-list__extra"),
            WireCell("moment", "created_at", label=gettext("Entered")),
        ]
        return [DeliveryTick("bulk_actions", obj_type="delivery"), *shown] if self.may_send else shown

    @cached_property
    def may_send(self) -> bool:
        return may(self.user, Right.SEND)

    @cached_property
    def header_buttons(self) -> list[HeaderButton]:
        alarms = HeaderButton(label=gettext("Alarms"), url=reverse("deliveries:alarms"), icon_name="warning")
        return [alarms]

    @cached_property
    def story(self) -> Story | None:
        """The one story whose deliveries are asked for."""
        asked = self.request.GET.get("story", "")
        if not asked.isdecimal() or len(asked) > 18:
            return None
        return Story.objects.filter(own_stories(self.user, ""), pk=int(asked)).select_related("locale").first()

    def get_base_queryset(self) -> QuerySet[Delivery]:
        return own_deliveries(self.user, newest_only=self.story is None)

    def order_queryset(self, queryset: DeliveryQuerySet) -> DeliveryQuerySet:
        """Each of these is the order of an index, or sorts the few rows of one story."""
        state, place = self.request.GET.get("state", ""), self.request.GET.get("endpoint", "")
        if state == DEAD or (state and not place):
            return queryset.order_by("-settled_at", "-pk")
        return queryset.order_by("-dispatch_id" if place else "-pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        """The rows of one page with all that is shown of them."""
        paginator, page, found, has_others = super().paginate_queryset(queryset.only("pk"), page_size)
        page.object_list = rows = rows_of([delivery.pk for delivery in found])
        for row in rows:
            row.may_resend = self.may_send and row.state in AGAIN
        return paginator, page, rows, has_others

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"story": self.story, "sees_all": sees_all(self.user)}


def own_deliveries(user: Any, *, newest_only: bool) -> QuerySet[Delivery]:
    """What `user` may see; of an editor's own only what went out lately, unless one story is asked for."""
    deliveries: QuerySet[Delivery] = Delivery.objects.filter(own_stories(user))
    if newest_only and not sees_all(user):
        newest = Dispatch.objects.order_by("-seq").values_list("seq", flat=True).first() or 0
        deliveries = deliveries.filter(dispatch_id__gt=newest - RECENT)
    return deliveries


def rows_of(pks: list[int]) -> list[Any]:
    """In the order of `pks`, without the stories' texts and the dispatches' payloads."""
    related = ("endpoint__subscriber", "story__locale", "story__section", "dispatch")
    found = Delivery.objects.select_related(*related).defer("story__body", "dispatch__payload").in_bulk(pks)
    rows: list[Any] = [found[pk] for pk in pks if pk in found]
    for row in rows:
        row.said = last_said(row)
        row.is_retried = is_retried(row)
    return rows


def is_retried(delivery: Delivery) -> bool:
    """Whether it failed before and waits for its next attempt."""
    due = delivery.next_attempt_at
    return due is not None and delivery.attempts > 0 and due > clock.now()


def menu_shown(request: HttpRequest) -> bool:
    user: Any = request.user
    return may(user, Right.VIEW)
