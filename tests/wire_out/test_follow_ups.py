"""A correction and a reinstatement reach who holds an older version, though their products have let go of the story."""

from __future__ import annotations

import smtplib
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from tests.factories import Newsroom
from tests.wire_out.api.calls import Caller, issue, person, puller
from tests.wire_out.clients import product, subscriber
from tests.wire_out.portal.visits import Visitor, colleague
from wireroom.core import clock
from wireroom.stories.actions import correct, reinstate, update, withdraw
from wireroom.stories.models import Dispatch, Source, Story
from wireroom.wire_out import matching
from wireroom.wire_out.actions import revoke_token
from wireroom.wire_out.mails import is_somebody_to_tell, tell_people
from wireroom.wire_out.models import ApiToken, FollowUp, How, Person, Recall, Receipt
from wireroom.wire_out.recalls import recall_late_holders, review
from wireroom.wire_out.receipts import holder_of, record

pytestmark = pytest.mark.django_db


def held(newsroom: Newsroom, caller: Caller, **fields: Any) -> Story:
    """A story that the caller has fetched and that has gone to a section which no product of theirs carries."""
    story = newsroom.published(section="world", **fields)
    assert caller.seqs()[-1] == newest(story).seq
    draft = story.get_latest_revision_as_object()
    draft.section = newsroom.sections["sport"]
    update(draft, by=None)
    assert caller.seqs(since=newest(story).seq - 1) == []
    return newsroom.fresh(story)


def newest(story: Story) -> Dispatch:
    found = Dispatch.objects.of(story).last()
    assert found is not None
    return found


def corrected(newsroom: Newsroom, story: Story, **more: Any) -> Dispatch:
    draft = newsroom.fresh(story).get_latest_revision_as_object()
    draft.headline = "As it was"
    return correct(draft, by=None, note="It was otherwise.", **more)


@pytest.fixture
def caller(newsroom: Newsroom) -> Caller:
    return puller(sections=["world"])[0]


@pytest.fixture
def reader(newsroom: Newsroom) -> Person:
    """Somebody at the portal whose newsroom takes the section world."""
    client = subscriber()
    product(client, sections=["world"])
    return colleague(client, language="fr", mail="lea@client.example")


def test_who_pulled_a_story_pulls_its_correction_and_return(newsroom: Newsroom, caller: Caller) -> None:
    story = held(newsroom, caller)
    correction = corrected(newsroom, story)
    assert caller.seqs(since=correction.seq - 1) == [correction.seq]
    assert caller.get(f"dispatches/{correction.seq}").status_code == 200
    assert caller.get(f"dispatches/{correction.seq}/item?format=nitf").status_code == 200
    withdrawal = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    back = reinstate(newsroom.fresh(story), by=None, note="Right.")
    assert caller.seqs(since=correction.seq) == [withdrawal.seq, back.seq]
    stranger, _sold = puller(sections=["world"])
    assert stranger.seqs() == []


def test_the_ledger_alone_opens_the_door(newsroom: Newsroom, caller: Caller) -> None:
    story = held(newsroom, caller)
    other = newsroom.published(section="sport")
    corrected(newsroom, other)
    draft = newsroom.fresh(story).get_latest_revision_as_object()
    draft.headline = "Only updated"
    update(draft, by=None)
    assert caller.seqs(since=newest(other).seq - 1) == []
    assert caller.get(f"dispatches/{newest(story).seq}").status_code == 404


def test_a_correction_that_was_passed_by_comes_with_the_next_page(newsroom: Newsroom, caller: Caller) -> None:
    """The version is fetched by its number after the cursor has passed the correction."""
    story = newsroom.published(section="world")
    draft = story.get_latest_revision_as_object()
    draft.section = newsroom.sections["sport"]
    correction = correct(draft, by=None, note="It is sport.")
    cursor = newsroom.published(section="world").dispatch_id
    assert caller.get("dispatches/1").status_code == 200
    assert caller.seqs(since=cursor) == [correction.seq]
    assert caller.seqs(since=cursor) == []


def test_a_correction_withdrawn_since_is_told_once(newsroom: Newsroom, caller: Caller) -> None:
    story = held(newsroom, caller)
    correction = corrected(newsroom, story)
    withdrawal = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    cursor = newsroom.published(section="sport").dispatch_id
    assert caller.seqs(since=cursor) == [correction.seq, withdrawal.seq]
    assert caller.seqs(since=cursor) == []


def test_nothing_follows_whom_the_house_does_not_serve_or_may_not(newsroom: Newsroom, caller: Caller) -> None:
    story = held(newsroom, caller, sources=[newsroom.source("closing")])
    correction = corrected(newsroom, story)
    token = ApiToken.objects.get(pk=caller.token.pk if caller.token else 0)
    yesterday = (clock.now() - timedelta(days=1)).date()
    type(token.subscriber).objects.update(contract_until=yesterday)
    assert caller.seqs(since=correction.seq - 1) == []
    assert caller.get(f"dispatches/{correction.seq}").status_code == 404
    type(token.subscriber).objects.update(contract_until=None)
    assert caller.seqs(since=correction.seq - 1) == [correction.seq]
    Source.objects.update(may_pass_on=False)
    assert caller.seqs(since=correction.seq - 1) == []


def test_a_receipt_that_was_not_yet_committed_is_found_by_the_review(newsroom: Newsroom, caller: Caller) -> None:
    story = newsroom.published(section="sport")
    first = newest(story)
    correction = corrected(newsroom, story)
    matching.catch_up()
    assert caller.token is not None
    holder = holder_of(caller.token)
    about = {"subscriber_id": holder.subscriber_id, "story": story, "version": 1, "who": holder.who}
    Receipt.objects.create(dispatch=first, token=caller.token, how=How.PULLED, at=clock.now(), **about)
    recall_late_holders(clock.now())
    recall_late_holders(clock.now())
    assert [(one.who, one.dispatch_id) for one in FollowUp.objects.all()] == [(holder.who, correction.seq)]


def test_a_person_sees_it_and_is_mailed(newsroom: Newsroom, reader: Person, settings: Any) -> None:
    settings.SITE_URL = "https://agency.example"
    story = newsroom.published("Bridge opens", section="world")
    browser = Visitor.new()
    browser.sign_in(reader)
    browser.page("/wire/stories/1/")
    draft = newsroom.fresh(story).get_latest_revision_as_object()
    draft.section, draft.headline = newsroom.sections["sport"], "Bridge closes"
    correction = correct(draft, by=None, note="It closes.")
    matching.catch_up()
    assert is_somebody_to_tell()
    tell_people.call()
    [sent] = mail.outbox
    assert (sent.to, sent.subject) == (["lea@client.example"], "RECTIFICATIF : Bridge closes")
    assert "It closes." in sent.body
    assert f"https://agency.example/wire/stories/{correction.seq}/" in sent.body
    assert not is_somebody_to_tell()
    assert "Bridge closes" in browser.page()
    assert "Bridge closes" in browser.page(f"/wire/stories/{correction.seq}/")
    withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    matching.catch_up()
    assert Recall.objects.get().who == f"person:{reader.pk}"


def test_what_the_product_brings_stands_on_the_front_page_until_it_is_looked_at(
    newsroom: Newsroom, reader: Person
) -> None:
    story = newsroom.published("Bridge opens", section="world")
    browser = Visitor.new()
    browser.sign_in(reader)
    browser.page("/wire/stories/1/")
    assert 'id="changed"' not in browser.page()
    correction = corrected(newsroom, story)
    assert 'id="changed"' in browser.page()
    assert not is_somebody_to_tell()
    browser.page(f"/wire/stories/{correction.seq}/")
    assert 'id="changed"' not in browser.page()


def test_a_mail_that_fails_is_tried_again_and_one_without_leave_never(
    newsroom: Newsroom, reader: Person, monkeypatch: pytest.MonkeyPatch
) -> None:
    story = newsroom.published(section="world")
    record(holder_of(reader), [newest(story)], How.VIEWED)
    draft = newsroom.fresh(story).get_latest_revision_as_object()
    draft.section = newsroom.sections["sport"]
    correct(draft, by=None, note="It is sport.")
    matching.catch_up()

    def refuse(_mail: object, fail_silently: bool = False) -> int:
        raise smtplib.SMTPServerDisconnected("gone")

    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        tell_people.call()
    row = FollowUp.objects.get()
    assert row.next_mail_at is not None
    with clock.at(row.next_mail_at + timedelta(seconds=1)):
        Person.objects.update(is_active=False)
        tell_people.call()
    assert (mail.outbox, FollowUp.objects.get().next_mail_at) == ([], None)


def test_a_new_token_answers_for_one_that_was_revoked(newsroom: Newsroom, caller: Caller) -> None:
    """Whether the product still carries the story or not; the telephone list is the shorter for it."""
    for acknowledges in (True, False):
        story = held(newsroom, caller)
        old = caller.token
        assert old is not None
        assert old.endpoint is not None
        revoke_token(old, by=None)
        withdrawal = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
        matching.catch_up()
        review(clock.now())
        assert [one.trouble for one in Recall.objects.to_telephone(clock.now())] == ["revoked"]
        fresh = issue(old.endpoint)
        assert [one["seq"] for one in fresh.get("withdrawals").json()["withdrawals"]][-1] == withdrawal.seq
        if acknowledges:
            assert fresh.acknowledge(withdrawal.seq).status_code == 200
            assert Recall.objects.get(dispatch=withdrawal).answered_by == "test"
        else:
            assert fresh.seqs(since=withdrawal.seq - 1) == [withdrawal.seq]
        recall = Recall.objects.get(dispatch=withdrawal)
        assert (recall.who, recall.told_at is None, recall.trouble) == (f"token:{old.pk}", False, "")
        assert not Recall.objects.to_telephone(clock.now()).exists()
        caller = fresh


def test_nobody_answers_for_a_token_in_use_or_of_another(newsroom: Newsroom, caller: Caller) -> None:
    story = held(newsroom, caller)
    assert caller.token is not None
    assert caller.token.endpoint is not None
    beside, own = issue(caller.token.endpoint), issue(person(caller.token.subscriber))
    stranger, _sold = puller(sections=["world"])
    withdrawal = withdraw(newsroom.fresh(story), by=None, note="Wrong.")
    assert beside.acknowledge(withdrawal.seq).status_code == 404
    revoke_token(caller.token, by=None)
    assert (own.acknowledge(withdrawal.seq).status_code, stranger.acknowledge(withdrawal.seq).status_code) == (404, 404)
    assert beside.acknowledge(withdrawal.seq).status_code == 200
