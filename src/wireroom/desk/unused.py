"""Wagtail's rooms that an agency has no use for: the menu leads to none of them, and nothing is at their addresses."""

from __future__ import annotations

from django.urls import re_path
from wagtail.admin.auth import require_admin_access
from wagtail.admin.urls import display_custom_404
from wagtail.admin.views.home import default as nothing_here

ROOMS = (
    "api",
    "choose-page",
    "collections",
    "documents",
    "failwhale",
    "groups",
    "pages",
    "reports/aging-pages",
    "reports/locked",
    "reports/page-types-usage",
    "reports/workflow",
    "reports/workflow_tasks",
    "sites",
    "test404",
    "workflows",
)
"""The tree of pages and what belongs to it; files that are no pictures; and what the house sets up itself:
groups are the five roles, and the review of stories is the one workflow."""

closed = [re_path(rf"^desk/(?:{'|'.join(ROOMS)})/", display_custom_404(require_admin_access(nothing_here)))]
"""Before Wagtail's own."""
