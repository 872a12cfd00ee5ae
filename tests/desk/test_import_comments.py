"""Comments of a former WordPress site: what readers saw there, once, and nothing else of them."""

from __future__ import annotations

from datetime import UTC, datetime
from io import StringIO
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.test import Client

from tests.factories import Newsroom
from tests.formats.wordpress import cdata, export, item
from wireroom.reactions.comments.intake import address_hash
from wireroom.reactions.comments.models import Comment, Discussion


def remark(
    number: int,
    text: str,
    *,
    answers: int = 0,
    approved: str = "1",
    kind: str = "comment",
    name: str = "Cy Ash",
    hour: int = 10,
) -> str:
    return f"""\t\t<wp:comment>
\t\t\t<wp:comment_id>{number}</wp:comment_id>
\t\t\t<wp:comment_author>{cdata(name)}</wp:comment_author>
\t\t\t<wp:comment_author_email>{cdata("cy@reader.example")}</wp:comment_author_email>
\t\t\t<wp:comment_author_url>https://cy.example</wp:comment_author_url>
\t\t\t<wp:comment_author_IP>{cdata("192.0.2.7")}</wp:comment_author_IP>
\t\t\t<wp:comment_date>{cdata(f"2019-05-05 {hour}:00:00")}</wp:comment_date>
\t\t\t<wp:comment_date_gmt>{cdata(f"2019-05-05 {hour}:00:00")}</wp:comment_date_gmt>
\t\t\t<wp:comment_content>{cdata(text)}</wp:comment_content>
\t\t\t<wp:comment_approved>{cdata(approved)}</wp:comment_approved>
\t\t\t<wp:comment_type>{cdata(kind)}</wp:comment_type>
\t\t\t<wp:comment_parent>{answers}</wp:comment_parent>
\t\t\t<wp:comment_user_id>0</wp:comment_user_id>
\t<wp:commentmeta>
\t<wp:meta_key>{cdata("akismet_result")}</wp:meta_key>
\t\t\t<wp:meta_value>{cdata("false")}</wp:meta_value>
\t</wp:commentmeta>
\t\t</wp:comment>
"""


def run(*arguments: object) -> str:
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, stderr=out)
    return out.getvalue().strip()


@pytest.fixture
def old(newsroom: Newsroom, tmp_path: Path) -> Path:
    said = (
        remark(12, "Later <a href='https://x.example'>answer</a>", answers=11, hour=12),
        remark(11, "At last!\n\n<script>alert(1)</script>Good &amp; right.", name="Bo <b>Elm</b>"),
        remark(13, "Waits", approved="0"),
        remark(14, "Refused", approved="trash"),
        remark(15, "They link here", kind="pingback"),
        remark(16, "To a refused one", answers=14, hour=13, name=""),
        remark(17, "\u200b", hour=14),
    )
    file = tmp_path / "old.xml"
    file.write_bytes(export(item(1, more="".join(said)), item(2, status="draft", more=remark(21, "Below a draft"))))
    call_command("import", str(file), "--publish", stdout=StringIO())
    return file


def test_comments_come_in_their_order_with_their_answers(old: Path) -> None:
    assert run("importcomments", old) == (
        "3 comments taken in, 0 known already or unreadable, 1 below stories that are not out here."
    )
    first, second, third = Comment.objects.order_by("number")
    assert [(c.name, c.text, c.number, c.thread) for c in (first, second, third)] == [
        ("Bo <b>Elm</b>", "At last!\n\nGood & right.", 1, 1),
        ("Cy Ash", "Later answer", 2, 1),
        ("—", "To a refused one", 3, 3),
    ]
    assert (second.answers, third.answers) == (first, None)
    assert first.created_at == first.published_at == datetime(2019, 5, 5, 10, tzinfo=UTC)
    discussion = Discussion.objects.get()
    assert (discussion.published, discussion.shown, discussion.numbered) == (3, 3, 3)


def test_they_are_shown_below_their_story(old: Path) -> None:
    address = "/en/2019/05/04/ferry-returns/"
    assert "Later answer" not in Client().get(address).content.decode()
    run("importcomments", old)
    page = Client().get(address).content.decode()
    assert "Later answer" in page
    assert "Bo &lt;b&gt;Elm&lt;/b&gt;" in page
    assert "alert(1)" not in page


def test_twice_is_once_and_what_was_taken_down_here_stays_down(old: Path) -> None:
    run("importcomments", old)
    Comment.objects.filter(number=2).update(state="removed", is_shown=False)
    assert run("importcomments", old).startswith("0 comments taken in, 3 known already")
    assert list(Comment.objects.order_by("number").values_list("is_shown", flat=True)) == [True, False, True]


def test_addresses_are_not_kept(old: Path) -> None:
    run("importcomments", old)
    for values in Comment.objects.values():
        assert "cy@reader.example" not in str(values)
        assert "192.0.2.7" not in str(values)
        assert "cy.example" not in str(values)
    assert set(Comment.objects.values_list("address", flat=True)) == {address_hash("cy@reader.example")}


def test_a_broken_file_says_where(old: Path) -> None:
    old.write_bytes(old.read_bytes()[:-400])
    out = StringIO()
    with pytest.raises(CommandError, match="1 places could not be read"):
        call_command("importcomments", str(old), stdout=out, stderr=out)
    assert f"{old}:" in out.getvalue()
    assert Comment.objects.count() == 3


def test_ten_thousand_comments_do_not_make_a_post_too_large(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "old.xml"
    file.write_bytes(export(item(1, more=remark(1, "x" * 60_000) * 150)))
    assert run("import", file, "--publish") == "1 filed"
    assert run("importcomments", file).startswith("1 comments taken in")
