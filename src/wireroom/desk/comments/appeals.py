# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Authors who ask the newsroom to look again, the longest waiting first."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.core.paginator import Paginator
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.accounts.models import User
from wireroom.desk.comments.doors import ModeratorsOnly
from wireroom.desk.comments.forms import AnswerForm
from wireroom.desk.comments.queue import own_comments
from wireroom.reactions.comments.decisions import decide_appeal, may
from wireroom.reactions.comments.errors import AlreadyDecided
from wireroom.reactions.comments.models import Appeal, Comment
from wireroom.reactions.comments.rules import Right

A_PAGE = 20
DECIDED_SHOWN = 10


def open_appeals(user: User) -> QuerySet[Appeal]:
    """Undecided appeals about comments that `user` answers for."""
    own = own_comments(user)
    appeals = Appeal.objects.filter(is_upheld=None).order_by("made_at", "pk")
    return appeals.filter(comment__in=Comment.objects.filter(own)) if own else appeals


def _with_comments(appeals: QuerySet[Appeal]) -> QuerySet[Appeal]:
    related = ("comment__story__section", "comment__story__locale__edition", "comment__decided_by", "decided_by")
    return appeals.select_related(*related).prefetch_related("comment__story__authors").defer("comment__story__body")


class AppealsView(ModeratorsOnly, WagtailAdminTemplateMixin, View):
    template_name = "desk/comments/appeals.html"
    header_icon = "mail"
    page_title = _("Appeals")

    def get(self, request: HttpRequest) -> HttpResponse:
        return self.show()

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": reverse("comments:index"), "label": gettext("Comments")},
            {"url": "", "label": gettext("Appeals")},
        ]

    def show(self, status: int = 200, sent: AnswerForm | None = None, about: int = 0) -> HttpResponse:
        """The list; `sent` is the form that lacks something, below the appeal with the id `about`."""
        page = Paginator(_with_comments(open_appeals(self.user)), A_PAGE).get_page(self.request.GET.get("p"))
        rows: list[Any] = list(page)
        for appeal in rows:
            form = sent if sent and appeal.pk == about else None
            appeal.form = form or AnswerForm(auto_id=f"appeal_{appeal.pk}_%s")
            appeal.may_decide = may(self.user, Right.MODERATE, appeal.comment.story)
        decided = _with_comments(Appeal.objects.filter(~Q(is_upheld=None)).order_by("-decided_at"))
        context = self.get_context_data() | {"appeals": rows, "page": page, "decided": decided[:DECIDED_SHOWN]}
        response: HttpResponse = self.render_to_response(context, status=status)
        return response


class DecideAppealView(AppealsView):
    http_method_names = ["post"]

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        appeal = get_object_or_404(_with_comments(Appeal.objects.all()), pk=pk)
        if not may(self.user, Right.MODERATE, appeal.comment.story):
            raise PermissionDenied
        uphold = request.POST.get("decision") == "uphold"
        form = AnswerForm(request.POST, upholds=uphold, auto_id=f"appeal_{pk}_%s")
        if not form.is_valid():
            return self.show(422, form, pk)
        try:
            decide_appeal(appeal, by=self.user, uphold=uphold, answer=form.cleaned_data["answer"])
        except AlreadyDecided as error:
            messages.error(request, error.message)
            return self.show(409)
        done = gettext("The comment by %(name)s is published again.")
        if not uphold:
            done = gettext("The decision about the comment by %(name)s stands.")
        messages.success(request, done % {"name": appeal.comment.name})
        return redirect(reverse("comments:appeals"))
