"""Editions: the public face of the agency in one language each."""

from __future__ import annotations

from zoneinfo import ZoneInfo, available_timezones

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.models import Locale

from wireroom.stories.models.photo import public_storage, random_public_name


def check_time_zone(value: str) -> None:
    if value not in available_timezones():
        raise ValidationError(_("This is not a time zone of the IANA database, such as Europe/London."))


class EditionQuerySet(models.QuerySet["Edition"]):
    def open(self) -> EditionQuerySet:
        """Editions that readers can see, in the order of the language menu."""
        return self.filter(is_open=True).select_related("locale").order_by("position", "pk")


class Edition(models.Model):
    """The agency in one language: `name` as readers of that language know it, times in `time_zone`."""

    locale = models.OneToOneField(Locale, on_delete=models.PROTECT, related_name="edition", verbose_name=_("language"))
    name = models.CharField(_("name of the agency"), max_length=120)
    tagline = models.CharField(_("tagline"), max_length=200, blank=True)
    time_zone = models.CharField(_("time zone"), max_length=60, default="UTC", validators=[check_time_zone])
    logo = models.ImageField(
        _("logo"),
        upload_to=random_public_name,
        storage=public_storage,
        width_field="logo_width",
        height_field="logo_height",
        blank=True,
    )
    logo_width = models.PositiveIntegerField(null=True, editable=False)
    logo_height = models.PositiveIntegerField(null=True, editable=False)
    is_open = models.BooleanField(_("open to readers"), default=True)
    position = models.PositiveSmallIntegerField(_("position in the language menu"), default=0)

    objects = EditionQuerySet.as_manager()

    class Meta:
        ordering = ("position", "pk")
        verbose_name = _("edition")
        verbose_name_plural = _("editions")

    def __str__(self) -> str:
        return f"{self.name} ({self.language_name})"

    @property
    def code(self) -> str:
        """The language code in addresses and in Django, e.g. `zh-hans`."""
        return str(self.locale.language_code)

    @property
    def language_tag(self) -> str:
        """The BCP 47 tag for HTML and the wire, e.g. `zh-Hans`."""
        head, _hyphen, script = self.code.partition("-")
        return f"{head}-{script.title()}" if script else head

    @property
    def language_name(self) -> str:
        return settings.SHIPPED_EDITIONS.get(self.code, (self.code, "", ""))[0]

    @property
    def direction(self) -> str:
        return settings.SHIPPED_EDITIONS.get(self.code, ("", "", "ltr"))[2]

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)
