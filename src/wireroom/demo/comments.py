"""What invented readers say below the demo's stories; moderators have already been there."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from pathlib import Path

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.demo import script
from wireroom.demo.agency import key_of
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import post
from wireroom.reactions.comments.models import Comment
from wireroom.reactions.comments.types import Sent
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story

SCRIPT = Path(__file__).with_name("comments.toml")


@dataclass(frozen=True, slots=True)
class Line:
    """One comment; `removed` is the public reason of a removal."""

    story: str
    name: str
    minutes: int
    text: str
    to: str = ""
    pick: bool = False
    removed: str = ""


def lines() -> list[Line]:
    return [Line(**entry) for entry in tomllib.loads(SCRIPT.read_text())["comment"]]


def comment_stories(moderator: User | None) -> None:
    """Lets readers talk below the demo's released stories where nobody has yet; without a moderator nobody decides."""
    for story, conversation in _conversations():
        if not Comment.objects.of(story.pk).exists():
            _talk(story, conversation, moderator)


def _conversations() -> Iterator[tuple[Story, list[Line]]]:
    groups = {key_of(tale.group): tale.group for tale in script.tales()}
    stories = Story.objects.published().filter(translation_key__in=groups).select_related("locale")
    by_name = {f"{groups[story.translation_key]} {story.locale.language_code}": story for story in stories}
    for name, conversation in groupby(lines(), key=lambda line: line.story):
        if name in by_name:
            yield by_name[name], list(conversation)


def _talk(story: Story, conversation: list[Line], moderator: User | None) -> None:
    """Everything at its time, decisions after the last word."""
    said: dict[str, Comment] = {}
    began, now = story.first_published_at or clock.now(), clock.now()
    for line in conversation:
        answered = said.get(line.to)
        sent = Sent(line.name, line.text, answers=answered.pk if answered else None)
        with clock.at(min(began + timedelta(minutes=line.minutes), now)):
            said[line.name] = post(story, sent, reader=Reader(f"{story.guid} {line.name}"))
        if moderator and line.pick:
            decisions.pick(said[line.name], by=moderator)
    if moderator:
        for line in conversation:
            if line.removed:
                decisions.remove(said[line.name], by=moderator, reason=line.removed)
