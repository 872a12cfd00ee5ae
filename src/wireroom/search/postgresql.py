"""The words in PostgreSQL: a tsvector of our own terms with a GIN index.

A GIN index knows neither order nor places, and what it costs to read a story's words is unknown to the planner. So
the plan is dictated by functions (laid by the migration) and materialized steps: all matches from the index first,
then the newest of them, and only of these the words.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from wireroom.search.rules import Clause, Document, Query
from wireroom.search.types import MOST_COUNTED, Asked, Found, Row

MOST_BYTES = 800_000
"""A tsvector holds 1 MB."""

LAST_PLACE = 16_383
MOST_PLACES = 255

MOST_READ_FOR_PHRASES = 10_000
"""Phrases are looked for in the newest so many stories that have all their words: the words must be read for it."""

_WITHIN = """
WITH within AS MATERIALIZED (
    SELECT position FROM search_readers(%(held)s::tsquery) AS position
    WHERE position >= %(low)s AND position < %(high)s
)"""
_WITHIN_PHRASES = """
WITH newest AS MATERIALIZED (
    SELECT position FROM search_readers(%(held)s::tsquery) AS position
    WHERE position >= %(low)s AND position < %(high)s
    ORDER BY position DESC LIMIT %(most)s
),
texts AS MATERIALIZED (SELECT position, terms FROM newest JOIN search_searchentry USING (position)),
within AS MATERIALIZED (SELECT position FROM texts WHERE terms @@ %(exact)s::tsquery)"""
_PAGE = """,
page AS MATERIALIZED (SELECT position FROM within ORDER BY position DESC LIMIT %(take)s OFFSET %(skip)s),
counted AS (SELECT count(*) AS total FROM (SELECT 1 FROM within LIMIT %(counted)s) AS few)
"""
_PLACES = "SELECT total, position, 0.0 FROM counted LEFT JOIN page ON true"
_WEIGHED_PLACES = """
SELECT total, position, ts_rank('{0.1, 0.2, 0.4, 1}', terms, %(wanted)s::tsquery, 1)
FROM counted LEFT JOIN page ON true LEFT JOIN search_searchentry USING (position)
"""


def _together(run: tuple[str, ...]) -> str:
    return " <-> ".join(f"'{term}'" for term in run)


def _anywhere(run: tuple[str, ...]) -> str:
    return " & ".join(f"'{term}'" for term in run)


def _clause(clause: Clause, spell: Callable[[tuple[str, ...]], str]) -> str:
    return _any(spell(run) for run in clause.choices)


def _any(parts: Iterable[str]) -> str:
    return f"({' | '.join(f'({part})' for part in parts)})"


def _has_phrase(clauses: Iterable[Clause]) -> bool:
    return any(len(run) > 1 for clause in clauses for run in clause.choices)


def has_phrase(query: Query) -> bool:
    return _has_phrase(query.wanted) or any(map(_has_phrase, query.excluded))


def exact(query: Query) -> str:
    """The tsquery that says the same; the terms bring no character that means anything to it."""
    parts = [_clause(clause, _together) for clause in query.wanted]
    return " & ".join(parts + [_refused(group) for group in query.excluded])


def held(query: Query) -> str:
    """The tsquery of all that the index alone can tell: every match of `query`, and some more if it has phrases."""
    parts = [_clause(clause, _anywhere) for clause in query.wanted]
    return " & ".join(parts + [_refused(group) for group in query.excluded if not _has_phrase(group)])


def _refused(group: tuple[Clause, ...]) -> str:
    return f"!({' & '.join(_clause(clause, _together) for clause in group)})"


def vector(document: Document) -> str:
    """The tsvector of a document, as text; a phrase never spans two of its parts."""
    places: dict[str, list[str]] = {}
    at = 0
    for terms, weight in ((document.headline, "A"), (document.summary, "B"), (document.text, "")):
        for term in terms:
            at += 1
            found = places.setdefault(term, [])
            if len(found) < MOST_PLACES and at <= LAST_PLACE:
                found.append(f"{at}{weight}")
        at += 1
    lexemes: list[str] = []
    size = 0
    for term, found in (*places.items(), *((mark, []) for mark in document.marks)):
        size += len(term.encode()) + 2 * len(found) + 6
        if size > MOST_BYTES:
            break
        lexemes.append(f"'{term}':{','.join(found)}" if found else f"'{term}'")
    return " ".join(lexemes)


class PostgreSQL:
    def put(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_searchentry (position, story_id, terms)"
                " SELECT * FROM unnest(%s::bigint[], %s::bigint[], %s::text[]::tsvector[])"
                " ON CONFLICT (story_id) DO UPDATE SET terms = excluded.terms",
                (
                    [row.position for row in rows],
                    [row.story_id for row in rows],
                    [vector(row.document) for row in rows],
                ),
            )

    def put_drafts(self, drafts: Sequence[tuple[int, Document]]) -> None:
        with connection.cursor() as cursor:
            cursor.execute(
                "INSERT INTO search_deskentry (story_id, terms)"
                " SELECT * FROM unnest(%s::bigint[], %s::text[]::tsvector[])"
                " ON CONFLICT (story_id) DO UPDATE SET terms = excluded.terms",
                ([pk for pk, _document in drafts], [vector(document) for _pk, document in drafts]),
            )

    def find(self, asked: Asked) -> Found:
        filters = "".join(f" & ({' | '.join(map(repr, choice))})" for choice in asked.filters)
        statement = _WITHIN_PHRASES if has_phrase(asked.query) else _WITHIN
        statement += _PAGE + (_WEIGHED_PLACES if asked.weighed else _PLACES)
        values: dict[str, str | int] = {
            "counted": MOST_COUNTED + 1,
            "held": held(asked.query) + filters,
            "exact": exact(asked.query),
            "wanted": exact(Query(asked.query.wanted)),
            "most": MOST_READ_FOR_PHRASES,
            "low": asked.low,
            "high": asked.high,
            "take": asked.take,
            "skip": asked.skip,
        }
        with connection.cursor() as cursor:
            cursor.execute(statement, values)
            rows = cursor.fetchall()
        places = sorted(((position, score) for _total, position, score in rows if position is not None), reverse=True)
        return Found(rows[0][0], tuple(places))

    def found_at_the_desk(self, queries: Sequence[Query]) -> RawSQL:
        return RawSQL(
            "SELECT story_id FROM search_desk(%s::text[]::tsquery[]) AS story_id",
            (list(map(exact, queries)),),
            output_field=BigIntegerField(),
        )
