"""A story's page, its short address, its withdrawal."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from contextlib import AbstractContextManager
from typing import Any

import pytest
from django.test import Client

from tests.factories import Newsroom
from tests.flows.reader import Reader
from tests.reactions.comments.conversation import says
from tests.website.material import again, one, path_of, translated, words
from wireroom.stories.actions import correct, refile, reinstate, update, withdraw
from wireroom.stories.models import Edition, PublicPicture, Story
from wireroom.stories.translations import translate
from wireroom.website.assets import asset_address

Counted = Callable[..., AbstractContextManager[Any]]
SITE = "http://testserver"


def test_story_page_carries_the_path_in_title_and_breadcrumbs(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge opens", section="economy")
    page = reader.get(path_of(story))
    assert page.status == 200
    assert words(page.tree.find(".//title")) == "Bridge opens / Economy / Test Agency"
    assert [words(a) for a in one(page, "nav", class_="trail").iter("a")] == ["Test Agency", "Economy"]
    steps = page.structured["BreadcrumbList"]["itemListElement"]
    assert [step["name"] for step in steps] == ["Test Agency", "Economy", "Bridge opens"]
    assert words(page.tree.find(".//h1")) == "Bridge opens"


def test_story_page_shows_dateline_byline_credits_and_topics(newsroom: Newsroom, reader: Reader) -> None:
    author, source, topic = newsroom.author("Ada Writer"), newsroom.source("radio"), newsroom.topic("tag:harbour")
    story = newsroom.published(dateline="OSMUND (Test)", authors=[author], sources=[source], topics=[topic])
    page = reader.get(path_of(story))
    assert words(one(page, "p", id="b1")) == "OSMUND (Test) — First paragraph."
    links = {words(a): a.get("href") for a in page.tree.iter("a")}
    assert links["Ada Writer"] == f"/en/author/{author.code}/"
    assert links["Radio"] == "/en/source/radio/"
    assert links["Harbour"] == "/en/topic/tag-harbour/"


def test_only_what_has_a_page_is_linked(newsroom: Newsroom, reader: Reader) -> None:
    from wireroom.formats.newsitem import Credit, NewsItem, Paragraph, Run, Subject
    from wireroom.stories.bulk import Intake, Pace, Registry, take_in

    item = NewsItem(
        "urn:x",
        "en",
        "From outside",
        body=(Paragraph((Run("Text."),)),),
        credits=(Credit("Far Wire"),),
        subjects=(Subject("medtop:99", "Unheard of"),),
    )
    take_in([item], Registry(), Intake(publish=True), Pace())
    page = reader.get(path_of(Story.objects.get(guid="urn:x")))
    links = {words(a): a.get("href") for a in page.tree.iter("a")}
    assert links["Far Wire"] == "/en/source/far-wire/"
    assert "Unheard of" not in links


def test_story_page_is_a_projection_of_the_dispatch_not_of_drafts(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("What is out")
    draft = again(newsroom, story, headline="What is being written", summary="Secret summary.")
    draft.save_revision()
    page = reader.get(path_of(story))
    assert ("What is out" in page.text, "being written" in page.text, "Secret" in page.text) == (True, False, False)


def test_unreleased_stories_cannot_be_told_from_nothing(newsroom: Newsroom, reader: Reader) -> None:
    draft = newsroom.draft("A draft")
    Story.objects.filter(pk=draft.pk).update(slug="a-draft", url_date="2026-11-01")
    answers = [
        reader.get(path)
        for path in ("/en/2026/11/01/a-draft/", "/en/2026/11/01/nothing/", f"/en/s/{draft.pk}/", "/en/s/99999/")
    ]
    assert [answer.status for answer in answers] == [404] * 4
    bodies = {re.sub(r'(href|content)="[^"]*(2026|/s/)[^"]*"', "", answer.text) for answer in answers}
    assert len(bodies) == 1


def test_impossible_dates_are_not_found(newsroom: Newsroom, reader: Reader) -> None:
    assert {reader.get(f"/en/{date}/x/").status for date in ("2026/02/30", "0000/01/01", "2026/13/01")} == {404}


def test_story_names_its_live_languages_only(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge opens")
    russian = translated(newsroom, story, "ru", "Мост открыт")
    translated(newsroom, story, "fr", "Le pont ouvre")
    withdraw(Story.objects.get(headline="Le pont ouvre"), by=None, note="Faux.")
    translate(story, into=newsroom.editions["es"], by=None)
    page = reader.get(path_of(story))
    alternates = {e.get("hreflang"): e.get("href") for e in page.tree.iter("link") if e.get("hreflang")}
    assert alternates == {
        "en": SITE + path_of(story),
        "ru": SITE + path_of(russian),
        "x-default": SITE + path_of(story),
    }
    shown = [a.get("href") for a in one(page, "ul", class_="other-languages").iter("a")]
    assert shown == [path_of(russian)]


def test_story_names_no_language_of_a_closed_edition(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge opens")
    translated(newsroom, story, "ru", "Мост открыт")
    Edition.objects.filter(locale__language_code="ru").update(is_open=False)
    assert "ru" not in {e.get("hreflang") for e in reader.get(path_of(story)).tree.iter("link")}


def test_correction_stands_above_the_text_with_its_time(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge cost 2 billion")
    correct(again(newsroom, story, headline="Bridge cost 3 billion"), by=None, note="It cost 3 billion, not 2.")
    page = reader.get(path_of(story))
    box = one(page, "aside", class_="corrections")
    assert "It cost 3 billion, not 2." in words(box)
    assert [a.get("href") for a in box.iter("a")] == [f"{path_of(story)}history/"]
    assert words(one(page, "p", class_="kind")) == "Corrected"
    [comment] = page.structured["NewsArticle"]["correction"]
    assert (comment["@type"], comment["text"]) == ("CorrectionComment", "It cost 3 billion, not 2.")
    policy = page.structured["NewsMediaOrganization"]["correctionsPolicy"]
    assert policy == f"{SITE}/en/corrections/"


def test_mended_slip_is_mentioned_below_the_text(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Brigde opens")
    refile(again(newsroom, story, headline="Bridge opens"), by=None)
    page = reader.get(path_of(story))
    assert words(one(page, "p", class_="mended")).startswith("Typo fixed")
    assert [e for e in page.tree.iter("aside") if e.get("class") == "corrections"] == []


def test_updated_story_says_both_times(newsroom: Newsroom, reader: Reader) -> None:
    from datetime import timedelta

    from wireroom.core import clock

    story = newsroom.published("Bridge opens")
    with clock.at(clock.now() + timedelta(hours=2)):
        update(again(newsroom, story, headline="Bridge is open"), by=None)
    page = reader.get(path_of(story))
    times = [t.get("datetime") for t in one(page, "div", class_="facts").iter("time")]
    article = page.structured["NewsArticle"]
    assert times == [article["datePublished"], article["dateModified"]]
    assert times[0] != times[1]
    assert article["version"] == 2


def test_every_block_has_its_element(newsroom: Newsroom, reader: Reader) -> None:
    body = (
        "<h2>Heading</h2><p>Text with <b>bold</b> and <a href='https://example.org/'>a link</a>.</p>"
        "<blockquote><p>Words.</p><footer><cite class='speaker'>Elin Tarrow</cite>, master</footer></blockquote>"
        "<ul><li>one</li></ul><ol><li>first</li></ol>"
        "<table><caption>Levels</caption><thead><tr><th>Place</th></tr></thead><tbody><tr><td>1</td></tr></tbody></table>"
        "<a class='card' href='https://video.example.org/1'>A film</a>"
    )
    page = reader.get(path_of(newsroom.published(body=body)))
    quotation = one(page, "figure", class_="quotation")
    assert words(quotation.find("blockquote")) == "Words."
    assert words(quotation.find(".//cite")) == "Elin Tarrow"
    region = one(page, "section", class_="table")
    assert (region.get("tabindex"), region.get("aria-label")) == ("0", "Levels")
    assert words(region.find(".//caption")) == "Levels"
    assert words(one(page, "p", class_="card")) == "LinkA filmvideo.example.org"
    text = one(page, "div", class_="text")
    assert [words(e) for e in text.iter("li")] == ["one", "first"]
    assert [words(e) for e in text.iter("strong")] == ["bold"]
    ids = [e.get("id") for e in text if e.get("id")]
    assert ids == [f"b{number}" for number in range(1, 8)]


def test_columns_of_figures_are_set_as_such(newsroom: Newsroom, reader: Reader) -> None:
    rows = (("Party", "Votes, %", "Seats", "Change", "Since"), ("Accord", "34.6", "1 056", "+9", "May 2024"))
    rows += (("League", "27.9%", "–", "−12", "2021"),)
    body = "<p>Text.</p><table><thead>" + "".join(
        f"<tr>{''.join(f'<{cell}>{text}</{cell}>' for text in row)}</tr>{end}"
        for row, cell, end in zip(rows, ("th", "td", "td"), ("</thead><tbody>", "", "</tbody>"), strict=True)
    )
    table = one(reader.get(path_of(newsroom.published(body=f"{body}</table>"))), "section", class_="table")
    for row in table.iter("tr"):
        assert [cell.get("class") for cell in row] == [None, "figure", "figure", "figure", None]


def test_outside_pictures_are_links_and_nothing_is_loaded_from_elsewhere(newsroom: Newsroom, reader: Reader) -> None:
    body = "<p>Text.</p><figure><img src='https://elsewhere.example/p.jpg' alt='A far picture'></figure>"
    page = reader.get(path_of(newsroom.published(body=body)))
    loaded = [e.get("src") for e in page.tree.iter() if e.get("src")]
    assert all(str(address).startswith("/") for address in loaded)
    assert "https://elsewhere.example/p.jpg" in [a.get("href") for a in page.tree.iter("a")]


def test_lead_picture_has_sizes_formats_and_words(newsroom: Newsroom, reader: Reader) -> None:
    image = newsroom.image(alt="A bridge")
    image.credit = "Us"
    image.save()
    story = newsroom.published(picture=image, picture_caption="The new bridge.")
    page = reader.get(path_of(story))
    jpeg = PublicPicture.objects.get(image=image, format="jpeg")
    img = one(page, "img")
    assert (img.get("src"), img.get("alt")) == (jpeg.file.url, "A bridge")
    assert (img.get("width"), img.get("height")) == (str(jpeg.width), str(jpeg.height))
    assert (img.get("loading"), img.get("fetchpriority")) == (None, "high")
    assert len(str(one(page, "source").get("srcset")).split(",")) == 3
    assert words(one(page, "figcaption")) == "The new bridge. Us"
    cards = {m.get("property"): m.get("content") for m in page.tree.iter("meta")}
    assert (cards["og:image"], cards["og:type"]) == (SITE + jpeg.file.url, "article")
    assert page.structured["NewsArticle"]["image"][0]["url"] == SITE + jpeg.file.url
    assert image.file.url not in page.text


def test_story_without_picture_has_the_agencys_card(newsroom: Newsroom, reader: Reader) -> None:
    page = reader.get(path_of(newsroom.published()))
    cards = {m.get("property") or m.get("name"): m.get("content") for m in page.tree.iter("meta")}
    assert cards["og:image"] == SITE + asset_address("card.png")
    assert cards["twitter:card"] == "summary_large_image"


def test_structured_data_cannot_end_its_script(newsroom: Newsroom, reader: Reader) -> None:
    headline = "</script><script>alert(1)</script> & <!--"
    page = reader.get(path_of(newsroom.published(headline)))
    scripts = list(page.tree.iter("script"))
    assert [script.get("type") for script in scripts] == ["module", "application/ld+json"]
    assert json.loads(scripts[1].text or "")["@graph"][0]["headline"] == headline
    assert page.structured["NewsArticle"]["headline"] == headline


def test_related_stories_share_topics_or_the_section(newsroom: Newsroom, reader: Reader) -> None:
    topic = newsroom.topic("tag:harbour")
    same_topic = newsroom.published("Same topic", section="sport", topics=[topic])
    newsroom.published("Same section", section="world")
    newsroom.published("Neither", section="culture")
    newsroom.published("По-русски", language="ru", section="world")
    story = newsroom.published("Itself", section="world", topics=[topic])
    related = one(reader.get(path_of(story)), "aside", class_="related")
    assert [words(h) for h in related.iter("h3")] == ["Same topic", "Same section"]
    assert next(a.get("href") for a in related.iter("a")) == path_of(same_topic)


def test_many_corrections_are_there_and_the_older_ones_folded(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("0 ships lost")
    for number in range(1, 6):
        story = newsroom.fresh(story)
        story.headline = f"{number} ships lost"
        correct(story, by=None, note=f"It was {number}.")
    box = one(reader.get(path_of(story)), "aside", class_="corrections")
    folded = next(box.iter("details"))
    assert [words(p) for p in box.iter("p")][:5] == [f"It was {number}." for number in (5, 4, 3, 2, 1)]
    assert (words(folded.find("summary")), [words(p) for p in folded.iter("p")]) == (
        "Earlier corrections: 2",
        ["It was 2.", "It was 1."],
    )


def test_short_address_leads_to_the_story_for_ever(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published()
    answer = reader.get(f"/en/s/{story.pk}/")
    assert (answer.status, answer.headers["location"]) == (301, path_of(story))
    assert reader.get(f"/ru/s/{story.pk}/").status == 404
    withdraw(story, by=None, note="Wrong.")
    assert reader.get(f"/en/s/{story.pk}/").headers["location"] == path_of(story)
    shown = {
        link.get("href")
        for link in reader.get(path_of(newsroom.published())).tree.iter("link")
        if link.get("rel") == "shortlink"
    }
    assert [str(address).startswith(f"{SITE}/en/s/") for address in shown] == [True]


def test_withdrawn_story_is_gone_with_its_note(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge collapses", summary="It fell.")
    withdraw(story, by=None, note="The bridge stands.")
    page = reader.get(path_of(story))
    assert (page.status, "The bridge stands." in page.text) == (410, True)
    assert "It fell." not in page.text
    assert "Bridge collapses" not in page.text
    assert one(page, "meta", name="robots").get("content") == "noindex"


def test_reinstated_story_is_back_at_its_address(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published("Bridge opens")
    withdraw(story, by=None, note="Wrong.")
    reinstate(newsroom.fresh(story), by=None, note="It was right.")
    page = reader.get(path_of(story))
    assert (page.status, words(one(page, "p", class_="kind"))) == (200, "Reinstated")


def test_story_page_of_a_closed_edition_is_not_found(newsroom: Newsroom, reader: Reader) -> None:
    story = newsroom.published(language="ru")
    Edition.objects.filter(locale__language_code="ru").update(is_open=False)
    assert reader.get(path_of(story)).status == 404


@pytest.mark.parametrize("neighbours", [1, 3])
def test_story_page_costs_eight_queries_at_most(
    newsroom: Newsroom, client: Client, django_assert_num_queries: Counted, neighbours: int
) -> None:
    topic, author = newsroom.topic(), newsroom.author()
    for number in range(neighbours):
        newsroom.published(f"Neighbour {number}", topics=[topic])
    story = newsroom.published(picture=newsroom.image(), topics=[topic], authors=[author], sources=[newsroom.source()])
    correct(again(newsroom, story, headline="Corrected"), by=None, note="We were wrong.")
    translated(newsroom, story, "ru", "Мост открыт")
    for _ in range(neighbours):
        says(story)
    client.get(path_of(story))
    with django_assert_num_queries(8):
        assert client.get(path_of(story)).status_code == 200
