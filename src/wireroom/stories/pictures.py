"""Readers' copies of pictures: made when a story is released, removed when no released story shows them."""

from __future__ import annotations

import logging
from collections.abc import Iterable, Sequence
from datetime import timedelta
from io import BytesIO

from django.core.files.base import ContentFile
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _
from PIL import Image as Pillow
from PIL import ImageOps

from wireroom.core import clock
from wireroom.core.outages import StorageAway
from wireroom.formats.newsitem import NewsItem, Picture
from wireroom.stories.body import image_ids, raw_of
from wireroom.stories.errors import NotReady
from wireroom.stories.facts import Released
from wireroom.stories.models import Photo, PublicPicture, ShownImage, Story

logger = logging.getLogger(__name__)

WIDTHS = (480, 960, 1440)
CARD_WIDTH = 960
"""The JPEG for readers without WebP, social cards and feeds."""


LEFT_FOR = timedelta(hours=1)
LONGEST_FOR_CLIENTS = 2560
"""Pixels of the longer side of what a client newsroom may print."""


def pictures_of(item: NewsItem) -> list[Picture]:
    """Everything that an item shows: its lead picture, its body's, those that accompany it."""
    lead = [item.lead_picture] if item.lead_picture else []
    return [*lead, *item.pictures, *(block for block in item.body if isinstance(block, Picture))]


def shown_images(item: NewsItem) -> set[int]:
    """The ids of our own images that a released item shows."""
    return {int(picture.ref[6:]) for picture in pictures_of(item) if picture.ref.startswith("image:")}


def prepare_public_pictures(draft: Story) -> None:
    """Makes what readers' copies are missing for a draft about to be released; outside any transaction, it is slow.

    The copies bear random names and stand in no page until the release commits.
    """
    ids = image_ids(raw_of(draft.body)) | ({draft.picture_id} if draft.picture_id else set())
    if not ids:
        return
    if any(time and time > clock.now() for time in (draft.embargo_until, draft.go_live_at)):
        return
    done = set(PublicPicture.objects.filter(image__in=ids).values_list("image_id", flat=True))
    for image in Photo.objects.filter(pk__in=ids - done):
        make_public(image)


def make_public(image: Photo) -> None:
    """Writes readers' copies of one image: WebP in the widths that it has, and one JPEG; no metadata is kept.

    Raises NotReady if the original is gone or broken.
    """
    picture = _opened(image)
    widths = [width for width in WIDTHS if width < picture.width] or [picture.width]
    for width in widths:
        _write(image, picture, width, "webp")
    _write(image, picture, min(CARD_WIDTH, picture.width), "jpeg")


def client_copy(image: Photo) -> bytes:
    """One JPEG for a client newsroom, without metadata; stored nowhere. Raises NotReady like `make_public`."""
    picture = _opened(image)
    picture.thumbnail((LONGEST_FOR_CLIENTS, LONGEST_FOR_CLIENTS), Pillow.Resampling.LANCZOS)
    buffer = BytesIO()
    picture.save(buffer, "JPEG", quality=90)
    return buffer.getvalue()


def _opened(image: Photo) -> Pillow.Image:
    try:
        with image.open_file() as original:
            return ImageOps.exif_transpose(Pillow.open(original)).convert("RGB")
    except OSError as error:
        raise NotReady(_("The file of the picture “%(title)s” cannot be read.") % {"title": image.title}) from error


def _write(image: Photo, picture: Pillow.Image, width: int, kind: str) -> None:
    height = max(1, round(picture.height * width / picture.width))
    buffer = BytesIO()
    picture.resize((width, height), Pillow.Resampling.LANCZOS).save(buffer, kind.upper(), quality=80)
    copy = PublicPicture(image=image, width=width, height=height, format=kind)
    copy.file.save(f"picture.{'jpg' if kind == 'jpeg' else kind}", ContentFile(buffer.getvalue()), save=False)
    try:
        with transaction.atomic():
            copy.save()
    except IntegrityError:
        copy.file.delete(save=False)  # somebody made the same copy at the same time


def note_shown(story: Story, item: NewsItem | None) -> None:
    """Keeps book of the images that readers see with a story; None when they see it no more."""
    wanted = shown_images(item) if item else set()
    ShownImage.objects.filter(story=story).exclude(image__in=wanted).delete()
    known = set(ShownImage.objects.filter(story=story).values_list("image_id", flat=True))
    existing = set(Photo.objects.filter(pk__in=wanted - known).values_list("pk", flat=True))
    ShownImage.objects.bulk_create(ShownImage(story=story, image_id=pk) for pk in existing)


def remove_unshown(image_ids: Iterable[int]) -> None:
    """Removes readers' copies of those images that no live story shows any more."""
    _remove(PublicPicture.objects.filter(image__in=set(image_ids), image__shown_in__isnull=True))


def remove_leftovers() -> None:
    """Removes what was left: by a release that failed, a process that was killed, a storage that was away."""
    unshown = PublicPicture.objects.filter(image__shown_in__isnull=True)
    _remove(copy for copy in unshown if _is_left(copy))


def _remove(copies: Iterable[PublicPicture]) -> None:
    for copy in copies:
        try:
            copy.file.delete(save=False)
        except StorageAway as error:
            logger.error("Readers' copy %s could not be removed and is tried again: %s", copy.file.name, error)
            return
        copy.delete()


def _is_left(copy: PublicPicture) -> bool:
    """Whether it is older than any release that may still be under way."""
    try:
        return copy.file.storage.get_modified_time(str(copy.file.name)) < clock.now() - LEFT_FOR
    except FileNotFoundError:
        return True


def note_pictures(facts: Sequence[Released]) -> None:
    """Keeps book of shown images for what was just released; runs inside the releasing transaction."""
    for fact in facts:
        if fact.dispatch.kind == "new" and fact.before is None and '"image:' not in fact.dispatch.payload:
            continue
        note_shown(fact.story, fact.dispatch.item if fact.story.live else None)


def forget_pictures(facts: Sequence[Released]) -> None:
    """Removes readers' copies that the released versions have left; runs after the commit."""
    for fact in facts:
        if fact.before is not None:
            remove_unshown(shown_images(fact.before.item))
