# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Readers whose comments are refused: since when, until when, why, by whom."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.text import capfirst
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import IndexView

from wireroom.desk.comments.doors import ModeratorsOnly
from wireroom.desk.comments.listing import CommentCell
from wireroom.reactions.comments.decisions import may, unblock_reader
from wireroom.reactions.comments.errors import AlreadyDecided, NotAllowed
from wireroom.reactions.comments.models import BlockedReader
from wireroom.reactions.comments.rules import Right


class BlockedIndexView(ModeratorsOnly, IndexView):
    model = BlockedReader
    template_name = "desk/comments/index.html"
    results_template_name = "desk/comments/blocked_results.html"
    page_title = _("Blocked readers")
    header_icon = "user"
    any_permission_required = None
    paginate_by = 50
    is_searchable = True
    search_fields = ["name", "reason"]
    search_backend_name = None
    default_ordering = "-blocked_at"
    index_url_name = "comments:blocked"
    index_results_url_name = "comments:blocked_results"

    @cached_property
    def columns(self) -> list[Column]:
        return [
            CommentCell("blocked", "name", label=capfirst(gettext("name")), classname="title"),
            CommentCell("blocked_at", "blocked_at", label=gettext("Blocked"), sort_key="blocked_at"),
            CommentCell("until", "until", label=gettext("Until"), sort_key="until"),
            CommentCell("unblock", "unblock", label=gettext("Decide")),
        ]

    def get_base_queryset(self) -> QuerySet[BlockedReader]:
        return BlockedReader.objects.select_related("blocked_by")

    def get_context_data(self, *args: Any, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(*args, **kwargs)
        return context | {"may_block": may(self.user, Right.BLOCK)}


class UnblockView(ModeratorsOnly, View):
    http_method_names = ["post"]
    right = Right.BLOCK

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        reader = get_object_or_404(BlockedReader, pk=pk)
        try:
            unblock_reader(reader, by=self.user)
        except AlreadyDecided as error:
            messages.warning(request, error.message)
        except NotAllowed as error:
            raise PermissionDenied from error
        else:
            messages.success(request, gettext("%(name)s can comment again.") % {"name": reader.name})
        return redirect(reverse("comments:blocked"))
