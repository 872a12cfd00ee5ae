"""The front before the real Django: what it answers itself, what it lets pass, what it never stores."""

from __future__ import annotations

import gzip
import json

import pytest

from tests.factories import Newsroom
from wireroom.press.headers import KEPT_FOR_GOOD
from wireroom.press.store import Store
from wireroom.stories.actions import correct, withdraw
from wireroom.website.assets import asset_address

from .conftest import SITE, Press, path_of


def test_a_page_is_rendered_once_and_then_served_from_the_store(press: Press, racing_newsroom: Newsroom) -> None:
    path = path_of(racing_newsroom.published())
    first, second = press.get(path), press.get(path)
    assert (first.status_code, second.status_code) == (200, 200)
    assert first.content == second.content
    assert first.headers == second.headers
    assert press.rendered == [path]


def test_another_process_serves_it_without_rendering(press: Press, racing_newsroom: Newsroom) -> None:
    path = path_of(racing_newsroom.published())
    body = press.get(path).content
    assert (Store(press.store.root).root / "current" / "web" / path.strip("/") / "index.html").read_bytes() == body


def test_unknown_parameters_find_the_same_page(press: Press, racing_newsroom: Newsroom) -> None:
    racing_newsroom.published()
    for query in ("", "?utm_source=mail", "?fbclid=x&page="):
        assert press.get(f"/en/world/{query}").status_code == 200
    assert press.rendered == ["/en/world/"]
    assert press.store.holdings().pages == 1


@pytest.mark.parametrize("name", ["if_none_match", "if_modified_since"])
def test_whoever_has_the_page_is_told_so(press: Press, racing_newsroom: Newsroom, name: str) -> None:
    racing_newsroom.published()
    first = press.get("/en/")
    known = first.headers["etag"] if name == "if_none_match" else first.headers["last-modified"]
    again = press.get("/en/", **{name: known})
    assert (again.status_code, again.content) == (304, b"")
    assert again.headers["etag"] == first.headers["etag"]
    assert again.headers["cache-control"] == "public, no-cache"
    assert "content-type" not in again.headers


def test_the_packed_form_has_an_entity_tag_of_its_own(press: Press, racing_newsroom: Newsroom) -> None:
    racing_newsroom.published()
    plain, packed = press.get("/en/"), press.get("/en/", accept_encoding="gzip")
    assert packed.headers["content-encoding"] == "gzip"
    assert packed.content == plain.content  # the client unpacks
    assert packed.headers["etag"] != plain.headers["etag"]
    assert press.get("/en/", accept_encoding="gzip", if_none_match=plain.headers["etag"]).status_code == 200


@pytest.mark.parametrize("accepted", ["gzip;q=0", "identity", "br", "*;q=0.1"])
def test_who_does_not_want_gzip_gets_the_page_plain(press: Press, racing_newsroom: Newsroom, accepted: str) -> None:
    racing_newsroom.published()
    assert "content-encoding" not in press.get("/en/", accept_encoding=accepted).headers


def test_head_has_the_headers_of_get_and_no_body(press: Press, racing_newsroom: Newsroom) -> None:
    racing_newsroom.published()
    head, get = press.ask("HEAD", "/en/"), press.get("/en/")
    assert head.content == b""
    assert head.headers == get.headers


def test_a_reader_with_cookies_gets_everybodys_page(press: Press, racing_newsroom: Newsroom) -> None:
    racing_newsroom.published()
    plain = press.get("/en/")
    mine = press.get("/en/", cookie="wireroom_desk=abc; wireroom_reader=def", authorization="Basic eDp5")
    assert mine.content == plain.content
    assert "set-cookie" not in mine.headers
    assert press.rendered == ["/en/"]


def test_what_is_personal_reaches_django_every_time(press: Press, racing_newsroom: Newsroom) -> None:
    path = f"{path_of(racing_newsroom.published())}rating/"
    assert [press.get(path).status_code for _ in range(2)] == [200, 200]
    assert press.rendered == [path, path]
    assert press.store.holdings().pages == 0


def test_an_address_that_leads_nowhere_is_remembered_briefly_and_in_memory_only(
    press: Press, racing_newsroom: Newsroom
) -> None:
    assert [press.get("/en/nothing-here/").status_code for _ in range(3)] == [404] * 3
    assert press.rendered == ["/en/nothing-here/"]
    assert press.store.holdings().pages == 0
    racing_newsroom.published()
    press.get("/en/nothing-here/")
    assert press.rendered == ["/en/nothing-here/"] * 2


def test_a_correction_is_on_the_page_the_lists_and_the_feeds_at_once(press: Press, racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published(headline="The bridge is red")
    path = path_of(story)
    surfaces = [path, "/en/", "/en/world/", "/en/rss.xml", "/en/atom.xml", "/en/feed.json", "/news-sitemap.xml"]
    for surface in surfaces:
        assert b"The bridge is red" in press.get(surface).content, surface
    draft = story.get_latest_revision_as_object()
    draft.headline = "The bridge is blue"
    correct(draft, by=None, note="The colour was wrong.")
    for surface in [*surfaces, "/en/corrections/", f"{path}history/"]:
        assert b"The bridge is blue" in press.get(surface).content, surface


def test_a_withdrawn_story_is_gone_at_once_and_stored_as_gone(press: Press, racing_newsroom: Newsroom) -> None:
    story = racing_newsroom.published(headline="Never was")
    path = path_of(story)
    assert press.get(path).status_code == press.get("/en/").status_code == 200
    withdraw(story, by=None, note="It never happened.")
    gone = [press.get(path) for _ in range(2)]
    assert [answer.status_code for answer in gone] == [410, 410]
    assert press.rendered.count(path) == 2
    assert b"Never was" not in gone[0].content + press.get("/en/").content


def test_a_new_story_appears_in_the_list_beside_others(press: Press, racing_newsroom: Newsroom) -> None:
    first = racing_newsroom.published(headline="First of its kind")
    path = path_of(first)
    assert b"Second of its kind" not in press.get(path).content
    racing_newsroom.published(headline="Second of its kind")
    assert b"Second of its kind" in press.get(path).content


def test_a_renamed_section_is_renamed_everywhere(press: Press, racing_newsroom: Newsroom) -> None:
    path = path_of(racing_newsroom.published())
    press.get(path)
    section = racing_newsroom.sections["world"]
    section.names = {**section.names, "en": "The wide world"}
    section.save()
    assert b"The wide world" in press.get(path).content


@pytest.mark.parametrize(
    "path",
    [
        "/en/%2e%2e/%2e%2e/etc/passwd",
        "/en/..%2f..%2fsecret/",
        "/en/%00/",
        "/en/a%0d%0aX: y/",
        "/en/" + "a" * 3000 + "/",
    ],
)
def test_a_hostile_path_is_answered_and_leaves_no_file(press: Press, path: str) -> None:
    assert press.get(path).status_code in (400, 404)
    assert press.store.holdings().pages == 0
    assert sorted(p.name for p in (press.store.root / "current" / "web").iterdir()) == []


@pytest.mark.parametrize("host", ["evil.example", "testserver:99999", "testserver:81", "testserver@evil.example", ""])
def test_another_host_poisons_nothing(press: Press, racing_newsroom: Newsroom, host: str) -> None:
    racing_newsroom.published()
    press.get("/en/", host=host)
    assert press.store.holdings().pages == 0
    own = press.get("/en/").text
    assert f'<link rel="canonical" href="{SITE}/en/">' in own
    assert "evil" not in own


def test_a_form_passes_through_with_its_body(press: Press, racing_newsroom: Newsroom) -> None:
    path = path_of(racing_newsroom.published())
    answer = press.ask(
        "POST",
        f"{path}comments/",
        content=b"name=Ada&text=Well+said",
        content_type="application/x-www-form-urlencoded",
        sec_fetch_site="same-origin",
        accept="application/json",
    )
    assert answer.status_code == 201, answer.text
    assert json.loads(answer.content)["own"]["text"] == "Well said"
    assert b"Well said" in press.get(path).content


def test_a_page_and_its_file_are_the_same_bytes(press: Press, racing_newsroom: Newsroom) -> None:
    racing_newsroom.published()
    body = press.get("/en/rss.xml").content
    file = press.store.root / "current" / "web" / "en" / "rss.xml"
    assert file.read_bytes() == gzip.decompress(file.with_name("rss.xml.gz").read_bytes()) == body


def test_styles_and_scripts_are_answered_from_memory(press: Press) -> None:
    path = asset_address("site.css")
    first = press.get(path)
    again = press.get(f"{path}?utm=x", if_none_match=first.headers["etag"])
    assert (first.status_code, again.status_code) == (200, 304)
    assert first.headers["content-type"].startswith("text/css")
    assert again.headers["cache-control"] == first.headers["cache-control"] == KEPT_FOR_GOOD
    assert press.rendered == [path]
    assert press.store.holdings().pages == 0


def test_only_what_is_asked_for_by_this_version_is_kept_for_good(press: Press) -> None:
    """While machines are upgraded one by one, pages of one ask another for what it has in another version."""
    ours = press.get(asset_address("site.js"))
    others = [press.get(f"/static/website/{path}site.js") for path in ("0123456789/", "")]
    assert {answer.content for answer in (ours, *others)} == {ours.content}
    told = [answer.headers["cache-control"] for answer in (ours, *others)]
    assert told == [KEPT_FOR_GOOD, "public, no-cache", "public, no-cache"]
