"""The whole loop: a reader selects a wrong word, an editor accepts the fix, and every surface has the correction."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.core import mail
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import SITE, Reader
from wireroom.accounts.rules import Role
from wireroom.reactions.typo_reports.chores import thank_reporters
from wireroom.reactions.typo_reports.models import Slip, SlipState, TypoReport
from wireroom.stories.chain import flaws
from wireroom.stories.models import Story
from wireroom.stories.translations import translate
from wireroom.website import addresses

BODY = (
    "<p>The ferry Halcyon docked at dawn with 90 passengers, its owner said on Monday.</p>"
    "<p>She had been in teh yard all winter for <strong>repairs &amp; paint</strong>.</p>"
)
NOTE = "The ferry carried 70 passengers, not 90."


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Ferry Halcyon is back", summary="", body=BODY)


@pytest.fixture
def reader() -> Reader:
    return Reader()


def path_of(story: Story) -> str:
    return addresses.of("en", story)


def send(story: Story, quote: str, block: str, suggestion: str, **fields: str) -> str:
    """A reader sends the form below the story; the address of the page that says what becomes of it."""
    form = {
        "version": "1",
        "quote": quote,
        "part": block,
        "suggestion": suggestion,
        "comment": "",
        "email": "",
        **fields,
    }
    response = Client().post(addresses.report(path_of(story)), form, headers={"Origin": SITE})
    assert response.status_code == 303
    return str(response["Location"])


def accept(newsroom: Newsroom, slip: Slip, kind: str, note: str = "") -> None:
    """An editor opens the slip and accepts what readers suggest, as the page offers it."""
    client = Client()
    client.force_login(newsroom.person(Role.EDITOR))
    offered = client.get(f"/desk/errors/{slip.pk}/").context["form"].initial
    response = client.post(f"/desk/errors/{slip.pk}/accept/", {**offered, "kind": kind, "note": note})
    assert response.status_code == 302, response.content.decode()[-2000:]


def test_correction_is_on_every_surface(
    newsroom: Newsroom, story: Story, reader: Reader, django_capture_on_commit_callbacks: Any
) -> None:
    translation = translate(story, into=newsroom.editions["fr"], by=None)
    status = send(story, "90", "b1", "70", email="ada@example.org", comment="I counted them.")
    assert "90" in reader.get(status).text
    with django_capture_on_commit_callbacks(execute=True):
        accept(newsroom, Slip.objects.get(), "correction", NOTE)

    path = path_of(story)
    page = reader.get(path)
    assert "70 passengers" in page.text
    assert "90 passengers" not in page.text
    assert NOTE in page.text
    assert NOTE in str(page.structured["NewsArticle"]["correction"])
    history = reader.get(addresses.history(path)).text
    assert re.findall(r"<(del|ins)>(.*?)</\1>", history) == [("del", "90"), ("ins", "70")]
    assert NOTE in reader.get("/en/corrections/").text
    for feed in ("rss.xml", "atom.xml", "feed.json"):
        assert "70 passengers" in reader.get(f"/en/{feed}").text
        assert "90 passengers" not in reader.get(f"/en/{feed}").text
    assert Story.objects.get(pk=translation.pk).behind_dispatch_id == 2
    told = reader.get(status).text
    assert addresses.history(path) in told

    assert thank_reporters() == 1
    assert mail.outbox[0].to == ["ada@example.org"]
    assert not TypoReport.objects.exclude(email="").exists()
    assert list(flaws()) == []


def test_refile_mends_the_word_and_nothing_else(newsroom: Newsroom, story: Story, reader: Reader) -> None:
    for _reader in range(3):
        send(story, "teh", "b2", "the")
    slip = Slip.objects.get()
    assert (slip.reports_count, slip.words) == (3, "teh")
    accept(newsroom, slip, "refile")
    page = reader.get(path_of(story)).text
    assert "in the yard all winter for <strong>repairs &amp; paint</strong>." in page
    assert "teh" not in page
    assert 'class="correction"' not in page
    assert Slip.objects.get().state == SlipState.ACCEPTED


def test_report_of_what_is_mended_already_says_so(newsroom: Newsroom, story: Story, reader: Reader) -> None:
    send(story, "teh", "b2", "the")
    accept(newsroom, Slip.objects.get(), "refile")
    late = send(story, "teh", "b2", "the")
    assert "It is mended. Thank you" in reader.get(late).text
    assert Slip.objects.get().reports_count == 2
    assert Slip.objects.open().count() == 0
