"""Text from outside is inert: whatever a wire, a form or an address holds, no page comes alive and no feed breaks."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import zip_longest
from pathlib import Path
from urllib.parse import quote, urlsplit
from xml.etree.ElementTree import Element

import feedparser
import html5lib
import pytest
from django.core.management import CommandError, call_command

from tests.factories import Newsroom
from tests.flows.conftest import Snapshot, Stretch
from tests.flows.reader import Page, Reader
from tests.shared_material import shared
from wireroom.stories.models import Story

pytestmark = [pytest.mark.django_db, pytest.mark.long("hostile text")]

OWN = (
    "</script><script>alert(1)</script>",
    "<!--<script>",
    "]]><x/><![CDATA[",
    "{{7*7}}{% debug %}",
    "\u202egnp.exe\u2066 and \u202a so on",
    "nul\x00 and \x0b, \x1f, \x7f, \x85, \ufffe, \ufdd0",
    "lone \ud800 surrogate",
    "\u0301\u0301" * 250 + "marks",
    "e" + "\u0301" * 500,
    "<img src=x onerror=alert(1)>",
    "<svg onload=alert(1)><script>alert(1)</script></svg>",
    '<a href="java&#10;script:alert(1)">line end</a> <a href="JaVaScRiPt:alert(1)">case</a>',
    "<a href='data:text/html,<script>alert(1)</script>'>data</a> <a href='vbscript:x'>vb</a>",
    '<a href="//evil.example/">elsewhere</a> <a href="http://user@evil.example/">with a name</a>',
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;&lt;img src=1 onerror=alert(1)&gt;'>",
    "&lt;script&gt;alert(1)&lt;/script&gt; &amp;lt;b&amp;gt;",
    "' onmouseover='alert(1)' x='",
    '" autofocus onfocus="alert(1)" x="',
    "<base href=//evil.example/><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<plaintext><textarea><title><xmp><noscript><iframe srcdoc='<script>alert(1)</script>'>",
    "<form action=//evil.example><input name=q><button formaction=javascript:alert(1)>",
    "\r\nSet-Cookie: x=1\r\n\r\n<b>",
    "%0d%0aSet-Cookie:%20x=1",
    "\u2028\u2029 line and paragraph separators",
    "javascript:alert(1)",
    "=cmd|' /C calc'!A0",
    "../../../../etc/passwd",
    "'; DROP TABLE stories_story; --",
)
SAFE_LINK = re.compile(r"(?:https?:|mailto:)|/(?!/)|[?#]|$")


@dataclass(frozen=True)
class Attack:
    """A site that published nothing but hostile text, and what its stories say."""

    pages: dict[str, Page]
    headlines: dict[str, str]
    """By the address of the story."""


def payloads() -> list[str]:
    markup = json.loads(shared("hostile", "markup-payloads.json").read_text())
    naughty = json.loads(shared("hostile", "naughty-strings.json").read_text())
    return [*OWN, *(entry["payload"] for entry in markup), *naughty]


def line(number: int, first: str, second: str, third: str) -> str:
    """A dispatch with three payloads in every field there is."""
    body = "".join(
        f"<p>Before.</p><p>{text}</p><p title='{text}'>After</p><blockquote>{text}</blockquote><ul><li>{text}</ul>"
        f"<table><tr><th>{text}<td>{text}</table><figure><img src='{text}' alt='{text}'><figcaption>{text}</figure>"
        for text in (first, second, third)
    )
    return json.dumps(
        {
            "uri": f"urn:hostile:{number}",
            "type": "text",
            "language": "en",
            "slugline": third,
            "headlines": [{"role": "main", "value": first, "contentType": "text/plain"}],
            "descriptions": [{"role": "summary", "value": second}],
            "bodies": [{"role": "main", "contentType": "text/html", "value": body}],
            "by": third,
            "located": f"{third} -",
            "usageTerms": third,
            "edNote": third,
            "infoSources": [{"name": third if number % 9 == 0 else "Wire"}],
            "subjects": [{"name": "Hostile", "literal": "hostile"}],
            "associations": [
                {
                    "name": "one",
                    "type": "picture",
                    "headlines": [{"value": first}],
                    "descriptions": [{"role": "caption", "value": second}],
                    "by": third,
                    "renditions": [
                        {
                            "name": "main",
                            "href": f"https://example.org/{quote(third[:50].encode('utf-8', 'replace'))}.jpg",
                        }
                    ],
                }
            ],
        }
    )


@pytest.fixture(scope="module")
def attack(undone: Stretch, tmp_path_factory: pytest.TempPathFactory) -> Attack:
    file = tmp_path_factory.mktemp("hostile") / "hostile.jsonl"
    threes = zip_longest(*[iter(payloads())] * 3, fillvalue="")
    file.write_text("\n".join(line(number, *three) for number, three in enumerate(threes)))
    with undone():
        newsroom = Newsroom.open(("en", "ar"))
        _name_everything(newsroom)
        call_command("import", str(file), publish=True, verbosity=0)
        _change_some()
        stories = Story.objects.published()
        starts = ["/en/", "/en/corrections/", "/sitemap.xml", "/news-sitemap.xml", "/ar/"]
        pages = Reader().crawl(starts, within=lambda path: "/static/" not in path)
        return Attack(pages, {f"/en/{s.url_date:%Y/%m/%d}/{s.slug}/": s.headline for s in stories})


def _name_everything(newsroom: Newsroom) -> None:
    """Hostile names of what stories are sorted by."""
    from wireroom.stories.models import Edition, Section, StaticPage

    topic = newsroom.topic("tag:hostile")
    topic.names = {"en": OWN[0]}
    topic.save()
    newsroom.author(OWN[9])
    Section.objects.filter(code="world").update(names={"en": OWN[17]})
    Edition.objects.update(name=OWN[0], tagline=OWN[16])
    locale = newsroom.editions["en"].locale
    StaticPage.objects.create(slug="about", title=OWN[17], body="<p>Plain.</p>", locale=locale, live=True)


def _change_some() -> None:
    """Corrections, refiles and withdrawals with hostile notes."""
    from wireroom.stories.actions import correct, refile, withdraw

    typed = [text.encode("utf-8", "ignore").decode().replace("\0", "") for text in OWN]  # as a form would let through
    for number, note in enumerate(typed):
        story = Story.objects.get(guid=f"urn:hostile:{number}")
        draft = story.get_latest_revision_as_object()
        draft.headline = f"{typed[-1 - number][:280]} changed"
        draft.picture_caption = note[:500]
        (correct, refile)[number % 2](draft, by=None, note=note)
    for number, note in enumerate(typed[:6], start=len(OWN)):
        withdraw(Story.objects.get(guid=f"urn:hostile:{number}"), by=None, note=note)


def used(pages: Iterator[Page]) -> set[tuple[str, str]]:
    """Every pair of an element and an attribute in some pages, and every element by itself."""
    found: set[tuple[str, str]] = set()
    for page in pages:
        for element in page.tree.iter():
            if isinstance(element.tag, str):
                found |= {(element.tag, ""), *((element.tag, name) for name in element.attrib)}
    return found


def html_pages(attack: Attack) -> Iterator[Page]:
    return (page for page in attack.pages.values() if page.is_html and page.status not in (301, 302))


def live_links(root: Element) -> list[str]:
    """Addresses on a page that do more than lead to a page."""
    return [
        f"{element.tag} {name}={element.get(name)}"
        for element in root.iter()
        for name in ("href", "src", "action", "formaction", "srcset", "poster", "data")
        if isinstance(element.tag, str) and name in element.attrib and not SAFE_LINK.match(str(element.get(name)))
    ]


def test_the_attack_was_carried_out(attack: Attack) -> None:
    assert len(attack.headlines) > 240
    assert set(attack.headlines) <= set(attack.pages)
    answered = {page.status for page in attack.pages.values()}
    assert answered <= {200, 301, 302, 404, 410}
    assert [p.address for p in attack.pages.values() if p.status == 404 and "/search/" not in p.address] == []


def test_pages_hold_no_element_or_attribute_that_blameless_pages_do_not(attack: Attack, snapshot: Snapshot) -> None:
    blameless = used(page for edition in ("en", "ar") for page in snapshot.of(edition))
    assert used(html_pages(attack)) - blameless == set()


def test_pages_stay_well_formed(attack: Attack) -> None:
    for page in html_pages(attack):
        assert page.syntax_errors == [], page.address


def test_links_lead_to_pages_and_scripts_are_our_own(attack: Attack) -> None:
    for page in html_pages(attack):
        assert live_links(page.tree) == [], page.address
        scripts = [(one.get("type"), urlsplit(one.get("src", "")).path) for one in page.tree.iter("script")]
        modules = [path for kind, path in scripts if kind != "application/ld+json"]
        assert all(path.startswith("/static/website/") for path in modules), page.address
        assert len(scripts) - len(modules) <= 1, page.address
        loaded = [e.get("src", "") for e in page.tree.iter("img")] + [e.get("href", "") for e in page.tree.iter("link")]
        assert [address for address in loaded if "evil.example" in address or "example.org" in address] == []


def test_headlines_are_shown_to_the_letter(attack: Attack) -> None:
    for address, headline in attack.headlines.items():
        page = attack.pages[address]
        h1 = page.tree.find(".//h1")
        assert h1 is not None
        assert " ".join("".join(h1.itertext()).split()) == " ".join(headline.split()), address
        assert page.structured["NewsArticle"]["headline"] == headline


def test_template_code_is_never_run(attack: Attack) -> None:
    [address] = [path for path, words in attack.headlines.items() if words.startswith("{{7*7}}")]
    assert "{{7*7}}{% debug %}" in attack.pages[address].text


def test_no_header_was_injected(attack: Attack) -> None:
    for page in attack.pages.values():
        assert "set-cookie" not in page.headers, page.address


def test_feeds_and_sitemaps_stay_well_formed(attack: Attack) -> None:
    feeds = {path: page for path, page in attack.pages.items() if path.endswith(("rss.xml", "atom.xml"))}
    assert len(feeds) >= 8
    for path, page in feeds.items():
        parsed = feedparser.parse(page.body, response_headers={"content-type": page.headers["content-type"]})
        assert (parsed.bozo, parsed.get("bozo_exception")) == (False, None), path
    for path, page in attack.pages.items():
        if "sitemap" in path:
            assert page.xml.tag
        if path.endswith("feed.json"):
            assert page.json["items"] is not None


def test_rss_descriptions_are_text_to_readers_that_take_them_for_markup(attack: Attack) -> None:
    """RSS says that a description may be markup, so one that is text has its own `<` escaped for that as well."""
    for path, page in attack.pages.items():
        if path.endswith("rss.xml"):
            for element in page.xml.iter("description"):
                fragment = html5lib.parseFragment(element.text or "", namespaceHTMLElements=False)
                assert (path, [child.tag for child in fragment]) == (path, [])


# What addresses can hold.

VALUES = (
    "' OR 1=1 --",
    '" OR ""="',
    "1; DROP TABLE stories_story",
    "../../../../etc/passwd",
    "..%2f..%2fetc%2fpasswd",
    "\x00",
    "a\x00b",
    "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
    "1000000000000",
    "-1",
    "0",
    "1e309",
    "NaN",
    "9" * 400,
    "٣",
    "<script>alert(1)</script>",
    "{{7*7}}",
    '"*" AND NEAR(',
    "a" * 5000,
    "\u202e",
    "2026-13-45",
    "0000-00-00",
    "99999-01-01",
)
LISTS = ("/en/", "/en/world/", "/en/search/", "/en/corrections/", "/en/archive/", "/en/rss.xml", "/sitemap.xml", "/ar/")


def fields_of(page: Page) -> set[str]:
    return {field.get("name", "") for tag in ("input", "select") for field in page.tree.iter(tag)} - {""}


def assert_harmless(page: Page) -> None:
    assert page.status in (200, 301, 302, 400, 404, 410, 414), (page.address[:200], page.status)
    assert "root:" not in page.text
    if page.is_html:
        assert live_links(page.tree) == [], page.address[:200]
        assert all("src" in s.attrib or s.get("type") == "application/ld+json" for s in page.tree.iter("script"))


def test_every_parameter_takes_anything(newsroom: Newsroom) -> None:
    newsroom.published("A story to find")
    reader = Reader()
    fields = fields_of(reader.get("/en/search/"))
    assert fields >= {"q", "section", "source"}
    for path in LISTS:
        for name in {"page", *(fields if path == "/en/search/" else ())}:
            for value in VALUES:
                found = "&q=story" if path == "/en/search/" and name != "q" else ""
                assert_harmless(reader.get(f"{path}?{name}={quote(value, safe='%')}{found}"))


def test_several_values_and_arrays_are_taken_for_one(newsroom: Newsroom) -> None:
    reader = Reader()
    for query in ("page=1&page=2", "q[]=a", "q=a&q=b", "page[]=1", "=", "&&&", "%", "%zz=%zz", "q=%ff%fe"):
        assert_harmless(reader.get(f"/en/search/?{query}"))
        assert_harmless(reader.get(f"/en/world/?{query}"))


def test_pages_beyond_the_last_are_not_found(newsroom: Newsroom) -> None:
    reader = Reader()
    statuses = [reader.get(f"/en/world/?page={number}").status for number in (2, 10**12, "x", "")]
    assert statuses == [404, 404, 404, 200]


def test_endless_query_is_answered_shortly(newsroom: Newsroom) -> None:
    reader = Reader()
    for path in LISTS:
        page = reader.get(f"{path}?q={'x' * 100_000}")
        assert_harmless(page)
        assert len(page.body) < 80_000, path


def test_path_segments_take_anything(newsroom: Newsroom) -> None:
    reader = Reader()
    for value in VALUES:
        segment = quote(value, safe="%")
        for path in (f"/en/{segment}/", f"/en/2026/11/23/{segment}/", f"/en/topic/{segment}/", f"/en/s/{segment}/"):
            assert_harmless(reader.get(path))
        for path in (
            f"/en/archive/{segment}/",
            f"/media/{segment}",
            f"/static/{segment}",
            f"/en/author/{segment}/rss.xml",
        ):
            assert_harmless(reader.get(path))
    for path in ("/en/archive/2026/13/", "/en/archive/0000/", "/en/archive/9999/12/31/", "/en/2026/02/30/x/"):
        assert reader.get(path).status == 404


@pytest.mark.parametrize("path", ["/xx/", "/EN/", "/en-GB/", "/zh/", "/zh-hant/", "/e%6e%00/", "/../en/x/", "/desk2/"])
def test_unknown_language_is_not_found(newsroom: Newsroom, path: str) -> None:
    assert Reader().get(path).status == 404


@pytest.mark.parametrize(
    "path", ["/", "/en/", "/en/world/", "/en/search/", "/en/rss.xml", "/sitemap.xml", "/robots.txt"]
)
def test_other_methods_are_refused_with_what_is_allowed(newsroom: Newsroom, path: str) -> None:
    reader = Reader()
    assert reader.get(path, "HEAD").body == b""
    options = reader.get(path, "OPTIONS")
    assert (options.status, options.body) == (204, b"")
    for method in ("POST", "PUT", "PATCH", "DELETE", "TRACE", "BREW"):
        page = reader.get(path, method)
        assert (page.status, page.headers.get("allow")) == (405, options.headers["allow"]), (method, page.text[:200])
    assert set(options.headers["allow"].split(", ")) == {"GET", "HEAD", "OPTIONS"}


def test_host_of_another_site_is_refused(newsroom: Newsroom) -> None:
    newsroom.published()
    for path in ("/", "/en/", "/en/rss.xml", "/sitemap.xml", "/robots.txt", "/desk/login/"):
        page = Reader(host="evil.example").get(path)
        assert (page.status, "evil.example" in page.text) == (400, False)
        assert "evil.example" not in str(page.headers)


def test_forwarded_host_is_not_believed(newsroom: Newsroom) -> None:
    newsroom.published()
    for path in ("/en/", "/en/rss.xml", "/sitemap.xml", "/robots.txt"):
        page = Reader(x_forwarded_host="evil.example", forwarded="host=evil.example").get(path)
        assert (page.status, "evil.example" in page.text) == (200, False)


def test_bad_lines_are_reported_and_the_rest_goes_on(newsroom: Newsroom, tmp_path: Path) -> None:
    file = tmp_path / "mixed.jsonl"
    good = line(1, "A good story", "Summary", "Somebody")
    deep = "[" * 100_000
    file.write_bytes(
        b"\n".join([b"\xff\xfe", b"{", deep.encode(), b'{"uri": "urn:x"}', b"\x00", b'"text"', good.encode()])
    )
    with pytest.raises(CommandError):
        call_command("import", str(file), publish=True, verbosity=0)
    assert list(Story.objects.values_list("headline", flat=True)) == ["A good story"]
