"""Subscribers, products and people at the desk."""

from __future__ import annotations

from datetime import timedelta

import pytest

from tests.desk.house import sign_in
from tests.desk.wire_out.house import Clientele, Doorway
from tests.factories import Newsroom
from tests.wire_out.clients import subscriber
from wireroom.core import clock
from wireroom.desk.wire_out.products import filter_in_words
from wireroom.desk.wire_out.subscribers import contract_in_words
from wireroom.wire_out.actions import issue_token
from wireroom.wire_out.models import ApiToken, Contact, Person, Product, Subscriber


@pytest.fixture
def at(newsroom: Newsroom) -> Doorway:
    return Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))


def test_a_preview_counts_last_week_and_saves_nothing(at: Doorway, newsroom: Newsroom) -> None:
    newsroom.published("In sport", section="sport")
    newsroom.published("In the world")
    fields = {"name": "Sport only", "sections": ["sport"], "priority": 9, "words": "", "preview": 1}
    page = at.post("products:add", **fields)
    assert (page.context["found_count"], [one.item.headline for one in page.context["found"]]) == (1, ["In sport"])
    assert not Product.objects.filter(name="Sport only").exists()
    edited = at.post("products:edit", at.clientele.product.pk, **fields)
    assert edited.context["found_count"] == 1
    assert Product.objects.get(pk=at.clientele.product.pk).sections == []


def test_a_product_is_saved_with_who_is_entitled(at: Doorway) -> None:
    client = at.clientele.subscriber
    topic = at.clientele.newsroom.topic("tag:harbour")
    fields = {"name": "Harbour", "languages": ["en"], "topics": [topic.code], "priority": 5, "words": "harbour\nport"}
    at.post("products:add", **fields, subscribers=[client.pk])
    made = Product.objects.get(name="Harbour")
    assert (made.languages, made.topics, made.priority, made.words) == (["en"], ["tag:harbour"], 5, "harbour\nport")
    assert list(made.subscribers.all()) == [client]
    assert filter_in_words(made) == "en · harbour · harbour | port · priority 5 and higher"
    at.post("products:edit", made.pk, **fields, subscribers=[])
    assert list(made.subscribers.all()) == []


@pytest.mark.parametrize("fields", [{"sections": ["nowhere"]}, {"languages": ["xx"]}, {"priority": 0}, {"name": ""}])
def test_a_product_that_makes_no_sense_is_refused(at: Doorway, fields: dict[str, object]) -> None:
    response = at.post("products:add", **{"name": "Odd", "priority": 9, "words": "", **fields})
    assert (response.status_code, list(response.context["form"].errors)) == (200, list(fields))


def _contacts(*rows: dict[str, object], name: str = "Courier", initial: int = 0) -> dict[str, object]:
    fields: dict[str, object] = {"name": name, "language": "en", "contacts-TOTAL_FORMS": len(rows)}
    fields |= {"contacts-INITIAL_FORMS": initial, "contacts-MIN_NUM_FORMS": 0, "contacts-MAX_NUM_FORMS": 1000}
    for number, row in enumerate(rows):
        fields |= {f"contacts-{number}-{key}": value for key, value in row.items()}
    return fields


def test_contacts_are_kept_with_their_subscriber(at: Doorway) -> None:
    at.post("subscribers:add", **_contacts({"name": "Dana", "phone": "+44 1"}, {"name": "Eve", "mail": "e@x.example"}))
    made = Subscriber.objects.get(name="Courier")
    assert [(one.name, one.phone) for one in made.contacts.all()] == [("Dana", "+44 1"), ("Eve", "")]
    first, second = Contact.objects.filter(subscriber=made)
    rows = [{"id": first.pk, "name": "Dana", "phone": "+44 2"}, {"id": second.pk, "name": "Eve", "DELETE": "on"}]
    at.post("subscribers:edit", made.pk, **_contacts(*rows, initial=2))
    assert list(Contact.objects.filter(subscriber=made).values_list("name", "phone")) == [("Dana", "+44 2")]


def test_a_contract_that_ends_before_it_begins_is_refused(at: Doorway) -> None:
    fields = _contacts() | {"contract_from": "2031-05-04", "contract_until": "2031-05-03"}
    response = at.post("subscribers:add", **fields)
    assert list(response.context["form"].errors) == ["contract_until"]


def test_contracts_are_said_in_words() -> None:
    today = clock.now().date()
    assert contract_in_words(Subscriber()) == "until further notice"
    assert contract_in_words(Subscriber(contract_until=today - timedelta(days=1))).startswith("ended on ")
    assert contract_in_words(Subscriber(contract_from=today + timedelta(days=1))).startswith("begins on ")
    assert contract_in_words(Subscriber(contract_until=today)).startswith("until ")


def test_who_is_shut_out_loses_their_tokens_and_gets_none_back(at: Doorway) -> None:
    person = at.clientele.person
    token, _text = issue_token(name="Own", scopes=["read"], person=person, by=None)
    assert "Revoke token “Own”" in at.get("subscribers:edit", person.subscriber_id).content.decode()
    at.post("subscribers:person", person.pk, "shut-out")
    assert (
        Person.objects.get(pk=person.pk).is_active,
        ApiToken.objects.usable(clock.now()).filter(pk=token.pk).exists(),
    ) == (
        False,
        False,
    )
    at.post("subscribers:person", person.pk, "let-in")
    assert Person.objects.get(pk=person.pk).is_active
    assert not ApiToken.objects.usable(clock.now()).filter(pk=token.pk).exists()


def test_an_empty_house_says_what_to_do(newsroom: Newsroom) -> None:
    chief = sign_in(newsroom.chief)
    for name, words in {
        "subscribers": "There is no subscriber yet.",
        "products": "There is no product yet.",
        "endpoints": "There is no endpoint yet.",
        "deliveries": "Nothing has gone to a subscriber yet.",
        "withdrawals": "Everybody knows of every withdrawal.",
        "deliveries/alarms": "Every dispatch could be made in every format.",
    }.items():
        assert words in chief.get(f"/desk/{name}/").content.decode()


def test_a_page_of_a_subscriber_without_anything_says_so(at: Doorway) -> None:
    page = at.get("subscribers:edit", subscriber().pk).content.decode()
    assert "None yet: nothing goes to this subscriber." in page
    assert "Nobody from here signs in at the portal." in page
