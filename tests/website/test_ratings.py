"""Rating a story as readers do: with the form, by script, wrongly and wickedly."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from datetime import timedelta
from typing import Any

import pytest
from django.http import HttpResponse
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import Reader
from tests.website.material import one, path_of, translated, words
from wireroom.core import clock
from wireroom.reactions.ratings import decisions
from wireroom.reactions.ratings.actions import take_in
from wireroom.reactions.ratings.models import Rating, Tally
from wireroom.reactions.ratings.rules import Figures
from wireroom.stories.actions import withdraw
from wireroom.stories.models import Story

Counted = Callable[..., AbstractContextManager[Any]]
HOME = "http://testserver"
COOKIE = "wireroom_reader"


@pytest.fixture
def story(newsroom: Newsroom) -> Story:
    return newsroom.published("Bridge opens")


def post(client: Client, story: Story, *, script: bool = False, origin: str = HOME, **fields: Any) -> HttpResponse:
    headers = {"origin": origin} | ({"accept": "application/json"} if script else {})
    return client.post(f"{path_of(story)}rating/", fields, headers=headers)


def votes(story: Story, *stars: int) -> None:
    take_in(story, [(f"key {number} of {story.pk}", given, clock.now()) for number, given in enumerate(stars)])


def test_story_page_has_the_form_and_says_how_many_votes_a_score_needs(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published()
    page = reader.get(path_of(story))
    box = one(page, "section", id="rating")
    form = box.find(".//form")
    assert form is not None
    assert (form.get("method"), form.get("action")) == ("post", f"{path_of(story)}rating/")
    radios = [e for e in form.iter("input") if e.get("type") == "radio"]
    assert [(e.get("name"), e.get("value")) for e in radios] == [("stars", str(n)) for n in range(1, 6)]
    assert [words(label) for label in form.iter("label")] == ["1 star", "2 stars", "3 stars", "4 stars", "5 stars"]
    assert "The score is shown from 5 votes on." in words(box)


@pytest.mark.parametrize(("given", "shown"), [((5, 5, 5, 5), False), ((5, 4, 4, 5, 3), True)])
def test_score_is_shown_from_five_votes_on(story: Story, reader: Reader, given: tuple[int, ...], shown: bool) -> None:
    votes(story, *given)
    text = words(one(reader.get(path_of(story)), "section", id="rating"))
    assert ("4.2 out of 5 5 votes" in text) is shown


@pytest.mark.parametrize(("edition", "score"), [("ru", "4,2 из 5"), ("ar", "4.2 من 5"), ("fr", "4,2 sur 5")])
def test_score_is_written_as_the_edition_writes(newsroom: Newsroom, reader: Reader, edition: str, score: str) -> None:
    story = newsroom.published(language=edition)
    votes(story, 5, 4, 4, 5, 3)
    assert score in words(one(reader.get(path_of(story)), "section", id="rating"))


def test_distribution_counts_each_star(story: Story, reader: Reader) -> None:
    votes(story, 5, 5, 5, 4, 1)
    shown = one(reader.get(path_of(story)), "details", class_="distribution")
    lines = [words(li) for li in shown.iter("li")]
    assert lines == ["5 stars 3", "4 stars 1", "3 stars 0", "2 stars 0", "1 star 1"]


def test_vote_leads_to_thanks_and_shows_in_the_figures(client: Client, story: Story, reader: Reader) -> None:
    votes(story, 5, 5, 5, 5)
    answer = post(client, story, stars="2")
    assert (answer.status_code, answer["Location"]) == (303, f"{path_of(story)}rating/?after=vote")
    assert "Thank you. You gave this story 2 stars." in client.get(answer["Location"]).text
    assert "Thank you" not in Client().get(answer["Location"]).text
    assert "4.4 out of 5 5 votes" in words(one(reader.get(path_of(story)), "section", id="rating"))


def test_cookie_is_given_with_the_first_vote_only(client: Client, story: Story) -> None:
    client.get(path_of(story))
    client.get(f"{path_of(story)}rating/")
    assert post(client, story, stars="6").cookies == {}
    assert client.cookies == {}
    cookie = post(client, story, stars="4").cookies[COOKIE]
    assert (cookie["httponly"], cookie["samesite"], cookie["path"]) == (True, "Lax", "/")
    assert Rating.objects.get().reader != cookie.value


def test_reader_changes_and_withdraws_the_vote(client: Client, story: Story) -> None:
    post(client, story, stars="2")
    post(client, story, stars="5")
    assert Tally.objects.get().figures == Figures((0, 0, 0, 0, 1))
    answer = post(client, story, withdraw="yes")
    assert (answer.status_code, answer["Location"]) == (303, f"{path_of(story)}rating/?after=withdrawal")
    assert "Your rating is withdrawn." in client.get(answer["Location"]).text
    assert (Rating.objects.count(), Tally.objects.get().votes) == (0, 0)


def test_rating_page_knows_its_reader_and_is_stored_by_nobody(client: Client, story: Story) -> None:
    post(client, story, stars="4")
    page = client.get(f"{path_of(story)}rating/")
    assert page["Cache-Control"] == "private, no-store"
    assert 'value="4" checked' in page.content.decode()
    assert "You gave this story 4 stars." in page.content.decode()
    assert 'name="withdraw" value="yes" formnovalidate>' in page.content.decode()


def test_story_page_is_the_same_for_everybody(client: Client, story: Story) -> None:
    post(client, story, stars="4")
    known, unknown = client.get(path_of(story)), Client().get(path_of(story))
    assert known.content == unknown.content
    assert known["Cache-Control"] == "public, no-cache"
    assert known.cookies == {}


def test_script_is_thanked_once_the_vote_is_stored(client: Client, story: Story) -> None:
    answer = post(client, story, script=True, stars="4")
    assert (answer.status_code, answer["Cache-Control"]) == (200, "private, no-store")
    said = answer.json()
    assert (said["stars"], said["said"]) == (4, "Thank you. You gave this story 4 stars.")
    assert "The score is shown from 5 votes on." in said["figures"]
    own = client.get(f"{path_of(story)}rating/", headers={"accept": "application/json"})
    assert (own.json()["stars"], own["Cache-Control"]) == (4, "private, no-store")
    taken_back = post(client, story, script=True, withdraw="yes").json()
    assert (taken_back["stars"], taken_back["said"]) == (0, "Your rating is withdrawn.")


def test_script_without_a_cookie_learns_nothing(client: Client, story: Story) -> None:
    answer = client.get(f"{path_of(story)}rating/", headers={"accept": "application/json"})
    assert (answer.json()["stars"], answer.json()["said"], answer["Cache-Control"]) == (0, "", "private, no-store")


WRONG: list[dict[str, Any]] = [
    {},
    {"stars": ""},
    {"stars": "0"},
    {"stars": "6"},
    {"stars": "-1"},
    {"stars": "1e309"},
    {"stars": "5 "},
    {"stars": "NaN"},
    {"stars": "4.5"},
    {"stars": "五"},
    {"stars": ["4", "5"]},
    {"stars": ["4", "4"]},
    {"stars[]": "4"},
    {"stars": "8", "max": "10", "scale": "10"},
    {"stars": "<script>alert(1)</script>"},
    {"stars": "4\0"},
]


@pytest.mark.parametrize("fields", WRONG)
def test_wrong_stars_are_refused_in_words(client: Client, story: Story, fields: dict[str, Any]) -> None:
    answer = client.post(f"{path_of(story)}rating/", fields, headers={"origin": HOME})
    assert answer.status_code == 422
    assert "Choose one to five stars." in answer.content.decode()
    assert "<script>alert" not in answer.content.decode()
    by_script = client.post(f"{path_of(story)}rating/", fields, headers={"origin": HOME, "accept": "application/json"})
    assert (by_script.status_code, by_script.json()["said"]) == (422, "Choose one to five stars.")
    assert Rating.objects.count() == 0


def test_body_of_json_is_no_form(client: Client, story: Story) -> None:
    answer = client.post(
        f"{path_of(story)}rating/", '{"stars": 5}', content_type="application/json", headers={"origin": HOME}
    )
    assert (answer.status_code, Rating.objects.count()) == (422, 0)


def test_scale_of_the_client_is_ignored(client: Client, story: Story) -> None:
    post(client, story, stars="4", scale="10", max="4", weight="100")
    assert Tally.objects.get().figures == Figures((0, 0, 0, 1, 0))


@pytest.mark.parametrize("method", ["get", "head", "options", "put", "delete", "patch"])
def test_nothing_but_post_changes_anything(client: Client, story: Story, method: str) -> None:
    headers = {"origin": HOME, "sec-purpose": "prefetch"}
    answer = getattr(client, method)(f"{path_of(story)}rating/?stars=5", headers=headers)
    assert answer.status_code == {"get": 200, "head": 200, "options": 204}.get(method, 405)
    assert (Rating.objects.count(), Tally.objects.count()) == (0, 0)


@pytest.mark.parametrize("origin", ["https://evil.example", "null", "http://testserver.evil.example"])
def test_votes_from_other_sites_are_refused(client: Client, story: Story, origin: str) -> None:
    assert post(client, story, origin=origin, stars="5").status_code == 403
    assert Rating.objects.count() == 0


def test_draft_cannot_be_told_from_nothing(newsroom: Newsroom, client: Client) -> None:
    draft = newsroom.draft("A draft")
    Story.objects.filter(pk=draft.pk).update(slug="a-draft", url_date="2026-11-01")
    for slug in ("a-draft", "nothing"):
        path = f"/en/2026/11/01/{slug}/rating/"
        assert client.get(path).status_code == 404
        assert client.post(path, {"stars": "5"}, headers={"origin": HOME}).status_code == 404
    assert Rating.objects.count() == 0


def test_withdrawn_story_is_gone_for_votes_too(newsroom: Newsroom, client: Client, story: Story) -> None:
    withdraw(story, by=None, note="The bridge stands.")
    answer = post(client, story, stars="5")
    assert (answer.status_code, "The bridge stands." in answer.content.decode()) == (410, True)
    assert client.get(f"{path_of(story)}rating/").status_code == 410
    assert Rating.objects.count() == 0


def test_closed_story_keeps_the_choice_and_says_why(newsroom: Newsroom, client: Client, story: Story) -> None:
    decisions.close(story, by=newsroom.chief)
    answer = post(client, story, stars="5")
    assert (answer.status_code, answer.content.decode().count("Rating is closed.")) == (409, 2)
    assert "<form" not in words(one(Reader().get(path_of(story)), "section", id="rating"))


def test_agencys_switch_closes_every_page(newsroom: Newsroom, client: Client, story: Story, reader: Reader) -> None:
    decisions.switch(is_on=False, by=newsroom.chief)
    assert "Rating is closed." in words(one(reader.get(path_of(story)), "section", id="rating"))
    assert post(client, story, stars="5").status_code == 409


def test_forwarded_address_is_not_believed(client: Client, story: Story, settings: Any) -> None:
    def vote(forwarded: str) -> str:
        browser = Client(headers={"x-forwarded-for": forwarded})
        post(browser, story, stars="3")
        return Rating.objects.latest("pk").place

    assert vote("198.51.100.1") == vote("198.51.100.2") != ""
    settings.TRUSTED_PROXIES = ["127.0.0.1"]
    assert vote("198.51.100.1") != vote("198.51.100.2")


def test_burst_is_taken_but_not_shown(story: Story, reader: Reader) -> None:
    votes(story, *[5] * 20)
    for _number in range(12):
        assert post(Client(), story, stars="1").status_code == 303
    text = words(one(reader.get(path_of(story)), "section", id="rating"))
    assert "5.0 out of 5 20 votes" in text
    assert "We are checking the latest votes." in text


def test_versions_in_other_languages_have_votes_of_their_own(newsroom: Newsroom, client: Client, story: Story) -> None:
    russian = translated(newsroom, story, "ru", "Мост открыт")
    post(client, story, stars="5")
    assert not Rating.objects.of(russian.pk).exists()
    page = client.get(f"{path_of(story)}rating/").content.decode()
    assert f'href="{path_of(russian)}rating/"' in page


def test_no_rating_is_told_to_search_engines(story: Story, reader: Reader) -> None:
    votes(story, 5, 5, 5, 5, 5)
    assert "AggregateRating" not in reader.get(path_of(story)).text
    assert one(reader.get(f"{path_of(story)}rating/"), "meta", name="robots").get("content") == "noindex"


def test_best_rated_are_in_order_and_recent(newsroom: Newsroom, reader: Reader) -> None:
    good, better, old, few, russian = (
        newsroom.published(name, language=language)
        for name, language in (("Good", "en"), ("Better", "en"), ("Old", "en"), ("Few", "en"), ("Русская", "ru"))
    )
    votes(good, *[5] * 5)
    votes(better, *[5] * 40)
    votes(old, *[5] * 50)
    votes(few, *[5] * 4)
    votes(russian, *[5] * 5)
    Story.objects.filter(pk=old.pk).update(first_published_at=clock.now() - timedelta(days=31))
    page = reader.get("/en/best-rated/")
    assert [words(h) for h in page.tree.iter("h2")] == ["Better", "Good"]
    assert "5.0 out of 5 40 votes" in words(one(page, "ol", class_="entries"))
    withdraw(newsroom.fresh(better), by=None, note="Wrong.")
    assert [words(h) for h in reader.get("/en/best-rated/").tree.iter("h2")] == ["Good"]


def test_best_rated_says_when_there_are_none(newsroom: Newsroom, reader: Reader) -> None:
    assert "No story of the last thirty days" in reader.get("/en/best-rated/").text
    assert reader.get("/en/best-rated/?page=2").status == 404
    assert reader.get("/en/best-rated/?page=1000000000000").status == 404


def test_best_rated_have_pages(newsroom: Newsroom, reader: Reader) -> None:
    for number in range(31):
        votes(newsroom.published(f"Story {number}"), *[5] * 5)
    first, second = reader.get("/en/best-rated/"), reader.get("/en/best-rated/?page=2")
    assert [len(list(page.tree.iter("h2"))) for page in (first, second)] == [30, 1]
    assert [a.get("href") for a in one(first, "nav", class_="pager").iter("a")] == ["/en/best-rated/?page=2"]
    assert one(second, "ol", class_="entries").get("start") == "31"


@pytest.mark.parametrize("stories", [1, 3])
@pytest.mark.parametrize(("path", "queries"), [("/en/best-rated/", 5), ("rating", 6)])
def test_pages_cost_the_same_with_more_stories(
    newsroom: Newsroom, client: Client, django_assert_num_queries: Counted, stories: int, path: str, queries: int
) -> None:
    for number in range(stories):
        story = newsroom.published(f"Story {number}")
        votes(story, *[4] * (5 + number))
    post(client, story, stars="5")
    path = f"{path_of(story)}rating/" if path == "rating" else path
    client.get(path)
    with django_assert_num_queries(queries):
        client.get(path)
