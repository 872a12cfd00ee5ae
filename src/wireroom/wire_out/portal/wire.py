"""The wire for people: the live list, search, a story, its pictures and its documents."""

from __future__ import annotations

import re
from collections.abc import Collection

from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from wireroom.formats.html import plain_text
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.registry import RENDERERS
from wireroom.stories.models import Dispatch, Edition, Photo
from wireroom.stories.pictures import client_copy, shown_images
from wireroom.wire_out import matching, reading, recalls, searching
from wireroom.wire_out.handing import Piece, hand, pieces_of, render_or_alarm
from wireroom.wire_out.models import How, Recall, SavedSearch
from wireroom.wire_out.outgoing import House, site
from wireroom.wire_out.portal import lines
from wireroom.wire_out.portal.pages import Visit, for_people, see_other, show

NAMES = {
    "ninjs": "ninjs 3.1",
    "ninjs-2.2": "ninjs 2.2",
    "ninjs-1.6": "ninjs 1.6",
    "newsml-g2": "NewsML-G2",
    "nitf": "NITF",
    "iptc7901": "IPTC 7901",
    "rss": "RSS",
    "atom": "Atom",
    "jsonfeed": "JSON Feed",
    "text": "TXT",
    "html": "HTML",
}
"""Formats as everybody calls them, in any language."""
_NUMBER = re.compile("[0-9]{1,18}")


def _number(text: str) -> int:
    return int(text) if _NUMBER.fullmatch(text) else 0


def _language(request: HttpRequest) -> str:
    wanted = request.GET.get("language", "")
    return wanted if wanted in settings.SHIPPED_EDITIONS else ""


def _languages() -> list[tuple[str, str]]:
    return [(edition.code, edition.language_name) for edition in Edition.objects.select_related("locale")]


@require_safe
@for_people
def front(visit: Visit) -> HttpResponse:
    language = _language(visit.request)
    before = _number(visit.request.GET.get("before", ""))
    reader = visit.reader
    page = lines.latest(reader, visit.calendar, before=before, language=language)
    said = {
        "lines": page.lines,
        "older": page.older,
        "newest": page.newest,
        "before": before,
        "chosen": language,
        "languages": _languages(),
        "is_served": bool(reader.products),
        "duties": Recall.objects.unanswered().owed_to(reader.holder.whos).select_related("dispatch")[:20],
        "owed": lines.owed(reader, visit.calendar),
    }
    return show(visit.request, "front", said, person=visit.person)


@require_safe
@for_people
def newer(visit: Visit) -> HttpResponse:
    """What a script puts on top of the list: lines, or 204; the header says where the log stands."""
    since = _number(visit.request.GET.get("since", ""))
    page = lines.newer(visit.reader, visit.calendar, since=since, language=_language(visit.request))
    if not page.lines:
        response = HttpResponse(status=204)
    else:
        response = show(visit.request, "_lines", {"lines": page.lines}, person=visit.person)
    response["Wire-Cursor"] = str(page.newest)
    return response


@require_safe
@for_people
def search(visit: Visit) -> HttpResponse:
    words = " ".join(visit.request.GET.get("q", "")[:200].split())
    editions = list(Edition.objects.select_related("locale"))
    wanted = _language(visit.request) or visit.language
    edition = next((one for one in editions if one.code == wanted), editions[0] if editions else None)
    page = min(_number(visit.request.GET.get("page", "")) or 1, 100)
    found = searching.find(visit.reader, words, edition, page=page) if words and edition else None
    said = {
        "words": words,
        "chosen": edition.code if edition else "",
        "languages": [(one.code, one.language_name) for one in editions],
        "lines": lines.of_pieces(found.pieces, visit.calendar) if found else [],
        "next": page + 1 if found and page < found.pages else 0,
        "searches": SavedSearch.objects.of(visit.person),
    }
    return show(visit.request, "search", said, person=visit.person)


@require_safe
@for_people
def story(visit: Visit, seq: int) -> HttpResponse:
    piece = _piece(visit, seq)
    newest = lines.newest_of(visit.reader, [piece.dispatch.story_id]).get(piece.dispatch.story_id, seq)
    hand(visit.reader, [piece], How.VIEWED)
    line, recall = lines.Line(piece, visit.calendar), _recall(visit, seq)
    item = piece.dispatch.item
    said = {
        "line": line,
        "item": item,
        "newest": newest if newest > seq else 0,
        "text": _copied(item) if piece.has_text else "",
        "direction_of_story": settings.SHIPPED_EDITIONS.get(item.language.lower(), ("", "", "ltr"))[2],
        "pictures": sorted(shown_images(item)) if piece.has_text else [],
        "formats": [(name, NAMES.get(name, name)) for name in RENDERERS] if piece.goes_out else [],
        "is_asked": recall is not None and recall.answered_at is None,
        "recall": recall,
        "when": visit.calendar.long(recall.answered_at) if recall and recall.answered_at else "",
    }
    return show(visit.request, "story", said, person=visit.person)


def _copied(item: NewsItem) -> str:
    parts = (item.headline, item.summary, item.dateline, plain_text(item.body), item.rights)
    return "\n\n".join(part for part in parts if part)


def _piece(visit: Visit, seq: int) -> Piece:
    matching.catch_up()
    found = Dispatch.objects.filter(pk=seq).first() if reading.among(visit.reader, [seq]) else None
    if found is None:
        raise Http404(str(seq))
    return pieces_of([found])[0]


def _recall(visit: Visit, seq: int) -> Recall | None:
    return Recall.objects.owed_to(visit.reader.holder.whos).filter(dispatch_id=seq).first()


@require_POST
@for_people
def confirm(visit: Visit, seq: int) -> HttpResponse:
    """The person says that they have taken a withdrawn story down."""
    recall = _recall(visit, seq)
    if recall is None:
        raise Http404(str(seq))
    recalls.answer(recall, who=visit.person.name)
    return see_other(f"/wire/stories/{seq}/")


@require_safe
@for_people
def download(visit: Visit, seq: int, name: str) -> HttpResponse:
    piece = _piece(visit, seq)
    renderer = RENDERERS.get(name)
    if renderer is None or not piece.goes_out:
        raise Http404(name)
    hand(visit.reader, [piece], How.DOWNLOADED)
    origin = site() or f"{visit.request.scheme}://{visit.request.get_host()}"

    def places(dispatch: Dispatch, pictures: Collection[int]) -> dict[int, str]:
        return {pk: f"{origin}/wire/stories/{dispatch.seq}/pictures/{pk}/" for pk in pictures}

    body = render_or_alarm(House.at(origin, places), piece, name)
    if body is None:
        text = _("Our desk has been told. Take another format meanwhile.")
        said = {"title": _("This format cannot be written"), "text": text}
        return show(visit.request, "said", said, person=visit.person, status=500)
    kept = {"Content-Disposition": f'attachment; filename="{seq}-{name}.{renderer.extension}"'}
    return HttpResponse(body, content_type=renderer.content_type, headers=kept)


@for_people
def nowhere(visit: Visit) -> HttpResponse:
    """Any other address below the portal's."""
    raise Http404(visit.request.path)


@require_safe
@for_people
def picture(visit: Visit, seq: int, image: int) -> HttpResponse:
    piece = _piece(visit, seq)
    photo = Photo.objects.filter(pk=image).first() if image in shown_images(piece.dispatch.item) else None
    if photo is None or not piece.has_text:
        raise Http404(str(image))
    return HttpResponse(client_copy(photo), content_type="image/jpeg")
