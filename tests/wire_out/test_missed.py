"""What a product missed while its filter failed goes to everybody once it is mended: late, once, never backwards."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core import mail
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.house import sign_in
from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, issue
from tests.wire_out.clients import endpoint, enter_all, ledger, product, subscriber
from tests.wire_out.portal.visits import Visitor, colleague
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories.actions import correct, publish, update, withdraw
from wireroom.stories.models import Source, Story
from wireroom.wire_out import alerts, matching
from wireroom.wire_out.actions import pause, resume, save_product
from wireroom.wire_out.errors import AlreadyDone, NotAllowed, NotResendable
from wireroom.wire_out.mails import is_somebody_to_tell, tell_people
from wireroom.wire_out.missed import Missed, give_out, look
from wireroom.wire_out.models import Alarm, Delivery, Endpoint, FollowUp, Person, Product, SavedSearch, Subscriber
from wireroom.wire_out.resending import count_since

pytestmark = pytest.mark.django_db


@dataclass
class Client:
    """A subscriber with a folder that we push to, a token that has read everything, and somebody at the portal."""

    newsroom: Newsroom
    subscriber: Subscriber
    product: Product
    push: Endpoint
    pull: Endpoint
    caller: Caller
    person: Person
    cursor: int = 0

    @classmethod
    def of(cls, newsroom: Newsroom, folder: Path, **fields: Any) -> Client:
        of = subscriber("The Daily", **fields)
        sold = product(of, name="Harbours")
        push = endpoint(of, [sold], kind="folder", address=str(folder))
        pull = endpoint(of, [sold], kind="pull")
        return cls(newsroom, of, sold, push, pull, issue(pull), colleague(of, mail="pat@client.example"))

    def breaks(self, **fields: Any) -> None:
        matching.catch_up()
        Product.objects.filter(pk=self.product.pk).update(sections=5, **fields)

    def is_mended(self, **fields: Any) -> None:
        self.product = Product.objects.get(pk=self.product.pk)
        for name, value in {"sections": [], **fields}.items():
            setattr(self.product, name, value)
        save_product(self.product, by=None)

    def fetched(self) -> list[int]:
        """What its machine gets now, going on from its cursor."""
        page = self.caller.page(self.cursor)
        self.cursor = page["cursor"]
        return [one["seq"] for one in page["dispatches"]]

    def counts(self) -> tuple[int, int, int, int, int]:
        missed = look(self.product)
        return (missed.asked, len(missed.carried), len(missed.deliveries), missed.tokens, missed.people)


@pytest.fixture
def client(newsroom: Newsroom, tmp_path: Path) -> Client:
    return Client.of(newsroom, tmp_path)


def changed(newsroom: Newsroom, story: Story, headline: str = "Changed", **more: Any) -> int:
    draft = newsroom.fresh(story).get_latest_revision_as_object()
    draft.headline = headline
    done = correct(draft, by=None, **more) if more else update(draft, by=None)
    return int(done.seq)


def test_everybody_gets_once_what_a_mended_product_missed(newsroom: Newsroom, client: Client) -> None:
    client.breaks()
    first, second = newsroom.published("Bridge opens"), newsroom.published("Ferry sails")
    assert client.fetched() == []
    client.is_mended()
    assert client.fetched() == []
    assert client.counts() == (2, 2, 2, 1, 1)
    assert ledger(client.push) == []
    done = give_out(client.product, by=newsroom.chief)
    assert (len(done.carried), done.mails) == (2, 0)
    assert ledger(client.push) == [("new", "pending"), ("new", "pending")]
    assert client.caller.get(f"dispatches/{first.dispatch_id}/item").status_code == 200
    assert client.fetched() == [second.dispatch_id]
    assert client.fetched() == []
    browser = Visitor.new()
    browser.sign_in(client.person)
    assert re.findall("Bridge opens|Ferry sails", browser.page().partition('id="wire"')[0]) == [
        "Ferry sails",
        "Bridge opens",
    ]
    browser.page(f"/wire/stories/{first.dispatch_id}/")
    assert "Bridge opens" not in browser.page().partition('id="wire"')[0]
    assert "Bridge opens" in browser.page()
    assert not Alarm.objects.open().exists()
    assert client.counts() == (0, 0, 0, 0, 0)
    enter_all()
    assert len(ledger(client.push)) == 2


def test_of_each_story_the_newest_version_goes_out_and_nothing_goes_backwards(
    newsroom: Newsroom, client: Client
) -> None:
    held = newsroom.published("Held since before")
    enter_all()
    assert client.fetched() == [held.dispatch_id]
    client.breaks()
    later = changed(newsroom, held)
    twice = newsroom.published("Twice")
    twice_later = changed(newsroom, twice)
    overtaken, gone = newsroom.published("Overtaken"), newsroom.published("Gone")
    withdraw(newsroom.fresh(gone), by=None, note="Wrong.")
    client.is_mended()
    newest = changed(newsroom, overtaken)
    assert client.fetched() == [newest]
    enter_all()
    assert client.counts() == (6, 6, 2, 1, 1)
    give_out(client.product, by=None)
    assert client.fetched() == [later, twice_later]
    sent = Delivery.objects.at(client.push).order_by("dispatch").values_list("dispatch_id", "state")
    assert list(sent) == [
        (held.dispatch_id, "superseded"),
        (later, "pending"),
        (twice_later, "pending"),
        (newest, "pending"),
    ]
    stranger = issue(client.pull)
    assert stranger.seqs()[-1] == newest


def test_only_who_was_entitled_then_gets_it_and_only_what_is_theirs(
    newsroom: Newsroom, client: Client, tmp_path: Path
) -> None:
    other = product(client.subscriber, name="All of it")
    both = endpoint(client.subscriber, [client.product, other], address=str(tmp_path / "both"), skips_refiles=True)
    client.breaks()
    plain = newsroom.published("Plain")
    source = newsroom.source("closing")
    newsroom.published("Closed", sources=[source])
    enter_all()
    Source.objects.filter(pk=source.pk).update(may_pass_on=False)
    embargoed = newsroom.draft("Later", embargo_until=clock.now() + timedelta(hours=1))
    publish(embargoed, by=None)
    enter_all()
    assert len(ledger(both)) == 2
    late = subscriber("The Weekly")
    save_product(client.product, subscribers=[client.subscriber, late], by=None)
    endpoint(late, [client.product], address=str(tmp_path / "late"))
    after = endpoint(client.subscriber, [client.product], address=str(tmp_path / "after"))
    client.is_mended()
    missed = look(client.product)
    assert [(one.endpoint, one.dispatch.seq) for one in missed.deliveries] == [(client.push, plain.dispatch_id)]
    assert {one.who for one in missed.follow_ups} == {f"token:{client.caller.token.pk}"}  # type: ignore[union-attr]
    give_out(client.product, by=None)
    assert ledger(after) == []
    assert client.fetched() == [plain.dispatch_id]


def test_a_saved_search_writes_about_it_once(newsroom: Newsroom, client: Client, settings: Any) -> None:
    settings.SITE_URL = "https://agency.example"
    Person.objects.filter(pk=client.person.pk).update(language="es")
    SavedSearch.objects.create(person=client.person, words="bridge", language="en", alerts=True)
    client.breaks()
    found, _other = newsroom.published("Bridge opens"), newsroom.published("Ferry sails")
    client.is_mended()
    SavedSearch.objects.update(cursor=0)
    assert look(client.product).mails == 0  # it comes to them by itself
    alerts.look.call()
    assert (mail.outbox, give_out(client.product, by=None).mails) == ([], 1)
    assert is_somebody_to_tell()
    tell_people.call()
    tell_people.call()
    [sent] = mail.outbox
    assert (sent.to, sent.subject.endswith("Bridge opens"), "LATE" in sent.subject) == (
        ["pat@client.example"],
        True,
        False,
    )
    assert f"https://agency.example/wire/stories/{found.dispatch_id}/" in sent.body
    assert not is_somebody_to_tell()


def test_what_still_fails_waits(newsroom: Newsroom, client: Client) -> None:
    client.breaks()
    story = newsroom.published(topics=[newsroom.topic("tag:harbour")])
    for topics in (client.product.topics, [["no word"]]):
        client.is_mended(sections=5, topics=topics)
        missed = give_out(client.product, by=None)
        assert (missed.asked, missed.failed, bool(missed.fault)) == (0, 1, True)
    with pytest.raises(NotResendable, match="Harbours"):
        count_since(Endpoint.objects.get(pk=client.push.pk), seq=0, by=None)
    assert Alarm.objects.open().count() == 1
    client.is_mended(topics=["tag:harbour"])
    give_out(client.product, by=None)
    assert client.fetched() == [story.dispatch_id]


def test_it_is_given_out_once_and_by_whoever_may(newsroom: Newsroom, client: Client) -> None:
    client.breaks()
    newsroom.published()
    client.is_mended()
    with pytest.raises(NotAllowed):
        give_out(client.product, by=newsroom.person(Role.REPORTER))

    def sooner(execute: Any, sql: str, *rest: Any) -> Any:
        """Somebody else settles them a moment before us."""
        if sql.startswith('UPDATE "wire_out_alarm"') and Alarm.objects.open().exists():
            with connection.cursor() as cursor:
                cursor.execute("UPDATE wire_out_alarm SET settled_at = created_at")
        return execute(sql, *rest)

    with connection.execute_wrapper(sooner), pytest.raises(AlreadyDone):
        give_out(client.product, by=None)
    assert (FollowUp.objects.count(), ledger(client.push)) == (0, [])
    Alarm.objects.update(settled_at=None)
    give_out(client.product, by=None)
    assert (FollowUp.objects.count(), len(ledger(client.push))) == (2, 1)
    assert give_out(client.product, by=None) == Missed(0, [], [], [], 0, "", 0)


def test_a_paused_client_gets_it_when_it_is_resumed(newsroom: Newsroom, client: Client) -> None:
    client.breaks()
    story = newsroom.published()
    client.is_mended()
    for place in (client.push, client.pull):
        pause(place, by=None)
    give_out(client.product, by=None)
    assert client.fetched() == []
    for place in (client.push, client.pull):
        resume(place, by=None)
    assert client.fetched() == [story.dispatch_id]
    assert ledger(client.push) == [("new", "pending")]


def test_many_are_given_out_in_portions_the_oldest_first(
    newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("wireroom.wire_out.missed.MOST", 2)
    client.breaks()
    stories = [newsroom.published() for _number in range(3)]
    last = changed(newsroom, stories[0])
    client.is_mended()
    assert client.fetched() == []
    assert (
        "Come back for the others: 2."
        in sign_in(newsroom.chief).get(f"/desk/products/{client.product.pk}/missed/").content.decode()
    )
    assert [(one.asked, one.left) for one in (give_out(client.product, by=None), look(client.product))] == [
        (2, 2),
        (2, 0),
    ]
    assert client.fetched() == [stories[1].dispatch_id]
    give_out(client.product, by=None)
    assert client.fetched() == [stories[2].dispatch_id, last]


def test_many_clients_cost_as_much_as_one(newsroom: Newsroom, client: Client, tmp_path: Path) -> None:
    clients = [client.subscriber, *(subscriber() for _number in range(3))]
    for number, one in enumerate(clients[1:]):
        colleague(one, mail=f"{number}@client.example")
        endpoint(one, [client.product], address=str(tmp_path / str(number)))
        issue(endpoint(one, [client.product], kind="pull"))

    def costs(*entitled: Subscriber) -> int:
        save_product(client.product, subscribers=entitled, by=None)
        client.breaks()
        newsroom.published()
        client.is_mended()
        with CaptureQueriesContext(connection) as asked:
            missed = look(client.product)
        assert (len(missed.deliveries), missed.tokens, missed.people) == (len(entitled),) * 3
        Alarm.objects.update(settled_at=clock.now())
        return len(asked)

    assert costs(*clients) == costs(client.subscriber)


def test_the_desk_counts_first_and_gives_out_on_a_click(newsroom: Newsroom, client: Client) -> None:
    chief, missed = sign_in(newsroom.chief), f"/desk/products/{client.product.pk}/missed/"
    client.breaks()
    newsroom.published("Bridge opens")
    newsroom.published("Bridge closes")
    broken = chief.get(missed).content.decode()
    assert "Its filter still fails on 2 dispatches." in broken
    assert "Give it out" not in broken
    edit = f"/desk/products/edit/{client.product.pk}/"
    assert missed in chief.get(edit).content.decode()
    fields = {"name": "Harbours", "priority": 9, "words": "opens", "subscribers": [client.subscriber.pk]}
    assert missed in chief.post(edit, fields, follow=True).content.decode()
    asked = " ".join(chief.get(missed).content.decode().split())
    assert "It carries 1 dispatch of 2. Deliveries: 1 (endpoints: 1). Tokens: 1. People: 1 (mails: 0)." in asked
    assert not FollowUp.objects.exists()
    assert chief.post(missed).status_code == 302
    assert (FollowUp.objects.count(), Alarm.objects.open().count()) == (2, 0)
    assert "It has missed nothing." in chief.get(missed).content.decode()
    assert missed not in chief.get(edit).content.decode()
    assert sign_in(newsroom.person(Role.REPORTER)).post(missed).status_code in (302, 403)
