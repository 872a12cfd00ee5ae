"""Queries of the busiest pages, written out: building them from querysets takes longer than running them.

They are plain SQL for SQLite and PostgreSQL alike, and each has a constant cost however large the archive is.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass

from django.db import connection

from wireroom.stories.models import Dispatch, Edition, Story

_AROUND = """
SELECT seq, kind, note, released_at FROM stories_dispatch
WHERE story_id = %(story)s AND audience IN ('public', 'archive') AND kind <> 'advisory'
UNION ALL SELECT 0, 'topic', code, NULL FROM stories_topic
JOIN stories_story_topics ON topic_id = stories_topic.id WHERE story_id = %(story)s
UNION ALL SELECT 0, 'author', code, NULL FROM stories_author
JOIN stories_story_authors ON author_id = stories_author.id WHERE story_id = %(story)s
UNION ALL SELECT 0, 'source', code, NULL FROM stories_source
JOIN stories_story_sources ON source_id = stories_source.id WHERE story_id = %(story)s
ORDER BY seq
"""

_RELATED = """
WITH mine AS (
    SELECT topic_id FROM stories_story_topics WHERE story_id = %(story)s
), near AS (
    SELECT * FROM (
        SELECT id FROM stories_story WHERE live AND locale_id = %(locale)s AND first_published_at <= %(moment)s
        ORDER BY first_published_at DESC, id DESC LIMIT 120
    ) AS earlier
    UNION ALL SELECT * FROM (
        SELECT id FROM stories_story WHERE live AND locale_id = %(locale)s AND first_published_at > %(moment)s
        ORDER BY first_published_at, id LIMIT 60
    ) AS later
), weighed AS (
    SELECT story.*, dispatch.kind AS kind, (
        SELECT COUNT(*) FROM stories_story_topics
        WHERE story_id = story.id AND topic_id IN (SELECT topic_id FROM mine)
    ) AS shared
    FROM stories_story AS story JOIN stories_dispatch AS dispatch ON dispatch.seq = story.dispatch_id
    WHERE story.id IN (SELECT id FROM near) AND story.id <> %(story)s
)
SELECT id, kind, guid, headline, summary, section_id, locale_id, priority, slug, url_date, first_published_at,
    last_published_at
FROM weighed WHERE shared > 0 OR section_id = %(section)s
ORDER BY shared DESC, first_published_at DESC, id DESC LIMIT 4
"""

_BESIDE = """
WITH mine AS (
    SELECT topic_id FROM stories_story_topics WHERE story_id = %(story)s
), near AS (
    SELECT * FROM (
        SELECT id FROM stories_story WHERE live AND locale_id = %(locale)s AND first_published_at <= %(moment)s
        ORDER BY first_published_at DESC, id DESC LIMIT 61
    ) AS earlier
    UNION ALL SELECT * FROM (
        SELECT id FROM stories_story WHERE live AND locale_id = %(locale)s AND first_published_at > %(moment)s
        ORDER BY first_published_at, id LIMIT 120
    ) AS later
)
SELECT guid FROM stories_story AS story WHERE id IN (SELECT id FROM near) AND id <> %(story)s
"""

_RELATED_TO_IT = """
AND (section_id = %(section)s OR EXISTS (
    SELECT 1 FROM stories_story_topics WHERE story_id = story.id AND topic_id IN (SELECT topic_id FROM mine)
))
"""

_SECTION_NEWS = """
SELECT * FROM (
    SELECT id FROM stories_story WHERE live AND NOT is_archive AND locale_id = %s AND section_id = %s
    ORDER BY first_published_at DESC, id DESC LIMIT %s
) AS part
"""

_STORIES_AMONG = """
SELECT story.id, dispatch.kind AS kind, headline, summary, section_id, locale_id, priority, slug, url_date,
    first_published_at, last_published_at
FROM stories_story AS story JOIN stories_dispatch AS dispatch ON dispatch.seq = story.dispatch_id
WHERE story.id IN ({ids}) ORDER BY first_published_at DESC, story.id DESC
"""


@dataclass(frozen=True, slots=True)
class Around:
    """`codes`: kind and code of the topics, authors and sources that have pages. `released`: all that readers were
    given of the story, the oldest first, with kind, note and time."""

    codes: set[tuple[str, str]]
    released: Sequence[Dispatch]


def around(story: Story) -> Around:
    """What stands around the text of a story; one query, whose rows of no number bear a code for a note."""
    rows = list(Dispatch.objects.raw(_AROUND, {"story": story.pk}))
    codes = {(row.kind, row.note) for row in rows if not row.seq}
    return Around(codes, [row for row in rows if row.seq])


def related_stories(story: Story) -> list[Story]:
    """Of 120 stories before and 60 after: the four that share most topics, else the section; each with its `kind`."""
    here = {"story": story.pk, "locale": story.locale_id, "section": story.section_id}
    return list(Story.objects.raw(_RELATED, {**here, "moment": story.first_published_at}))


def stories_beside(story: Story, *, in_the_midst: bool = False) -> list[str]:
    """The guids of the stories among whose related ones `story` may stand: the other direction of the same windows.

    A story that comes or goes `in_the_midst` of others moves who stands at the far end of their windows, so that the
    related ones change even of those that have nothing to do with it.
    """
    here = {"story": story.pk, "locale": story.locale_id, "section": story.section_id}
    with connection.cursor() as cursor:
        query = f"{_BESIDE} {'' if in_the_midst else _RELATED_TO_IT}"
        cursor.execute(query, {**here, "moment": story.first_published_at})
        return [guid for (guid,) in cursor.fetchall()]


def news_of_sections(edition: Edition, sections: Collection[int], *, upto: int) -> list[Story]:
    """The newest `upto` news of each section, all of them in order of time, each with its `kind`."""
    if not sections:
        return []
    ids = " UNION ALL ".join([_SECTION_NEWS] * len(sections))
    values = [value for section in sections for value in (edition.locale_id, section, upto)]
    return list(Story.objects.raw(_STORIES_AMONG.format(ids=ids), values))
