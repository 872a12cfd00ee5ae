"""Which dispatches an endpoint is owed, whatever changes meanwhile."""

from __future__ import annotations

from datetime import timedelta

import pytest
from django.db import transaction
from wagtail.models import Revision

from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, enter_all, ledger, product, subscriber, whole_wire
from wireroom.core import clock
from wireroom.stories import chain
from wireroom.stories.actions import advise, correct, publish, refile, reinstate, update, withdraw
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.newsitems import item_of
from wireroom.stories.schedule import release_due
from wireroom.wire_out import matching
from wireroom.wire_out.actions import save_endpoint, save_product
from wireroom.wire_out.models import Delivery, Match, Recall

pytestmark = pytest.mark.django_db


def _changed(newsroom: Newsroom, story: Story, headline: str) -> Story:
    fresh = newsroom.fresh(story)
    fresh.headline = headline
    return fresh


def _accept(story: Story) -> None:
    Delivery.objects.pending().filter(story=story).update(
        state="accepted", attempts=1, next_attempt_at=None, accepted_at=clock.now(), settled_at=clock.now()
    )


def test_only_what_goes_out_after_the_start_is_owed(newsroom: Newsroom) -> None:
    newsroom.published("Before")
    place = whole_wire()
    story = newsroom.published("After")
    enter_all()
    assert [row.guid for row in Delivery.objects.at(place)] == [story.guid]


def test_entering_twice_enters_once(newsroom: Newsroom) -> None:
    place = whole_wire()
    newsroom.published()
    enter_all()
    enter_all()
    assert ledger(place) == [("new", "pending")]


def test_a_newer_version_supersedes_a_pending_one_and_carries_it(newsroom: Newsroom) -> None:
    place = whole_wire()
    story = newsroom.published()
    enter_all()
    correct(_changed(newsroom, story, "Right"), by=None, note="200 m, not 300.")
    enter_all()
    update(_changed(newsroom, story, "More"), by=None)
    enter_all()
    assert ledger(place) == [("new", "superseded"), ("correction", "superseded"), ("update", "pending")]
    numbers = list(Dispatch.objects.of(story).values_list("seq", flat=True))
    assert Delivery.objects.pending().get().carries == numbers[:2]


def test_versions_entered_together_supersede_as_those_entered_one_by_one(newsroom: Newsroom) -> None:
    place = whole_wire()
    story = newsroom.published()
    correct(_changed(newsroom, story, "Right"), by=None, note="200 m, not 300.")
    update(_changed(newsroom, story, "More"), by=None)
    enter_all()
    assert ledger(place) == [("new", "superseded"), ("correction", "superseded"), ("update", "pending")]
    assert len(Delivery.objects.pending().get().carries) == 2


def test_a_withdrawal_reaches_a_holder_whatever_has_changed(newsroom: Newsroom) -> None:
    client = subscriber()
    sold = product(client)
    place = endpoint(client, [sold])
    story = newsroom.published()
    enter_all()
    _accept(story)
    sold.languages = ["fr"]
    save_product(sold, subscribers=[], by=None)
    save_endpoint(place, products=[], by=None)
    client.contract_until = (clock.now() - timedelta(days=1)).date()
    client.save()
    type(place).objects.filter(pk=place.pk).update(paused=True, state="disabled")
    update(_changed(newsroom, story, "Not for them"), by=None)
    withdraw(story, by=None, note="Wrong.")
    enter_all()
    assert ledger(place) == [("new", "accepted"), ("withdrawal", "pending")]
    recall = Recall.objects.get()
    assert (recall.who, recall.trouble) == (f"endpoint:{place.pk}", "disabled")


def test_a_withdrawal_supersedes_what_never_arrived_and_recalls_nobody(newsroom: Newsroom) -> None:
    place = whole_wire()
    story = newsroom.published()
    enter_all()
    withdraw(story, by=None, note="Wrong.")
    enter_all()
    assert ledger(place) == [("new", "superseded"), ("withdrawal", "pending")]
    assert Recall.objects.count() == 0


def test_nothing_supersedes_a_withdrawal(newsroom: Newsroom) -> None:
    place = whole_wire()
    story = newsroom.published()
    enter_all()
    _accept(story)
    withdraw(story, by=None, note="Wrong.")
    reinstate(newsroom.fresh(story), by=None, note="Right after all.")
    enter_all()
    update(_changed(newsroom, story, "More"), by=None)
    enter_all()
    assert ledger(place) == [
        ("new", "accepted"),
        ("withdrawal", "pending"),
        ("reinstatement", "superseded"),
        ("update", "pending"),
    ]


def test_a_correction_follows_holders_out_of_their_product(newsroom: Newsroom) -> None:
    client = subscriber()
    place = endpoint(client, [product(client, sections=["world"])])
    story = newsroom.published(section="world")
    enter_all()
    _accept(story)
    fresh = _changed(newsroom, story, "Elsewhere")
    fresh.section = newsroom.sections["politics"]
    update(fresh, by=None)
    correct(_changed(newsroom, story, "Right"), by=None, note="200 m, not 300.")
    enter_all()
    assert ledger(place) == [("new", "accepted"), ("correction", "pending")]


def test_refiles_are_skipped_unless_the_story_still_waits(newsroom: Newsroom) -> None:
    place = whole_wire(skips_refiles=True)
    arrived, waiting = newsroom.published(), newsroom.published()
    enter_all()
    _accept(arrived)
    for story in (arrived, waiting):
        refile(_changed(newsroom, story, f"{story.headline}, mended"), by=None)
    enter_all()
    assert ledger(place) == [("new", "accepted"), ("new", "superseded"), ("refile", "pending")]


def test_material_of_a_closed_source_goes_to_nobody(newsroom: Newsroom) -> None:
    place = whole_wire()
    newsroom.published(sources=[newsroom.source(may_pass_on=False), newsroom.source()])
    enter_all()
    assert ledger(place) == []


def test_archive_material_goes_to_nobody(newsroom: Newsroom) -> None:
    place = whole_wire()
    story = newsroom.draft()
    item = item_of(story, kind="new", version=1, at=clock.now(), before=None)
    with transaction.atomic():
        chain.append([chain.entry(story, item, audience="archive")], now=clock.now())
    enter_all()
    assert ledger(place) == []


def test_embargoed_material_reaches_the_entitled_first_and_everybody_at_its_time(newsroom: Newsroom) -> None:
    entitled = subscriber(may_receive_embargoed=True)
    other = subscriber()
    sold = product(entitled, other)
    early, late = endpoint(entitled, [sold]), endpoint(other, [sold])
    until = clock.now() + timedelta(hours=1)
    draft = newsroom.draft(embargo_until=until)
    publish(draft, by=None)
    enter_all()
    assert (ledger(early), ledger(late)) == ([("new", "pending")], [])
    assert Delivery.objects.get().dispatch.audience == "advance"
    Revision.objects.filter(approved_go_live_at__isnull=False).update(approved_go_live_at=clock.now())
    with clock.at(until + timedelta(seconds=1)):
        assert release_due() == 1
    enter_all()
    assert ledger(early) == [("new", "superseded"), ("new", "pending")]
    assert ledger(late) == [("new", "pending")]


def test_a_withdrawn_advance_is_a_secret_of_those_who_had_it(newsroom: Newsroom) -> None:
    entitled = subscriber(may_receive_embargoed=True)
    other = subscriber()
    sold = product(entitled, other)
    early, late = endpoint(entitled, [sold]), endpoint(other, [sold])
    draft = newsroom.draft(embargo_until=clock.now() + timedelta(hours=1))
    publish(draft, by=None)
    withdraw(newsroom.fresh(draft), by=None, note="Off.")
    enter_all()
    assert ledger(early) == [("new", "superseded"), ("withdrawal", "pending")]
    assert ledger(late) == []


def test_a_changed_product_applies_to_what_comes(newsroom: Newsroom) -> None:
    client = subscriber()
    sold = product(client, sections=["world"])
    place = endpoint(client, [sold])
    first = newsroom.published(section="world")
    newsroom.published(section="politics")
    sold.sections = ["politics"]
    save_product(sold, by=None)
    newsroom.published(section="world")
    last = newsroom.published(section="politics")
    enter_all()
    assert [row.guid for row in Delivery.objects.at(place)] == [first.guid, last.guid]
    sold.refresh_from_db()
    assert sold.from_seq == 2


def test_a_new_entitlement_begins_now(newsroom: Newsroom) -> None:
    one, two = subscriber(), subscriber()
    sold = product(one)
    places = endpoint(one, [sold]), endpoint(two, [sold])
    newsroom.published()
    save_product(sold, subscribers=[one, two], by=None)
    newsroom.published()
    enter_all()
    assert [len(ledger(place)) for place in places] == [2, 1]
    assert {row.subscriber_id: row.from_seq for row in sold.entitlements.all()} == {one.pk: 0, two.pk: 1}


def test_an_ended_contract_owes_nothing_new(newsroom: Newsroom) -> None:
    place = whole_wire()
    place.subscriber.contract_until = (clock.now() - timedelta(days=1)).date()
    place.subscriber.save()
    newsroom.published()
    enter_all()
    assert ledger(place) == []


def test_an_advisory_is_owed_too(newsroom: Newsroom) -> None:
    place = whole_wire()
    story = newsroom.published()
    enter_all()
    _accept(story)
    advise(story, by=None, note="Pictures at noon.")
    enter_all()
    assert ledger(place) == [("new", "accepted"), ("advisory", "pending")]


def test_a_section_brings_its_parts(newsroom: Newsroom) -> None:
    newsroom.sections["politics"].parent = newsroom.sections["world"]
    newsroom.sections["politics"].save()
    client = subscriber()
    place = endpoint(client, [product(client, sections=["world"])])
    newsroom.published(section="politics")
    enter_all()
    assert ledger(place) == [("new", "pending")]


def test_matching_catches_up_from_where_it_stood(newsroom: Newsroom) -> None:
    whole_wire()
    for _ in range(3):
        newsroom.published()
    assert matching.catch_up() == 3
    assert list(Match.objects.values_list("dispatch_id", flat=True)) == [1, 2, 3]
    assert matching.catch_up() == 3
    assert Match.objects.count() == 3


@pytest.mark.parametrize("stories", [1, 3])
def test_entering_costs_the_same_for_one_story_and_for_three(
    newsroom: Newsroom, stories: int, django_assert_num_queries: object
) -> None:
    for _ in range(3):
        whole_wire()
    for _ in range(stories):
        newsroom.published()
    with django_assert_num_queries(27):  # type: ignore[operator]
        enter_all()
