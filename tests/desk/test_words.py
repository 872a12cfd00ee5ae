"""The desk speaks one language at a time, also where it is Wagtail that speaks."""

from __future__ import annotations

import json
import re

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from wireroom.accounts.rules import Role

LANGUAGES = ("ru", "fr", "es", "ar", "zh-hans")


def ask(client: Client, address: str, language: str) -> str:
    return client.get(address, headers={"accept-language": language}).content.decode()


def test_breadcrumbs_and_actions_are_in_the_readers_language(newsroom: Newsroom) -> None:
    client, address = sign_in(newsroom.chief), reverse("stories:list")
    pages = {language: ask(client, address, language) for language in ("en", *LANGUAGES)}
    home = {code: re.search(r'href="/desk/"\s*>\s*([^<]+?)\s*<', page) for code, page in pages.items()}
    assert {code: found[1] if found else "" for code, found in home.items()} == {
        "en": "Home",
        "ru": "Главная",
        "fr": "Accueil",
        "es": "Inicio",
        "ar": "الرئيسة",
        "zh-hans": "首页",
    }
    actions = {
        code: re.search(r'<nav aria-label="([^"]+)" id="w-slim-header-buttons"', page) for code, page in pages.items()
    }
    assert actions["ru"] is not None
    assert actions["ru"][1] == "Действия"


@pytest.mark.parametrize("language", LANGUAGES)
def test_scripts_have_words_in_every_language(newsroom: Newsroom, language: str) -> None:
    script = ask(sign_in(newsroom.chief), "/desk/jsi18n/", language)
    catalogue = json.loads(re.search(r"const newcatalog = (\{.*?\});", script, re.DOTALL)[1])  # type: ignore[index]
    assert catalogue["A server error occurred."] != "A server error occurred."
    most = max(len(forms) for forms in catalogue.values() if isinstance(forms, list))
    assert len(catalogue["%(num)s error"]) >= most
    assert catalogue["%(num)s error"][1] != "%(num)s errors"


def test_staff_are_listed_by_role(newsroom: Newsroom) -> None:
    administrator = newsroom.person(Role.ADMINISTRATOR)
    client, address = sign_in(administrator), reverse("wagtailusers_users:index")
    newsroom.person(Role.CHIEF, name="first")
    counts = []
    for name in ("second", "third"):
        newsroom.person(Role.MODERATOR, name=name)
        with CaptureQueriesContext(connection) as queries:
            page = ask(client, address, "ru")
        counts.append(len(queries))
    assert counts[0] == counts[1]
    assert [role in page for role in ("Главный редактор", "Модератор", "Moderators")] == [True, True, False]
    edited = ask(client, reverse("wagtailusers_users:edit", args=[administrator.pk]), "ru")
    assert ["Корреспондент" in edited, "Reporters" in edited] == [True, False]
