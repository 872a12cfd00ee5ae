"""Static pages: About, Contacts and whatever else an agency says about itself."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from django.db import models
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _
from wagtail.fields import RichTextField
from wagtail.models import DraftStateMixin, PreviewableMixin, RevisionMixin, TranslatableMixin

from wireroom.stories.models.edition import Edition
from wireroom.stories.models.taxonomy import code_validator


class StaticPageQuerySet(models.QuerySet["StaticPage"]):
    def open(self) -> StaticPageQuerySet:
        return self.filter(live=True).order_by("position", "slug")

    def in_edition(self, edition: Edition) -> StaticPageQuerySet:
        return self.filter(locale_id=edition.locale_id)


class StaticPage(PreviewableMixin, DraftStateMixin, RevisionMixin, TranslatableMixin, models.Model):
    """A page that is not news: it has drafts, but no dispatches."""

    live = models.BooleanField(_("live"), default=False, editable=False)
    slug = models.CharField(_("address"), max_length=60, validators=[code_validator])
    title = models.CharField(_("title"), max_length=120)
    body = RichTextField(_("text"), features=["h2", "h3", "bold", "italic", "link", "ul", "ol"])
    position = models.PositiveSmallIntegerField(_("position in the footer"), default=0)

    objects = StaticPageQuerySet.as_manager()

    class Meta(TranslatableMixin.Meta):
        verbose_name = _("page")
        verbose_name_plural = _("pages")
        constraints = (models.UniqueConstraint(fields=("locale", "slug"), name="one_static_page_an_address"),)

    def __str__(self) -> str:
        return self.title

    preview: ClassVar[Callable[[StaticPage, HttpRequest], HttpResponse]]
    """The page as readers would see it, put here by the website: it stands above stories."""

    def serve_preview(self, request: HttpRequest, mode_name: str) -> HttpResponse:
        return type(self).preview(self, request)
