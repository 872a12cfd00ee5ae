# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What the desk's first page says about the wire out: alarms, withdrawals under way, and each endpoint's lag."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from wagtail.admin.ui.components import Component

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.desk.wire_out.boards import Summary, newest_withdrawals, summaries
from wireroom.desk.wire_out.delivery import own_alarms
from wireroom.desk.wire_out.endpoints import with_standing
from wireroom.desk.wire_out.withdrawals import own_recalls
from wireroom.wire_out.models import Endpoint
from wireroom.wire_out.policy import Right, may

SHOWN = 5
LAGS_SHOWN = 30
MOST_COUNTED = 1_000


class WirePanel(Component):
    """Costs a fixed number of queries; `is_needed` says whether it has anything to say."""

    def __init__(self, user: User) -> None:
        self.user = user


class AlarmsPanel(WirePanel):
    """Alarms of formats and products, until somebody settles them."""

    template_name = "desk/dashboard/alarms.html"
    name = "alarms"
    order = 70

    @property
    def is_needed(self) -> bool:
        return bool(own_alarms(self.user).exists())

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        alarms = own_alarms(self.user)
        total = alarms.order_by()[:MOST_COUNTED].count()
        return {"panel": self, "alarms": list(alarms[:SHOWN]), "total": total}


class RecallsPanel(WirePanel):
    """Withdrawals that somebody does not know of yet."""

    template_name = "desk/dashboard/recalls.html"
    name = "recalls"
    order = 75

    @property
    def is_needed(self) -> bool:
        return own_recalls(self.user).untold().exists()

    def lines(self) -> Sequence[Summary]:
        return summaries(newest_withdrawals(own_recalls(self.user).untold(), SHOWN))

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        urgent = own_recalls(self.user).to_telephone(clock.now()).order_by()[:MOST_COUNTED].count()
        return {"panel": self, "lines": self.lines(), "urgent": urgent}


class EndpointsPanel(WirePanel):
    """A small line for each endpoint, those that are stuck first."""

    template_name = "desk/dashboard/endpoints.html"
    name = "endpoints"
    order = 145

    def get_context_data(self, parent_context: Mapping[str, Any] | None = None) -> dict[str, Any]:
        pushed = Endpoint.objects.pushed().select_related("subscriber").order_by("subscriber__name", "name", "pk")
        rows = with_standing(list(pushed[:MOST_COUNTED]))
        rows.sort(key=lambda row: (not row.standing.is_stuck, -row.standing.lag.total_seconds()))
        stuck = sum(row.standing.is_stuck for row in rows)
        return {"panel": self, "rows": rows[:LAGS_SHOWN], "stuck": stuck, "total": len(rows)}


def urgent_panels(user: User) -> list[Component]:
    """What nobody may overlook; nothing for who has no business with the wire out."""
    if not may(user, Right.VIEW):
        return []
    return [panel for panel in (AlarmsPanel(user), RecallsPanel(user)) if panel.is_needed]


def calm_panels(user: User) -> list[Component]:
    return [EndpointsPanel(user)] if may(user, Right.MANAGE) and Endpoint.objects.pushed().exists() else []
