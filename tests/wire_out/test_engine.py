"""The engine against endpoints that do everything wrong: what is written down, tried again, given up, never lost."""

from __future__ import annotations

import json
import socket
import time
from datetime import timedelta
from email.utils import format_datetime
from pathlib import Path
from typing import Any

import pytest
from standardwebhooks import Webhook

from tests.factories import Newsroom
from tests.wire_out.clients import ledger, whole_wire
from tests.wire_out.hostile_endpoint import FINE, Fault, HostileEndpoint
from tests.wire_out.waiting import until
from wireroom.core import clock
from wireroom.formats.release import Carried
from wireroom.stories.actions import advise, correct, update, withdraw
from wireroom.stories.models import Story
from wireroom.wire_out.actions import enable, pause, rotate_secret
from wireroom.wire_out.engine.sheets import Sheets
from wireroom.wire_out.models import Alarm, Attempt, Delivery, Endpoint, Recall
from wireroom.wire_out.recalls import telephone
from wireroom.wire_out.resending import resend, resend_since

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.usefixtures("engine")]


def hurry() -> None:
    """Lets no pause pass: what waits for its next attempt is tried now."""
    Delivery.objects.pending().filter(lease_until__isnull=True).update(next_attempt_at=clock.now())
    Endpoint.objects.update(rests_until=None)


def hurried(place: Endpoint, wanted: list[tuple[str, str]]) -> None:
    """Waits until the endpoint's ledger says what is wanted, without pauses."""

    def reached() -> bool:
        hurry()
        return ledger(place) == wanted

    until(reached)


def changed(story: Story, headline: str) -> Story:
    fresh = Story.objects.get(pk=story.pk)
    fresh.headline = headline
    return fresh


def answers(place: Endpoint) -> list[tuple[str, int]]:
    tries = Attempt.objects.filter(delivery__endpoint=place).order_by("pk")
    return list(tries.values_list("answer", "code"))


def test_a_story_reaches_a_folder_under_its_final_name(racing_newsroom: Newsroom, tmp_path: Path) -> None:
    place = whole_wire(address=str(tmp_path))
    story = racing_newsroom.published("Harbour bridge reopens")
    until(lambda: ledger(place) == [("new", "accepted")])
    assert [path.name for path in tmp_path.iterdir()] == ["000000001-harbour-bridge-reopens-v1.json"]
    assert json.loads(next(tmp_path.iterdir()).read_bytes())["uri"] == story.guid
    row = Delivery.objects.get()
    assert (row.attempts, row.lease_by, row.lease_until, row.next_attempt_at) == (1, "", None, None)
    assert answers(place) == [("accepted", 0)]


def test_a_push_verifies_with_the_standard_s_own_library(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"))
    old = place.secret
    racing_newsroom.published("Первый")
    until(lambda: ledger(place) == [("new", "accepted")])
    new = rotate_secret(place, by=None)
    racing_newsroom.published("الثاني")
    until(lambda: ledger(place) == [("new", "accepted")] * 2)
    first, second = client_server.at("in")
    assert Webhook(old).verify(first.body, first.headers)["headlines"][0]["value"] == "Первый"
    for secret in (old, new):
        assert Webhook(secret).verify(second.body, second.headers)["headlines"][0]["value"] == "الثاني"
    with pytest.raises(Exception, match="No matching signature"):
        Webhook(new).verify(first.body, first.headers)
    assert second.headers["content-type"] == "application/json"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(500),
        Fault(302, {"Location": "http://169.254.169.254/"}),
        Fault(how="garbage"),
        Fault(how="close"),
        Fault(how="reset"),
        Fault(408),
        Fault(503, text=b"\x00\xff" * 9000),
    ],
    ids=["500", "redirect", "garbage", "closes", "resets", "408", "503 with noise"],
)
def test_what_fails_is_tried_again_under_the_same_message_id(
    racing_newsroom: Newsroom, client_server: HostileEndpoint, fault: Fault
) -> None:
    client_server.decide = lambda _seen: fault if len(client_server.seen) <= 2 else FINE
    place = whole_wire(kind="http", address=client_server.url("in"))
    racing_newsroom.published()
    hurried(place, [("new", "accepted")])
    assert [answer for answer, _code in answers(place)] == ["failed", "failed", "accepted"]
    assert len({seen.message for seen in client_server.at("in")}) == 1
    assert Delivery.objects.get().attempts == 3


def test_a_redirect_is_not_followed(racing_newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    client_server.decide = lambda seen: Fault(307, {"Location": client_server.url("inside")})
    place = whole_wire(kind="http", address=client_server.url("in"))
    racing_newsroom.published()
    until(lambda: len(answers(place)) == 1)
    assert (client_server.at("inside"), len(client_server.at("in"))) == ([], 1)
    assert "enter the new address" in Delivery.objects.get().last_text


@pytest.mark.parametrize("form", ["seconds", "date"])
def test_retry_after_is_honoured(racing_newsroom: Newsroom, client_server: HostileEndpoint, form: str) -> None:
    later = format_datetime(clock.now() + timedelta(seconds=4), usegmt=True)
    busy = Fault(429, {"Retry-After": "3" if form == "seconds" else later})
    client_server.decide = lambda _seen: busy if len(client_server.seen) == 1 else FINE
    place = whole_wire(kind="http", address=client_server.url("in"))
    racing_newsroom.published()
    until(lambda: answers(place) == [("busy", 429)])
    racing_newsroom.published()  # the whole endpoint is left alone, not this one story
    until(lambda: ledger(place) == [("new", "accepted")] * 2)
    first, second = client_server.at("in")[:2]
    assert second.began - first.answered >= 2.5
    place.refresh_from_db()
    assert (place.failures, place.rests_until) == (0, None)


def test_410_disables_the_endpoint_and_keeps_what_is_pending(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    client_server.decide = lambda _seen: Fault(410, text=b"moved out")
    place = whole_wire(kind="http", address=client_server.url("in"))
    racing_newsroom.published()
    until(lambda: Endpoint.objects.disabled().filter(reason="moved out").exists())
    racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "pending")] * 2)
    time.sleep(0.6)
    assert len(client_server.at("in")) == 1
    client_server.decide = lambda _seen: FINE
    enable(place, by=None)
    hurried(place, [("new", "accepted")] * 2)


@pytest.mark.parametrize("status", [400, 401, 404, 422])
def test_other_refusals_are_dead_letters_that_can_be_sent_again(
    racing_newsroom: Newsroom, client_server: HostileEndpoint, status: int
) -> None:
    client_server.decide = lambda _seen: Fault(status, text=b"No such section.")
    place = whole_wire(kind="http", address=client_server.url("in"))
    racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "dead")])
    letter = Delivery.objects.dead_letters().get()
    assert (letter.last_code, letter.last_text) == (status, "No such section.")
    client_server.decide = lambda _seen: FINE
    resend(letter, by=None)
    until(lambda: ledger(place) == [("new", "accepted")])
    assert len({seen.message for seen in client_server.at("in")}) == 1


def test_a_newer_version_takes_the_place_of_a_failing_one_with_its_correction(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    client_server.decide = lambda _seen: Fault(500)
    place = whole_wire(kind="http", address=client_server.url("in"))
    story = racing_newsroom.published("Wrong")
    until(lambda: len(answers(place)) == 1)
    correct(changed(story, "Right"), by=None, note="It was 200 metres, not 300.")
    until(lambda: ledger(place) == [("new", "superseded"), ("correction", "pending")])
    update(changed(story, "More"), by=None)
    until(lambda: ledger(place)[2:] == [("update", "pending")])
    client_server.decide = lambda _seen: FINE
    hurried(place, [("new", "superseded"), ("correction", "superseded"), ("update", "accepted")])
    [job] = Sheets().jobs(Delivery.objects.accepted())
    assert job.carried == (Carried("correction", 2, "It was 200 metres, not 300."),)


def test_a_version_overtaken_during_its_attempt_is_not_tried_again_and_is_carried(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    client_server.decide = lambda seen: Fault(500, after=1) if seen.kind == "correction" else FINE
    place = whole_wire(kind="http", address=client_server.url("in"))
    story = racing_newsroom.published("Wrong")
    until(lambda: ledger(place) == [("new", "accepted")])
    correct(changed(story, "Right"), by=None, note="It was 200 metres, not 300.")
    until(lambda: len(client_server.at("in")) == 2)
    update(changed(story, "More"), by=None)
    until(lambda: ledger(place) == [("new", "accepted"), ("correction", "superseded"), ("update", "accepted")])
    assert [seen.kind for seen in client_server.at("in")] == ["new", "correction", "update"]
    assert client_server.at("in")[2].began >= client_server.at("in")[1].answered
    [job] = Sheets().jobs(Delivery.objects.filter(kind="update"))
    assert job.carried == (Carried("correction", 2, "It was 200 metres, not 300."),)


def test_a_withdrawal_overtakes_its_original_that_is_being_retried(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    client_server.decide = lambda seen: FINE if seen.kind == "withdrawal" else Fault(500)
    place = whole_wire(kind="http", address=client_server.url("in"))
    story = racing_newsroom.published()
    until(lambda: len(answers(place)) == 1)
    withdraw(story, by=None, note="Wrong from beginning to end.")
    until(lambda: ledger(place) == [("new", "superseded"), ("withdrawal", "accepted")])
    time.sleep(0.6)
    assert [seen.kind for seen in client_server.at("in")][-1] == "withdrawal"
    recall = Recall.objects.get()
    assert (recall.told_how, recall.trouble) == ("delivered", "")
    assert client_server.at("in")[-1].headers["wireroom-receipt"]


def test_a_withdrawal_waits_for_the_end_of_its_original_s_attempt_and_for_nothing_else(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    client_server.decide = lambda seen: Fault(after=1.5) if seen.kind == "new" else FINE
    place = whole_wire(kind="http", address=client_server.url("in"))
    slow = racing_newsroom.published("Slow")
    until(lambda: len(client_server.at("in")) == 1)
    other = racing_newsroom.published("Other, behind the slow one")
    until(lambda: len(ledger(place)) == 2)
    withdraw(slow, by=None, note="Wrong.")
    withdraw(other, by=None, note="Wrong.")
    until(lambda: sum(state == "accepted" for _kind, state in ledger(place)) == 3)
    seen = {(one.guid, one.kind): one for one in client_server.at("in")}
    assert seen[other.guid, "withdrawal"].answered < seen[slow.guid, "new"].answered  # its own connection
    assert seen[slow.guid, "withdrawal"].began >= seen[slow.guid, "new"].answered  # never overlapping
    assert (other.guid, "new") not in seen


def test_one_slow_endpoint_delays_nobody_else(racing_newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    client_server.decide = lambda seen: Fault(after=3) if seen.path == "/slow" else FINE
    for name in ("slow", "quick"):
        whole_wire(kind="http", address=client_server.url(name))
    for _ in range(4):
        racing_newsroom.published()
    began = time.monotonic()
    until(lambda: len(client_server.accepted("quick")) == 4)
    assert time.monotonic() - began < 2.5
    assert len(client_server.accepted("slow")) == 0


def test_headers_that_drip_for_ever_end_with_the_deadline(
    racing_newsroom: Newsroom, client_server: HostileEndpoint, monkeypatch: pytest.MonkeyPatch
) -> None:
    from wireroom.wire_out.adapters import http

    monkeypatch.setattr(http, "WHOLE_SECONDS", 1.0)
    client_server.decide = lambda _seen: Fault(how="drip")
    place = whole_wire(kind="http", address=client_server.url("in"))
    racing_newsroom.published()
    until(lambda: answers(place) == [("failed", 0)], 5)
    tried = Attempt.objects.get()
    assert timedelta(seconds=0.9) < tried.ended_at - tried.started_at < timedelta(seconds=2)


def test_the_breaker_opens_after_five_failures_and_tries_one_at_a_time(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    client_server.decide = lambda _seen: Fault(500)
    place = whole_wire(kind="http", address=client_server.url("in"))
    for _ in range(8):
        racing_newsroom.published()
    until(lambda: len(answers(place)) == 5)
    place.refresh_from_db()
    assert place.failures == 5
    assert timedelta(seconds=5) < place.rests_until - clock.now() < timedelta(seconds=10)
    time.sleep(0.6)
    assert len(client_server.at("in")) == 5
    client_server.decide = lambda _seen: FINE
    Endpoint.objects.update(rests_until=clock.now())
    until(lambda: ledger(place) == [("new", "accepted")] * 8)  # those that failed do not wait for their pauses
    place.refresh_from_db()
    assert (place.failures, place.rests_until) == (0, None)


def test_a_withdrawal_that_cannot_be_delivered_stands_on_the_telephone_list_until_somebody_calls(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"))
    story = racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "accepted")])
    client_server.decide = lambda _seen: Fault(410)
    withdraw(story, by=None, note="Wrong.")
    until(lambda: [recall.trouble for recall in Recall.objects.to_telephone(clock.now())] == ["gone"])
    hurry()  # it never gives up: a disabled endpoint is still tried
    until(lambda: len(client_server.at("in")) == 3)
    until(lambda: not Delivery.objects.filter(lease_until__isnull=False).exists())
    recall = Recall.objects.to_telephone(clock.now()).get()
    telephone(recall, by=racing_newsroom.chief, note="Spoke to the duty editor.")
    assert not Recall.objects.to_telephone(clock.now()).exists()
    assert ledger(place) == [("new", "accepted"), ("withdrawal", "told")]


def test_a_withdrawal_goes_to_a_paused_endpoint_and_nothing_else_does(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"))
    story = racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "accepted")])
    pause(place, by=None)
    racing_newsroom.published()
    withdraw(story, by=None, note="Wrong.")
    until(lambda: ledger(place) == [("new", "accepted"), ("new", "pending"), ("withdrawal", "accepted")])


def test_a_formatter_s_error_is_an_alarm_and_a_dead_letter(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"), format="morse")
    racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "dead")])
    alarm = Alarm.objects.open().get()
    assert (alarm.format, alarm.dispatch_id) == ("morse", 1)
    row = Delivery.objects.get()
    assert (row.last_answer, row.attempts, row.may_have_arrived) == ("unreadable", 0, False)


def test_a_source_that_closes_meanwhile_is_withheld(racing_newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    client_server.decide = lambda _seen: Fault(500)
    place = whole_wire(kind="http", address=client_server.url("in"))
    source = racing_newsroom.source("tass")
    racing_newsroom.published(sources=[source])
    until(lambda: len(answers(place)) == 1)
    type(source).objects.update(may_pass_on=False)
    client_server.decide = lambda _seen: FINE
    hurried(place, [("new", "dead")])
    assert len(client_server.at("in")) == 1
    assert Delivery.objects.get().last_answer == "withheld"


def test_a_private_address_is_never_sent_to(
    racing_newsroom: Newsroom, client_server: HostileEndpoint, settings: Any
) -> None:
    settings.WIRE_OUT_ALLOWED_NETWORKS = []
    place = whole_wire(kind="http", address=client_server.url("in").replace("127.0.0.1", "0x7f.1"))
    racing_newsroom.published()
    until(lambda: answers(place) == [("failed", 0)])
    assert client_server.seen == []
    assert "inside" in Delivery.objects.get().last_text


def test_everything_since_a_number_is_sent_again_in_its_newest_version(
    racing_newsroom: Newsroom, client_server: HostileEndpoint
) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"))
    stories = [racing_newsroom.published(f"Story {number}") for number in range(3)]
    until(lambda: ledger(place) == [("new", "accepted")] * 3)
    update(changed(stories[1], "Moved on"), by=None)
    until(lambda: ledger(place) == [("new", "accepted")] * 3 + [("update", "accepted")])
    before = {seen.seq: seen.message for seen in client_server.at("in")}
    assert resend_since(place, seq=1, by=None) == 2
    until(lambda: len(client_server.at("in")) == 6)
    again = client_server.at("in")[4:]
    assert [(seen.seq, seen.message) for seen in again] == [(3, before[3]), (4, before[4])]


def test_an_advisory_reaches_the_wire(racing_newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"))
    story = racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "accepted")])
    advise(story, by=None, note="Pictures at noon.")
    until(lambda: ledger(place) == [("new", "accepted"), ("advisory", "accepted")])


def test_a_lost_lease_counts_as_unanswered(racing_newsroom: Newsroom, client_server: HostileEndpoint) -> None:
    place = whole_wire(kind="http", address=client_server.url("in"))
    pause(place, by=None)
    racing_newsroom.published()
    until(lambda: ledger(place) == [("new", "pending")])
    ours = f"{socket.gethostname()[:40]}:999999999:dead"
    Delivery.objects.update(lease_by=ours, lease_until=clock.now() + timedelta(hours=1), first_tried_at=clock.now())
    until(lambda: answers(place) == [("unanswered", 0)])
    row = Delivery.objects.get()
    assert (row.state, row.attempts, row.lease_until, row.may_have_arrived) == ("pending", 1, None, True)
