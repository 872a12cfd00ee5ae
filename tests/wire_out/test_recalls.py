"""Everybody who may have a withdrawn story is told, and it is known who has not been."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, enter_all, product, subscriber
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.stories.actions import withdraw
from wireroom.stories.errors import NoteMissing
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.withdrawing import withdraw_versions, withdrawable_versions
from wireroom.wire_out import matching
from wireroom.wire_out.actions import issue_token, revoke_token, save_product
from wireroom.wire_out.errors import AlreadyTold, NotAllowed
from wireroom.wire_out.mails import is_somebody_to_tell, tell_people
from wireroom.wire_out.models import ApiToken, How, Person, Recall, Receipt
from wireroom.wire_out.reading import may_see, next_seqs, reader_of
from wireroom.wire_out.recalls import answer, recall_late_holders, review, telephone
from wireroom.wire_out.receipts import holder_of, recall_by_token, receipt_token, record

pytestmark = pytest.mark.django_db


@pytest.fixture
def token(newsroom: Newsroom) -> ApiToken:
    """A token of a pull endpoint that is owed everything."""
    client = subscriber()
    place = endpoint(client, [product(client)], kind="pull")
    return issue_token(name="Fetcher", scopes=["read"], endpoint=place, by=None)[0]


@pytest.fixture
def person(newsroom: Newsroom) -> Person:
    client = subscriber()
    product(client)
    return Person.objects.create(subscriber=client, name="Léa", mail="lea@client.example", language="fr")


def _newest(story: Story) -> Dispatch:
    found = Dispatch.objects.of(story).last()
    assert found is not None
    return found


def test_who_fetched_is_recalled_and_told_by_fetching(newsroom: Newsroom, token: ApiToken) -> None:
    story = newsroom.published()
    record(holder_of(token), [_newest(story)], How.PULLED)
    withdrawal = withdraw(story, by=None, note="Wrong.")
    matching.catch_up()
    recall = Recall.objects.get()
    assert (recall.who, recall.told_at, recall.next_mail_at) == (f"token:{token.pk}", None, None)
    record(holder_of(token), [withdrawal], How.PULLED)
    recall.refresh_from_db()
    assert recall.told_how == "fetched"


def test_a_refiltered_and_expired_client_still_sees_the_withdrawal_and_nothing_else(
    newsroom: Newsroom, token: ApiToken
) -> None:
    story = newsroom.published()
    record(holder_of(token), [_newest(story)], How.PULLED)
    token.subscriber.contract_until = (clock.now() - timedelta(days=1)).date()
    token.subscriber.save()
    other = newsroom.published()
    withdrawal = withdraw(story, by=None, note="Wrong.")
    matching.catch_up()
    reader = reader_of(token, clock.now())
    assert next_seqs(reader, after=0, limit=10) == [withdrawal.seq]
    assert may_see(reader, withdrawal)
    assert not may_see(reader, _newest(other))


def test_a_receipt_is_written_once(newsroom: Newsroom, token: ApiToken) -> None:
    story = newsroom.published()
    for _ in range(3):
        record(holder_of(token), [_newest(story)], How.PULLED)
    record(holder_of(token), [_newest(story)], How.ACKNOWLEDGED)
    assert sorted(Receipt.objects.values_list("how", flat=True)) == ["acknowledged", "pulled"]


def test_whoever_gets_an_old_version_after_the_withdrawal_is_recalled_too(newsroom: Newsroom, token: ApiToken) -> None:
    story = newsroom.published()
    old = _newest(story)
    withdraw(story, by=None, note="Wrong.")
    matching.catch_up()
    assert Recall.objects.count() == 0
    record(holder_of(token), [old], How.PULLED)
    assert Recall.objects.get().who == f"token:{token.pk}"


def test_a_receipt_that_was_not_yet_committed_is_found_by_the_review(newsroom: Newsroom, token: ApiToken) -> None:
    story = newsroom.published()
    old = _newest(story)
    withdraw(story, by=None, note="Wrong.")
    matching.catch_up()
    Receipt.objects.create(
        subscriber=token.subscriber,
        dispatch=old,
        story=story,
        version=1,
        who=f"token:{token.pk}",
        token=token,
        how=How.PULLED,
        at=clock.now(),
    )
    recall_late_holders(clock.now())
    assert Recall.objects.get().who == f"token:{token.pk}"


def test_people_are_mailed_in_their_language_and_confirm_by_the_link(
    newsroom: Newsroom, person: Person, settings: Any
) -> None:
    settings.SITE_URL = "https://agency.example"
    story = newsroom.published("Bridge opens")
    record(holder_of(person), [_newest(story)], How.VIEWED)
    withdraw(story, by=None, note="The bridge is closed.")
    matching.catch_up()
    assert is_somebody_to_tell()
    tell_people.call()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["lea@client.example"], "ANNULÉE : Bridge opens")
    assert "The bridge is closed." in sent.body
    recall = Recall.objects.get()
    assert (recall.told_how, recall.next_mail_at) == ("mailed", None)
    assert not is_somebody_to_tell()
    link = next(line for line in sent.body.splitlines() if line.startswith("https://agency.example/wire/receipt/"))
    found = recall_by_token(link.rstrip("/").rpartition("/")[2])
    assert found == recall
    assert answer(found, who="Léa")
    assert not answer(found, who="Léa again")
    recall.refresh_from_db()
    assert recall.answered_by == "Léa"


@pytest.mark.parametrize("forged", ["", "x", "a:b:c", receipt_token.__name__])
def test_a_link_that_we_did_not_make_leads_nowhere(db: None, forged: str) -> None:
    assert recall_by_token(forged) is None


def test_who_does_not_fetch_is_telephoned(newsroom: Newsroom, token: ApiToken) -> None:
    story = newsroom.published()
    record(holder_of(token), [_newest(story)], How.PULLED)
    withdraw(story, by=None, note="Wrong.")
    matching.catch_up()
    now = clock.now()
    assert not Recall.objects.to_telephone(now).exists()
    assert Recall.objects.to_telephone(now + timedelta(minutes=16)).count() == 1
    revoke_token(token, by=None)
    review(now)
    recall = Recall.objects.to_telephone(now).get()
    assert recall.trouble == "revoked"
    editor = newsroom.person(Role.EDITOR)
    telephone(recall, by=editor, note="Spoke to the duty editor.")
    assert not Recall.objects.untold().exists()
    with pytest.raises(AlreadyTold):
        telephone(recall, by=editor)


def test_reporters_do_not_telephone(newsroom: Newsroom, token: ApiToken) -> None:
    with pytest.raises(NotAllowed):
        telephone(Recall(), by=newsroom.person(Role.REPORTER))


def test_a_person_s_token_counts_as_the_person(newsroom: Newsroom, person: Person) -> None:
    own, _text = issue_token(name="Script", scopes=["read"], person=person, by=None)
    assert holder_of(own) == holder_of(person)


def test_the_embargoed_is_seen_by_the_entitled_only(newsroom: Newsroom, token: ApiToken) -> None:
    from wireroom.stories.actions import publish

    publish(newsroom.draft(embargo_until=clock.now() + timedelta(hours=1)), by=None)
    matching.catch_up()
    assert next_seqs(reader_of(token, clock.now()), after=0, limit=10) == []
    token.subscriber.may_receive_embargoed = True
    assert next_seqs(reader_of(token, clock.now()), after=0, limit=10) == [1]


def test_a_source_that_closes_later_is_closed_for_pulls_too(newsroom: Newsroom, token: ApiToken) -> None:
    source = newsroom.source("tass")
    newsroom.published(sources=[source])
    matching.catch_up()
    assert next_seqs(reader_of(token, clock.now()), after=0, limit=10) == [1]
    type(source).objects.update(may_pass_on=False)
    assert next_seqs(reader_of(token, clock.now()), after=0, limit=10) == []


def test_pages_of_several_products_are_in_order_without_repeats(newsroom: Newsroom, token: ApiToken) -> None:
    assert token.endpoint is not None
    second = product(token.subscriber, sections=["world"])
    token.endpoint.products.add(second)
    for number in range(6):
        newsroom.published(section="world" if number % 2 else "politics")
    matching.catch_up()
    reader = reader_of(token, clock.now())
    assert next_seqs(reader, after=0, limit=4) == [1, 2, 3, 4]
    assert next_seqs(reader, after=4, limit=4) == [5, 6]
    assert next_seqs(reader, after=10**12, limit=4) == []


def test_only_the_hash_of_a_token_is_kept(newsroom: Newsroom, token: ApiToken) -> None:
    fresh, text = issue_token(name="Second", scopes=["read"], endpoint=token.endpoint, by=None)
    assert text.startswith("wire_")
    assert text not in str(vars(fresh))
    assert ApiToken.objects.get(digest=ApiToken.digest_of(text)) == fresh
    assert fresh.is_usable(clock.now())
    revoke_token(fresh, by=None)
    assert ApiToken.objects.usable(clock.now()).get() == token


def test_only_chiefs_manage_products(newsroom: Newsroom) -> None:
    from wireroom.wire_out.models import Product

    with pytest.raises(NotAllowed):
        save_product(Product(name="Mine"), by=newsroom.person(Role.EDITOR))
    save_product(Product(name="Mine"), by=newsroom.chief)


def test_all_language_versions_are_withdrawn_together_or_none(newsroom: Newsroom) -> None:
    story = newsroom.published("Original")
    draft = newsroom.draft("Traduction", language="fr")
    type(draft).objects.filter(pk=draft.pk).update(translation_key=story.translation_key)
    from wireroom.stories.actions import publish

    publish(newsroom.fresh(draft), by=None)
    versions = withdrawable_versions(newsroom.fresh(story))
    assert [version.pk for version in versions] == [story.pk, draft.pk]
    with pytest.raises(NoteMissing):
        withdraw_versions(dict(zip(versions, ["Wrong.", ""], strict=True)), by=newsroom.chief)
    assert newsroom.fresh(story).live
    withdrawn = withdraw_versions(dict(zip(versions, ["Wrong.", "Faux."], strict=True)), by=newsroom.chief)
    assert [(dispatch.language, dispatch.note) for dispatch in withdrawn] == [("en", "Wrong."), ("fr", "Faux.")]
    enter_all()
