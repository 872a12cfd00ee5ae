"""Who gets into the portal, and who does not."""

from __future__ import annotations

import re
from datetime import timedelta
from typing import Any

import pytest
from django.core import mail
from django.core.management import CommandError, call_command
from django_tasks_db.models import DBTaskResult

from tests.factories import Newsroom
from tests.wire_out.clients import subscriber
from tests.wire_out.portal.visits import PASSWORD, Visitor, colleague, visitor
from wireroom.core import clock
from wireroom.wire_out.models import ApiToken, Person
from wireroom.wire_out.portal import people

pytestmark = pytest.mark.django_db

PRIVATE = (
    "/wire/",
    "/wire/newer/",
    "/wire/search/",
    "/wire/stories/1/",
    "/wire/stories/1/ninjs/",
    "/wire/stories/1/pictures/1/",
    "/wire/tokens/",
    "/wire/team/",
    "/wire/account/",
)


@pytest.mark.parametrize("path", PRIVATE)
def test_whoever_is_not_signed_in_is_asked_to(newsroom: Newsroom, path: str) -> None:
    answer = Visitor.new().get(path)
    assert answer.status_code == 302
    assert answer.headers["location"].startswith("/wire/sign-in/?next=%2Fwire%2F")


def test_signing_in_leads_where_one_wanted_to_go_and_out_again(newsroom: Newsroom) -> None:
    somebody, browser = colleague(subscriber()), Visitor.new()
    answer = browser.sign_in(somebody, next="/wire/search/?q=a")
    assert (answer.status_code, answer.headers["location"]) == (303, "/wire/search/?q=a")
    cookie = answer.cookies["wireroom_client"]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/wire/")
    assert browser.get().status_code == 200
    kept = cookie.value
    assert browser.post("/wire/sign-out/").status_code == 303
    browser.client.cookies["wireroom_client"] = kept
    assert browser.get().status_code == 302


@pytest.mark.parametrize(
    "address", ["//evil.example", "https://evil.example/wire/", "/desk/", "/wire/\\evil", "javascript:1"]
)
def test_signing_in_leads_nowhere_else(newsroom: Newsroom, address: str) -> None:
    answer = Visitor.new().sign_in(colleague(subscriber()), next=address)
    assert answer.headers["location"] == "/wire/"


def test_a_wrong_password_and_an_unknown_address_are_answered_alike(newsroom: Newsroom) -> None:
    somebody, browser = colleague(subscriber()), Visitor.new()
    wrong = browser.sign_in(somebody, "wrong")
    somebody.mail = "nobody@client.example"
    unknown = browser.sign_in(somebody, "wrong")
    assert (wrong.status_code, unknown.status_code) == (422, 422)
    said = [re.sub(r'value="[^"]*"', "", answer.content.decode()) for answer in (wrong, unknown)]
    assert said[0] == said[1]
    assert "wireroom_client" not in browser.client.cookies


def test_guessing_is_slowed_down(newsroom: Newsroom) -> None:
    somebody, browser = colleague(subscriber()), Visitor.new()
    codes = [browser.sign_in(somebody, f"guess {number}").status_code for number in range(12)]
    assert codes == [422] * 10 + [429] * 2
    assert browser.sign_in(somebody).status_code == 429


def test_forms_are_taken_from_our_own_pages_only(newsroom: Newsroom) -> None:
    browser, _somebody = visitor()
    assert browser.client.post("/wire/sign-out/").status_code == 403
    assert browser.client.post("/wire/tokens/", {"name": "x", "scopes": "read"}).status_code == 403
    assert not ApiToken.objects.exists()


def test_every_page_is_private_and_strict(newsroom: Newsroom) -> None:
    browser, _somebody = visitor(administrator=True)
    newsroom.published()
    for path in (*PRIVATE[:4], "/wire/tokens/", "/wire/team/", "/wire/account/", "/wire/nowhere/", "/wire/sign-in/"):
        headers = browser.get(path).headers
        if path == "/wire/nowhere/":
            continue
        assert headers["cache-control"] == "private, no-store", path
        assert "'unsafe" not in headers["content-security-policy"]
        assert headers["content-security-policy"].startswith("default-src 'none'")
        assert headers["x-frame-options"] == "DENY"


def test_a_person_who_was_removed_is_out_at_once(newsroom: Newsroom) -> None:
    browser, somebody = visitor()
    Person.objects.filter(pk=somebody.pk).update(is_active=False)
    assert browser.get().status_code == 302
    assert browser.sign_in(somebody).status_code == 422


def test_a_new_password_ends_other_sessions(newsroom: Newsroom) -> None:
    here, somebody = visitor()
    there = Visitor.new()
    there.sign_in(somebody)
    assert here.post("/wire/account/password/", old="wrong", password="another horse battery").status_code == 422
    assert here.post("/wire/account/password/", old=PASSWORD, password="12345").status_code == 422
    assert here.post("/wire/account/password/", old=PASSWORD, password="another horse battery").status_code == 303
    assert (here.get().status_code, there.get().status_code) == (200, 302)


def _links() -> Any:
    return DBTaskResult.objects.filter(task_path=people.send_link.module_path)


def _run_tasks() -> None:
    for result in _links():
        people.send_link.call(*result.args_kwargs["args"])


def _link() -> str:
    found = re.search(r"/wire/password/[^\s]+", str(mail.outbox[-1].body))
    assert found is not None
    return found[0]


def test_an_invitation_is_good_once(newsroom: Newsroom) -> None:
    admin, boss = visitor(administrator=True)
    form = {"name": "Kim", "mail": "kim@client.example", "language": "fr"}
    assert admin.post("/wire/team/", **form).status_code == 303
    _run_tasks()
    assert mail.outbox[-1].to == ["kim@client.example"]
    assert "accès" in mail.outbox[-1].subject
    browser = Visitor.new()
    assert browser.get(_link()).status_code == 200
    assert browser.post(_link(), password="123").status_code == 422
    assert browser.post(_link(), password="correct horse battery").status_code == 303
    assert 'lang="fr"' in browser.page()
    assert Visitor.new().get(_link()).status_code == 410
    kim = Person.objects.get(mail="kim@client.example")
    assert (kim.subscriber, kim.is_administrator) == (boss.subscriber, False)


def test_an_invitation_runs_out(newsroom: Newsroom, monkeypatch: pytest.MonkeyPatch) -> None:
    somebody = colleague(subscriber())
    token = people.link_token(somebody)
    assert people.person_by_link(token) == somebody
    monkeypatch.setattr(people, "LINK_LASTS", timedelta(seconds=-1))
    assert people.person_by_link(token) is None
    assert people.person_by_link(f"{token}x") is None
    assert Visitor.new().get("/wire/password/nonsense/").status_code == 410


def test_a_forgotten_password_tells_nobody_who_is_here(newsroom: Newsroom) -> None:
    somebody, browser = colleague(subscriber()), Visitor.new()
    known = browser.post("/wire/forgotten/", mail=somebody.mail)
    unknown = browser.post("/wire/forgotten/", mail="nobody@client.example")
    assert known.content == unknown.content
    assert _links().count() == 1
    _run_tasks()
    assert browser.post(_link(), password="a new horse battery").status_code == 303


def test_only_an_administrator_manages_the_team_and_only_their_own(newsroom: Newsroom) -> None:
    browser, plain = visitor()
    assert browser.get("/wire/team/").status_code == 404
    assert browser.post("/wire/team/", name="X", mail="x@client.example", language="en").status_code == 404
    admin, boss = visitor(administrator=True)
    own = colleague(boss.subscriber, "Own")
    for victim in (plain, boss):
        admin.post(f"/wire/team/{victim.pk}/remove/")
    assert admin.post(f"/wire/team/{plain.pk}/link/").status_code == 404
    assert admin.post(f"/wire/team/{own.pk}/remove/").status_code == 303
    assert dict(Person.objects.values_list("name", "is_active")) == {"Pat": True, "Own": False}
    assert Person.objects.filter(is_active=True).count() == 2


def test_an_address_is_invited_once(newsroom: Newsroom) -> None:
    admin, _boss = visitor(administrator=True)
    other = colleague(subscriber(), "Other")
    answer = admin.post("/wire/team/", name="X", mail=other.mail, language="en")
    assert (answer.status_code, _links().count()) == (422, 0)


def test_a_token_is_shown_once_and_revoked_by_its_owner(newsroom: Newsroom) -> None:
    browser, somebody = visitor()
    made = browser.post("/wire/tokens/", name="CMS", scopes=["read"], lasts="90").content.decode()
    (text,) = re.findall(r"wire_[\w-]{40,}", made)
    token = ApiToken.objects.get()
    assert (token.person, token.scopes, token.digest) == (somebody, ["read"], ApiToken.digest_of(text))
    assert token.expires_at is not None
    assert timedelta(days=89) < token.expires_at - clock.now() < timedelta(days=91)
    assert text not in browser.page("/wire/tokens/")
    stranger, _other = visitor()
    assert stranger.post(f"/wire/tokens/{token.pk}/revoke/").status_code == 404
    assert browser.post(f"/wire/tokens/{token.pk}/revoke/").status_code == 303
    assert ApiToken.objects.get().revoked_at is not None


def test_the_first_person_is_invited_from_the_shell(newsroom: Newsroom, capsys: pytest.CaptureFixture[str]) -> None:
    subscriber("The Daily")
    call_command("inviteclient", "The Daily", "boss@client.example", "Boss", "--language", "ru")
    browser = Visitor.new()
    assert browser.post(capsys.readouterr().out.strip(), password=PASSWORD).status_code == 303
    assert browser.get("/wire/team/").status_code == 200
    for arguments in (
        ("The Daily", "boss@client.example", "X"),
        ("The Weekly", "a@b.example", "X"),
        ("The Daily", "x", "X"),
    ):
        with pytest.raises(CommandError):
            call_command("inviteclient", *arguments)
    assert Person.objects.count() == 1
