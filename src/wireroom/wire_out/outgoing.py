"""A dispatch on its way out: the item, and what the house says beside it, to whomever and by whatever way it goes."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from typing import cast

from django.utils.translation import gettext as _

from wireroom.formats.newsitem import NewsItem
from wireroom.formats.registry import RENDERERS, Renderer
from wireroom.formats.release import Audience, Outgoing, Release, outgoing
from wireroom.press.sites import own_site
from wireroom.stories.models import Dispatch, Edition, PublicPicture
from wireroom.stories.pictures import shown_images
from wireroom.wire_out.errors import UnknownFormat
from wireroom.wire_out.receipts import receipt_token

RECEIPTS = "/wire/receipt/"

Places = Callable[[Dispatch, Collection[int]], Mapping[int, str]]
"""The absolute addresses at which whoever gets a dispatch may fetch those of its pictures; not all need be there."""


@dataclass(frozen=True, slots=True)
class Rendered:
    """A document, and what it is."""

    body: bytes
    content_type: str
    extension: str


def site() -> str:
    """Scheme and host for links that leave the house: nobody asks for them, so SITE_URL or `wireroom serve` says."""
    return own_site()


@dataclass(frozen=True, slots=True)
class House:
    """What the sender says beside each item: its editions by code, where it is, and where its pictures are had."""

    editions: Mapping[str, Edition]
    site: str
    places: Places

    @property
    def name(self) -> str:
        """The agency's, as its first edition has it."""
        return next((edition.name for edition in self.editions.values()), "")

    @classmethod
    def at(cls, site: str, places: Places) -> House:
        """One query."""
        return cls({edition.code: edition for edition in Edition.objects.select_related("locale")}, site, places)

    def release(self, dispatch: Dispatch) -> Release:
        """What is said beside the item; costs what `places` costs, for a dispatch with pictures of ours."""
        code = dispatch.language.lower()
        edition = self.editions.get(code)
        is_public = dispatch.audience == "public" and dispatch.kind != "withdrawal"
        shown = shown_images(dispatch.item)
        places = self.places(dispatch, shown) if shown else {}
        return Release(
            seq=dispatch.seq,
            audience=cast(Audience, dispatch.audience),
            sent_at=dispatch.released_at,
            sender=edition.name if edition else "",
            home=f"{self.site}/{code}/" if self.site else "",
            address=f"{self.site}/{code}/s/{dispatch.story_id}/" if self.site and is_public else "",
            pictures={f"image:{pk}": place for pk, place in places.items()},
        )

    def outgoing(self, dispatch: Dispatch) -> Outgoing:
        """The item as it leaves the house, and what is said beside it."""
        release = self.release(dispatch)
        return outgoing(dispatch.item, release), release


def public_places(dispatch: Dispatch, pictures: Collection[int]) -> dict[int, str]:
    """Where readers' copies are: the widest JPEG of each; of what is not for the public none. One query."""
    if dispatch.audience != "public" or dispatch.kind == "withdrawal" or not site():
        return {}
    copies = PublicPicture.objects.filter(image__in=pictures, format="jpeg").order_by("width")
    return {copy.image_id: f"{site()}{copy.file.url}" for copy in copies}


def renderer_named(name: str) -> Renderer:
    """Raises UnknownFormat."""
    renderer = RENDERERS.get(name)
    if renderer is None:
        said = _("There is no format “%(format)s”. There are: %(formats)s.")
        raise UnknownFormat(said % {"format": name, "formats": ", ".join(RENDERERS)})
    return renderer


def render(item: NewsItem, release: Release, format_name: str) -> Rendered:
    """The item as a document. Raises UnknownFormat, and whatever a formatter's fault raises."""
    renderer = renderer_named(format_name)
    body = renderer.render(outgoing(item, release), release)
    return Rendered(body, renderer.content_type, renderer.extension)


def receipt_address(dispatch_seq: int, endpoint_id: int) -> str:
    """Where the recipient of a withdrawal confirms it."""
    return f"{site()}{RECEIPTS}{receipt_token(dispatch_seq, f'endpoint:{endpoint_id}')}/"
