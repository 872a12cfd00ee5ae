# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Subscribers at the desk: who they are, whom to telephone there, and what belongs to them."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, Q, QuerySet
from django.urls import URLPattern, path
from django.utils.formats import date_format
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel, FieldRowPanel, InlinePanel
from wagtail.admin.ui.tables import BooleanColumn, Column, TitleColumn
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet

from wireroom.core import clock
from wireroom.desk.wire_out.asking import SUBSCRIBERS
from wireroom.desk.wire_out.endpoints import with_standing
from wireroom.desk.wire_out.people import InviteView, PersonDeedView, people_of
from wireroom.wire_out.models import Endpoint, Subscriber


def contract_in_words(subscriber: Subscriber) -> str:
    """From when to when it is served."""
    first, last = subscriber.contract_from, subscriber.contract_until
    if last and last < clock.now().date():
        return gettext("ended on %(day)s") % {"day": date_format(last)}
    if first and first > clock.now().date():
        return gettext("begins on %(day)s") % {"day": date_format(first)}
    return gettext("until %(day)s") % {"day": date_format(last)} if last else gettext("until further notice")


class SubscriberIndexView(generic.IndexView):
    template_name = "desk/wire/index.html"
    results_template_name = "desk/wire/index_results.html"
    empty = _("There is no subscriber yet. Add the first newsroom that takes your wire.")

    @cached_property
    def columns(self) -> list[Column]:
        return [
            TitleColumn("name", label=gettext("Organisation"), get_url=self.get_edit_url, sort_key="name"),
            Column("contract", label=gettext("Contract"), accessor=contract_in_words),
            BooleanColumn("may_receive_embargoed", label=gettext("Embargoed")),
            Column("places", label=gettext("Endpoints")),
            Column("persons", label=gettext("People")),
        ]

    def get_base_queryset(self) -> QuerySet[Subscriber]:
        return Subscriber.objects.annotate(
            places=Count("endpoints", distinct=True),
            persons=Count("people", filter=Q(people__is_active=True), distinct=True),
        )


class SubscriberEditView(generic.EditView):
    template_name = "desk/wire/subscriber.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        subscriber: Subscriber = self.object
        endpoints = Endpoint.objects.of(subscriber).select_related("subscriber")
        return context | {
            "endpoints": with_standing(list(endpoints)),
            "people": people_of(subscriber),
            "products": list(subscriber.products.all()),
        }


class SubscriberViewSet(ModelViewSet):
    model = Subscriber
    name = "subscribers"
    icon = "group"
    menu_label = SUBSCRIBERS
    menu_name = "subscribers"
    copy_view_enabled = False
    index_view_class = SubscriberIndexView
    edit_view_class = SubscriberEditView
    search_fields = ["name", "notes", "contacts__name"]
    search_backend_name = None
    list_per_page = 50
    ordering = "name"
    index_template_name = "desk/wire/index.html"
    index_results_template_name = "desk/wire/index_results.html"
    edit_template_name = "desk/wire/subscriber.html"
    panels = [
        FieldPanel("name"),
        FieldRowPanel([FieldPanel("contract_from"), FieldPanel("contract_until")]),
        FieldRowPanel([FieldPanel("language"), FieldPanel("may_receive_embargoed")]),
        InlinePanel(
            "contacts",
            heading=_("Whom to telephone"),
            label=_("Contact"),
            help_text=_("They stand beside a withdrawal that did not reach the subscriber: the first is called first."),
            panels=[
                FieldRowPanel([FieldPanel("name"), FieldPanel("role")]),
                FieldRowPanel([FieldPanel("phone", widget=forms.TextInput(attrs={"type": "tel"})), FieldPanel("mail")]),
            ],
        ),
        FieldPanel("notes"),
    ]

    def get_urlpatterns(self) -> list[URLPattern]:
        stock: list[URLPattern] = super().get_urlpatterns()
        return [
            *stock,
            path("<int:pk>/invite/", InviteView.as_view(), name="invite"),
            path("people/<int:pk>/<slug:deed>/", PersonDeedView.as_view(), name="person"),
        ]
