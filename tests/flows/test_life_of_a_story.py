"""One story from the wire to the archive: imported, reviewed, published, corrected, mended, withdrawn, taken back.

After each step every place where readers can meet the story is asked.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from xml.etree.ElementTree import Element

import pytest
from django.core.management import call_command
from lxml import etree

from tests.factories import Newsroom
from tests.flows.reader import SITE, Page, Reader
from wireroom.accounts.rules import Role
from wireroom.desk.workflow import open_review
from wireroom.stories.actions import correct, refile, reinstate, update, withdraw
from wireroom.stories.chain import flaws
from wireroom.stories.models import Dispatch, Story
from wireroom.stories.rules import State

HEADLINE = "Ferry Halcyon returns to Varsen"
MENDED = "Ferry Halcyon back in Varsen harbour"
SUMMARY = "The ferry carried ninety passengers after a winter of repairs."
WRONG, RIGHT = "ninety passengers", "seventy passengers"
NOTE = "The number of passengers was seventy, not ninety."
WITHDRAWAL = "The harbour office says that no ferry came."
LINE = {
    "uri": "urn:newsml:wire.example:halcyon",
    "standard": {"name": "ninjs", "version": "3.1"},
    "type": "text",
    "version": "1",
    "pubStatus": "usable",
    "language": "en",
    "urgency": 3,
    "headlines": [{"role": "main", "value": HEADLINE}],
    "descriptions": [{"role": "summary", "value": SUMMARY}],
    "bodies": [
        {
            "role": "main",
            "contentType": "text/html",
            "value": "<p>The Halcyon docked at dawn.</p><p>She carried ninety passengers and a piano.</p>",
        }
    ],
    "subjects": [{"name": "economy", "literal": "economy"}, {"name": "Harbour", "literal": "harbour"}],
    "infoSources": [{"name": "Varsen Radio"}],
    "located": "Varsen",
}
SITEMAP = "{http://www.sitemaps.org/schemas/sitemap/0.9}loc"


@dataclass
class Life:
    """The one story of this file, what was made of it, and everywhere that readers look."""

    newsroom: Newsroom
    reader: Reader
    guid: str = str(LINE["uri"])

    @property
    def story(self) -> Story:
        return Story.objects.get(guid=self.guid)

    @property
    def path(self) -> str:
        story = self.story
        assert story.url_date is not None
        return f"/en/{story.url_date:%Y/%m/%d}/{story.slug}/"

    @property
    def places(self) -> dict[str, str]:
        """Addresses of all places that show stories, by name."""
        author = self.newsroom.people["author"].author  # type: ignore[attr-defined]  # the reverse of Author.user
        lists = {
            "edition": "/en/",
            "section": "/en/economy/",
            "topic": "/en/topic/tag-harbour/",
            "author": f"/en/author/{author.code}/",
        }
        names = ("rss.xml", "atom.xml", "feed.json")
        feeds = {f"{name} {feed}": path + feed for name, path in lists.items() for feed in names}
        others = {
            "source": "/en/source/varsen-radio/",
            "archive day": f"/en/archive/{self.path[4:14]}/",
            "search": "/en/search/?q=halcyon",
            "news sitemap": "/news-sitemap.xml",
        }
        return lists | feeds | others

    def where(self, words: str) -> set[str]:
        """The names of the places that say `words`."""
        return {name for name, path in self.places.items() if words in self.reader.get(path).text}

    def mapped(self) -> bool:
        """Whether the sitemaps lead to the story."""
        index = self.reader.get("/sitemap.xml").xml
        maps = [self.reader.get(str(loc.text).removeprefix(SITE)).xml for loc in index.iter(SITEMAP)]
        return SITE + self.path in {loc.text for one in maps for loc in one.iter(SITEMAP)}

    def page(self, tail: str = "") -> Page:
        return self.reader.get(self.path + tail)

    def change(self, action: Callable[..., Any], words: dict[str, str], **said: str) -> None:
        """Edits the newest draft and releases it."""
        draft = self.story.get_latest_revision_as_object()
        for name, value in words.items():
            setattr(draft, name, value)
        action(draft, by=self.newsroom.chief, **said)


@pytest.fixture
def life(newsroom: Newsroom, tmp_path: Path) -> Life:
    """A dispatch that has come in, and its author's first draft of it."""
    open_review()
    newsroom.people["author"] = newsroom.person(Role.REPORTER)
    newsroom.author("Ada Writer", user=newsroom.people["author"])
    newsroom.topic("tag:harbour")
    life = Life(newsroom, Reader())
    file = tmp_path / "wire.jsonl"
    file.write_text(json.dumps(LINE) + "\n")
    call_command("import", str(file), verbosity=0)
    draft = life.story.get_latest_revision_as_object()
    draft.authors.set([newsroom.people["author"].author])  # type: ignore[attr-defined]  # as above
    draft.save_revision(user=newsroom.people["author"])
    return life


@pytest.fixture
def out(life: Life) -> Life:
    """The same, reviewed and published."""
    review(life)
    return life


@pytest.fixture
def gone(out: Life) -> Life:
    """The same, corrected once and then withdrawn."""
    correct_figure(out)
    withdraw(out.story, by=out.newsroom.chief, note=WITHDRAWAL)
    return out


def review(life: Life) -> None:
    story, author = life.story, life.newsroom.people["author"]
    story.get_workflow().start(story, author)
    assert life.story.state is State.IN_REVIEW
    life.story.current_workflow_task_state.approve(user=life.newsroom.chief)


def correct_figure(life: Life) -> None:
    draft = life.story.get_latest_revision_as_object()
    raw = json.dumps(draft.body.get_prep_value()).replace(WRONG, RIGHT)
    words = {"summary": SUMMARY.replace("ninety", "seventy"), "body": raw}
    life.change(correct, words, note=NOTE)


def text_of(element: Element | None) -> str:
    assert element is not None
    return " ".join("".join(element.itertext()).split())


def heads(page: Page) -> dict[str, str]:
    """What the head of the page says: link relations and meta elements by name, and the title."""
    found = {"title": text_of(page.tree.find("head/title"))}
    for meta in page.tree.iter("meta"):
        found[meta.get("name") or meta.get("property") or ""] = meta.get("content") or ""
    for link in page.tree.iter("link"):
        found[link.get("rel") or ""] = link.get("href") or ""
    return found


def test_imported_story_is_a_draft_that_no_reader_sees(life: Life) -> None:
    assert (life.story.state, life.story.headline, life.story.section.code) == (State.DRAFT, HEADLINE, "economy")
    assert [source.code for source in life.story.sources.all()] == ["varsen-radio"]
    for path in ("/en/", "/en/economy/", "/en/rss.xml", "/en/search/?q=halcyon", "/news-sitemap.xml"):
        assert HEADLINE not in life.reader.get(path).text
    assert life.reader.get(f"/en/s/{life.story.pk}/").status == 404


def test_approved_story_stands_everywhere(life: Life) -> None:
    review(life)
    assert life.story.state is State.PUBLISHED
    assert [d.kind for d in Dispatch.objects.all()] == ["new"]
    assert life.where(HEADLINE) == set(life.places)
    assert life.mapped()
    assert life.reader.get(f"/en/s/{life.story.pk}/").headers["location"] == life.path


def test_story_page_says_what_the_story_is(out: Life) -> None:
    page = out.page()
    head = heads(page)
    assert (page.status, head["title"]) == (200, f"{HEADLINE} / Economy / Test Agency")
    assert text_of(page.tree.find(".//h1")) == HEADLINE
    assert (head["canonical"], head["description"]) == (SITE + out.path, SUMMARY)
    assert (head["og:type"], head["og:title"], head["og:url"]) == ("article", HEADLINE, SITE + out.path)
    assert page.headers["content-language"] == "en"
    assert page.headers["cache-control"] == "public, no-cache"
    assert "unsafe-inline" not in page.headers["content-security-policy"]
    assert "set-cookie" not in page.headers
    assert out.reader.get(out.path, if_none_match=page.headers["etag"]).status == 304
    article = page.structured["NewsArticle"]
    assert (article["headline"], article["identifier"], article["inLanguage"]) == (HEADLINE, out.guid, "en")
    assert [person["name"] for person in article["author"]] == ["Ada Writer"]
    assert "correction" not in article
    steps = [step["name"] for step in page.structured["BreadcrumbList"]["itemListElement"]]
    assert steps == ["Test Agency", "Economy", HEADLINE]
    assert page.structured["NewsMediaOrganization"]["correctionsPolicy"] == f"{SITE}/en/corrections/"


def test_feeds_lead_to_the_story(out: Life) -> None:
    rss, atom = (out.reader.get(f"/en/{name}").xml for name in ("rss.xml", "atom.xml"))
    assert [(one.text, two.text) for one, two in zip(rss.iter("guid"), rss.iterfind(".//item/link"), strict=True)] == [
        (out.guid, SITE + out.path)
    ]
    ns = {"a": "http://www.w3.org/2005/Atom"}
    assert atom.xpath("string(//a:entry/a:id)", namespaces=ns) == out.guid
    assert atom.xpath("string(//a:entry/a:link[@rel='alternate']/@href)", namespaces=ns) == SITE + out.path
    [item] = out.reader.get("/en/feed.json").json["items"]
    assert (item["id"], item["url"], item["title"], item["summary"]) == (out.guid, SITE + out.path, HEADLINE, SUMMARY)


def test_correction_reaches_every_place(out: Life) -> None:
    before = out.page()
    correct_figure(out)
    assert out.where(WRONG) == set()
    page = out.page()
    assert out.reader.get(out.path, if_none_match=before.headers["etag"]).status == 200
    assert (WRONG in page.text, RIGHT in page.text, NOTE in page.text) == (False, True, True)
    [correction] = page.structured["NewsArticle"]["correction"]
    assert (correction["@type"], correction["text"]) == ("CorrectionComment", NOTE)
    record = out.reader.get("/en/corrections/")
    assert (NOTE in record.text, HEADLINE in record.text) == (True, True)
    told = {"edition rss.xml", "edition atom.xml", "edition feed.json"}
    assert {name for name in told if "seventy" in out.reader.get(out.places[name]).text} == told


def test_history_shows_the_old_wording_struck_and_the_new_inserted(out: Life) -> None:
    correct_figure(out)
    page = out.page("history/")
    assert page.status == 200
    assert "ninety" in " ".join(text_of(mark) for mark in page.tree.iter("del"))
    assert "seventy" in " ".join(text_of(mark) for mark in page.tree.iter("ins"))
    assert NOTE in page.text


def test_refile_and_update_change_the_headline_everywhere_and_the_address_nowhere(out: Life) -> None:
    address = out.path
    out.change(refile, {"headline": MENDED}, note="A clumsy headline.")
    assert (out.where(MENDED), out.where(HEADLINE), out.path) == (set(out.places), set(), address)
    assert text_of(out.page().tree.find(".//h1")) == MENDED
    assert "correction" not in out.page().structured["NewsArticle"]
    out.change(update, {"summary": "The ferry sails again tonight."})
    sums = {"edition rss.xml", "edition atom.xml", "edition feed.json"}
    assert out.where("sails again tonight") >= sums
    assert [d.kind for d in Dispatch.objects.order_by("seq")] == ["new", "refile", "update"]
    assert list(flaws()) == []


def test_withdrawn_story_is_gone_everywhere(gone: Life) -> None:
    assert gone.story.state is State.WITHDRAWN
    assert gone.where("Halcyon") == set()
    assert gone.where(gone.path) == set()
    assert not gone.mapped()


def test_withdrawn_storys_page_says_why_and_nothing_else(gone: Life) -> None:
    for tail in ("", "history/"):
        page = gone.page(tail)
        assert WITHDRAWAL in page.text
        for words in ("Halcyon", "piano", "docked at dawn", "Ada Writer", SUMMARY):
            assert words not in page.text.replace(gone.path, "")
    page = gone.page()
    assert (page.status, heads(page)["robots"]) == (410, "noindex")
    assert "NewsArticle" not in page.structured
    record = gone.reader.get("/en/corrections/").text
    assert (WITHDRAWAL in record, "Halcyon" in record) == (True, False)


def test_reinstated_story_stands_at_its_old_address(gone: Life) -> None:
    address = gone.path
    reinstate(gone.story, by=gone.newsroom.chief, note="The harbour office was wrong.")
    assert (gone.path, gone.page().status) == (address, 200)
    assert gone.where(HEADLINE) == set(gone.places)
    assert gone.mapped()
    assert (RIGHT in gone.page().text, NOTE in gone.page().text) == (True, True)
    kinds = [d.kind for d in Dispatch.objects.order_by("seq")]
    assert kinds == ["new", "correction", "withdrawal", "reinstatement"]
    assert list(flaws()) == []


def test_newer_version_from_the_wire_becomes_an_update(out: Life, tmp_path: Path) -> None:
    later = LINE | {"version": "2", "headlines": [{"role": "main", "value": MENDED}]}
    file = tmp_path / "later.jsonl"
    file.write_text(json.dumps(later) + "\n")
    call_command("import", str(file), publish=True, verbosity=0)
    assert out.where(MENDED) == set(out.places)
    call_command("import", str(file), publish=True, verbosity=0)
    assert [d.kind for d in Dispatch.objects.order_by("seq")] == ["new", "update"]


def test_archive_import_stands_in_its_day_and_in_no_news(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "old.jsonl"
    file.write_text(json.dumps(LINE | {"versionCreated": "1987-02-26T15:01:01Z"}) + "\n")
    call_command("import", str(file), publish=True, as_of_item_date=True, verbosity=0)
    reader = Reader()
    shows = ("/en/archive/1987/02/26/", "/en/economy/", "/en/search/?q=halcyon", "/en/source/varsen-radio/")
    silent = ("/en/", "/en/rss.xml", "/en/economy/rss.xml", "/news-sitemap.xml")
    assert [HEADLINE in reader.get(path).text for path in shows] == [True] * len(shows)
    assert [HEADLINE in reader.get(path).text for path in silent] == [False] * len(silent)
    assert reader.get("/en/1987/02/26/ferry-halcyon-returns-to-varsen/").status == 200
    assert isinstance(reader.get("/news-sitemap.xml").xml, etree._Element)
