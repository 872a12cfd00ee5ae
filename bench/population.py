"""Fills an empty database with stories that were published over years, their dispatches chained and signed.

The texts are invented syllables: words follow Zipf's law, as in any language, and each script has its own. Everything
is written as a release writes it (rows, links, dispatches, search), only in transactions of hundreds.
"""

from __future__ import annotations

import itertools
import math
import random
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from django.db import connection, transaction
from django.utils import timezone

from wireroom.core.text import ascii_slug
from wireroom.formats.newsitem import Byline, Credit, NewsItem, Paragraph, Run, Subject
from wireroom.search.index import put_released
from wireroom.search.positions import PER_SECOND
from wireroom.stories import chain
from wireroom.stories.body import stream_json
from wireroom.stories.models import Author, Edition, Section, Source, Story, Topic
from wireroom.stories.setup import open_agency

BATCH = 500
YEARS = 8
PARAGRAPHS = 6_000
"""Paragraphs that stories of one language are put together from; word frequencies stay those of the language."""

_SYLLABLES = {
    "latin": [a + b for a in "bcdfghklmnprstvz" for b in "aeiou"],
    "cyrillic": [a + b for a in "бвгджзклмнпрстфх" for b in "аеиоу"],
    "arabic": list("ابتثجحخدذرزسشصضطظعغفقكلمنهوي"),
}
_SCRIPTS = {"ru": "cyrillic", "ar": "arabic"}


class Tongue:
    """An invented language in the script of a real one: `words[0]` is its commonest word, `words[n]` its n-th."""

    def __init__(self, code: str, size: int = 40_000) -> None:
        self.code = code
        chance = random.Random(f"words of {code}")
        self.words = _ideograph_words(chance, size) if code.startswith("zh") else _words(chance, code, size)
        self._weights = list(itertools.accumulate(1 / (rank + 2.7) ** 1.05 for rank in range(size)))
        self._space = "" if code.startswith("zh") else " "
        self._paragraphs = [
            Paragraph((Run(self._sentence(chance, round(chance.lognormvariate(3.9, 0.4)))),), f"b{number % 9 + 1}")
            for number in range(PARAGRAPHS)
        ]

    def _sentence(self, chance: random.Random, length: int) -> str:
        words = chance.choices(self.words, cum_weights=self._weights, k=max(3, length))
        return self._space.join(words).capitalize() + "."

    def headline(self, chance: random.Random) -> str:
        return self._sentence(chance, chance.randint(6, 11)).removesuffix(".")

    def summary(self, chance: random.Random) -> str:
        return self._sentence(chance, chance.randint(15, 28))

    def body(self, chance: random.Random) -> tuple[Paragraph, ...]:
        chosen = chance.sample(self._paragraphs, chance.randint(4, 9))
        return tuple(Paragraph(paragraph.content, f"b{n}") for n, paragraph in enumerate(chosen, 1))


def _words(chance: random.Random, code: str, size: int) -> list[str]:
    syllables = _SYLLABLES[_SCRIPTS.get(code, "latin")]
    lengths = (2, 3, 3, 4, 5) if code == "ar" else (1, 2, 2, 3, 3, 4)
    found: set[str] = set()
    while len(found) < size:
        found.add("".join(chance.choices(syllables, k=chance.choice(lengths))))
    return sorted(found, key=lambda word: (len(word), word))


def _ideograph_words(chance: random.Random, size: int) -> list[str]:
    found: set[str] = set()
    while len(found) < size:
        length = chance.choice((1, 2, 2, 2, 3))
        found.add("".join(chr(0x4E00 + min(2_999, int(chance.expovariate(1 / 500)))) for _ in range(length)))
    return sorted(found, key=lambda word: (len(word), word))


@dataclass
class Agency:
    """What stories are sorted and credited by."""

    editions: Sequence[Edition]
    sections: Sequence[Section]
    sources: Sequence[Source]
    authors: Sequence[Author]
    topics: Sequence[Topic]
    tongues: dict[str, Tongue] = field(default_factory=dict)

    @classmethod
    def open(cls, languages: Sequence[str]) -> Agency:
        editions = open_agency(names="Bench Agency", editions=languages)
        names = {code: f"Bench {code}" for code in languages}
        sources = [Source.objects.get_or_create(code=f"source-{n}", defaults={"names": names})[0] for n in range(20)]
        authors = [Author.objects.get_or_create(code=f"author-{n}", defaults={"names": names})[0] for n in range(40)]
        topics = [Topic.objects.get_or_create(code=f"tag:topic-{n}", defaults={"names": names})[0] for n in range(200)]
        tongues = {code: Tongue(code) for code in languages}
        return cls(editions, list(Section.objects.order_by("pk")), sources, authors, topics, tongues)


@dataclass
class _Filing:
    story: Story
    entry: chain.Entry
    links: dict[str, list[int]]


def populate(
    number: int,
    *,
    languages: Sequence[str] = ("en",),
    until: datetime | None = None,
    tell: Callable[[int], object] = lambda _written: None,
) -> Agency:
    """Publishes `number` stories, the oldest first, spread over the years before `until` (now)."""
    agency = Agency.open(languages)
    chance = random.Random(f"{number} stories")
    times = _times(number, until or timezone.now())
    written = 0
    while batch := [_filing(agency, chance, at) for at in itertools.islice(times, BATCH)]:
        _write(batch)
        written += len(batch)
        tell(written)
    return agency


def _times(number: int, until: datetime) -> Iterator[datetime]:
    """Times that come thicker towards the end, as an agency grows."""
    span = timedelta(days=365 * YEARS)
    for position in range(number):
        yield until - span * (1 - math.sqrt((position + 1) / number)) - timedelta(seconds=30)


def _few(chance: random.Random, rows: Sequence[Source] | Sequence[Author] | Sequence[Topic], most: int) -> list[int]:
    """Places in `rows`, the first ones likelier."""
    return sorted({min(len(rows) - 1, int(chance.expovariate(5 / len(rows)))) for _ in range(chance.randint(1, most))})


def _filing(agency: Agency, chance: random.Random, at: datetime) -> _Filing:
    edition = chance.choice(agency.editions)
    tongue = agency.tongues[edition.code]
    sources = [agency.sources[n] for n in _few(chance, agency.sources, 2)]
    authors = [agency.authors[n] for n in _few(chance, agency.authors, 1)]
    topics = [agency.topics[n] for n in _few(chance, agency.topics, 3)]
    section = agency.sections[min(len(agency.sections) - 1, int(chance.expovariate(0.45)))]
    story = Story(locale=edition.locale, section=section, priority=chance.choice((3, 4, 5, 5, 5, 6)))
    item = NewsItem(
        guid=story.guid,
        language=edition.language_tag,
        headline=tongue.headline(chance),
        slugline=f"BENCH-{chance.randrange(10_000)}",
        summary=tongue.summary(chance),
        body=tongue.body(chance),
        bylines=tuple(Byline(author.name_in(edition.code), author.code) for author in authors),
        dateline=tongue.words[5000],
        credits=tuple(Credit(source.name_in(edition.code), source.code) for source in sources),
        section=section.code,
        subjects=tuple(Subject(topic.code, topic.name_in(edition.code)) for topic in topics),
        priority=story.priority,
        first_created=at,
        version_created=at,
        group=str(story.translation_key),
    )
    _fill(story, item, edition, at)
    rows: dict[str, Sequence[Source] | Sequence[Author] | Sequence[Topic]] = {
        "sources": sources,
        "authors": authors,
        "topics": topics,
    }
    links = {name: [row.pk for row in linked] for name, linked in rows.items()}
    return _Filing(story, chain.entry(story, item, audience="public", at=at), links)


def _fill(story: Story, item: NewsItem, edition: Edition, at: datetime) -> None:
    for name in ("headline", "slugline", "summary", "dateline"):
        setattr(story, name, getattr(item, name))
    story.body = stream_json(item.body)
    story.first_published_at = story.last_published_at = at
    story.url_date = at.astimezone(edition.zone).date()
    story.slug = f"{ascii_slug(item.headline, 60)}-{story.guid[-8:]}"
    story.live = True


def _write(batch: Sequence[_Filing]) -> None:
    with transaction.atomic():
        seq = chain.hold()
        for number, filing in enumerate(batch):
            filing.story.dispatch_id = seq + number
        Story.objects.bulk_create([filing.story for filing in batch])
        for name, column in (("sources", "source_id"), ("authors", "author_id"), ("topics", "topic_id")):
            through = getattr(Story, name).through
            through.objects.bulk_create(
                through(story_id=filing.story.pk, **{column: pk}) for filing in batch for pk in filing.links[name]
            )
        dispatches = chain.append([filing.entry for filing in batch], now=datetime.now(UTC))
        for filing, dispatch in zip(batch, dispatches, strict=True):
            dispatch.item = filing.entry.item
        put_released([(filing.story, dispatch) for filing, dispatch in zip(batch, dispatches, strict=True)])


def told(number: int) -> Callable[[int], object]:
    """Says on the terminal now and then how far a population has come."""
    started = time.perf_counter()

    def tell(written: int) -> None:
        if written % 10_000 == 0 or written == number:
            rate = written / (time.perf_counter() - started)
            print(f"  {written:,} of {number:,} stories, {rate:,.0f}/s", flush=True)

    return tell


def multiply(times: int, *, tell: Callable[[int], object] = lambda _written: None) -> None:
    """Makes `times` as many stories of what is there, in SQL: copies with numbers, addresses and times of their own.

    SQLite only, and for measuring only: the copies' dispatches are not chained anew, and `verify` would say so.
    """
    keys = {"stories_dispatch": "seq", "stories_story": "id"}
    keys |= {f"stories_story_{name}": "id" for name in ("topics", "sources", "authors")}
    with connection.cursor() as cursor:
        highest = {table: _highest(cursor, table, key) for table, key in keys.items()}
        _hurry(cursor)
    for copy in range(1, times):
        with transaction.atomic(), connection.cursor() as cursor:
            for table, key in keys.items():
                _copy(cursor, table, f"{key} <= {highest[table]}", _changes(table, copy, highest))
            story = highest["stories_story"]
            place = f"position - {copy * APART * PER_SECOND}"
            cursor.execute(
                f"INSERT OR IGNORE INTO search_text (rowid, headline, summary, text, marks) "
                f"SELECT {place}, headline, summary, text, marks "
                f"FROM search_searchentry JOIN search_text t ON t.rowid = position WHERE story_id <= {story}"
            )
            cursor.execute(
                f"INSERT OR IGNORE INTO search_searchentry (position, story_id) "
                f"SELECT {place}, story_id + {copy * story} FROM search_searchentry WHERE story_id <= {story}"
            )
            cursor.execute("UPDATE stories_loghead SET seq = (SELECT MAX(seq) FROM stories_dispatch)")
        tell((copy + 1) * highest["stories_story"])
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA journal_mode=WAL")
    connection.close()


def _hurry(cursor: Any) -> None:
    """Lets the copying go without a journal on the disk and without waiting for it: who pulls the plug begins anew."""
    for pragma in ("journal_mode=MEMORY", "synchronous=OFF", "cache_size=-1500000"):
        cursor.execute(f"PRAGMA {pragma}")


APART = 137
"""Seconds between a story and its copy."""


def _highest(cursor: Any, table: str, key: str) -> int:
    cursor.execute(f"SELECT MAX({key}) FROM {table}")
    return int(cursor.fetchone()[0])


def _changes(table: str, copy: int, highest: dict[str, int]) -> dict[str, str]:
    """The columns in which a copy differs, as SQL."""
    story, seq = copy * highest["stories_story"], copy * highest["stories_dispatch"]
    if table == "stories_dispatch":
        return {"seq": f"seq + {seq}", "story_id": f"story_id + {story}", "guid": f"guid || '-{copy}'"}
    if table != "stories_story":
        return {"id": f"id + {copy * highest[table]}", "story_id": f"story_id + {story}"}
    moments = ("first_published_at", "last_published_at")
    return {
        "id": f"id + {story}",
        "dispatch_id": f"dispatch_id + {seq}",
        "guid": f"guid || '-{copy}'",
        "slug": f"slug || '-{copy}'",
        "translation_key": "lower(hex(randomblob(16)))",
        "latest_revision_id": "NULL",
        "live_revision_id": "NULL",
        **{name: f"strftime('%Y-%m-%d %H:%M:%f000', {name}, '-{copy * APART} seconds')" for name in moments},
    }


def _copy(cursor: Any, table: str, which: str, changes: dict[str, str]) -> None:
    cursor.execute(f"PRAGMA table_info({table})")
    names = [row[1] for row in cursor.fetchall()]
    values = ", ".join(changes.get(name, name) for name in names)
    cursor.execute(f"INSERT INTO {table} ({', '.join(names)}) SELECT {values} FROM {table} WHERE {which}")
