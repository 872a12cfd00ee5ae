"""What the desk calls the states of a story."""

from __future__ import annotations

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from wireroom.stories.rules import State

STATE_LABELS: dict[State, Promise] = {
    State.DRAFT: _("Draft"),
    State.IN_REVIEW: _("In review"),
    State.SCHEDULED: _("Scheduled"),
    State.EMBARGOED: _("Under embargo"),
    State.PUBLISHED: _("Published"),
    State.WITHDRAWN: _("Withdrawn"),
}


def state_label(state: State) -> Promise:
    return STATE_LABELS[state]
