"""What a reader does with one comment: change or delete one's own, complain of another's, appeal a decision."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from wireroom.core import clock
from wireroom.reactions.comments.actions import EDITABLE_FOR, appeal, delete_own, edit, report
from wireroom.reactions.comments.errors import CommentError, CommentInvalid, NotYours, ReaderBlocked
from wireroom.reactions.comments.models import Comment, Complaint, State
from wireroom.stories.models import Story
from wireroom.website import addresses
from wireroom.website.comments import place_of, shown
from wireroom.website.layout import Head, Layout
from wireroom.website.posting import form_page, reader_of, refusal_page, remember, see_other
from wireroom.website.story_page import trail_of
from wireroom.website.views.comments import entry_html, is_script, tell
from wireroom.website.views.pages import show, titled
from wireroom.website.views.stories import gone, stories_at


@form_page
def edit_own(
    request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str, comment_id: int
) -> HttpResponse:
    """Change or delete: GET shows the text to nobody but its author's browser."""
    story, comment, refusal = _comment_at(request, layout, year, month, day, slug, comment_id)
    if refusal is not None:
        return refusal
    reader, path = reader_of(request), addresses.of(layout.code, story)
    if request.method != "POST":
        return _edit_form(request, layout, story, comment)
    text = request.POST.get("text", "")
    try:
        if "delete" in request.POST:
            delete_own(comment, reader=reader)
            said = _("Your comment is deleted.")
        else:
            edit(comment, reader=reader, text=text)
            said = _("Your comment is changed.") if comment.is_published else _("Your comment waits for a moderator.")
    except CommentError as error:
        return _refused(request, layout, story, comment, "edit", error, text)
    if is_script(request):
        return tell({"said": said, "html": entry_html(layout, path, comment), "text": comment.text})
    if comment.is_shown:
        return see_other(place_of(path, comment))
    return see_other(path if comment.state == State.DELETED else f"{addresses.comments(path)}sent/")


def _edit_form(request: HttpRequest, layout: Layout, story: Story, comment: Comment) -> HttpResponse:
    """The form for the author; that a comment waits is nobody else's business."""
    is_own = _is_own(request, comment)
    if comment.state == State.PUBLISHED and not is_own:
        return _not_theirs(request, layout)
    if comment.state not in (State.PUBLISHED, State.WAITING) or not is_own:
        raise Http404(str(comment.pk))
    return _form(request, layout, story, comment, "edit", text=comment.text)


def _is_own(request: HttpRequest, comment: Comment) -> bool:
    reader = reader_of(request)
    return not reader.is_new and comment.reader == reader.key


@form_page
def complain(
    request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str, comment_id: int
) -> HttpResponse:
    story, comment, refusal = _comment_at(request, layout, year, month, day, slug, comment_id)
    if refusal is not None:
        return refusal
    if comment.state != State.PUBLISHED:
        raise Http404(str(comment_id))
    if request.method != "POST":
        return _form(request, layout, story, comment, "report")
    reader, note = reader_of(request), request.POST.get("note", "")
    try:
        report(comment, reader=reader, reason=request.POST.get("reason", ""), note=note)
    except CommentError as error:
        return _refused(request, layout, story, comment, "report", error, note)
    return remember(_thanks(request, layout, story, comment), reader)


@form_page
def contest(
    request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str, comment_id: int
) -> HttpResponse:
    """The author asks the newsroom to look again."""
    story, comment, refusal = _comment_at(request, layout, year, month, day, slug, comment_id)
    if refusal is not None:
        return refusal
    reader = reader_of(request)
    if not _is_own(request, comment) or comment.state not in (State.REJECTED, State.REMOVED):
        raise Http404(str(comment_id))
    if request.method != "POST":
        return _form(request, layout, story, comment, "appeal")
    text = request.POST.get("text", "")
    try:
        appeal(comment, reader=reader, text=text)
    except CommentError as error:
        return _refused(request, layout, story, comment, "appeal", error, text)
    return _thanks(request, layout, story, comment)


@form_page
def thanks(
    request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str, comment_id: int
) -> HttpResponse:
    """What a reader sees who has complained of a comment, or appealed."""
    story = stories_at(layout, year, month, day, slug)[0]
    path = addresses.of(layout.code, story)
    head = Head(titled(layout, _("Thank you")), f"{addresses.comment(path, comment_id)}thanks/", indexed=False)
    context = {
        "title": _("Thank you"),
        "said": _("A moderator will look at it."),
        "story_path": path,
        "trail": trail_of(layout, layout.by_id.get(story.section_id)),
    }
    return show(request, layout, "website/comment_sent.html", head, context)


def _comment_at(
    request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str, comment_id: int
) -> tuple[Story, Comment, HttpResponse | None]:
    """The comment of that story, and the answer instead if the story is gone; Http404 without either."""
    versions = stories_at(layout, year, month, day, slug)
    story = versions[0]
    found = Comment.objects.of(story.pk).filter(pk=comment_id).select_related("story", "answers").first()
    if found is None:
        raise Http404(str(comment_id))
    return story, found, None if story.live else gone(request, layout, story, versions)


def _form(
    request: HttpRequest,
    layout: Layout,
    story: Story,
    comment: Comment,
    kind: str,
    *,
    text: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    titles = {"edit": _("Change your comment"), "report": _("Report a comment"), "appeal": _("Appeal a decision")}
    path = addresses.of(layout.code, story)
    context: dict[str, Any] = {
        "kind": kind,
        "title": titles[kind],
        "entry": shown(path, comment),
        "own_text": comment.text if kind == "appeal" else "",
        "reason": comment.public_reason if kind == "appeal" else "",
        "text": text,
        "error": error,
        "complaints": [(choice.value, choice.label) for choice in Complaint],
        "edit_path": f"{addresses.comment(path, comment.pk)}edit/" if _is_own(request, comment) else "",
        "is_editable": clock.now() < comment.created_at + EDITABLE_FOR,
        "story_path": path,
        "trail": trail_of(layout, layout.by_id.get(story.section_id)),
    }
    head = Head(titled(layout, titles[kind]), f"{addresses.comment(path, comment.pk)}{kind}/", indexed=False)
    return show(request, layout, "website/comment_form_page.html", head, context, status=status)


def _refused(
    request: HttpRequest, layout: Layout, story: Story, comment: Comment, kind: str, error: CommentError, text: str
) -> HttpResponse:
    is_forbidden = isinstance(error, NotYours | ReaderBlocked)
    status = 403 if is_forbidden else 422 if isinstance(error, CommentInvalid) else 409
    if is_script(request):
        return tell({"said": error.message}, status)
    if isinstance(error, NotYours):
        return _not_theirs(request, layout)
    return _form(request, layout, story, comment, kind, text=text, error=error.message, status=status)


def _not_theirs(request: HttpRequest, layout: Layout) -> HttpResponse:
    """For somebody else, or the author in another browser."""
    text = _("This comment was not written in this browser.")
    return refusal_page(request, layout, 403, _("This is not your comment"), text)


def _thanks(request: HttpRequest, layout: Layout, story: Story, comment: Comment) -> HttpResponse:
    if is_script(request):
        return tell({"said": _("Thank you. A moderator will look at it.")})
    return see_other(f"{addresses.comment(addresses.of(layout.code, story), comment.pk)}thanks/")
