"""What every page of an edition has around its content: the edition, its sections, its pages, its address."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cached_property

from django.conf import settings
from django.http import Http404, HttpRequest

from wireroom.core.dates import Calendar
from wireroom.press.declaring import declare
from wireroom.stories.models import Edition, Section, StaticPage
from wireroom.website import addresses, tags
from wireroom.website.agency import note_names


@dataclass(frozen=True, slots=True)
class Link:
    """A name and where it leads; `current` if it is the page that is being read. Without `url` plain text."""

    text: str
    url: str = ""
    lang: str = ""
    code: str = ""
    current: bool = False
    parts: tuple[Link, ...] = ()


@dataclass(frozen=True, slots=True)
class Head:
    """What a page says of itself to machines. Paths are those of addresses, without the site."""

    title: str
    path: str
    heading: str = ""
    """What cards elsewhere call the page, if not by its title: they name the agency themselves."""
    description: str = ""
    alternates: dict[str, str] = field(default_factory=dict)
    """Paths of the same page in other editions, by edition code."""
    feeds: str = ""
    """The path under which this page's feeds lie; empty for the edition's own."""
    indexed: bool = True
    previous: str = ""
    next: str = ""


@dataclass(frozen=True)
class Layout:
    """One request's view of the agency. `path` is the address being read, `site` the scheme and host."""

    edition: Edition
    editions: tuple[Edition, ...]
    sections: tuple[Section, ...]
    pages: tuple[StaticPage, ...]
    site: str

    @property
    def code(self) -> str:
        return self.edition.code

    @cached_property
    def calendar(self) -> Calendar:
        return Calendar(self.code, self.edition.zone)

    @cached_property
    def by_id(self) -> dict[int, Section]:
        return {section.pk: section for section in self.sections}

    @cached_property
    def by_code(self) -> dict[str, Section]:
        return {section.code: section for section in self.sections}

    def parts_of(self, section: Section) -> list[Section]:
        return [part for part in self.sections if part.parent_id == section.pk]

    def top_of(self, section: Section) -> Section:
        """The section of the first level that `section` belongs to, or is."""
        return self.by_id.get(section.parent_id, section) if section.parent_id else section

    def section_link(self, section: Section, current: str = "") -> Link:
        return Link(
            section.name_in(self.code),
            addresses.section(self.code, section.code),
            code=section.code,
            current=section.code == current,
            parts=tuple(self.section_link(part, current) for part in self.parts_of(section)),
        )

    def section_links(self, current: str = "") -> list[Link]:
        """The first level of sections, in their order."""
        return [self.section_link(section, current) for section in self.sections if not section.parent_id]

    def page_links(self) -> list[Link]:
        return [Link(page.title, addresses.page(self.code, page.slug)) for page in self.pages]

    def language_links(self, alternates: dict[str, str]) -> list[Link]:
        """Every open edition: the same page where it has one, else its front."""
        return [
            Link(
                edition.language_name,
                alternates.get(edition.code) or addresses.front(edition.code),
                lang=edition.language_tag,
                code=edition.code,
                current=edition.code == self.code,
            )
            for edition in self.editions
        ]

    def everywhere(self, path: str) -> dict[str, str]:
        """Paths of a page that every edition has; `path` is that of this edition."""
        rest = path.removeprefix(f"/{self.code}/")
        return {edition.code: f"/{edition.code}/{rest}" for edition in self.editions}

    def absolute(self, path: str) -> str:
        return self.site + path if path.startswith("/") else path


def site_of(request: HttpRequest) -> str:
    """Scheme and host of absolute addresses, from the settings or else as asked for."""
    return settings.SITE_URL or f"{request.scheme}://{request.get_host()}"


def open_layout(request: HttpRequest, code: str) -> Layout:
    """The layout of the edition `code`; Http404 unless it is open. Three queries."""
    editions = tuple(Edition.objects.open())
    edition = edition_among(editions, code)
    if edition is None:
        raise Http404(code)
    declare(tags.edition(code))
    note_names(editions)
    return layout_of(request, edition, editions)


def layout_of(request: HttpRequest, edition: Edition, editions: Sequence[Edition]) -> Layout:
    """The layout of `edition`, open or not, among the open `editions`. Two queries."""
    return Layout(
        edition=edition,
        editions=tuple(editions),
        sections=tuple(Section.objects.all()),
        pages=tuple(StaticPage.objects.open().in_edition(edition).defer("body")),
        site=site_of(request),
    )


def edition_among(editions: Iterable[Edition], code: str) -> Edition | None:
    return next((edition for edition in editions if edition.code == code), None)
