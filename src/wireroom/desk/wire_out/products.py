# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Products at the desk: a filter over the wire, who is entitled to it, and what it would have carried last week."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django import forms
from django.db.models import Count, QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import URLPattern, path, reverse
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin import messages
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.ui.tables import Column
from wagtail.admin.views import generic
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.admin.widgets import AdminAutoHeightTextInput

from wireroom.desk.wire_out.asking import signed_in
from wireroom.desk.wire_out.missed import MISSED, MissedView
from wireroom.stories.models import Edition, Section, Source, Topic
from wireroom.wire_out.actions import preview, save_product
from wireroom.wire_out.models import Product, Subscriber

SHOWN = 20
"""Of what it would have carried; the count says the rest."""


def _named(found: Iterable[Any]) -> list[tuple[str, str]]:
    return [(one.code, one.name_in(get_language() or "en")) for one in found]


def _languages() -> list[tuple[str, str]]:
    editions = Edition.objects.select_related("locale").order_by("position", "pk")
    return [(edition.language_tag, edition.language_name) for edition in editions]


def _sections() -> list[tuple[str, str]]:
    """Each followed by its parts."""
    sections = list(Section.objects.select_related("parent"))
    language = get_language() or "en"
    lines = []
    for whole in (section for section in sections if section.parent_id is None):
        lines.append((whole.code, whole.name_in(language)))
        parts = [section for section in sections if section.parent_id == whole.pk]
        lines += [(part.code, f"{whole.name_in(language)} › {part.name_in(language)}") for part in parts]
    return lines


class ProductForm(WagtailAdminModelForm):
    field_order = ("name", "languages", "sections", "topics", "sources", "priority", "words", "subscribers")
    languages = forms.MultipleChoiceField(
        label=_("Languages"), choices=_languages, required=False, widget=forms.CheckboxSelectMultiple
    )
    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        choices=_sections,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Nothing ticked takes everything, here and in each of the others."),
    )
    topics = forms.MultipleChoiceField(
        label=_("Topics"),
        choices=lambda: _named(Topic.objects.all()),
        required=False,
        widget=forms.SelectMultiple(
            attrs={
                "data-controller": "desk-pick",
                "data-desk-pick-add-value": _("Add a topic"),
                "data-desk-pick-remove-value": _("Remove"),
            }
        ),
    )
    sources = forms.MultipleChoiceField(
        label=_("Sources"),
        choices=lambda: _named(Source.objects.filter(may_pass_on=True)),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )
    subscribers = forms.ModelMultipleChoiceField(
        label=_("Subscribers entitled to it"),
        queryset=Subscriber.objects.all(),
        required=False,
        widget=forms.CheckboxSelectMultiple,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if self.instance.pk:
            self.initial["subscribers"] = list(self.instance.subscribers.all())

    class Meta:
        model = Product
        fields = ("name", "languages", "sections", "topics", "sources", "priority", "words")
        widgets = {"words": AdminAutoHeightTextInput(attrs={"rows": 2})}


class SavesProduct:
    """Saves through the house's own action; a second button only looks what the filter would have carried."""

    request: HttpRequest
    form: ProductForm
    template_name = "desk/wire/product.html"

    def save_instance(self) -> Product:
        product: Product = self.form.instance
        save_product(product, subscribers=self.form.cleaned_data["subscribers"], by=signed_in(self.request))
        return product

    def form_valid(self, form: ProductForm) -> HttpResponse:
        if "preview" not in self.request.POST:
            response: HttpResponse = super().form_valid(form)  # type: ignore[misc]  # the view's
            return response
        self.form = form
        found = preview(form.instance)
        context = self.get_context_data(form=form)  # type: ignore[attr-defined]  # the view's
        context |= {"found": found[:SHOWN], "found_count": len(found), "is_preview": True, "has_unsaved_changes": True}
        answer: HttpResponse = self.render_to_response(context)  # type: ignore[attr-defined]  # the view's
        return answer


class ProductCreateView(SavesProduct, generic.CreateView):
    def get_success_message(self, instance: Product) -> str:
        return gettext("“%(name)s” is saved. It applies to what goes out from now on.") % {"name": instance.name}


class ProductEditView(SavesProduct, generic.EditView):
    def get_success_message(self) -> str:
        return gettext("“%(name)s” is saved. It applies to what goes out from now on.") % {"name": self.object.name}

    def get_success_buttons(self) -> list[Any]:
        stock: list[Any] = super().get_success_buttons()
        missed = messages.button(reverse("products:missed", args=[self.object.pk]), MISSED)
        return [missed, *stock] if self._is_in_alarm() else stock

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        return context | {"is_in_alarm": self._is_in_alarm()}

    def _is_in_alarm(self) -> bool:
        return bool(self.object.alarms.open().exists())


class ProductIndexView(generic.IndexView):
    template_name = "desk/wire/index.html"
    results_template_name = "desk/wire/index_results.html"
    empty = _("There is no product yet. A product says what a subscriber gets: languages, sections, topics, words.")

    def get_base_queryset(self) -> QuerySet[Product]:
        return Product.objects.annotate(
            clients=Count("subscribers", distinct=True), places=Count("endpoints", distinct=True)
        )


def filter_in_words(product: Product) -> str:
    """What it takes, in a line."""
    parts = [", ".join(product.languages), ", ".join(product.sections), ", ".join(product.sources)]
    parts.append(", ".join(topic.partition(":")[2] for topic in product.topics))
    parts.append(" | ".join(line.strip() for line in product.words.splitlines() if line.strip()))
    if product.priority < 9:
        parts.append(gettext("priority %(number)d and higher") % {"number": product.priority})
    return " · ".join(part for part in parts if part) or gettext("everything")


class ProductViewSet(ModelViewSet):
    model = Product
    name = "products"
    icon = "tag"
    menu_label = _("Products")
    menu_name = "products"
    copy_view_enabled = False
    index_view_class = ProductIndexView
    add_view_class = ProductCreateView
    edit_view_class = ProductEditView
    search_fields = ["name", "words"]
    search_backend_name = None
    list_per_page = 50
    ordering = "name"
    list_display = [
        "name",
        Column("takes", label=_("Takes"), accessor=filter_in_words),
        Column("clients", label=_("Subscribers")),
        Column("places", label=_("Endpoints")),
    ]
    index_template_name = "desk/wire/index.html"
    index_results_template_name = "desk/wire/index_results.html"
    create_template_name = "desk/wire/product.html"
    edit_template_name = "desk/wire/product.html"

    def get_urlpatterns(self) -> list[URLPattern]:
        stock: list[URLPattern] = super().get_urlpatterns()
        return [*stock, path("<int:pk>/missed/", MissedView.as_view(), name="missed")]

    def get_form_class(self, for_update: bool = False) -> type[ProductForm]:
        return ProductForm
