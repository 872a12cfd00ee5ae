"""Message catalogues: what the sources say is collected, kept, checked and compiled."""

from __future__ import annotations

import gettext
import os
from pathlib import Path

import pytest

from wireroom.config import catalogues
from wireroom.config.catalogues import (
    PLURALS,
    catalogue_path,
    compile_stale,
    messages_of,
    problems_in,
    stale,
    update,
)

MODULE = """
from django.utils.translation import gettext as _, ngettext, pgettext_lazy
def said(n):
    return _("Stories"), ngettext("{n} story", "{n} stories", n), pgettext_lazy("verb", "set"), _("by %(name)s")
"""
TEMPLATE = """{% load i18n %}
    <b title="{% trans 'Rate it' context 'button' %}">{% translate "Rate" as rate %}</b>
  {% blocktranslate trimmed count n=found.count %}
      {{ n }} found
    {% plural %}
      {{ n }} found in all
  {% endblocktranslate %}
 {{ name|default:_("nobody") }} {% include "x.html" with title=_("Today") %} don't
"""


@pytest.fixture
def package(tmp_path: Path) -> Path:
    """A small package with one module and one template."""
    (tmp_path / "site/templates").mkdir(parents=True)
    (tmp_path / "site/migrations").mkdir()
    (tmp_path / "site/said.py").write_text(MODULE)
    (tmp_path / "site/migrations/0001.py").write_text('_("Never shown")')
    (tmp_path / "site/templates/page.html").write_text(TEMPLATE)
    return tmp_path


def found_in(package: Path) -> dict[object, str | None]:
    return {message.id: message.context for message in messages_of(package) if message.id}


def write(package: Path, text: str, language: str = "ru") -> None:
    """Puts one language's file there, below the header that `update` writes."""
    update(package, language, messages_of(package.parent / "nothing"))
    path = catalogue_path(package, language)
    path.write_text(path.read_text() + "\n" + text, encoding="utf-8")


def problems(package: Path, language: str = "ru") -> list[str]:
    return list(problems_in(package, language, messages_of(package)))


def one_message(package: Path, source: str) -> None:
    (package / "site/templates/page.html").unlink()
    (package / "site/said.py").write_text(source)


def test_every_message_of_modules_and_templates_is_found_but_none_of_migrations(package: Path) -> None:
    assert found_in(package) == {
        "Stories": None,
        ("{n} story", "{n} stories"): None,
        "set": "verb",
        "by %(name)s": None,
        "Rate it": "button",
        "Rate": None,
        ("%(n)s found", "%(n)s found in all"): None,
        "nobody": None,
        "Today": None,
    }


def test_a_complete_catalogue_has_no_problems(package: Path) -> None:
    one_message(package, '_("Stories")')
    write(package, 'msgid "Stories"\nmsgstr "Новости"\n')
    assert problems(package) == []


def test_a_missing_message_is_a_problem(package: Path) -> None:
    one_message(package, '_("Stories")')
    write(package, "")
    assert problems(package) == ["ru: missing: 'Stories' (site/said.py)"]


def test_a_fuzzy_message_is_a_problem(package: Path) -> None:
    one_message(package, '_("Stories")')
    write(package, '#, fuzzy\nmsgid "Stories"\nmsgstr "История"\n')
    assert problems(package) == ["ru: fuzzy: 'Stories' (site/said.py)"]


def test_a_plural_form_without_text_is_a_problem(package: Path) -> None:
    one_message(package, 'ngettext("a story", "stories", 2)')
    write(package, 'msgid "a story"\nmsgid_plural "stories"\nmsgstr[0] "а"\nmsgstr[1] "б"\nmsgstr[2] ""\n')
    assert problems(package) == ["ru: not translated: 'a story' (site/said.py)"]


@pytest.mark.parametrize(
    ("source", "translation", "fault"),
    [
        ('_("by %(name)s")', "%(nom)s", "unknown named placeholder 'nom'"),
        ('_("by {name}")', "{nom}", "placeholders ['nom'] instead of ['name']"),
        ('_("by {name}")', "никто", "placeholders [] instead of ['name']"),
    ],
)
def test_a_placeholder_that_does_not_fit_is_a_problem(package: Path, source: str, translation: str, fault: str) -> None:
    one_message(package, source)
    text = source[3:-2]
    write(package, f'msgid "{text}"\nmsgstr "{translation}"\n')
    assert problems(package) == [f"ru: {fault}: {text!r} (site/said.py)"]


@pytest.mark.parametrize("translation", ["Qui ?", "Dans « Une » page", "Un mot : deux"])
def test_a_plain_space_before_a_french_sign_is_a_problem(package: Path, translation: str) -> None:
    one_message(package, '_("Who?")')
    write(package, f'msgid "Who?"\nmsgstr "{translation}"\n', "fr")
    assert problems(package, "fr") == [
        "fr: a plain space where there must be a no-break one (updatecatalogues mends it): 'Who?' (site/said.py)"
    ]
    update(package, "fr", messages_of(package))
    assert problems(package, "fr") == []


def test_a_plural_form_may_leave_the_number_out(package: Path) -> None:
    one_message(package, 'ngettext("{n} story", "{n} stories", 2)')
    forms = "".join(f'msgstr[{form}] "{text}"\n' for form, text in enumerate(["قصة", "قصتان", *["{n} قصص"] * 4]))
    write(package, f'msgid "{{n}} story"\nmsgid_plural "{{n}} stories"\n{forms}', "ar")
    assert problems(package, "ar") == []


def test_a_message_that_no_source_has_is_a_problem(package: Path) -> None:
    one_message(package, "pass")
    write(package, 'msgid "Stories"\nmsgstr "Новости"\n')
    assert problems(package) == ["ru: no longer used: 'Stories'"]


def test_a_message_in_another_context_is_another_message(package: Path) -> None:
    one_message(package, 'pgettext("noun", "set")')
    write(package, 'msgctxt "verb"\nmsgid "set"\nmsgstr "задать"\n')
    assert problems(package) == ["ru: missing: 'set' (site/said.py)", "ru: no longer used: 'set'"]


def test_a_language_without_catalogue_is_a_problem(package: Path) -> None:
    assert problems(package) == ["ru: there is no catalogue"]


def test_an_update_keeps_translations_and_counts_what_waits(package: Path) -> None:
    one_message(package, '_("Stories")')
    write(package, 'msgid "Stories"\nmsgstr "Новости"\n')
    (package / "site/said.py").write_text('_("Stories"), _("Weather")')
    assert update(package, "ru", messages_of(package)) == (2, 1)
    assert problems(package) == ["ru: not translated: 'Weather' (site/said.py)"]


def test_an_update_without_news_changes_no_byte(package: Path) -> None:
    found = messages_of(package)
    for language in PLURALS:
        update(package, language, found)
        before = catalogue_path(package, language).read_bytes()
        update(package, language, found)
        assert catalogue_path(package, language).read_bytes() == before


def test_an_update_marks_a_changed_message_fuzzy(package: Path) -> None:
    one_message(package, '_("Report a spelling error")')
    write(package, 'msgid "Report a spelling error"\nmsgstr "Сообщить об ошибке"\n')
    (package / "site/said.py").write_text('_("Report the spelling error")')
    update(package, "ru", messages_of(package))
    assert problems(package) == ["ru: fuzzy: 'Report the spelling error' (site/said.py)"]


def test_plural_rules_name_the_form_of_each_number(package: Path) -> None:
    one_message(package, 'ngettext("one", "many", 2)')
    numbers = (0, 1, 2, 3, 5, 10, 11, 21, 99, 100, 101, 102, 103, 111)
    rules = {}
    for language in PLURALS:
        update(package, language, messages_of(package))
    compile_stale(package)
    for language in PLURALS:
        with catalogue_path(package, language).with_suffix(".mo").open("rb") as stream:
            form = gettext.GNUTranslations(stream).plural  # type: ignore[attr-defined]  # made from the header
        rules[language] = [form(number) for number in numbers]
    assert rules == {
        "ru": [2, 0, 1, 1, 2, 2, 2, 0, 2, 2, 0, 1, 1, 2],
        "fr": [0, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        "es": [1, 0, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1, 1],
        "ar": [0, 1, 2, 3, 3, 3, 4, 4, 4, 5, 5, 5, 3, 4],
        "zh_Hans": [0] * len(numbers),
    }


def test_only_what_changed_is_compiled(package: Path) -> None:
    one_message(package, '_("Stories")')
    write(package, 'msgid "Stories"\nmsgstr "Новости"\n')
    path = catalogue_path(package, "ru")
    assert (stale(package), compile_stale(package), stale(package)) == ([path], 1, [])
    os.utime(path, (0, path.stat().st_mtime + 10))
    assert stale(package) == [path]
    with path.with_suffix(".mo").open("rb") as stream:
        assert gettext.GNUTranslations(stream).gettext("Stories") == "Новости"


def test_our_own_sources_are_the_package() -> None:
    assert catalogues.PACKAGE.name == "wireroom"
    assert catalogues.PACKAGE / "config/catalogues.py" in set(catalogues.source_files(catalogues.PACKAGE))
