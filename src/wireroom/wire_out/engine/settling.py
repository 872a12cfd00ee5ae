"""Writing down how attempts went, all that have ended together in one transaction."""

from __future__ import annotations

import random
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from django.db.models import F

from wireroom.wire_out.alarms import sound
from wireroom.wire_out.engine.overtaking import overtake
from wireroom.wire_out.engine.types import Done, Job, Tried
from wireroom.wire_out.models import (
    Attempt,
    Delivery,
    DeliveryState,
    Endpoint,
    EndpointState,
    Recall,
    Trouble,
)
from wireroom.wire_out.recalls import told_by_delivery
from wireroom.wire_out.rules.retries import TRIPS_AFTER, UNSENT, Answer, gives_up, pause, rest

_random = random.SystemRandom()
_TROUBLES = {
    Answer.GONE: Trouble.GONE,
    Answer.REFUSED: Trouble.REFUSED,
    Answer.FAILED: Trouble.FAILING,
    Answer.BUSY: Trouble.FAILING,
    Answer.UNREADABLE: Trouble.FAILING,
}


def settle(done: Sequence[Done], endpoints: dict[int, Endpoint], *, worker: str, now: datetime) -> None:
    """Writes the ledger for finished batches; their endpoints' rows must be locked. Each costs the same for many."""
    tried = [one for batch in done for one in batch.tried]
    Attempt.objects.bulk_create(_attempt(one, worker) for one in tried)
    _release([job for batch in done for job in batch.untried], worker, now)
    accepted = [one for one in tried if one.outcome.answer is Answer.ACCEPTED]
    _accept(accepted, worker, now)
    for one in tried:
        if one.outcome.answer is not Answer.ACCEPTED:
            _fail(one, worker, now)
    for batch in done:
        _alarm(batch)
        _judge_endpoint(endpoints[batch.batch.target.endpoint_id], batch, now)


def _attempt(tried: Tried, worker: str) -> Attempt:
    return Attempt(
        delivery_id=tried.job.delivery_id,
        number=tried.job.attempts + 1,
        started_at=tried.started_at,
        ended_at=tried.ended_at,
        answer=tried.outcome.answer,
        code=tried.outcome.code,
        text=tried.outcome.text,
        worker=worker,
    )


def _release(jobs: Sequence[Job], worker: str, now: datetime) -> None:
    """Gives back what was not even begun; what a newer version has overtaken meanwhile is superseded now."""
    if not jobs:
        return
    rows = Delivery.objects.filter(pk__in=[job.delivery_id for job in jobs], lease_by=worker)
    held = list(rows)
    rows.update(lease_by="", lease_until=None)
    overtake(held, now)


def _accept(accepted: Iterable[Tried], worker: str, now: datetime) -> None:
    """One statement for all that were answered alike."""
    alike: dict[tuple[int, str], list[int]] = defaultdict(list)
    for one in accepted:
        alike[one.outcome.code, one.outcome.text].append(one.job.delivery_id)
    for (code, text), ids in alike.items():
        Delivery.objects.filter(pk__in=ids, lease_by=worker).update(
            state=DeliveryState.ACCEPTED,
            attempts=F("attempts") + 1,
            next_attempt_at=None,
            lease_by="",
            lease_until=None,
            last_answer=Answer.ACCEPTED,
            last_code=code,
            last_text=text,
            accepted_at=now,
            settled_at=now,
        )
    withdrawals = [one.job.delivery_id for one in accepted if one.job.is_withdrawal]
    if withdrawals:
        told_by_delivery(withdrawals, now)


def _fail(tried: Tried, worker: str, now: datetime) -> None:
    job, outcome = tried.job, tried.outcome
    state, again = _next(tried, now)
    changed = Delivery.objects.filter(pk=job.delivery_id, lease_by=worker).update(
        state=state,
        attempts=F("attempts") + (0 if outcome.answer in UNSENT else 1),
        next_attempt_at=again,
        lease_by="",
        lease_until=None,
        last_answer=outcome.answer,
        last_code=outcome.code,
        last_text=outcome.text,
        settled_at=None if again else now,
    )
    if changed and not job.is_withdrawal:
        overtake(Delivery.objects.filter(pk=job.delivery_id), now)
    if job.is_withdrawal:
        Recall.objects.untold().filter(delivery_id=job.delivery_id).update(trouble=_TROUBLES[outcome.answer])


def _alarm(done: Done) -> None:
    """A formatter that failed is said on the dashboard, once a dispatch and format."""
    for one in done.tried:
        if one.outcome.answer is Answer.UNREADABLE:
            sound(one.job.seq, one.outcome.text, format_name="" if one.job.sheet.fault else done.batch.target.format)


def _next(tried: Tried, now: datetime) -> tuple[DeliveryState, datetime | None]:
    """In what state an attempt that failed leaves its delivery, and when it is tried again."""
    job, outcome = tried.job, tried.outcome
    wait = pause(job.attempts + 1, _random.random())
    again = now + max(wait, outcome.retry_after or timedelta(0))
    if job.is_withdrawal or outcome.answer is Answer.GONE:
        return DeliveryState.PENDING, again
    if outcome.answer is Answer.REFUSED or outcome.answer in UNSENT:
        return DeliveryState.DEAD, None
    if gives_up(first_tried=job.first_tried_at, now=now, is_withdrawal=False):
        return DeliveryState.FAILED, None
    return DeliveryState.PENDING, again


def _judge_endpoint(endpoint: Endpoint, done: Done, now: datetime) -> None:
    """What the answers say about the endpoint itself: gone, failing, busy, or well again."""
    before = (endpoint.state, endpoint.failures, endpoint.rests_until, endpoint.host_key)
    was_tripped = endpoint.failures >= TRIPS_AFTER
    for one in done.tried:
        _judge_answer(endpoint, one, now)
    if done.host_key and not endpoint.host_key:
        endpoint.host_key = done.host_key
    if before != (endpoint.state, endpoint.failures, endpoint.rests_until, endpoint.host_key):
        endpoint.save(update_fields=["state", "reason", "failures", "rests_until", "host_key"])
    if was_tripped and endpoint.failures == 0:
        waiting = Delivery.objects.pending().at(endpoint).filter(next_attempt_at__gt=now)
        waiting.update(next_attempt_at=now)


def _judge_answer(endpoint: Endpoint, tried: Tried, now: datetime) -> None:
    answer, outcome = tried.outcome.answer, tried.outcome
    if answer in (Answer.ACCEPTED, Answer.REFUSED):
        endpoint.failures, endpoint.rests_until = 0, None
    elif answer is Answer.GONE:
        endpoint.state, endpoint.reason = EndpointState.DISABLED, outcome.text or "410 Gone"
    elif answer is Answer.BUSY:
        endpoint.rests_until = now + (outcome.retry_after or pause(tried.job.attempts + 1, _random.random()))
    elif answer is Answer.FAILED:
        endpoint.failures += 1
        tired = rest(endpoint.failures)
        endpoint.rests_until = now + tired if tired else endpoint.rests_until
