"""A furnished agency with work in hand, as somebody without a session finds it; read once a run."""

from __future__ import annotations

import pickle
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from django.conf import settings
from django.db import transaction
from django.test import TestCase
from pytest_django import DjangoDbBlocker

from tests.factories import Newsroom
from tests.flows.agency import furnish
from tests.flows.desk_addresses import desk_addresses
from tests.flows.once import made_once
from tests.flows.reader import Page, Reader
from tests.flows.secrets import Known, Secrets, guesses, hide

NEUTRAL = ("/", "/robots.txt", "/sitemap.xml", "/news-sitemap.xml", "/healthz", "/readyz")
NEUTRAL += ("/.well-known/wireroom-keys.json",)
NOTHING = "zqnobodyeverwrotethis"
SEARCHED = ("headline of a draft", "paragraph of an embargoed story", "summary of a withdrawn story")
SEARCHED += ("paragraph of a newer draft of a live story", "paragraph of a withheld wording", "slugline of a draft")

Stretch = Callable[[], AbstractContextManager[None]]
Found = dict[str, Page]


@dataclass
class Snapshot:
    """Answers of the site by address."""

    types: dict[str, dict[str, str]]
    """Addresses of the page types by edition and name."""
    secrets: Known
    found: Found = field(default_factory=dict)
    """Whatever can be reached by links."""
    guessed: Found = field(default_factory=dict)
    unknown: Found = field(default_factory=dict)
    """Addresses of what is not public, each answered in `nothing` for one of the same shape that means nothing."""
    nothing: Found = field(default_factory=dict)
    searches: dict[tuple[str, str], Page] = field(default_factory=dict)
    desk: Found = field(default_factory=dict)
    heads: Found = field(default_factory=dict)
    public_files: set[str] = field(default_factory=set)

    def of(self, edition: str) -> list[Page]:
        """All HTML pages of an edition that links lead to."""
        return [p for path, p in self.found.items() if path.startswith(f"/{edition}/") and p.is_html and p.body]

    def page(self, edition: str, kind: str) -> Page:
        return self.found[self.types[edition][kind]]


@pytest.fixture(scope="session")
def undone(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Stretch:
    """A stretch of database work that leaves no trace, for what is read once and then only looked at."""

    @contextmanager
    def stretch() -> Iterator[None]:
        with django_db_blocker.unblock(), transaction.atomic():
            yield
            transaction.set_rollback(True)

    return stretch


@pytest.fixture(scope="session")
def snapshot(undone: Stretch, tmp_path_factory: pytest.TempPathFactory, worker_id: str) -> Snapshot:
    """The whole site of an agency with six editions: linked, guessed, searched for, asked at the desk's door."""

    def read(place: Path) -> None:
        place.write_bytes(pickle.dumps(read_site(undone)))

    kept = made_once(tmp_path_factory, worker_id, "snapshot", read)
    found: Snapshot = pickle.loads(kept.read_bytes())
    return found


def read_site(undone: Stretch) -> Snapshot:
    with undone():
        newsroom = Newsroom.open()
        with TestCase.captureOnCommitCallbacks(execute=True):
            agency, secrets = furnish(newsroom), hide(newsroom)
        snapshot, reader = Snapshot(agency.pages, secrets.known), Reader()
        starts = [*NEUTRAL, *(path for paths in agency.pages.values() for path in paths.values())]
        snapshot.found = reader.crawl(starts, within=agency.is_worth_a_visit)
        snapshot.guessed = {path: reader.get(path) for path in dict.fromkeys(guesses(secrets))}
        _ask_for_the_unknown(snapshot, secrets, reader)
        _search(snapshot, reader)
        _knock_at_the_desk(snapshot, secrets, reader)
        some = [*snapshot.found][::7] + [*snapshot.guessed][::5]
        snapshot.heads = {path: reader.get(path, "HEAD") for path in some}
        snapshot.public_files = {path.name for path in Path(settings.PUBLIC_MEDIA_ROOT).rglob("*") if path.is_file()}
        return snapshot


def _ask_for_the_unknown(snapshot: Snapshot, secrets: Secrets, reader: Reader) -> None:
    for story in secrets.unreleased:
        edition = story.edition.code
        pairs = {f"/{edition}/s/{story.pk}/": f"/{edition}/s/987654321/"}
        for path in snapshot.guessed:
            if path.startswith(f"/{edition}/") and story.headline in path:
                pairs[path] = path.replace(story.headline, "nothing-at-all")
        for path, other in pairs.items():
            snapshot.unknown[path], snapshot.nothing[path] = reader.get(path), reader.get(other)


def _search(snapshot: Snapshot, reader: Reader) -> None:
    wanted = [w for w, meaning in snapshot.secrets.words.items() if meaning.partition(" (")[0] in SEARCHED]
    for edition in snapshot.types:
        for word in (NOTHING, *wanted):
            snapshot.searches[edition, word] = reader.get(f"/{edition}/search/?q={word}")


def _knock_at_the_desk(snapshot: Snapshot, secrets: Secrets, reader: Reader) -> None:
    story, photo = secrets.unreleased[0], secrets.photos[0]
    revision = story.latest_revision
    assert revision is not None
    names = {"app_label": "stories", "model_name": "story", "content_type_id": story.get_content_type().pk}
    names |= {"revision_id": revision.pk, "revision_id_a": "earliest", "revision_id_b": revision.pk}
    for own in (story.pk, photo.pk):
        for path in desk_addresses(names, own):
            snapshot.desk[path] = reader.get(path)
