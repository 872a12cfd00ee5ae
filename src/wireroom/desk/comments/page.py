# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""One comment: what it says and answers, what the rules and readers think of it, and what may be done about it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.models import ModelLogEntry

from wireroom.core.errors import WireroomError
from wireroom.desk.comments.authors import authors_of
from wireroom.desk.comments.doors import ModeratorsOnly
from wireroom.desk.comments.forms import BlockForm, RefusalForm, ReportForm
from wireroom.desk.comments.listing import with_story
from wireroom.desk.comments.moving import take_as_report
from wireroom.desk.comments.queue import Queue
from wireroom.desk.comments.words import in_words
from wireroom.desk.story.listing import language
from wireroom.reactions.comments import decisions
from wireroom.reactions.comments.errors import AlreadyDecided, NotAllowed
from wireroom.reactions.comments.models import Comment, State
from wireroom.reactions.comments.rules import Right
from wireroom.reactions.typo_reports.errors import ReportError
from wireroom.stories.models import Story

COMPLAINTS_SHOWN = 20
OTHERS_SHOWN = 5
DECISIONS_SHOWN = 10


class CommentView(ModeratorsOnly, WagtailAdminTemplateMixin, View):
    """Shows a comment; the views that decide show it again where something is missing."""

    template_name = "desk/comments/comment.html"
    header_icon = "comment"
    page_title = _("Comment")

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.show()

    def show(self, status: int = 200, **forms: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data(**forms), status=status)
        return response

    @cached_property
    def comment(self) -> Comment:
        return get_object_or_404(with_story(), pk=self.kwargs["pk"])

    @cached_property
    def queue(self) -> Queue:
        return Queue(self.request)

    def may(self, right: Right) -> bool:
        return decisions.may(self.user, right, self.comment.story)

    def address(self, name: str, comment: Comment | None = None) -> str:
        return reverse(f"comments:{name}", args=[(comment or self.comment).pk]) + self.queue.suffix

    @property
    def index_url(self) -> str:
        return reverse("comments:index") + self.queue.suffix

    def get_page_subtitle(self) -> str:
        return self.comment.name

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        return [
            *self.breadcrumbs_items,
            {"url": self.index_url, "label": gettext("Comments")},
            {"url": "", "label": self.comment.name or gettext("Comment")},
        ]

    def get_context_data(self, **forms: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data()
        comment, story = self.comment, self.comment.story
        after, before = self.queue.after(comment), self.queue.before(comment)
        context |= {
            "comment": comment,
            "story": story,
            "section": story.section.name_in(language()),
            "error": forms.get("error"),
            "found": in_words(comment.reasons),
            "may_decide": self.may(Right.MODERATE),
            "may_block": self.may(Right.BLOCK) and bool(comment.reader),
            "is_open": comment.state in (State.WAITING, State.PUBLISHED),
            "public_url": f"/{story.locale.language_code}/s/{story.pk}/" if story.live else "",
            "index_url": self.index_url,
            "after_url": self.address("comment", after) if after else "",
            "before_url": self.address("comment", before) if before else "",
            "urls": {name: self.address(name) for name in DECISIONS},
            "thread_url": reverse("comments:thread", args=[story.pk]),
        }
        return context | self._known() | self._forms(forms)

    def _known(self) -> dict[str, Any]:
        """What readers, rules and colleagues have said, and what the author wrote elsewhere."""
        comment = self.comment
        others = Comment.objects.by_reader(comment.reader).exclude(pk=comment.pk).order_by("-created_at")
        complaints = comment.complaints.order_by("-reported_at")
        log = ModelLogEntry.objects.filter(
            content_type=ContentType.objects.get_for_model(Story),
            object_id=str(comment.story_id),
            action__startswith="wireroom.comment_",
            data__comment=comment.pk,
        )
        return {
            "author": authors_of([comment])[comment.reader],
            "others": others[:OTHERS_SHOWN] if comment.reader else (),
            "complaints": complaints[:COMPLAINTS_SHOWN],
            "decided": log.select_related("user").order_by("-timestamp")[:DECISIONS_SHOWN],
        }

    def _forms(self, sent: dict[str, Any]) -> dict[str, Any]:
        """The forms, filled in as they were sent."""
        story = self.comment.story
        return {
            "refusal": sent.get("refusal") or RefusalForm(story, auto_id="refuse_%s"),
            "report": sent.get("report") or ReportForm(story, auto_id="report_%s"),
            "blocking": sent.get("blocking") or BlockForm(auto_id="block_%s"),
        }

    def conflict(self, error: WireroomError) -> HttpResponse:
        """Tells the second moderator who was first, and what came of it."""
        del self.comment
        return self.show(409, error=error)


class DecideView(CommentView):
    """A door that opens by POST only, to who may moderate this very story's comments."""

    http_method_names = ["post"]
    needed = Right.MODERATE

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        if not self.may(self.needed):
            raise PermissionDenied
        try:
            return self.decide()
        except AlreadyDecided as error:
            return self.conflict(error)
        except NotAllowed as error:
            raise PermissionDenied from error

    def decide(self) -> HttpResponse:
        raise NotImplementedError

    def go_on(self, done: str) -> HttpResponse:
        """Says what was done and leads to the next comment of the queue, or back to the list it was done from."""
        messages.success(self.request, done)
        after = None if "list" in self.request.POST else self.queue.after(self.comment)
        return redirect(self.address("comment", after) if after else self.index_url)

    def stay(self, done: str) -> HttpResponse:
        messages.success(self.request, done)
        return redirect(self.address("comment"))

    def said(self, message: str) -> str:
        return message % {"name": self.comment.name}


class ApproveView(DecideView):
    def decide(self) -> HttpResponse:
        decisions.approve(self.comment, by=self.user)
        return self.go_on(self.said(gettext("The comment by %(name)s is published.")))


class KeepView(DecideView):
    def decide(self) -> HttpResponse:
        decisions.keep(self.comment, by=self.user)
        return self.go_on(self.said(gettext("The comment by %(name)s stays.")))


class RefuseView(DecideView):
    """Rejects what waits, removes what is published."""

    def decide(self) -> HttpResponse:
        refusal = RefusalForm(self.comment.story, self.request.POST, auto_id="refuse_%s")
        if not refusal.is_valid():
            return self.show(422, refusal=refusal)
        if self.comment.state == State.PUBLISHED:
            decisions.remove(self.comment, by=self.user, reason=refusal.said)
            return self.go_on(self.said(gettext("The comment by %(name)s is removed.")))
        decisions.reject(self.comment, by=self.user, reason=refusal.said)
        return self.go_on(self.said(gettext("The comment by %(name)s is rejected.")))


class RestoreView(DecideView):
    def decide(self) -> HttpResponse:
        decisions.restore(self.comment, by=self.user)
        return self.stay(self.said(gettext("The comment by %(name)s is published.")))


class PickView(DecideView):
    """Makes the comment an editors' pick, publishing it where it waits; or takes the pick back."""

    def decide(self) -> HttpResponse:
        comment = self.comment
        if comment.is_pick:
            decisions.pick(comment, by=self.user, picked=False)
            return self.stay(self.said(gettext("The comment by %(name)s is no editors’ pick any more.")))
        with transaction.atomic():
            if comment.state == State.WAITING:
                decisions.approve(comment, by=self.user)
            decisions.pick(comment, by=self.user)
        return self.go_on(self.said(gettext("The comment by %(name)s is an editors’ pick.")))


class ReportView(DecideView):
    """Moves the comment to the reported errors."""

    def decide(self) -> HttpResponse:
        form = ReportForm(self.comment.story, self.request.POST, auto_id="report_%s")
        if not form.is_valid():
            return self.show(422, report=form)
        try:
            take_as_report(self.comment, by=self.user, **form.cleaned_data)
        except ReportError as error:
            form.add_error(error.field if error.field in form.fields else None, error.message)
            return self.show(422, report=form)
        return self.go_on(self.said(gettext("The comment by %(name)s is among the reported errors now.")))


class BlockView(DecideView):
    needed = Right.BLOCK

    def decide(self) -> HttpResponse:
        form = BlockForm(self.request.POST, auto_id="block_%s")
        if not form.is_valid() or not self.comment.reader:
            return self.show(422, blocking=form)
        decisions.block_reader(self.comment, by=self.user, reason=form.cleaned_data["reason"], until=form.until)
        return self.stay(self.said(gettext("%(name)s is blocked. What they wrote stays as it is.")))


DECISIONS: dict[str, type[DecideView]] = {
    "approve": ApproveView,
    "keep": KeepView,
    "refuse": RefuseView,
    "restore": RestoreView,
    "pick": PickView,
    "report": ReportView,
    "block": BlockView,
}
"""What is posted to below a comment's address."""
