"""Images: originals stay private; what a released story shows is a copy under a random name."""

from __future__ import annotations

import secrets
from pathlib import Path

from django.conf import settings
from django.core.files.storage import FileSystemStorage, Storage
from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.images.models import AbstractImage, AbstractRendition
from wagtail.images.models import Image as WagtailImage


def public_storage() -> Storage:
    """Where readers' copies lie; a function so that settings decide late."""
    if settings.S3_BUCKET:
        from wireroom.core.bucket import PublicBucket

        return PublicBucket()
    return FileSystemStorage(location=settings.PUBLIC_MEDIA_ROOT, base_url=settings.PUBLIC_MEDIA_URL)


def random_rendition_name(_instance: models.Model, filename: str) -> str:
    return f"renditions/{secrets.token_urlsafe(16)}{Path(filename).suffix}"


def random_public_name(_instance: models.Model, filename: str) -> str:
    token = secrets.token_hex(16)
    return f"{token[:2]}/{token}{Path(filename).suffix}"


class Photo(AbstractImage):
    """An original with what is printed beside it."""

    alt_text = models.CharField(
        _("alternative text"),
        max_length=300,
        help_text=_("What the picture shows, for readers who cannot see it. No “picture of”."),
    )
    caption = models.CharField(_("caption"), max_length=500, blank=True)
    credit = models.CharField(_("credit"), max_length=120, blank=True)

    admin_form_fields = (
        *(name for name in WagtailImage.admin_form_fields if name != "description"),  # the alternative text is ours
        *("alt_text", "caption", "credit"),
    )

    class Meta:
        verbose_name = _("image")
        verbose_name_plural = _("images")

    @property
    def default_alt_text(self) -> str:
        return self.alt_text or str(self.title)


class Rendition(AbstractRendition):
    """A scaled copy for the desk's eyes only."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="renditions")

    class Meta:
        unique_together = (("image", "filter_spec", "focal_point_key"),)

    def get_upload_to(self, filename: str) -> str:
        return random_rendition_name(self, filename)


class PublicPicture(models.Model):
    """A copy of an image that readers may see, because a released story shows it."""

    image = models.ForeignKey(Photo, on_delete=models.CASCADE, related_name="public_pictures")
    width = models.PositiveIntegerField()
    height = models.PositiveIntegerField()
    format = models.CharField(max_length=8)
    file = models.FileField(upload_to=random_public_name, storage=public_storage)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("image", "width", "format"), name="one_public_picture_a_size"),)

    def __str__(self) -> str:
        return f"{self.image} {self.width} {self.format}"
