"""How the house speaks of many subscribers, endpoints and deliveries."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Count, Q

if TYPE_CHECKING:
    from wireroom.stories.models import Story
    from wireroom.wire_out.models import (  # noqa: F401 - some are named below as text only
        Alarm,
        ApiToken,
        Delivery,
        Endpoint,
        FollowUp,
        Match,
        Person,
        Product,
        Recall,
        Receipt,
        SavedSearch,
        Subscriber,
    )

PATIENCE_WITH_PULLS = timedelta(minutes=15)
"""Who has not fetched a withdrawal by then is telephoned."""


class SubscriberQuerySet(models.QuerySet["Subscriber"]):
    def served(self, at: datetime) -> SubscriberQuerySet:
        """Those whose contract runs at that time."""
        day = at.date()
        begun = Q(contract_from__isnull=True) | Q(contract_from__lte=day)
        return self.filter(begun, Q(contract_until__isnull=True) | Q(contract_until__gte=day))


class PersonQuerySet(models.QuerySet["Person"]):
    def active(self) -> PersonQuerySet:
        return self.filter(is_active=True)

    def to_link(self, now: datetime) -> PersonQuerySet:
        """Those whom a link to choose a password is to be mailed to."""
        return self.active().filter(link_due_at__lte=now)


class ProductQuerySet(models.QuerySet["Product"]):
    def of(self, subscriber: Subscriber) -> ProductQuerySet:
        """What the subscriber is entitled to."""
        return self.filter(entitlements__subscriber=subscriber)


class MatchQuerySet(models.QuerySet["Match"]):
    def since(self, seq: int) -> MatchQuerySet:
        return self.filter(dispatch_id__gt=seq).order_by("dispatch_id")


class EndpointQuerySet(models.QuerySet["Endpoint"]):
    def active(self) -> EndpointQuerySet:
        return self.filter(state="active")

    def disabled(self) -> EndpointQuerySet:
        return self.filter(state="disabled")

    def idle(self, now: datetime) -> EndpointQuerySet:
        """Those that are disabled, or rest because they failed or asked for it."""
        return self.filter(Q(state="disabled") | Q(rests_until__gt=now))

    def pushed(self) -> EndpointQuerySet:
        """Those that we deliver to."""
        return self.exclude(kind="pull")

    def pulled(self) -> EndpointQuerySet:
        """Those whose subscriber comes and fetches."""
        return self.filter(kind="pull")

    def of(self, subscriber: Subscriber) -> EndpointQuerySet:
        return self.filter(subscriber=subscriber)


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    def usable(self, now: datetime) -> ApiTokenQuerySet:
        return self.filter(Q(expires_at__isnull=True) | Q(expires_at__gt=now), revoked_at__isnull=True)

    def spent(self, now: datetime) -> ApiTokenQuerySet:
        """Those that open nothing any more."""
        return self.filter(Q(revoked_at__isnull=False) | Q(expires_at__lte=now))


class DeliveryQuerySet(models.QuerySet["Delivery"]):
    def pending(self) -> DeliveryQuerySet:
        return self.filter(next_attempt_at__isnull=False)

    def unsettled(self) -> DeliveryQuerySet:
        """What has neither arrived nor been overtaken."""
        return self.filter(state__in=("pending", "dead", "failed"))

    def accepted(self) -> DeliveryQuerySet:
        return self.filter(state="accepted")

    def dead_letters(self) -> DeliveryQuerySet:
        """What was refused or given up, until it is sent again or a newer version takes its place."""
        return self.filter(state__in=("dead", "failed")).order_by("-settled_at", "-pk")

    def at(self, endpoint: Endpoint) -> DeliveryQuerySet:
        return self.filter(endpoint=endpoint)

    def of(self, story: Story) -> DeliveryQuerySet:
        return self.filter(story_id=story.pk).order_by("endpoint_id", "dispatch_id")

    def maybe_arrived(self) -> DeliveryQuerySet:
        """What was taken, or sent so that nobody can tell."""
        return self.filter(Q(state="accepted") | Q(attempts__gt=0) | Q(lease_until__isnull=False))

    def newest_first(self) -> DeliveryQuerySet:
        return self.order_by("-dispatch_id", "endpoint_id")


class ReceiptQuerySet(models.QuerySet["Receipt"]):
    def of(self, story: Story) -> ReceiptQuerySet:
        return self.filter(story_id=story.pk)


class FollowUpQuerySet(models.QuerySet["FollowUp"]):
    def untold(self) -> FollowUpQuerySet:
        return self.filter(told_at__isnull=True)

    def told(self) -> FollowUpQuerySet:
        return self.filter(told_at__isnull=False)

    def pressing(self, since: datetime) -> FollowUpQuerySet:
        """Without what came late and was given out before `since`."""
        return self.filter(Q(is_late=False) | Q(created_at__gt=since))

    def owed_to(self, whos: Collection[str]) -> FollowUpQuerySet:
        return self.filter(who__in=whos)

    def to_mail(self, now: datetime) -> FollowUpQuerySet:
        return self.filter(next_mail_at__lte=now)


class RecallQuerySet(models.QuerySet["Recall"]):
    def untold(self) -> RecallQuerySet:
        return self.filter(told_at__isnull=True)

    def told(self) -> RecallQuerySet:
        return self.filter(told_at__isnull=False)

    def answered(self) -> RecallQuerySet:
        return self.filter(answered_at__isnull=False)

    def unanswered(self) -> RecallQuerySet:
        return self.filter(answered_at__isnull=True)

    def of(self, story: Story) -> RecallQuerySet:
        return self.filter(story_id=story.pk)

    def owed_to(self, whos: Collection[str]) -> RecallQuerySet:
        return self.filter(who__in=whos)

    def to_telephone(self, now: datetime) -> RecallQuerySet:
        """Recipients whom the withdrawal does not reach by itself: the oldest first."""
        slow = Q(created_at__lte=now - PATIENCE_WITH_PULLS)
        return self.untold().filter(~Q(trouble="") | slow).order_by("created_at", "pk")


class AlarmQuerySet(models.QuerySet["Alarm"]):
    def open(self) -> AlarmQuerySet:
        return self.filter(settled_at__isnull=True)

    def counted(self) -> dict[str, int]:
        """How many there are by what failed: a format, a product, or reading the dispatch."""
        of_product, of_format = Q(product__isnull=False), Q(product__isnull=True) & ~Q(format="")
        kinds = {"format": of_format, "product": of_product, "dispatch": ~of_product & ~of_format}
        counted = self.aggregate(**{f"of_{kind}": Count("pk", filter=wanted) for kind, wanted in kinds.items()})
        return {kind: counted[f"of_{kind}"] for kind in kinds}


class SavedSearchQuerySet(models.QuerySet["SavedSearch"]):
    def of(self, person: Person) -> SavedSearchQuerySet:
        return self.filter(person=person)

    def behind(self, seq: int) -> SavedSearchQuerySet:
        """Those that write to people, and have not looked at everything up to `seq`."""
        return self.filter(alerts=True, person__is_active=True, cursor__lt=seq).select_related("person__subscriber")
