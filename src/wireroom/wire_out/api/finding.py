"""The other calls: search, what the caller is entitled to, and what they say back."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Query, Router

from wireroom.core import clock
from wireroom.stories.models import Dispatch, Edition, Section
from wireroom.wire_out import matching, reading, recalls, receipts, searching
from wireroom.wire_out.api import envelopes, schemas
from wireroom.wire_out.api.answers import answer
from wireroom.wire_out.api.keys import ACKNOWLEDGES, ANY, READS, SEARCHES, caller, token_of
from wireroom.wire_out.api.problems import NotFound, Problem
from wireroom.wire_out.api.site import house_of
from wireroom.wire_out.models import How, Product, Recall

router = Router(tags=["Search and receipts"])

Words = Annotated[str, Query(min_length=1, max_length=200)]
PageNumber = Annotated[int, Query(ge=1, le=100)]


@router.get("/search", auth=SEARCHES, response=schemas.Found, summary="Search")
def search(
    request: HttpRequest,
    q: Words,
    language: str,
    section: str = "",
    since: datetime | None = None,
    until: datetime | None = None,
    page: PageNumber = 1,
) -> HttpResponse:
    """Stories out now whose newest version you may have; words as readers of `language` type them, newest first.

    A page holds up to 100; what is not yours is left out, so that it may hold fewer.
    """
    reader = caller(request)
    edition = Edition.objects.filter(locale__language_code=language.lower()).select_related("locale").first()
    if edition is None:
        raise Problem(_("There is no language “%(language)s” here.") % {"language": language})
    found = searching.find(
        reader, q, edition, section=_section(section), since=_aware(since), until=_aware(until), page=page
    )
    house = house_of(request)
    said = {
        "dispatches": [envelopes.envelope(piece, house) for piece in found.pieces],
        "page": page,
        "pages": found.pages,
    }
    return answer(request, envelopes.dumped(said))


def _section(code: str) -> Section | None:
    section = Section.objects.filter(code=code).first() if code else None
    if code and section is None:
        raise Problem(_("There is no section “%(section)s” here.") % {"section": code})
    return section


def _aware(moment: datetime | None) -> datetime | None:
    if moment is not None and moment.tzinfo is None:
        raise Problem(_("A time says how far it is from UTC, as 2026-11-14T16:05:00Z does."))
    return moment


@router.get("/products", auth=READS, response=list[schemas.Product], summary="What you are entitled to")
def products(request: HttpRequest) -> HttpResponse:
    """The products this token reads, each from the dispatch after `since` on. An empty list takes everything."""
    since = caller(request).products
    rows = Product.objects.filter(pk__in=since)
    return answer(request, envelopes.dumped_list(_product(row, since[row.pk]) for row in rows))


def _product(row: Product, since: int) -> dict[str, object]:
    return {
        "id": row.pk,
        "name": row.name,
        "languages": row.languages,
        "sections": row.sections,
        "topics": row.topics,
        "sources": row.sources,
        "priority": row.priority,
        "words": [line.strip() for line in row.words.splitlines() if line.strip()],
        "since": since,
    }


@router.get("/token", auth=ANY, response=schemas.Token, summary="What this token is good for")
def token(request: HttpRequest) -> HttpResponse:
    """Its scopes and expiry, and the newest cursor: where a client starts that wants nothing older.

    While it is `paused` pages hold withdrawals only; what goes out meanwhile comes afterwards.
    """
    found = token_of(request)
    said = {
        "name": found.name,
        "subscriber": found.subscriber.name,
        "scopes": found.scopes,
        "expires_at": envelopes.stamp(found.expires_at),
        "served": found.subscriber.is_served(clock.now()),
        "paused": caller(request).is_held,
        "embargoed": found.subscriber.may_receive_embargoed,
        "cursor": matching.catch_up(),
    }
    return answer(request, envelopes.dumped(said))


@router.get("/withdrawals", auth=READS, response=schemas.Duties, summary="Withdrawals you have not acknowledged")
def withdrawals(request: HttpRequest) -> HttpResponse:
    """Of stories that you were given in any version. Take them down, tell your own clients, then acknowledge."""
    matching.catch_up()
    whos, site = caller(request).holder.whos, house_of(request).site
    open_ones = Recall.objects.unanswered().owed_to(whos).select_related("dispatch").order_by("dispatch_id")[:1000]
    said = [
        {
            "seq": recall.dispatch_id,
            "guid": recall.dispatch.guid,
            "withdrawn_at": envelopes.stamp(recall.dispatch.released_at),
            "note": recall.dispatch.note,
            "told_at": envelopes.stamp(recall.told_at),
            "url": f"{site}/wire/api/v1/dispatches/{recall.dispatch_id}",
        }
        for recall in {one.dispatch_id: one for one in open_ones}.values()
    ]
    return answer(request, envelopes.dumped({"withdrawals": said}))


@router.post("/acknowledgements", auth=ACKNOWLEDGES, response=schemas.Acknowledged, summary="Say what has arrived")
def acknowledgements(request: HttpRequest, body: schemas.Acknowledgement) -> HttpResponse:
    """Receipts for dispatches that you were given. Of a withdrawal it says: we have it, and the story is down."""
    reader = caller(request)
    seqs = list(dict.fromkeys(body.dispatches))
    matching.catch_up()
    unknown = set(seqs) - reading.among(reader, seqs)
    if unknown:
        raise NotFound(_("There is no dispatch %(seq)d for you.") % {"seq": min(unknown)})
    rows = Dispatch.objects.in_bulk(seqs)
    receipts.record(reader.holder, [rows[seq] for seq in seqs], How.ACKNOWLEDGED)
    for recall in Recall.objects.unanswered().owed_to(reader.holder.whos).filter(dispatch_id__in=seqs):
        recalls.answer(recall, who=token_of(request).name)
    return answer(request, envelopes.dumped({"acknowledged": seqs}))
