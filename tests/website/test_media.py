"""Readers' copies of pictures."""

from __future__ import annotations

from tests.factories import Newsroom
from tests.flows.reader import Reader
from wireroom.stories.actions import withdraw
from wireroom.stories.models import PublicPicture
from wireroom.website.assets import asset_address


def test_public_copies_are_served_and_kept_for_a_day(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.published(picture=newsroom.image())
    copy = PublicPicture.objects.filter(format="webp").first()
    assert copy is not None
    page = reader.get(copy.file.url)
    assert (page.status, page.kind, len(page.body)) == (200, "image/webp", copy.file.size)
    assert page.headers["cache-control"] == "public, max-age=86400"
    assert reader.get(copy.file.url, if_modified_since=page.headers["last-modified"]).status == 304
    assert reader.get(copy.file.url, "POST").status in (403, 405)


def test_withdrawn_storys_pictures_are_gone(
    newsroom: Newsroom, reader: Reader, django_capture_on_commit_callbacks: object
) -> None:
    story = newsroom.published(picture=newsroom.image())
    addresses = [copy.file.url for copy in PublicPicture.objects.all()]
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]  # pytest-django's fixture is untyped here
        withdraw(story, by=None, note="Wrong.")
    assert {reader.get(address).status for address in addresses} == {404}


def test_media_addresses_lead_nowhere_else(newsroom: Newsroom, reader: Reader) -> None:
    paths = ("/media/", "/media/00/", "/media/../secret_key", "/media/00/%2e%2e%2fx.png", f"/media/00/{'0' * 32}.png")
    assert {reader.get(path).status for path in paths} == {404}


def test_favicon_leads_to_our_icon(newsroom: Newsroom, reader: Reader) -> None:
    answer = reader.get("/favicon.ico")
    assert (answer.status, answer.headers["location"]) == (302, asset_address("icon-192.png"))
