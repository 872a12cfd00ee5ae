"""The API's own page for people: every call with what it takes and gives, and nothing loaded from elsewhere."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wireroom.wire_out.api.answers import answer
from wireroom.wire_out.api.site import site_of

if TYPE_CHECKING:
    from ninja import NinjaAPI

PAGE_HEADERS: Mapping[str, str] = {
    "Content-Security-Policy": "default-src 'none'; style-src 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "no-referrer",
    "Cache-Control": "public, no-cache",
}


@dataclass(frozen=True, slots=True)
class Parameter:
    name: str
    where: str
    kind: str
    is_required: bool
    default: str
    about: str


@dataclass(frozen=True, slots=True)
class Call:
    method: str
    address: str
    title: str
    about: list[SafeString]
    parameters: list[Parameter]
    answers: list[tuple[str, str, str]]
    """Status, what it means, and the shape that comes."""
    takes: str


@dataclass(frozen=True, slots=True)
class Shape:
    name: str
    fields: list[tuple[str, str]]


def openapi(interface: NinjaAPI) -> Callable[..., HttpResponse]:
    def document(request: HttpRequest) -> HttpResponse:
        return answer(request, json.dumps(_document(interface), ensure_ascii=False).encode())

    return document


def _document(interface: NinjaAPI) -> dict[str, Any]:
    return dict(interface.get_openapi_schema(path_prefix="/wire/api/v1/"))


def docs_page(interface: NinjaAPI) -> Callable[..., HttpResponse]:
    def page(request: HttpRequest) -> HttpResponse:
        document = _document(interface)
        about = {
            "title": document["info"]["title"],
            "version": document["info"]["version"],
            "site": site_of(request),
            "calls": calls_of(document),
            "shapes": shapes_of(document),
        }
        response = render(request, "wire_out/api_docs.html", about)
        for name, value in PAGE_HEADERS.items():
            response[name] = value
        return response

    return page


def calls_of(document: Mapping[str, Any]) -> list[Call]:
    return [
        Call(
            method.upper(),
            address,
            call["summary"],
            [_with_code(part) for part in call.get("description", "").split("\n\n") if part],
            [_parameter(one) for one in call.get("parameters", ())],
            [(code, one["description"], _content(one)) for code, one in sorted(call["responses"].items(), key=_code)],
            _content(call.get("requestBody", {})),
        )
        for address, methods in document["paths"].items()
        for method, call in methods.items()
    ]


def _with_code(text: str) -> SafeString:
    """Escaped, with what stands between backticks as code."""
    parts = enumerate(text.split("`"))
    return mark_safe("".join(format_html("<code>{}</code>" if n % 2 else "{}", part) for n, part in parts))  # noqa: S308 - see above


def _code(response: tuple[Any, Any]) -> str:
    return str(response[0])


def _parameter(one: Mapping[str, Any]) -> Parameter:
    schema = one["schema"]
    default = schema.get("default")
    return Parameter(
        one["name"],
        one["in"],
        _kind(schema),
        bool(one.get("required")),
        "" if default in (None, "") else str(default),
        schema.get("description", ""),
    )


def _content(response: Mapping[str, Any]) -> str:
    kinds = [_kind(content["schema"], name) for name, content in response.get("content", {}).items()]
    return " | ".join(dict.fromkeys(kinds))


def _kind(schema: Mapping[str, Any], content_type: str = "") -> str:
    if "$ref" in schema:
        return str(schema["$ref"].rpartition("/")[2])
    if "anyOf" in schema:
        return " | ".join(_kind(one) for one in schema["anyOf"])
    if schema.get("type") == "array":
        return f"[{_kind(schema['items'])}]"
    if schema.get("enum"):
        return " | ".join(schema["enum"])
    if content_type and not schema:
        return content_type
    return str(schema.get("format") or schema.get("type", "any")) + _bounds(schema)


def _bounds(schema: Mapping[str, Any]) -> str:
    low, high = schema.get("minimum"), schema.get("maximum")
    return f" {low}–{high}" if low is not None and high is not None and high < 2**53 - 1 else ""


def shapes_of(document: Mapping[str, Any]) -> list[Shape]:
    schemas = document["components"]["schemas"]
    return [
        Shape(name, [(field, _kind(one)) for field, one in schema.get("properties", {}).items()])
        for name, schema in sorted(schemas.items())
    ]
