"""From a Story to the NewsItem that says the same, and back."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime

from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import Block, Byline, Credit, Kind, NewsItem, Picture, Subject
from wireroom.formats.text import few_lines, one_line
from wireroom.stories.body import blocks_of, picture_of, raw_of, stream_json
from wireroom.stories.models import Story
from wireroom.stories.rules import carry_ids

SUMMARY_LIMIT = 220


def item_of(
    story: Story, *, kind: Kind, version: int, at: datetime, note: str = "", before: NewsItem | None
) -> NewsItem:
    """What `story` (a draft in memory or a row) says, as version `version`; block ids continue those of `before`."""
    language = story.locale.language_code
    body = blocks_of(raw_of(story.body))
    return NewsItem(
        guid=story.guid,
        language=story.edition.language_tag,
        headline=one_line(story.headline),
        version=version,
        kind=kind,
        slugline=one_line(story.slugline),
        summary=one_line(story.summary),
        body=carry_ids(before.body if before else (), body),
        bylines=_bylines(story, language),
        dateline=one_line(story.dateline),
        located=one_line(story.located),
        credits=tuple(Credit(source.name_in(language), source.code) for source in story.sources.all()),
        section=story.section.code,
        subjects=tuple(Subject(topic.code, topic.name_in(language)) for topic in story.topics.all()),
        priority=story.priority,
        first_created=story.first_published_at or (before.first_created if before else None) or at,
        version_created=at,
        embargo_until=story.embargo_until,
        public_note=note,
        ed_note=few_lines(story.editor_note),
        rights=few_lines(story.rights),
        lead_picture=_lead_picture(story),
        translation_of=story.translated_from.guid if story.translated_from else "",
        group=str(story.translation_key),
    )


def _bylines(story: Story, language: str) -> tuple[Byline, ...]:
    own = tuple(Byline(author.name_in(language), author.code) for author in story.authors.all())
    return own + ((Byline(one_line(story.byline)),) if story.byline else ())


def _lead_picture(story: Story) -> Picture | None:
    if story.picture is None:
        return None
    return picture_of(story.picture, alt=story.picture_alt, caption=story.picture_caption)


def says_the_same(one: NewsItem, other: NewsItem) -> bool:
    """Whether two versions differ in nothing but their version's own header."""

    def bare(item: NewsItem) -> NewsItem:
        return replace(
            item, version=1, kind="new", version_created=None, first_created=None, embargo_until=None, public_note=""
        )

    return bare(one) == bare(other)


def fill(story: Story, item: NewsItem) -> None:
    """Sets the columns of `story` from `item`; section, topics, sources and authors are the caller's to look up.

    A lead picture of ours becomes the story's; of any other the story keeps none, or the one that it has.
    """
    story.headline = one_line(item.headline)[:300] or summary_of(item)[:300]
    story.slugline = one_line(item.slugline)[:80]
    story.summary = one_line(item.summary)[:600]
    story.body = stream_json(item.body)
    story.dateline = one_line(item.dateline)[:160]
    story.located = one_line(item.located)[:160]
    story.byline = ", ".join(byline.name for byline in item.bylines if not byline.code)[:200]
    story.priority = item.priority
    story.embargo_until = item.embargo_until
    story.editor_note = item.ed_note
    story.rights = item.rights
    if item.lead_picture and item.lead_picture.ref.startswith("image:"):
        story.picture_id = int(item.lead_picture.ref[6:])
        story.picture_alt = item.lead_picture.alt[:300]
        story.picture_caption = item.lead_picture.caption[:500]


def summary_of(item: NewsItem) -> str:
    """The summary, else the beginning of the first paragraph, cut at a word."""
    return item.summary or beginning(item.body)


def beginning(body: Sequence[Block], limit: int = SUMMARY_LIMIT) -> str:
    """The first words of `body`, at most `limit` characters, cut at a word where the script has spaces."""
    text = one_line(plain_text(body[:3]))
    if len(text) <= limit:
        return text
    cut = text[:limit]
    return (cut.rpartition(" ")[0] if " " in cut[limit // 2 :] else cut) + "…"
