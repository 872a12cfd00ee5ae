"""The API as a whole: its calls, its errors, its OpenAPI document, and its addresses."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, re_path
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.csrf import csrf_exempt
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError
from ninja.operation import Operation

from wireroom.wire_out.api import fetching, finding, nonsense, problems, schemas
from wireroom.wire_out.api.answers import HEADERS
from wireroom.wire_out.api.docs import docs_page, openapi
from wireroom.wire_out.api.keys import allowance_of
from wireroom.wire_out.api.languages import spoken
from wireroom.wire_out.errors import UnknownFormat

VERSION = "1.0"
DESCRIPTION = (
    "The wire for machines. Ask with `Authorization: Bearer TOKEN`. Errors are RFC 9457 problems with a `code` that "
    "stays and words in the language that you accept. What you are given is written down, so that a withdrawal "
    "of it finds you."
)


def _errors(*codes: int) -> dict[int, Any]:
    content = {problems.PROBLEM: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    said = {
        304: "You have it already",
        400: "The call makes no sense, and why",
        401: "No token, or no good one",
        403: "The token lacks the scope",
        404: "Not there, or not for you",
        410: "Withdrawn, withheld or removed since",
        413: "The body is too large",
        429: "Asked too often; Retry-After says how long to wait",
        500: "The formatter failed",
    }
    return {code: {"description": said[code], **({} if code == 304 else {"content": content})} for code in codes}


class Interface(NinjaAPI):
    """django-ninja's, with problems as errors, and what every call may answer said in the document."""

    def get_openapi_operation_id(self, operation: Operation) -> str:
        return str(operation.view_func.__name__)

    def on_exception(self, request: HttpRequest, exc: Any) -> HttpResponse:
        problem = _problem(exc)
        return super().on_exception(request, exc) if problem is None else problems.answer(problem)

    def get_openapi_schema(self, **options: Any) -> Any:
        schema = super().get_openapi_schema(**options)
        schema["components"]["schemas"]["Problem"] = schemas.Problem.model_json_schema()
        for address, calls in schema["paths"].items():
            for method, call in calls.items():
                call["responses"] |= _errors(*_codes(address, method))
                _say_content(call, address)
        return schema


def _codes(address: str, method: str) -> list[int]:
    codes = [400, 401, 403, 429]
    if method == "get" and not address.endswith("/stream"):
        codes.append(304)
    if "{" in address or method == "post":
        codes.append(404)
    if address.endswith(("/item", "/pictures/{picture}")):
        codes.append(410)
    return codes + ([500] if address.endswith("/item") else []) + ([413] if method == "post" else [])


_EVENT = {"type": "object", "properties": {name: {"type": "string"} for name in ("id", "event", "data")}}
_ANY: dict[str, Any] = {}
_PLAIN = {"/stream": ("text/event-stream", _EVENT), "/item": ("*/*", _ANY), "/{picture}": ("image/jpeg", _ANY)}


def _say_content(call: dict[str, Any], address: str) -> None:
    """What comes where no schema describes it: documents, pictures, events."""
    for ending, (content_type, schema) in _PLAIN.items():
        if address.endswith(ending):
            call["responses"][200] = {"description": "OK", "content": {content_type: {"schema": schema}}}
    if address.endswith("/dispatches"):
        call["responses"][200]["content"]["*/*"] = {"schema": _ANY}


def _interface() -> Interface:
    made = Interface(
        title=f"{settings.AGENCY_NAME} wire",
        version=VERSION,
        description=DESCRIPTION,
        openapi_url=None,
        docs_url=None,
        urls_namespace="wire-api",
    )
    made.add_router("", fetching.router)
    made.add_router("", finding.router)
    return made


def _problem(error: Exception) -> problems.Problem | None:
    """What the caller is told; None for what is our fault."""
    if isinstance(error, problems.Problem):
        return error
    if isinstance(error, ValidationError):
        return nonsense.problem_of(error)
    told: tuple[tuple[type[Exception], problems.Problem], ...] = (
        (UnknownFormat, problems.NoSuchFormat(str(error))),
        (RequestDataTooBig, problems.TooLarge(_("The body is too large."))),
        (AuthenticationError, problems.NoToken(_("Say who you are: Authorization: Bearer TOKEN."))),
        (HttpError, problems.Problem(_("The body is not JSON."))),
    )
    return next((problem for kind, problem in told if isinstance(error, kind)), None)


def _finished(view: Callable[..., Any]) -> Callable[..., HttpResponse]:
    """HEAD as GET, the caller's language, a problem in place of Django's own 405, and the headers of every answer."""

    @csrf_exempt  # no cookie says who calls
    @wraps(view)
    def call(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"
        with translation.override(spoken(request.headers.get("Accept-Language", ""))):
            return _with_headers(request, view(request, *args, **kwargs))

    return call


def _with_headers(request: HttpRequest, response: HttpResponse) -> HttpResponse:
    if response.status_code == 405:
        allowed = response.headers.get("Allow", "GET")
        said = _("Allowed here: %(methods)s.") % {"methods": allowed}
        response = problems.answer(problems.WrongMethod(said, {"Allow": allowed}))
    allowance = allowance_of(request)
    for name, value in {**HEADERS, **(allowance.headers if allowance else {})}.items():
        response.headers.setdefault(name, value)
    return response


def _nowhere(_request: HttpRequest, **_parts: str) -> HttpResponse:
    return problems.answer(
        problems.NotFound(_("There is no such call. See %(address)s.") % {"address": "/wire/api/v1/docs"})
    )


def addresses(interface: Interface) -> list[URLPattern]:
    calls = []
    for pattern in interface.urls[0]:
        if isinstance(pattern, URLPattern) and pattern.name != "api-root":
            pattern.callback = _finished(pattern.callback)
            calls.append(pattern)
    return [
        path("docs", docs_page(interface)),
        path("openapi.json", _finished(openapi(interface))),
        *calls,
        re_path("", _finished(_nowhere)),
    ]


urlpatterns = addresses(_interface())
