"""Comments as the reader's pages show them: the same for everybody, since pages are stored."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import datetime

from django.utils.translation import gettext as _

from wireroom.press.declaring import declare, expire
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.querysets import CommentQuerySet
from wireroom.reactions.comments.rules import Block, blocks_of
from wireroom.reactions.comments.standing import standing
from wireroom.reactions.comments.types import Sent, Standing
from wireroom.stories.models import Story
from wireroom.website import addresses, tags
from wireroom.website.layout import Layout, Link

PER_PAGE = 20
ORDERS = ("oldest", "newest", "picks")
"""The first is the default: a conversation is read from its beginning, and its pages stay as they are."""

COLUMNS = (
    "story_id",
    "number",
    "thread",
    "name",
    "text",
    "state",
    "is_pick",
    "public_reason",
    "created_at",
    "edited_at",
    "answers__number",
    "answers__thread",
    "answers__name",
    "answers__state",
)


@dataclass(frozen=True, slots=True)
class Shown:
    """One comment; `gone` is the sentence that stands in its place, `to` whom it answers where that is not plain."""

    id: int
    name: str
    blocks: Sequence[Block]
    at: datetime
    is_edited: bool
    is_reply: bool
    is_pick: bool
    gone: str
    reason: str
    to: str
    to_path: str
    path: str
    reply_path: str


@dataclass(frozen=True, slots=True)
class Form:
    """The form with what a reader has written into it and what is wrong with it, by field."""

    path: str
    name: str = ""
    text: str = ""
    email: str = ""
    answers: Shown | None = None
    errors: dict[str, str] = field(default_factory=dict)
    error: str = ""
    """What is wrong with no single field."""


@dataclass(frozen=True, slots=True)
class CommentList:
    """One page of the comments of a story."""

    story_path: str
    standing: Standing
    entries: Sequence[Shown]
    number: int
    pages: int
    order: str
    form: Form
    orders: Sequence[Link]

    @property
    def path(self) -> str:
        return addresses.comments(self.story_path)

    @property
    def feed_path(self) -> str:
        return f"{self.path}atom.xml"

    @property
    def previous(self) -> str:
        return _numbered(self.path, self.number - 1, self.order) if self.number > 1 else ""

    @property
    def next(self) -> str:
        return _numbered(self.path, self.number + 1, self.order) if self.number < self.pages else ""


def comments_below(layout: Layout, story: Story) -> CommentList:
    """What stands below a story from `with_standing`: the first page; one query if there are comments."""
    return comment_list(layout, story, standing(story))


def comment_list(
    layout: Layout, story: Story, now: Standing, *, number: int = 1, order: str = "", form: Form | None = None
) -> CommentList:
    """Page `number` of the comments of `story`; there must be such a page."""
    path = addresses.of(layout.code, story)
    declare(tags.comments(story.guid))
    expire(now.closes_at if now.is_open else None)
    order = order or ORDERS[0]
    return CommentList(
        story_path=path,
        standing=now,
        entries=_entries(story, path, now, number, order),
        number=number,
        pages=pages_in(now, order),
        order=order,
        form=form or Form(addresses.comments(path)),
        orders=_order_links(addresses.comments(path), now, order),
    )


def pages_in(now: Standing, order: str) -> int:
    count = now.picks if order == "picks" else now.shown
    return max(1, -(-count // PER_PAGE))


def page_of(comment: Comment) -> int:
    """The page of a shown comment in the order of pages."""
    shown = Comment.objects.of(comment.story_id).shown()
    earlier = shown.filter(thread__lt=comment.thread).count()
    return 1 + (earlier + shown.filter(thread=comment.thread, number__lt=comment.number).count()) // PER_PAGE


def place_of(story_path: str, comment: Comment) -> str:
    """Where a shown comment stands: below the story, or on a further page of the comments."""
    number = page_of(comment)
    page = story_path if number == 1 else _numbered(addresses.comments(story_path), number, ORDERS[0])
    return f"{page}#c{comment.pk}"


def _numbered(path: str, number: int, order: str) -> str:
    return addresses.numbered(path, number, order="" if order == ORDERS[0] else order)


def _order_links(path: str, now: Standing, current: str) -> list[Link]:
    names = {"oldest": _("Oldest first"), "newest": _("Newest first"), "picks": _("Editors’ picks")}
    offered = [order for order in ORDERS if order != "picks" or now.picks]
    if now.shown < 2:
        return []
    return [Link(names[order], _numbered(path, 1, order), code=order, current=order == current) for order in offered]


def in_order(comments: CommentQuerySet, order: str) -> CommentQuerySet:
    if order == "picks":
        return comments.picks().newest_picks()
    return comments.shown().newest() if order == "newest" else comments.shown().oldest()


def _entries(story: Story, path: str, now: Standing, number: int, order: str) -> list[Shown]:
    if not (now.picks if order == "picks" else now.shown):
        return []
    first = (number - 1) * PER_PAGE
    rows = in_order(Comment.objects.of(story.pk), order).select_related("answers").only(*COLUMNS)
    entries: list[Shown] = []
    known: set[int] = set()
    for comment in rows[first : first + PER_PAGE]:
        answered = comment.answers
        is_plain = answered is None or (not answered.is_reply and comment.thread in known)
        entries.append(shown(path, comment, names_answered=not is_plain))
        known.add(comment.number)
    return entries


def shown(story_path: str, comment: Comment, *, names_answered: bool = True) -> Shown:
    """A published comment, or the line that stands for one that was taken down."""
    answered = comment.answers if names_answered else None
    is_public = comment.state == State.PUBLISHED
    is_answered_public = answered is not None and answered.state == State.PUBLISHED
    return Shown(
        id=comment.pk,
        name=comment.name if is_public else "",
        blocks=blocks_of(comment.text) if is_public else [],
        at=comment.created_at,
        is_edited=comment.edited_at is not None,
        is_reply=comment.is_reply,
        is_pick=comment.is_pick,
        gone="" if is_public else _gone(comment),
        reason=comment.public_reason if comment.state == State.REMOVED else "",
        to=answered.name if answered and is_answered_public else "",
        to_path=addresses.comment(story_path, answered.pk) if answered and is_answered_public else "",
        path=addresses.comment(story_path, comment.pk),
        reply_path=addresses.comment_form(story_path, comment.pk),
    )


def _gone(comment: Comment) -> str:
    if comment.state == State.DELETED:
        return _("Its author has deleted this comment.")
    return _("The newsroom has removed this comment.")


def filled(form_path: str, sent: Sent, *, answers: Shown | None, errors: dict[str, str], error: str = "") -> Form:
    """The form with the reader's text kept and what is wrong with it."""
    return Form(form_path, sent.name, sent.text, sent.email, answers, errors, error)
