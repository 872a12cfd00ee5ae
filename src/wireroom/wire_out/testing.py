"""The test button: sends an endpoint a message that says it is a test, and tells how it was answered."""

from __future__ import annotations

import secrets

from django.conf import settings
from django.utils import translation
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.core.errors import WireroomError
from wireroom.formats.newsitem import NewsItem, Paragraph, Run
from wireroom.formats.release import Release
from wireroom.wire_out.adapters.base import TEXT_KEPT, Message
from wireroom.wire_out.adapters.choosing import adapter_for
from wireroom.wire_out.engine.delivering import target_of
from wireroom.wire_out.errors import WrongEndpoint
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import Endpoint
from wireroom.wire_out.outgoing import render
from wireroom.wire_out.policy import Right, demand
from wireroom.wire_out.rules.retries import Answer, Outcome

TEST_GUID = "urn:wireroom:test"


def send_test(endpoint: Endpoint, *, by: User | None) -> Outcome:
    """Tries the endpoint once, for half a minute at most; nothing of it stands in the ledger.

    Raises NotAllowed, WrongEndpoint for one that is fetched from.
    """
    demand(by, Right.SEND)
    if not endpoint.is_pushed:
        raise WrongEndpoint(_("Nothing is sent to this endpoint: the subscriber fetches."))
    outcome = _tried(endpoint)
    note_in_log(endpoint, "test", by, {"answer": outcome.answer, "text": outcome.text})
    return outcome


def _tried(endpoint: Endpoint) -> Outcome:
    now = clock.now()
    item = _item(endpoint)
    try:
        document = render(item, Release(sender=settings.AGENCY_NAME, sent_at=now), endpoint.format)
        adapter = adapter_for(target_of(endpoint, now))
    except WireroomError as error:
        return Outcome(Answer.FAILED, error.message[:TEXT_KEPT])
    message = Message(
        id=f"test_{secrets.token_hex(8)}",
        seq=0,
        guid=item.guid,
        version=item.version,
        kind=item.kind,
        headline=item.headline,
        language=item.language,
        sent_at=now,
        body=document.body,
        content_type=document.content_type,
        extension=document.extension,
    )
    try:
        return adapter.send(message)
    except WireroomError as error:
        return Outcome(Answer.FAILED, error.message[:TEXT_KEPT])
    finally:
        adapter.close()


def _item(endpoint: Endpoint) -> NewsItem:
    """In the subscriber's language, and unmistakably no news."""
    now = clock.now()
    with translation.override(endpoint.subscriber.language):
        headline = _("TEST: please ignore this message")
        text = _("This message only tests the connection to your newsroom. Do not publish it.")
    return NewsItem(
        guid=TEST_GUID,
        language=endpoint.subscriber.language,
        headline=headline,
        kind="advisory",
        priority=9,
        body=(Paragraph((Run(text),)),),
        ed_note=text,
        first_created=now,
        version_created=now,
    )
