"""The demo's written material: complete in every language, in the right script, within the limits of its fields."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from pathlib import Path

import pytest

from wireroom.demo import script
from wireroom.demo.drawing import SCENES
from wireroom.demo.script import LANGUAGES, BadScript, Tale, Text, pages, read_tales, tales
from wireroom.formats.html import parse_blocks, plain_text
from wireroom.formats.newsitem import Picture
from wireroom.stories.models import Story
from wireroom.stories.setup import FIRST_SECTIONS

SCRIPTS = {"en": "LATIN", "ru": "CYRILLIC", "fr": "LATIN", "es": "LATIN", "ar": "ARABIC", "zh-hans": "CJK"}
FIGURE = re.compile(r'<figure data-scene="([a-z]+)"><img alt="([^"]+)"><figcaption>[^<]+</figcaption></figure>')

FIRST = "\n".join(f"[version.{language}]\n{{keys}}" for language in ("en", "ru", "fr", "es", "ar", '"zh-hans"'))
KEYS = "\n".join(f'{key} = "x"' for key in script.TEXT_KEYS)
HEAD = """
group = "a"
section = "world"
topics = []
priority = 5
age_minutes = 1
picture = "city"
byline = []
sources = []
{more}
[[version]]
kind = "{kind}"
minutes_later = 0
"""


def _texts() -> Iterator[tuple[str, str, Text]]:
    for tale in tales():
        for number, version in enumerate(tale.versions, 1):
            for language, text in version.texts.items():
                yield f"{tale.group} {number}", language, text


TEXTS = list(_texts())
GROUPS = [tale for tale in tales() if len(tale.languages) > 1]


def _share_of(language: str, text: str) -> float:
    """The share of the letters of `text` that belong to the script of `language`."""
    letters = [letter for letter in text if letter.isalpha()]
    right = [letter for letter in letters if unicodedata.name(letter, "").startswith(SCRIPTS[language])]
    return len(right) / len(letters)


def test_demo_is_as_large_as_promised() -> None:
    assert len(GROUPS) == 15
    assert {tale.languages for tale in GROUPS} == {LANGUAGES}
    assert sum(len(tale.languages) for tale in tales()) >= 90
    assert {tale.state for tale in GROUPS} == {"published", "scheduled", "embargoed", "draft"}
    kinds = {version.kind for tale in GROUPS for version in tale.versions}
    assert kinds == {"new", "update", "correction", "refile", "withdrawal"}


def test_every_language_has_news_of_its_own() -> None:
    briefs = [tale.languages[0] for tale in tales() if len(tale.languages) == 1]
    assert set(briefs) == set(LANGUAGES)


@pytest.mark.parametrize(
    ("where", "language", "text"), TEXTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_text_is_in_the_script_of_its_language(where: str, language: str, text: Text) -> None:
    said = [text.headline, text.summary, plain_text(parse_blocks(text.body)), text.picture_alt, text.public_note]
    assert _share_of(language, " ".join(said)) > 0.9


@pytest.mark.parametrize(
    ("where", "language", "text"), TEXTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_text_fits_its_fields(where: str, language: str, text: Text) -> None:
    for name in ("headline", "slugline", "summary", "dateline", "located", "picture_alt", "picture_caption"):
        limit = Story._meta.get_field(name).max_length
        assert limit is not None
        assert len(getattr(text, name)) <= limit
    assert text.headline == text.headline.strip() != ""
    assert not text.headline.endswith(".")


@pytest.mark.parametrize(
    ("where", "language", "text"), TEXTS, ids=lambda value: value if isinstance(value, str) else ""
)
def test_body_shows_only_scenes_that_can_be_drawn(where: str, language: str, text: Text) -> None:
    scenes = [scene for scene, _alt in FIGURE.findall(text.body)]
    assert len(scenes) == text.body.count("<figure")
    assert set(scenes) <= set(SCENES)
    pictures = [block for block in parse_blocks(text.body) if isinstance(block, Picture)]
    assert pictures == [], "a figure without an address of its own is no picture yet"


@pytest.mark.parametrize("tale", GROUPS, ids=lambda tale: tale.group)
def test_languages_of_a_group_tell_the_same_story(tale: Tale) -> None:
    for version in tale.versions:
        shapes = {
            language: re.findall(r"<(blockquote|h2|figure|table|ul|ol)", text.body)
            for language, text in version.texts.items()
        }
        assert {language: shape for language, shape in shapes.items() if shape != shapes["en"]} == {}


@pytest.mark.parametrize("tale", tales(), ids=lambda tale: tale.group)
def test_tale_refers_to_what_there_is(tale: Tale) -> None:
    agency = script.read(script.FOLDER / "agency.toml")
    assert tale.section in FIRST_SECTIONS
    assert {topic.removeprefix("tag:") for topic in tale.topics} <= set(agency["topics"])
    assert set(tale.sources) <= {"kestrel", *agency["sources"]}
    assert set(tale.authors) <= set(agency["authors"])
    assert tale.picture in {"", *SCENES}
    assert 1 <= tale.priority <= 9


def test_agency_has_a_name_for_everything_in_every_language() -> None:
    agency = script.read(script.FOLDER / "agency.toml")
    named = [agency["names"], agency["taglines"], *agency["topics"].values(), *agency["sources"].values()]
    named += [entry[key] for entry in agency["authors"].values() for key in ("names", "about")]
    for names in named:
        assert set(names) == set(LANGUAGES)
        assert all(_share_of(language, name) == 1 for language, name in names.items())


def test_pages_are_written_in_every_language() -> None:
    written = list(pages())
    assert {(page.slug, page.language) for page in written} == {
        (slug, language) for slug in ("about", "contacts") for language in LANGUAGES
    }
    for page in written:
        assert page.title.strip() != ""
        assert parse_blocks(page.body) != ()


def _bad(folder: Path, kind: str = "new", more: str = "", keys: str = KEYS, tail: str = "") -> str:
    """What is said about a group written so."""
    (folder / "01-a.toml").write_text(HEAD.format(kind=kind, more=more) + FIRST.replace("{keys}", keys) + tail)
    with pytest.raises(BadScript) as caught:
        list(read_tales(folder))
    return caught.value.message


def test_reading_says_what_is_wrong(tmp_path: Path) -> None:
    assert _bad(tmp_path, kind="scoop") == "01-a.toml: there is no kind 'scoop'"
    assert _bad(tmp_path, more='state = "lost"') == "01-a.toml: there is no state 'lost'"
    assert _bad(tmp_path, keys=KEYS.replace("body", "boby")).startswith("01-a.toml: en: the first version must have")
    assert _bad(tmp_path, keys=f'{KEYS}\nmood = "x"') == "01-a.toml: en: nobody knows mood"
    later = '\n[[version]]\nkind = "correction"\nminutes_later = 5\n[version.en]\nbody = "y"\n'
    assert _bad(tmp_path, tail=later) == "01-a.toml: en: a correction needs a public_note"
    assert _bad(tmp_path, tail=later.replace("correction", "update")) == "01-a.toml: ru is missing"
    assert _bad(tmp_path, keys="headline =").startswith("01-a.toml: Invalid value")


def test_later_version_keeps_what_it_does_not_change(tmp_path: Path) -> None:
    later = '\n[[version]]\nkind = "update"\nminutes_later = 5\n' + FIRST.replace("{keys}", 'headline = "y"')
    (tmp_path / "01-a.toml").write_text(HEAD.format(kind="new", more="") + FIRST.replace("{keys}", KEYS) + later)
    [tale] = read_tales(tmp_path)
    assert [(v.kind, v.minutes, v.texts["ar"].headline, v.texts["ar"].body) for v in tale.versions] == [
        ("new", 0, "x", "x"),
        ("update", 5, "y", "x"),
    ]
