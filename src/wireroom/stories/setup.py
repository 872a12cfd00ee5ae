"""Opening an agency: its editions, its first sections and itself as a source."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from django.conf import settings
from django.db import transaction
from wagtail.models import Locale

from wireroom.core.text import ascii_slug
from wireroom.formats.text import one_line
from wireroom.stories.errors import StoryError
from wireroom.stories.models import Edition, Section, Source
from wireroom.stories.names import name_in

FALLBACK_SECTION = "news"

FIRST_SECTIONS: dict[str, dict[str, str]] = {
    "world": {
        "en": "World",
        "ru": "В мире",
        "fr": "Monde",
        "es": "Mundo",
        "ar": "العالم",
        "zh-hans": "国际",
    },
    "politics": {
        "en": "Politics",
        "ru": "Политика",
        "fr": "Politique",
        "es": "Política",
        "ar": "سياسة",
        "zh-hans": "政治",
    },
    "economy": {
        "en": "Economy",
        "ru": "Экономика",
        "fr": "Économie",
        "es": "Economía",
        "ar": "اقتصاد",
        "zh-hans": "财经",
    },
    "society": {
        "en": "Society",
        "ru": "Общество",
        "fr": "Société",
        "es": "Sociedad",
        "ar": "مجتمع",
        "zh-hans": "社会",
    },
    "science": {
        "en": "Science",
        "ru": "Наука",
        "fr": "Sciences",
        "es": "Ciencia",
        "ar": "علوم",
        "zh-hans": "科学",
    },
    "culture": {
        "en": "Culture",
        "ru": "Культура",
        "fr": "Culture",
        "es": "Cultura",
        "ar": "ثقافة",
        "zh-hans": "文化",
    },
    "sport": {
        "en": "Sport",
        "ru": "Спорт",
        "fr": "Sport",
        "es": "Deportes",
        "ar": "رياضة",
        "zh-hans": "体育",
    },
    "news": {
        "en": "News",
        "ru": "Новости",
        "fr": "Actualités",
        "es": "Noticias",
        "ar": "أخبار",
        "zh-hans": "新闻",
    },
}
"""By code; the fallback takes whatever comes in without a section that we know."""


class NoSuchEdition(StoryError):
    """An edition was asked for that Wireroom does not ship."""

    code = "no-such-edition"


def open_agency(*, names: Mapping[str, str] | str, editions: Sequence[str], source_code: str = "") -> list[Edition]:
    """Makes what an agency called `names` needs before its first story, and returns its editions.

    `editions` are codes of `settings.SHIPPED_EDITIONS`, in the order of the language menu; `names` is one
    name for all of them or one by code; `source_code` is the code of the agency as a source, made from its
    name if empty. Whatever exists already stays as it is, so it may be called again, also to add an edition.
    """
    codes = list(dict.fromkeys(editions))
    for code in codes:
        if code not in settings.SHIPPED_EDITIONS:
            shipped = ", ".join(settings.SHIPPED_EDITIONS)
            raise NoSuchEdition(f"There is no edition {code!r}: choose from {shipped}.")
    by_code = dict.fromkeys(codes, names) if isinstance(names, str) else dict(names)
    with transaction.atomic():
        opened = [_open_edition(code, name_in(by_code, code, settings.AGENCY_NAME)) for code in codes]
        _make_first_sections()
        _credit_ourselves(by_code, source_code)
    return opened


def _open_edition(code: str, name: str) -> Edition:
    locale, _made = Locale.objects.get_or_create(language_code=code)
    _name, zone, _direction = settings.SHIPPED_EDITIONS[code]
    edition, _made = Edition.objects.get_or_create(
        locale=locale,
        defaults={"name": one_line(name), "time_zone": zone, "position": Edition.objects.count()},
    )
    return edition


def _make_first_sections() -> None:
    """The default sections, unless the agency has made up its own mind already."""
    if Section.objects.exists():
        return
    for position, (code, names) in enumerate(FIRST_SECTIONS.items()):
        Section.objects.create(code=code, names=names, position=position)


def _credit_ourselves(names: Mapping[str, str], code: str) -> None:
    if Source.objects.filter(is_own=True).exists():
        return
    code = code or ascii_slug(name_in(names, "en", settings.AGENCY_NAME), limit=60)
    kept = {language: one_line(name) for language, name in names.items()}
    Source.objects.get_or_create(code=code, defaults={"names": kept, "is_own": True})
