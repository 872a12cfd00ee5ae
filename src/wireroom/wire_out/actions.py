"""What the desk does to products and endpoints: each asks for the right, changes, and leaves one line in the log."""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from wireroom.accounts.models import User
from wireroom.core import clock
from wireroom.stories.models import Dispatch
from wireroom.wire_out import matching, owed
from wireroom.wire_out.errors import WrongEndpoint
from wireroom.wire_out.logs import note_in_log
from wireroom.wire_out.models import (
    Alarm,
    ApiToken,
    Delivery,
    Endpoint,
    EndpointState,
    Entitlement,
    Kind,
    Person,
    Product,
    Subscriber,
)
from wireroom.wire_out.policy import Right, demand

PREVIEWED = timedelta(days=7)
OLD_SECRET_LASTS = timedelta(hours=24)
STARTS_WITH = "wire_"
"""What every token starts with, so that scanners for leaked secrets find one."""

SET_BY_PEOPLE = (
    "subscriber",
    "name",
    "kind",
    "address",
    "username",
    "sealed_password",
    "sealed_secret",
    "format",
    "skips_refiles",
    "connections",
)
"""What an editor changes of an endpoint; the rest belongs to the engine and to actions of its own."""


def save_product(product: Product, *, subscribers: Iterable[Subscriber] | None = None, by: User | None) -> None:
    """Stores a new or changed product; without `subscribers` who is entitled stays as it is.

    What has gone out until now is matched and entered into the ledger as things stood; the change applies to what
    comes after.
    """
    demand(by, Right.MANAGE)
    with transaction.atomic():
        head = owed.settle_the_log()
        product.from_seq = head
        product.save()
        if subscribers is not None:
            _entitle(product, list(subscribers), head)
        note_in_log(product, "product", by, {"from": head})


def _entitle(product: Product, subscribers: Sequence[Subscriber], head: int) -> None:
    """Exactly `subscribers` get the product; who had it before keeps the number from which they do."""
    product.entitlements.exclude(subscriber__in=subscribers).delete()
    Entitlement.objects.bulk_create(
        (Entitlement(subscriber=subscriber, product=product, from_seq=head) for subscriber in subscribers),
        ignore_conflicts=True,
    )


def save_endpoint(endpoint: Endpoint, *, products: Iterable[Product] | None = None, by: User | None) -> None:
    """Stores a new or changed endpoint; its products apply from the newest dispatch on.

    A new place starts with a clean slate: without failures, and with whatever key its server shows.
    """
    demand(by, Right.MANAGE)
    if endpoint.kind == Kind.HTTP and not endpoint.sealed_secret:
        endpoint.secret = new_secret()
    with transaction.atomic():
        head = owed.settle_the_log()
        if endpoint._state.adding:
            endpoint.starting_seq = head
            endpoint.save()
        else:
            before = Endpoint.objects.get(pk=endpoint.pk)
            endpoint.save(update_fields=SET_BY_PEOPLE)
            if (before.kind, before.address) != (endpoint.kind, endpoint.address):
                Endpoint.objects.filter(pk=endpoint.pk).update(host_key="", failures=0, rests_until=None)
        if products is not None:
            endpoint.products.set(products)
        note_in_log(endpoint, "endpoint", by, {"from": head})


def new_secret() -> str:
    """A signing secret as Standard Webhooks writes it."""
    return "whsec_" + base64.b64encode(secrets.token_bytes(32)).decode()


def rotate_secret(endpoint: Endpoint, *, by: User | None) -> str:
    """Makes a new signing secret and returns it, the only time it is shown; the old one is good for a day more."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        row = _locked(endpoint)
        row.sealed_previous_secret = row.sealed_secret
        row.previous_secret_until = clock.now() + OLD_SECRET_LASTS
        row.secret = secret = new_secret()
        row.save(update_fields=["sealed_secret", "sealed_previous_secret", "previous_secret_until"])
        note_in_log(row, "secret", by)
    return secret


def _locked(endpoint: Endpoint) -> Endpoint:
    return Endpoint.objects.select_for_update(of=("self",)).select_related("subscriber").get(pk=endpoint.pk)


def pause(endpoint: Endpoint, *, by: User | None) -> None:
    """Delivers nothing but withdrawals until it is resumed."""
    _switch(endpoint, "pause", by, paused=True)


def resume(endpoint: Endpoint, *, by: User | None) -> None:
    """Delivers what has come up since it was paused, each story in its newest version."""
    with transaction.atomic():
        _switch(endpoint, "resume", by, paused=False)
        _begin_anew(endpoint)


def _switch(endpoint: Endpoint, action: str, by: User | None, *, paused: bool) -> None:
    demand(by, Right.SEND)
    with transaction.atomic():
        if not Endpoint.objects.filter(pk=endpoint.pk, paused=not paused).update(paused=paused):
            raise WrongEndpoint(_("Somebody else has done this already."))
        note_in_log(endpoint, action, by)


def enable(endpoint: Endpoint, *, by: User | None) -> None:
    """Uses an endpoint again that is disabled or left alone for a while; what is pending for it is tried at once."""
    demand(by, Right.SEND)
    with transaction.atomic():
        idle = Endpoint.objects.idle(clock.now()).filter(pk=endpoint.pk)
        if not idle.update(state=EndpointState.ACTIVE, reason="", failures=0, rests_until=None):
            raise WrongEndpoint(_("Somebody else has done this already."))
        _begin_anew(endpoint)
        note_in_log(endpoint, "enable", by)


def _begin_anew(endpoint: Endpoint) -> None:
    """What waits is tried now, and given up after so many days from now: the time when nobody tried does not count."""
    Delivery.objects.pending().at(endpoint).update(next_attempt_at=clock.now(), first_tried_at=None)


def disable(endpoint: Endpoint, *, by: User | None, reason: str) -> None:
    """Delivers nothing any more; withdrawals are still tried, and put on the telephone list."""
    demand(by, Right.SEND)
    with transaction.atomic():
        active = Endpoint.objects.active().filter(pk=endpoint.pk)
        if not active.update(state=EndpointState.DISABLED, reason=reason[:500]):
            raise WrongEndpoint(_("Somebody else has done this already."))
        note_in_log(endpoint, "disable", by, {"reason": reason})


def forget_host_key(endpoint: Endpoint, *, by: User | None) -> None:
    """Lets the SFTP server show another key, once: the next one it shows is kept."""
    demand(by, Right.MANAGE)
    with transaction.atomic():
        Endpoint.objects.filter(pk=endpoint.pk).update(host_key="")
        note_in_log(endpoint, "host_key", by)


def preview(product: Product, *, until: datetime | None = None) -> list[Dispatch]:
    """What the product, as it stands in memory, would have carried in the week until now, the newest first."""
    end = until or clock.now()
    recent = Dispatch.objects.filter(seq__gt=matching.seq_before(end - PREVIEWED), released_at__lte=end)
    return matching.would_match(product, recent.select_related("story").order_by("-seq").iterator(chunk_size=500))


def issue_token(
    *,
    name: str,
    scopes: Sequence[str],
    endpoint: Endpoint | None = None,
    person: Person | None = None,
    expires_at: datetime | None = None,
    by: User | None,
) -> tuple[ApiToken, str]:
    """A new token of a pull endpoint or a person, and its text, which is shown this once. Raises WrongEndpoint."""
    demand(by, Right.MANAGE)
    holder = endpoint or person
    if holder is None or (endpoint is not None and (person is not None or endpoint.is_pushed)):
        raise WrongEndpoint(_("A token belongs to an endpoint that is fetched from, or to a person."))
    text = STARTS_WITH + secrets.token_urlsafe(32)
    with transaction.atomic():
        token = ApiToken.objects.create(
            subscriber_id=holder.subscriber_id,
            endpoint=endpoint,
            person=person,
            name=name,
            beginning=text[:11],
            digest=ApiToken.digest_of(text),
            scopes=list(scopes),
            expires_at=expires_at,
        )
        note_in_log(holder, "token", by, {"name": name, "beginning": token.beginning})
    return token, text


def revoke_token(token: ApiToken, *, by: User | None) -> None:
    demand(by, Right.MANAGE)
    with transaction.atomic():
        if ApiToken.objects.filter(pk=token.pk, revoked_at__isnull=True).update(revoked_at=clock.now()):
            note_in_log(
                token.endpoint or token.person or token.subscriber, "revoke", by, {"beginning": token.beginning}
            )


def settle_alarm(alarm: Alarm, *, by: User) -> None:
    """Takes an alarm off the dashboard; what a format kept from going out can be sent again from the dead letters."""
    demand(by, Right.SEND)
    Alarm.objects.open().filter(pk=alarm.pk).update(settled_at=clock.now(), settled_by=by)
