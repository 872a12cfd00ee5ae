"""Pictures of what is pushed before its embargo ends: addresses that only the endpoint which got them can know.

A link names one picture of one dispatch for one endpoint and is signed, so that nobody can make one up. It opens
nothing any more once the endpoint is not entitled to the dispatch, or the dispatch is not to be had.
"""

from __future__ import annotations

from collections.abc import Collection
from datetime import timedelta

from django.core import signing

from wireroom.core import clock
from wireroom.stories.models import Dispatch, Photo
from wireroom.stories.pictures import shown_images
from wireroom.wire_out.handing import pieces_of
from wireroom.wire_out.matching import closed_sources
from wireroom.wire_out.models import Delivery
from wireroom.wire_out.outgoing import site
from wireroom.wire_out.rules.products import may_pass_on

HELD_PICTURES = "/wire/pictures/"
LAST = timedelta(days=30)
_SALT = "wireroom.wire_out.held_picture"


def held_places(seq: int, endpoint_id: int, pictures: Collection[int]) -> dict[str, str]:
    """Addresses by ref, if we know our own; asks no database."""
    if not site():
        return {}
    return {
        f"image:{pk}": f"{site()}{HELD_PICTURES}{signing.dumps([seq, pk, endpoint_id], salt=_SALT)}.jpg"
        for pk in pictures
    }


def photo_by_link(token: str) -> Photo | None:
    """The picture behind such a link, if its endpoint may still have it."""
    try:
        seq, picture, endpoint = signing.loads(token, salt=_SALT, max_age=LAST)
    except (signing.BadSignature, ValueError, TypeError):
        return None
    sent = Delivery.objects.filter(dispatch=seq, endpoint=endpoint)
    delivery = sent.select_related("dispatch", "endpoint__subscriber").first()
    if delivery is None or not _is_entitled(delivery) or picture not in shown_images(delivery.dispatch.item):
        return None
    photo: Photo | None = Photo.objects.filter(pk=picture).first()
    return photo


def _is_entitled(delivery: Delivery) -> bool:
    endpoint, dispatch = delivery.endpoint, delivery.dispatch
    subscriber = endpoint.subscriber
    return (
        endpoint.is_active
        and subscriber.is_served(clock.now())
        and (subscriber.may_receive_embargoed or _is_released(dispatch))
        and pieces_of([dispatch])[0].has_text
        and may_pass_on(dispatch.item, closed_sources())
    )


def _is_released(dispatch: Dispatch) -> bool:
    """Whether a version of the story is public."""
    return Dispatch.objects.public().filter(story_id=dispatch.story_id).exists()
