"""What goes wrong here, told to a Sentry that the operator names; never whom it happened to or what they wrote.

Every logged ERROR becomes a report: a view that fails, a task, a scheduled job. It is built anew from the few parts
that are ours: where in the code, which kind of error, which address pattern.
"""

from __future__ import annotations

import re
import sys
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured

import wireroom
from wireroom.core.outages import is_outage

if TYPE_CHECKING:
    from sentry_sdk.types import Event, Hint

OURS = ("event_id", "timestamp", "platform", "level", "logger", "release", "sdk")
FRAME = (
    "filename",
    "abs_path",
    "module",
    "function",
    "lineno",
    "in_app",
    "pre_context",
    "context_line",
    "post_context",
)
LONGEST = 200

E_MAIL = re.compile(r"[^\s@<>\"'(){}\[\]=,;]+@[^\s@<>\"'(){}\[\]=,;]+")
NETWORK_ADDRESS = re.compile(
    r"(?<![\w.])\d{1,3}(?:\.\d{1,3}){3}(?![\w.])|(?<![\w:])(?:[0-9A-Fa-f]{0,4}:){2,7}[0-9A-Fa-f]{0,4}(?![\w:])"
)
TOKEN = re.compile(r"(?=[\w-]*\d)[\w-]{24,}")
QUOTED = re.compile(r"(?<!\w)(['\"])(?![A-Za-z_][\w.]*\1).*?\1(?!\w)|“.*?”|«.*?»")
"""Anything but the name of something in the code."""
SECRETS = {"[text]": QUOTED, "[e-mail]": E_MAIL, "[address]": NETWORK_ADDRESS, "[token]": TOKEN}


def connect() -> None:
    """Sends reports from now on, in this process and those that it forks. Raises ImproperlyConfigured."""
    import sentry_sdk
    from sentry_sdk.integrations.atexit import AtexitIntegration
    from sentry_sdk.integrations.dedupe import DedupeIntegration
    from sentry_sdk.integrations.excepthook import ExcepthookIntegration
    from sentry_sdk.integrations.logging import LoggingIntegration
    from sentry_sdk.utils import BadDsn

    try:
        sentry_sdk.init(
            dsn=settings.SENTRY_DSN,
            release=f"wireroom@{wireroom.__version__}",
            default_integrations=False,
            auto_enabling_integrations=False,
            integrations=[
                LoggingIntegration(level=None),
                ExcepthookIntegration(),
                DedupeIntegration(),
                AtexitIntegration(lambda _pending, _seconds: None),
            ],
            send_default_pii=False,
            max_request_body_size="never",
            include_local_variables=False,
            max_breadcrumbs=0,
            auto_session_tracking=False,
            send_client_reports=False,
            before_send=reported,
        )
    except BadDsn as error:
        raise ImproperlyConfigured("SENTRY_DSN is not the address of a Sentry project") from error


def reported(event: Event, hint: Hint) -> Event | None:
    """The report of an event; None for a reader's request that a database which is away could not answer."""
    record = hint.get("log_record")
    error = (hint.get("exc_info") or (None, None))[1]
    if record is not None and record.name == "django.request" and is_outage(error):
        return None
    told: dict[str, Any] = {name: event[name] for name in OURS if name in event}  # type: ignore[literal-required]
    told["exception"] = {"values": [_exception(one) for one in event.get("exception", {}).get("values", ())]}
    told["logentry"] = {"message": scrubbed(str(event.get("logentry", {}).get("message", "")))}
    told["contexts"] = {"runtime": {"name": "CPython", "version": sys.version.split()[0]}}
    told["tags"] = _tags(record)
    report: Event = told  # type: ignore[assignment]  # a TypedDict of what was just put together
    return report


def scrubbed(text: str) -> str:
    """The first line, without what may say who somebody is or open a door."""
    first = text.strip().partition("\n")[0]
    for word, pattern in SECRETS.items():
        first = pattern.sub(word, first)
    return first[:LONGEST]


def _exception(value: dict[str, Any]) -> dict[str, Any]:
    frames = (value.get("stacktrace") or {}).get("frames", ())
    return {
        "type": value.get("type"),
        "module": value.get("module"),
        "value": scrubbed(str(value.get("value", ""))),
        "mechanism": value.get("mechanism"),
        "stacktrace": {"frames": [{name: frame[name] for name in FRAME if name in frame} for frame in frames]},
    }


def _tags(record: Any) -> dict[str, str]:
    """The method and the pattern of the address, whose places for words and numbers are empty; or the task."""
    request = getattr(record, "request", None)
    if request is not None:
        route = getattr(request.resolver_match, "route", None)
        return {"method": str(request.method), "route": str(route or "")}
    if record is not None and record.name.startswith("django_tasks"):
        return {"task": str(record.args[1])}
    return {}
