# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Every address of reported errors at the desk, and their line in the menu."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.urls import URLPattern, path
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem
from wagtail.admin.viewsets.base import ViewSet

from wireroom.desk.counted import MOST_SHOWN, CountedMenuItem
from wireroom.desk.slips.listing import SlipIndexView
from wireroom.desk.slips.numbers import NumbersView
from wireroom.desk.slips.page import DECISIONS, SlipView
from wireroom.desk.slips.panels import DismissView
from wireroom.desk.slips.queue import open_count
from wireroom.stories.rules import Action, may_ever


class SlipsMenuItem(CountedMenuItem):
    """Bears the number of open slips that the person answers for."""

    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return may_ever(user.roles, Action.VIEW)

    def waiting(self, request: HttpRequest) -> int:
        user: Any = request.user
        return open_count(user, at_most=MOST_SHOWN + 1) if may_ever(user.roles, Action.PUBLISH) else 0


class SlipViewSet(ViewSet):
    name = "errors"
    icon = "warning"
    menu_label = _("Reported errors")
    menu_name = "errors"
    menu_order = 110
    add_to_admin_menu = True

    @cached_property
    def menu_item_class(self) -> type[MenuItem]:
        return SlipsMenuItem

    def get_urlpatterns(self) -> list[URLPattern]:
        return [
            path("", SlipIndexView.as_view(), name="index"),
            path("results/", SlipIndexView.as_view(results_only=True), name="index_results"),
            path("numbers/", NumbersView.as_view(), name="numbers"),
            path("missed/<int:pk>/dismiss/", DismissView.as_view(), name="dismiss"),
            path("<int:pk>/", SlipView.as_view(), name="slip"),
            *(path(f"<int:pk>/{name}/", view.as_view(), name=name) for name, view in DECISIONS.items()),
        ]
