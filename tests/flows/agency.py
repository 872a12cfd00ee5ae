"""An agency with one of everything on its pages, in six editions."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from tests.factories import Newsroom
from tests.flows.voices import GEORGIAN, Voice
from wireroom.core import clock
from wireroom.formats.newsitem import NewsItem, Paragraph, Run

if TYPE_CHECKING:
    from wireroom.stories.models import Story

EDITIONS = ("en", "ru", "fr", "es", "ar", "zh-hans")
CROWD = 32
"""Stories that are there to fill a second page."""
IN_GEORGIAN = dict.fromkeys(EDITIONS, GEORGIAN)
FULL_BODY = """
<p>{paragraph} <strong>{thing}</strong> <em>{place}</em>, <a href="https://example.org/">{person}</a>.</p>
<h2>{heading}</h2>
<blockquote><p>{quotation}</p><footer><cite class="speaker">{speaker}</cite>, {role}</footer></blockquote>
<ul><li>{thing}</li><li>{place}</li></ul>
<ol><li>{person}</li></ol>
<table><caption>{heading}</caption><thead><tr><th>{thing}</th><th>{place}</th><th>{role}</th></tr></thead>
<tbody><tr><td>{person}</td><td>7</td><td>{speaker}</td></tr></tbody></table>
<a class="card" href="https://example.org/film">{thing} <small>{heading}</small></a>
<p>{paragraph}</p>
"""


@dataclass
class Agency:
    """What was published, by edition: the addresses of one page of each type."""

    newsroom: Newsroom
    pages: dict[str, dict[str, str]] = field(default_factory=dict)
    crowd: set[str] = field(default_factory=set)

    def is_worth_a_visit(self, path: str) -> bool:
        """All pages but most of the many stories that are there to fill a second page."""
        return path.removesuffix("history/") not in self.crowd


def path_of(story: Story) -> str:
    assert story.url_date is not None
    return f"/{story.edition.code}/{story.url_date:%Y/%m/%d}/{story.slug}/"


def furnish(newsroom: Newsroom, voices: Mapping[str, Voice] = IN_GEORGIAN) -> Agency:
    """Fills the newsroom's six editions with one of everything, each in its voice."""
    from wireroom.stories.models import Section, Source

    for edition in newsroom.editions.values():
        edition.name, edition.tagline = voices[edition.code].agency, voices[edition.code].tagline
        edition.save()
    Source.objects.filter(is_own=True).update(names={code: voice.agency for code, voice in voices.items()})
    newsroom.sections["world-south"] = Section.objects.create(
        code="world-south",
        names={code: voice.place for code, voice in voices.items()},
        parent=newsroom.sections["world"],
        position=90,
    )
    newsroom.sections["quiet"] = Section.objects.create(
        code="quiet", names={code: voice.heading for code, voice in voices.items()}, position=91
    )
    agency = Agency(newsroom)
    writer = _Writer(agency, voices)
    for code in EDITIONS:
        agency.pages[code] = writer.fill(code)
    return agency


class _Writer:
    """Writes the same stories for every edition, as versions of each other."""

    def __init__(self, agency: Agency, voices: Mapping[str, Voice]) -> None:
        self.agency, self.newsroom, self.voices = agency, agency.newsroom, voices
        self.author = self.newsroom.author()
        self.author.names = {code: voice.person for code, voice in voices.items()}
        self.author.about = {code: voice.role for code, voice in voices.items()}
        self.author.save()
        self.source = self.newsroom.source("saga-radio", url="https://example.org/")
        self.source.names = {code: voice.speaker for code, voice in voices.items()}
        self.source.save()
        self.topic = self.newsroom.topic("tag:boats")
        self.topic.names = {code: voice.thing for code, voice in voices.items()}
        self.topic.save()
        self.image = self.newsroom.image(size=(640, 427), alt=voices["en"].thing)
        self.image.credit = voices["en"].person
        self.image.save()
        self.first: dict[str, Story] = {}

    def fill(self, edition: str) -> dict[str, str]:
        lead, corrected, withdrawn = self._lead(edition), self._corrected(edition), self._withdrawn(edition)
        self._mended(edition)
        self._static_page(edition)
        self._crowd(edition)
        old = self._old(edition)
        _rate(lead)
        front, day, thing = f"/{edition}/", path_of(lead)[len(edition) + 2 :][:10], self.voices[edition].thing
        pages = {
            "front": front,
            "section": f"{front}world/",
            "section page 2": f"{front}news/?page=2",
            "part of a section": f"{front}world-south/",
            "empty section": f"{front}quiet/",
            "topic": f"{front}topic/tag-boats/",
            "author": f"{front}author/{self.author.code}/",
            "source": f"{front}source/saga-radio/",
            "archive": f"{front}archive/",
            "archive year": f"{front}archive/{day[:4]}/",
            "archive month": f"{front}archive/{day[:7]}/",
            "archive day": f"{front}archive/{day}/",
            "search, nothing asked": f"{front}search/",
            "search, found": f"{front}search/?q={thing}",
            "search, nothing found": f"{front}search/?q=ღღღღ",
            "search, refused": f"{front}search/?q={thing}&from=32-13-2020",
            "story": path_of(lead),
            "story history": f"{path_of(lead)}history/",
            "corrected story": path_of(corrected),
            "corrected story history": f"{path_of(corrected)}history/",
            "archive story": path_of(old),
            "withdrawn story": path_of(withdrawn),
            "withdrawn story history": f"{path_of(withdrawn)}history/",
            "corrections": f"{front}corrections/",
            "rating": f"{path_of(lead)}rating/",
            "best rated": f"{front}best-rated/",
            "static page": f"{front}about-us/",
            "no such page": f"{front}2020/01/01/nothing/",
        }
        for place in (front, f"{front}world/", f"{front}topic/tag-boats/", f"{front}author/{self.author.code}/"):
            pages |= {f"feed {place}{name}": place + name for name in ("rss.xml", "atom.xml", "feed.json")}
        return pages

    def _published(self, name: str, headline: str, edition: str, **fields: object) -> Story:
        """A story of which the editions before have a version already."""

        voice = self.voices[edition]
        if name in self.first:
            fields |= {"translation_key": self.first[name].translation_key, "translated_from": self.first[name]}
        plain = {"summary": voice.summary, "body": f"<p>{voice.paragraph}</p><p>{voice.quotation}</p>"}
        story: Story = self.newsroom.published(headline, language=edition, **{**plain, **fields})
        self.first.setdefault(name, story)
        return story

    def _lead(self, edition: str) -> Story:
        voice = self.voices[edition]
        return self._published(
            "lead",
            voice.headlines[0],
            edition,
            body=FULL_BODY.format(**vars(voice)),
            authors=[self.author],
            sources=[self.source],
            topics=[self.topic],
            priority=1,
            picture=self.image,
            picture_alt=voice.thing,
            picture_caption=voice.summary,
            dateline=voice.place,
            located=voice.place,
            rights=voice.agency,
            byline=voice.speaker,
        )

    def _corrected(self, edition: str) -> Story:
        from wireroom.stories.actions import correct, update

        voice = self.voices[edition]
        with clock.at(clock.now() - timedelta(hours=3)):
            story = self._published("corrected", voice.headlines[0], edition, section="economy", topics=[self.topic])
        draft = story.get_latest_revision_as_object()
        draft.headline = voice.headlines[1]
        with clock.at(clock.now() - timedelta(hours=2)):
            update(draft, by=None)
        draft = self.newsroom.fresh(story).get_latest_revision_as_object()
        draft.summary = voice.quotation
        correct(draft, by=None, note=voice.note)
        return self.newsroom.fresh(story)

    def _mended(self, edition: str) -> None:
        from wireroom.stories.actions import refile, reinstate, withdraw

        voice = self.voices[edition]
        story = self._published("mended", voice.headlines[2], edition, section="world-south", priority=2)
        draft = story.get_latest_revision_as_object()
        draft.summary = voice.heading
        refile(draft, by=None, note=voice.note)
        back = self._published("back", voice.headlines[3], edition, section="world-south")
        withdraw(back, by=None, note=voice.note)
        reinstate(self.newsroom.fresh(back), by=None, note=voice.note)

    def _withdrawn(self, edition: str) -> Story:
        from wireroom.stories.actions import withdraw

        voice = self.voices[edition]
        story = self._published("withdrawn", voice.headlines[4], edition)
        withdraw(story, by=None, note=voice.note)
        return self.newsroom.fresh(story)

    def _static_page(self, edition: str) -> None:
        from wireroom.stories.models import StaticPage

        voice = self.voices[edition]
        StaticPage.objects.create(
            locale=self.newsroom.editions[edition].locale,
            slug="about-us",
            title=voice.agency,
            body=f"<h2>{voice.heading}</h2><p>{voice.paragraph}</p>",
            live=True,
        )

    def _crowd(self, edition: str) -> None:
        from wireroom.stories.models import Story

        voice, tag = self.voices[edition], self.newsroom.editions[edition].language_tag
        guids = [f"urn:crowd:{edition}:{number}" for number in range(CROWD)]
        headlines = [f"{voice.headlines[2]} {number}" for number in range(CROWD)]
        self._take_in([_item(*pair, tag, voice) for pair in zip(guids, headlines, strict=True)])
        self.agency.crowd |= {path_of(story) for story in Story.objects.filter(guid__in=guids[1:])}

    def _old(self, edition: str) -> Story:
        from wireroom.stories.models import Story

        voice, guid = self.voices[edition], f"urn:old:{edition}"
        last_year = clock.now() - timedelta(days=400)
        tag = self.newsroom.editions[edition].language_tag
        self._take_in([_item(guid, voice.headlines[5], tag, voice, at=last_year)], archive=True)
        return Story.objects.get(guid=guid)

    def _take_in(self, items: list[NewsItem], *, archive: bool = False) -> None:
        from wireroom.stories.bulk import Intake, Pace, Registry, take_in

        outcomes = take_in(items, Registry(), Intake(publish=True, as_of_item_date=archive), Pace())
        assert {outcome.result for outcome in outcomes} == {"filed"}


def _rate(story: Story) -> None:
    """A dozen readers who differ."""
    from wireroom.reactions.ratings.actions import take_in

    yesterday = clock.now() - timedelta(days=1)
    take_in(story, [(f"reader {number}", number % 4 + 2, yesterday) for number in range(12)])


def _item(guid: str, headline: str, language: str, voice: Voice, *, at: datetime | None = None) -> NewsItem:
    body = (Paragraph((Run(voice.paragraph),)),)
    return NewsItem(guid=guid, language=language, headline=headline, body=body, version_created=at)
