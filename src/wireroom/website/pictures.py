"""Pictures as readers see them: only copies that a released story has made public, never an original."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from wireroom.core.outages import StorageAway
from wireroom.formats.newsitem import Picture
from wireroom.stories.models import Photo, PublicPicture

PREVIEW_FILTER = "width-960"


@dataclass(frozen=True, slots=True)
class ShownPicture:
    """One picture in its sizes. `src` is the JPEG, `srcset` the WebP copies; sizes in pixels of `src`."""

    src: str
    width: int
    height: int
    srcset: str = ""
    alt: str = ""
    caption: str = ""
    credit: str = ""
    file_size: int = 0
    """Bytes of `src`; 0 if nobody asked or nobody knows."""


def own_ref(picture: Picture | None) -> int:
    """The id of our own image that a picture block shows; 0 if it is somebody else's or none."""
    if picture is None or not picture.ref.startswith("image:"):
        return 0
    return int(picture.ref[6:])


def public_copies(ids: Iterable[int]) -> dict[int, list[PublicPicture]]:
    """Readers' copies by image, the narrowest first; one query, none for no ids."""
    wanted = {pk for pk in ids if pk}
    copies: dict[int, list[PublicPicture]] = {}
    for copy in PublicPicture.objects.filter(image__in=wanted).order_by("width") if wanted else ():
        copies.setdefault(copy.image_id, []).append(copy)
    return copies


def shown(copies: Sequence[PublicPicture], said: Picture, *, weigh: bool = False) -> ShownPicture | None:
    """A picture from its public copies and what the story says beside it; None if nothing is public."""
    if not copies:
        return None
    jpegs = [copy for copy in copies if copy.format == "jpeg"]
    main = jpegs[-1] if jpegs else copies[-1]
    modern = [copy for copy in copies if copy.format == "webp"]
    return ShownPicture(
        src=main.file.url,
        width=main.width,
        height=main.height,
        srcset=", ".join(f"{copy.file.url} {copy.width}w" for copy in modern),
        alt=said.alt,
        caption=said.caption,
        credit=said.credit,
        file_size=_weight(main) if weigh else 0,
    )


def _weight(copy: PublicPicture) -> int:
    """A page is not held up by a storage that is away: then the size is not said."""
    try:
        return int(copy.file.size)
    except StorageAway:
        return 0


def desk_copies(pictures: Iterable[Picture]) -> dict[int, ShownPicture]:
    """The same for a preview, from copies that only the desk can open."""
    by_id = {own_ref(picture): picture for picture in pictures if own_ref(picture)}
    return {image.pk: _desk_copy(image, by_id[image.pk]) for image in Photo.objects.filter(pk__in=by_id)}


def _desk_copy(image: Photo, said: Picture) -> ShownPicture:
    rendition = image.get_rendition(PREVIEW_FILTER)
    return ShownPicture(
        src=rendition.url,
        width=rendition.width,
        height=rendition.height,
        alt=said.alt,
        caption=said.caption,
        credit=said.credit,
    )
