"""ninjs 2.2 and 1.6, for clients who do not read 3.1 yet."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from typing import Any

from wireroom.formats.newsitem import NewsItem
from wireroom.formats.ninjs import Object, rendered, written
from wireroom.formats.ninjs_slots import KIND_URI, MEDIA_TOPIC_URI
from wireroom.formats.release import UNSENT, Channel, Outgoing, Release

_SCHEMA = "https://www.iptc.org/std/ninjs/ninjs-schema_{}.json"
_ONE_OF_MANY = {
    "people": "person",
    "subjects": "subject",
    "infosources": "infosource",
    "genres": "genre",
}
"""Lists whose names are singular in 1.x, and whose entries have `scheme` and `code` for `uri` and `literal`."""


def render_2_2(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item as ninjs 2.2, which differs from 3.1 in the names' capitals; `ninjs.parse` reads it back."""
    return written(_version_2(item, release))


def render_1_6(item: NewsItem, release: Release = UNSENT) -> bytes:
    """The item as ninjs 1.6: texts in members of their own, objects of objects for lists of them."""
    return written(_version_1(_version_2(item, release)))


def render_all_2_2(items: Iterable[Outgoing], _channel: Channel) -> Iterator[bytes]:
    """JSON Lines, an item a line."""
    yield from (render_2_2(item, release) + b"\n" for item, release in items)


def render_all_1_6(items: Iterable[Outgoing], _channel: Channel) -> Iterator[bytes]:
    """JSON Lines, an item a line."""
    yield from (render_1_6(item, release) + b"\n" for item, release in items)


def _version_2(item: NewsItem, release: Release) -> Object:
    found: Object = _lowered(rendered(item, release))
    for association in found.get("associations", ()):
        association.pop("rel", None)
    return {**found, "standard": _standard("2.2")}


def _standard(version: str) -> Object:
    return {"name": "ninjs", "version": version, "schema": _SCHEMA.format(version)}


def _lowered(value: Any) -> Any:
    """The value with every name in it as 2.x writes it."""
    if isinstance(value, list):
        return [_lowered(part) for part in value]
    if not isinstance(value, dict):
        return value
    return {"embargoed" if name == "embargoedUntil" else name.lower(): _lowered(part) for name, part in value.items()}


def _version_1(found: Object) -> Object:
    """The 1.6 form of a 2.2 object. Its own profile is left out, since none of its conventions hold there."""
    old = {name: value for name, value in found.items() if name not in _REWRITTEN}
    for plural, singular in _ONE_OF_MANY.items():
        if plural in found:
            old[singular] = [_coded(entry) for entry in found[plural]]
    if "by" in found:
        old["byline"] = found["by"]
    if headlines := found.get("headlines"):
        old["headline"] = headlines[0]["value"]
    for entry in found.get("descriptions", ()):
        old[f"description_{entry['role'].replace('-', '_')}"] = entry["value"]
    for entry in found.get("bodies", ()):
        old["body_html"] = entry["value"]
    if "renditions" in found:
        old["renditions"] = {entry["name"]: _without(entry, "name") for entry in found["renditions"]}
    if "associations" in found:
        old["associations"] = _associated(found["associations"])
    if "altids" in found:
        old["altids"] = _alternative(found["altids"])
    if "standard" in found:
        old |= {"$standard": _standard("1.6"), "representationtype": "complete"}
    return old


_REWRITTEN = frozenset(
    ["profile", "standard", "by", "name", "headlines", "descriptions", "bodies", "renditions", "associations", "altids"]
) | frozenset(_ONE_OF_MANY)


def _without(entry: Object, *names: str) -> Object:
    return {name: value for name, value in entry.items() if name not in names}


def _coded(entry: Object) -> Object:
    """`code` in a `scheme` in place of `literal` and `uri`; `rel` in place of `role`."""
    uri, code = entry.get("uri", ""), entry.get("literal", "")
    said = {"name": entry.get("name", ""), "rel": entry.get("rel", "") or entry.get("role", "")}
    for scheme in (MEDIA_TOPIC_URI, KIND_URI):
        if uri.startswith(scheme):
            said |= {"scheme": scheme}
            code = uri.removeprefix(scheme)
    said["code"] = code
    return {name: text for name, text in said.items() if text}


def _associated(entries: list[Object]) -> Object:
    """Associations by name; those of one name are numbered."""
    seen = Counter[str]()
    found: Object = {}
    for entry in entries:
        name = entry["name"].replace("-", "_")
        seen[name] += 1
        found[f"{name}_{seen[name]}" if seen[name] > 1 else name] = _version_1(entry)
    return found


def _alternative(entries: list[Object]) -> Object:
    """Alternative ids by role; the values of one that is said more than once in a list."""
    found: dict[str, list[str]] = {}
    for entry in entries:
        found.setdefault(entry["role"], []).append(entry["value"])
    return {role: values[0] if len(values) == 1 else values for role, values in found.items()}
