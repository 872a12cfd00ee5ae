"""Letting people of a client newsroom into the portal from the desk."""

from __future__ import annotations

import re
import smtplib
from datetime import timedelta

import pytest
from django.core import mail
from django.db.models import QuerySet
from django_tasks_db.models import DBTaskResult
from wagtail.models import ModelLogEntry

from tests.desk.house import sign_in
from tests.desk.wire_out.house import Clientele, Doorway
from tests.factories import Newsroom
from tests.wire_out.portal.visits import PASSWORD, Visitor
from wireroom.core import clock
from wireroom.wire_out.mails import is_somebody_to_tell, tell_people
from wireroom.wire_out.models import Person
from wireroom.wire_out.portal import people

pytestmark = pytest.mark.django_db


@pytest.fixture
def at(newsroom: Newsroom) -> Doorway:
    return Doorway(Clientele.of(newsroom, "The Daily", language="fr"), sign_in(newsroom.chief))


def page(at: Doorway) -> str:
    """The list of people as its subscriber's page shows it, without markup."""
    html = at.get("subscribers:edit", at.clientele.subscriber.pk).content.decode()
    section = html.partition('<section id="people"')[2].partition("</section>")[0]
    return " ".join(re.sub("<[^>]+>", " ", section).split())


def mails_due() -> QuerySet[DBTaskResult]:
    return DBTaskResult.objects.filter(task_path=people.send_link.module_path)


def send_mails() -> None:
    for result in mails_due():
        people.send_link.call(*result.args_kwargs["args"])
    mails_due().delete()


def send_link(somebody: Person) -> None:
    people.send_link.call(somebody.pk)


def link() -> str:
    found = re.search(r"/wire/password/[^\s]+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def invite(at: Doorway, **changed: object) -> int:
    fields = {"name": "Anna", "mail": "anna@daily.example", "language": "fr", "is_administrator": "on", **changed}
    return at.post("subscribers:invite", at.clientele.subscriber.pk, **fields).status_code


def test_the_form_knows_the_client(at: Doorway) -> None:
    def form() -> str:
        return at.get("subscribers:invite", at.clientele.subscriber.pk).content.decode()

    assert '<option value="fr" selected>' in form()
    assert re.search('name="is_administrator"[^>]* checked', form())
    Person.objects.filter(pk=at.clientele.person.pk).update(is_administrator=True)
    assert not re.search('name="is_administrator"[^>]* checked', form())


def test_a_chief_lets_the_first_person_in_by_mail(at: Doorway, newsroom: Newsroom) -> None:
    assert invite(at) == 302
    anna = Person.objects.get(name="Anna")
    assert (anna.subscriber, anna.is_administrator, anna.language) == (at.clientele.subscriber, True, "fr")
    assert "Anna No mail sent yet anna@daily.example manages the team" in page(at)
    send_mails()
    assert (mail.outbox[-1].to, "accès" in mail.outbox[-1].subject) == (["anna@daily.example"], True)
    assert "Anna Invited anna@daily.example manages the team link sent" in page(at)
    browser = Visitor.new()
    assert browser.post(link(), password=PASSWORD).status_code == 303
    assert browser.get("/wire/team/").status_code == 200
    assert "Anna Active anna@daily.example" in page(at)
    entry = ModelLogEntry.objects.for_instance(at.clientele.subscriber).get(action="wireroom.wire_invite")
    assert (entry.user, entry.data) == (newsroom.chief, {"name": "Anna", "mail": "anna@daily.example"})


def test_an_invitation_lapses_and_is_sent_again(at: Doorway) -> None:
    invite(at)
    anna = Person.objects.get(name="Anna")
    Person.objects.filter(pk=anna.pk).update(link_sent_at=clock.now() - people.LINK_LASTS - timedelta(seconds=1))
    assert "Anna Invitation lapsed" in page(at)
    mails_due().delete()
    assert at.post("subscribers:person", anna.pk, "link").status_code == 302
    send_mails()
    assert len(mail.outbox) == 1
    assert "Anna Invited" in page(at)


def test_an_invitation_is_withdrawn_with_its_link(at: Doorway) -> None:
    invite(at)
    send_mails()
    anna = Person.objects.get(name="Anna")
    at.post("subscribers:person", anna.pk, "shut-out")
    assert "Anna Shut out" in page(at)
    assert Visitor.new().post(link(), password=PASSWORD).status_code == 410
    at.post("subscribers:person", anna.pk, "link")
    assert not mails_due().exists()
    at.post("subscribers:person", anna.pk, "let-in")
    assert Visitor.new().post(link(), password=PASSWORD).status_code == 303


def test_an_invitation_that_fails_is_tried_again_and_shown_and_sent_once(
    at: Doorway, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_mail: object, fail_silently: bool = False) -> int:
        raise smtplib.SMTPServerDisconnected("Connection <closed>")

    invite(at)
    anna = Person.objects.get(name="Anna")
    with monkeypatch.context() as broken:
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        send_mails()
        anna.refresh_from_db()
        assert anna.link_due_at is not None
        waits = [anna.link_due_at - clock.now()]
        shown = page(at)
        assert "Anna Mail fails anna@daily.example" in shown
        assert "The mail with the link fails and is tried again" in shown
        assert "Connection &lt;closed&gt;" in shown
        assert not is_somebody_to_tell()
        with clock.at(anna.link_due_at):
            assert is_somebody_to_tell()
            tell_people.call()
            anna.refresh_from_db()
            waits.append(anna.link_due_at - clock.now())
        assert [timedelta(0) < one for one in waits] == [True, True]
        assert waits[1] > waits[0] * 1.5
        assert mail.outbox == []
    with clock.at(anna.link_due_at):
        tell_people.call()
        tell_people.call()
        send_link(anna)
        assert "Anna Invited" in page(at)
    assert [sent.to for sent in mail.outbox] == [["anna@daily.example"]]
    assert Visitor.new().post(link(), password=PASSWORD).status_code == 303


def test_an_invitation_is_given_up_and_begun_anew(at: Doorway, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(_mail: object, fail_silently: bool = False) -> int:
        raise smtplib.SMTPRecipientsRefused({"anna@daily.example": (550, b"no such user")})

    invite(at)
    anna = Person.objects.get(name="Anna")
    with monkeypatch.context() as broken, clock.at(clock.now() + timedelta(days=3)):
        broken.setattr("django.core.mail.EmailMessage.send", refuse)
        tell_people.call()
        assert not is_somebody_to_tell()
    shown = page(at)
    assert "Anna Mail given up" in shown
    assert "no such user" in shown
    at.post("subscribers:person", anna.pk, "link")
    assert "Anna No mail sent yet" in page(at)
    send_mails()
    assert ("Anna Invited" in page(at), len(mail.outbox)) == (True, 1)


def test_nobody_who_is_in_or_out_waits_for_a_link(at: Doorway) -> None:
    for name in ("Anna", "Ben"):
        invite(at, name=name, mail=f"{name}@daily.example")
    anna, ben = Person.objects.get(name="Anna"), Person.objects.get(name="Ben")
    people.set_password(anna, PASSWORD)
    at.post("subscribers:person", ben.pk, "shut-out")
    at.post("subscribers:person", ben.pk, "let-in")
    tell_people.call()
    send_mails()
    assert mail.outbox == []


@pytest.mark.parametrize("changed", [{"mail": "nobody"}, {"mail": "a@b.example\nBcc: c@d.example"}, {"name": ""}])
def test_nonsense_is_refused_with_what_was_typed(at: Doorway, changed: dict[str, object]) -> None:
    assert invite(at, **changed) == 422
    assert Person.objects.count() == 1


def test_an_address_signs_in_for_one_person_however_it_is_written(at: Doorway) -> None:
    invite(at)
    assert invite(at, mail="Anna@Daily.example") == 409
    assert mails_due().count() == 1


def test_unknown_deeds_and_people_are_not_found(at: Doorway) -> None:
    assert at.post("subscribers:person", at.clientele.person.pk, "delete").status_code == 404
    assert at.post("subscribers:person", 10**6, "link").status_code == 404
    assert at.get("subscribers:invite", 10**6).status_code == 404
