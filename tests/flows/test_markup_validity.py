"""Every page type is valid HTML, every feed parses cleanly, every sitemap follows its schema, every link leads on."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterator
from xml.etree.ElementTree import Element

import feedparser
import jsonschema
import pytest
from lxml import etree

from tests.flows.agency import EDITIONS
from tests.flows.conftest import Snapshot
from tests.flows.reader import SITE, Page
from tests.shared_material import shared

pytestmark = pytest.mark.django_db
every_edition = pytest.mark.parametrize("edition", EDITIONS)
HEADINGS = ("h1", "h2", "h3", "h4", "h5", "h6")
FIELDS = ("input", "select", "textarea")


def words_of(element: Element) -> str:
    """What assistive technology would call an element."""
    images = " ".join(image.get("alt", "") for image in element.iter("img"))
    return (element.get("aria-label") or " ".join("".join(element.itertext()).split()) + images).strip()


def syntax_errors(page: Page) -> list[str]:
    return page.syntax_errors


def repeated_ids(page: Page) -> list[str]:
    counted = Counter(element.get("id") for element in page.tree.iter() if "id" in element.attrib)
    return [str(name) for name, times in counted.items() if times > 1 or not name or re.search(r"\s", name)]


def unlabelled_fields(page: Page) -> list[str]:
    labelled = {label.get("for") for label in page.tree.iter("label")}
    inside = {field for label in page.tree.iter("label") for field in label.iter() if field.tag in FIELDS}
    return [
        f"{field.tag} {field.get('name')}"
        for field in page.tree.iter()
        if field.tag in FIELDS and field.get("type") not in ("hidden", "submit", "button")
        if not (field.get("id") in labelled or field in inside or field.get("aria-label"))
    ]


def nameless(page: Page) -> list[str]:
    """Links, buttons, regions of one kind and the like that nobody could tell apart or address."""
    found = [
        f"{element.tag} {element.get('href', '')}"
        for tag in ("a", "button", "summary")
        for element in page.tree.iter(tag)
        if not words_of(element) and (element.get("aria-hidden"), element.get("tabindex")) != ("true", "-1")
    ]
    navigations = [words_of(e) if e.get("aria-label") else e.get("aria-labelledby", "") for e in page.tree.iter("nav")]
    return found + [f"nav {name!r}" for name, times in Counter(navigations).items() if times > 1 or not name]


def broken_references(page: Page) -> list[str]:
    """Ids that labels, ARIA attributes and links within the page name and the page does not have."""
    ids = {element.get("id") for element in page.tree.iter()}
    named = [
        (attribute, name)
        for element in page.tree.iter()
        for attribute in ("for", "aria-labelledby", "aria-describedby", "aria-controls")
        for name in element.get(attribute, "").split()
    ]
    named += [
        ("href", link.get("href", "")[1:]) for link in page.tree.iter("a") if link.get("href", "").startswith("#")
    ]
    return [f"{attribute} {name}" for attribute, name in named if name not in ids]


def heading_faults(page: Page) -> list[str]:
    """No or several headings of the first level, steps of more than one level down, headings without words."""
    found = [element for element in page.tree.iter() if element.tag in HEADINGS]
    levels = [int(element.tag[1]) for element in found]
    faults = [f"h1 x {levels.count(1)}"] if levels.count(1) != 1 else []
    faults += [f"empty {element.tag}" for element in found if not words_of(element)]
    return faults + [f"h{a} then h{b}" for a, b in zip([0, *levels], levels, strict=False) if b > a + 1]


def picture_faults(page: Page) -> list[str]:
    return [
        f"{image.get('src')} lacks {name}"
        for image in page.tree.iter("img")
        for name in ("src", "alt", "width", "height")
        if name not in image.attrib
    ]


ONLY_CHILDREN = {
    "ul": {"li"},
    "ol": {"li"},
    "dl": {"dt", "dd", "div"},
    "tr": {"td", "th"},
    "picture": {"source", "img"},
}
INTERACTIVE = {"a", "button", "input", "select", "textarea", "summary", "label"}
PHRASING_ONLY = {"p", "h1", "h2", "h3", "h4", "h5", "h6", "span", "small", "strong", "em", "summary", "dt", "label"}
BLOCKS = {"div", "p", "ul", "ol", "dl", "table", "section", "article", "aside", "nav", "header", "footer", "figure"}
BLOCKS |= {"blockquote", "form", "main", "h1", "h2", "h3", "h4", "h5", "h6", "details", "hr"}


def misplaced(page: Page) -> list[str]:
    """Elements where the content models of HTML do not allow them."""
    found = []
    for element in page.tree.iter():
        if not isinstance(element.tag, str):
            continue
        children = {child.tag for child in element if isinstance(child.tag, str)}
        if element.tag in ONLY_CHILDREN:
            found += [
                f"{tag} in {element.tag}" for tag in children - ONLY_CHILDREN[element.tag] - {"script", "template"}
            ]
        if element.tag in PHRASING_ONLY:
            allowed = set(HEADINGS) if element.tag == "summary" else set()
            found += [f"{tag} in {element.tag}" for tag in children & (BLOCKS - allowed)]
        if element.tag in ("a", "button"):
            inner = {child.tag for child in element.iter() if child is not element}
            found += [f"{tag} in {element.tag}" for tag in inner & INTERACTIVE]
    return found


def inline_code(page: Page) -> list[str]:
    """Styles and scripts in the page itself, which its policy would refuse."""
    found = [
        f"{e.tag} {name}" for e in page.tree.iter() for name in e.attrib if name == "style" or name.startswith("on")
    ]
    found += ["style" for _style in page.tree.iter("style")]
    return found + [
        "script" for s in page.tree.iter("script") if "src" not in s.attrib and "json" not in s.get("type", "")
    ]


def head_faults(page: Page) -> list[str]:
    names = [meta.get("name") or meta.get("property") for meta in page.tree.iter("meta")]
    relations = [link.get("rel") for link in page.tree.iter("link")]
    faults = [f"{name} twice" for name, times in Counter(names).items() if name and times > 1]
    faults += [f"{name} x {relations.count(name)}" for name in ("canonical",) if relations.count(name) > 1]
    titles = ["".join(title.itertext()).strip() for title in page.tree.iterfind("head/title")]
    faults += [f"titles {titles}"] if len(titles) != 1 or not titles[0] else []
    mains = len(list(page.tree.iter("main")))
    return faults + ([f"main x {mains}"] if mains != 1 else [])


CHECKS: tuple[Callable[[Page], list[str]], ...] = (
    syntax_errors,
    repeated_ids,
    unlabelled_fields,
    nameless,
    broken_references,
    heading_faults,
    picture_faults,
    misplaced,
    inline_code,
    head_faults,
)


@every_edition
@pytest.mark.parametrize("check", CHECKS, ids=lambda check: check.__name__)
def test_every_page_is_free_of(snapshot: Snapshot, edition: str, check: Callable[[Page], list[str]]) -> None:
    pages = [page for page in snapshot.of(edition) if page.status not in (301, 302)]
    assert len(pages) > 40
    assert {page.address: found for page in pages if (found := check(page))} == {}


def test_every_page_type_was_looked_at(snapshot: Snapshot) -> None:
    odd = {"no such page": 404, "withdrawn story": 410, "search, refused": 200}
    for edition, types in snapshot.types.items():
        statuses = {name: snapshot.found[path].status for name, path in types.items()}
        assert statuses == {name: odd.get(name, 200) for name in types}, edition


def test_every_link_leads_somewhere(snapshot: Snapshot) -> None:
    """What no page may link to is what is not there; withdrawn stories are linked from the record of corrections."""
    linked = {link for page in snapshot.found.values() if page.status == 200 for link in page.links()}
    gone = {types["withdrawn story"] for types in snapshot.types.values()}
    answers = {link: snapshot.found[link].status for link in linked if link in snapshot.found}
    broken = {link: status for link, status in answers.items() if status not in (200, 301, 302) and status != 410}
    assert broken == {}
    assert gone <= {link for link, status in answers.items() if status == 410}


def test_every_page_has_a_title_of_its_own(snapshot: Snapshot) -> None:
    for edition in EDITIONS:
        titles: dict[str, set[str]] = {}
        for page in snapshot.of(edition):
            canonical = next(
                (link.get("href") for link in page.tree.iter("link") if link.get("rel") == "canonical"), ""
            )
            if page.status == 200 and "ambavi-zghvidan" not in page.address:
                titles.setdefault("".join(page.tree.find("head/title").itertext()), set()).add(str(canonical))  # type: ignore[union-attr]  # head_faults looks for the title
        assert {title: sorted(pages) for title, pages in titles.items() if len(pages) > 1} == {}


def alternates(page: Page) -> dict[str, str]:
    return {
        link.get("hreflang", ""): link.get("href", "").removeprefix(SITE)
        for link in page.tree.iter("link")
        if link.get("rel") == "alternate" and link.get("hreflang")
    }


def test_languages_of_a_page_point_at_each_other(snapshot: Snapshot) -> None:
    with_languages = 0
    for edition in EDITIONS:
        for page in snapshot.of(edition):
            own = alternates(page)
            for tag, path in own.items():
                other = snapshot.found.get(path)
                assert other is not None, (page.address, tag, path)
                assert alternates(other) == own, (page.address, tag, path)
            with_languages += bool(own)
            assert ("x-default" in own) == bool(own)
    assert with_languages > 100


def feeds(snapshot: Snapshot, name: str) -> Iterator[Page]:
    found = [page for path, page in snapshot.found.items() if path.endswith(name)]
    assert len(found) >= 3 * len(EDITIONS)
    yield from found


def test_rss_and_atom_parse_without_complaint(snapshot: Snapshot) -> None:
    for page in (*feeds(snapshot, "rss.xml"), *feeds(snapshot, "atom.xml")):
        parsed = feedparser.parse(page.body, response_headers={"content-type": page.headers["content-type"]})
        assert (parsed.bozo, parsed.get("bozo_exception")) == (False, None), page.address
        assert parsed.feed.title, page.address
        assert all(entry.title and entry.link and entry.id and entry.published_parsed for entry in parsed.entries)


def test_rss_keeps_its_own_rules(snapshot: Snapshot) -> None:
    """RSS 2.0 has no schema: what its text demands."""
    for page in feeds(snapshot, "rss.xml"):
        channel = page.xml.find("channel")
        assert channel is not None
        names = [child.tag for child in channel if isinstance(child.tag, str)]
        assert {"title", "link", "description"} <= set(names)
        assert [name for name, times in Counter(names).items() if times > 1 and name != "item"] == []
        guids = [item.findtext("guid") for item in channel.iter("item")]
        assert len(guids) == len(set(guids))
        for enclosure in channel.iter("enclosure"):
            path = str(enclosure.get("url")).removeprefix(SITE)
            assert int(str(enclosure.get("length"))) == len(snapshot.found[path].body)
            assert enclosure.get("type") == snapshot.found[path].kind


def test_atom_follows_rfc_4287(snapshot: Snapshot) -> None:
    schema = etree.RelaxNG(etree.parse(shared("standards", "atom", "atom.rng")))
    for page in feeds(snapshot, "atom.xml"):
        assert schema.validate(page.xml), (page.address, schema.error_log)


def test_json_feed_follows_its_schema(snapshot: Snapshot) -> None:
    schema = json.loads(shared("standards", "jsonfeed", "schema", "schema-v1.1.json").read_text())
    for page in feeds(snapshot, "feed.json"):
        jsonschema.validate(page.json, schema)


def test_sitemaps_follow_their_schemas(snapshot: Snapshot) -> None:
    def check(path: str, name: str) -> None:
        schema = etree.XMLSchema(etree.parse(shared("standards", "sitemap", name)))
        tree = etree.fromstring(snapshot.found[path].body)
        etree.strip_elements(tree, "{http://www.w3.org/1999/xhtml}link")  # of a schema that is not among them
        assert schema.validate(tree), (path, schema.error_log)

    check("/sitemap.xml", "siteindex.xsd")
    check("/news-sitemap.xml", "news-sitemap-all-own.xsd")
    parts = [path for path in snapshot.found if re.fullmatch(r"/sitemap-\w+\.xml", path)]
    assert len(parts) == 2
    for path in parts:
        check(path, "sitemap.xsd")


def test_sitemaps_list_what_is_there(snapshot: Snapshot) -> None:
    listed = {
        str(loc.text).removeprefix(SITE)
        for path, page in snapshot.found.items()
        if "sitemap" in path and path != "/sitemap.xml"
        for loc in page.xml.iter("{http://www.sitemaps.org/schemas/sitemap/0.9}loc")
    }
    asked = {path: snapshot.found[path].status for path in listed if path in snapshot.found}
    assert {path for path, status in asked.items() if status != 200} == set()
    indexed = {
        page.address
        for edition in EDITIONS
        for page in snapshot.of(edition)
        if re.fullmatch(r"/[\w-]+/\d{4}/\d\d/\d\d/[\w-]+/", page.address) and page.status == 200
    }
    assert indexed <= listed


def test_structured_data_uses_words_that_exist(snapshot: Snapshot) -> None:
    graph = json.loads(shared("standards", "schemaorg", "schemaorg-current-https_30.0.jsonld").read_text())["@graph"]
    known = {node["@id"].removeprefix("schema:") for node in graph}
    used: set[str] = set()

    def collect(node: object) -> None:
        if isinstance(node, list):
            for part in node:
                collect(part)
        elif isinstance(node, dict):
            used.update(name for name in node if not name.startswith("@"))
            used.add(node.get("@type", "Thing"))
            collect(list(node.values()))

    for page in snapshot.of("en"):
        collect(list(page.structured.values()))
    assert "NewsArticle" in used
    assert used - known - {"query-input"} == set()


def test_robots_txt_names_the_sitemaps_and_closes_the_desk(snapshot: Snapshot) -> None:
    lines = snapshot.found["/robots.txt"].text.splitlines()
    assert {f"Sitemap: {SITE}/sitemap.xml", f"Sitemap: {SITE}/news-sitemap.xml", "Disallow: /desk/"} <= set(lines)
