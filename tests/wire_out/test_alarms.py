"""What fails on one dispatch, for one product or in reading it, is an alarm, and everything else goes on."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from django.db import connection

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, enter_all, ledger, product, subscriber, whole_wire
from wireroom.demo.wire import AtOnce
from wireroom.stories.actions import withdraw
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching
from wireroom.wire_out.actions import save_product, settle_alarm
from wireroom.wire_out.engine.delivering import Engine
from wireroom.wire_out.models import Alarm, Product
from wireroom.wire_out.resending import resend_since

pytestmark = pytest.mark.django_db

BROKEN: dict[str, dict[str, Any]] = {
    "the filter cannot be read": {"sections": 5},
    "the filter fails on the item": {"topics": [["tag:harbour"]]},
    "its language is no word": {"languages": [7]},
}


@pytest.mark.parametrize("fault", BROKEN.values(), ids=BROKEN)
def test_a_product_that_fails_holds_up_no_other(newsroom: Newsroom, tmp_path: Path, fault: dict[str, Any]) -> None:
    fine, client = whole_wire(address=str(tmp_path)), subscriber("The Daily")
    bad = product(client, name="Harbours")
    broken = endpoint(client, [bad], address=str(tmp_path), kind="folder")
    Product.objects.filter(pk=bad.pk).update(**fault)
    story = newsroom.published("Bridge opens")
    enter_all()
    assert (ledger(fine), ledger(broken)) == ([("new", "pending")], [])
    alarm = Alarm.objects.get()
    assert (alarm.dispatch_id, alarm.product_id, alarm.format) == (story.dispatch_id, bad.pk, "")
    chief = sign_in(newsroom.chief)
    page = chief.get("/desk/").content.decode()
    assert "The Daily: " in page
    assert "Harbours" in page
    assert f"/desk/products/{bad.pk}/missed/" in chief.get("/desk/deliveries/alarms/").content.decode()

    bad.sections, bad.topics, bad.languages = [], [], []
    save_product(bad, by=None)
    settle_alarm(alarm, by=newsroom.chief)
    assert resend_since(broken, seq=0, by=None) == 1
    newsroom.published("And on")
    enter_all()
    assert ledger(broken) == [("new", "pending"), ("new", "pending")]
    assert not Alarm.objects.open().exists()


def test_a_fault_that_comes_again_rings_again(newsroom: Newsroom) -> None:
    bad = product(subscriber())
    Product.objects.filter(pk=bad.pk).update(sections=5)
    for number in range(2):
        newsroom.published(f"Story {number}")
        matching.catch_up()
    assert list(Alarm.objects.order_by("dispatch").values_list("dispatch_id", "product_id")) == [
        (1, bad.pk),
        (2, bad.pk),
    ]


@pytest.mark.skipif(connection.vendor != "sqlite", reason="the trigger is dropped as SQLite does it")
def test_a_dispatch_that_cannot_be_read_holds_up_no_other(newsroom: Newsroom, tmp_path: Path) -> None:
    place = whole_wire(address=str(tmp_path))
    spoiled, also = newsroom.published("Spoiled"), newsroom.published("Spoiled later")
    enter_all()
    newest = newsroom.published("Spoiled too")
    with connection.cursor() as cursor:
        cursor.execute("DROP TRIGGER dispatch_is_immutable")
        cursor.execute("UPDATE stories_dispatch SET payload = '{}' WHERE seq IN (1, 3)")
    newsroom.published("Fine")
    Engine(lanes=AtOnce).deliver_all()
    assert ledger(place) == [("new", "dead"), ("new", "accepted"), ("new", "accepted")]
    assert sorted(path.name[:9] for path in tmp_path.iterdir()) == ["000000002", "000000004"]
    assert set(Alarm.objects.values_list("dispatch_id", "format", "product_id")) == {(1, "", None), (3, "", None)}
    assert {spoiled.dispatch_id, also.dispatch_id, newest.dispatch_id} == {1, 2, 3}


def test_a_withdrawal_goes_out_whatever_the_product_does(newsroom: Newsroom, tmp_path: Path) -> None:
    client = subscriber()
    sold = product(client)
    place = endpoint(client, [sold], address=str(tmp_path), kind="folder")
    story = newsroom.published()
    Engine(lanes=AtOnce).deliver_all()
    Product.objects.filter(pk=sold.pk).update(sections=5)
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    Engine(lanes=AtOnce).deliver_all()
    assert ledger(place) == [("new", "accepted"), ("withdrawal", "accepted")]
    assert Dispatch.objects.count() == 2
