# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Which comments a moderator looks through, in which order: the filters of the queue, its next and its previous one."""

from __future__ import annotations

from typing import Any

import django_filters
from django import forms
from django.db.models import Q, QuerySet, TextField
from django.db.models.functions import Cast
from django.http import HttpRequest, QueryDict
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from wagtail.admin.filters import WagtailFilterSet
from wagtail.models import Locale

from wireroom.accounts.models import User
from wireroom.desk.comments.words import REASONS
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.querysets import CommentQuerySet
from wireroom.stories.models import Edition
from wireroom.stories.policy import answers_for

ALL = "all"
LARGEST_ID = 2**63 - 1
UNDECIDED = "undecided"
DEFAULTS = {"state": UNDECIDED, "scope": "own"}
"""What is looked through unless somebody asks for something else."""

STATES = [
    (UNDECIDED, _("To be decided")),
    ("waiting", _("Waiting")),
    ("reported", _("Readers complain")),
    ("published", _("Published")),
    ("refused", _("Rejected or removed")),
    (ALL, _("All")),
]
SCOPES = [("own", _("What I answer for")), (ALL, _("All sections and languages"))]


def own_comments(user: User) -> Q:
    """Comments in the sections and languages that `user` answers for."""
    sections, locales = answers_for(user)
    wanted = Q()
    if sections:
        wanted &= Q(story__section__in=sections) | Q(story__section__parent__in=sections)
    if locales:
        wanted &= Q(language__in=Locale.objects.filter(pk__in=locales).values("language_code"))
    return wanted


def undecided_count(user: User, *, at_most: int) -> int:
    """How many comments `user` answers for wait or are complained of, counted no further than `at_most`."""
    return Comment.objects.undecided().filter(own_comments(user)).order_by()[:at_most].count()


def most_pressing(comments: CommentQuerySet) -> CommentQuerySet:
    """What readers see and complain of comes first, then what has waited longest."""
    return comments.order_by("-reports", "created_at", "pk")


def with_words(comments: CommentQuerySet, words: str) -> CommentQuerySet:
    """Comments whose name or text holds `words`; SQLite knows the case of Latin letters only, so we help it."""
    wanted = Q()
    for spelling in {words, words.lower(), words.capitalize(), words.upper()}:
        wanted |= Q(text__icontains=spelling) | Q(name__icontains=spelling)
    return comments.filter(wanted)


def _editions() -> QuerySet[Edition]:
    return Edition.objects.select_related("locale").order_by("position", "pk")


class CommentFilterSet(WagtailFilterSet):
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
    language = django_filters.ChoiceFilter(
        label=_("Language"),
        choices=lambda: [(edition.code, edition.language_name) for edition in _editions()],
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    reason = django_filters.ChoiceFilter(
        label=_("What the rules found"),
        choices=list(REASONS.items()),
        method="filter_reason",
        widget=forms.RadioSelect,
        empty_label=_("All"),
    )
    story = django_filters.NumberFilter(widget=forms.HiddenInput, max_value=LARGEST_ID)

    def __init__(self, data: QueryDict, *args: Any, request: HttpRequest, **kwargs: Any) -> None:
        asked = data.copy()
        for name, value in DEFAULTS.items():
            asked.setdefault(name, value)
        super().__init__(asked, *args, request=request, **kwargs)
        user: Any = request.user
        if not any(answers_for(user)):
            del self.filters["scope"]

    def filter_state(self, comments: CommentQuerySet, _name: str, value: str) -> CommentQuerySet:
        match value:
            case "undecided":
                return comments.undecided()
            case "waiting":
                return comments.waiting()
            case "reported":
                return comments.reported()
            case "published":
                return comments.published()
            case "refused":
                return comments.filter(state__in=(State.REJECTED, State.REMOVED))
        return comments

    def filter_scope(self, comments: CommentQuerySet, _name: str, value: str) -> CommentQuerySet:
        return comments if value == ALL else comments.filter(own_comments(self.request.user))

    def filter_reason(self, comments: CommentQuerySet, _name: str, value: str) -> CommentQuerySet:
        return comments.annotate(codes=Cast("reasons", TextField())).filter(codes__contains=f'"{value}"')

    class Meta:
        model = Comment
        fields: list[str] = []


class Queue:
    """The undecided comments that a person goes through, as they filtered the list when they opened one."""

    def __init__(self, request: HttpRequest) -> None:
        self.request = request

    @cached_property
    def query(self) -> str:
        """The filters to carry along, as a query string."""
        kept = self.request.GET.copy()
        for name in ("p", "_w_filter_fragment", "ordering"):
            kept.pop(name, None)
        return kept.urlencode()

    @property
    def suffix(self) -> str:
        return f"?{self.query}" if self.query else ""

    @cached_property
    def comments(self) -> CommentQuerySet:
        asked = self.request.GET.copy()
        if asked.get("state") not in ("waiting", "reported"):
            asked["state"] = UNDECIDED
        filters = CommentFilterSet(asked, Comment.objects.all(), request=self.request)
        comments: CommentQuerySet = filters.qs if filters.is_valid() else Comment.objects.undecided()
        words = asked.get("q", "").strip()
        return most_pressing(with_words(comments, words) if words else comments)

    def after(self, comment: Comment) -> Comment | None:
        """The next one; from the end of the queue it goes on at its beginning."""
        others = self.comments.exclude(pk=comment.pk)
        return others.filter(_later(comment)).first() or others.first()

    def before(self, comment: Comment) -> Comment | None:
        return self.comments.exclude(pk=comment.pk).exclude(_later(comment)).reverse().first()


def _later(comment: Comment) -> Q:
    """What `most_pressing` puts after `comment`."""
    as_often = Q(reports=comment.reports)
    return (
        Q(reports__lt=comment.reports)
        | as_often & Q(created_at__gt=comment.created_at)
        | as_often & Q(created_at=comment.created_at, pk__gt=comment.pk)
    )
