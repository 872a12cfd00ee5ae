"""What readers may try, line by line: each thing posted to a story's forms, how it is answered, and what is stored.

The rows carry the words of the list of abuses that the house is held to. What needs more than one request (racing
editors, edits after approval, bursts, floods) has tests of its own in `tests/reactions` and `tests/website`.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import pytest
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import SITE
from tests.reactions.comments.conversation import says
from tests.website.material import path_of
from wireroom.core import clock
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.ratings.models import Rating
from wireroom.reactions.typo_reports.models import Slip, Standing, TypoReport
from wireroom.stories.models import Story

pytestmark = pytest.mark.django_db

BODY = (
    "<p>Teh café opens — at “noon”.</p><p>🎉 Emoji stand before teh fault.</p>"
    "<p>A soft\u00adhyphen and a\u00a0blank.</p>"
    "<p>" + " ".join(["Twice told."] * 110) + "</p><p>قال الوزير ان الجسر مفتوح.</p>"
)
FORMS = {"comment": "comments/", "report": "report/", "rating": "rating/"}
GOOD = {
    "comment": {"name": "Mara", "text": "A café at last."},
    "report": {"version": "1", "quote": "Teh", "suggestion": "The"},
    "rating": {"stars": "4"},
}
STORED, REFUSED = 303, 422


@dataclass(frozen=True)
class Try:
    """One abuse of one form: what differs from a good post, how it is answered, and where what is stored stands."""

    what: str
    form: str
    fields: dict[str, Any] = field(default_factory=dict)
    status: int = REFUSED
    stands: str = ""
    headers: dict[str, str] = field(default_factory=dict)


MARKUP = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)>",
    "{{7*7}}",
    "</script><b>x",
]
MARKUP += ["<math><mglyph><style><!--</style><img title='--><img src=1 onerror=alert(1)>'>", "=cmd|' /C calc'!A0"]
MARKUP += ['<a href="java&#10;script:alert(1)">x</a>', "data:text/html,<b>x</b>", "//evil.example/x"]

TRIES = [
    *(Try(f"markup in a comment: {text}", "comment", {"text": text}, STORED) for text in MARKUP),
    *(Try(f"markup in a suggestion: {text}", "report", {"suggestion": text}, STORED, "located") for text in MARKUP),
    *(Try(f"markup in what is wrong: {text}", "report", {"comment": text}, STORED, "located") for text in MARKUP),
    Try("markup in a name", "comment", {"name": "<b onclick=x>Bob</b>"}, STORED),
    Try("markup in an address", "comment", {"email": "<b>@example.org"}),
    Try("CR LF in an address", "report", {"email": "a@example.org\r\nBcc: b@example.org"}),
    # Unicode
    Try("U+202E in a comment", "comment", {"text": "\u202eback to front it goes"}, STORED),
    Try("zero-width only", "comment", {"text": "\u200b\u200d\u2060"}),
    Try("zero-width only", "report", {"quote": "\u200b\u200d\u2060"}),
    Try("500 combining marks", "comment", {"text": "e" + "\u0301" * 500}),
    Try("500 combining marks", "report", {"quote": "e" + "\u0301" * 500}),
    Try("homoglyph of a name of the house", "comment", {"name": "Modеrator"}),
    Try("NUL", "comment", {"text": "a\0b"}),
    Try("NUL", "report", {"quote": "a\0b"}),
    Try("NFD of a text that is NFC", "report", {"quote": "cafe\u0301", "suggestion": "cafés"}, STORED, "located"),
    Try("emoji before the words", "report", {"quote": "teh fault", "suggestion": "the fault"}, STORED, "located"),
    Try("soft hyphen left out", "report", {"quote": "softhyphen", "suggestion": "x"}, STORED, "located"),
    Try("no-break space typed as a plain one", "report", {"quote": "a blank", "suggestion": "x"}, STORED, "located"),
    Try("words from right to left", "report", {"quote": "ان الجسر", "suggestion": "إن الجسر"}, STORED, "located"),
    # Reports
    Try("empty", "report", {"quote": ""}),
    Try("blank", "report", {"quote": " \n\t "}),
    Try("as long as may be", "report", {"quote": "x" * 200}, STORED, "unverified"),
    Try("one longer", "report", {"quote": "x" * 201}),
    Try("as long as may be after NFC", "report", {"quote": "e\u0301" * 200}, STORED, "unverified"),
    Try("100 kB", "report", {"quote": "x" * 100_000}, 413),
    Try("words that do not stand there", "report", {"quote": "No such words"}, STORED, "unverified"),
    Try("a forged version", "report", {"version": "7"}),
    Try("no version at all", "report", {"version": "x"}),
    Try("words that stand 110 times", "report", {"quote": "Twice told."}, STORED, "ambiguous"),
    # Comments
    Try("empty", "comment", {"text": ""}),
    Try("100 kB", "comment", {"text": "x" * 100_000}, 413),
    Try("a link shortener 20 times", "comment", {"text": "https://bit.ly/x " * 20}, STORED, "waiting"),
    Try("the trap filled", "comment", {"website": "https://spam.example"}, STORED, "waiting"),
    Try("a proof that is none", "comment", {"proof": "e30="}, STORED),
    Try("an answer to nothing", "comment", {"answers": "999999"}),
    Try("an answer to no number", "comment", {"answers": "9" * 400}),
    Try("Scunthorpe", "comment", {"text": "A specialist from Scunthorpe said so."}, STORED, "published"),
    Try("next=//evil.example", "comment", {"next": "//evil.example"}, STORED),
    # Ratings
    *(Try(f"{stars!r} stars", "rating", {"stars": stars}) for stars in ("0", "6", "-1", "1e309", "5 ", "NaN", "٥", "")),
    Try("two values", "rating", {"stars": ["4", "5"]}),
    Try("an array", "rating", {"stars[]": "5", "stars": ""}),
    Try("a scale of one's own", "rating", {"stars": "5", "max": "100"}, STORED),
    # Every form
    *(Try("from another site", form, status=403, headers={"origin": "https://evil.example"}) for form in FORMS),
    *(Try("from nowhere", form, status=403, headers={"origin": "null"}) for form in FORMS),
    *(Try("from a cross-site frame", form, status=403, headers={"sec-fetch-site": "cross-site"}) for form in FORMS),
]


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Café opens", body=BODY)


def stored(form: str) -> int:
    return {"comment": Comment, "report": TypoReport, "rating": Rating}[form].objects.count()


def name_of(one: Try) -> str:
    return f"{one.form}: {one.what}"[:70].encode("ascii", "replace").decode()


@pytest.mark.parametrize("one", TRIES, ids=name_of)
def test_abuse_is_answered_as_the_list_says(story: Story, one: Try) -> None:
    before = Story.objects.get(pk=story.pk).dispatch_id
    fields = {**GOOD[one.form], **one.fields}
    answer = Client().post(f"{path_of(story)}{FORMS[one.form]}", fields, headers={"origin": SITE, **one.headers})
    assert (answer.status_code, stored(one.form)) == (one.status, int(one.status == STORED))
    assert Story.objects.get(pk=story.pk).dispatch_id == before
    if one.status == STORED:
        assert answer["Location"].startswith("/en/")
    if one.status == REFUSED:
        kept = [text for text in fields.values() if isinstance(text, str) and text.strip() and text.isprintable()]
        assert one.form == "rating" or any(text[:20] in answer.text for text in kept)
    if one.stands and one.form == "report":
        assert Slip.objects.get().standing == Standing(one.stands)
    if one.stands and one.form == "comment":
        assert Comment.objects.get().state == State(one.stands)


@pytest.mark.parametrize("one", [one for one in TRIES if "markup" in one.what and one.status == STORED], ids=name_of)
def test_markup_comes_alive_on_no_page(story: Story, one: Try) -> None:
    client = Client()
    fields = {**GOOD[one.form], **one.fields}
    answer = client.post(f"{path_of(story)}{FORMS[one.form]}", fields, headers={"origin": SITE})
    page = client.get(answer["Location"].partition("#")[0])
    assert page.status_code == 200
    for text in one.fields.values():
        assert "<" not in text or text not in page.text
    for alive in ("<img src=x", "<svg onload", "<b onclick", "<script>alert", 'href="//evil', 'href="data:', ">49<"):
        assert alive not in page.text


def test_same_slip_a_thousand_times_is_one_with_a_count(newsroom: Newsroom, story: Story) -> None:
    from tests.reactions.typo_reports.material import send

    for number in range(1000):
        send(story, "Teh", "The", network=f"network {number}")
    assert list(Slip.objects.values_list("quote", "reports_count")) == [("Teh", 1000)]


@pytest.mark.parametrize("form", FORMS)
def test_draft_and_nothing_are_answered_alike(newsroom: Newsroom, form: str) -> None:
    draft = newsroom.draft("A secret headline")
    days = (f"{clock.now():%Y/%m/%d}/a-secret-headline", "2026/01/01/nothing")
    answers = [Client().post(f"/en/{day}/{FORMS[form]}", GOOD[form], headers={"origin": SITE}) for day in days]
    assert not draft.live
    assert [(answer.status_code, "secret headline" in answer.text) for answer in answers] == [(404, False)] * 2
    assert stored(form) == 0


@pytest.mark.parametrize("form", FORMS)
def test_looking_changes_nothing(story: Story, form: str) -> None:
    for headers in ({}, {"purpose": "prefetch"}, {"sec-purpose": "prefetch;prerender"}):
        for method in ("get", "head", "options"):
            getattr(Client(), method)(f"{path_of(story)}{FORMS[form]}", GOOD[form], headers=headers)
    assert stored(form) == 0


def test_answer_ten_deep_stands_on_the_second_level(story: Story) -> None:
    comment = says(story)
    for _level in range(10):
        comment = says(story, to=comment)
    assert set(Comment.objects.exclude(answers=None).values_list("thread", flat=True)) == {
        Comment.objects.oldest()[0].number
    }
