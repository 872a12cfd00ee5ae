"""Endpoints at the desk: only the fields that matter, secrets shown once, and what can be done to one."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from tests.desk.house import sign_in
from tests.desk.wire_out.house import Clientele, Doorway, settle_all
from tests.factories import Newsroom
from tests.wire_out.clients import endpoint, enter_all, product, subscriber
from wireroom.core import clock
from wireroom.desk.wire_out.rules import FIELDS, inert_cell, is_address
from wireroom.desk.wire_out.words import ANSWERS, CONDITIONS, said
from wireroom.wire_out.models import ApiToken, Delivery, Endpoint
from wireroom.wire_out.rules.conditions import Condition
from wireroom.wire_out.rules.retries import Answer


@pytest.fixture
def at(newsroom: Newsroom) -> Doorway:
    return Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))


@pytest.mark.parametrize("kind", FIELDS)
def test_a_form_has_the_fields_of_its_kind_and_no_other(at: Doorway, kind: str) -> None:
    form = at.get("endpoints:add_kind", kind).context["form"]
    assert set(form.fields) == set(FIELDS[kind])


def test_an_unknown_kind_is_no_page(at: Doorway) -> None:
    assert at.get("endpoints:add_kind", "pigeon").status_code == 404


@pytest.mark.parametrize(
    ("kind", "text", "good"),
    [
        ("http", "https://client.example/in", True),
        ("http", "ftp://client.example/in", False),
        ("http", "https://", False),
        ("http", "https://client.example:0x/in", False),
        ("sftp", "sftp://client.example:2222/in", True),
        ("sftp", "client.example", False),
        ("ftp", "ftps://client.example/in", True),
        ("mail", "a@client.example, b@client.example", True),
        ("mail", "a@client.example\r\nBcc: c@evil.example", False),
        ("mail", "somebody", False),
        ("folder", "/srv/wire", True),
        ("folder", "srv/wire", False),
    ],
)
def test_addresses_are_of_their_kind(kind: str, text: str, good: bool) -> None:
    assert is_address(kind, text) is good


def _fields(at: Doorway, **fields: object) -> dict[str, object]:
    usual = {"subscriber": at.clientele.subscriber.pk, "name": "Newsroom", "format": "ninjs", "connections": 1}
    return {**usual, "products": [at.clientele.product.pk], **fields}


def test_a_new_http_endpoint_shows_its_secret_once(at: Doorway) -> None:
    response = at.post("endpoints:add_kind", "http", **_fields(at, address="https://client.example/in"))
    made = Endpoint.objects.get(name="Newsroom")
    assert (response.status_code, made.secret in response.content.decode()) == (200, True)
    assert "no-store" in response["Cache-Control"]
    for name in ("endpoints:endpoint", "endpoints:edit"):
        assert made.secret not in at.get(name, made.pk).content.decode()
    assert list(made.products.all()) == [at.clientele.product]


def test_a_wrong_address_is_refused_and_what_was_typed_is_kept(at: Doorway) -> None:
    response = at.post("endpoints:add_kind", "sftp", **_fields(at, address="https://client.example/in"))
    assert list(response.context["form"].errors) == ["address"]
    assert 'value="https://client.example/in"' in response.content.decode()
    assert not Endpoint.objects.filter(name="Newsroom").exists()


def test_a_password_is_written_and_never_read(at: Doorway) -> None:
    fields = _fields(at, address="sftp://client.example/in", username="wire")
    at.post("endpoints:add_kind", "sftp", **fields, new_password="s3cret <&> word")
    made = Endpoint.objects.get(name="Newsroom")
    assert made.password == "s3cret <&> word"
    page = at.get("endpoints:edit", made.pk).content.decode()
    assert "s3cret" not in page
    assert made.sealed_password not in page
    at.post("endpoints:edit", made.pk, **fields, new_password="")
    assert Endpoint.objects.get(pk=made.pk).password == "s3cret <&> word"
    at.post("endpoints:edit", made.pk, **fields, new_password="another")
    assert Endpoint.objects.get(pk=made.pk).password == "another"


def test_an_endpoint_does_not_change_its_subscriber(at: Doorway) -> None:
    other = subscriber()
    push = at.clientele.push
    at.post("endpoints:edit", push.pk, **_fields(at, address=push.address, subscriber=other.pk))
    push.refresh_from_db()
    assert (push.name, push.subscriber) == ("Newsroom", at.clientele.subscriber)


def test_products_that_the_subscriber_has_no_right_to_are_refused(at: Doorway) -> None:
    foreign = product(name="Sold to others")
    response = at.post("endpoints:add_kind", "folder", **_fields(at, address="/srv/in", products=[foreign.pk]))
    assert list(response.context["form"].errors) == ["products"]


def test_a_new_secret_is_shown_once_and_the_old_one_is_good_for_a_day(at: Doorway) -> None:
    push = at.clientele.push
    old = push.secret
    page = at.post("endpoints:rotate", push.pk).content.decode()
    push = Endpoint.objects.get(pk=push.pk)
    assert (push.secret in page, old in page, push.secrets_at(clock.now())) == (True, False, (push.secret, old))
    assert push.secret not in at.get("endpoints:endpoint", push.pk).content.decode()


def test_only_http_endpoints_have_a_secret_to_change(at: Doorway) -> None:
    assert at.get("endpoints:rotate", at.clientele.pull.pk).status_code == 404
    assert at.post("endpoints:rotate", at.clientele.pull.pk).status_code == 404


def test_a_token_is_shown_once_and_its_hash_is_kept(at: Doorway) -> None:
    page = at.post("endpoints:issue_token", at.clientele.pull.pk, name="Box", scopes=["read", "search"])
    [text] = re.findall(r'value="(wire_[^"]+)"', page.content.decode())
    token = ApiToken.objects.get(name="Box")
    assert (token.digest, token.scopes) == (ApiToken.digest_of(text), ["read", "search"])
    shown = at.get("endpoints:endpoint", at.clientele.pull.pk).content.decode()
    assert (text in shown, text[:11] in shown) == (False, True)


@pytest.mark.parametrize(
    "fields", [{"scopes": ["read", "own"]}, {"scopes": []}, {"name": ""}, {"expires_at": "2001-01-01"}]
)
def test_a_token_that_makes_no_sense_is_refused(at: Doorway, fields: dict[str, object]) -> None:
    response = at.post("endpoints:issue_token", at.clientele.pull.pk, **{"name": "Box", "scopes": ["read"], **fields})
    assert (response.status_code, ApiToken.objects.filter(name="Box").exists()) == (422, False)


def test_a_token_of_a_pushed_endpoint_is_refused(at: Doorway) -> None:
    response = at.post("endpoints:issue_token", at.clientele.push.pk, name="Box", scopes=["read"])
    assert (response.status_code, ApiToken.objects.filter(name="Box").exists()) == (409, False)


def test_a_revoked_token_opens_nothing(at: Doorway) -> None:
    at.post("endpoints:revoke_token", at.clientele.token.pk)
    at.clientele.token.refresh_from_db()
    assert not at.clientele.token.is_usable(clock.now())
    assert "Revoked" in at.get("endpoints:endpoint", at.clientele.pull.pk).content.decode()


def test_sending_again_counts_before_it_does(at: Doorway, newsroom: Newsroom) -> None:
    push = at.clientele.push
    newsroom.published()
    newsroom.published()
    enter_all()
    settle_all()
    counted = at.post("endpoints:resend", push.pk, seq=0)
    assert (counted.context["count"], Delivery.objects.pending().exists()) == (2, False)
    sure = counted.context["point"]
    assert at.post("endpoints:resend", push.pk, seq=1, sure=sure).context["count"] == 1
    assert not Delivery.objects.pending().exists()
    assert at.post("endpoints:resend", push.pk, seq=0, sure=sure).status_code == 302
    assert Delivery.objects.pending().at(push).count() == 2


@pytest.mark.parametrize(
    "fields", [{}, {"seq": 1, "time": "2026-01-01 10:00"}, {"seq": -1}, {"seq": 2**63}, {"seq": "x"}]
)
def test_sending_again_from_nowhere_is_refused(at: Doorway, fields: dict[str, object]) -> None:
    response = at.post("endpoints:resend", at.clientele.push.pk, sure=1, **fields)
    assert (response.status_code, Delivery.objects.pending().exists()) == (422, False)


def test_a_test_message_is_sent_and_its_answer_shown(at: Doorway, tmp_path: Path) -> None:
    client = at.clientele.subscriber
    (tmp_path / "box").mkdir()
    box = endpoint(client, [at.clientele.product], kind="folder", address=str(tmp_path / "box"))
    page = at.client.post(f"/desk/endpoints/{box.pk}/test/", follow=True)
    [file] = (tmp_path / "box").iterdir()
    assert [str(one) for one in page.context["messages"]] == [f"Test of “{box}”: It took it. {file.name}"]
    assert "TEST: please ignore" in file.read_text()
    assert not Delivery.objects.at(box).exists()


def test_a_test_of_a_wrong_place_says_what_is_wrong(at: Doorway) -> None:
    push = at.clientele.push
    Endpoint.objects.filter(pk=push.pk).update(address="http://127.0.0.1:9/wire")
    page = at.client.post(f"/desk/endpoints/{push.pk}/test/", follow=True).content.decode()
    assert "It could not be reached." in page


def test_a_pull_endpoint_cannot_be_tested(at: Doorway) -> None:
    page = at.client.post(f"/desk/endpoints/{at.clientele.pull.pk}/test/", follow=True).content.decode()
    assert "Nothing is sent to this endpoint: the subscriber fetches." in page


def test_what_somebody_else_has_done_already_is_said(at: Doorway) -> None:
    at.post("endpoints:deed", at.clientele.push.pk, "pause")
    page = at.client.post(f"/desk/endpoints/{at.clientele.push.pk}/do/pause/", follow=True).content.decode()
    assert "Somebody else has done this already." in page


def test_every_answer_and_condition_has_words() -> None:
    assert set(ANSWERS) == set(Answer)
    assert set(CONDITIONS) == set(Condition)
    assert said("refused", 403, "no")
    assert said("", 0, "") is None


def test_the_list_says_how_each_is_doing(at: Doorway) -> None:
    at.clientele.delivered("dead", code=403, text="<b>Go away</b>")
    at.post("endpoints:disable", at.clientele.push.pk, reason="They moved.")
    page = at.get("endpoints:index").content.decode()
    assert "It knows us, but does not let us in." in page
    assert "&lt;b&gt;Go away&lt;/b&gt;" in page
    assert "Disabled" in page
    assert "They moved." in at.get("endpoints:endpoint", at.clientele.push.pk).content.decode()
    found = at.get("endpoints:index", state="disabled").context["object_list"]
    assert [row.pk for row in found] == [at.clientele.push.pk]
    assert list(at.get("endpoints:index", state="paused").context["object_list"]) == []


@pytest.mark.parametrize("name", ["endpoints:index", "subscribers:index", "products:index"])
def test_lists_cost_the_same_for_one_and_for_three(newsroom: Newsroom, name: str) -> None:
    at = Doorway(Clientele.of(newsroom), sign_in(newsroom.chief))
    at.clientele.delivered()
    at.get(name)
    with CaptureQueriesContext(
        connection,
    ) as one:
        at.get(name)
    for _number in range(2):
        Clientele.of(newsroom).delivered()
    with CaptureQueriesContext(connection) as three:
        at.get(name)
    assert len(three) == len(one)


@pytest.mark.parametrize(
    ("text", "inert"),
    [
        ("=cmd|' /C calc'!A0", "'=cmd|' /C calc'!A0"),
        (" @SUM(1)", "' @SUM(1)"),
        ("+1", "'+1"),
        ("\t=1", "'\t=1"),
        ("Ada", "Ada"),
    ],
)
def test_cells_are_no_formulas(text: str, inert: str) -> None:
    assert inert_cell(text) == inert
