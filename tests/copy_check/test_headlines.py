"""What a headline says and the text below does not."""

from __future__ import annotations

import pytest

from tests.copy_check.copy import said, story
from wireroom.copy_check import headline_figures, headline_names
from wireroom.formats.newsitem import Picture

LACKING = [
    ("en", "Storm leaves 34 homeless", "The storm left 43 people without a home.", "34"),
    ("en", "Bank fined $2.5 million", "The bank must pay 25 dollars in 3 parts.", None),
    ("ru", "На мосту задержаны 107 человек", "Полиция задержала 170 человек.", "107"),
    ("fr", "Le pont coûte 34 millions", "Le pont coûte 43 millions d'euros.", "34"),
    ("es", "El puente cuesta 34 millones", "El puente cuesta 43 millones.", "34"),
    ("ar", "إصابة 44 شخصا", "أصيب 54 شخصا في الحادث.", "44"),
    ("zh", "大桥耗资34亿", "大桥耗资43亿元。", "34"),
]
FINE = [
    ("en", "Over 1,000 march in 2026", "Police counted 1,043 people."),
    ("en", "Three bridges, 3 roads", "Three bridges and three roads opened."),
    ("en", "7 things to know about COVID-19 and the G20", "Here they are."),
    ("en", "Bridge opens on 3 May", "It was opened."),
    ("en", "Bank fined 2.5 mln", "The bank must pay 2,500,000 dollars."),
    ("ru", "Погибли 2 человека", "Погибли двое."),
    ("ru", "Мост за 3,5 млрд", "Мост стоит 3 512 000 000 рублей."),
    ("fr", "Il y a 12 blessés", "Douze personnes sont blessées."),
    ("es", "Hay 15 heridos", "Quince personas están heridas."),
    ("ar", "مقتل 3 أشخاص", "قتل ثلاثة أشخاص في الحادث."),
    ("zh", "大桥长120米", "大桥长一百二十米。"),
]
LONG = "the people of the town came to see it open and stayed until the evening " * 8


@pytest.mark.parametrize(("language", "headline", "text", "expected"), LACKING)
def test_figure_that_the_text_lacks_is_doubted(language: str, headline: str, text: str, expected: str | None) -> None:
    found = [(expected, None)] if expected else []
    assert said(headline_figures.CHECK, story(language, text, headline=headline)) == found


@pytest.mark.parametrize(("language", "headline", "text"), FINE)
def test_figure_that_the_text_has_in_other_words_is_left_alone(language: str, headline: str, text: str) -> None:
    assert said(headline_figures.CHECK, story(language, text, headline=headline)) == []


def test_headline_alone_lacks_nothing() -> None:
    assert said(headline_figures.CHECK, story("en", headline="Storm leaves 34 homeless")) == []


@pytest.mark.parametrize(
    ("language", "headline", "names"),
    [
        ("en", "The bridge of Anna Morrow opens", ["Anna Morrow"]),
        ("ru", "Вчера мост открыл Дмитрий Орлов", ["Дмитрий Орлов"]),
        ("fr", "Le pont de Varsen vu par Nathalie", ["Varsen", "Nathalie"]),
        ("es", "El puente de Varsen abre", ["Varsen"]),
    ],
)
def test_name_that_the_text_lacks_is_doubted(language: str, headline: str, names: list[str]) -> None:
    item = story(language, LONG, headline=headline)
    assert said(headline_names.CHECK, item) == [(name, None) for name in names]


@pytest.mark.parametrize(
    ("language", "headline", "text"),
    [
        ("en", "The bridge of Varsen opens", "Varsen has a bridge."),
        ("en", "The Bridge Of Many Old Towns Opens Again", ""),
        ("en", "What NATO and we know", ""),
        ("ru", "Мост открыл мэр Варсена", "Варсенский мост открыт."),
        ("ru", "❗ Обвинение просит срок", ""),
        ("fr", "Le pont d'Italie ouvre", "Les Italiens ont un pont."),
        ("es", "¿Quién abre el puente?", ""),
    ],
)
def test_name_that_the_text_has_is_left_alone(language: str, headline: str, text: str) -> None:
    assert said(headline_names.CHECK, story(language, LONG, text, headline=headline)) == []


def test_name_in_a_caption_or_dateline_counts_as_said() -> None:
    picture = Picture(ref="image:1", caption="Anna Morrow at the bridge")
    item = story("en", LONG, headline="The bridge of Anna in Varsen", body=(picture,), dateline="VARSEN, Nov 24")
    assert said(headline_names.CHECK, item) == []


def test_short_text_may_lean_on_its_headline() -> None:
    assert said(headline_names.CHECK, story("en", "It opened.", headline="The bridge of Varsen opens")) == []
