"""What a reader has of us by proof of an e-mail address: export, erasure, notices and their end."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

from django.core import signing
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt

from wireroom.reactions.comments.actions import confirm, erase, stop_notices
from wireroom.reactions.comments.intake import address_hash
from wireroom.reactions.comments.models import Comment, ReplyNotice
from wireroom.website import addresses
from wireroom.website.answers import with_headers
from wireroom.website.layout import Head, Layout, Link, open_layout
from wireroom.website.mails import send_key
from wireroom.website.posting import form_page, refusal_page
from wireroom.website.story_page import trail_of
from wireroom.website.views.pages import show, speaking, titled

SALT = "my-comments"
GOOD_FOR = 3600
"""Seconds for which a mailed link opens the comments."""


@dataclass(frozen=True, slots=True)
class Choice:
    """A button of the page."""

    name: str
    label: str
    quiet: bool = False


@dataclass(frozen=True, slots=True)
class Own:
    """One comment as it is exported."""

    url: str
    headline: str
    name: str
    text: str
    state: str
    at: datetime
    reason: str


@form_page
def ask(request: HttpRequest, layout: Layout) -> HttpResponse:
    """Asks for the address; whether there are comments by it is said in the mail only."""
    email = request.POST.get("email", "").strip()
    error = ""
    if request.method == "POST":
        try:
            validate_email(request.POST.get("email", ""))
        except ValidationError:
            error = _("This is not an e-mail address.")
        else:
            _mail_key(layout, email)
            said = _("If there are comments with this address, a mail is on its way: its link opens them for an hour.")
            return refusal_page(request, layout, 200, _("Look into your mail"), said)
    about = _("Give the address that you left with your comments. We send a link there that opens them.")
    return _page(request, layout, about, [Choice("email", _("Send me the link"))], email=email, error=error)


def _mail_key(layout: Layout, email: str) -> None:
    """Mails only to addresses that stand with a comment: nobody can make us write to strangers."""
    if Comment.objects.filter(address=address_hash(email)).exists():
        token = signing.dumps(address_hash(email), salt=SALT)
        send_key.enqueue(layout.code, email, f"{addresses.my_comments(layout.code)}{token}/")


@form_page
def proven(request: HttpRequest, layout: Layout, token: str) -> HttpResponse:
    """The comments of a proven address: read, take along, erase."""
    try:
        address = signing.loads(token, salt=SALT, max_age=GOOD_FOR)
    except signing.BadSignature:
        said = _("The link has run out or is incomplete. Ask for a new one.")
        again = Link(_("Your comments"), addresses.my_comments(layout.code))
        return refusal_page(request, layout, 410, _("This link is no longer good"), said, again)
    comments = Comment.objects.filter(address=address).select_related("story__locale").order_by("created_at")
    if request.POST.get("do") == "erase":
        count = erase(comments)
        return refusal_page(request, layout, 200, _("Erased"), _("Comments erased: %(count)s.") % {"count": count})
    found = [_own(layout, comment) for comment in comments]
    if request.POST.get("do") == "export":
        return _file(found)
    choices = [Choice("export", _("Export as JSON")), Choice("erase", _("Erase all of them"), quiet=True)]
    about = _("These comments were written with your address. Erasing them cannot be undone.")
    return _page(request, layout, about, choices if found else [], found=found)


@csrf_exempt  # mail programs post here without any page of ours; the token is the proof
def notices(request: HttpRequest, edition: str, token: str) -> HttpResponse:
    """GET asks, POST of our own form confirms or ends; a one-click POST (RFC 8058) ends."""
    layout = open_layout(request, edition)
    with speaking(layout.edition):
        if request.method == "POST" and request.POST.get("List-Unsubscribe") == "One-Click":
            return _ended(request, layout, token)
    return _notices(request, edition=edition, token=token)


@form_page
def _notices(request: HttpRequest, layout: Layout, token: str) -> HttpResponse:
    notice = ReplyNotice.objects.filter(token=token).first()
    if notice is None:
        raise Http404(token)
    if request.POST.get("do") == "end":
        return _ended(request, layout, token)
    if request.POST.get("do") == "confirm":
        confirm(token)
        said = _("We tell you of replies to your comment. Every mail has a link that ends this.")
        return refusal_page(request, layout, 200, _("Thank you"), said)
    choices = [Choice("end", _("No mails, delete the address"), quiet=True)]
    if notice.confirmed_at is None:
        choices.insert(0, Choice("confirm", _("Yes, tell me of replies")))
    return _page(request, layout, _("Do you want mails about replies to your comments?"), choices)


def _ended(request: HttpRequest, layout: Layout, token: str) -> HttpResponse:
    stop_notices(token)
    said = _("No more mails come, and the address is deleted.")
    return refusal_page(request, layout, 200, _("Unsubscribed"), said)


def _own(layout: Layout, comment: Comment) -> Own:
    story = comment.story
    path = addresses.of(comment.language, story)
    return Own(
        url=layout.absolute(addresses.comment(path, comment.pk)),
        headline=story.headline,
        name=comment.name,
        text=comment.text,
        state=str(comment.get_state_display()),
        at=comment.created_at,
        reason=comment.public_reason,
    )


def _file(found: list[Own]) -> HttpResponse:
    rows = [{**asdict(own), "at": own.at.isoformat()} for own in found]
    response = with_headers(HttpResponse(json.dumps(rows, ensure_ascii=False, indent=2)))
    response["Content-Type"] = "application/json; charset=utf-8"
    response["Content-Disposition"] = 'attachment; filename="comments.json"'
    response["Cache-Control"] = "private, no-store"
    return response


def _page(request: HttpRequest, layout: Layout, about: str, choices: list[Choice], **context: Any) -> HttpResponse:
    title = _("Your comments")
    head = Head(titled(layout, title), request.path, indexed=False)
    context |= {"title": title, "trail": trail_of(layout, None), "about": about, "choices": choices}
    return show(request, layout, "website/my_comments.html", head, context)
