# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""The catalogues beside stories: editions, sections, topics, sources, authors, assignments, pages."""

from __future__ import annotations

from typing import Any

from django import forms
from django.conf import settings
from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _
from wagtail.admin.forms.models import WagtailAdminModelForm
from wagtail.admin.panels import FieldPanel, FieldRowPanel, ObjectList
from wagtail.admin.ui.tables import BooleanColumn, Column
from wagtail.admin.viewsets.model import ModelViewSet
from wagtail.models import Locale
from wagtail.snippets.views import snippets
from wagtail.snippets.views.snippets import SnippetViewSet, SnippetViewSetGroup

from wireroom.desk.leading_home import LeadsHome
from wireroom.desk.logo_field import LogoField
from wireroom.desk.story.editing import edition_locale
from wireroom.desk.story.panels import SchedulePanel
from wireroom.stories.logos import put_logo, take_logo
from wireroom.stories.models import Assignment, Author, Edition, Section, Source, StaticPage, Topic
from wireroom.stories.rules import RESERVED_CODES
from wireroom.stories.setup import open_agency

TAKEN = _("This word means something else in the addresses of an edition.")


def _name(named: Any) -> str:
    return str(named.name_in(get_language() or "en"))


class NameColumn(snippets.TitleColumn):
    """The name in the language of whoever reads the list."""


class CatalogueIndexView(snippets.IndexView):
    def _get_title_column(self, field_name: str, column_class: Any = NameColumn, **kwargs: Any) -> Any:
        if field_name != "__str__":
            return super()._get_title_column(field_name, column_class, **kwargs)
        column = self._get_title_column_class(column_class)
        return column("name", label=_("Name"), accessor=_name, get_url=self.get_edit_url)


class CatalogueViewSet(LeadsHome, SnippetViewSet):
    """Things with a code and a name in each language."""

    index_view_class = CatalogueIndexView
    copy_view_enabled = False
    search_fields = ["code", "names"]
    list_per_page = 50


class SectionForm(WagtailAdminModelForm):
    def clean_code(self) -> str:
        code: str = self.cleaned_data["code"]
        if code in RESERVED_CODES or StaticPage.objects.filter(slug=code).exists():
            raise forms.ValidationError(TAKEN)
        return code


class SectionViewSet(CatalogueViewSet):
    model = Section
    icon = "folder-open-inverse"
    ordering = "position"
    list_display = ["__str__", Column("code", label=_("Code"), sort_key="code"), "parent", "position"]
    edit_handler = ObjectList(
        [
            FieldPanel("names"),
            FieldRowPanel([FieldPanel("code"), FieldPanel("position")]),
            FieldPanel("parent", widget=forms.Select),
        ],
        base_form_class=SectionForm,
    )


class TopicViewSet(CatalogueViewSet):
    model = Topic
    icon = "tag"
    list_display = ["__str__", Column("code", label=_("Code"), sort_key="code")]
    panels = [FieldPanel("names"), FieldPanel("code")]


class SourceViewSet(CatalogueViewSet):
    model = Source
    icon = "globe"
    list_display = [
        "__str__",
        Column("code", label=_("Code"), sort_key="code"),
        BooleanColumn("is_own", label=_("Our own")),
        BooleanColumn("may_publish", label=_("May publish")),
        BooleanColumn("may_pass_on", label=_("May pass on")),
    ]
    panels = [
        FieldPanel("names"),
        FieldRowPanel([FieldPanel("code"), FieldPanel("url")]),
        FieldPanel("is_own"),
        FieldPanel("may_publish"),
        FieldPanel("may_pass_on"),
    ]


class AuthorViewSet(CatalogueViewSet):
    model = Author
    icon = "user"
    list_display = ["__str__", Column("code", label=_("Code"), sort_key="code"), "user"]
    panels = [FieldPanel("names"), FieldRowPanel([FieldPanel("code"), FieldPanel("user")]), FieldPanel("about")]


def _sections_of(assignment: Assignment) -> str:
    return ", ".join(_name(section) for section in assignment.sections.all()) or gettext("all")


def _languages_of(assignment: Assignment) -> str:
    codes = [locale.language_code for locale in assignment.locales.all()]
    return ", ".join(codes) or gettext("all")


class AssignmentViewSet(LeadsHome, SnippetViewSet):
    model = Assignment
    icon = "group"
    copy_view_enabled = False
    list_display = [
        "__str__",
        Column("sections", label=_("Sections"), accessor=_sections_of),
        Column("languages", label=_("Languages"), accessor=_languages_of),
    ]
    panels = [
        FieldPanel("user"),
        FieldPanel("sections", widget=forms.CheckboxSelectMultiple),
        FieldPanel("locales", widget=forms.CheckboxSelectMultiple),
    ]


class StaticPageForm(WagtailAdminModelForm):
    def clean_slug(self) -> str:
        slug: str = self.cleaned_data["slug"]
        if slug in RESERVED_CODES or Section.objects.filter(code=slug).exists():
            raise forms.ValidationError(TAKEN)
        return slug


class StaticPageCreateView(snippets.CreateView):
    """In the language of an edition, not of any locale that Wagtail knows."""

    def get_locale(self) -> Locale:
        return edition_locale(self.request)

    def get_translations(self) -> list[dict[str, Any]]:
        others = Edition.objects.select_related("locale").exclude(locale=self.locale)
        return [
            {"locale": edition.locale, "url": self._set_locale_query_param(self.add_url, edition.locale)}
            for edition in others
        ]


class StaticPageViewSet(LeadsHome, SnippetViewSet):
    model = StaticPage
    icon = "doc-empty"
    add_view_class = StaticPageCreateView
    copy_view_enabled = False
    edit_handler = ObjectList(
        [
            FieldPanel("title", classname="title", widget=forms.TextInput(attrs={"placeholder": _("Title")})),
            FieldPanel("body"),
            FieldRowPanel([FieldPanel("slug"), FieldPanel("position")]),
            SchedulePanel(),
        ],
        base_form_class=StaticPageForm,
    )


class EditionAddForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    """A language of those we ship that has no edition yet."""

    code = forms.ChoiceField(label=_("Language"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        open_already = set(Edition.objects.values_list("locale__language_code", flat=True))
        choices = [(code, name) for code, (name, _z, _d) in settings.SHIPPED_EDITIONS.items()]
        field: Any = self.fields["code"]
        field.choices = [choice for choice in choices if choice[0] not in open_already]

    def save(self, commit: bool = True) -> Edition:
        [edition] = open_agency(names=self.cleaned_data["name"], editions=[self.cleaned_data["code"]])
        edition.tagline = self.cleaned_data["tagline"]
        edition.is_open = self.cleaned_data["is_open"]
        edition.save()
        self.instance = edition
        return edition

    class Meta:
        model = Edition
        fields = ("code", "name", "tagline", "is_open")


class EditionForm(forms.ModelForm):  # type: ignore[type-arg]  # generic in the stubs only
    logo = LogoField(
        label=_("Logo"),
        required=False,
        help_text=_("Stands in place of the name at the head of each page; at least 80 pixels high."),
    )

    def save(self, commit: bool = True) -> Edition:
        given = self.cleaned_data["logo"] if "logo" in self.changed_data else None
        self.instance.logo = self.initial.get("logo")  # what is uploaded is not what is stored
        if given is False:
            take_logo(self.instance)
        edition: Edition = super().save(commit)
        if given:
            put_logo([edition], given)
        return edition

    class Meta:
        model = Edition
        fields = ("name", "tagline", "logo", "time_zone", "is_open", "position")


class EditionViewSet(ModelViewSet):
    model = Edition
    icon = "site"
    name = "editions"
    copy_view_enabled = False
    form_fields = ["name"]
    list_display = [
        "__str__",
        Column("code", label=_("Language")),
        Column("time_zone", label=_("Time zone")),
        BooleanColumn("is_open", label=_("Open to readers")),
    ]

    def get_form_class(self, for_update: bool = False) -> type[forms.ModelForm[Edition]]:
        return EditionForm if for_update else EditionAddForm


class NewsroomGroup(SnippetViewSetGroup):
    """What a newsroom keeps at hand while it writes."""

    items = (TopicViewSet, SourceViewSet, AuthorViewSet, AssignmentViewSet)
    menu_icon = "group"
    menu_label = _("Newsroom")
    menu_name = "newsroom"
    menu_order = 300


class AgencyGroup(SnippetViewSetGroup):
    """What readers see of the agency as a house."""

    items = (EditionViewSet, SectionViewSet, StaticPageViewSet)
    menu_icon = "site"
    menu_label = _("Agency")
    menu_name = "agency"
    menu_order = 310
