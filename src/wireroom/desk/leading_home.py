"""The first of the breadcrumbs, in the language of whoever looks: Wagtail's snippets say it in that of the start."""

from __future__ import annotations

from typing import Any, ClassVar

from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _


class LeadsHome:
    """For a viewset of snippets."""

    breadcrumbs_items: ClassVar[list[dict[str, Any]]] = [{"url": reverse_lazy("wagtailadmin_home"), "label": _("Home")}]
