# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""How an edition, and how one story, takes comments."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.desk.comments.doors import ModeratorsOnly
from wireroom.desk.comments.forms import PolicyForm, ThreadForm
from wireroom.desk.story.listing import language
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.errors import AlreadyDecided
from wireroom.reactions.comments.models import CommentPolicy, Discussion
from wireroom.reactions.comments.policies import policy_of, set_policy
from wireroom.reactions.comments.rules import Mode, Right
from wireroom.reactions.comments.standing import standing_of
from wireroom.stories.models import Edition, Story


class SettingsView(ModeratorsOnly, WagtailAdminTemplateMixin, View):
    header_icon = "cogs"

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data() | context, status=status)
        return response

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments:index"), "label": gettext("Comments")},
            {"url": "", "label": self.get_page_title()},
        ]


class PoliciesView(SettingsView):
    """One line for each edition."""

    template_name = "desk/comments/policies.html"
    page_title = _("Rules for comments")

    def get(self, request: HttpRequest) -> HttpResponse:
        set_already = {policy.edition_id: policy for policy in CommentPolicy.objects.all()}
        editions = Edition.objects.select_related("locale").order_by("position", "pk")
        rows = [(edition, set_already.get(edition.pk) or CommentPolicy(edition=edition)) for edition in editions]
        return self.show(rows=rows, may_set=decisions.may(self.user, Right.SET))


class PolicyView(SettingsView):
    template_name = "desk/comments/policy.html"
    right = Right.SET

    @cached_property
    def edition(self) -> Edition:
        return get_object_or_404(Edition.objects.select_related("locale"), pk=self.kwargs["pk"])

    def get_page_title(self) -> str:
        return gettext("Rules for comments: %(edition)s") % {"edition": self.edition.language_name}

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show(form=PolicyForm(instance=policy_of(self.edition)))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = PolicyForm(request.POST, instance=policy_of(self.edition))
        if not form.is_valid():
            return self.show(422, form=form)
        set_policy(form.instance, by=self.user)
        messages.success(request, gettext("The rules are saved. They hold for the next comment."))
        return redirect(reverse("comments:policies"))


class ThreadView(SettingsView):
    """The comments of one story: when a moderator looks, and whether there is an end."""

    template_name = "desk/comments/thread.html"
    page_title = _("Comments of a story")

    @cached_property
    def story(self) -> Story:
        stories = Story.objects.select_related("section", "locale__edition").defer("body")
        return get_object_or_404(stories, pk=self.kwargs["pk"])

    @property
    def discussion(self) -> Discussion:
        return Discussion.objects.filter(pk=self.story.pk).first() or Discussion(pk=self.story.pk)

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {
            "story": self.story,
            "section": self.story.section.name_in(language()),
            "standing": standing_of(self.story.pk),
            "may_decide": decisions.may(self.user, Right.MODERATE, self.story),
            "list_url": f"{reverse('comments:index')}?state=all&scope=all&story={self.story.pk}",
        }

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        now = self.discussion
        return self.show(form=ThreadForm(initial={"mode": now.mode, "is_closed": now.is_closed}))

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not decisions.may(self.user, Right.MODERATE, self.story):
            raise PermissionDenied
        form = ThreadForm(request.POST)
        if not form.is_valid():
            return self.show(422, form=form)
        self._apply(form.mode_chosen, closed=form.cleaned_data["is_closed"])
        messages.success(request, gettext("The comments of this story are set."))
        return redirect(reverse("comments:thread", args=[self.story.pk]))

    def _apply(self, mode: Mode | None, *, closed: bool) -> None:
        """What stands as asked for already is no fault and leaves no line in the log."""
        with suppress(AlreadyDecided):
            decisions.set_mode(self.story, mode=mode, by=self.user)
        close_or_reopen = decisions.close if closed else decisions.reopen
        with suppress(AlreadyDecided):
            close_or_reopen(self.story, by=self.user)
