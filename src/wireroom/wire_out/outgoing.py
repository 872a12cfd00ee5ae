"""A dispatch on its way out: the item, and what the house says beside it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import cast

from wireroom.formats.newsitem import NewsItem
from wireroom.formats.registry import RENDERERS
from wireroom.formats.release import Audience, Carried, Release, outgoing
from wireroom.press.sites import own_site
from wireroom.stories.models import Dispatch, PublicPicture
from wireroom.stories.pictures import shown_images
from wireroom.wire_out.errors import UnknownFormat
from wireroom.wire_out.receipts import receipt_token

RECEIPTS = "/wire/receipt/"


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, and what it is."""

    body: bytes
    content_type: str
    extension: str


def site() -> str:
    """Scheme and host for links that leave the house: nobody asks for them, so SITE_URL or `wireroom serve` says."""
    return own_site()


def release_of(dispatch: Dispatch, *, carried: Iterable[Carried] = ()) -> Release:
    """What the house says about a dispatch; costs a query where it shows pictures of ours, and one for its edition."""
    code = dispatch.story.locale.language_code
    is_public = dispatch.audience == "public" and dispatch.kind != "withdrawal"
    return Release(
        seq=dispatch.seq,
        audience=cast(Audience, dispatch.audience),
        sent_at=dispatch.released_at,
        sender=dispatch.story.locale.edition.name,
        home=f"{site()}/{code}/" if site() else "",
        address=f"{site()}/{code}/s/{dispatch.story_id}/" if site() and is_public else "",
        pictures=_pictures(dispatch.item) if is_public else {},
        carried=tuple(carried),
    )


def _pictures(item: NewsItem) -> dict[str, str]:
    """The widest public JPEG of each of our pictures, by its ref."""
    wanted = shown_images(item)
    if not wanted or not site():
        return {}
    copies = PublicPicture.objects.filter(image__in=wanted, format="jpeg").order_by("width")
    return {f"image:{copy.image_id}": f"{site()}{copy.file.url}" for copy in copies}


def render(item: NewsItem, release: Release, format_name: str) -> Rendered:
    """The item as a document. Raises UnknownFormat, and whatever a formatter's fault raises."""
    renderer = RENDERERS.get(format_name)
    if renderer is None:
        raise UnknownFormat(f"There is no format of the name {format_name}.")
    body = renderer.render(outgoing(item, release), release)
    return Rendered(body, renderer.content_type, renderer.extension)


def receipt_address(dispatch_seq: int, endpoint_id: int) -> str:
    """Where the recipient of a withdrawal confirms it."""
    return f"{site()}{RECEIPTS}{receipt_token(dispatch_seq, f'endpoint:{endpoint_id}')}/"
