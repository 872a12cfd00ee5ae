"""Exports of an invented Ghost site, with the tables and columns that Ghost 5 and 6 write."""

from __future__ import annotations

import json
from typing import Any

HOME = "https://old.example"
TAGS = (
    {"id": "t1", "name": "Harbour", "slug": "harbour", "visibility": "public"},
    {"id": "t2", "name": "Storm", "slug": "storm", "visibility": "public"},
    {"id": "t3", "name": "#import", "slug": "hash-import", "visibility": "internal"},
)
USERS = (
    {"id": "u1", "name": "Ann Oak", "slug": "ann", "email": "ann@old.example"},
    {"id": "u2", "name": "Cy Ash", "slug": "cy", "email": "cy@old.example"},
)


def post(number: str = "p1", **columns: Any) -> dict[str, Any]:
    return {
        "id": number,
        "uuid": f"00000000-0000-4000-8000-{number:>012}",
        "title": "Ferry returns",
        "slug": f"ferry-{number}",
        "mobiledoc": None,
        "lexical": None,
        "html": "<p>The ferry is back.</p>",
        "comment_id": number,
        "plaintext": "The ferry is back.",
        "feature_image": None,
        "featured": 0,
        "type": "post",
        "status": "published",
        "locale": None,
        "visibility": "public",
        "created_at": "2019-05-03T08:00:00.000Z",
        "updated_at": "2020-01-02T03:04:05.000Z",
        "published_at": "2019-05-04T10:30:00.000Z",
        "custom_excerpt": None,
        "codeinjection_head": None,
        "canonical_url": None,
        **columns,
    }


def tables(*posts: dict[str, Any], metas: list[dict[str, Any]] | None = None) -> dict[str, Any]:
    """The tables that matter, every post with two authors and, in the wrong order, three tags."""
    return {
        "benefits": [],
        "posts": list(posts),
        "posts_authors": [
            {"id": f"{one['id']}{user}", "post_id": one["id"], "author_id": user, "sort_order": order}
            for one in posts
            for order, user in enumerate(("u1", "u2"))
        ],
        "posts_meta": metas or [],
        "posts_tags": [
            {"id": f"{one['id']}{tag}", "post_id": one["id"], "tag_id": tag, "sort_order": order}
            for one in posts
            for order, tag in ((2, "t2"), (0, "t3"), (1, "t1"))
        ],
        "settings": [{"id": "s1", "group": "site", "key": "locale", "value": "en", "type": "string"}],
        "tags": list(TAGS),
        "users": list(USERS),
    }


def export(*posts: dict[str, Any], metas: list[dict[str, Any]] | None = None) -> bytes:
    meta = {"exported_on": 1709280000000, "version": "5.79.0"}
    return json.dumps({"db": [{"meta": meta, "data": tables(*posts, metas=metas)}]}).encode()
