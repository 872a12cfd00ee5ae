"""A crawler signed in as nobody asks for everything and never meets a word that is not public."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from django.core.management import call_command

from tests.factories import Newsroom
from tests.flows.agency import EDITIONS, path_of
from tests.flows.conftest import NOTHING, Snapshot
from tests.flows.reader import Page, Reader
from wireroom.stories.actions import correct
from wireroom.stories.models import PublicPicture, Story
from wireroom.stories.models.story import ShownImage

pytestmark = pytest.mark.django_db


def given_away(snapshot: Snapshot, page: Page) -> list[str]:
    """What an answer says of secrets, in its body or headers, beyond repeating the address that was asked for."""
    said = f"{page.text}\n{page.headers}".lower()
    for part in {part for part in page.address.lower().replace("?q=", "/").split("/") if part}:
        said = said.replace(part, "")
    return snapshot.secrets.met_in(said)


def leaks(snapshot: Snapshot, pages: dict[str, Page]) -> dict[str, list[str]]:
    return {address: found for address, page in pages.items() if (found := given_away(snapshot, page))}


def test_secrets_are_many_and_the_site_is_large(snapshot: Snapshot) -> None:
    states = {meaning.partition(" of ")[2] for meaning in snapshot.secrets.words.values()}
    assert len(states) == 14 * len(EDITIONS)
    for edition in EDITIONS:
        kinds = {page.kind for path, page in snapshot.found.items() if path.startswith(f"/{edition}/")}
        assert kinds >= {"text/html", "application/xml", "application/atom+xml", "application/feed+json"}
        assert len(snapshot.of(edition)) > 50


def test_no_linked_page_tells_a_secret(snapshot: Snapshot) -> None:
    assert leaks(snapshot, snapshot.found) == {}


def test_no_guessed_address_tells_a_secret(snapshot: Snapshot) -> None:
    assert leaks(snapshot, snapshot.guessed) == {}


def test_no_search_finds_a_secret(snapshot: Snapshot) -> None:
    assert leaks(snapshot, {page.address: page for page in snapshot.searches.values()}) == {}
    for (edition, word), page in snapshot.searches.items():
        blank = snapshot.searches[edition, NOTHING]
        assert page.text.replace(word, NOTHING) == blank.text, snapshot.secrets.words.get(word)


def test_no_address_of_the_desk_tells_a_secret(snapshot: Snapshot) -> None:
    assert len(snapshot.desk) > 300
    assert leaks(snapshot, snapshot.desk) == {}
    open_to_all = {page.address for page in snapshot.desk.values() if page.status == 200}
    assert {address for address in open_to_all if "stor" in address or "image" in address} == set()


def test_what_is_not_public_answers_like_what_is_not_there(snapshot: Snapshot) -> None:
    """The same status, headers and words, but for the address itself."""
    for address, page in snapshot.unknown.items():
        nothing = snapshot.nothing[address]
        assert page.status == 404, address
        assert masked(page) == masked(nothing), address


def masked(page: Page) -> tuple[int, dict[str, str], str]:
    path = page.address.partition("?")[0]
    varying = ("etag", "content-length")
    headers = {name: value for name, value in page.headers.items() if name not in varying}
    return page.status, headers, page.text.replace(path, "ADDRESS")


def test_head_says_what_get_says(snapshot: Snapshot) -> None:
    for address, head in snapshot.heads.items():
        page = {**snapshot.found, **snapshot.guessed}[address]
        assert (head.status, head.body) == (page.status, b""), address
        assert given_away(snapshot, head) == []
        assert head.headers.get("etag") == page.headers.get("etag"), address


def test_no_file_of_a_private_picture_opens(snapshot: Snapshot) -> None:
    opened = [page.address for page in snapshot.guessed.values() if page.status == 200 and "image" in page.kind]
    assert opened == []


def test_private_files_lie_where_no_server_looks(snapshot: Snapshot) -> None:
    assert snapshot.public_files.isdisjoint({name.rpartition("/")[2] for name in snapshot.secrets.files})
    assert not any(snapshot.secrets.met_in(name) for name in snapshot.public_files)


def test_imported_item_cannot_borrow_a_private_picture(newsroom: Newsroom, tmp_path: Path) -> None:
    """Our pictures have numbers, and a wire could guess one: neither its release nor a later correction shows it."""
    photo = newsroom.image(size=(64, 48), alt="A secret harbour")
    body = f'<p>Text.</p><figure><img src="image:{photo.pk}" alt="x"></figure><p>More.</p>'
    line = {
        "uri": "urn:wire:borrower",
        "language": "en",
        "headlines": [{"role": "main", "value": "A borrower"}],
        "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
    }
    file = tmp_path / "wire.jsonl"
    file.write_text(json.dumps(line))
    call_command("import", str(file), publish=True, verbosity=0)
    draft = Story.objects.get().get_latest_revision_as_object()
    draft.summary = "Corrected."
    correct(draft, by=None, note="It was wrong.")
    assert (PublicPicture.objects.count(), ShownImage.objects.count()) == (0, 0)
    page = Reader().get(path_of(Story.objects.get()))
    assert (page.status, "/media/" in page.text, "secret harbour" in page.text) == (200, False, False)
