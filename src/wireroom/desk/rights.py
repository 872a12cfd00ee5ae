"""What each role finds at the desk beside stories, whose rights `stories.policy` decides story by story."""

from __future__ import annotations

from typing import Any

from django.apps import apps as installed
from django.contrib.auth.management import create_permissions
from django.contrib.auth.models import Permission
from django.db import connection
from wagtail.models import Collection, GroupCollectionPermission, GroupPagePermission
from wagtail.snippets.models import create_extra_permissions

from wireroom.accounts.roles import group_of, permit
from wireroom.accounts.rules import Role
from wireroom.desk.workflow import open_review

_ALL = ("add", "change", "delete", "view")
_CATALOGUE = ("section", "source", "author", "staticpage", "assignment")

_SIGN_IN = ("wagtailadmin.access_admin",)
_READ = tuple(f"stories.view_{model}" for model in ("section", "topic", "source", "author"))
_TOPICS = ("stories.add_topic", "stories.change_topic")
_READ_LOG = ("stories.view_story",)
"""Whose log they may read as a whole; what they may do to a story is for `stories.policy` to say."""
_KEEP_CATALOGUE = (
    *(f"stories.{action}_{model}" for model in (*_CATALOGUE, "topic") for action in _ALL),
    "stories.publish_staticpage",
    "stories.view_edition",
    "stories.change_edition",
)
_KEEP_HOUSE = (
    "stories.add_edition",
    "stories.delete_edition",
    *(f"accounts.{action}_user" for action in _ALL),
)

PERMISSIONS: dict[Role, tuple[str, ...]] = {
    Role.REPORTER: (*_SIGN_IN, *_READ),
    Role.EDITOR: (*_SIGN_IN, *_READ, *_TOPICS),
    Role.CHIEF: (*_SIGN_IN, *_READ, *_READ_LOG, *_KEEP_CATALOGUE),
    Role.MODERATOR: _SIGN_IN,
    Role.ADMINISTRATOR: (*_SIGN_IN, *_READ, *_READ_LOG, *_KEEP_CATALOGUE, *_KEEP_HOUSE),
}

PICTURES: dict[Role, tuple[str, ...]] = {
    Role.REPORTER: ("add_image", "choose_image"),
    Role.EDITOR: ("add_image", "choose_image", "change_image"),
    Role.CHIEF: ("add_image", "choose_image", "change_image", "delete_image"),
    Role.MODERATOR: (),
    Role.ADMINISTRATOR: ("add_image", "choose_image", "change_image", "delete_image"),
}
"""Rights to the one collection of pictures, as Wagtail names them for every model of pictures.

Who adds a picture may always change it.
"""


def seed_roles(**_signal: Any) -> None:
    """Makes the five groups with their permissions and the review of stories; called after every migration."""
    if "desk_storyreview" not in connection.introspection.table_names():
        return  # only some apps have been migrated so far
    for label in ("stories", "accounts", "wagtailimages"):
        create_permissions(installed.get_app_config(label), verbosity=0)
    create_extra_permissions(installed.get_app_config("wagtailsnippets"))
    pictures = Collection.get_first_root_node() or Collection.add_root(name="Root")
    for role in Role:
        permit(role, PERMISSIONS[role])
        _permit_pictures(role, pictures)
    # Wagtail makes groups called Editors and Moderators with rights to its pages, which we do not use.
    GroupPagePermission.objects.filter(group__name__in=[role.value for role in Role]).delete()
    open_review()


def _permit_pictures(role: Role, collection: Collection) -> None:
    group = group_of(role)
    wanted = Permission.objects.filter(content_type__app_label="wagtailimages", codename__in=PICTURES[role])
    GroupCollectionPermission.objects.filter(group=group).exclude(permission__in=wanted).delete()
    for permission in wanted:
        GroupCollectionPermission.objects.get_or_create(group=group, collection=collection, permission=permission)
