"""The newsrooms that take the demo's wire: their history happens beside the stories', and no real host is asked."""

from __future__ import annotations

import secrets
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.core.home import home
from wireroom.demo import script
from wireroom.demo.script import Tale
from wireroom.demo.staff import SignIn, keep, kept
from wireroom.stories.models import Dispatch
from wireroom.wire_out import actions, matching, recalls
from wireroom.wire_out.adapters.folder import CLIENTS
from wireroom.wire_out.engine.delivering import Engine
from wireroom.wire_out.engine.lanes import Lanes
from wireroom.wire_out.engine.types import Batch
from wireroom.wire_out.handing import hand, pieces_of
from wireroom.wire_out.models import (
    ApiToken,
    Contact,
    Endpoint,
    How,
    Person,
    Product,
    Recall,
    SavedSearch,
    Scope,
    Subscriber,
)
from wireroom.wire_out.portal.people import set_password
from wireroom.wire_out.reading import next_seqs, reader_of

FILE = "wire.toml"
OPENED = timedelta(days=1)
"""How long before the first story the newsrooms came."""
READS = timedelta(minutes=6)
"""How long after a story their people and programs look at it; after that their programs are silent."""
RECALLED = "rail-strike"
"""The group that is withdrawn: until then everybody has looked."""


class AtOnce(Lanes):
    """Sends where it is told to, so that the clock is held there too."""

    def start(self, batch: Batch) -> None:
        self._report(self._sent(batch))


@dataclass(frozen=True, slots=True)
class Share:
    """What is pushed to somebody: a product as the script has it."""

    languages: frozenset[str]
    sections: frozenset[str]

    def takes(self, tale: Tale, language: str) -> bool:
        return language in self.languages and (not self.sections or tale.section in self.sections)


@dataclass
class Wire:
    """The demo's subscribers while the stories happen."""

    by: User | None
    engine: Engine = field(default_factory=lambda: Engine(lanes=AtOnce))
    sign_ins: list[SignIn] = field(default_factory=list)
    pushed: list[Share] = field(default_factory=list)

    def open(self, at: datetime) -> None:
        with clock.at(at - OPENED):
            wire = script.read(script.FOLDER / FILE)
            for entry in wire["product"]:
                actions.save_product(Product(**entry), by=self.by)
            for entry in wire["subscriber"]:
                self._take_on(entry)

    def _take_on(self, entry: Mapping[str, Any]) -> None:
        subscriber = Subscriber.objects.create(
            name=entry["name"],
            language=entry["language"],
            contract_from=clock.now().date(),
            may_receive_embargoed=entry.get("embargoed", False),
            notes=entry.get("notes", ""),
        )
        for contact in entry["contacts"]:
            Contact.objects.create(subscriber=subscriber, **contact)
        for product in Product.objects.filter(name__in=entry["products"]):
            actions.save_product(product, subscribers=[*product.subscribers.all(), subscriber], by=self.by)
        signed = self._connect(subscriber, entry["endpoint"])
        if signed is not None and not entry.get("ended"):
            self.sign_ins.append(signed)
        if "person" in entry:
            self._invite(subscriber, entry["person"])

    def _connect(self, subscriber: Subscriber, entry: Mapping[str, Any]) -> SignIn | None:
        """How a program of theirs signs in, if it fetches."""
        address = entry.get("address", "")
        if "folder" in entry:
            folder = home() / CLIENTS / entry["folder"]
            folder.mkdir(parents=True, exist_ok=True)
            address = str(folder)
        endpoint = Endpoint(
            subscriber=subscriber,
            name=entry["name"],
            kind=entry["kind"],
            address=address,
            format=entry.get("format", "ninjs"),
        )
        actions.save_endpoint(endpoint, products=Product.objects.filter(name__in=entry["products"]), by=self.by)
        if endpoint.is_pushed:
            products = endpoint.products.all()
            self.pushed += [Share(frozenset(one.languages), frozenset(one.sections)) for one in products]
            return None
        scopes = [scope.value for scope in Scope]
        _token, text = actions.issue_token(name=endpoint.name, scopes=scopes, endpoint=endpoint, by=self.by)
        return SignIn("api token", endpoint.name, text)

    def _invite(self, subscriber: Subscriber, entry: Mapping[str, str]) -> None:
        """Somebody whose password is made here, so that no mail has to bring it."""
        person = Person.objects.create(
            subscriber=subscriber,
            name=entry["name"],
            mail=entry["mail"],
            language=subscriber.language,
            is_administrator=True,
        )
        password = secrets.token_urlsafe(9)
        set_password(person, password)
        SavedSearch.objects.create(person=person, words=entry["search"], language=subscriber.language)
        self.sign_ins.append(SignIn("client", person.mail, password))

    def follow(self, at: datetime, tale: Tale, language: str) -> None:
        """Lets what has come out of a tale at `at` reach whom it can; what concerns nobody is left for the next."""
        if tale.group == RECALLED or any(one.takes(tale, language) for one in self.pushed):
            with clock.at(at):
                self.engine.deliver_all()
        if tale.group == RECALLED:
            self._read(at)

    def _read(self, at: datetime) -> None:
        """What has just come out of the story that is withdrawn later is fetched and looked at."""
        newest = Dispatch.objects.order_by("-seq").first()
        if newest is None:
            return
        with clock.at(min(at + READS, clock.real())):
            if newest.kind == "withdrawal":
                self._confirm(newest)
                return
            for token in ApiToken.objects.select_related("subscriber", "endpoint"):
                _look(token, newest, How.PULLED)
            for person in Person.objects.select_related("subscriber"):
                _look(person, newest, How.VIEWED)

    def _confirm(self, withdrawal: Dispatch) -> None:
        """People read that it is gone and say so; programs have not asked since."""
        mine = Recall.objects.untold().filter(dispatch=withdrawal, person__isnull=False).select_related("person")
        for recall in mine:
            if recall.person is not None:
                recalls.answer(recall, who=recall.person.name)

    def close(self) -> None:
        """Brings everybody to where they stand today: contracts that have ended, endpoints that are paused."""
        self.engine.deliver_all()
        yesterday = clock.now().date() - timedelta(days=1)
        for entry in script.read(script.FOLDER / FILE)["subscriber"]:
            if entry.get("ended"):
                Subscriber.objects.filter(name=entry["name"]).update(contract_until=yesterday)
            if entry["endpoint"].get("paused"):
                actions.pause(Endpoint.objects.get(name=entry["endpoint"]["name"]), by=self.by)
        recalls.review(clock.now())
        keep(self.sign_ins)


def _look(somebody: ApiToken | Person, dispatch: Dispatch, how: How) -> None:
    """Gets hold of the dispatch if it may be seen, as the API and the portal do it."""
    matching.catch_up()
    reader = reader_of(somebody, clock.now())
    if next_seqs(reader, after=dispatch.seq - 1, limit=1) == [dispatch.seq]:
        hand(reader, pieces_of([dispatch]), how)


def open_wire(at: datetime, *, by: User | None) -> Wire | None:
    """The demo's wire, from a day before `at` on; None where there are subscribers already, whoever they are."""
    if Subscriber.objects.exists() or Endpoint.objects.exists():
        return None
    wire = Wire(by)
    wire.open(at)
    return wire


def clients() -> list[SignIn]:
    """How the newsrooms come in, without what was never ours to know."""
    return list(_clients(script.read(script.FOLDER / FILE)["subscriber"]))


def _clients(subscribers: list[Mapping[str, Any]]) -> Iterator[SignIn]:
    known = kept()
    for entry in subscribers:
        name, fetches = entry["endpoint"]["name"], entry["endpoint"]["kind"] == "pull"
        if fetches and not entry.get("ended") and ApiToken.objects.filter(name=name).exists():
            yield known.get(name) or SignIn("api token", name, "")
        mail = entry.get("person", {}).get("mail")
        if mail and Person.objects.filter(mail=mail).exists():
            yield known.get(mail) or SignIn("client", mail, "")
