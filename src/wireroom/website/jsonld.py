"""What pages say of themselves in schema.org's words, as one JSON-LD graph."""

from __future__ import annotations

import json
from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.utils.safestring import SafeString, mark_safe

from wireroom.website import addresses
from wireroom.website.assets import asset_address
from wireroom.website.layout import Layout, Link
from wireroom.website.story_page import StoryPage

Node = dict[str, Any]

_UNSAFE = {ord("<"): "\\u003c", ord(">"): "\\u003e", ord("&"): "\\u0026", 0x2028: "\\u2028", 0x2029: "\\u2029"}
CARD = ("card.png", 1200, 630)


def script_text(nodes: Sequence[Node]) -> SafeString:
    """The graph as the content of a script element: whatever a headline holds, it cannot end the element."""
    graph = {"@context": "https://schema.org", "@graph": [_without_blanks(node) for node in nodes]}
    text = json.dumps(graph, ensure_ascii=False, separators=(",", ":"))
    return mark_safe(text.translate(_UNSAFE))  # noqa: S308 - every character that could end the script is escaped


def _without_blanks(node: Node) -> Node:
    return {name: value for name, value in node.items() if value not in ("", None, [], {}, ())}


def _stamp(moment: datetime) -> str:
    return moment.isoformat(timespec="seconds")


def organization(layout: Layout) -> Node:
    front = layout.absolute(addresses.front(layout.code))
    return {
        "@type": "NewsMediaOrganization",
        "@id": f"{front}#agency",
        "name": layout.edition.name,
        "description": layout.edition.tagline,
        "url": front,
        "logo": _logo(layout),
        "correctionsPolicy": layout.absolute(addresses.corrections(layout.code)),
    }


def _logo(layout: Layout) -> Node:
    own = layout.edition.logo
    address, width, height = asset_address("icon-512.png"), 512, 512
    if own:
        address, width, height = own.url, layout.edition.logo_width or 0, layout.edition.logo_height or 0
    return {"@type": "ImageObject", "url": layout.absolute(address), "width": width, "height": height}


def front_graph(layout: Layout) -> SafeString:
    front = layout.absolute(addresses.front(layout.code))
    site = {
        "@type": "WebSite",
        "@id": f"{front}#site",
        "url": front,
        "name": layout.edition.name,
        "inLanguage": layout.edition.language_tag,
        "publisher": {"@id": f"{front}#agency"},
        "potentialAction": {
            "@type": "SearchAction",
            "target": {
                "@type": "EntryPoint",
                "urlTemplate": f"{layout.absolute(addresses.search(layout.code))}?q={{search_term_string}}",
            },
            "query-input": "required name=search_term_string",
        },
    }
    return script_text([organization(layout), site])


def breadcrumbs(layout: Layout, trail: Sequence[Link], last: str) -> Node:
    steps = [
        {"@type": "ListItem", "position": number, "name": link.text, "item": layout.absolute(link.url)}
        for number, link in enumerate(trail, 1)
    ]
    steps.append({"@type": "ListItem", "position": len(steps) + 1, "name": last})
    return {"@type": "BreadcrumbList", "itemListElement": steps}


def list_graph(layout: Layout, trail: Sequence[Link], title: str) -> SafeString:
    return script_text([organization(layout), breadcrumbs(layout, trail, title)])


def story_graph(layout: Layout, page: StoryPage, comments: int | None = None) -> SafeString:
    """The graph of a story with so many published comments; None where nobody can know, as in a preview."""
    story = article(layout, page)
    if comments is not None:
        story |= {"commentCount": comments, "discussionUrl": f"{layout.absolute(page.path)}#comments"}
    return script_text([story, breadcrumbs(layout, page.trail, page.item.headline), organization(layout)])


def article(layout: Layout, page: StoryPage) -> Node:
    item, agency = page.item, layout.edition.name
    address = layout.absolute(page.path)
    publisher = {"@id": f"{layout.absolute(addresses.front(layout.code))}#agency"}
    return {
        "@type": "NewsArticle",
        "@id": f"{address}#article",
        "mainEntityOfPage": address,
        "url": address,
        "identifier": item.guid,
        "headline": item.headline,
        "description": page.summary,
        "inLanguage": layout.edition.language_tag,
        "datePublished": _stamp(page.published),
        "dateModified": _stamp(page.updated or page.published),
        "version": page.versions,
        "articleSection": page.section.name_in(layout.code) if page.section else "",
        "keywords": [subject.name for subject in item.subjects if subject.name],
        "dateline": item.dateline,
        "contentLocation": {"@type": "Place", "name": item.located} if item.located else None,
        "wordCount": page.words,
        "author": _authors(layout, page) or [publisher],
        "publisher": publisher,
        "sourceOrganization": [
            {"@type": "Organization", "name": credit.text} for credit in page.credits if credit.text != agency
        ],
        "copyrightNotice": item.rights,
        "image": _images(layout, page),
        "isAccessibleForFree": True,
        "correction": [
            {"@type": "CorrectionComment", "text": note.text, "datePublished": _stamp(note.at)}
            for note in page.notes
            if note.text
        ],
        "workTranslation": [
            {"@id": f"{layout.absolute(path)}#article"} for code, path in page.alternates.items() if code != layout.code
        ],
    }


def _authors(layout: Layout, page: StoryPage) -> list[Node]:
    return [
        _without_blanks({"@type": "Person", "name": line.text, "url": layout.absolute(line.url) if line.url else ""})
        for line in page.bylines
    ]


def _images(layout: Layout, page: StoryPage) -> list[Node]:
    pictures = [page.picture, *(block.picture for block in page.blocks)]
    return [
        _without_blanks(
            {
                "@type": "ImageObject",
                "url": layout.absolute(picture.src),
                "width": picture.width,
                "height": picture.height,
                "caption": picture.caption,
                "creditText": picture.credit,
            }
        )
        for picture in pictures
        if picture is not None
    ]
