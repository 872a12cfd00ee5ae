"""Whatever happens in the house, in whatever order: each stored page is what would be rendered now."""

from __future__ import annotations

import itertools
import os
import time
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, TypeVar

import pytest
from hypothesis import HealthCheck
from hypothesis import settings as profile
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, precondition, rule, run_state_machine_as_test

from tests.committed import Snapshots
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.core import clock
from wireroom.formats.html import parse_blocks
from wireroom.formats.newsitem import Byline, Credit, NewsItem, Subject
from wireroom.press import folder, sites
from wireroom.press.models import Coalesced
from wireroom.press.purging import catch_up, forget_done, purge, purge_due
from wireroom.press.starting import make_ready
from wireroom.reactions.comments import decisions, policies
from wireroom.reactions.comments.actions import delete_own, edit, erase, post
from wireroom.reactions.comments.models import Comment
from wireroom.reactions.comments.standing import standing_of
from wireroom.reactions.comments.types import Sent
from wireroom.reactions.ratings import decisions as rating_decisions
from wireroom.reactions.ratings.actions import rate, withdraw_rating
from wireroom.reactions.readers import Reader
from wireroom.stories import actions
from wireroom.stories.bulk import Intake, Pace, Registry, take_in
from wireroom.stories.models import Dispatch, Edition, StaticPage, Story
from wireroom.stories.schedule import release_due
from wireroom.stories.translations import translate
from wireroom.website import tags
from wireroom.website.feeds import items

from .conftest import SITE
from .oracle import Oracle, surfaces

LANGUAGES = ("en", "ar")
SECTIONS = ("world", "politics")
LONG = os.environ.get("WIREROOM_LONG_TESTS") == "1"
picks = st.integers(0, 5)
T = TypeVar("T")


class House(RuleBasedStateMachine):
    """An agency of two editions, few stories, and everybody who can change what readers see."""

    snapshots: Snapshots
    roots: Iterator[Path]

    def __init__(self) -> None:
        super().__init__()
        self.snapshots.open()
        self.newsroom = Newsroom.opened()
        self.chief = self.newsroom.person(Role.ADMINISTRATOR)
        Edition.objects.exclude(locale__language_code__in=LANGUAGES).update(is_open=False)
        self.topics = [self.newsroom.topic(f"tag:t{number}") for number in range(2)]
        self.authors = [self.newsroom.author(f"Ada {number}") for number in range(2)]
        self.sources = [self.newsroom.source(f"wire-{number}") for number in range(2)]
        self.numbers = itertools.count(1)
        os.environ["WIREROOM_HOME"] = str(next(self.roots))
        make_ready()
        self.oracle = Oracle(folder.store(), SITE)
        self.look()

    def teardown(self) -> None:
        self.look()
        self.snapshots.close()

    @rule()
    def look(self) -> None:
        """All that is to be dropped within a second is dropped now; then nothing stored may differ."""
        Coalesced.objects.filter(due_at__isnull=False).update(due_at=clock.real())
        purge_due()
        assert self.oracle.look(surfaces()) == []

    def live(self) -> list[Story]:
        return list(Story.objects.published().order_by("pk"))

    def one_of(self, found: list[T], number: int) -> T:
        return found[number % len(found)]

    def draft_of(self, number: int) -> Story:
        story: Story = self.one_of(self.live(), number).get_latest_revision_as_object()
        return story

    def some(self, of: list[T], number: int) -> list[T]:
        return [one for bit, one in enumerate(of) if number >> bit & 1]

    @rule(language=st.sampled_from(LANGUAGES), section=st.sampled_from(SECTIONS), number=picks)
    def publish(self, language: str, section: str, number: int) -> None:
        self.newsroom.published(
            f"Story {next(self.numbers)}",
            language=language,
            section=section,
            topics=self.some(self.topics, number),
            authors=self.some(self.authors, number >> 1),
            sources=self.some(self.sources, number),
            priority=1 + number,
        )

    @precondition(live)
    @rule(number=picks)
    def translate(self, number: int) -> None:
        story = self.one_of(self.live(), number)
        language = LANGUAGES[1 - LANGUAGES.index(story.edition.code)]
        into = self.newsroom.editions[language]
        if Story.objects.filter(translation_key=story.translation_key, locale=into.locale).exists():
            return
        draft = translate(story, into=into, by=None)
        draft.headline, draft.untranslated = f"Translation {next(self.numbers)}", False
        actions.publish(draft, by=None)

    @precondition(live)
    @rule(number=picks, kind=st.sampled_from(("update", "correct", "refile")), what=st.integers(0, 6))
    def change(self, number: int, kind: str, what: int) -> None:
        draft = self.draft_of(number)
        draft.headline = f"Changed {next(self.numbers)}"
        if what == 1:
            draft.section = self.newsroom.sections[self.one_of(list(SECTIONS), number + 1)]
        elif what == 2:
            draft.topics.set(self.some(self.topics, number))
        elif what == 3:
            draft.authors.set(self.some(self.authors, number))
        elif what == 4:
            draft.sources.set(self.some(self.sources, number))
        elif what == 5:
            draft.priority = 1 + number
        elif what == 6:
            actions.correct(draft, by=None, note="It was otherwise.", withhold=True)
            return
        note = {"note": "It was otherwise."} if kind == "correct" else {}
        getattr(actions, kind)(draft, by=None, **note)

    @precondition(live)
    @rule(number=picks)
    def withdraw(self, number: int) -> None:
        actions.withdraw(self.one_of(self.live(), number), by=None, note="It never happened.")

    @precondition(lambda self: self.withdrawn())
    @rule(number=picks)
    def reinstate(self, number: int) -> None:
        actions.reinstate(self.one_of(self.withdrawn(), number), by=None)

    def withdrawn(self) -> list[Story]:
        return list(Story.objects.filter(live=False, dispatch__isnull=False).order_by("pk"))

    @precondition(live)
    @rule(number=picks)
    def advise(self, number: int) -> None:
        actions.advise(self.one_of(self.live(), number), by=None, note="Do not use the picture.")

    @precondition(lambda self: self.old())
    @rule(number=picks)
    def expunge(self, number: int) -> None:
        actions.expunge(self.one_of(self.old(), number), by=None, reason="By order of a court.")

    def old(self) -> list[Dispatch]:
        shown = Story.objects.published().values("dispatch_id")
        return list(Dispatch.objects.public().filter(expunged_at=None).exclude(pk__in=shown).order_by("seq"))

    @rule(language=st.sampled_from(LANGUAGES), held=st.sampled_from(("go_live_at", "embargo_until")))
    def release_by_the_clock(self, language: str, held: str) -> None:
        draft = self.newsroom.draft(f"Held {next(self.numbers)}", language=language)
        setattr(draft, held, clock.now() + timedelta(seconds=0.05))
        actions.publish(draft, by=None)
        self.look()
        time.sleep(0.06)
        release_due()  # unless the time had come before it was handed in
        assert Story.objects.published().filter(pk=draft.pk).exists()

    @rule(language=st.sampled_from(LANGUAGES), count=st.sampled_from((1, 4)), is_archive=st.booleans(), number=picks)
    def take_in(self, language: str, count: int, is_archive: bool, number: int) -> None:
        items = [self.item(language, number + step) for step in range(count)]
        taken = take_in(items, Registry(), Intake(publish=True, as_of_item_date=is_archive), Pace())
        assert {outcome.result for outcome in taken} == {"filed"}

    def item(self, language: str, number: int) -> NewsItem:
        day = datetime(2020 + number % 2, 1 + number % 3, 1, 23, 30, tzinfo=UTC)
        return NewsItem(
            guid=f"urn:test:{next(self.numbers)}",
            version=1,
            kind="new",
            language=language,
            headline=f"From the wire {next(self.numbers)}",
            body=tuple(parse_blocks("<p>As it came.</p>")),
            section=self.one_of(list(SECTIONS), number),
            subjects=tuple(Subject(topic.code, "") for topic in self.some(self.topics, number)),
            bylines=tuple(Byline(str(author), author.code) for author in self.some(self.authors, number)),
            credits=tuple(Credit(str(source), source.code) for source in self.some(self.sources, number)),
            first_created=day,
            version_created=day,
        )

    @precondition(live)
    @rule(number=picks)
    def comment(self, number: int) -> None:
        story, word = self.one_of(self.live(), number), next(self.numbers)
        said = list(Comment.objects.of(story.pk).published())
        answers = self.one_of(said, number).pk if said and number % 2 else None
        sent = Sent(f"Reader {word}", f"Said as number {word}.", answers=answers)
        if standing_of(story.pk).is_open:
            post(story, sent, reader=Reader(f"reader {word}"))

    @precondition(lambda self: Comment.objects.published().exists())
    @rule(number=picks, what=st.sampled_from(("remove", "pick", "delete_own", "edit", "erase")))
    def change_comment(self, number: int, what: str) -> None:
        said = self.one_of(list(Comment.objects.published().order_by("pk")), number)
        own = Reader(said.name.lower())
        if what == "remove":
            decisions.remove(said, by=self.chief, reason="Rude.")
        elif what == "pick":
            decisions.pick(said, by=self.chief, picked=not said.is_pick)
        elif what == "delete_own":
            delete_own(said, reader=own)
        elif what == "edit":
            edit(said, reader=own, text=f"Said again {next(self.numbers)}.")
        else:
            erase([said])

    @precondition(live)
    @rule(number=picks, is_closed=st.booleans())
    def close_comments(self, number: int, is_closed: bool) -> None:
        story = self.one_of(self.live(), number)
        discussion = getattr(Story.objects.select_related("discussion").get(pk=story.pk), "discussion", None)
        if bool(discussion and discussion.is_closed) != is_closed:
            (decisions.close if is_closed else decisions.reopen)(story, by=self.chief)

    @rule(language=st.sampled_from(LANGUAGES), is_open=st.booleans(), days=st.sampled_from((0, 14)))
    def set_policy(self, language: str, is_open: bool, days: int) -> None:
        policy = policies.policy_of(self.newsroom.editions[language])
        policy.is_open, policy.closes_after = is_open, days
        policies.set_policy(policy, by=self.chief)

    @precondition(live)
    @rule(number=picks, stars=st.integers(1, 5), takes_back=st.booleans())
    def rate(self, number: int, stars: int, takes_back: bool) -> None:
        story, reader = self.one_of(self.live(), number), Reader(f"rater {next(self.numbers)}")
        if not rating_decisions.is_on():
            return
        rate(story, reader=reader, stars=stars)
        if takes_back:
            withdraw_rating(story, reader=reader)

    @rule(is_on=st.booleans())
    def switch_ratings(self, is_on: bool) -> None:
        if rating_decisions.is_on() != is_on:
            rating_decisions.switch(is_on=is_on, by=self.chief)

    @rule(what=st.sampled_from(("edition", "section", "topic", "author", "source")), number=picks)
    def rename(self, what: str, number: int) -> None:
        word = next(self.numbers)
        if what == "edition":
            edition = self.newsroom.editions[self.one_of(list(LANGUAGES), number)]
            edition.refresh_from_db()
            edition.name = f"Agency {word}"
            edition.save()
            return
        named: Any = {
            "section": self.newsroom.sections["world"],
            "topic": self.one_of(self.topics, number),
            "author": self.one_of(self.authors, number),
            "source": self.one_of(self.sources, number),
        }[what]
        named.names = {"en": f"Name {word}"}
        named.save()

    @rule(zone=st.sampled_from(("UTC", "Asia/Tokyo", "America/Los_Angeles")))
    def move_to_another_zone(self, zone: str) -> None:
        edition = self.newsroom.editions["en"]
        edition.refresh_from_db()
        edition.time_zone = zone
        edition.save()

    @rule(language=st.sampled_from(LANGUAGES))
    def write_a_static_page(self, language: str) -> None:
        locale = self.newsroom.editions[language].locale
        page = StaticPage.objects.filter(locale=locale).first() or StaticPage(locale=locale, slug="about", title="x")
        page.title, page.body = f"About us {next(self.numbers)}", "<p>We are here.</p>"
        if page.pk is None:
            page.save()
        page.save_revision().publish()

    @rule()
    def drop_everything(self) -> None:
        purge("everything")

    @rule()
    def drop_a_tag(self) -> None:
        purge(tags.news("en"))

    @rule()
    def turn_over(self) -> None:
        folder.store().turn_over()

    @rule()
    def evict(self) -> None:
        folder.store().shrink(50_000)

    @rule()
    def keep_house(self) -> None:
        catch_up()
        folder.store().drop_expired(clock.real().timestamp())
        folder.store().sweep()
        forget_done()

    @rule()
    def restart(self) -> None:
        folder._store_at.cache_clear()
        make_ready()
        self.oracle = Oracle(folder.store(), SITE)


def test_whatever_happens_each_stored_page_is_what_would_be_rendered_now(
    transactional_db: None,
    snapshots: Snapshots | None,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    shown_from_the_first_vote: None,
) -> None:
    if snapshots is None:
        pytest.skip("each example begins with a copied file, which SQLite alone has")
    monkeypatch.setenv(sites.ANNOUNCED, SITE)
    monkeypatch.setenv("WIREROOM_HOME", str(tmp_path))
    monkeypatch.setattr(items, "LENGTH", 2)  # so that few stories make feeds of several pages
    House.snapshots, House.roots = snapshots, (made(tmp_path / str(number)) for number in itertools.count())
    run_state_machine_as_test(
        House,
        settings=profile(
            max_examples=60 if LONG else 4,
            stateful_step_count=30 if LONG else 12,
            deadline=None,
            derandomize=not LONG,
            database=None,
            suppress_health_check=list(HealthCheck),
        ),
    )


def made(path: Path) -> Path:
    path.mkdir()
    return path


@pytest.fixture
def shown_from_the_first_vote(settings: Any) -> None:
    settings.RATINGS_SHOWN_FROM = 1
