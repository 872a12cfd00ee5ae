"""Pictures under embargo: entitled clients have them, by the API and by links in what is pushed; nobody else."""

from __future__ import annotations

import re
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.test import Client
from PIL import Image

from tests.factories import Newsroom
from tests.stories.test_actions import make_due
from tests.wire_out.api.calls import embargoed, puller
from tests.wire_out.clients import endpoint, product, subscriber, whole_wire
from wireroom.core import clock
from wireroom.demo.wire import AtOnce
from wireroom.stories.actions import publish, withdraw
from wireroom.stories.models import PublicPicture, Source, Story
from wireroom.stories.pictures import shown_images
from wireroom.stories.schedule import release_due
from wireroom.wire_out.engine.delivering import Engine
from wireroom.wire_out.held_pictures import held_places
from wireroom.wire_out.models import Endpoint, Subscriber

pytestmark = pytest.mark.django_db

SITE = "https://agency.example"
FORMATS = ("ninjs", "ninjs-1.6", "newsml-g2", "nitf", "html", "atom")


@pytest.fixture(autouse=True)
def site(settings: Any) -> None:
    settings.SITE_URL = SITE


def held_story(newsroom: Newsroom, **fields: Any) -> Story:
    return embargoed(newsroom, "Tomorrow", picture=newsroom.image(), **fields)


def pushed(folder: Path) -> str:
    """The one file that has arrived."""
    Engine(lanes=AtOnce).deliver_all()
    [file] = folder.iterdir()
    return file.read_text()


def links(text: str) -> list[str]:
    return sorted(set(re.findall(rf"{SITE}(/wire/pictures/[^\"<> ]+\.jpg)", text)))


def status(path: str) -> int:
    return Client().get(path).status_code


def entitled(folder: Path, format_name: str = "ninjs") -> Endpoint:
    client = subscriber(may_receive_embargoed=True)
    return endpoint(client, [product(client)], address=str(folder), format=format_name)


@pytest.mark.parametrize("name", FORMATS)
def test_what_is_pushed_has_an_address_for_each_picture(newsroom: Newsroom, tmp_path: Path, name: str) -> None:
    entitled(tmp_path, name)
    held_story(newsroom)
    text = pushed(tmp_path)
    assert "image:" not in text
    [link] = links(text)
    answer = Client().get(link)
    assert (answer.status_code, answer["content-type"]) == (200, "image/jpeg")
    assert (answer["cache-control"], answer["x-robots-tag"]) == ("private, no-store", "noindex")
    assert Image.open(BytesIO(answer.content)).format == "JPEG"
    assert not PublicPicture.objects.exists()


def test_each_endpoint_has_links_of_its_own(newsroom: Newsroom, tmp_path: Path) -> None:
    places = [entitled(tmp_path / name) for name in ("a", "b") if not (tmp_path / name).mkdir()]
    held_story(newsroom)
    Engine(lanes=AtOnce).deliver_all()
    first, second = (links(next((tmp_path / name).iterdir()).read_text())[0] for name in ("a", "b"))
    assert first != second
    Endpoint.objects.filter(pk=places[0].pk).update(state="disabled")
    assert (status(first), status(second)) == (404, 200)


def end_the_right(story: Story) -> None:
    Subscriber.objects.update(may_receive_embargoed=False)


def end_the_contract(story: Story) -> None:
    Subscriber.objects.update(contract_until=(clock.now() - timedelta(days=2)).date())


def close_the_source(story: Story) -> None:
    Source.objects.update(may_pass_on=False)


def withdraw_it(story: Story) -> None:
    withdraw(story, by=None, note="Wrong.")


@pytest.mark.parametrize("change", [end_the_right, end_the_contract, close_the_source])
def test_a_link_opens_nothing_once_the_right_is_gone(newsroom: Newsroom, tmp_path: Path, change: Any) -> None:
    entitled(tmp_path)
    story = held_story(newsroom, sources=[newsroom.source("wire")])
    [link] = links(pushed(tmp_path))
    assert status(link) == 200
    change(newsroom.fresh(story))
    assert status(link) == 404


def test_a_link_outlives_the_embargo_and_ends_with_the_story(newsroom: Newsroom, tmp_path: Path) -> None:
    entitled(tmp_path)
    story = held_story(newsroom)
    [link] = links(pushed(tmp_path))
    make_due(story)
    assert release_due() == 1
    Subscriber.objects.update(may_receive_embargoed=False)
    assert status(link) == 200
    withdraw_it(newsroom.fresh(story))
    assert status(link) == 404


def test_a_link_runs_out(newsroom: Newsroom, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    entitled(tmp_path)
    held_story(newsroom)
    [link] = links(pushed(tmp_path))
    monkeypatch.setattr("wireroom.wire_out.held_pictures.LAST", timedelta(seconds=-1))
    assert status(link) == 404


def test_nobody_makes_a_link_up(newsroom: Newsroom, tmp_path: Path) -> None:
    place = entitled(tmp_path)
    story = held_story(newsroom)
    [link] = links(pushed(tmp_path))
    other = newsroom.image()
    stranger = whole_wire(address=str(tmp_path))
    [seq] = story.dispatches.values_list("seq", flat=True)
    [shown] = shown_images(story.dispatches.get().item)
    for made in (
        *held_places(seq, place.pk, [other.pk]).values(),
        *held_places(seq, stranger.pk, [shown]).values(),
        *held_places(seq + 1, place.pk, [shown]).values(),
        link.replace(".jpg", "x.jpg"),
        "/wire/pictures/x.jpg",
    ):
        assert status(made.removeprefix(SITE)) == 404, made
    assert Client().post(link).status_code == 405


def test_the_api_gives_them_to_the_entitled_alone(newsroom: Newsroom) -> None:
    privileged, _all = puller(embargoed=True)
    plain, _sold = puller()
    story = held_story(newsroom)
    [seq] = story.dispatches.values_list("seq", flat=True)
    [shown] = privileged.get(f"dispatches/{seq}").json()["pictures"]
    path = shown["url"].removeprefix(f"{SITE}/wire/api/v1/")
    assert "image:" not in privileged.get(f"dispatches/{seq}/item?format=nitf").content.decode()
    answer = privileged.get(path)
    assert (answer.status_code, answer["content-type"]) == (200, "image/jpeg")
    assert (plain.get(path).status_code, Client().get(f"/wire/api/v1/{path}").status_code) == (404, 401)


def test_public_pictures_go_out_by_their_public_address(newsroom: Newsroom, tmp_path: Path) -> None:
    entitled(tmp_path)
    draft = newsroom.draft("Today", picture=newsroom.image())
    publish(draft, by=None)
    text = pushed(tmp_path)
    assert (links(text), "image:" in text) == ([], False)
    assert f"{SITE}{PublicPicture.objects.get(format='jpeg').file.url}" in text
