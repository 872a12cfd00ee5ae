"""Keeps the index in step with what is out, inside the releasing transaction, and with what the desk has written."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence

from django.db import connection, transaction
from django.utils import timezone

from wireroom.formats.newsitem import NewsItem
from wireroom.search.engine import engine
from wireroom.search.models import DeskEntry, SearchEntry
from wireroom.search.positions import free_position, position_of
from wireroom.search.rules import Document, document, section_mark, source_mark
from wireroom.search.types import Row
from wireroom.stories import chain
from wireroom.stories.facts import DraftSaved, Released
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.newsitems import item_of

BATCH = 25
"""Stories of one transaction of a rebuild, so that nobody waits long for the writer."""


def index_released(facts: Sequence[Released]) -> None:
    """Lets readers find what was just released, and no longer what was withdrawn.

    What goes out under embargo or as a note to editors changes nothing for them.
    """
    newest = {fact.story.pk: fact for fact in facts if _concerns_readers(fact.dispatch)}
    put_released([(fact.story, fact.dispatch) for fact in newest.values() if fact.story.live])
    take_out([(fact.story, fact.dispatch) for fact in newest.values() if not fact.story.live])


def _concerns_readers(dispatch: Dispatch) -> bool:
    return dispatch.audience != "advance" and dispatch.kind != "advisory"


def put_released(released: Sequence[tuple[Story, Dispatch]]) -> None:
    """Writes live stories as their dispatches have them; the desk's own entries go where they say nothing else."""
    if not released:
        return
    stories = [story for story, _dispatch in released]
    positions = _positions(stories)
    sources = _source_marks(stories)
    engine().put(
        [
            Row(positions[story.pk], story.pk, _document(story, dispatch.item, sources[story.pk]))
            for story, dispatch in released
        ]
    )
    settled = [story.pk for story in stories if not story.has_unpublished_changes]
    if settled:
        _run(f"DELETE FROM search_deskentry WHERE story_id IN {_slots(settled)}", settled)  # noqa: S608 - placeholders


def _slots(values: Sequence[object]) -> str:
    return f"({', '.join(['%s'] * len(values))})"


def _run(statement: str, values: Sequence[int]) -> list[tuple[int, int]]:
    """Two statements of every release go past Django's layers, which would cost as much as all the rest of it."""
    with connection.cursor() as cursor:
        cursor.execute(statement, values)
        return cursor.fetchall() if cursor.description else []


def take_out(withdrawn: Sequence[tuple[Story, Dispatch]]) -> None:
    """Takes withdrawn stories from readers; the desk goes on finding them, by their newer draft if they have one."""
    if not withdrawn:
        return
    ids = [story.pk for story, _dispatch in withdrawn]
    SearchEntry.objects.filter(story_id__in=ids).delete()
    drafted = set(DeskEntry.objects.filter(story_id__in=ids).values_list("story_id", flat=True))
    engine().put_drafts(
        [(story.pk, _document(story, dispatch.item)) for story, dispatch in withdrawn if story.pk not in drafted]
    )


def index_draft(fact: DraftSaved) -> None:
    """Lets the desk find the newest draft of a story."""
    put_drafts([fact.story])


def put_drafts(drafts: Iterable[Story]) -> None:
    now = timezone.now()
    engine().put_drafts(
        [(draft.pk, _document(draft, item_of(draft, kind="new", version=1, at=now, before=None))) for draft in drafts]
    )


def _document(story: Story, item: NewsItem, sources: Iterable[str] = ()) -> Document:
    return document(item, story.locale.language_code, (section_mark(story.section_id), *sources))


def _source_marks(stories: Sequence[Story]) -> dict[int, list[str]]:
    marks: dict[int, list[str]] = defaultdict(list)
    rows = Story.sources.through.objects.filter(story_id__in=[story.pk for story in stories])
    for story_id, source_id in rows.values_list("story_id", "source_id"):
        marks[story_id].append(source_mark(source_id))
    return marks


def _positions(stories: Sequence[Story]) -> dict[int, int]:
    """Where each story stands: where it stood before, else at the first free place from its first publication on."""
    wanted = {story.pk: position_of(story) for story in stories}
    slots = _slots(stories)
    known = f"story_id IN {slots} OR position IN {slots}"
    found = _run(
        f"SELECT story_id, position FROM search_searchentry WHERE {known}",  # noqa: S608 - placeholders
        [*wanted, *wanted.values()],
    )
    positions = dict(found)
    taken = set(positions.values())
    for story_id, position in wanted.items():
        if story_id not in positions:
            positions[story_id] = free_position(position, taken)
            taken.add(positions[story_id])
    return positions


def reindex(tell: Callable[[int], object]) -> None:
    """Writes every entry anew, batch by batch, while readers search and editors publish; `tell` hears of each."""
    last = 0
    while ids := list(Story.objects.filter(pk__gt=last).order_by("pk").values_list("pk", flat=True)[:BATCH]):
        with transaction.atomic():
            chain.hold()
            _reindex_batch(ids)
        last = ids[-1]
        tell(len(ids))


def _reindex_batch(ids: Sequence[int]) -> None:
    locked = Story.objects.filter(pk__in=ids).order_by("pk").select_for_update().values_list("pk", flat=True)
    stories = list(
        Story.objects.filter(pk__in=list(locked))
        .select_related("locale__edition", "section", "dispatch", "latest_revision")
        .order_by("pk")
    )
    DeskEntry.objects.filter(story_id__in=ids).delete()
    SearchEntry.objects.filter(story_id__in=[story.pk for story in stories if not story.live]).delete()
    put_released([(story, story.dispatch) for story in stories if story.live and story.dispatch])
    drafts = [story for story in stories if story.has_unpublished_changes or not story.live]
    put_drafts(story.get_latest_revision_as_object() for story in drafts)
