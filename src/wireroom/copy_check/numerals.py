"""Numbers written as words, recognised generously: what is recognised silences a doubt."""

from __future__ import annotations

import re
from collections.abc import Mapping

from wireroom.copy_check.doubts import WORD

_BEGINNINGS: Mapping[str, str] = {
    "en": (
        "one 1 once 1 first 1 two 2 twice 2 second 2 both 2 pair 2 double 2 couple 2 three 3 third 3 tripl 3 trio 3"
        " four 4 fifth 5 five 5 six 6 seven 7 eight 8 nine 9 ninth 9 ten 10 decade 10 eleven 11 twelve 12 dozen 12"
        " thirteen 13 fifteen 15 twent 20 thirt 30 fort 40 fift 50 half 50 quarter 25 sixt 60 sevent 70 eight 80"
        " ninet 90 hundred 100 century 100 thousand 1000 million 1000000 billion 1000000000"
    ),
    "ru": (
        "один 1 одн 1 перв 1 дв 2 втор 2 пар 2 об 2 тр 3 четвер 4 четыр 4 пят 5 шест 6 сем 7 седьм 7 вос 8 девят 9"
        " десят 10 одиннадцат 11 двенадцат 12 дюжин 12 тринадцат 13 четырнадцат 14 пятнадцат 15 шестнадцат 16"
        " семнадцат 17 восемнадцат 18 девятнадцат 19 двадцат 20 тридцат 30 сорок 40 пятьдесят 50 половин 50 пол 50"
        " шестьдесят 60 семьдесят 70 восемьдесят 80 девяност 90 сто 100 сотн 100 тысяч 1000 полтор 15 миллион 1000000"
        " сут 24"
    ),
    "fr": (
        "un 1 premi 1 deux 2 second 2 double 2 couple 2 trois 3 tripl 3 trio 3 quatr 4 cinq 5 six 6 sept 7 huit 8"
        " neuf 9 dix 10 décenni 10 onz 11 douz 12 treiz 13 quatorz 14 quinz 15 seiz 16 vingt 20 trent 30 quarant 40"
        " cinquant 50 moitié 50 soixant 60 cent 100 mill 1000"
    ),
    "es": (
        "un 1 prim 1 dos 2 segund 2 doble 2 par 2 tres 3 terc 3 tripl 3 trío 3 cuatr 4 cuart 4 cinc 5 quint 5 seis 6"
        " sext 6 siet 7 sépt 7 och 8 octav 8 nuev 9 noven 9 diez 10 déc 10 once 11 doce 12 docena 12 trece 13"
        " catorce 14 quince 15 veint 20 treint 30 cuarent 40 cincuent 50 mitad 50 sesent 60 setent 70 ochent 80"
        " novent 90 cien 100 mil 1000"
    ),
    "ar": (
        "واحد 1 أول 1 الأول 1 اثن 2 اثنان 2 ثان 2 الثان 2 ثلاث 3 الثالث 3 أربع 4 الرابع 4 خمس 5 الخامس 5 ست 6"
        " السادس 6 سبع 7 السابع 7 ثمان 8 الثامن 8 تسع 9 التاسع 9 عشر 10 العاشر 10 عشرون 20 عشرين 20 ثلاثين 30"
        " ثلاثون 30 أربعين 40 أربعون 40 خمسين 50 خمسون 50 نصف 50 ستين 60 سبعين 70 ثمانين 80 تسعين 90 مئة 100 مائة 100"
        " ألف 1000 مليون 1000000"
    ),
}
_IN_CHINESE = {sign: value for value, sign in enumerate("零一二三四五六七八九")} | {"两": 2, "双": 2, "半": 50}
_UNITS = {"十": 10, "百": 100, "千": 1_000, "万": 10_000, "亿": 100_000_000}
_CHINESE_NUMBER = re.compile(f"[{''.join(_IN_CHINESE)}{''.join(_UNITS)}]+")


def _parsed(words: str) -> dict[str, float]:
    pairs = words.split()
    return {beginning: float(value) for beginning, value in zip(pairs[::2], pairs[1::2], strict=True)}


BEGINNINGS = {language: _parsed(words) for language, words in _BEGINNINGS.items()}
_LONGEST = 12


def number_words(text: str, language: str) -> list[float]:
    """The values of all numbers that stand in `text` as words."""
    if language == "zh":
        return [_chinese(found[0]) for found in _CHINESE_NUMBER.finditer(text)]
    beginnings = BEGINNINGS[language]
    words = {found[0].lower() for found in WORD.finditer(text)}
    return [
        beginnings[word[:length]]
        for word in words
        for length in range(2, min(len(word), _LONGEST) + 1)
        if word[:length] in beginnings
    ]


def _chinese(text: str) -> float:
    total, section, digit = 0, 0, 0
    for sign in text:
        unit = _UNITS.get(sign)
        if unit is None:
            digit = _IN_CHINESE[sign]
        elif unit < 10_000:
            section, digit = section + (digit or 1) * unit, 0
        else:
            total, section, digit = (total + section + digit) * unit or unit, 0, 0
    return float(total + section + digit)
