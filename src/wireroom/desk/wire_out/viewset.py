# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The wire out in the menu: deliveries and withdrawals for editors, subscribers and what is theirs for chiefs."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet, ViewSetGroup

from wireroom.desk.wire_out import delivery, proof, withdrawals
from wireroom.desk.wire_out.endpoints import EndpointViewSet
from wireroom.desk.wire_out.listing import DeliveryIndexView
from wireroom.desk.wire_out.products import ProductViewSet
from wireroom.desk.wire_out.subscribers import SubscriberViewSet
from wireroom.wire_out.policy import Right, may


class ViewersMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return may(user, Right.VIEW)


class DeliveryViewSet(ViewSet):
    name = "deliveries"
    icon = "upload"
    menu_label = _("Deliveries")
    menu_name = "deliveries"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return ViewersMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", DeliveryIndexView.as_view(), name="index"),
            path("results/", DeliveryIndexView.as_view(results_only=True), name="index_results"),
            path("alarms/", delivery.AlarmsView.as_view(), name="alarms"),
            path("alarms/<int:pk>/settle/", delivery.SettleAlarmView.as_view(), name="settle_alarm"),
            path("<int:pk>/", delivery.DeliveryView.as_view(), name="delivery"),
            path("<int:pk>/resend/", delivery.ResendOneView.as_view(), name="resend"),
        ]


class WithdrawalViewSet(ViewSet):
    name = "withdrawals"
    icon = "warning"
    menu_label = withdrawals.WITHDRAWALS
    menu_name = "withdrawals"

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return withdrawals.WithdrawalsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", withdrawals.WithdrawalsView.as_view(), name="index"),
            path("<int:seq>/", withdrawals.BoardView.as_view(), name="board"),
            path("<int:seq>/proof/", proof.ProofPageView.as_view(), name="proof"),
            path("<int:seq>/proof.csv", proof.ProofTableView.as_view(), name="proof_table"),
            path("recipients/<int:pk>/telephoned/", withdrawals.TelephonedView.as_view(), name="telephoned"),
        ]


class WireOutGroup(ViewSetGroup):
    menu_icon = "upload"
    menu_label = _("Wire out")
    menu_name = "wire-out"
    menu_order = 130
    items = (DeliveryViewSet, WithdrawalViewSet, SubscriberViewSet, ProductViewSet, EndpointViewSet)
