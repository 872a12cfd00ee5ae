"""The public record of a story's versions."""

from __future__ import annotations

from datetime import timedelta

from tests.factories import Newsroom
from tests.flows.reader import Page, Reader
from tests.website.material import again, path_of, words
from wireroom.core import clock
from wireroom.stories.actions import advise, correct, expunge, publish, update, withdraw
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.schedule import release_due


def record(reader: Reader, story: Story) -> Page:
    return reader.get(f"{path_of(story)}history/")


def versions(page: Page) -> list[str]:
    """Each version's text, the newest first."""
    return [words(li) for li in page.tree.iter("li") if "version" in (li.get("class") or "").split()]


def test_history_shows_what_changed_word_by_word(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge cost 2 billion")
    correct(again(newsroom, story, headline="Bridge cost 3 billion"), by=None, note="It cost 3 billion.")
    page = record(reader, story)
    assert page.status == 200
    assert [words(e) for e in page.tree.iter("del")] == ["2"]
    assert [words(e) for e in page.tree.iter("ins")] == ["3"]
    newest, first = versions(page)
    assert newest.startswith("Version 2 Corrected")
    assert "It cost 3 billion." in newest
    assert first.startswith("Version 1 First published")
    assert "First paragraph." in first


def test_history_of_one_version_is_that_version(newsroom: Newsroom, reader: Reader) -> None:
    page = record(reader, newsroom.published("Bridge opens"))
    assert [text.split(" First published")[0] for text in versions(page)] == ["Version 1"]


def test_history_leaves_out_notes_to_editors_and_counts_on(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge opens")
    advise(newsroom.fresh(story), by=None, note="For editors only.")
    update(again(newsroom, story, headline="Bridge is open"), by=None)
    page = record(reader, story)
    assert [text.split()[1] for text in versions(page)] == ["2", "1"]
    assert "For editors only." not in page.text


def test_history_leaves_out_what_went_out_under_embargo(newsroom: Newsroom, reader: Reader) -> None:
    now = clock.now()
    with clock.at(now - timedelta(hours=2)):
        draft = newsroom.draft("Under embargo", embargo_until=now - timedelta(hours=1))
        publish(draft, by=None)
    assert reader.get(f"/en/s/{draft.pk}/").status == 404
    release_due()
    story = newsroom.fresh(draft)
    assert Dispatch.objects.filter(story=story).count() == 2
    assert len(versions(record(reader, story))) == 1


def test_withholding_correction_hides_the_wording_it_replaced(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Minister is guilty", body="<p>The minister is guilty.</p>")
    draft = again(newsroom, story, headline="Minister is accused")
    correct(draft, by=None, note="He is accused.", withhold=True)
    page = record(reader, story)
    assert "guilty" not in page.text.split("<main")[1].replace(path_of(story), "")
    assert "withheld" in versions(page)[1]


def test_withdrawn_storys_history_has_times_kinds_and_notes_but_no_text(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge collapses", summary="It fell.", body="<p>Nobody was hurt.</p>")
    update(again(newsroom, story, headline="Bridge has collapsed"), by=None)
    withdraw(newsroom.fresh(story), by=None, note="The bridge stands.")
    page = record(reader, story)
    assert page.status == 200
    main = page.text.split("<main")[1].replace(path_of(story), "")
    assert [text in main for text in ("collapse", "It fell.", "Nobody was hurt.")] == [False, False, False]
    assert [text.split()[2] for text in versions(page)] == ["Withdrawn", "Updated", "First"]
    assert "The bridge stands." in main


def test_history_gives_the_reason_of_an_expunged_version(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Secret name")
    update(again(newsroom, story, headline="No name"), by=None)
    first = Dispatch.objects.filter(story=story).earliest("seq")
    expunge(first, by=None, reason="By order of the district court.")
    page = record(reader, story)
    assert "By order of the district court." in versions(page)[1]
    assert "Secret name" not in page.text.split("<main")[1]


def test_history_of_what_was_never_out_is_not_found(newsroom: Newsroom, reader: Reader) -> None:
    newsroom.draft("A draft")
    assert reader.get("/en/2026/11/01/a-draft/history/").status == 404


def test_history_is_not_for_search_engines(newsroom: Newsroom, reader: Reader) -> None:
    page = record(reader, newsroom.published())
    assert [m.get("content") for m in page.tree.iter("meta") if m.get("name") == "robots"] == ["noindex"]
