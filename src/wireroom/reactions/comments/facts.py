"""Facts that comments announce upwards beside those of all reactions; `wireroom.flow` says what follows from them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from wireroom.reactions.comments.models import Comment, ReplyNotice

CommentListener = Callable[["Comment"], None]
NoticeListener = Callable[["ReplyNotice"], None]

on_publication: list[CommentListener] = []
"""The comment has become public for the first time. Called in the transaction, like all of these."""
on_address: list[NoticeListener] = []
"""Somebody wants to be told of replies at an address that nobody has confirmed."""


def announce_publication(comment: Comment) -> None:
    for listener in on_publication:
        listener(comment)


def announce_address(notice: ReplyNotice) -> None:
    for listener in on_address:
        listener(notice)
