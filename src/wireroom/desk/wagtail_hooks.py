# mypy: disallow-untyped-decorators=False
# Wagtail ships no types.
"""Where the desk plugs into Wagtail."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest
from django.templatetags.static import static
from django.urls import path, reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.menu import MenuItem
from wagtail.admin.search import SearchArea
from wagtail.snippets.models import register_snippet

from wireroom.desk import ratings
from wireroom.desk.closed import close_wagtail_actions
from wireroom.desk.comments.bulk import BULK_ACTIONS as COMMENT_ACTIONS
from wireroom.desk.comments.viewset import CommentViewSet
from wireroom.desk.dashboard import panels_for
from wireroom.desk.house_log import LogMenuItem
from wireroom.desk.media import private_file
from wireroom.desk.newsroom import AgencyGroup, NewsroomGroup
from wireroom.desk.scripts import desk_scripts, editor_scripts
from wireroom.desk.second_factor.addresses import keeping
from wireroom.desk.second_factor.keeping import SecondFactorPanel
from wireroom.desk.second_factor.resetting import reset_button
from wireroom.desk.slips.bulk import BULK_ACTIONS
from wireroom.desk.slips.viewset import SlipViewSet
from wireroom.desk.staff import AssignRole
from wireroom.desk.story.bulk import StoryDeleteBulkAction
from wireroom.desk.story.comparing import compare_tables_by_cells
from wireroom.desk.story.viewset import StoryViewSet
from wireroom.desk.wire_out.bulk import ResendDeliveries
from wireroom.desk.wire_out.doors import register_policies
from wireroom.desk.wire_out.viewset import WireOutGroup

MENU_UNUSED = frozenset({"explorer", "documents", "snippets", "reports", "help"})
SETTINGS_UNUSED = frozenset({"workflows", "workflow-tasks", "collections", "sites", "locales", "redirects", "groups"})

compare_tables_by_cells()
register_policies()
register_snippet(StoryViewSet)
register_snippet(NewsroomGroup)
register_snippet(AgencyGroup)

# After Wagtail's own, whose place they take.
hooks.register("register_bulk_action", StoryDeleteBulkAction, order=100)
hooks.register("register_bulk_action", AssignRole, order=100)
hooks.register("register_actions", close_wagtail_actions)
for bulk_action in (*BULK_ACTIONS, *COMMENT_ACTIONS, ResendDeliveries):
    hooks.register("register_bulk_action", bulk_action)


@hooks.register("register_admin_urls")
def desk_addresses() -> list[Any]:
    return [path("media/<path:name>", private_file, name="desk_media"), *ratings.addresses, *keeping]


@hooks.register("register_account_settings_panel")
def second_factor(request: HttpRequest, user: Any, profile: Any) -> SecondFactorPanel:
    return SecondFactorPanel(request, user, profile)


hooks.register("register_user_listing_buttons", reset_button)
hooks.register("insert_global_admin_js", desk_scripts)
hooks.register("insert_editor_js", editor_scripts)


@hooks.register("register_admin_menu_item")
def ratings_menu_item() -> MenuItem:
    return ratings.RatingsMenuItem(_("Ratings"), reverse("desk_ratings"), name="ratings", icon_name="star", order=170)


@hooks.register("register_settings_menu_item")
def log_menu_item() -> MenuItem:
    return LogMenuItem(_("Site history"), reverse("wagtailadmin_reports:site_history"), icon_name="history", order=700)


@hooks.register("register_icons")
def desk_icons(icons: list[str]) -> list[str]:
    return [*icons, "desk/icons/star.svg"]


@hooks.register("register_admin_viewset")
def reported_errors() -> SlipViewSet:
    return SlipViewSet()


@hooks.register("register_admin_viewset")
def comments() -> CommentViewSet:
    return CommentViewSet()


@hooks.register("register_admin_viewset")
def wire_out() -> WireOutGroup:
    return WireOutGroup()


@hooks.register("construct_main_menu")
def hide_unused(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in MENU_UNUSED]


@hooks.register("construct_settings_menu")
def hide_unused_settings(request: HttpRequest, items: list[Any]) -> None:
    items[:] = [item for item in items if item.name not in SETTINGS_UNUSED]


@hooks.register("construct_homepage_panels")
def fill_dashboard(request: HttpRequest, panels: list[Any]) -> None:
    user: Any = request.user
    held = ratings.HeldRatingsPanel(user)
    panels[:] = [*([held] if held.lines() else []), *panels_for(request)]


@hooks.register("construct_homepage_summary_items")
def leave_out_summary(request: HttpRequest, items: list[Any]) -> None:
    items.clear()


@hooks.register("register_admin_search_area")
def search_stories() -> SearchArea:
    return SearchArea(_("Stories"), reverse("stories:list"), name="stories", icon_name="doc-full", order=1)


@hooks.register("construct_search")
def hide_unused_searches(request: HttpRequest, areas: list[Any]) -> None:
    areas[:] = [area for area in areas if area.name not in {"pages", "documents"}]


@hooks.register("register_rich_text_features", order=100)
def link_to_the_web(features: Any) -> None:
    """Wagtail's link button opens its tree of pages; ours asks for a web address at once."""
    chooser = features.plugins_by_editor["draftail"]["link"].data["chooserUrls"]
    chooser["pageChooser"] = chooser["externalLinkChooser"]


@hooks.register("insert_global_admin_css")
def desk_css() -> SafeString:
    return format_html('<link rel="stylesheet" href="{}">', static("desk/desk.css"))
