# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Lines of the menu that say how much waits there."""

from __future__ import annotations

from django.http import HttpRequest
from django.utils.formats import number_format
from wagtail.admin.menu import MenuItem
from wagtail.admin.ui.sidebar import LinkMenuItem

MOST_SHOWN = 99


class CountedMenuItem(MenuItem):
    """Bears the number of things that wait for whoever looks at the menu."""

    def waiting(self, request: HttpRequest) -> int:
        """Counted no further than `MOST_SHOWN + 1`."""
        raise NotImplementedError

    def render_component(self, request: HttpRequest) -> LinkMenuItem:
        waiting = self.waiting(request)
        attrs = {"data-desk-count": _shown(waiting)} if waiting else {}
        return LinkMenuItem(
            self.name, self.label, self.url, icon_name=self.icon_name, classname=self.classname, attrs=attrs
        )


def _shown(count: int) -> str:
    return number_format(count) if count <= MOST_SHOWN else f"{number_format(MOST_SHOWN)}+"
