"""Trying an endpoint out: one message that says it is a test, sent at once and entered into no ledger."""

from __future__ import annotations

from uuid import uuid4

from django.utils import translation
from django.utils.html import escape
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.formats.html import parse_blocks
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.release import Release
from wireroom.stories.models import Edition
from wireroom.wire_out.adapters.base import BadAddress, Message
from wireroom.wire_out.adapters.choosing import adapter_for
from wireroom.wire_out.engine.delivering import target_of
from wireroom.wire_out.errors import WrongEndpoint
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import Endpoint
from wireroom.wire_out.outgoing import render
from wireroom.wire_out.policy import Right, demand
from wireroom.wire_out.rules.retries import Answer, Outcome


def try_out(endpoint: Endpoint, *, by: User | None) -> Outcome:
    """How the endpoint answers a test message; takes as long as one attempt may. Raises WrongEndpoint, NotAllowed."""
    demand(by, Right.SEND)
    if not endpoint.is_pushed:
        raise WrongEndpoint(_("Nothing is sent to an endpoint that is fetched from."))
    try:
        adapter = adapter_for(target_of(endpoint, clock.now()))
    except BadAddress as error:
        outcome = Outcome(Answer.FAILED, error.message)
    else:
        outcome = adapter.send(_message(endpoint))
        adapter.close()
    note_in_log(endpoint, "test", by, {"answer": outcome.answer, "code": outcome.code})
    return outcome


def _message(endpoint: Endpoint) -> Message:
    """In the subscriber's language; bears number 0, which no dispatch has."""
    language = endpoint.subscriber.language
    name, now = f"test-{uuid4().hex}", clock.now()
    with translation.override(language):
        headline = _("TEST: please ignore")
        text = _("This message tries the way to you out. It is no news, and needs no answer.")
    item = NewsItem(
        guid=f"urn:wireroom:{name}",
        language=language,
        headline=headline,
        body=parse_blocks(f"<p>{escape(text)}</p>"),
        priority=9,
        first_created=now,
        version_created=now,
        ed_note=text,
    )
    edition = Edition.objects.order_by("position", "pk").first()
    rendered = render(item, Release(sent_at=now, sender=edition.name if edition else ""), endpoint.format)
    return Message(
        id=f"msg_{name}",
        seq=0,
        guid=item.guid,
        version=1,
        kind=item.kind,
        headline=headline,
        language=language,
        sent_at=now,
        body=rendered.body,
        content_type=rendered.content_type,
        extension=rendered.extension,
    )
