"""What is not a caller's own cannot be had by any call, however it is asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest

from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, embargoed, issue, person, puller
from tests.wire_out.clients import endpoint, product, subscriber
from wireroom.formats.registry import RENDERERS
from wireroom.stories.actions import correct, withdraw
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.pictures import shown_images
from wireroom.wire_out import matching
from wireroom.wire_out.models import Receipt

pytestmark = pytest.mark.django_db

OLD = datetime(2001, 5, 1, tzinfo=UTC)
SECRET = "Zanzibarine"
"""Stands in the headline and the text of whatever must not be seen."""


def _text(newsroom: Newsroom) -> dict[str, object]:
    return {"body": f"<p>{SECRET} in the text.</p>", "summary": f"{SECRET} in short.", "picture": newsroom.image()}


def _of_another(newsroom: Newsroom) -> Story:
    return newsroom.published(f"{SECRET} elsewhere", section="politics", **_text(newsroom))


def _embargoed(newsroom: Newsroom) -> Story:
    return embargoed(newsroom, f"{SECRET} tomorrow", **_text(newsroom))


def _closed_source(newsroom: Newsroom) -> Story:
    source = newsroom.source("closed", may_pass_on=False)
    return newsroom.published(f"{SECRET} of others", sources=[source], **_text(newsroom))


def _source_closed_later(newsroom: Newsroom) -> Story:
    source = newsroom.source("closing")
    story = newsroom.published(f"{SECRET} of others", sources=[source], **_text(newsroom))
    matching.catch_up()
    source.may_pass_on = False
    source.save()
    return story


def _archive(newsroom: Newsroom) -> Story:
    from wireroom.formats.html import parse_blocks
    from wireroom.formats.newsitem import NewsItem

    item = NewsItem(
        "urn:old:1",
        "en",
        f"{SECRET} of old",
        body=parse_blocks(f"<p>{SECRET}.</p>"),
        section="world",
        first_created=OLD,
    )
    take_in([item], Registry(), Intake(publish=True, as_of_item_date=True), Pace())
    story = Story.objects.get(guid="urn:old:1")
    assert Dispatch.objects.get(story=story).audience == "archive"
    return story


UNREACHABLE = {
    "of another subscriber": _of_another,
    "under embargo": _embargoed,
    "of a source that forbids it": _closed_source,
    "of a source that forbids it since": _source_closed_later,
    "of the archive": _archive,
}


@dataclass
class Scene:
    """A client that has the section world, another that has everything, embargoed material too."""

    callers: dict[str, Caller]
    privileged: Caller


@pytest.fixture
def scene(newsroom: Newsroom) -> Scene:
    client = subscriber()
    sold = product(client, sections=["world"])
    privileged, _everything = puller(embargoed=True)
    of_endpoint = issue(endpoint(client, [sold], kind="pull"))
    return Scene({"endpoint": of_endpoint, "person": issue(person(client))}, privileged)


def _calls(dispatch: Dispatch) -> dict[str, int]:
    """Every way to ask for a dispatch, and the status that says there is none."""
    seq = dispatch.seq
    pictures = shown_images(dispatch.item) or {1}
    return {
        f"dispatches/{seq}": 404,
        **{f"dispatches/{seq}/item?format={name}": 404 for name in RENDERERS},
        **{f"dispatches/{seq}/pictures/{pk}": 404 for pk in pictures},
        f"dispatches?since={seq - 1}": 200,
        f"dispatches?since={seq - 1}&format=newsml-g2": 200,
        f"stream?since={seq - 1}": 200,
        f"search?q={SECRET}&language=en": 200,
        "withdrawals": 200,
    }


@pytest.mark.parametrize("holder", ["endpoint", "person"])
@pytest.mark.parametrize("make", UNREACHABLE.values(), ids=UNREACHABLE)
def test_what_is_not_the_callers_is_nowhere(
    newsroom: Newsroom, scene: Scene, make: Callable[[Newsroom], Story], holder: str
) -> None:
    story = make(newsroom)
    caller = scene.callers[holder]
    for dispatch in Dispatch.objects.of(story):
        for path, status in _calls(dispatch).items():
            answer = caller.get(path)
            assert (path, answer.status_code) == (path, status)
            assert SECRET not in answer.content.decode(), path
            assert story.guid not in answer.content.decode(), path
        assert caller.acknowledge(dispatch.seq).json()["code"] == "not-found"
    assert not Receipt.objects.filter(who=_who(caller)).exists()


def _who(caller: Caller) -> str:
    assert caller.token is not None
    return f"person:{caller.token.person_id}" if caller.token.person_id else f"token:{caller.token.pk}"


def test_the_same_calls_reach_what_is_the_callers(newsroom: Newsroom, scene: Scene) -> None:
    story = newsroom.published(f"{SECRET} here", section="world", **_text(newsroom))
    dispatch = Dispatch.objects.of(story).get()
    for caller in scene.callers.values():
        for path in _calls(dispatch):
            answer = caller.get(path)
            assert (path, answer.status_code) == (path, 200)
            is_said = SECRET in answer.content.decode("latin-1") or story.guid in answer.content.decode("latin-1")
            assert is_said == (not path.endswith("withdrawals") and "pictures" not in path), path


def test_embargoed_items_reach_the_entitled_and_are_flagged(newsroom: Newsroom, scene: Scene) -> None:
    story = embargoed(newsroom, f"{SECRET} tomorrow", **_text(newsroom))
    (advance,) = scene.privileged.page()["dispatches"]
    assert (advance["guid"], advance["audience"], advance["item"]["headlines"][0]["value"]) == (
        story.guid,
        "advance",
        f"{SECRET} tomorrow",
    )
    assert advance["embargo_until"].startswith(story.embargo_until.strftime("%Y-%m-%dT%H:%M:%S"))
    (picture,) = scene.privileged.get(f"dispatches/{advance['seq']}").json()["pictures"]
    path = picture["url"].partition("/wire/api/v1/")[2]
    assert scene.privileged.get(path).headers["content-type"] == "image/jpeg"


def test_no_picture_comes_through_another_dispatch(newsroom: Newsroom, scene: Scene) -> None:
    mine = newsroom.published("Mine", section="world")
    foreign = newsroom.image()
    newsroom.published(f"{SECRET}", section="politics", picture=foreign)
    answer = scene.callers["endpoint"].get(f"dispatches/{mine.dispatch_id}/pictures/{foreign.pk}")
    assert answer.json()["code"] == "not-found"


def test_the_text_of_a_withdrawn_story_is_had_by_nobody(newsroom: Newsroom, scene: Scene) -> None:
    story = newsroom.published(f"{SECRET} false", section="world", **_text(newsroom))
    first = story.dispatch_id
    withdraw(newsroom.fresh(story), by=None, note="It was false.")
    caller = scene.callers["endpoint"]
    for path, expected in _calls(Dispatch.objects.get(pk=first)).items():
        answer = caller.get(path)
        assert answer.status_code == (410 if expected == 404 and path != f"dispatches/{first}" else 200), path
        assert SECRET not in answer.content.decode().replace(f"{SECRET} false", ""), path
    one = caller.get(f"dispatches/{first}").json()
    assert (one["payload"], one["pictures"], one["withdrawn_by"]) == (None, [], first + 1)


def test_withheld_wording_is_had_by_nobody_who_does_not_have_it(newsroom: Newsroom, scene: Scene) -> None:
    story = newsroom.published("Name", section="world", **_text(newsroom))
    first = story.dispatch_id
    fresh = newsroom.fresh(story)
    fresh.body, fresh.summary, fresh.headline = newsroom.published(section="politics").body, "Short.", "Title"
    correct(fresh, by=None, note="A name is taken out.", withhold=True)
    caller = scene.callers["endpoint"]
    assert caller.get(f"dispatches/{first}/item").json()["code"] == "withheld"
    assert SECRET not in caller.get(f"dispatches/{first}").content.decode()
    assert SECRET not in caller.get("dispatches?since=0").content.decode()
