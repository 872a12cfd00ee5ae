"""How words become index terms, how a reader's query is read, and what of a text is shown beside a hit.

A term is a language mark (`en`, `zh`) and a folded stem, in letters and digits only, so no database can take it
for anything else, and a word that is common in one language costs nothing in another.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

import Stemmer

from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import NewsItem

MAX_WORD = 40
MAX_WORDS = 10_000
MAX_TEXT = 200_000
MAX_QUERY = 200
MAX_CLAUSES = 24
MAX_SNIPPET_SOURCE = 40_000

_HAN = "\u2e80-\u2fdf\u3005\u3007\u3040-\u30ff\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff\U00020000-\U0003ffff"
"""Ideographs and kana: scripts without spaces, indexed by pairs."""

_UNTYPED = (
    "\u00ad\u0300-\u036f\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e8\u06ea-\u06ed"
    "\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufe00-\ufe0f\ufeff\ud800-\udfff"
)
"""What a reader never types: soft hyphens, stress and vowel marks, joiners, directions, half characters."""


def _token_pattern(letter: str) -> re.Pattern[str]:
    """Runs of ideographs, numbers with separators (grouped or decimal), and words with their apostrophes."""
    return re.compile(
        rf"(?P<han>[{_HAN}]+)"
        rf"|(?P<number>(?<!{letter})\d{{1,3}}(?:[.,٬ \u00a0\u2009\u202f]\d{{3}})+(?![.,٫]?{letter})"
        rf"|(?<![\d.,٫])\d+[.,٫]\d+(?![.,٫]?{letter}))"
        rf"|(?P<word>{letter}+(?:['’ʼ]{letter}+)*)"
    )


_TOKEN = _token_pattern(rf"[^\W_{_HAN}]")
_PRINTED_TOKEN = _token_pattern(rf"(?:[^\W_{_HAN}]|[{_UNTYPED}])")
_IGNORED = re.compile(f"[{_UNTYPED}]")

_SEPARATORS = re.compile(r"[.,٫٬\s]")
_APOSTROPHES = re.compile("['’ʼ]")
_ELIDED = frozenset({"c", "d", "j", "l", "m", "n", "s", "t", "qu", "jusqu", "lorsqu", "puisqu", "quoiqu"})
_FOLDED = str.maketrans(
    {"ё": "е", "ø": "o", "ł": "l", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ı": "i"}
    | dict.fromkeys("أإآٱ", "ا")
    | {"ى": "ي", "ی": "ي", "ئ": "ي", "ؤ": "و", "ک": "ك"}
    | {chr(start + digit): str(digit) for start in (0x660, 0x6F0, 0x966) for digit in range(10)}
)
_ARTICLES = ("وال", "بال", "كال", "فال", "ولل", "ال", "لل")
_PARTICLES = frozenset("وبلكف")
"""Arabic words that are written as one with the next one; often they are just its first letter."""


@dataclass(frozen=True, slots=True)
class Terms:
    """`words` in the order of the text; `also`: single ideographs, and other forms that a reader may type."""

    words: tuple[str, ...]
    also: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Clause:
    """One thing to find: any of `choices`, each a run of terms that must follow each other."""

    choices: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Query:
    """What a story must hold, and what must not all be in it. Without anything wanted it finds nothing."""

    wanted: tuple[Clause, ...] = ()
    excluded: tuple[tuple[Clause, ...], ...] = ()

    def __bool__(self) -> bool:
        return bool(self.wanted)


_SNOWBALL = {name: Stemmer.Stemmer(name, 0).stemWord for name in ("english", "russian", "french", "spanish", "arabic")}
"""Called with the interpreter lock held and keeping nothing between calls, so threads may share them."""

_LATIN = {"fr": "french", "es": "spanish"}


def _base(letter: str) -> str:
    head = unicodedata.normalize("NFD", letter)[0]
    return head if "a" <= head <= "z" or "α" <= head <= "ω" else letter


def _fold(word: str) -> str:
    """`word` in its plainest spelling: no accents on Latin and Greek letters, one alef, no yo."""
    return word if word.isascii() else "".join(map(_base, word.translate(_FOLDED)))


def _stem_latin(word: str, language: str) -> tuple[str, ...]:
    """The stem without its accents, and the stem of the word typed without them, which can be another.

    French without accents keeps an e that the stemmer would take off (elevee), so there it is asked twice.
    """
    stem, bare = _SNOWBALL[_LATIN.get(language, "english")], _fold(word)
    if language == "fr":
        return _fold(stem(word)), stem(stem(bare))
    return (stem(word),) if bare == word else (_fold(stem(word)), stem(bare))


def _stem_arabic(word: str) -> tuple[str, ...]:
    """Stems of the word as a noun with its article, as it stands, and without a particle it may begin with.

    Snowball takes off a leading wa- even where it belongs to the word, unless an article stands before it; so
    each noun is stemmed as if it had one, and what else the word may be stands beside it.
    """
    stem, word = _SNOWBALL["arabic"], _fold(word)
    article = next((a for a in _ARTICLES if word.startswith(a) and len(word) >= len(a) + 2), "")
    forms = [stem("ال" + word.removeprefix(article)), stem(word)]
    if not article and word[0] in _PARTICLES and len(word) >= 5:
        forms.append(stem("ال" + word[1:]))
    return tuple(form.replace("ة", "ه") for form in forms)


@lru_cache(maxsize=50_000)
def _forms(word: str, language: str) -> tuple[str, ...]:
    """The terms of one word in lower case: its own first, then those of other readings."""
    word = word[:MAX_WORD]
    first = word[0]
    if not word.replace("'", "").isalpha():
        forms: tuple[str, ...] = (_fold(word),)
    elif "a" <= first <= "z" or "\u00c0" <= first <= "\u024f" or "\u1e00" <= first <= "\u1eff":
        forms = _stem_latin(word, language)
    elif "\u0400" <= first <= "\u052f":
        forms = (_SNOWBALL["russian"](_fold(word)),)
    elif "\u0620" <= first <= "\u06ff":
        forms = _stem_arabic(word)
    else:
        forms = (_fold(word),)
    bare = (form.replace("'", "") for form in forms)
    return tuple(dict.fromkeys(language + form for form in bare if form))


def _mark(language: str) -> str:
    """`en` of `en-GB`: what every term of a language begins with."""
    return language.lower().partition("-")[0]


def _plain(text: str) -> str:
    return _IGNORED.sub("", unicodedata.normalize("NFKC", text).casefold())


def _parts(word: str, language: str) -> Iterator[str]:
    """What one written word consists of: French sheds its elided articles, everything else stays whole."""
    pieces = _APOSTROPHES.split(word)
    if language == "fr" and len(pieces) > 1:
        yield from [piece for piece in pieces[:-1] if piece not in _ELIDED]
        yield pieces[-1]
    else:
        yield "'".join(pieces)


def _number(token: str) -> str:
    """`1,500` and `1 500` are 1500; `3.5` and `3,5` are one word of their own."""
    groups = _SEPARATORS.split(token)
    grouped = len(groups[0]) <= 3 and all(len(group) == 3 for group in groups[1:])
    return ("" if grouped else "p").join(groups)


def _tokens(plain: str, language: str) -> Iterator[tuple[str, tuple[str, ...]]]:
    """Each word of `plain` as (kind, terms): `word` with its forms, or `han` with the characters of a run."""
    for match in _TOKEN.finditer(plain):
        kind = match.lastgroup
        token = match[0]
        if kind == "han":
            yield "han", tuple(token)
        elif kind == "number":
            yield "word", _forms(_number(token), language)
        elif "'" in token or "’" in token or "ʼ" in token:
            for part in _parts(token, language):
                if forms := _forms(part, language):
                    yield "word", forms
        elif forms := _forms(token, language):
            yield "word", forms


def _pairs(run: tuple[str, ...], language: str) -> list[str]:
    return [f"{language}{one}{two}" for one, two in pairwise(run)]


def terms(text: str, language: str, limit: int = MAX_WORDS) -> Terms:
    """The index terms of `text` as the edition in `language` reads it; no more than `limit` words."""
    language = _mark(language)
    words: list[str] = []
    also: dict[str, None] = {}
    for kind, found in _tokens(_plain(text[:MAX_TEXT]), language):
        if kind == "han":
            words += _pairs(found, language)
            also.update(dict.fromkeys(language + character for character in found))
        else:
            words.append(found[0])
            if len(found) > 1:
                also.update(dict.fromkeys(found[1:]))
        if len(words) >= limit:
            break
    return Terms(tuple(words[:limit]), tuple(also))


@dataclass(frozen=True, slots=True)
class Document:
    """What the index holds of one version of a story; `marks` have no order and carry no weight."""

    headline: tuple[str, ...]
    summary: tuple[str, ...]
    text: tuple[str, ...]
    marks: tuple[str, ...]


def section_mark(pk: int) -> str:
    return f"_section{pk}"


def source_mark(pk: int) -> str:
    return f"_source{pk}"


def desk_mark(term: str) -> str:
    """A term that only the desk's search looks for, such as one of the slugline."""
    return f"_desk{term}"


def document(item: NewsItem, language: str, filters: Iterable[str] = ()) -> Document:
    """What to index of `item`: headline, summary, and text with everything printed around it."""
    names = (*(line.name for line in item.bylines), *(credit.name for credit in item.credits))
    around = (item.located, item.dateline, *names, *(subject.name for subject in item.subjects))
    headline = terms(item.headline, language)
    summary = terms(item.summary, language)
    text = terms("\n".join((plain_text(item.body), *around)), language)
    slugline = terms(item.slugline, language)
    marks = dict.fromkeys((*headline.also, *summary.also, *text.also))
    desk = map(desk_mark, (*slugline.words, *slugline.also))
    return Document(headline.words, summary.words, text.words, (*marks, *desk, *filters))


_QUOTES = str.maketrans(dict.fromkeys("“”„‟«»＂〝〞「」『』", '"'))
_PIECE = re.compile(r'(?<!\S)(?P<minus>-?)"(?P<phrase>[^"]*)"?|(?P<word>[^\s"]+)')


def parse_query(text: str, language: str) -> Query:
    """Reads what a person typed: words that must all be there, "phrases in quotes", -words that must not.

    Everything else is literal, nothing is an error, and what exceeds 200 characters or 24 words is left out.
    """
    language = _mark(language)
    wanted: dict[Clause, None] = {}
    excluded: dict[tuple[Clause, ...], None] = {}
    for words, is_phrase, is_unwanted in _pieces(_short(text).translate(_QUOTES)):
        clauses = tuple(_clauses(_plain(words), language, together=is_phrase or is_unwanted))
        if not is_unwanted:
            wanted.update(dict.fromkeys(clauses))
        elif clauses:
            excluded[clauses[:MAX_CLAUSES]] = None
    return Query(tuple(wanted)[:MAX_CLAUSES], tuple(excluded)[:MAX_CLAUSES])


def _pieces(text: str) -> Iterator[tuple[str, bool, bool]]:
    """Words, whether they are a phrase, whether they are unwanted; plain words that follow each other stay together."""
    plain: list[str] = []
    for piece in _PIECE.finditer(text):
        word, phrase = piece["word"], piece["phrase"]
        if word is not None and not word.startswith("-"):
            plain.append(word)
            continue
        yield " ".join(plain), False, False
        plain.clear()
        yield (phrase, True, bool(piece["minus"])) if word is None else (word, False, True)
    yield " ".join(plain), False, False


def _short(text: str) -> str:
    """`text` cut between words, since half a word finds nothing."""
    if len(text) <= MAX_QUERY:
        return text
    return " ".join(text[: MAX_QUERY + 1].split(" ")[:-1]) or text[:MAX_QUERY]


def _clauses(plain: str, language: str, *, together: bool) -> Iterator[Clause]:
    """The clauses of one piece of a query; `together` makes one phrase of all that has an order."""
    phrase: list[tuple[str, ...]] = []
    for kind, found in _tokens(plain, language):
        if kind == "word":
            phrase.append(found)
        elif len(found) > 1:
            phrase += [(pair,) for pair in _pairs(found, language)]
        else:
            yield Clause(((language + found[0],),))
    if together and len(phrase) > 1:
        yield Clause((tuple(forms[0] for forms in phrase[:MAX_CLAUSES]),))
    else:
        for forms in phrase:
            yield Clause(tuple((form,) for form in forms))


Marked = tuple[str, bool]
"""A stretch of text, and whether it is what was looked for."""

_Spot = tuple[int, int, tuple[str, ...]]
"""Start and end of a word in the text, and its terms."""


@lru_cache(maxsize=20_000)
def _readings(token: str, language: str) -> tuple[tuple[str, ...], ...]:
    """The forms of each word that one stretch of letters as printed consists of."""
    return tuple(found for kind, found in _tokens(_plain(token), language) if kind == "word")


def _spots(text: str, language: str) -> tuple[list[_Spot], list[_Spot]]:
    """Where the terms of `text` stand: those that have an order, and single ideographs."""
    ordered: list[_Spot] = []
    single: list[_Spot] = []
    for match in _PRINTED_TOKEN.finditer(text):
        start, end = match.span()
        if match.lastgroup == "han":
            run = tuple(match[0])
            single += [(start + i, start + i + 1, (language + c,)) for i, c in enumerate(run)]
            ordered += [(start + i, start + i + 2, (pair,)) for i, pair in enumerate(_pairs(run, language))]
        else:
            ordered += [(start, end, forms) for forms in _readings(match[0], language)]
    return ordered, single


_Hit = tuple[int, int, int]
"""Start and end of a hit, and the number of the clause that it answers."""


def _hits(text: str, query: Query, language: str) -> list[_Hit]:
    """Every hit in `text`, in order."""
    runs: dict[str, list[tuple[int, tuple[str, ...]]]] = {}
    for number, clause in enumerate(query.wanted):
        for choice in clause.choices:
            runs.setdefault(choice[0], []).append((number, choice))
    hits: set[_Hit] = set()
    for spots in _spots(text, language):
        for i, (_start, _end, found) in enumerate(spots):
            for term in found:
                for number, choice in runs.get(term, ()):
                    stretch = spots[i : i + len(choice)]
                    if len(stretch) == len(choice) and all(map(_speaks, stretch, choice)):
                        hits.update((start, end, number) for start, end, _terms in stretch)
    return sorted(hits)


def _speaks(spot: _Spot, term: str) -> bool:
    return term in spot[2]


def _window(text: str, hits: list[_Hit], limit: int) -> tuple[int, int]:
    """The stretch of at most `limit` characters with the most different hits, cut at white space if any."""
    best, most = 0, 0
    for position, (start, _end, _number) in enumerate(hits):
        inside = {number for s, e, number in hits[position : position + 60] if e <= start + limit - 40}
        if len(inside) > most:
            best, most = start, len(inside)
    start = max(0, min(best - 40, len(text) - limit))
    if start:
        blank = re.compile(r"\s").search(text, start, max(start, best))
        start = blank.end() if blank else start
    end = min(len(text), start + limit)
    if end < len(text):
        blank_at = max(text.rfind(" ", end - 40, end), text.rfind("\n", end - 40, end))
        end = blank_at if blank_at > start else end
    return start, end


def snippet(text: str, query: Query, language: str, limit: int = 240) -> list[Marked]:
    """The stretch of `text` that shows `query` best, hits marked; its beginning where there is none."""
    text = text[:MAX_SNIPPET_SOURCE]
    hits = _hits(text, query, _mark(language))
    start, end = _window(text, hits, limit)
    pieces: list[Marked] = [("…", False)] if start else []
    at = start
    for hit_start, hit_end in _merged([(s, e) for s, e, _n in hits if s >= start and e <= end]):
        if hit_start > at:
            pieces.append((text[at:hit_start], False))
        pieces.append((text[hit_start:hit_end], True))
        at = hit_end
    if at < end:
        pieces.append((text[at:end], False))
    if end < len(text):
        pieces.append(("…", False))
    return pieces


def _merged(spans: Iterable[tuple[int, int]]) -> list[tuple[int, int]]:
    """`spans` in order, those that touch or overlap joined."""
    joined: list[tuple[int, int]] = []
    for start, end in spans:
        if joined and start <= joined[-1][1]:
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined
