"""What monitoring is told, and that nobody else is."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core.cache import cache
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.factories import Newsroom
from tests.wire_out.clients import enter_all, product, subscriber, whole_wire
from wireroom.config.exposition import Metric, Sample, expose
from wireroom.wire_out.actions import settle_alarm
from wireroom.wire_out.alarms import sound
from wireroom.wire_out.models import Alarm, Endpoint

pytestmark = pytest.mark.django_db

LINE = re.compile(r'^[a-z_]+(\{[a-z]+="(?:[^"\\]|\\.)*"(,[a-z]+="(?:[^"\\]|\\.)*")*\})? -?[0-9.]+$')


def ask(peer: str = "127.0.0.1", **headers: str) -> int:
    return Client().get("/metrics", REMOTE_ADDR=peer, headers=headers).status_code


def value(text: str, name: str) -> float:
    [found] = [line.rpartition(" ")[2] for line in text.splitlines() if line.startswith(name)]
    return float(found)


def test_numbers_are_written_as_prometheus_reads_them(newsroom: Newsroom) -> None:
    cache.clear()
    place = whole_wire()
    Endpoint.objects.filter(pk=place.pk).update(name='A "strange"\nname\\')
    newsroom.published()
    enter_all()
    response = Client().get("/metrics")
    text = response.content.decode()
    assert response["Content-Type"] == "text/plain; version=0.0.4; charset=utf-8"
    assert [line for line in text.splitlines() if not line.startswith("#") and not LINE.match(line)] == []
    assert r'name="A \"strange\"\nname\\"' in text
    assert value(text, "wireroom_endpoint_pending") == 1
    assert value(text, "wireroom_endpoint_lag_seconds") > 0
    assert value(text, 'wireroom_deliveries{state="pending"}') == 1
    assert value(text, "wireroom_dispatches_total") == 1
    assert value(text, "wireroom_press_pages") == 0
    assert value(text, 'wireroom_queue_size{queue="comments"}') == 0


def test_alarms_are_told_apart_by_what_failed(newsroom: Newsroom) -> None:
    sold = product(subscriber())
    for name in ("One", "Two"):
        newsroom.published(name)
    sound(1, "no slot", format_name="nitf")
    sound(1, "no slot", format_name="atom")
    sound(1, "no list", product_id=sold.pk)
    settle_alarm(Alarm.objects.get(format="atom"), by=newsroom.chief)
    for seq in (1, 2):
        sound(seq, "no headline")
    text = Client().get("/metrics").content.decode()
    found = {about: value(text, f'wireroom_alarms{{about="{about}"}}') for about in ("format", "product", "dispatch")}
    assert found == {"format": 1, "product": 1, "dispatch": 2}


def test_large_numbers_keep_all_their_digits() -> None:
    assert expose([Metric("a", "b", (Sample(123456789),), "counter")]) == "# HELP a b\n# TYPE a counter\na 123456789\n"


def test_only_near_ones_are_answered(db: None) -> None:
    assert (ask(), ask("::1"), ask("192.0.2.7"), ask("10.0.0.7")) == (200, 200, 404, 404)


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "X-Real-IP", "Via"])
def test_what_a_proxy_passes_on_is_not_near(db: None, header: str) -> None:
    """nginx on the same machine speaks from loopback for the whole world."""
    assert ask(**{header: "127.0.0.1"}) == 404


def test_behind_a_trusted_proxy_the_visitor_counts(db: None, settings: Any) -> None:
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    settings.METRICS_FROM = ["10.1.0.0/16"]
    assert ask(**{"X-Forwarded-For": "10.1.2.3"}) == 200
    assert ask(**{"X-Forwarded-For": "10.1.2.3, 192.0.2.7"}) == 404
    assert ask() == 404


def test_a_token_opens_from_anywhere(db: None, settings: Any) -> None:
    assert ask("192.0.2.7", Authorization="Bearer ") == 404
    settings.METRICS_TOKEN = "s3cret"
    assert ask("192.0.2.7", Authorization="Bearer s3cret") == 200
    assert ask("192.0.2.7", Authorization="Bearer s3cre") == 404
    assert ask("192.0.2.7", Authorization="Basic s3cret") == 404
    assert ask("192.0.2.7", Authorization="Bearer ü") == 404


def test_nothing_is_posted_here(db: None) -> None:
    assert Client().post("/metrics").status_code == 405


def test_many_endpoints_cost_as_much_as_one(newsroom: Newsroom) -> None:
    whole_wire()
    Client().get("/metrics")
    with CaptureQueriesContext(connection) as one:
        Client().get("/metrics")
    for _number in range(3):
        whole_wire()
    with CaptureQueriesContext(connection) as four:
        Client().get("/metrics")
    assert len(four) == len(one)
