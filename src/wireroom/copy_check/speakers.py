"""Quoted words of which nobody is said to be the speaker."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from wireroom.copy_check.doubts import EVERY_LANGUAGE, Check, Copy, Doubt, gettext_noop
from wireroom.formats.newsitem import Quotation
from wireroom.formats.text import inline_text

CODE = "no-speaker"
LEAST = 25
"""Characters of a quotation that needs a speaker."""

NOBODY = gettext_noop("Nobody is named as the speaker of this quotation.")

_WHOLLY_QUOTED = re.compile(r"\s*(?:«[^«»]+»|“[^“”]+”|\"[^\"]+\"|„[^„“”]+[“”])[.,!?…]?\s*")
_ASIDE = re.compile("[,.!?…] ?[—–-] .+ ?[—–-]|—.+—")
"""Dashes inside a quotation, between which the speaker stands."""
_SAYING: Mapping[str, str] = {
    "en": r"sa(?:y|id|ys|ying)|told|tells?|add(?:ed|s)|wr(?:ote|ites?)|ask(?:ed|s)|explain|stat(?:ed|es)|according"
    r"|quot(?:ed|ing)|comment|argu|not(?:ed|es)|claim|warn|insist|announc|declar|tweet|post(?:ed)|recall|repl",
    "ru": r"сказал|заяв|сообщ|говор|рассказ|отмет|подчеркн|добав|пис|напис|пояс|объяс|счит|слов|ответ|уточн"
    r"|цитир|призн|предуп|процит|обращ|замет|указ|прокоммент|вспомин|спрос|уверен|спас|деклар|утвержд",
    "fr": r"d(?:it|isent|isait|éclar)|expliqu|ajout|affirm|selon|racont|écri|soulign|précis|not[ea]|répond|annonc"
    r"|confi|indiqu|rappel|conclu|poursui|demand|estim|témoign|lanc|assur|insist|raison|regrett",
    "es": r"dij|dic[eh]|afirm|asegur|señal|explic|agreg|añad|coment|según|apunt|indic|declar|manifest|sostuv|expres"
    r"|mencion|escrib|pregunt|respond|cont[óa]|advir|aclar|puntual|destac|subray|record|detall|precis|insist|abund",
    "ar": r"قال|يقول|تقول|أضاف|ذكر|صرح|أوضح|أكد|أعلن|بحسب|وفق|كتب|أشار|تابع|نقل|اعتبر|رأى|قائل|قول|صرّح|أكّد",
    "zh": r"说|表示|称|指出|强调|认为|介绍|告诉|道|写|回答|问",
}
SAYING = {language: re.compile(words, re.IGNORECASE) for language, words in _SAYING.items()}


def find(copy: Copy) -> Iterator[Doubt]:
    for block in copy.item.body:
        if isinstance(block, Quotation) and block.content and not block.speaker:
            yield Doubt(CODE, f"{block.id}.0", 0, len(inline_text(block.content[0])), NOBODY)
    yield from _in_paragraphs(copy)


def _in_paragraphs(copy: Copy) -> Iterator[Doubt]:
    """Paragraphs that are a quotation and nothing else, where neither neighbour says who speaks."""
    saying = SAYING[copy.language]
    parts = [part for part in copy.prose if re.fullmatch(r"b\d+", part.key)]
    for at, part in enumerate(parts):
        if len(part.text) < LEAST or not _WHOLLY_QUOTED.fullmatch(part.text):
            continue
        if _ASIDE.search(part.text):
            continue
        beside = [parts[near].text for near in (at - 2, at - 1, at + 1) if 0 <= near < len(parts)]
        if any(saying.search(text) or text.rstrip().endswith(":") for text in beside):
            continue
        yield Doubt(CODE, part.key, 0, len(part.text), NOBODY)


CHECK = Check(CODE, EVERY_LANGUAGE, find)
