"""Finding stories: readers among what is out, the newsroom among everything it has."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from wireroom.search.engine import engine
from wireroom.search.models import SearchEntry
from wireroom.search.positions import bounds
from wireroom.search.rules import Clause, Query, desk_mark, parse_query, section_mark, source_mark
from wireroom.search.types import MOST_COUNTED, Asked, Found
from wireroom.stories.models import Edition, Section, Source, Story
from wireroom.stories.querysets import StoryQuerySet

MOST_WEIGHED = 2_000
MOST_ON_A_PAGE = 100


@dataclass(frozen=True, slots=True)
class Results:
    """One page of what was found: `hits` are story ids in order; `total` counts to 10,000, then `is_more` is true."""

    query: Query
    hits: tuple[int, ...]
    total: int
    is_more: bool
    page: int
    pages: int

    def stories(self) -> list[Story]:
        """The hits with what lists and snippets show, in order; whatever was withdrawn a moment ago is left out."""
        rows = Story.objects.published().select_related("section", "locale", "dispatch").in_bulk(self.hits)
        return [rows[pk] for pk in self.hits if pk in rows]


def search(
    text: str,
    edition: Edition,
    *,
    section: Section | None = None,
    source: Source | None = None,
    since: datetime | None = None,
    until: datetime | None = None,
    newest: bool = False,
    page: int = 1,
    per_page: int = 20,
) -> Results:
    """What readers of `edition` find for `text`, published at or after `since` and before `until`.

    The best matches come first among the newest 2,000 (weighing every match of a common word would take seconds on a
    large archive), then the older ones by age; with `newest`, all by age. Nothing past the first 10,000 is shown.
    """
    per_page = max(1, min(per_page, MOST_ON_A_PAGE))
    page = max(1, page)
    query = parse_query(text, edition.code)
    start = (page - 1) * per_page
    if not query or start >= MOST_COUNTED:
        return Results(query, (), 0, False, page, 0)
    weighed = MOST_WEIGHED - MOST_WEIGHED % per_page
    is_weighed = not newest and start < weighed
    low, high = bounds(since, until)
    found = engine().find(
        Asked(
            query=query,
            filters=_filters(section, source),
            low=low,
            high=high,
            skip=0 if is_weighed else start,
            take=weighed if is_weighed else per_page,
            weighed=is_weighed,
        )
    )
    total = min(found.total, MOST_COUNTED)
    positions = _best(found)[start : start + per_page] if is_weighed else [place for place, _score in found.places]
    return Results(query, _story_ids(positions), total, found.total > total, page, -(-total // per_page))


def _filters(section: Section | None, source: Source | None) -> tuple[tuple[str, ...], ...]:
    filters: list[tuple[str, ...]] = []
    if section is not None:
        parts = section.children.values_list("pk", flat=True)
        filters.append(tuple(section_mark(pk) for pk in (section.pk, *parts)))
    if source is not None:
        filters.append((source_mark(source.pk),))
    return tuple(filters)


def _best(found: Found) -> list[int]:
    """By score, of those that match about equally well the newest first."""
    most = max((score for _position, score in found.places), default=0.0) or 1.0
    ordered = sorted(found.places, key=lambda place: (-round(place[1] / most, 2), -place[0]))
    return [position for position, _score in ordered]


def _story_ids(positions: list[int]) -> tuple[int, ...]:
    ids = dict(SearchEntry.objects.filter(position__in=positions).values_list("position", "story_id"))
    return tuple(ids[position] for position in positions if position in ids)


def desk_search(text: str, stories: StoryQuerySet) -> StoryQuerySet:
    """Those of `stories` whose newest text, draft or released, matches `text` in their language or whose slugline does.

    The order stays that of `stories`; rights are the caller's to ask.
    """
    if not text.strip():
        return stories
    languages = Edition.objects.values_list("locale__language_code", flat=True)
    queries = [parse_query(text, code) for code in languages]
    queries = [Query(tuple(map(_also_in_slugline, query.wanted)), query.excluded) for query in queries if query]
    if not queries:
        return stories.none()
    return stories.filter(pk__in=engine().found_at_the_desk(queries))


def _also_in_slugline(clause: Clause) -> Clause:
    single = [run for run in clause.choices if len(run) == 1]
    return Clause((*clause.choices, *((desk_mark(term),) for (term,) in single)))
