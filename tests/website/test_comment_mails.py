"""Mails about comments, notices by token, and what a proven address may do."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client
from django_tasks_db.models import DBTaskResult

from tests.factories import Newsroom
from tests.reactions.comments.conversation import says
from wireroom.press.sites import ANNOUNCED
from wireroom.reactions.comments.actions import confirm
from wireroom.reactions.comments.models import Comment, ReplyNotice
from wireroom.website import mails

HOME = {"origin": "http://testserver"}


def _mails() -> Any:
    return DBTaskResult.objects.ready().filter(task_path__startswith=mails.__name__)


@pytest.fixture
def queued() -> object:
    """Runs what is queued, as the worker would."""

    def run() -> list[mail.EmailMessage]:
        for result in _mails().order_by("enqueued_at"):
            arguments = result.args_kwargs
            getattr(mails, result.task_path.rpartition(".")[2]).func(*arguments["args"], **arguments["kwargs"])
        DBTaskResult.objects.all().delete()
        return mail.outbox

    return run


def test_an_address_is_asked_first_and_told_of_replies_then(newsroom: Newsroom, queued: object) -> None:
    story = newsroom.published("Мост\nоткрыт", language="ru")
    comment = says(story, "Хороший мост, давно пора было.", email="mara@example.org")
    says(story, "Согласен с вами полностью, спасибо.", name="Олег", to=comment)
    (question,) = queued()  # type: ignore[operator]
    notice = ReplyNotice.objects.get()
    assert (question.to, question.subject) == (["mara@example.org"], "Test Agency: сообщать вам об ответах?")
    assert f"/ru/notices/{notice.token}/" in question.body
    confirm(notice.token)
    says(story, "Ещё <b>один</b> ответ.", name="Олег", to=comment)
    reply = queued()[1]  # type: ignore[operator]
    assert "Ещё <b>один</b> ответ." in reply.body
    assert "\n" not in reply.subject
    assert reply.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert reply.extra_headers["List-Unsubscribe"].endswith(f"/ru/notices/{notice.token}/>")


def test_links_of_mails_lead_to_where_the_agency_is_served(
    newsroom: Newsroom, queued: object, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("django.conf.settings.SITE_URL", "")
    monkeypatch.setenv(ANNOUNCED, "http://127.0.0.1:8123")
    says(newsroom.published(), email="mara@example.org")
    assert f"http://127.0.0.1:8123/en/notices/{ReplyNotice.objects.get().token}/" in queued()[0].body  # type: ignore[operator]


def test_markup_in_a_reply_stays_text_in_the_mail_and_out_of_its_headers(newsroom: Newsroom, queued: object) -> None:
    payload = '<img src=x onerror="alert(1)">'
    comment = says(newsroom.published(f"Bridge {payload}\r\nBcc: x@example.org"), email="mara@example.org")
    confirm(ReplyNotice.objects.get().token)
    DBTaskResult.objects.all().delete()
    says(comment.story, f"{payload} {{{{7*7}}}}", name=payload, to=comment)
    (reply,) = queued()  # type: ignore[operator]
    sent = reply.message()
    assert (sent.get_content_type(), sent["To"], sent["Bcc"]) == ("text/plain", "mara@example.org", None)
    assert payload in reply.body
    assert "{{7*7}}" in reply.body
    assert not any("\n" in line or "\r" in line for line in (reply.subject, *reply.extra_headers.values()))


def test_one_click_ends_notices_without_any_page_of_ours(newsroom: Newsroom, client: Client) -> None:
    says(newsroom.published(), email="mara@example.org")
    path = f"/en/notices/{ReplyNotice.objects.get().token}/"
    assert (client.get(path).status_code, ReplyNotice.objects.get().confirmed_at) == (200, None)
    assert client.post(path, {"do": "confirm"}).status_code == 403
    assert client.post(path, {"do": "confirm"}, headers=HOME).status_code == 200
    assert ReplyNotice.objects.get().confirmed_at is not None
    assert client.post(path, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert (ReplyNotice.objects.count(), client.get(path).status_code) == (0, 404)


def test_a_proven_address_exports_and_erases(newsroom: Newsroom, client: Client, queued: object) -> None:
    says(newsroom.published("Bridge opens"), "Mine.", email="mara@example.org")
    says(newsroom.published(), "Not mine.")
    DBTaskResult.objects.all().delete()
    answers = [
        client.post("/en/my-comments/", {"email": email}, headers=HOME).content
        for email in ("nobody@example.org", "MARA@example.org")
    ]
    assert answers[0] == answers[1]
    (message,) = queued()  # type: ignore[operator]
    path = re.search(r"/en/my-comments/[^\s]+/", message.body)[0]  # type: ignore[index]
    assert b"Mine." in client.get(path).content
    exported = client.post(path, {"do": "export"}, headers=HOME).json()
    assert [(own["headline"], own["text"]) for own in exported] == [("Bridge opens", "Mine.")]
    assert client.post(path, {"do": "erase"}, headers=HOME).status_code == 200
    assert sorted(Comment.objects.values_list("text", flat=True)) == ["", "Not mine."]
    assert client.get(f"{path[:-3]}xx/").status_code == 410


def test_a_link_runs_out(newsroom: Newsroom, client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    from wireroom.website.views import my_comments

    says(newsroom.published(), email="mara@example.org")
    token = my_comments.signing.dumps("hash", salt=my_comments.SALT)
    assert client.get(f"/en/my-comments/{token}/").status_code == 200
    monkeypatch.setattr(my_comments, "GOOD_FOR", -1)
    run_out = client.get(f"/en/my-comments/{token}/")
    assert run_out.status_code == 410
    assert '<a class="button" href="/en/my-comments/">Your comments</a>' in run_out.text


@pytest.mark.parametrize("email", ["", "x", "a@example.org\r\nBcc: b@example.org"])
def test_no_mail_goes_to_what_is_no_address(newsroom: Newsroom, client: Client, email: str) -> None:
    assert b"This is not an e-mail address." in client.post("/en/my-comments/", {"email": email}, headers=HOME).content
    assert _mails().count() == 0
