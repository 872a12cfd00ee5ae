"""Mails to readers about comments: written in the edition's language, sent by the worker, so that nobody waits."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils import translation
from django_tasks import task

from wireroom.press.sites import own_site
from wireroom.reactions.comments.models import Comment, ReplyNotice, State
from wireroom.stories.models import Edition, Story
from wireroom.website import addresses


def ask_address(notice: ReplyNotice) -> None:
    """Queues the mail that asks whether an address wants notices; with the comment or not at all."""
    send_question.enqueue(notice.pk)


def tell_of_reply(comment: Comment) -> None:
    """Queues the mail to whoever wrote what a newly published comment answers, if they want one."""
    if comment.answers_id is None:
        return
    notice = ReplyNotice.objects.filter(comment_id=comment.answers_id, confirmed_at__isnull=False).first()
    if notice is not None and notice.comment.reader != comment.reader:
        send_reply.enqueue(comment.pk)


@task()
def send_question(notice_id: int) -> None:
    notice = _notice(pk=notice_id)
    if notice is not None and notice.confirmed_at is None:
        _send(notice.comment, "website/mails/question.txt", notice.email, _about(notice, notice.comment))


@task()
def send_reply(comment_id: int) -> None:
    reply = Comment.objects.filter(pk=comment_id, state=State.PUBLISHED).first()
    notice = _notice(comment_id=reply.answers_id) if reply else None
    if reply is None or notice is None or notice.confirmed_at is None:
        return
    context = {**_about(notice, reply), "name": reply.name, "text": reply.text}
    unsubscribe = f"{site()}{addresses.notices(reply.language, notice.token)}"
    headers = {"List-Unsubscribe": f"<{unsubscribe}>", "List-Unsubscribe-Post": "List-Unsubscribe=One-Click"}
    _send(reply, "website/mails/reply.txt", notice.email, context, headers)


@task()
def send_key(edition_code: str, email: str, path: str) -> None:
    """The link that proves an address, for export and erasure."""
    edition = Edition.objects.select_related("locale").get(locale__language_code=edition_code)
    with translation.override(edition_code):
        context = {"agency": edition.name, "url": f"{site()}{path}"}
        _message("website/mails/key.txt", email, context).send()


def site() -> str:
    """Scheme and host for links in mails: nobody asks for them, so the settings must say."""
    return own_site() or str(settings.WAGTAILADMIN_BASE_URL)


def _notice(**which: Any) -> ReplyNotice | None:
    return ReplyNotice.objects.filter(**which).select_related("comment").first()


def _about(notice: ReplyNotice, comment: Comment) -> dict[str, Any]:
    story = Story.objects.select_related("locale").get(pk=comment.story_id)
    return {
        "headline": story.headline,
        "agency": story.edition.name,
        "comment_url": f"{site()}{addresses.comment(addresses.of(comment.language, story), comment.pk)}",
        "notice_url": f"{site()}{addresses.notices(comment.language, notice.token)}",
    }


def _send(
    comment: Comment, template: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None
) -> None:
    with translation.override(comment.language):
        _message(template, email, context, headers).send()


def _message(template: str, email: str, context: dict[str, Any], headers: dict[str, str] | None = None) -> EmailMessage:
    """The template's first line is the subject, folded to one line whatever a headline or a name holds."""
    subject, _blank, text = render_to_string(template, context).partition("\n")
    return EmailMessage(" ".join(subject.split()), f"{text.strip()}\n", to=[email], headers=headers or {})
