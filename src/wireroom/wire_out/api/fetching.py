"""The calls that hand out dispatches: page by page, as they come, one by one, and their pictures."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from ninja import Path, Query, Router
from pydantic import WithJsonSchema

from wireroom.formats.registry import RENDERERS
from wireroom.stories.models import Dispatch, Photo
from wireroom.stories.pictures import client_copy, pictures_of, shown_images
from wireroom.wire_out import matching, reading
from wireroom.wire_out.api import envelopes, pages, schemas
from wireroom.wire_out.api.answers import answer, tagged
from wireroom.wire_out.api.keys import FETCHES_PICTURES, READS, caller
from wireroom.wire_out.api.problems import Expunged, NotFound, Problem, Unreadable, Withdrawn, Withheld
from wireroom.wire_out.api.site import house_of, site_of
from wireroom.wire_out.handing import Piece, hand, pieces_of, render_or_alarm
from wireroom.wire_out.models import How
from wireroom.wire_out.outgoing import House, renderer_named
from wireroom.wire_out.reading import Reader
from wireroom.wire_out.rules.waiting import DISPATCHES, LONGEST, SINCE

router = Router(tags=["Dispatches"])

Since = Annotated[int, Query(ge=0, le=schemas.LARGEST, description="The cursor: what comes after this number.")]
Limit = Annotated[int, Query(ge=1, le=100)]
Wait = Annotated[int, Query(ge=0, le=LONGEST, description="Seconds to wait for something if there is nothing.")]
Seq = Annotated[int, Path(ge=1, le=schemas.LARGEST)]
Format = Annotated[str, WithJsonSchema({"type": "string", "enum": list(RENDERERS)})]
InPage = [name for name, one in RENDERERS.items() if name.startswith("ninjs") or one.render_all is not None]
PageFormat = Annotated[str, WithJsonSchema({"type": "string", "enum": InPage})]


@router.get("/dispatches", auth=READS, response=schemas.Page, summary="What has gone out since a cursor")
def dispatches(
    request: HttpRequest, since: Since = 0, limit: Limit = 100, format: PageFormat = "ninjs", wait: Wait = 0
) -> HttpResponse:
    """Everything after `since` that your products carry, in order, and what follows a story that you were given.

    That is every withdrawal of it and, while your contract runs, every correction and reinstatement. Keep `cursor`, or
    follow `next`, and ask again: nothing is told twice or left out. What follows a story that you were given late, and
    what a fault of ours kept back, may bear a number before the cursor. With `wait`, the answer comes as soon as there
    is something.
    Formats other than ninjs make one document of the page; its cursor is in the header Wire-Cursor.
    """
    _demand_page_format(format)
    page = pages.page_of(caller(request), pages.Asked(since, limit, format, site_of(request)))
    told = {"Wire-Cursor": str(page.cursor), "Wire-Count": str(len(page.pieces)), "Link": f'<{page.next}>; rel="next"'}
    if format.startswith("ninjs"):
        return answer(request, pages.as_json(page, house_of(request)), headers=told)
    body = b"".join(pages.as_document(page, house_of(request)))
    return answer(request, body, content_type=renderer_named(format).content_type, headers=told)


def _demand_page_format(name: str) -> None:
    renderer_named(name)
    if name not in InPage:
        said = _("%(format)s holds one item a document; a page can be had as: %(formats)s.")
        raise Problem(said % {"format": name, "formats": ", ".join(InPage)})


@router.get("/stream", auth=READS, summary="Dispatches as they go out, as server-sent events")
def stream(request: HttpRequest, since: Since = 0) -> HttpResponse:
    """A stream without end: each event is named `dispatch`, its data is what a page holds of it, its id the cursor.

    A client that comes back says Last-Event-ID and misses nothing.
    """
    heard = request.headers.get("Last-Event-ID", "")
    known = int(heard) if heard.isascii() and heard.isdigit() and len(heard) < 17 else since
    at = getattr(request, "scope", {}).get(SINCE, known)
    page = pages.page_of(caller(request), pages.Asked(at, 100, "ninjs", site_of(request)))
    body = b"".join(_events(request, page))
    told = {"Wire-Cursor": str(page.cursor), "Wire-Count": str(len(page.pieces)), "Cache-Control": "no-store"}
    return HttpResponse(body, content_type="text/event-stream; charset=utf-8", headers=told)


def _events(request: HttpRequest, page: pages.Page) -> Iterator[bytes]:
    """Each with the cursor to go on from. Where one stands out of order or past it, only the last one moves it."""
    house = house_of(request)
    numbers = [piece.dispatch.seq for piece in page.pieces]
    whole = [page.asked.since, *numbers, page.cursor]
    in_order = whole == sorted(whole)
    for number, piece in enumerate(page.pieces, 1):
        cursor = piece.dispatch.seq if in_order else page.asked.since
        written = envelopes.written(piece, house, render_or_alarm(house, piece, "ninjs"))
        yield b"id: %d\nevent: dispatch\ndata: %s\n\n" % (page.cursor if number == len(numbers) else cursor, written)


@router.get("/dispatches/{seq}", auth=READS, response=schemas.SignedDispatch, summary="One dispatch, to be verified")
def dispatch(request: HttpRequest, seq: Seq) -> HttpResponse:
    """Its place in the log, the header that was signed, the text that the header vouches for, pictures, formats."""
    piece = _piece(caller(request), seq)
    hand(caller(request), [piece], How.PULLED)
    house = house_of(request)
    said = {
        **envelopes.envelope(piece, house),
        **envelopes.signed(piece),
        "pictures": _pictures(piece, house) if piece.has_text else [],
        "formats": {name: f"{house.site}{DISPATCHES}/{seq}/item?format={name}" for name in RENDERERS},
    }
    return answer(request, envelopes.dumped(said))


def _pictures(piece: Piece, house: House) -> list[dict[str, str]]:
    found = {picture.ref: picture for picture in pictures_of(piece.dispatch.item)}
    places = house.places(piece.dispatch, shown_images(piece.dispatch.item))
    return [
        {
            "ref": f"image:{pk}",
            "url": place,
            "alt": found[f"image:{pk}"].alt,
            "caption": found[f"image:{pk}"].caption,
            "credit": found[f"image:{pk}"].credit,
        }
        for pk, place in sorted(places.items())
    ]


def _piece(reader: Reader, seq: int) -> Piece:
    """Raises NotFound, whether there is no such dispatch or it is not the reader's."""
    matching.catch_up()
    found = Dispatch.objects.filter(pk=seq).first() if reading.among(reader, [seq]) else None
    if found is None:
        raise NotFound(_("There is no dispatch %(seq)d for you.") % {"seq": seq})
    return pieces_of([found])[0]


def _demand_text(piece: Piece) -> None:
    """Raises Withdrawn, Withheld, Expunged."""
    if piece.withdrawn_by:
        raise Withdrawn(_("The story is withdrawn: see dispatch %(seq)d.") % {"seq": piece.withdrawn_by})
    if piece.withheld_by:
        raise Withheld(_("A correction replaces this wording: see dispatch %(seq)d.") % {"seq": piece.withheld_by})
    if piece.dispatch.is_expunged:
        raise Expunged(_("The text of this dispatch was removed for legal reasons."))


@router.get("/dispatches/{seq}/item", auth=READS, summary="One dispatch as a document")
def item(request: HttpRequest, seq: Seq, format: Format = "ninjs") -> HttpResponse:
    """The item in any of our formats. Of a withdrawal, the notice; of what was withdrawn since, nothing: 410."""
    renderer = renderer_named(format)
    reader = caller(request)
    piece = _piece(reader, seq)
    _demand_text(piece)
    hand(reader, [piece], How.PULLED)
    body = render_or_alarm(house_of(request), piece, format)
    if body is None:
        said = _("The dispatch cannot be written as %(format)s; our desk has been told. Ask for another format.")
        raise Unreadable(said % {"format": format})
    name = f"{seq}.{renderer.extension}"
    told = {"Content-Disposition": f'inline; filename="{name}"'}
    return answer(request, body, content_type=renderer.content_type, headers=told)


@router.get("/dispatches/{seq}/pictures/{picture}", auth=FETCHES_PICTURES, summary="A picture of a dispatch")
def picture(request: HttpRequest, seq: Seq, picture: Seq) -> HttpResponse:
    """A JPEG without metadata, up to 2,560 pixels wide or high."""
    reader = caller(request)
    piece = _piece(reader, seq)
    _demand_text(piece)
    photo = Photo.objects.filter(pk=picture).first() if picture in shown_images(piece.dispatch.item) else None
    if photo is None or not piece.has_text:
        raise NotFound(_("Dispatch %(seq)d shows no picture %(picture)d.") % {"seq": seq, "picture": picture})
    hand(reader, [piece], How.PULLED)
    etag = f'"{photo.file_hash or photo.get_file_hash()}"'
    return tagged(request, etag) or HttpResponse(client_copy(photo), content_type="image/jpeg", headers={"ETag": etag})
