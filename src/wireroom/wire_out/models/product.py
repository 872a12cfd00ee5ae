"""Products: what subscribers buy, and which dispatches each has carried."""

from __future__ import annotations

from typing import Any

from django.core.validators import MaxValueValidator, MinValueValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from wireroom.stories.models import Dispatch, LogHead
from wireroom.wire_out.models.subscriber import Subscriber
from wireroom.wire_out.querysets import MatchQuerySet, ProductQuerySet


def newest_seq() -> int:
    """The number of the newest dispatch: what begins now begins after it."""
    return LogHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


class Product(models.Model):
    """A saved filter over the wire; an empty list takes everything.

    Change one through `actions.save_product`, so that what has gone out already is matched as it stood then.
    """

    name = models.CharField(_("name"), max_length=120, unique=True)
    languages = models.JSONField(_("languages"), default=list, blank=True)
    """BCP 47 tags as dispatches have them."""
    sections = models.JSONField(_("sections"), default=list, blank=True)
    """Codes; a section brings its parts."""
    topics = models.JSONField(_("topics"), default=list, blank=True)
    sources = models.JSONField(_("sources"), default=list, blank=True)
    priority = models.PositiveSmallIntegerField(
        _("priority at most"),
        default=9,
        validators=[MinValueValidator(1), MaxValueValidator(9)],
        help_text=_("1 takes flashes only, 9 takes everything."),
    )
    words = models.TextField(
        _("words"),
        blank=True,
        help_text=_("One search a line, as readers type it; any of them may find the story."),
    )
    subscribers: models.ManyToManyField[Any, Any] = models.ManyToManyField(
        Subscriber,
        through="Entitlement",
        blank=True,
        related_name="products",
        verbose_name=_("subscribers entitled to it"),
    )
    from_seq = models.BigIntegerField(default=newest_seq, editable=False)
    """The dispatch after which the filter as it stands applies."""

    objects = ProductQuerySet.as_manager()

    class Meta:
        ordering = ("name",)
        verbose_name = _("product")
        verbose_name_plural = _("products")

    def __str__(self) -> str:
        return self.name


class Entitlement(models.Model):
    """That a subscriber gets a product, from the dispatch after `from_seq` on."""

    subscriber = models.ForeignKey(Subscriber, on_delete=models.CASCADE, related_name="entitlements")
    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="entitlements")
    from_seq = models.BigIntegerField(default=newest_seq)

    class Meta:
        constraints = (models.UniqueConstraint(fields=("subscriber", "product"), name="one_entitlement"),)

    def __str__(self) -> str:
        return f"{self.subscriber_id} to {self.product_id} from {self.from_seq}"


class Match(models.Model):
    """That a product carried a dispatch, judged when it went out by the filter of that hour."""

    product = models.ForeignKey(Product, on_delete=models.CASCADE, related_name="matches", db_index=False)
    dispatch = models.ForeignKey(Dispatch, on_delete=models.PROTECT, related_name="matches")

    objects = MatchQuerySet.as_manager()

    class Meta:
        constraints = (models.UniqueConstraint(fields=("product", "dispatch"), name="one_match"),)

    def __str__(self) -> str:
        return f"{self.dispatch_id} in {self.product_id}"


class MatchHead(models.Model):
    """The one row that says up to which dispatch the products have been asked; whoever asks them locks it first."""

    seq = models.BigIntegerField(default=newest_seq)

    def __str__(self) -> str:
        return str(self.seq)
