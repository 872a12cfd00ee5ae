"""Taking a comment: checked, judged, stored once."""

from __future__ import annotations

import hashlib
import secrets
from datetime import timedelta

from django.conf import settings
from django.core.cache import cache
from django.core.exceptions import ValidationError
from django.core.validators import validate_email
from django.db import IntegrityError, connection, transaction
from django.db.models import Q
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.formats.text import few_lines, one_line
from wireroom.reactions.comments import proofs
from wireroom.reactions.comments.changes import number_next
from wireroom.reactions.comments.errors import (
    CommentInvalid,
    CommentsClosed,
    NotCommentable,
    ProofWanted,
    ReaderBlocked,
    TooManyComments,
)
from wireroom.reactions.comments.facts import announce_address, announce_publication
from wireroom.reactions.comments.models import BlockedReader, Comment, ReplyNotice, State
from wireroom.reactions.comments.rules import (
    NAME_LONGEST,
    TEXT_LONGEST,
    Flaw,
    NameBook,
    Signs,
    Submission,
    Verdict,
    flaws,
    judge,
    waits,
)
from wireroom.reactions.comments.rules.words import fold, read_list
from wireroom.reactions.comments.standing import standing_of
from wireroom.reactions.comments.traces import traces
from wireroom.reactions.comments.types import Sent, Standing
from wireroom.reactions.facts import announce_story
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Author, Edition, Story

A_WHILE = timedelta(minutes=10)
MOST_IN_A_WHILE = 20
READERS_OF_A_NETWORK = 10
"""Many readers sit behind one address: so many comments of a network weigh as one of a reader."""
REPEATS_SEEN_FOR = timedelta(days=1)
NAMES_KNOWN_FOR = 60
"""Seconds for which the newsroom's names are remembered."""


def post(story: Story, sent: Sent, *, reader: Reader, can_prove: bool = False) -> Comment:
    """Stores a reader's comment, shown at once or waiting for a moderator. The same submission twice is one comment.

    `can_prove` says that the asker could solve a task. Raises CommentInvalid, NotCommentable, CommentsClosed,
    ReaderBlocked, TooManyComments, ProofWanted; nothing is stored then.
    """
    sent = checked(sent)
    key = key_of(story.pk, sent, reader)
    standing = standing_of(story.pk)
    _refuse_where_closed(standing)
    proof = proofs.solved(sent.proof) if sent.proof else ""
    verdict = verdict_on(story, sent, reader, standing, has_proof=bool(proof))
    if can_prove and verdict.asks_proof and waits(verdict, standing.mode):
        raise ProofWanted(_("Your browser has to solve a small task first."), proofs.new_task())
    try:
        with transaction.atomic():
            if proof:
                proofs.spend(proof)
            return _stored(story, sent, reader, key, verdict, is_waiting=waits(verdict, standing.mode))
    except IntegrityError:
        racing = _known(key, reader)
        if racing is None:
            raise
        return racing


def checked(sent: Sent) -> Sent:
    """`sent` with clean texts; raises CommentInvalid with a message for each field that is wrong."""
    found = {flaw.field: message_of(flaw) for flaw in flaws(sent.name, sent.text)}
    if "name" not in found and name_book().reserves(sent.name):
        found["name"] = _("This name is reserved for the newsroom. Choose another one.")
    email = sent.email.strip()
    if email:
        try:
            validate_email(sent.email if sent.email.strip("\t ") == email else "")
        except ValidationError:
            found["email"] = _("This is not an e-mail address. Leave the field empty if you want no mail.")
    if found:
        raise CommentInvalid(found)
    signs = Signs(sent.signs.trap, sent.signs.seconds)
    return Sent(one_line(sent.name), few_lines(sent.text), email, sent.answers, sent.key, sent.proof, signs)


def message_of(flaw: Flaw) -> str:
    most = NAME_LONGEST if flaw.field == "name" else TEXT_LONGEST
    if flaw.code == "too-long":
        text = ngettext(
            "This is %(length)s character long; at most %(most)s are possible.",
            "This is %(length)s characters long; at most %(most)s are possible.",
            flaw.length,
        )
        return text % {"length": flaw.length, "most": most}
    if flaw.code == "empty":
        return _("Give a name.") if flaw.field == "name" else _("Write your comment.")
    if flaw.code == "marks":
        return _("Too many signs are piled on one letter.")
    return _("The text holds characters that are no text. Type it again.")


def verdict_on(story: Story, sent: Sent, reader: Reader, standing: Standing, *, has_proof: bool = False) -> Verdict:
    """What the rules say of a comment; raises ReaderBlocked, TooManyComments."""
    now = clock.now()
    around = traces(reader, digest_of(sent.text), lately=now - A_WHILE, today=now - REPEATS_SEEN_FOR, now=now)
    if around.is_blocked:
        raise ReaderBlocked(_("The newsroom takes no more comments from you."))
    if around.lately >= MOST_IN_A_WHILE:
        raise TooManyComments(_("You have written a lot in a short time. Wait a few minutes."))
    return judge(
        Submission(
            name=sent.name,
            text=sent.text,
            language=language_of(story),
            signs=Signs(sent.signs.trap, sent.signs.seconds, has_proof),
            past=around.past,
            repeats=around.repeats,
            lately=max(around.lately, around.from_here // READERS_OF_A_NETWORK),
            words=read_list(standing.words),
            names=name_book(),
        )
    )


def blocked(reader_key: str) -> bool:
    lasting = Q(until=None) | Q(until__gt=clock.now())
    return BlockedReader.objects.filter(lasting, reader=reader_key).exists()


def name_book() -> NameBook:
    """The names of the agency and of everybody in it, as they stood within the last minute."""
    found: NameBook | None = cache.get("comments.names")
    if found is None:
        people = [name for names in Author.objects.values_list("names", flat=True) for name in names.values()]
        staff = User.objects.filter(is_active=True, is_staff=True).values_list("first_name", "last_name", "username")
        people += [f"{first} {last}" for first, last, _name in staff if last]
        agency = list(Edition.objects.values_list("name", flat=True))
        found = NameBook.of([*agency, settings.AGENCY_NAME], people)
        cache.set("comments.names", found, NAMES_KNOWN_FOR)
    return found


def language_of(story: Story) -> str:
    return str(story.edition.code)


def digest_of(text: str) -> str:
    """The same for texts that differ in case, blanks and signs only."""
    folded = "".join(sign for sign in fold(text) if sign.isalnum())
    return hashlib.sha256(folded.encode()).hexdigest()[:32]


def address_hash(email: str) -> str:
    """By which comments are found for whoever proves that the address is theirs; empty for none."""
    return salted_hmac("comments.address", email.strip().lower(), algorithm="sha256").hexdigest() if email else ""


def key_of(story_id: int, sent: Sent, reader: Reader) -> str:
    """The name of this submission: what the form's script made up, else the same words of the same reader there.

    A reader without a cookie is known by the network, so that two quick clicks on a plain form are one comment.
    """
    who = reader.place if reader.is_new else reader.key
    made_up = sent.key[:64]
    parts = (story_id, made_up) if len(made_up) >= 16 else (story_id, who, sent.answers, sent.name, sent.text)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def _known(key: str, reader: Reader) -> Comment | None:
    """The comment of the same submission; a reader whose browser lost the first answer's cookie owns it again."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id FROM comments_comment WHERE key = %s", [key])
        row = cursor.fetchone()
    found = Comment.objects.get(pk=row[0]) if row else None
    if found is not None and reader.is_new and found.created_at > clock.now() - A_WHILE:
        found.reader = reader.key
        found.save(update_fields=("reader",))
    return found


def _refuse_where_closed(standing: Standing) -> None:
    if not standing.is_live:
        raise NotCommentable(_("This story has been withdrawn; it cannot be commented on."))
    if not standing.is_open:
        raise CommentsClosed(_("The comments of this story are closed."))


def _stored(story: Story, sent: Sent, reader: Reader, key: str, verdict: Verdict, *, is_waiting: bool) -> Comment:
    known = _known(key, reader)
    if known is not None:
        return known
    answered = _answered(story.pk, sent.answers)
    now, number = clock.now(), number_next(story.pk, is_shown=not is_waiting)
    comment = Comment(
        story=story,
        number=number,
        thread=answered.thread if answered else number,
        answers=answered,
        language=language_of(story),
        name=sent.name,
        text=sent.text,
        reader=reader.key,
        place=reader.place,
        address=address_hash(sent.email),
        digest=digest_of(sent.text),
        key=key,
        state=State.WAITING if is_waiting else State.PUBLISHED,
        is_shown=not is_waiting,
        score=verdict.score,
        reasons=list(verdict.reasons),
        created_at=now,
        published_at=None if is_waiting else now,
    )
    comment.save(force_insert=True)
    if sent.email:
        _ask_for_notices(comment, sent.email)
    if not is_waiting:
        announce_story(story, "comments", is_removal=False)
        announce_publication(comment)
    return comment


def _answered(story_id: int, pk: int | None) -> Comment | None:
    """The comment replied to; CommentInvalid unless readers of this very story can read it."""
    if pk is None:
        return None
    found = Comment.objects.of(story_id).published().filter(pk=pk).first()
    if found is None:
        raise CommentInvalid({"answers": _("The comment that you reply to is no longer there.")})
    return found


def _ask_for_notices(comment: Comment, email: str) -> None:
    """Remembers the address; it is asked by mail, unless the same reader has confirmed it before."""
    before = ReplyNotice.objects.filter(comment__reader=comment.reader, email__iexact=email, confirmed_at__isnull=False)
    notice = ReplyNotice.objects.create(
        comment=comment,
        email=email,
        token=secrets.token_urlsafe(32),
        asked_at=comment.created_at,
        confirmed_at=comment.created_at if before.exists() else None,
    )
    if notice.confirmed_at is None:
        announce_address(notice)
