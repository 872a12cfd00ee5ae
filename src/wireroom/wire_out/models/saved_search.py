"""Searches that people at client newsrooms keep, some of which write to them."""

from __future__ import annotations

from django.db import models
from django.utils.translation import gettext_lazy as _

from wireroom.wire_out.models.product import newest_seq
from wireroom.wire_out.models.subscriber import Person
from wireroom.wire_out.querysets import SavedSearchQuerySet


class SavedSearch(models.Model):
    """Words in one language; with `alerts`, what they find after `cursor` is mailed as it goes out."""

    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="searches")
    words = models.CharField(_("words"), max_length=200)
    language = models.CharField(_("language"), max_length=16)
    alerts = models.BooleanField(_("write to me"), default=False)
    cursor = models.BigIntegerField(default=newest_seq)
    created_at = models.DateTimeField(auto_now_add=True)

    objects = SavedSearchQuerySet.as_manager()

    class Meta:
        ordering = ("words", "pk")
        verbose_name = _("saved search")
        verbose_name_plural = _("saved searches")
        constraints = (models.UniqueConstraint(fields=("person", "words", "language"), name="one_saved_search"),)

    def __str__(self) -> str:
        return self.words
