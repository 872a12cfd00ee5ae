"""What the desk does to endpoints and products."""

from __future__ import annotations

import gzip
from datetime import timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, enter_all, product, subscriber, whole_wire
from tests.wire_out.hostile_endpoint import Fault, HostileEndpoint
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.core.sealing import SealBroken
from wireroom.demo.wire import AtOnce
from wireroom.wire_out.actions import (
    disable,
    enable,
    issue_token,
    pause,
    preview,
    resume,
    rotate_secret,
    save_endpoint,
    settle_alarm,
)
from wireroom.wire_out.engine.delivering import Engine, target_of
from wireroom.wire_out.errors import NotAllowed, NotResendable, WrongEndpoint
from wireroom.wire_out.lag import lags
from wireroom.wire_out.models import Alarm, Delivery, Endpoint, Product
from wireroom.wire_out.resending import resend, resend_since
from wireroom.wire_out.rules.retries import Answer
from wireroom.wire_out.testing import send_test

pytestmark = pytest.mark.django_db


def test_secrets_are_sealed_and_the_old_one_lasts_a_day(newsroom: Newsroom) -> None:
    place = whole_wire(kind="http", address="https://client.example/in")
    first = place.secret
    second = rotate_secret(place, by=newsroom.chief)
    place.refresh_from_db()
    assert first.startswith("whsec_")
    assert first not in str(vars(place))
    now = clock.now()
    assert place.secrets_at(now + timedelta(hours=23)) == (second, first)
    assert place.secrets_at(now + timedelta(hours=25)) == (second,)


def test_a_changed_secret_key_is_said_and_stops_no_engine(newsroom: Newsroom, settings: Any) -> None:
    place = whole_wire(kind="http", address="https://client.example/in")
    settings.SECRET_KEY = "another"
    with pytest.raises(SealBroken):
        _ = place.secret
    assert "entered again" in target_of(place, clock.now()).problem


def test_only_one_of_two_colleagues_pauses(newsroom: Newsroom) -> None:
    place = whole_wire()
    pause(place, by=newsroom.chief)
    with pytest.raises(WrongEndpoint):
        pause(place, by=newsroom.chief)
    resume(place, by=newsroom.chief)
    disable(place, by=newsroom.chief, reason="They asked us to.")
    enable(place, by=newsroom.chief)
    with pytest.raises(WrongEndpoint):
        enable(place, by=newsroom.chief)
    for role in (Role.EDITOR, Role.REPORTER, Role.MODERATOR):
        with pytest.raises(NotAllowed):
            pause(place, by=newsroom.person(role))


def test_an_endpoint_that_asked_to_be_left_alone_can_be_tried_at_once(newsroom: Newsroom) -> None:
    """A client's server has said "come back in thirty years" by mistake, and they are on the telephone now."""
    place = whole_wire(kind="http", address="https://client.example/in")
    newsroom.published()
    enter_all()
    tomorrow = clock.now() + timedelta(days=1)
    Endpoint.objects.update(rests_until=tomorrow, failures=7)
    Delivery.objects.update(next_attempt_at=tomorrow)
    page = sign_in(newsroom.chief).get(f"/desk/endpoints/{place.pk}/").content.decode()
    assert "Try now" in page
    enable(place, by=newsroom.chief)
    place.refresh_from_db()
    assert (place.rests_until, place.failures) == (None, 0)
    assert Delivery.objects.get().next_attempt_at <= clock.now()


@pytest.mark.parametrize("way", ["paused", "disabled"])
def test_a_week_in_which_nobody_tried_does_not_count_as_trying(newsroom: Newsroom, tmp_path: Path, way: str) -> None:
    place = whole_wire(address=str(tmp_path / "away"))
    newsroom.published()
    Engine(lanes=AtOnce).deliver_all()
    assert [(row.state, row.attempts) for row in Delivery.objects.all()] == [("pending", 1)]
    leave, return_ = {
        "paused": (pause, resume),
        "disabled": (partial(disable, reason="Moving house."), enable),
    }[way]
    leave(place, by=None)
    with clock.at(clock.now() + timedelta(days=7)):
        return_(place, by=None)
        Engine(lanes=AtOnce).deliver_all()
        assert [(row.state, row.attempts) for row in Delivery.objects.all()] == [("pending", 2)]
    with clock.at(clock.now() + timedelta(days=11)):
        Engine(lanes=AtOnce).deliver_all()
    assert [(row.state, row.attempts) for row in Delivery.objects.all()] == [("failed", 3)]


def test_what_a_client_packs_is_not_unpacked(newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    """A few kilobytes that become gigabytes: the status stands, and nobody reads the rest."""
    bomb = gzip.compress(bytes(4_000_000))
    client_server.decide = lambda _seen: Fault(headers={"Content-Encoding": "gzip"}, text=bomb)
    outcome = send_test(whole_wire(kind="http", address=client_server.url("in")), by=None)
    assert (outcome.answer, outcome.text) == (Answer.ACCEPTED, "")
    assert client_server.at("in")[0].headers["accept-encoding"] == "identity"


def test_a_preview_shows_what_a_product_would_have_carried_last_week(newsroom: Newsroom) -> None:
    old = newsroom.published("Old", section="world")
    newsroom.published("Other", section="politics")
    closed = newsroom.source(may_pass_on=False)
    newsroom.published("Closed", section="world", sources=[closed])
    draft = Product(sections=["world"])
    assert [dispatch.guid for dispatch in preview(draft)] == [old.guid]
    assert preview(draft, until=clock.now() + timedelta(days=8)) == []


def test_a_moved_endpoint_starts_with_a_clean_slate(newsroom: Newsroom) -> None:
    place = whole_wire(kind="sftp", address="sftp://old.example/")
    Endpoint.objects.update(host_key="ssh-ed25519 AAAA", failures=7, paused=True)
    place.address = "sftp://new.example/"
    save_endpoint(place, by=newsroom.chief)
    place.refresh_from_db()
    assert (place.host_key, place.failures, place.paused) == ("", 0, True)


def test_the_engine_s_facts_survive_a_stale_form(newsroom: Newsroom) -> None:
    place = whole_wire()
    newsroom.published()
    enter_all()
    Endpoint.objects.update(failures=3)
    place.name = "Renamed"  # an instance that was read before all that
    save_endpoint(place, by=newsroom.chief)
    row = Endpoint.objects.get()
    assert (row.name, row.failures, row.cursor) == ("Renamed", 3, 1)


def test_a_test_message_says_that_it_is_one(newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    client = subscriber(language="fr")
    place = endpoint(client, [product(client)], kind="http", address=client_server.url("in"))
    assert send_test(place, by=newsroom.chief).answer is Answer.ACCEPTED
    [seen] = client_server.seen
    assert "merci d’ignorer ce message" in seen.body.decode()
    client_server.decide = lambda _seen: Fault(403, text=b"Who are you?")
    outcome = send_test(place, by=newsroom.chief)
    assert (outcome.answer, outcome.code, outcome.text) == (Answer.REFUSED, 403, "Who are you?")
    assert Delivery.objects.count() == 0


def test_a_test_of_what_cannot_work_says_why(newsroom: Newsroom) -> None:
    assert "slash" in send_test(whole_wire(address="here"), by=None).text
    assert "no format" in send_test(whole_wire(address="/tmp", format="morse"), by=None).text
    with pytest.raises(WrongEndpoint):
        send_test(whole_wire(kind="pull"), by=None)


def test_nothing_on_its_way_or_overtaken_is_sent_again(newsroom: Newsroom) -> None:
    whole_wire()
    newsroom.published()
    enter_all()
    with pytest.raises(NotResendable):
        resend(Delivery.objects.get(), by=None)


def test_older_material_goes_out_by_resend_only(newsroom: Newsroom, tmp_path: Path) -> None:
    newsroom.published("World", section="world")
    newsroom.published("Politics", section="politics")
    client = subscriber()
    place = endpoint(client, [product(client, sections=["world"])], address=str(tmp_path))
    enter_all()
    assert Delivery.objects.count() == 0
    assert resend_since(place, time=clock.now() - timedelta(days=1), by=None) == 1
    assert [row.dispatch_id for row in Delivery.objects.pending()] == [1]
    assert resend_since(place, seq=1, by=None) == 0


def test_a_token_has_one_kind_of_holder(newsroom: Newsroom) -> None:
    with pytest.raises(WrongEndpoint):
        issue_token(name="x", scopes=[], endpoint=whole_wire(), by=None)
    with pytest.raises(WrongEndpoint):
        issue_token(name="x", scopes=[], by=None)


def test_lag_is_counted_by_endpoint(newsroom: Newsroom, django_assert_num_queries: Any) -> None:
    first, second = whole_wire(), whole_wire()
    newsroom.published()
    enter_all()
    Delivery.objects.at(second).update(state="accepted", next_attempt_at=None)
    newsroom.published()
    with clock.at(clock.now() + timedelta(seconds=30)), django_assert_num_queries(3):
        found = {lag.endpoint.pk: (lag.dispatches, lag.seconds >= 30, lag.not_entered) for lag in lags()}
    assert found == {first.pk: (1, True, 1), second.pk: (0, False, 1)}


def test_a_settled_alarm_leaves_the_dashboard(newsroom: Newsroom) -> None:
    newsroom.published()
    alarm = Alarm.objects.create(dispatch_id=1, format="ninjs", text="x", created_at=clock.now())
    settle_alarm(alarm, by=newsroom.chief)
    assert not Alarm.objects.open().exists()
