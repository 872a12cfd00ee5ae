# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What the pages of the wire out share: where they hang, how they say what was done, and what is shown only once."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.cache import add_never_cache_headers
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _
from django.views.generic import View
from wagtail.admin.ui.tables import Column
from wagtail.admin.views.generic import WagtailAdminTemplateMixin

from wireroom.desk.wire_out.doors import WireDoor
from wireroom.wire_out.errors import WireOutError

Crumb = tuple[str, str | Promise]
"""An address of the desk and what it is called."""


class WireCell(Column):
    """A cell that is drawn from the whole row."""

    def __init__(self, template: str, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.cell_template_name = f"desk/wire/cells/{template}.html"


class WirePage(WireDoor, WagtailAdminTemplateMixin, View):
    """A page of the desk with its place above it."""

    header_icon = "upload"
    page_title: str | Promise = ""

    def above(self) -> list[Crumb]:
        """The pages that this one hangs under, the nearest last."""
        return []

    def get_breadcrumbs_items(self) -> list[dict[str, Any]]:
        crumbs = [{"url": url, "label": str(label)} for url, label in self.above()]
        return [*self.breadcrumbs_items, *crumbs, {"url": "", "label": str(self.get_page_title())}]

    def get_page_title(self) -> str:
        return str(self.page_title)

    def show(self, status: int = 200, **context: Any) -> HttpResponse:
        response: HttpResponse = self.render_to_response(self.get_context_data() | context, status=status)
        return response


class Asking(WirePage):
    """A page that says what will happen, asks for what is needed, and does it on POST."""

    template_name = "desk/wire/question.html"
    form_class: type[forms.Form] = forms.Form
    explanation: Promise | str
    consequence: Promise | str = ""
    yes: Promise | str
    is_serious = False

    @property
    def about(self) -> str:
        """Whom or what it is about."""
        raise NotImplementedError

    @property
    def home(self) -> str:
        """Where it leads back."""
        raise NotImplementedError

    def get(self, request: HttpRequest, pk: int) -> HttpResponse:
        return self.ask(self.empty_form())

    def empty_form(self) -> forms.Form:
        return self.form_class()

    def post(self, request: HttpRequest, pk: int) -> HttpResponse:
        form = self.form_class(request.POST)
        if not form.is_valid():
            return self.ask(form, 422)
        try:
            return self.carry_out(form)
        except WireOutError as error:
            form.add_error(None, error.message)
            return self.ask(form, 409)

    def ask(self, form: forms.Form, status: int = 200, **context: Any) -> HttpResponse:
        return self.show(status, form=form, back_url=self.home, **context)

    def carry_out(self, form: forms.Form) -> HttpResponse:
        raise NotImplementedError


class Once(WirePage):
    """A page that may show a secret, in the answer to the very POST that made it and never again."""

    def show_once(self, secret: str, *, what: str, advice: str, back_url: str) -> HttpResponse:
        template = ["desk/wire/secret.html"]
        context = self.get_context_data() | {"secret": secret, "what": what, "advice": advice, "back_url": back_url}
        response = self.response_class(request=self.request, template=template, context=context)
        add_never_cache_headers(response)
        answer: HttpResponse = response.render()
        return answer


class Deed(WireDoor, View):
    """Does one thing on POST, says so, and leads back."""

    http_method_names = ["post"]

    def attempt(self, act: Any, *, said: str) -> bool:
        """Whether it was done; what is in the way is said to the editor. Raises PermissionDenied."""
        try:
            act()
        except WireOutError as error:
            if error.code == "not-allowed":
                raise PermissionDenied from error
            messages.error(self.request, error.message)
            return False
        messages.success(self.request, said)
        return True

    def refuse(self, why: str) -> None:
        messages.error(self.request, why)


def signed_in(request: HttpRequest) -> Any:
    """The person; the desk lets nobody else in."""
    return request.user


SUBSCRIBERS = _("Subscribers")
ENDPOINTS = _("Endpoints")


def endpoints_url(**query: object) -> str:
    asked = "&".join(f"{name}={value}" for name, value in query.items())
    return reverse("endpoints:index") + (f"?{asked}" if asked else "")
