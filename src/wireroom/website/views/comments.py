"""The comments of a story: their pages, the form, and what a script asks for."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from wireroom.press.declaring import pass_by, stored
from wireroom.reactions.comments.actions import EDITABLE_FOR, post
from wireroom.reactions.comments.errors import (
    CommentError,
    CommentInvalid,
    CommentsClosed,
    NotCommentable,
    ProofWanted,
    ReaderBlocked,
    TooManyComments,
)
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.rules import Signs
from wireroom.reactions.comments.standing import standing, standing_of
from wireroom.reactions.comments.types import Sent, Standing
from wireroom.reactions.readers import Reader, known_token
from wireroom.stories.models import Story
from wireroom.website import addresses
from wireroom.website.answers import with_headers
from wireroom.website.comments import (
    ORDERS,
    CommentList,
    Form,
    comment_list,
    filled,
    pages_in,
    place_of,
    shown,
)
from wireroom.website.layout import Head, Layout
from wireroom.website.lists import page_number
from wireroom.website.posting import READER_COOKIE, form_page, reader_of, remember, see_other
from wireroom.website.story_page import newest_dispatch, trail_of
from wireroom.website.views.pages import show, titled
from wireroom.website.views.stories import gone, stories_at

STATUS: dict[type[CommentError], int] = {
    CommentInvalid: 422,
    ProofWanted: 428,
    CommentsClosed: 409,
    ReaderBlocked: 403,
    TooManyComments: 429,
}


@stored("page", "order", "answers")
@form_page
def comments(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    versions = stories_at(layout, year, month, day, slug)
    story = versions[0]
    if not story.live:
        return gone(request, layout, story, versions)
    if request.method == "POST":
        return _take(request, layout, versions)
    now, order, answered = standing(story), request.GET.get("order", ""), request.GET.get("answers", "")
    if answered or (order and order not in ORDERS):
        pass_by()
    order = order if order in ORDERS else ORDERS[0]
    number = page_number(request.GET.get("page", ""), deepest=pages_in(now, order))
    path = addresses.of(layout.code, story)
    answers = _answered(story, path, answered)
    form = Form(addresses.comments(path), answers=answers)
    return _page(request, layout, story, comment_list(layout, story, now, number=number, order=order, form=form))


@stored()
@form_page
def sent(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """What a reader sees whose comment waits; the same for everybody."""
    versions = stories_at(layout, year, month, day, slug)
    story = versions[0]
    if not story.live:
        return gone(request, layout, story, versions)
    path = addresses.of(layout.code, story)
    title = _("Thank you. Your comment waits for a moderator.")
    head = Head(titled(layout, title), f"{addresses.comments(path)}sent/", indexed=False)
    said = _("It appears below the story as soon as somebody in the newsroom has read it.")
    context = {"title": title, "said": said, **_around(layout, story)}
    return show(request, layout, "website/comment_sent.html", head, context)


@form_page
def permalink(
    request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str, comment_id: int
) -> HttpResponse:
    """Leads to a comment wherever it stands now."""
    versions = stories_at(layout, year, month, day, slug)
    story = versions[0]
    if not story.live:
        return gone(request, layout, story, versions)
    found = Comment.objects.of(story.pk).shown().filter(pk=comment_id).first()
    if found is None:
        raise Http404(str(comment_id))
    return see_other(place_of(addresses.of(layout.code, story), found))


@form_page
def mine(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """The reader's own comments below a story, as JSON for the script: what still waits, what can still be changed."""
    story = stories_at(layout, year, month, day, slug)[0]
    token = known_token(request.COOKIES.get(READER_COOKIE, ""))
    own = Comment.objects.of(story.pk).by_reader(Reader(token).key).order_by("number") if token else []
    path = addresses.of(layout.code, story)
    return tell({"comments": [_own(path, comment) for comment in own if comment.state != State.DELETED]})


def tell(answer: dict[str, Any], status: int = 200) -> HttpResponse:
    """An answer for the script that nobody may keep."""
    response: HttpResponse = with_headers(JsonResponse(answer, status=status))
    response["Cache-Control"] = "private, no-store"
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response


def is_script(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _own(path: str, comment: Comment) -> dict[str, Any]:
    """What the script shows of an own comment; `until`, the end of changing, in seconds since 1970."""
    address = addresses.comment(path, comment.pk)
    return {
        "id": comment.pk,
        "state": comment.state,
        "name": comment.name,
        "text": comment.text,
        "reason": comment.public_reason,
        "until": int((comment.created_at + EDITABLE_FOR).timestamp()),
        "edit": f"{address}edit/",
        "appeal": f"{address}appeal/" if comment.state in (State.REJECTED, State.REMOVED) else "",
    }


def _answered(story: Story, path: str, value: str) -> Any:
    """The comment that a reply is to, ready to show; None where nothing or nonsense is asked for."""
    if not _row(value):
        return None
    found = Comment.objects.of(story.pk).published().filter(pk=_row(value)).select_related("answers").first()
    return shown(path, found) if found else None


def _row(value: str) -> int:
    """The number of a row; that of none where no such number is sent."""
    return int(value) if value.isascii() and value.isdigit() and len(value) < 19 else 0


def _sent(request: HttpRequest) -> Sent:
    form = request.POST
    answers, seconds = form.get("answers", ""), form.get("seconds", "")
    is_number = seconds.replace(".", "", 1).isdecimal() and seconds.isascii() and len(seconds) < 12
    return Sent(
        name=form.get("name", ""),
        text=form.get("text", ""),
        email=form.get("email", ""),
        answers=_row(answers) if answers else None,
        key=form.get("key", ""),
        proof=form.get("proof", ""),
        signs=Signs(trap=form.get("website", ""), seconds=float(seconds) if is_number else None),
    )


def _take(request: HttpRequest, layout: Layout, versions: list[Story]) -> HttpResponse:
    """Stores a comment; nothing is said before that is done, and what cannot be stored stays in the form."""
    story, reader, sent_form = versions[0], reader_of(request), _sent(request)
    try:
        can_prove = is_script(request) and not sent_form.proof
        comment = post(story, sent_form, reader=reader, can_prove=can_prove)
    except NotCommentable:
        return gone(request, layout, Story.objects.select_related("dispatch").get(pk=story.pk), versions)
    except CommentError as error:
        return _refused(request, layout, story, sent_form, error)
    return remember(_stored(request, layout, story, comment), reader)


def _stored(request: HttpRequest, layout: Layout, story: Story, comment: Comment) -> HttpResponse:
    path = addresses.of(layout.code, story)
    is_public = comment.state == State.PUBLISHED
    if not is_script(request):
        return see_other(place_of(path, comment) if is_public else f"{addresses.comments(path)}sent/")
    said = _("Thank you. Your comment is published.")
    said = said if is_public else _("Thank you. Your comment waits for a moderator.")
    return tell({"said": said, "own": _own(path, comment), "html": entry_html(layout, path, comment)}, 201)


def entry_html(layout: Layout, path: str, comment: Comment) -> str:
    """One comment as it stands on a page; empty if readers cannot see it."""
    if comment.state != State.PUBLISHED:
        return ""
    context = {"entry": shown(path, comment), "calendar": layout.calendar, "is_open": True}
    return loader.get_template("website/_comment.html").render(context)


def _refused(request: HttpRequest, layout: Layout, story: Story, sent_form: Sent, error: CommentError) -> HttpResponse:
    status = STATUS.get(type(error), 409)
    flaws = error.flaws if isinstance(error, CommentInvalid) else {}
    if is_script(request):
        challenge = error.challenge if isinstance(error, ProofWanted) else None
        return tell({"said": error.message, "errors": flaws, "challenge": challenge}, status)
    path = addresses.of(layout.code, story)
    answers = _answered(story, path, str(sent_form.answers or ""))
    rest = "" if flaws.keys() & {"name", "text", "email"} else error.message
    form = filled(addresses.comments(path), sent_form, answers=answers, errors=flaws, error=rest)
    now: Standing = standing_of(story.pk)
    return _page(request, layout, story, comment_list(layout, story, now, form=form), status)


def _page(request: HttpRequest, layout: Layout, story: Story, listed: CommentList, status: int = 200) -> HttpResponse:
    headline = newest_dispatch(story).item.headline
    head = Head(
        titled(layout, headline, _("Comments")),
        listed.path,
        indexed=False,
        previous=layout.absolute(listed.previous) if listed.previous else "",
        next=layout.absolute(listed.next) if listed.next else "",
    )
    context = {"comments": listed, **_around(layout, story)}
    return show(request, layout, "website/comments.html", head, context, status=status)


def _around(layout: Layout, story: Story) -> dict[str, Any]:
    return {
        "headline": newest_dispatch(story).item.headline,
        "story_path": addresses.of(layout.code, story),
        "trail": trail_of(layout, layout.by_id.get(story.section_id)),
    }
