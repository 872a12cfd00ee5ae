"""Reporting an error in a story: the form, what a script sends, and the page that says what became of it."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from wireroom.press.declaring import stored
from wireroom.reactions.typo_reports.errors import (
    FragmentTooLong,
    ReportError,
    ReportInvalid,
    StoryNotThere,
    TooManyReports,
)
from wireroom.reactions.typo_reports.intake import report, too_long
from wireroom.reactions.typo_reports.models import TypoReport
from wireroom.stories.anchors import parts_of
from wireroom.stories.models import Dispatch, Story
from wireroom.website import addresses
from wireroom.website.answers import with_headers
from wireroom.website.layout import Head, Layout
from wireroom.website.posting import form_page, reader_of, see_other
from wireroom.website.reports import (
    STATES,
    Typed,
    fate_of,
    release_read,
    report_box,
    sent_from,
    typed_in,
)
from wireroom.website.story_page import alternates_of, newest_dispatch, trail_of
from wireroom.website.views.pages import edition_page, show, titled
from wireroom.website.views.stories import gone, stories_at


@stored()
@form_page
def report_error(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    """GET shows the form for a story; POST stores a report and leads to its page, or says what is wrong with it."""
    versions = stories_at(layout, year, month, day, slug)
    if request.method == "POST":
        response = _take(request, layout, versions)
    elif versions[0].live:
        response = _form(request, layout, versions, Typed())
    else:
        response = gone(request, layout, versions[0], versions)
    patch_vary_headers(response, ["Accept"])
    return response


def _take(request: HttpRequest, layout: Layout, versions: list[Story]) -> HttpResponse:
    story, typed = versions[0], typed_in(request.POST)
    try:
        if typed.bait:
            raise ReportInvalid(_("A field that people do not see was filled in. It is empty again: send once more."))
        read = release_read(story, typed.version) if story.live else None
        parts = parts_of(read.item) if read else ()
        sent = sent_from(typed, parts, language=layout.code, network=reader_of(request).place)
        stored = report(story, sent)
    except StoryNotThere as error:
        now = Story.objects.select_related("dispatch").get(pk=story.pk)
        return _told(error, 410) if _is_script(request) else gone(request, layout, now, versions)
    except ReportError as error:
        return _refused(request, layout, versions, typed, error)
    path = addresses.report_status(layout.code, stored.token)
    if not _is_script(request):
        return see_other(path)
    return _json({"status_url": path, "message": str(STATES[stored.slip.state][0])}, 201)


def _is_script(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _refused(
    request: HttpRequest, layout: Layout, versions: list[Story], typed: Typed, error: ReportError
) -> HttpResponse:
    """What is wrong, beside everything that the reader has typed."""
    status = 429 if isinstance(error, TooManyReports) else 422
    if isinstance(error, FragmentTooLong):
        number = layout.calendar.number
        error = ReportInvalid(too_long(number(error.count), number(error.limit)), "quote")
    if _is_script(request):
        return _told(error, status)
    return _form(request, layout, versions, typed, error, status=status)


def _told(error: ReportError, status: int) -> HttpResponse:
    return _json({"field": error.field, "message": error.message}, status)


def _json(content: dict[str, str], status: int) -> HttpResponse:
    response = with_headers(JsonResponse(content, status=status))
    response["Cache-Control"] = "private, no-store"
    return response


def _form(
    request: HttpRequest,
    layout: Layout,
    versions: list[Story],
    typed: Typed,
    error: ReportError | None = None,
    *,
    status: int = 200,
) -> HttpResponse:
    story = versions[0]
    now = newest_dispatch(story)
    read: Dispatch = release_read(story, typed.version) or now
    path, headline = addresses.of(layout.code, story), now.item.headline
    others = alternates_of(layout, versions)
    head = Head(
        titled(layout, headline, _("Report an error")),
        addresses.report(path),
        alternates={code: addresses.report(other) for code, other in others.items()},
        indexed=False,
    )
    field = error.field if error and error.field in ("quote", "suggestion", "comment", "email") else ""
    context: dict[str, Any] = {
        "headline": headline,
        "story_path": path,
        "trail": trail_of(layout, layout.by_id.get(story.section_id)),
        "report": report_box(layout, path, read.version),
        "parts": parts_of(read.item),
        "typed": typed,
        "problem": error.message if error and not field else "",
        "problems": {field: error.message} if error and field else {},
    }
    return show(request, layout, "website/report.html", head, context, status=status)


@edition_page
def report_status(request: HttpRequest, layout: Layout, token: str) -> HttpResponse:
    """What has become of a report. Known to whoever has its address, kept by nobody on the way."""
    reports = TypoReport.objects.select_related("slip__story__dispatch", "slip__mended_by")
    found = reports.filter(token=token, language=layout.code).first()
    if found is None:
        raise Http404(token)
    fate, story = fate_of(found), found.slip.story
    path = addresses.of(layout.code, story)
    context: dict[str, Any] = {
        "fate": fate,
        "report": found,
        "slip": found.slip,
        "is_live": story.live,
        "headline": newest_dispatch(story).item.headline if story.live else "",
        "story_path": path,
        "history_path": addresses.history(path),
        "trail": trail_of(layout, layout.by_id.get(story.section_id) if story.live else None),
    }
    head = Head(titled(layout, _("Your report")), addresses.report_status(layout.code, token), indexed=False)
    response = show(request, layout, "website/report_status.html", head, context)
    response["Cache-Control"] = "private, no-store"
    return response
