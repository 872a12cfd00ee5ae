"""The app of staff and roles."""

from __future__ import annotations

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class AccountsApp(AppConfig):
    name = "wireroom.accounts"
    label = "accounts"
    verbose_name = _("Staff")
