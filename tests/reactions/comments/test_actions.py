"""What readers do with comments, what races, and what is forgotten."""

from __future__ import annotations

import json
from base64 import b64encode
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from altcha import v1 as altcha
from django.db import connection

from tests.factories import Newsroom
from tests.reactions.comments.conversation import counted, counters, says, somebody
from wireroom.core import clock
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.actions import HIDDEN_AFTER, confirm, delete_own, edit, erase, report, stop_notices
from wireroom.reactions.comments.chores import forget_traces
from wireroom.reactions.comments.errors import CommentInvalid, NotYours, ProofWanted, ReaderBlocked
from wireroom.reactions.comments.models import Comment, CommentReport, ReplyNotice, SpentProof, State
from wireroom.reactions.comments.proofs import new_task
from wireroom.reactions.readers import Reader
from wireroom.stories.models import Story


def solve(task: dict[str, object]) -> str:
    found = altcha.solve_challenge(
        str(task["challenge"]),
        str(task["salt"]),
        str(task["algorithm"]),
        int(str(task["maxNumber"])),  # type: ignore[arg-type]
    )
    assert found is not None
    answer = {name: task[name] for name in ("algorithm", "challenge", "salt", "signature")} | {"number": found.number}
    return b64encode(json.dumps(answer).encode()).decode()


SPAM = "https://a.example https://b.example https://c.example"


def test_a_solved_task_lets_pass_once(newsroom: Newsroom) -> None:
    story = newsroom.published()
    with pytest.raises(ProofWanted) as wanted:
        says(story, SPAM, can_prove=True)
    proof = solve(wanted.value.challenge)
    assert says(story, SPAM, proof=proof, can_prove=True).state == State.PUBLISHED
    with pytest.raises(CommentInvalid):
        says(story, f"{SPAM} again", proof=proof, can_prove=True)
    assert (Comment.objects.count(), SpentProof.objects.count()) == (1, 1)


@pytest.mark.parametrize(
    "proof", ["x", "bnVsbA==", "W10=", "eyJzYWx0IjogMX0=", "{" * 2000, b64encode(b"[" * 700).decode()]
)
def test_a_proof_that_is_none_is_no_proof(newsroom: Newsroom, proof: str) -> None:
    assert says(newsroom.published(), SPAM, proof=proof).state == State.WAITING


def test_a_task_with_another_number_or_salt_is_not_solved(newsroom: Newsroom) -> None:
    task = new_task()
    forged = {**task, "number": -1}
    assert says(newsroom.published(), SPAM, proof=b64encode(json.dumps(forged).encode()).decode()).state == "waiting"


def test_a_blocked_readers_edit_is_refused(newsroom: Newsroom) -> None:
    reader = somebody()
    comment = says(newsroom.published(), reader=reader)
    decisions.block_reader(comment, by=newsroom.chief, reason="Spam.")
    with pytest.raises(ReaderBlocked):
        edit(comment, reader=reader, text="Something else.")


@pytest.mark.parametrize("reader", [somebody(), Reader("x" * 43, is_new=True)])
def test_nobody_changes_another_readers_comment(newsroom: Newsroom, reader: Reader) -> None:
    comment = says(newsroom.published())
    with pytest.raises(NotYours):
        edit(comment, reader=reader, text="Mine now.")
    with pytest.raises(NotYours):
        delete_own(comment, reader=reader)


def test_deleting_keeps_a_line_where_somebody_answered(newsroom: Newsroom) -> None:
    story, reader = newsroom.published(), somebody()
    answered, alone = says(story, reader=reader), says(story, reader=reader)
    says(story, to=answered)
    for comment in (answered, alone):
        delete_own(comment, reader=reader)
    assert [(c.state, c.is_shown, c.text == "") for c in Comment.objects.order_by("number")] == [
        ("deleted", True, True),
        ("deleted", False, True),
        ("published", True, False),
    ]
    assert counters(story) == counted(story) == (1, 2, 0)


def test_many_complaints_take_a_comment_out_of_sight_until_a_moderator_has_looked(newsroom: Newsroom) -> None:
    story = newsroom.published()
    comment = says(story)
    for _ in range(HIDDEN_AFTER):
        report(comment, reader=somebody(), reason="insult")
    assert (Comment.objects.get().state, counters(story)) == ("waiting", (0, 0, 0))
    decisions.approve(comment, by=newsroom.chief)
    comment.refresh_from_db()
    report(comment, reader=somebody(), reason="insult")
    assert (Comment.objects.get().state, CommentReport.objects.count()) == ("published", HIDDEN_AFTER + 1)


def test_an_address_is_confirmed_and_ended_by_its_token(newsroom: Newsroom) -> None:
    story, reader = newsroom.published(), somebody()
    says(story, reader=reader, email="mara@example.org")
    token = ReplyNotice.objects.get().token
    assert confirm("nonsense") is None
    assert confirm(token) == ReplyNotice.objects.get()
    says(story, reader=reader, email="Mara@example.org")
    assert [notice.confirmed_at is None for notice in ReplyNotice.objects.all()] == [False, False]
    assert (stop_notices(token), ReplyNotice.objects.count()) == (2, 0)


def test_erasing_forgets_who_and_what(newsroom: Newsroom) -> None:
    story = newsroom.published()
    comment = says(story, "Secret words.", name="Mara Private", email="mara@example.org")
    says(story, to=comment)
    assert erase(Comment.objects.filter(pk=comment.pk)) == 1
    row = Comment.objects.values().get(pk=comment.pk)
    assert [row[name] for name in ("name", "text", "reader", "place", "address", "digest")] == [""] * 6
    assert (row["is_shown"], counters(story), ReplyNotice.objects.count()) == (True, (1, 2, 0), 0)


def test_the_clock_forgets_networks_addresses_and_what_was_refused(newsroom: Newsroom) -> None:
    story = newsroom.published()
    comment = says(story, email="mara@example.org")
    decisions.remove(comment, by=newsroom.chief, reason="Rude.")
    with clock.at(clock.now() + timedelta(days=2, minutes=1)):
        forget_traces()
        row = Comment.objects.get()
        assert (row.place, ReplyNotice.objects.count(), bool(row.text)) == ("", 0, True)
    with clock.at(clock.now() + timedelta(days=91)):
        forget_traces()
        row = Comment.objects.get()
        assert (row.text, row.name, row.address, row.public_reason, row.is_shown) == ("", "", "", "Rude.", True)


def test_racing_submissions_are_one_comment_each_and_count(racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published()
    readers = [somebody() for _ in range(4)]

    def submit(number: int) -> int:
        try:
            key = f"made-up-by-a-script-{number % 4}"
            fresh, reader = Story.objects.get(pk=story.pk), readers[number % 4]
            return says(fresh, f"Words {number % 4}.", reader=reader, key=key).pk
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as pool:
        pks = list(pool.map(submit, range(16)))
    assert (len(set(pks)), Comment.objects.count(), counters(story)) == (4, 4, (4, 4, 0))
    assert sorted(Comment.objects.values_list("number", flat=True)) == [1, 2, 3, 4]
