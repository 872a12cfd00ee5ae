"""The words in SQLite's FTS5: a list of rowids for each term, walked from its end."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from django.db import connection
from django.db.models import BigIntegerField
from django.db.models.expressions import RawSQL

from wireroom.search.rules import Clause, Document, Query
from wireroom.search.types import MOST_COUNTED, Asked, Found, Row

_WEIGHTS = "10.0, 4.0, 1.0, 0.0"
"""Of headline, summary, text and marks."""

_COLUMNS = "(rowid, headline, summary, text, marks) VALUES (%s, %s, %s, %s, %s)"
_MATCHES = "FROM search_text WHERE search_text MATCH %s AND rowid >= %s AND rowid < %s"


def _run(terms: tuple[str, ...]) -> str:
    words = f'"{" ".join(terms)}"'
    return words if len(terms) == 1 else f"{{headline summary text}} : {words}"


def _any(parts: Iterable[str]) -> str:
    return f"({' OR '.join(parts)})"


def _all(parts: Iterable[str]) -> str:
    return f"({' AND '.join(parts)})"


def _clause(clause: Clause) -> str:
    return _any(map(_run, clause.choices))


def match(query: Query, filters: Iterable[tuple[str, ...]] = ()) -> str:
    """The FTS5 expression of a query; the terms bring no character that means anything to FTS5."""
    wanted = _all([*map(_clause, query.wanted), *(_any(f'"{mark}"' for mark in choice) for choice in filters)])
    if not query.excluded:
        return wanted
    return f"{wanted} NOT {_any(_all(map(_clause, group)) for group in query.excluded)}"


class SQLite:
    def put(self, rows: Sequence[Row]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_searchentry (position, story_id) VALUES (%s, %s) ON CONFLICT (story_id) DO NOTHING",
                [(row.position, row.story_id) for row in rows],
            )
            cursor.executemany(
                f"REPLACE INTO search_text {_COLUMNS}",
                [(row.position, *_words(row.document)) for row in rows],
            )

    def put_drafts(self, drafts: Sequence[tuple[int, Document]]) -> None:
        with connection.cursor() as cursor:
            cursor.executemany(
                "INSERT INTO search_deskentry (story_id) VALUES (%s) ON CONFLICT DO NOTHING",
                [(story_id,) for story_id, _document in drafts],
            )
            cursor.executemany(
                f"REPLACE INTO search_desktext {_COLUMNS}",
                [(story_id, *_words(document)) for story_id, document in drafts],
            )

    def find(self, asked: Asked) -> Found:
        span = (match(asked.query, asked.filters), asked.low, asked.high)
        score = f"-bm25(search_text, {_WEIGHTS})" if asked.weighed else "0.0"
        with connection.cursor() as cursor:
            cursor.execute(
                f"SELECT rowid, {score} {_MATCHES} ORDER BY rowid DESC LIMIT %s OFFSET %s",
                (*span, asked.take, asked.skip),
            )
            places = tuple(cursor.fetchall())
            if asked.skip == 0 and len(places) < asked.take:
                return Found(len(places), places)
            cursor.execute(
                f"SELECT count(*) FROM (SELECT 1 {_MATCHES} LIMIT {MOST_COUNTED + 1})",  # noqa: S608 - constants
                span,
            )
            return Found(cursor.fetchone()[0], places)

    def found_at_the_desk(self, queries: Sequence[Query]) -> RawSQL:
        wanted = " OR ".join(f"({match(query)})" for query in queries)
        return RawSQL(
            "SELECT story_id FROM search_searchentry"
            " WHERE position IN (SELECT rowid FROM search_text WHERE search_text MATCH %s)"
            " AND story_id NOT IN (SELECT story_id FROM search_deskentry)"
            " UNION ALL SELECT rowid FROM search_desktext WHERE search_desktext MATCH %s",
            (wanted, wanted),
            output_field=BigIntegerField(),
        )


def _words(document: Document) -> list[str]:
    return [" ".join(part) for part in (document.headline, document.summary, document.text, document.marks)]
