"""An edition's logo: whatever is uploaded becomes one small picture without metadata."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO
from typing import IO

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps

from wireroom.stories.errors import NotReady
from wireroom.stories.models import Edition

LARGEST = (960, 240)
"""Pixels: three times what the masthead shows."""


def put_logo(editions: Iterable[Edition], upload: IO[bytes]) -> None:
    """Gives each edition a copy of the picture; raises NotReady if it cannot be read."""
    try:
        picture = ImageOps.exif_transpose(Pillow.open(upload)).convert("RGBA")
    except (OSError, ValueError, Pillow.DecompressionBombError) as error:
        raise NotReady(_("The file of the logo cannot be read.")) from error
    picture.thumbnail(LARGEST, Pillow.Resampling.LANCZOS)
    buffer = BytesIO()
    picture.save(buffer, "PNG", optimize=True)
    for edition in editions:
        take_logo(edition)
        edition.logo.save("logo.png", ContentFile(buffer.getvalue()), save=False)
        edition.save()


def take_logo(edition: Edition) -> None:
    """Removes the logo of an edition, if it has one; the caller saves the edition."""
    if edition.logo:
        edition.logo.delete(save=False)
