"""The house as a call sees it: where it stands, and where its pictures are fetched."""

from __future__ import annotations

from collections.abc import Collection

from django.conf import settings
from django.http import HttpRequest

from wireroom.stories.models import Dispatch
from wireroom.wire_out.outgoing import House


def site_of(request: HttpRequest) -> str:
    """Scheme and host of absolute addresses, from the settings or else as asked for."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def house_of(request: HttpRequest) -> House:
    site = site_of(request)

    def places(dispatch: Dispatch, pictures: Collection[int]) -> dict[int, str]:
        return {pk: f"{site}/wire/api/v1/dispatches/{dispatch.seq}/pictures/{pk}" for pk in pictures}

    return House.at(site, places)
