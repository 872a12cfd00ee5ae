# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""What a product missed while its filter failed: counted first, then given out late, or only settled."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from wireroom.desk.wire_out.asking import Asking, Crumb
from wireroom.wire_out.missed import give_out, look
from wireroom.wire_out.models import Product
from wireroom.wire_out.policy import Right

MISSED = _("What it missed")


class MissedView(Asking):
    template_name = "desk/wire/missed.html"
    header_icon = "tag"
    right = Right.SEND
    page_title = MISSED
    explanation = _(
        "While its filter failed nobody got anything through this product. The filter as it stands now has been asked "
        "about what went out then."
    )
    consequence = _(
        "Of each story the newest version goes to whoever was entitled to it then and does not have it: endpoints get "
        "a delivery, tokens get it with their next call, people find it on their front page, and in a mail if a saved "
        "search writes to them."
    )
    yes = _("Give it out")

    @cached_property
    def product(self) -> Product:
        return get_object_or_404(Product, pk=self.kwargs["pk"])

    @property
    def about(self) -> str:
        return self.product.name

    @property
    def home(self) -> str:
        return reverse("deliveries:alarms")

    def above(self) -> list[Crumb]:
        return [
            (reverse("deliveries:index"), _("Deliveries")),
            (self.home, _("Alarms")),
            (reverse("products:edit", args=[self.product.pk]), self.product.name),
        ]

    def ask(self, form: forms.Form, status: int = 200, **context: Any) -> HttpResponse:
        return super().ask(form, status, missed=look(self.product), product=self.product, **context)

    def carry_out(self, form: forms.Form) -> HttpResponse:
        missed = give_out(self.product, by=self.user)
        count = len(missed.carried)
        given = ngettext(
            "%(count)d dispatch that “%(product)s” missed is given out.",
            "%(count)d dispatches that “%(product)s” missed are given out.",
            count,
        )
        nothing = gettext("“%(product)s” has missed nothing that it carries; its alarms are settled.")
        messages.success(self.request, (given if count else nothing) % {"count": count, "product": self.product})
        return redirect(self.home)
