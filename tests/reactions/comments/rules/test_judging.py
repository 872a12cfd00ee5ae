"""The judge and its rules, by table."""

from __future__ import annotations

import pytest

from wireroom.reactions.comments.rules import Mode, NameBook, Past, Signs, Submission, judge, waits
from wireroom.reactions.comments.rules.words import found_in, read_list

NAMES = NameBook.of(["Kestrel"], ["Mara Lindqvist", "Анна Петрова", "Bo"])


def sent(
    text: str = "I think it is a good bridge.", name: str = "Reader", language: str = "en", **fields: object
) -> Submission:
    return Submission(name=name, text=text, language=language, names=NAMES, **fields)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("submission", "score", "reasons"),
    [
        (sent(), 0, ()),
        (sent("See https://example.org/a"), 5, ("links",)),
        (sent("https://a.example https://b.example"), 20, ("links",)),
        (sent("https://a.example www.b.example https://c.example"), 50, ("links",)),
        (sent('Buy <a href="x">here</a>'), 60, ("links",)),
        (sent("https://bit.ly/1"), 50, ("links", "shortener")),
        (sent(" ".join(f"https://bit.ly/{n}" for n in range(20))), 100, ("links", "shortener")),
        (sent("The rabbit.ly is no address"), 0, ()),
        (sent(signs=Signs(trap="x")), 80, ("trap",)),
        (sent(signs=Signs(trap="  ")), 0, ()),
        (sent(signs=Signs(seconds=0.4)), 45, ("hurry",)),
        (sent(signs=Signs(seconds=30)), 0, ()),
        (sent(signs=Signs(seconds=-5)), 0, ()),
        (sent("x" * 400, signs=Signs(seconds=5)), 10, ("hurry",)),
        (sent("A long enough text to be a repeat.", repeats=1), 40, ("repeat",)),
        (sent("Thank you!", repeats=9), 0, ()),
        (sent(lately=4), 0, ()),
        (sent(lately=5), 40, ("flood",)),
        (sent(lately=12), 60, ("flood",)),
        (sent(past=Past(kept=0, refused=2)), 50, ("reputation",)),
        (sent("https://a.example https://b.example", past=Past(kept=9)), 0, ("links",)),
        (sent(name="Mara Lindqvist"), 80, ("staff-name",)),
        (sent(name="M\u0430ra Lindqvi\u0455t"), 80, ("staff-name",)),
        (sent(name="mara.lindqvist"), 80, ("staff-name",)),
        (sent(name="Mara Lindqvlst"), 80, ("staff-name",)),
        (sent(name="Mara Lindqvvist"), 80, ("staff-name",)),
        (sent(name="A\u043d\u043da \u041fe\u0442po\u0432a"), 80, ("staff-name",)),
        (sent(name="Mara"), 0, ()),
        (sent(name="Bob"), 0, ()),
        (sent("Это очень хороший мост для всех."), 40, ("language",)),
        (sent("Это очень хороший мост для всех.", language="ru"), 0, ()),
        (sent("Le pont est dans le port, et c'est une bonne chose pour les gens avec des autos."), 25, ("language",)),
        (sent("这座桥对大家来说都非常好，我们等了很多年，终于通车了。", language="zh-hans"), 0, ()),
        (sent("هذا الجسر مفيد جدًا لجميع سكان المدينة", language="ar"), 0, ()),
        (sent("OK!", language="ru"), 0, ()),
    ],
)
def test_judge_scores_with_reasons(submission: Submission, score: int, reasons: tuple[str, ...]) -> None:
    verdict = judge(submission)
    assert (verdict.score, verdict.reasons) == (score, reasons)


@pytest.mark.parametrize(
    ("submission", "before", "suspicious", "after"),
    [
        (sent(), True, False, False),
        (sent("https://bit.ly/1"), True, True, False),
        (sent(signs=Signs(trap="x")), True, True, True),
    ],
)
def test_modes_say_what_waits(submission: Submission, before: bool, suspicious: bool, after: bool) -> None:
    verdict = judge(submission)
    assert [waits(verdict, mode) for mode in (Mode.BEFORE, Mode.SUSPICIOUS, Mode.AFTER)] == [before, suspicious, after]


def test_a_proof_is_asked_only_where_it_helps() -> None:
    hurried = Signs(seconds=0.4)
    assert judge(sent(signs=hurried)).asks_proof is True
    proven = judge(sent(signs=Signs(seconds=0.4, has_proof=True)))
    assert (proven.score, proven.asks_proof) == (5, False)
    assert judge(sent()).asks_proof is False
    assert judge(sent(signs=Signs(trap="x", seconds=0.4))).asks_proof is False
    assert judge(sent(name="Mara Lindqvist", signs=Signs(has_proof=True))).score == 80


WORDS = read_list("cunt\ncialis\nдур*  # fools\nسيئ\n坏蛋\ntwo words\n\n# nothing\n*\n")


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("Scunthorpe is a town", False),
        ("Ask a specialist", False),
        ("what a CUNT", True),
        ("c\u00adu\u200bnt", True),
        ("\uff43\uff55\uff4e\uff54", True),
        ("Cialis!", True),
        ("Дураки", True),
        ("фигура и сдуру", False),
        ("وهو سيئ", True),
        ("والسيئ", True),
        ("مسيئة", False),
        ("你这个坏蛋真是", True),
        ("two   words", True),
        ("two", False),
    ],
)
def test_words_are_found_as_words(text: str, found: bool) -> None:
    assert (len(WORDS), found_in(text, WORDS)) == (6, found)


@pytest.mark.parametrize(
    ("name", "reserved"),
    [
        ("Kestrel", True),
        ("KESTREL!", True),
        ("K\u0435str\u0435l", True),
        ("Moderator", True),
        ("Модератор", True),
        ("编辑部", True),
        ("Moderato", False),
        ("Ed", False),
    ],
)
def test_names_of_the_house_are_reserved(name: str, reserved: bool) -> None:
    assert NAMES.reserves(name) is reserved
