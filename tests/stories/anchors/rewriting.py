"""Invented stories in many scripts, and edits that know by construction what became of some marked words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher
from random import Random

from wireroom.formats.newsitem import NewsItem, Paragraph, Run
from wireroom.formats.text import inline_text
from wireroom.stories.anchors import Found, Outcome, Span

LETTERS = {
    "latin": "aeiounrtslcdmpàéñç",
    "cyrillic": "оеаинтсрвлкмдпуяы",
    "arabic": "ابتثجحدرسعفقكلمنهوي",
    "chinese": "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年",
    "emoji": ["a", "e", "n", "👩‍🚀", "👍🏽", "🇫🇷", "❤️", "o", "t", "r"],
    "combining": ["a", "e\u0323\u0301", "n", "o", "x\u0301", "k\u0332", "t", "r", "i", "क्षि"],
}
STOP = {"arabic": "۔", "chinese": "。"}


@dataclass(frozen=True)
class Sign:
    """One user-perceived character; `marked` if it belongs to the words that are looked for.

    An `heir` was typed over marked signs, so it stands at their place; or it is a copy of them together with a good
    deal of what surrounds them, so that it takes their place when they are gone.
    """

    text: str
    marked: bool = False
    heir: bool = False


Line = tuple[Sign, ...]


def unmarked(words: Sequence[str]) -> Line:
    return tuple(Sign(sign) for sign in words)


def typed(words: Sequence[str], over: Line) -> Line:
    """Words typed over some signs."""
    heir = any(sign.marked or sign.heir for sign in over)
    return tuple(Sign(sign, heir=heir) for sign in words)


class Writer:
    """Writes text of few and often repeated words, which is the hardest to tell apart."""

    def __init__(self, random: Random, script: str) -> None:
        self.random = random
        self._blank = "" if script == "chinese" else " "
        self._stop = STOP.get(script, ".")
        letters = LETTERS[script]
        longest = 3 if script == "chinese" else 8
        self._words = [random.choices(letters, k=random.randint(1, longest)) for _ in range(random.choice((30, 200)))]
        self._weights = [1 / (rank + 2) for rank in range(len(self._words))]

    def words(self, count: int) -> list[str]:
        signs: list[str] = []
        for word in self.random.choices(self._words, self._weights, k=count):
            signs += ([self._blank] if signs and self._blank else []) + word
        return signs

    def line(self) -> Line:
        signs: list[str] = []
        for _ in range(self.random.randint(1, 4)):
            signs += ([self._blank] if signs and self._blank else []) + self.words(self.random.randint(4, 16))
            signs.append(self._stop)
        return unmarked(signs)


@dataclass(frozen=True)
class Draft:
    """The paragraphs of a story."""

    lines: tuple[Line, ...]

    def item(self, before: NewsItem | None = None) -> NewsItem:
        """The story with ids; a paragraph that is the same, or changed between such, keeps its own."""
        lines = [text_of(line) for line in self.lines]
        ids = [f"n{number}" for number in range(len(lines))]
        old = texts(before) if before else []
        for tag, i1, i2, j1, j2 in SequenceMatcher(None, [text for _id, text in old], lines).get_opcodes():
            if tag == "equal" or (tag == "replace" and i2 - i1 == j2 - j1):
                ids[j1:j2] = [id_ for id_, _text in old[i1:i2]]
        return replace(EMPTY, body=tuple(Paragraph((Run(line),), id_) for id_, line in zip(ids, lines, strict=True)))

    def marked(self, *, heirs: bool = False) -> list[tuple[int, int, int]]:
        """Line, first and last code point of each stretch of marked signs, with or without their heirs."""
        found: list[tuple[int, int, int]] = []
        for number, line in enumerate(self.lines):
            at = 0
            for sign in line:
                end = at + len(sign.text)
                meant = sign.marked or (heirs and sign.heir)
                if meant and found and found[-1][0] == number and found[-1][2] == at:
                    found[-1] = (number, found[-1][1], end)
                elif meant:
                    found.append((number, at, end))
                at = end
        return found


EMPTY = NewsItem("guid", "en", "", body=())


def text_of(line: Line) -> str:
    return "".join(sign.text for sign in line)


def marked_draft(random: Random, writer: Writer) -> Draft:
    """A story in which a sign, a few words or a sentence are marked."""
    lines = [writer.line() for _ in range(random.randint(1, 8))]
    if random.random() < 0.3:
        lines.insert(random.randrange(len(lines) + 1), random.choice(lines))
    number = random.randrange(len(lines))
    line = lines[number]
    starts = [at for at, sign in enumerate(line) if sign.text != " "]
    start = random.choice(starts)
    length = random.choice((1, random.randint(1, 5), random.randint(3, 12), random.randint(10, 60)))
    end = max(at for at in starts if at < start + length) + 1
    lines[number] = (*line[:start], *(Sign(sign.text, True) for sign in line[start:end]), *line[end:])
    return Draft(tuple(lines))


Edit = Callable[[Random, Writer, Draft], Draft]


def _place(random: Random, draft: Draft, near: int) -> tuple[int, int]:
    """A line and a place in it: `near` many signs around the marked words, or anywhere if that is 0."""
    number = random.randrange(len(draft.lines))
    if near:
        with_marks = [at for at, line in enumerate(draft.lines) if any(sign.marked for sign in line)]
        number = with_marks[0] if with_marks else number
    line = draft.lines[number]
    marks = [at for at, sign in enumerate(line) if sign.marked]
    if near and marks:
        return number, min(max(random.choice((marks[0], marks[-1] + 1)) + random.randint(-near, near), 0), len(line))
    return number, random.randint(0, len(line))


def _with_line(draft: Draft, number: int, *lines: Line) -> Draft:
    kept = tuple(line for line in lines if text_of(line).strip())
    return Draft((*draft.lines[:number], *kept, *draft.lines[number + 1 :]))


def tidy(line: Line) -> Line:
    """Without blanks that a NewsItem never holds: doubled, at the start, at the end."""
    kept: list[Sign] = []
    for sign in line:
        if sign.text != " " or (kept and kept[-1].text != " "):
            kept.append(sign)
    while kept and kept[-1].text == " ":
        kept.pop()
    return tuple(kept)


def change(random: Random, writer: Writer, draft: Draft) -> Draft:
    """Types some words or letters over some signs, or deletes them."""
    number, at = _place(random, draft, random.choice((0, 0, 3, 12, 40)))
    line = draft.lines[number]
    end = min(len(line), at + random.choice((0, 0, 1, 2, 8, 30)))
    words = writer.words(random.choice((0, 1, 1, 3, 6)))
    new = words[: random.randint(0, len(words))] if random.random() < 0.5 else words
    return _with_line(draft, number, tidy((*line[:at], *typed(new, line[at:end]), *line[end:])))


def mend(random: Random, writer: Writer, draft: Draft) -> Draft:
    """Types something else where the marked words stand."""
    marked = draft.marked()
    if not marked:
        return draft
    number = marked[0][0]
    line = draft.lines[number]
    at = next(at for at, sign in enumerate(line) if sign.marked)
    rest = [sign for sign in line[at:] if not sign.marked]
    return _with_line(draft, number, tidy((*line[:at], *typed(writer.words(random.randint(1, 3)), line[at:]), *rest)))


def copy_words(random: Random, _writer: Writer, draft: Draft) -> Draft:
    """Types the marked words again somewhere else, perhaps with their surroundings."""
    number, at = _place(random, draft, 0)
    line = draft.lines[number]
    source = next((line for line in draft.lines if any(sign.marked for sign in line)), ())
    marks = [at for at, sign in enumerate(source) if sign.marked]
    if not marks or (0 < at < len(line) and line[at - 1].marked and line[at].marked):
        return draft
    around = random.choice((0, 1, 4, 10, 20))
    words = source[max(0, marks[0] - around) : marks[-1] + 1 + random.choice((0, around))]
    copied = tuple(Sign(sign.text, heir=sign.marked and around >= 10) for sign in words)
    return _with_line(draft, number, tidy((*line[:at], Sign(" "), *copied, Sign(" "), *line[at:])))


def rearrange(random: Random, writer: Writer, draft: Draft) -> Draft:
    """Adds, deletes, repeats, moves, parts or joins paragraphs."""
    lines = list(draft.lines)
    number = random.randrange(len(lines))
    step = random.choice(("add", "delete", "repeat", "move", "part", "join"))
    if step == "add":
        lines.insert(number, writer.line())
    elif step == "delete" and len(lines) > 1:
        del lines[number]
    elif step == "repeat":
        lines.insert(random.randint(0, len(lines)), tuple(Sign(sign.text, heir=sign.marked) for sign in lines[number]))
    elif step == "move":
        line = lines.pop(number)
        lines.insert(random.randint(0, len(lines)), line)
    elif step == "part":
        at = random.randint(0, len(lines[number]))
        return _with_line(draft, number, tidy(lines[number][:at]), tidy(lines[number][at:]))
    elif step == "join" and number + 1 < len(lines):
        lines[number : number + 2] = [(*lines[number], Sign(" "), *lines[number + 1])]
    return Draft(tuple(lines))


EDITS: tuple[Edit, ...] = (change, change, change, mend, copy_words, rearrange)


def edited(random: Random, writer: Writer, draft: Draft) -> Draft:
    for _ in range(random.choice((1, 1, 2, 3, 5))):
        if draft.lines:
            draft = random.choice(EDITS)(random, writer, draft)
    return draft


@dataclass(frozen=True)
class Case:
    old: NewsItem
    span: Span
    new: NewsItem
    marked: tuple[tuple[int, int, int], ...]
    """Where marked signs stand in the new version."""
    places: tuple[tuple[int, int, int], ...]
    """The same with what was typed over them."""

    @property
    def words(self) -> str:
        text = next(text for id_, text in texts(self.old) if id_ == self.span.key)
        return text[self.span.start : self.span.end]

    def truth(self) -> Span | None:
        """Where the marked words stand whole; None if they do not."""
        if len(self.marked) != 1:
            return None
        number, start, end = self.marked[0]
        key, text = texts(self.new)[number]
        return Span(key, start, end) if text[start:end] == self.words else None

    def verdict(self, found: Found) -> str:
        """`right`, `unsure` (a person is asked), `missed` (said to be gone), or `wrong` (another place)."""
        truth = self.truth()
        if found.outcome is Outcome.AMBIGUOUS:
            return "unsure"
        if found.outcome is not Outcome.LOCATED:
            return "missed" if truth else "right"
        (span,) = found.spans
        if span == truth:
            return "right"
        return "unsure" if self._came_about_again(span) else "wrong"

    def _came_about_again(self, span: Span) -> bool:
        """Whether the same words were typed at the old place, or their whole paragraph was repeated."""
        lines = texts(self.new)
        if dict(lines)[span.key] == dict(texts(self.old))[self.span.key]:
            return True
        return any(
            lines[number][0] == span.key and start < span.end and span.start < end for number, start, end in self.places
        )


def texts(item: NewsItem) -> list[tuple[str, str]]:
    return [(block.id, inline_text(block.content)) for block in item.body if isinstance(block, Paragraph)]


def case(seed: int, script: str) -> Case:
    """One story, some marked words, and a later version."""
    random = Random(seed)
    writer = Writer(random, script)
    first = marked_draft(random, writer)
    ((number, start, end),) = first.marked()
    old = first.item()
    later = edited(random, writer, first)
    return Case(
        old,
        Span(texts(old)[number][0], start, end),
        later.item(old),
        tuple(later.marked()),
        tuple(later.marked(heirs=True)),
    )
