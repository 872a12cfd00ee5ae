"""Opening the invented agency: its names, topics, sources, authors and static pages."""

from __future__ import annotations

import uuid
from collections.abc import Sequence

from django.conf import settings

from wireroom.core import clock
from wireroom.demo import script
from wireroom.stories.models import Author, Dispatch, Edition, Source, StaticPage, Topic
from wireroom.stories.setup import open_agency

OWN_SOURCE = "kestrel"
NAMESPACE = uuid.UUID("6f0d5a6e-0d6c-5b7e-9d52-6b65737472c1")
"""Whatever the demo makes in several languages gets a key of its own from here, so that it is made once."""


def key_of(name: str) -> uuid.UUID:
    return uuid.uuid5(NAMESPACE, name)


def open_kestrel() -> list[Edition]:
    """Opens the agency in the editions that EDITIONS asks for, else in all six; what is there stays as it is."""
    agency = script.read(script.FOLDER / "agency.toml")
    if not Dispatch.objects.exists():
        _rename(agency["names"])
    editions = open_agency(names=agency["names"], editions=_editions(), source_code=OWN_SOURCE)
    for edition in editions:
        Edition.objects.filter(pk=edition.pk, tagline="").update(tagline=agency["taglines"][edition.code])
    for code, names in agency["topics"].items():
        Topic.objects.get_or_create(code=f"tag:{code}", defaults={"names": names})
    Source.objects.get_or_create(code=OWN_SOURCE, defaults={"names": agency["names"], "is_own": True})
    for code, names in agency["sources"].items():
        Source.objects.get_or_create(code=code, defaults={"names": names})
    for code, author in agency["authors"].items():
        Author.objects.get_or_create(code=code, defaults={"names": author["names"], "about": author["about"]})
    _write_pages(editions)
    return editions


def _editions() -> Sequence[str]:
    return settings.EDITIONS or list(settings.SHIPPED_EDITIONS)


def _rename(names: dict[str, str]) -> None:
    """An agency that the environment has opened but that has never said a word becomes the demo's."""
    for edition in Edition.objects.select_related("locale"):
        Edition.objects.filter(pk=edition.pk).update(name=names[edition.code])
    Source.objects.filter(is_own=True, stories=None).exclude(code=OWN_SOURCE).delete()


def _write_pages(editions: Sequence[Edition]) -> None:
    by_code = {edition.code: edition for edition in editions}
    slugs = list(dict.fromkeys(page.slug for page in script.pages()))
    for page in script.pages():
        edition = by_code.get(page.language)
        if edition is None or StaticPage.objects.filter(locale=edition.locale, slug=page.slug).exists():
            continue
        row = StaticPage(
            locale=edition.locale,
            translation_key=key_of(f"page {page.slug}"),
            slug=page.slug,
            title=page.title,
            body=page.body.strip(),
            position=slugs.index(page.slug),
            first_published_at=clock.now(),
        )
        row.save()
        row.save_revision().publish()
