"""The newsroom's side."""

from __future__ import annotations

from django.apps import AppConfig
from django.db.models.signals import post_migrate
from django.utils.translation import gettext_lazy as _
from wagtail.users.apps import WagtailUsersAppConfig


class StaffApp(WagtailUsersAppConfig):
    """Wagtail's pages for users, which ask here for ours."""

    user_viewset = "wireroom.desk.staff.StaffViewSet"
    default = False


class DeskApp(AppConfig):
    name = "wireroom.desk"
    label = "desk"
    verbose_name = _("Desk")
    default = True

    def ready(self) -> None:
        from wireroom.desk.first_start import open_from_environment
        from wireroom.desk.rights import seed_roles

        post_migrate.connect(seed_roles, sender=self, dispatch_uid="desk.seed_roles")
        post_migrate.connect(open_from_environment, sender=self, dispatch_uid="desk.open_from_environment")
