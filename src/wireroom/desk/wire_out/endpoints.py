# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Endpoints at the desk: the list with how each is doing, and the pages that make and change one."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from wireroom.core import clock
from wireroom.desk.wire_out import deeds, tokens
from wireroom.desk.wire_out.asking import ENDPOINTS, Crumb, Once, WireCell, WirePage, signed_in
from wireroom.desk.wire_out.endpoint import EndpointView
from wireroom.desk.wire_out.endpoint_forms import EndpointForm
from wireroom.desk.wire_out.words import CONDITIONS, duration, last_said
from wireroom.wire_out.actions import save_endpoint
from wireroom.wire_out.models import Endpoint, Kind, Subscriber
from wireroom.wire_out.policy import Right
from wireroom.wire_out.querysets import EndpointQuerySet
from wireroom.wire_out.rules.conditions import Condition
from wireroom.wire_out.standing import Standing, standings

KINDS = {
    Kind.HTTP: _("We push each dispatch to their web address, signed. The fastest way, for those with developers."),
    Kind.SFTP: _("We put a file for each dispatch on their server, over an encrypted line."),
    Kind.FTP: _("We put a file for each dispatch on their server; with ftps:// over an encrypted line."),
    Kind.MAIL: _("We send a mail for each dispatch."),
    Kind.FOLDER: _("We put a file for each dispatch into a folder of this machine."),
    Kind.PULL: _("They fetch from our API with a token, whenever they like."),
}


class EndpointFilterSet(WagtailFilterSet):
    subscriber = django_filters.ModelChoiceFilter(label=_("Subscriber"), queryset=Subscriber.objects.all())
    kind = django_filters.ChoiceFilter(
        label=_("Kind"), choices=Kind.choices, widget=forms.RadioSelect, empty_label=_("All")
    )
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=[
            ("failing", _("Failing")),
            ("paused", CONDITIONS[Condition.PAUSED]),
            ("disabled", CONDITIONS[Condition.DISABLED]),
        ],
        method="filter_state",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    def filter_state(self, endpoints: EndpointQuerySet, _name: str, value: str) -> EndpointQuerySet:
        return {
            "failing": endpoints.active().filter(failures__gt=0),
            "paused": endpoints.active().filter(paused=True),
            "disabled": endpoints.disabled(),
        }[value]

    class Meta:
        model = Endpoint
        fields: list[str] = []


class EndpointIndexView(generic.IndexView):
    template_name = "desk/wire/index.html"
    results_template_name = "desk/wire/index_results.html"
    filterset_class = EndpointFilterSet
    empty = _("There is no endpoint yet. An endpoint is a place that a subscriber gets the wire at.")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            WireCell("endpoint", "name", label=gettext("Endpoint"), classname="title"),
            Column("subscriber", label=gettext("Subscriber")),
            Column("kind", label=gettext("Kind"), accessor="get_kind_display", classname="desk-list__extra"),
            WireCell("condition", "condition", label=gettext("State")),
            WireCell("lag", "lag", label=gettext("Lag")),
            WireCell("last", "last", label=gettext("Last answer"), classname="desk-list__extra"),
        ]

    def get_base_queryset(self) -> QuerySet[Endpoint]:
        return Endpoint.objects.select_related("subscriber").order_by("subscriber__name", "name", "pk")

    def paginate_queryset(self, queryset: Any, page_size: int) -> tuple[Any, Any, Any, bool]:
        paginator, page, endpoints, has_others = super().paginate_queryset(queryset, page_size)
        page.object_list = rows = with_standing(list(endpoints))
        return paginator, page, rows, has_others


def with_standing(endpoints: Sequence[Endpoint]) -> list[Any]:
    """The endpoints, each with how it stands, in the words of the cells."""
    rows: list[Any] = []
    for standing in standings(endpoints, clock.now()):
        row: Any = standing.endpoint
        row.standing = standing
        row.condition_label = CONDITIONS[standing.condition]
        row.lag_label = lag_label(standing)
        row.said = last_said(standing.last)
        rows.append(row)
    return rows


def lag_label(standing: Standing) -> str:
    """How long it has waited; a dash for who fetches in their own time."""
    if not standing.endpoint.is_pushed:
        return "–"
    return duration(standing.lag) if standing.lag else gettext("none")


class ChooseKindView(WirePage):
    """The first step of a new endpoint."""

    template_name = "desk/wire/kinds.html"
    page_title = _("New endpoint: how does it get there?")
    header_icon = "link"
    right = Right.MANAGE

    def above(self) -> list[Crumb]:
        return [(reverse("endpoints:index"), ENDPOINTS)]

    def get(self, request: HttpRequest) -> HttpResponse:
        asked = request.GET.get("subscriber", "")
        suffix = f"?subscriber={asked}" if asked.isdecimal() else ""
        kinds = [
            (kind.label, text, reverse("endpoints:add_kind", args=[kind]) + suffix) for kind, text in KINDS.items()
        ]
        return self.show(kinds=kinds)


class EndpointCreateView(Once, generic.CreateView):
    right = Right.MANAGE
    page_title = _("New endpoint")
    template_name = "desk/wire/endpoint_form.html"

    def get_initial_form_instance(self) -> Endpoint:
        kind = self.kwargs["kind"]
        if kind not in Kind.values:
            raise Http404(kind)
        return Endpoint(kind=kind)

    def get_initial(self) -> dict[str, Any]:
        asked = self.request.GET.get("subscriber", "")
        return {"subscriber": int(asked)} if asked.isdecimal() and len(asked) < 18 else {}

    def save_instance(self) -> Endpoint:
        endpoint: Endpoint = self.form.instance
        save_endpoint(endpoint, products=self.form.cleaned_data["products"], by=signed_in(self.request))
        return endpoint

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        kind = Kind(self.kwargs["kind"]).label
        return [
            *self.breadcrumbs_items,
            {"url": reverse("endpoints:index"), "label": str(ENDPOINTS)},
            {"url": reverse("endpoints:add"), "label": gettext("New endpoint")},
            {"url": "", "label": str(kind)},
        ]

    def get_page_subtitle(self) -> str:
        return str(Kind(self.kwargs["kind"]).label)

    def get_add_url(self) -> str:
        return reverse("endpoints:add_kind", args=[self.kwargs["kind"]])

    def save_action(self) -> HttpResponse:
        endpoint: Endpoint = self.object
        if endpoint.kind != Kind.HTTP:
            response: HttpResponse = super().save_action()
            return response
        return self.show_once(
            endpoint.secret,
            what=gettext("Signing secret of %(endpoint)s") % {"endpoint": endpoint},
            advice=str(deeds.GIVE_SECRET),
            back_url=self.get_success_url(),
        )

    def get_success_url(self) -> str:
        return reverse("endpoints:endpoint", args=[self.object.pk])


class EndpointEditView(generic.EditView):
    template_name = "desk/wire/endpoint_form.html"

    def save_instance(self) -> Endpoint:
        endpoint: Endpoint = self.form.instance
        save_endpoint(endpoint, products=self.form.cleaned_data["products"], by=signed_in(self.request))
        return endpoint

    def get_success_url(self) -> str:
        return reverse("endpoints:endpoint", args=[self.object.pk])


class EndpointViewSet(ModelViewSet):
    model = Endpoint
    name = "endpoints"
    icon = "link"
    menu_label = ENDPOINTS
    menu_name = "endpoints"
    copy_view_enabled = False
    index_view_class = EndpointIndexView
    add_view_class = EndpointCreateView
    edit_view_class = EndpointEditView
    search_fields = ["name", "address", "subscriber__name"]
    search_backend_name = None
    list_per_page = 50
    filterset_class = EndpointFilterSet
    index_template_name = "desk/wire/index.html"
    index_results_template_name = "desk/wire/index_results.html"
    create_template_name = "desk/wire/endpoint_form.html"
    edit_template_name = "desk/wire/endpoint_form.html"

    def get_form_class(self, for_update: bool = False) -> type[EndpointForm]:
        return EndpointForm

    def get_urlpatterns(self) -> list[URLPattern]:
        stock: list[URLPattern] = super().get_urlpatterns()
        return [pattern for pattern in stock if pattern.name != "add"] + [
            path("new/", ChooseKindView.as_view(), name="add"),
            path("new/<slug:kind>/", self.add_view, name="add_kind"),
            path("<int:pk>/", EndpointView.as_view(), name="endpoint"),
            path("<int:pk>/secret/", deeds.RotateView.as_view(), name="rotate"),
            path("<int:pk>/resend/", deeds.ResendView.as_view(), name="resend"),
            path("<int:pk>/disable/", deeds.DisableView.as_view(), name="disable"),
            path("<int:pk>/test/", deeds.TestView.as_view(), name="test"),
            path("<int:pk>/do/<slug:deed>/", deeds.EndpointDeedView.as_view(), name="deed"),
            path("<int:pk>/tokens/new/", tokens.IssueTokenView.as_view(), name="issue_token"),
            path("tokens/<int:pk>/revoke/", tokens.RevokeTokenView.as_view(), name="revoke_token"),
        ]
