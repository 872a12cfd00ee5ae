"""The catalogues beside stories, and what readers see of the house."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.desk.house import sign_in
from tests.factories import Newsroom
from wireroom.accounts.rules import Role
from wireroom.stories.models import Assignment, Author, Edition, Section, Source, StaticPage, Topic

NAMES = ["names_en", "names_ru", "names_fr", "names_es", "names_ar", "names_zh-hans"]


def names(text: str) -> dict[str, str]:
    """The posted fields of a name in every language."""
    return dict.fromkeys(NAMES, text)


def address(model: str, view: str, *args: object) -> str:
    return reverse(f"wagtailsnippets_stories_{model}:{view}", args=args)


@pytest.mark.parametrize("model", ["section", "topic", "source", "author", "assignment", "staticpage"])
def test_catalogues_open_to_chiefs(newsroom: Newsroom, model: str) -> None:
    client = sign_in(newsroom.chief)
    assert client.get(address(model, "list")).status_code == 200
    assert client.get(address(model, "add")).status_code == 200


@pytest.mark.parametrize("model", ["section", "topic", "source", "author", "assignment", "staticpage"])
def test_catalogues_are_closed_to_reporters(newsroom: Newsroom, model: str) -> None:
    client = sign_in(newsroom.person(Role.REPORTER))
    assert client.get(address(model, "add"))["Location"] == "/desk/"


def test_editors_add_topics(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.person(Role.EDITOR))
    response = client.post(address("topic", "add"), {"code": "tag:harbour", **names("Harbour")})
    assert response.status_code == 302
    topic = Topic.objects.get(code="tag:harbour")
    assert topic.name_in("fr") == "Harbour"
    assert "Harbour" in client.get(address("topic", "list")).content.decode()


@pytest.mark.parametrize("code", ["archive", "search", "about", "Not A Code"])
def test_section_takes_no_word_that_means_something_else(newsroom: Newsroom, code: str) -> None:
    StaticPage.objects.create(locale=newsroom.editions["en"].locale, slug="about", title="About", body="")
    client = sign_in(newsroom.chief)
    fields = {"code": code, "position": "9", "parent": "", **names("Some")}
    response = client.post(address("section", "add"), fields)
    assert (response.status_code, list(response.context["form"].errors)) == (200, ["code"])
    assert client.post(address("section", "add"), fields | {"code": "weather"}).status_code == 302
    assert Section.objects.filter(code="weather").exists()


def test_page_takes_no_address_of_a_section(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    fields = {"title": "Sport", "slug": "sport", "position": "0", "body": "null", "action-publish": "1"}
    response = client.post(address("staticpage", "add") + "?locale=en", fields)
    assert (response.status_code, "slug" in response.context["form"].errors) == (200, True)


def test_source_says_what_it_allows(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    fields = {"code": "wire", "url": "", "may_publish": "on", **names("Wire")}
    assert client.post(address("source", "add"), fields).status_code == 302
    source = Source.objects.get(code="wire")
    assert (source.may_publish, source.may_pass_on, source.is_own) == (True, False, False)


def test_assignment_says_whose_what_is(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    editor = newsroom.person(Role.EDITOR)
    fields = {
        "user": editor.pk,
        "sections": [newsroom.sections["sport"].pk],
        "locales": [newsroom.editions["ar"].locale.pk],
    }
    assert client.post(address("assignment", "add"), fields).status_code == 302
    assignment = Assignment.objects.get(user=editor)
    assert list(assignment.sections.all()) == [newsroom.sections["sport"]]
    page = client.get(address("assignment", "list")).content.decode()
    assert ("Sport" in page, ">ar<" in page.replace("\n", "").replace(" ", "")) == (True, True)


def test_author_may_be_a_member_of_staff(newsroom: Newsroom) -> None:
    reporter = newsroom.person(Role.REPORTER)
    fields = {"code": "ada", "user": reporter.pk, **names("Ada Writer")}
    assert sign_in(newsroom.chief).post(address("author", "add"), fields).status_code == 302
    assert Author.objects.get(code="ada").user == reporter


def test_administrator_opens_a_further_edition(db: None) -> None:
    newsroom = Newsroom.open(["fr"])
    client = sign_in(newsroom.person(Role.ADMINISTRATOR))
    page = client.get(reverse("editions:add"))
    assert [code for code, _name in page.context["form"].fields["code"].choices] == ["en", "ru", "es", "ar", "zh-hans"]
    fields = {"code": "ar", "name": "وكالة", "tagline": "", "is_open": "on"}
    assert client.post(reverse("editions:add"), fields).status_code == 302
    edition = Edition.objects.get(locale__language_code="ar")
    assert (edition.name, edition.time_zone, edition.is_open) == ("وكالة", "Africa/Cairo", True)
    assert client.post(reverse("editions:add"), fields).status_code == 200
    assert Edition.objects.count() == 2


def test_chief_renames_an_edition_but_opens_none(newsroom: Newsroom) -> None:
    client = sign_in(newsroom.chief)
    edition = newsroom.editions["en"]
    fields = {"name": "New Name", "tagline": "", "time_zone": "Europe/London", "is_open": "on", "position": "0"}
    assert client.post(reverse("editions:edit", args=[edition.pk]), fields).status_code == 302
    assert Edition.objects.get(pk=edition.pk).name == "New Name"
    assert client.get(reverse("editions:add"))["Location"] == "/desk/"


def test_new_page_belongs_to_an_edition_also_where_there_is_no_english(db: None) -> None:
    newsroom = Newsroom.open(["fr", "ru"])
    client = sign_in(newsroom.chief)
    page = client.get(address("staticpage", "add"))
    assert page.context["locale"].language_code == "fr"
    assert client.get(address("staticpage", "add") + "?locale=en").status_code == 404
    assert client.get(reverse("stories:add")).context["locale"].language_code == "fr"


def test_links_in_stories_lead_to_the_web(newsroom: Newsroom) -> None:
    from wagtail.rich_text import features

    chooser = features.get_editor_plugin("draftail", "link").data["chooserUrls"]
    assert str(chooser["pageChooser"]) == "/desk/choose-external-link/"
    page = sign_in(newsroom.person(Role.REPORTER)).get("/desk/choose-external-link/?allow_email_link=true").json()
    assert ("Internal link" in page["html"], "choose-email-link" in page["html"]) == (False, True)
