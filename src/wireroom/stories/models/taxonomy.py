"""What stories are sorted and credited by: sections, topics, sources, authors, and who is assigned to what."""

from __future__ import annotations

from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from wireroom.stories.names import NamesField, name_in

code_validator = RegexValidator(r"^[a-z0-9]+(?:-[a-z0-9]+)*$", _("Small Latin letters, digits and single hyphens."))
topic_validator = RegexValidator(
    r"^[a-z]+:[a-z0-9]+(?:-[a-z0-9]+)*$", _("A scheme and a code, such as medtop:20000002 or tag:harbour.")
)


class Named(models.Model):
    """Something with a code for machines and a name for each language."""

    code = models.CharField(_("code"), max_length=80, unique=True, validators=[code_validator])
    names = NamesField(_("names"))

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.name_in(get_language() or "en")

    def name_in(self, language: str) -> str:
        return name_in(self.names, language, self.code)


class Section(Named):  # type: ignore[django-manager-missing]  # Story stands in a later module
    """A desk's part of the file, at most two levels deep."""

    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, null=True, blank=True, related_name="children", verbose_name=_("part of")
    )
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        ordering = ("position", "code")
        verbose_name = _("section")
        verbose_name_plural = _("sections")

    def clean(self) -> None:
        super().clean()
        if self.parent and (self.parent.parent_id or self.parent_id == self.pk):
            raise ValidationError({"parent": _("Sections have two levels: choose a section of the first level.")})
        if self.parent_id and self.pk and self.children.exists():
            raise ValidationError({"parent": _("This section has parts of its own, so it cannot be a part itself.")})


class Topic(Named):
    """A IPTC Media Topic (`medtop:20000002`) or a tag of our own (`tag:harbour`)."""

    code = models.CharField(_("code"), max_length=80, unique=True, validators=[topic_validator])

    class Meta:
        ordering = ("code",)
        verbose_name = _("topic")
        verbose_name_plural = _("topics")

    @property
    def slug(self) -> str:
        """The code as it stands in addresses: `tag-harbour`."""
        return self.code.replace(":", "-", 1)


class Source(Named):
    """Who is credited, and what they let us do with their material."""

    url = models.URLField(_("website"), blank=True)
    is_own = models.BooleanField(_("our own reporting"), default=False)
    may_publish = models.BooleanField(_("we may publish it"), default=True)
    may_pass_on = models.BooleanField(_("we may pass it on to subscribers"), default=True)

    class Meta:
        ordering = ("code",)
        verbose_name = _("source")
        verbose_name_plural = _("sources")


class Author(Named):
    """Somebody with a byline."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL,
        on_delete=models.SET_NULL,
        null=True,
        blank=True,
        related_name="author",
        verbose_name=_("member of staff"),
    )
    about = NamesField(_("about"), help_text=_("One sentence for the author's page, in each language."))

    class Meta:
        ordering = ("code",)
        verbose_name = _("author")
        verbose_name_plural = _("authors")


class Assignment(models.Model):
    """The sections and languages one editor answers for; empty means all of them."""

    user = models.OneToOneField(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="assignment", verbose_name=_("member of staff")
    )
    sections = models.ManyToManyField(Section, blank=True, verbose_name=_("sections"))
    locales: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        "wagtailcore.Locale", blank=True, verbose_name=_("languages")
    )

    class Meta:
        verbose_name = _("assignment")
        verbose_name_plural = _("assignments")

    def __str__(self) -> str:
        return str(self.user)
