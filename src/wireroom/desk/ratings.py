# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Readers' ratings at the desk: what is held back, what every story got, closing and recounting."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404, redirect
from django.urls import path, reverse
from django.utils.functional import Promise, cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import TemplateView, View
from wagtail.admin.menu import MenuItem
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.accounts.models import User
from wireroom.desk.dashboard import Line, LinesPanel, stories_by_id
from wireroom.reactions.ratings import decisions
from wireroom.reactions.ratings.errors import RatingError
from wireroom.reactions.ratings.models import Burst, Rating, Tally
from wireroom.reactions.ratings.rules import STARS, Figures, Right
from wireroom.stories.models import Story

PER_PAGE = 30
MOST_HELD = 100
"""So many crowds are listed at once; deciding about them brings the next."""


class RatingsDoor(View):
    """Opens to who may see ratings."""

    def dispatch(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if not decisions.may(self.user, Right.SEE):
            raise PermissionDenied
        return super().dispatch(request, *args, **kwargs)

    @cached_property
    def user(self) -> User:
        user: Any = self.request.user
        return user  # type: ignore[no-any-return]  # the desk lets nobody else in


@dataclass(frozen=True, slots=True)
class Crowd:
    """A burst of equal votes: its story, how many votes it has by now, and whether this person may decide on it."""

    burst: Burst
    story: Story
    votes: int
    may_decide: bool

    @property
    def what(self) -> str:
        """In a few words."""
        if self.burst.is_from_one_place:
            text = ngettext(
                "%(votes)s vote of %(stars)s ★ from one network",
                "%(votes)s votes of %(stars)s ★ from one network",
                self.votes,
            )
        else:
            text = ngettext(
                "%(votes)s vote of %(stars)s ★ from many networks",
                "%(votes)s votes of %(stars)s ★ from many networks",
                self.votes,
            )
        return text % {"votes": self.votes, "stars": self.burst.stars}


def held_bursts(user: User) -> list[Crowd]:
    """Every burst that nobody has decided about, the oldest first."""
    bursts = list(Burst.objects.undecided()[:MOST_HELD])
    if not bursts:
        return []
    stories = stories_by_id([burst.story_id for burst in bursts])
    return [_crowd(user, burst, stories[burst.story_id], votes) for burst, votes in _counted(bursts)]


def _counted(bursts: Sequence[Burst]) -> list[tuple[Burst, int]]:
    votes = Rating.objects.in_bursts(bursts)
    return [(burst, votes.get(burst.pk, 0)) for burst in bursts]


def _crowd(user: User, burst: Burst, story: Story, votes: int) -> Crowd:
    return Crowd(burst, story, votes, not burst.decision and decisions.may(user, Right.DECIDE, story))


class HeldRatingsPanel(LinesPanel):
    """Crowds of votes that this person should look at; shown only if there are any."""

    name = "held-ratings"
    heading = _("Votes held back: count or drop them")
    icon = "warning"
    empty = _("No votes are held back.")
    is_urgent = True
    order = 80

    def lines(self) -> Sequence[Line]:
        return [
            Line(held.story, reverse("desk_ratings_story", args=[held.story.pk]), held.what, held.burst.began_at)
            for held in held_bursts(self.user)
            if held.may_decide
        ]


class RatingsMenuItem(MenuItem):
    def is_shown(self, request: HttpRequest) -> bool:
        user: Any = request.user
        return decisions.may(user, Right.SEE)


class RatingsView(RatingsDoor, WagtailAdminTemplateMixin, TemplateView):
    """What waits for a decision, then every rated story, the youngest first."""

    template_name = "desk/ratings/index.html"
    page_title = _("Ratings")
    header_icon = "star"

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home: list[dict[str, str]] = super().get_breadcrumbs_items()
        return [*home, {"url": "", "label": gettext("Ratings")}]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tallies = Tally.objects.rated().select_related("story__locale__edition", "story__section")
        tallies = tallies.defer("story__body").order_by("-story__first_published_at", "-pk")
        context["held"] = held_bursts(self.user)
        context["page"] = Paginator(tallies, PER_PAGE).get_page(self.request.GET.get("p"))
        context["is_on"] = decisions.is_on()
        context["may_switch"] = decisions.may(self.user, Right.SWITCH)
        return context


@dataclass(frozen=True, slots=True)
class StarsLine:
    """One line of a story's distribution."""

    stars: int
    counted: int
    held: int
    dropped: int


class StoryRatingsView(RatingsDoor, WagtailAdminTemplateMixin, TemplateView):
    """The ratings of one story, and what may be done about them."""

    template_name = "desk/ratings/story.html"
    page_title = _("Ratings")
    header_icon = "star"

    @cached_property
    def story(self) -> Story:
        released = Story.objects.filter(dispatch__isnull=False).select_related("locale__edition", "section")
        return get_object_or_404(released, pk=self.kwargs["pk"])

    def get_page_subtitle(self) -> str:
        return self.story.headline

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home: list[dict[str, str]] = super().get_breadcrumbs_items()
        return [
            *home,
            {"url": reverse("desk_ratings"), "label": gettext("Ratings")},
            {"url": "", "label": self.story.headline},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        tally = Tally.objects.filter(pk=self.story.pk).first() or Tally(story=self.story)
        bursts = list(Burst.objects.of(self.story.pk).select_related("decided_by").order_by("-began_at"))
        votes = Rating.objects.of(self.story.pk)
        (held, _here), (dropped, _there) = votes.held().figures(), votes.dropped().figures()
        context |= {
            "story": self.story,
            "public_path": f"/{self.story.edition.code}/s/{self.story.pk}/",
            "tally": tally,
            "lines": list(_lines(tally.figures, held, dropped)),
            "crowds": [_crowd(self.user, burst, self.story, found) for burst, found in _counted(bursts)],
            "may_decide": decisions.may(self.user, Right.DECIDE, self.story),
            "is_on": decisions.is_on(),
        }
        return context


def _lines(counted: Figures, held: Figures, dropped: Figures) -> list[StarsLine]:
    """The best first."""
    return [
        StarsLine(stars, counted.given(stars), held.given(stars), dropped.given(stars)) for stars in reversed(STARS)
    ]


Deed = tuple[Callable[..., None], Promise]

STORY_DEEDS: dict[str, Deed] = {
    "close": (decisions.close, _("No more ratings of “%(headline)s” are taken.")),
    "reopen": (decisions.reopen, _("Readers may rate “%(headline)s” again.")),
    "recount": (decisions.recount, _("The ratings of “%(headline)s” are counted anew.")),
}
BURST_DEEDS: dict[str, Deed] = {
    "count": (decisions.count_burst, _("The held votes for “%(headline)s” count now.")),
    "drop": (decisions.drop_burst, _("The held votes for “%(headline)s” are dropped.")),
}


class DeedView(RatingsDoor):
    """Does one thing on POST, says so, and leads back."""

    http_method_names = ["post"]

    def carry_out(self, deed: Deed, subject: Story | Burst, story: Story) -> None:
        """Raises PermissionDenied; whatever else is in the way is said to the editor."""
        act, done = deed
        try:
            act(subject, by=self.user)
        except RatingError as error:
            if error.code == "not-allowed":
                raise PermissionDenied from error
            messages.error(self.request, error.message)
        else:
            messages.success(self.request, str(done) % {"headline": story.headline})


def _deed(deeds: dict[str, Deed], name: str) -> Deed:
    if name not in deeds:
        raise Http404(name)
    return deeds[name]


class StoryDeedView(DeedView):
    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        found = _deed(STORY_DEEDS, deed)
        story = get_object_or_404(Story.objects.filter(dispatch__isnull=False), pk=pk)
        self.carry_out(found, story, story)
        return redirect("desk_ratings_story", pk)


class BurstDeedView(DeedView):
    def post(self, request: HttpRequest, pk: int, deed: str) -> HttpResponse:
        found = _deed(BURST_DEEDS, deed)
        burst = get_object_or_404(Burst.objects.select_related("story__section"), pk=pk)
        self.carry_out(found, burst, burst.story)
        return redirect("desk_ratings_story", burst.story_id)


class SwitchView(RatingsDoor):
    """Opens or closes the ratings of the whole agency."""

    http_method_names = ["post"]

    def post(self, request: HttpRequest) -> HttpResponse:
        try:
            decisions.switch(is_on=not decisions.is_on(), by=self.user)
        except RatingError as error:
            raise PermissionDenied from error
        said = gettext("Readers may rate stories again.") if decisions.is_on() else gettext("All ratings are closed.")
        messages.success(request, said)
        return redirect("desk_ratings")


addresses = [
    path("ratings/", RatingsView.as_view(), name="desk_ratings"),
    path("ratings/switch/", SwitchView.as_view(), name="desk_ratings_switch"),
    path("ratings/<int:pk>/", StoryRatingsView.as_view(), name="desk_ratings_story"),
    path("ratings/<int:pk>/<slug:deed>/", StoryDeedView.as_view(), name="desk_ratings_deed"),
    path("ratings/held/<int:pk>/<slug:deed>/", BurstDeedView.as_view(), name="desk_ratings_burst"),
]
