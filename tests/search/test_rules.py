"""Terms, queries and snippets in every language we ship, and that no text whatever can upset them."""

from __future__ import annotations

import re
import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from wireroom.formats.newsitem import Byline, Credit, NewsItem, Paragraph, Run, Subject
from wireroom.search.rules import (
    MAX_CLAUSES,
    MAX_WORDS,
    Clause,
    Query,
    desk_mark,
    document,
    parse_query,
    section_mark,
    snippet,
    terms,
)

LANGUAGES = ("en", "ru", "fr", "es", "ar", "zh-hans")


def finds(query: str, text: str, language: str) -> bool:
    """Whether a text is found: what both databases do with a query, said in Python."""
    held = terms(text, language)
    wanted = parse_query(query, language)

    def holds(clause: Clause) -> bool:
        return any(_holds_run(held.words, choice) or _holds_one(held.also, choice) for choice in clause.choices)

    return (
        bool(wanted) and all(map(holds, wanted.wanted)) and not any(all(map(holds, group)) for group in wanted.excluded)
    )


def _holds_one(also: tuple[str, ...], choice: tuple[str, ...]) -> bool:
    return len(choice) == 1 and choice[0] in also


def _holds_run(words: tuple[str, ...], choice: tuple[str, ...]) -> bool:
    return any(words[i : i + len(choice)] == choice for i in range(len(words)))


INFLECTED = {
    "en": [
        ("minister", "ministers"),
        ("flood", "flooding"),
        ("election", "elections"),
        ("O'Brien", "obrien"),
        ("O’Brien", "O'Brien's"),
        ("café", "CAFE"),
        ("naïve", "naive"),
        ("Gdańsk", "gdansk"),
        ("Malmø", "malmo"),
        ("ﬁnance", "finances"),
        ("20 000 people", "20,000 people"),
        ("$1 107", "1107"),
        ("министр", "министра"),
    ],
    "ru": [
        ("наводнение", "наводнениями"),
        ("выборы", "выборов"),
        ("президент", "Президентом"),
        ("берёза", "береза"),
        ("зАмок", "за\u0301мок"),
        ("новый", "новые"),
        ("election", "elections"),
        ("рассказал", "рассказала"),
    ],
    "fr": [
        ("élection", "élections"),
        ("économie", "economies"),
        ("élevée", "elevee"),
        ("élevé", "elevees"),
        ("ÉCONOMIE", "l'économie"),
        ("l’Europe", "Europe"),
        ("qu'elle", "elle"),
        ("œuvre", "oeuvres"),
        ("régional", "régionaux"),
        ("française", "Francaises"),
        ("blessé", "blessees"),
    ],
    "es": [
        ("elección", "elecciones"),
        ("eleccion", "elección"),
        ("inundación", "inundaciones"),
        ("informó", "informo"),
        ("niño", "ninos"),
        ("presidenta", "presidentas"),
        ("mañana", "MANANA"),
    ],
    "ar": [
        ("وزير", "الوزير"),
        ("وزير", "للوزير"),
        ("وزير", "لوزير"),
        ("وزير", "والوزير"),
        ("انتخابات", "الانتخابات"),
        ("انتخابات", "وانتخابات"),
        ("انتخابات", "بالانتخابات"),
        ("حكومة", "حكومه"),
        ("حكومة", "والحكومة"),
        ("حكومته", "الحكومة"),
        ("مَدْرَسَةٌ", "مدرسة"),
        ("مـدرســة", "المدرسة"),
        ("أحمد", "احمد"),
        ("آسيا", "اسيا"),
        ("مستشفى", "مستشفي"),
        ("لاعب", "اللاعبين"),
        ("رئيس", "رئيسها"),
        ("شركات", "للشركات"),
        ("٢٠٢٤", "2024"),
        ("goal", "goals"),
    ],
    "zh-hans": [
        ("北京", "北京大学"),
        ("大学", "北京大学"),
        ("京", "北京大学"),
        ("学", "北京大学"),
        ("Ａ股", "A股"),
        ("股", "A股上涨"),
        ("A股", "A股上涨"),
        ("２０２６", "2026年"),
        ("iPhone", "苹果iPhones上市"),
        ("北京大学", "他在北京大学读书"),
    ],
}


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [(language, *pair) for language, pairs in INFLECTED.items() for pair in pairs],
)
def test_query_finds_other_forms_of_its_word(language: str, query: str, text: str) -> None:
    assert finds(query, text, language)
    if language != "zh-hans":
        assert finds(text, query, language)


@pytest.mark.parametrize(
    ("language", "query", "text"),
    [
        ("en", "bank", "the river banknote"),
        ("en", "35", "it rose 3.5 percent"),
        ("ru", "мир", "миграция"),
        ("ru", "йод", "иод"),
        ("fr", "sur", "surface"),
        ("es", "ano", "anillo"),
        ("ar", "بيت", "بحر"),
        ("zh-hans", "大北", "北京大学"),
        ("zh-hans", "京北", "北京大学"),
    ],
)
def test_query_leaves_other_words_alone(language: str, query: str, text: str) -> None:
    assert not finds(query, text, language)


def test_terms_bear_the_mark_of_their_language() -> None:
    assert terms("Oil at sea", "en-GB").words == ("enoil", "enat", "ensea")
    assert terms("Нефть и oil", "ru").words == ("ruнефт", "ruи", "ruoil")


def test_terms_keep_numbers_whatever_separates_them() -> None:
    assert terms("1,500 1 500 1.500 3.5 3,5 2024 G20", "en").words == (
        *("en1500",) * 3,
        *("en3p5",) * 2,
        "en2024",
        "eng20",
    )


def test_terms_of_chinese_are_pairs_with_single_characters_beside_them() -> None:
    found = terms("北京大学A股", "zh-hans")
    assert found.words == ("zh北京", "zh京大", "zh大学", "zha")
    assert found.also == ("zh北", "zh京", "zh大", "zh学", "zh股")


def test_terms_stop_at_the_limit() -> None:
    assert len(terms("one two " * 20_000, "en").words) == MAX_WORDS
    assert len(terms("北" * 20_000, "zh-hans").words) == MAX_WORDS


def test_query_reads_words_phrases_and_exclusions() -> None:
    assert parse_query('oil "price of oil" -"gulf war" -saudi', "en") == Query(
        wanted=(Clause((("enoil",),)), Clause((("enprice", "enof", "enoil"),))),
        excluded=((Clause((("engulf", "enwar"),)),), (Clause((("ensaudi",),)),)),
    )


@pytest.mark.parametrize("text", ['"price of oil', "“price of oil”", "«price of oil»", "「price of oil」"])
def test_query_reads_any_quotation_marks(text: str) -> None:
    assert parse_query(text, "en").wanted == (Clause((("enprice", "enof", "enoil"),)),)


@pytest.mark.parametrize("text", ["", " ", '"', '""', "-", '-"', "--", "*", "(", "AND", "a:b", "NEAR(x y)", "'; DROP"])
def test_query_takes_signs_literally(text: str) -> None:
    words = re.findall("[a-z]+", text.lower())
    assert [clause.choices[0][0] for clause in parse_query(text, "en").wanted] == [f"en{word}" for word in words]


def test_query_hyphen_inside_a_word_excludes_nothing() -> None:
    assert parse_query("covid-19", "en") == Query((Clause((("encovid",),)), Clause((("en19",),))))


def test_query_of_exclusions_alone_finds_nothing() -> None:
    assert not parse_query("-oil", "en")


def test_query_excludes_a_mixed_word_only_where_all_of_it_stands() -> None:
    assert finds("上涨 -A股", "a北上涨", "zh-hans")
    assert not finds("上涨 -A股", "A股上涨", "zh-hans")


def test_long_query_is_cut_between_words() -> None:
    words = [
        clause.choices[0][0] for clause in parse_query("harbourside " * 3 + "x" * 160 + " unfinished", "en").wanted
    ]
    assert words == ["enharboursid", "en" + "x" * 40]
    assert len(parse_query("x" * 500, "en").wanted) == 1


def test_query_is_cut_to_size() -> None:
    many = parse_query(" ".join(f"w{n}" for n in range(1000)), "en")
    assert len(many.wanted) == MAX_CLAUSES
    assert len(parse_query("“" + "北京" * 500, "zh-hans").wanted[0].choices[0]) == MAX_CLAUSES


@given(st.text(), st.sampled_from(LANGUAGES))
def test_any_text_gives_plain_terms_and_a_query(text: str, language: str) -> None:
    mark = language[:2]
    found = terms(text, language)
    query = parse_query(text, language)
    asked = [
        term
        for clause in (*query.wanted, *(clause for group in query.excluded for clause in group))
        for run in clause.choices
        for term in run
    ]
    for term in (*found.words, *found.also, *asked):
        assert term.startswith(mark)
        term.encode()
        assert all(character.isalnum() or not character.isascii() for character in term)
        assert not re.search(r"[\sA-Z]", term)


@given(st.text(), st.sampled_from(LANGUAGES))
def test_composed_and_decomposed_texts_have_the_same_terms(text: str, language: str) -> None:
    composed, decomposed = (unicodedata.normalize(form, text) for form in ("NFC", "NFD"))
    assert terms(composed, language) == terms(decomposed, language)


@given(st.text(min_size=1), st.sampled_from(LANGUAGES))
def test_a_text_is_found_by_itself(text: str, language: str) -> None:
    quoted = text.replace("-", " ")[:150]
    if parse_query(quoted, language):
        assert finds(quoted, text[:150].replace("-", " "), language)


@given(st.text(), st.text(), st.sampled_from(LANGUAGES))
def test_snippet_is_a_stretch_of_the_text(text: str, words: str, language: str) -> None:
    pieces = snippet(text, parse_query(words, language), language, limit=60)
    shown = "".join(piece for piece, _hit in pieces)
    assert shown.removeprefix("…").removesuffix("…") in text
    assert all(piece for piece, _hit in pieces)


def shown(text: str, query: str, language: str, limit: int = 240) -> str:
    return "".join(f"[{p}]" if hit else p for p, hit in snippet(text, parse_query(query, language), language, limit))


@pytest.mark.parametrize(
    ("language", "query", "text", "expected"),
    [
        ("en", "minister", "The ministers' plan.", "The [ministers]' plan."),
        ("en", "3.5", "It rose 3.5 percent.", "It rose [3.5] percent."),
        ("en", '"the plan"', "The ministers, the plan.", "The ministers, [the] [plan]."),
        ("en", "rain -snow", "Rain, snow", "[Rain], snow"),
        ("en", "soft", "A so\u00adft word", "A [so\u00adft] word"),
        ("fr", "europe", "Vive l’Europe !", "Vive [l’Europe] !"),
        ("ru", "наводнение", "О наводнениях, 5 мая", "О [наводнениях], 5 мая"),
        ("ar", "مدرسة", "في المَدْرَسَةِ اليوم", "في [المَدْرَسَةِ] اليوم"),
        ("zh-hans", "北京大学", "他在北京大学读书", "他在[北京大学]读书"),
        ("zh-hans", "京", "他在北京", "他在北[京]"),
        ("en", "absent", "Nothing here.", "Nothing here."),
        ("en", "x", "", ""),
    ],
)
def test_snippet_marks_what_was_found(language: str, query: str, text: str, expected: str) -> None:
    assert shown(text, query, language) == expected


def test_snippet_shows_the_place_where_most_words_stand() -> None:
    text = "Oil. " + "Nothing to see. " * 20 + "The price of oil in Varsen fell. " + "And more. " * 20
    assert shown(text, "oil price varsen", "en", 80) == (
        "…Nothing to see. Nothing to see. The [price] of [oil] in [Varsen] fell. And more. And…"
    )


def test_document_holds_what_is_printed_and_marks_the_rest() -> None:
    item = NewsItem(
        guid="g",
        language="fr",
        headline="Élevée",
        slugline="PORT/PONT",
        summary="Un résumé",
        body=(Paragraph((Run("Le texte."),)),),
        bylines=(Byline("Ana Roy"),),
        credits=(Credit("Presse"),),
        subjects=(Subject("tag:x", "Mer"),),
        dateline="PARIS",
    )
    found = document(item, "fr", [section_mark(7)])
    assert found.headline == ("frelev",)
    assert found.summary == terms("Un résumé", "fr").words
    assert found.text == terms("Le texte PARIS Ana Roy Presse Mer", "fr").words
    assert found.marks == (desk_mark("frport"), desk_mark("frpont"), "_section7")
