# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Which slips a person looks through, in which order: the filters of the queue, and its next and its previous one."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet

from wireroom.accounts.models import User
from wireroom.reactions.typo_reports.models import MENDED, Slip, SlipState, Standing
from wireroom.reactions.typo_reports.querysets import SlipQuerySet
from wireroom.stories.models import Edition, Section
from wireroom.stories.policy import answers_for

ALL = "all"
DEFAULTS = {"state": "open", "scope": "own"}
"""What is looked through unless somebody asks for something else."""

STATES = [
    ("open", _("Open")),
    ("mended", _("Mended")),
    ("refused", _("Rejected or not reproducible")),
    ("gone", _("Passage is gone")),
    (ALL, _("All")),
]
IN_STATE = {
    "open": (SlipState.OPEN,),
    "mended": MENDED,
    "refused": (SlipState.REJECTED, SlipState.IRREPRODUCIBLE),
    "gone": (SlipState.GONE,),
}
CLAIMS = [("mine", _("Taken by me")), ("free", _("Taken by nobody"))]
SCOPES = [("own", _("What I answer for")), (ALL, _("All sections and languages"))]


def own_slips(user: User) -> Q:
    """Slips in the sections and languages that `user` answers for."""
    sections, locales = answers_for(user)
    wanted = Q()
    if sections:
        wanted &= Q(story__section__in=sections) | Q(story__section__parent__in=sections)
    if locales:
        wanted &= Q(story__locale__in=locales)
    return wanted


def has_own(user: User) -> bool:
    """Whether `user` answers for less than all."""
    return any(answers_for(user))


def open_count(user: User, *, at_most: int) -> int:
    """How many open slips `user` answers for, counted no further than `at_most`."""
    return Slip.objects.open().filter(own_slips(user)).order_by()[:at_most].count()


LARGEST_ID = 2**63 - 1
"""Beyond it no database has a row, and SQLite cannot even be asked."""


class SlipFilterSet(WagtailFilterSet):
    state = django_filters.ChoiceFilter(
        label=_("State"),
        choices=STATES,
        method="filter_state",
        widget=forms.RadioSelect,
        empty_label=None,
        initial=DEFAULTS["state"],
    )
    scope = django_filters.ChoiceFilter(
        label=_("Show"),
        choices=SCOPES,
        method="filter_scope",
        widget=forms.RadioSelect,
        empty_label=None,
        initial=DEFAULTS["scope"],
    )
    claim = django_filters.ChoiceFilter(
        label=_("Taken"), choices=CLAIMS, method="filter_claim", widget=forms.RadioSelect, empty_label=_("All")
    )
    locale = django_filters.ChoiceFilter(
        label=_("Language"),
        field_name="story__locale__language_code",
        choices=lambda: [(edition.code, edition.language_name) for edition in _editions()],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    section = django_filters.ChoiceFilter(
        label=_("Section"),
        choices=lambda: [(section.code, section.name_in(get_language() or "en")) for section in Section.objects.all()],
        method="filter_section",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    story = django_filters.NumberFilter(widget=forms.HiddenInput, max_value=LARGEST_ID)
    standing = django_filters.ChoiceFilter(
        label=_("The words"),
        choices=Standing.choices,
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )

    def __init__(self, data: QueryDict, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        asked = data.copy()
        for name, value in DEFAULTS.items():
            asked.setdefault(name, value)
        super().__init__(asked, *args, request=request, **kwargs)
        user: Any = request.user
        if not has_own(user):
            del self.filters["scope"]

    def filter_state(self, slips: SlipQuerySet, _name: str, value: str) -> SlipQuerySet:
        return slips if value == ALL else slips.filter(state__in=IN_STATE[value])

    def filter_scope(self, slips: SlipQuerySet, _name: str, value: str) -> SlipQuerySet:
        return slips if value == ALL else slips.filter(own_slips(self.request.user))

    def filter_claim(self, slips: SlipQuerySet, _name: str, value: str) -> SlipQuerySet:
        return slips.claimed_by(self.request.user) if value == "mine" else slips.filter(claimed_by=None)

    def filter_section(self, slips: SlipQuerySet, _name: str, value: str) -> SlipQuerySet:
        """Those of the section and of its parts."""
        return slips.filter(Q(story__section__code=value) | Q(story__section__parent__code=value))

    class Meta:
        model = Slip
        fields: list[str] = []


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("locale").order_by("position", "pk")


def with_words(slips: SlipQuerySet, words: str) -> SlipQuerySet:
    """Slips whose fragment or headline holds `words`; SQLite knows the case of Latin letters only, so we help it."""
    wanted = Q()
    for spelling in {words, words.lower(), words.capitalize(), words.upper()}:
        wanted |= Q(quote__icontains=spelling) | Q(story__headline__icontains=spelling)
    return slips.filter(wanted)


class Queue:
    """The open slips that a person goes through, as they filtered the list when they opened one."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request
        user: Any = request.user
        self.user = user

    @cached_property
    def query(self) -> str:
        """The filters to carry along, as a query string."""
        kept = self.request.GET.copy()
        for name in ("p", "reading", "_w_filter_fragment", "ordering"):
            kept.pop(name, None)
        return kept.urlencode()

    @property
    def suffix(self) -> str:
        return f"?{self.query}" if self.query else ""

    @cached_property
    def slips(self) -> SlipQuerySet:
        asked = self.request.GET.copy()
        asked["state"] = "open"
        filters = SlipFilterSet(asked, Slip.objects.all(), request=self.request)
        slips: SlipQuerySet = filters.qs if filters.is_valid() else Slip.objects.open()
        words = asked.get("q", "").strip()
        return with_words(slips, words) if words else slips

    def after(self, slip: Slip) -> Slip | None:
        """The next one that no colleague has taken; from the end of the queue it goes on at its beginning."""
        free = self.slips.unclaimed_but_by(self.user).exclude(pk=slip.pk).most_pressing()
        return free.filter(_later(slip)).first() or free.first()

    def before(self, slip: Slip) -> Slip | None:
        free = self.slips.unclaimed_but_by(self.user).exclude(pk=slip.pk).most_pressing().reverse()
        return free.exclude(_later(slip)).first()


def _later(slip: Slip) -> Q:
    """What `most_pressing` puts after `slip`."""
    as_often = Q(reports_count=slip.reports_count)
    return (
        Q(reports_count__lt=slip.reports_count)
        | as_often & Q(first_reported_at__gt=slip.first_reported_at)
        | as_often & Q(first_reported_at=slip.first_reported_at, pk__gt=slip.pk)
    )
