"""Rating a story: the form, the vote, and what a script asks for."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template import loader
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _

from wireroom.reactions.ratings.actions import rate, withdraw_rating
from wireroom.reactions.ratings.errors import NotRateable, RatingClosed, RatingError
from wireroom.reactions.ratings.models import Rating, Tally
from wireroom.reactions.ratings.rules import read_stars
from wireroom.reactions.readers import Reader, known_token
from wireroom.stories.models import Story
from wireroom.website import addresses
from wireroom.website.answers import with_headers
from wireroom.website.layout import Head, Layout
from wireroom.website.posting import READER_COOKIE, form_page, reader_of, remember, see_other
from wireroom.website.ratings import rating_box, stars_name
from wireroom.website.story_page import alternates_of, newest_dispatch, trail_of
from wireroom.website.views.pages import show, titled
from wireroom.website.views.stories import gone, stories_at


@form_page
def rating(request: HttpRequest, layout: Layout, year: int, month: int, day: int, slug: str) -> HttpResponse:
    versions = stories_at(layout, year, month, day, slug)
    if not versions[0].live:
        return gone(request, layout, versions[0], versions)
    if request.method == "POST":
        return _take(request, layout, versions)
    own = own_stars(request, versions[0])
    return _tell(request, layout, versions, stars=own, own=own, said=_what_is_stored(own, request.GET.get("after", "")))


def _what_is_stored(own: int, after: str) -> str:
    """What the page says of the reader's own vote, and of what has just been done about it without a script."""
    if not own:
        return _("Your rating is withdrawn.") if after == "withdrawal" else ""
    said = _("Thank you. You gave this story %(stars)s.") if after == "vote" else _("You gave this story %(stars)s.")
    return said % {"stars": stars_name(own)}


def own_stars(request: HttpRequest, story: Story) -> int:
    """What the reader behind the request has given the story; 0 if nothing or nobody we know."""
    token = known_token(request.COOKIES.get(READER_COOKIE, ""))
    if not token:
        return 0
    own = Rating.objects.of(story.pk).by_reader(Reader(token).key)
    return own.values_list("stars", flat=True).first() or 0


def _take(request: HttpRequest, layout: Layout, versions: list[Story]) -> HttpResponse:
    """Stores a vote or takes one back; nothing is said before that is done."""
    story, reader = versions[0], reader_of(request)
    stars = read_stars(request.POST.getlist("stars"))
    try:
        if "withdraw" in request.POST:
            withdraw_rating(story, reader=reader)
            return _stored(request, layout, versions, 0, _("Your rating is withdrawn."))
        rate(story, reader=reader, stars=stars)
    except NotRateable:
        return gone(request, layout, Story.objects.select_related("dispatch").get(pk=story.pk), versions)
    except RatingError as error:
        status = 409 if isinstance(error, RatingClosed) else 422
        own = own_stars(request, story)
        return _tell(request, layout, versions, stars=stars or own, own=own, error=error.message, status=status)
    said = _("Thank you. You gave this story %(stars)s.") % {"stars": stars_name(stars)}
    return remember(_stored(request, layout, versions, stars, said), reader)


def _stored(request: HttpRequest, layout: Layout, versions: list[Story], stars: int, said: str) -> HttpResponse:
    if _is_script(request):
        return _tell(request, layout, versions, stars=stars, own=stars, said=said)
    path = addresses.rating(addresses.of(layout.code, versions[0]))
    return see_other(f"{path}?after={'vote' if stars else 'withdrawal'}")


def _is_script(request: HttpRequest) -> bool:
    return request.get_preferred_type(["text/html", "application/json"]) == "application/json"


def _tell(
    request: HttpRequest,
    layout: Layout,
    versions: list[Story],
    *,
    stars: int,
    own: int,
    said: str = "",
    error: str = "",
    status: int = 200,
) -> HttpResponse:
    """The rating page, or the same for a script: `stars` as chosen, `own` as stored, and the figures as they are."""
    story = versions[0]
    box = rating_box(layout, story, tally=Tally.objects.filter(pk=story.pk).first(), chosen=stars)
    context: dict[str, Any] = {"rating": box, "own": own, "said": said, "error": error}
    response: HttpResponse
    if _is_script(request):
        figures = loader.get_template("website/_rating_figures.html").render({**context, "calendar": layout.calendar})
        answer = {"stars": own, "said": said or error, "figures": figures}
        response = with_headers(JsonResponse(answer, status=status))
        response["Cache-Control"] = "private, no-store"
    else:
        response = _page(request, layout, versions, context, status)
    patch_vary_headers(response, ["Accept", "Cookie"])
    return response


def _page(
    request: HttpRequest, layout: Layout, versions: list[Story], context: dict[str, Any], status: int
) -> HttpResponse:
    story = versions[0]
    path, headline = addresses.of(layout.code, story), newest_dispatch(story).item.headline
    others = alternates_of(layout, versions)
    head = Head(
        titled(layout, headline, _("Rate it")),
        addresses.rating(path),
        alternates={code: addresses.rating(other) for code, other in others.items()},
        indexed=False,
    )
    context |= {
        "headline": headline,
        "story_path": path,
        "trail": trail_of(layout, layout.by_id.get(story.section_id)),
    }
    return show(request, layout, "website/rating.html", head, context, status=status)
