# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The pages that ask before a story is withdrawn, reinstated, advised about, unscheduled or translated."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _
from django.views.generic import FormView, View
from wagtail.admin.views.generic import WagtailAdminTemplateMixin
from wagtail.admin.views.generic.base import BaseObjectMixin
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wireroom.desk.story.asking import StoryDoor
from wireroom.stories import actions, translations
from wireroom.stories.errors import StoryError
from wireroom.stories.models import Edition, Story
from wireroom.stories.rules import Action


class QuestionForm(forms.Form):
    """Nothing but yes or no."""


class NoteForm(QuestionForm):
    note = forms.CharField(label=_("Public note"), widget=AdminAutoHeightTextInput(attrs={"rows": 3}), max_length=2000)


class OptionalNoteForm(NoteForm):
    note = forms.CharField(
        label=_("Public note"),
        widget=AdminAutoHeightTextInput(attrs={"rows": 3}),
        max_length=2000,
        required=False,
    )


class AdviceForm(NoteForm):
    note = forms.CharField(
        label=_("Note to editors"), widget=AdminAutoHeightTextInput(attrs={"rows": 3}), max_length=2000
    )


class StoryQuestionView(StoryDoor, BaseObjectMixin, WagtailAdminTemplateMixin, FormView):  # type: ignore[type-arg]
    """A page that says what will happen, asks for what is needed, and does it on POST."""

    model = Story
    template_name = "desk/question.html"
    form_class: type[forms.Form] = QuestionForm
    permission_required: str
    explanation: Promise
    consequence: Promise | str = ""
    yes: Promise
    is_serious = False
    done: Promise

    def carry_out(self, form: forms.Form) -> None:
        """Does it; a StoryError is shown on the form."""
        raise NotImplementedError

    def form_valid(self, form: forms.Form) -> HttpResponse:
        try:
            self.carry_out(form)
        except StoryError as error:
            form.add_error("note" if "note" in form.fields else None, error.message)
            return self.form_invalid(form)
        messages.success(self.request, str(self.done) % {"headline": self.object.headline})
        return redirect("stories:edit", self.object.pk)

    def get_form(self, form_class: type[forms.Form] | None = None) -> forms.Form:
        form: forms.Form = super().get_form(form_class)
        if "note" in form.fields:
            form.fields["note"].widget.attrs.update(lang=self.object.edition.language_tag, dir="auto")
        return form

    def get_page_subtitle(self) -> str:
        return str(self.object.headline)

    def get_breadcrumbs_items(self) -> list[dict[str, str]]:
        home: list[dict[str, str]] = super().get_breadcrumbs_items()
        return [
            *home,
            {"url": reverse("stories:list"), "label": gettext("Stories")},
            {"url": reverse("stories:edit", args=[self.object.pk]), "label": self.get_page_subtitle()},
            {"url": "", "label": str(self.page_title)},
        ]

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["story"] = self.object
        context["back_url"] = reverse("stories:edit", args=[self.object.pk])
        return context

    @property
    def user(self) -> Any:
        return self.request.user


class ReinstateView(StoryQuestionView):
    page_title = _("Reinstate")
    header_icon = "undo"
    permission_required = Action.WITHDRAW
    form_class = OptionalNoteForm
    explanation = _("The story comes back at its old address, with the words it was withdrawn with.")
    consequence = _("To bring it back changed, open it, change it, and publish the draft.")
    yes = _("Reinstate the story")
    done = _("“%(headline)s” is back.")

    def carry_out(self, form: forms.Form) -> None:
        actions.reinstate(self.object, by=self.user, note=form.cleaned_data["note"])


class AdviseView(StoryQuestionView):
    page_title = _("Advise editors")
    header_icon = "info-circle"
    permission_required = Action.ADVISE
    form_class = AdviceForm
    explanation = _("Newsrooms that receive the story are sent your note. Readers see nothing of it.")
    yes = _("Send the note")
    done = _("Your note about “%(headline)s” is on the wire.")

    def carry_out(self, form: forms.Form) -> None:
        actions.advise(self.object, by=self.user, note=form.cleaned_data["note"])


class UnscheduleView(StoryQuestionView):
    page_title = _("Take off the schedule")
    header_icon = "calendar"
    permission_required = Action.PUBLISH
    explanation = _("The waiting version will not go out by itself; it stays as a draft.")
    yes = _("Take it off the schedule")
    done = _("“%(headline)s” is off the schedule.")

    def carry_out(self, form: forms.Form) -> None:
        actions.unschedule(self.object, by=self.user)


class RevisionUnscheduleView(UnscheduleView):
    """The same, at the address where Wagtail's pages lead; a story has one waiting version at most."""


class TranslateView(StoryDoor, BaseObjectMixin, View):
    """Starts the story's version in another language, or opens the one there is."""

    model = Story
    http_method_names = ["post"]
    permission_required = Action.VIEW

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        edition = get_object_or_404(Edition, locale__language_code=request.GET.get("into", ""))
        try:
            draft = translations.translate(self.object, into=edition, by=user)
        except StoryError as error:
            if error.code == "not-allowed":
                raise PermissionDenied from error
            messages.error(request, error.message)
            return redirect("stories:edit", self.object.pk)
        messages.success(
            request, gettext("A draft in %(language)s has been started.") % {"language": edition.language_name}
        )
        return redirect("stories:edit", draft.pk)


class ConfirmUpToDateView(StoryDoor, BaseObjectMixin, View):
    """Says that a translation needs no change after its original's."""

    model = Story
    http_method_names = ["post"]
    permission_required = Action.CHANGE

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        user: Any = request.user
        translations.confirm_up_to_date(self.object, by=user)
        messages.success(request, gettext("The translation counts as up to date."))
        return redirect("stories:edit", self.object.pk)


class ClosedView(View):
    """A way of Wagtail's that goes past the dispatch log: it leads to the one that does not."""

    http_method_names = ["get", "head"]

    def get(self, request: HttpRequest, pk: int, **kwargs: Any) -> HttpResponse:
        return redirect("stories:withdraw", pk)
