"""The threads that send: as many as there are batches under way, none while nothing is sent."""

from __future__ import annotations

import logging
import threading
import time
from collections.abc import Callable
from queue import Empty, SimpleQueue

from wireroom.core import clock
from wireroom.wire_out.adapters.base import TEXT_KEPT, Adapter, BadAddress, Message, Target
from wireroom.wire_out.adapters.choosing import adapter_for
from wireroom.wire_out.engine.sheets import Sheets
from wireroom.wire_out.engine.types import Batch, Done, Job, Tried
from wireroom.wire_out.outgoing import receipt_address
from wireroom.wire_out.rules.retries import Answer, Outcome

logger = logging.getLogger(__name__)

BATCH_SECONDS = 0.25
"""No attempt of a batch begins later: what comes up meanwhile, a withdrawal above all, must not wait behind it."""
IDLE_SECONDS = 20.0

GOES_ON = frozenset({Answer.ACCEPTED, Answer.REFUSED, Answer.UNREADABLE, Answer.WITHHELD})
"""After any other answer the rest of the batch is left for later."""


class Lanes:
    """Gives each batch a thread, and hands over what became of it by calling `report` from there."""

    def __init__(self, sheets: Sheets, report: Callable[[Done], None]) -> None:
        self._sheets = sheets
        self._report = report
        self._waiting: SimpleQueue[Batch] = SimpleQueue()
        self._adapters: dict[int, list[tuple[float, Target, Adapter]]] = {}
        self._lock = threading.Lock()
        self._idle = 0
        self.stopping = False

    def start(self, batch: Batch) -> None:
        with self._lock:
            if self._idle > 0:
                self._idle -= 1
            else:
                threading.Thread(target=self._work, name="delivery", daemon=True).start()
        self._waiting.put(batch)

    def _work(self) -> None:
        while True:
            try:
                batch = self._waiting.get(timeout=IDLE_SECONDS)
            except Empty:
                with self._lock:
                    if self._idle > 0:  # nobody has counted on this thread meanwhile
                        self._idle -= 1
                        return
                continue
            self._report(self._sent(batch))
            with self._lock:
                self._idle += 1

    def _sent(self, batch: Batch) -> Done:
        """Sends a batch; whatever goes wrong in our own code is an outcome too, so that no lease is forgotten."""
        done = Done(batch)
        try:
            adapter = self._take(batch.target)
        except BadAddress as error:
            done.tried.append(_unsent(batch.jobs[0], Outcome(Answer.FAILED, error.message[:TEXT_KEPT])))
            done.untried.extend(batch.jobs[1:])
            return done
        begun = time.monotonic()
        for number, job in enumerate(batch.jobs):
            if number and (self.stopping or time.monotonic() - begun > BATCH_SECONDS):
                done.untried.extend(batch.jobs[number:])
                break
            tried = self._try(adapter, batch.target, job)
            done.tried.append(tried)
            if tried.outcome.answer not in GOES_ON:
                done.untried.extend(batch.jobs[number + 1 :])
                break
        done.host_key = adapter.host_key
        self._put_back(batch.target, adapter)
        return done

    def _try(self, adapter: Adapter, target: Target, job: Job) -> Tried:
        started = clock.now()
        if job.sheet.forbids:
            return _unsent(job, Outcome(Answer.WITHHELD, job.sheet.forbids))
        if job.sheet.fault:
            return _unsent(job, Outcome(Answer.UNREADABLE, job.sheet.fault[:TEXT_KEPT]))
        try:
            message = self._message(target, job)
        except Exception as error:  # of any formatter: an alarm for this item, not the end of its lane
            logger.exception("%s cannot be rendered as %s", job.message_id, target.format)
            return _unsent(job, Outcome(Answer.UNREADABLE, f"{type(error).__name__}: {error}"[:TEXT_KEPT]))
        try:
            outcome = adapter.send(message)
        except BadAddress as error:
            outcome = Outcome(Answer.FAILED, error.message[:TEXT_KEPT])
        except Exception as error:  # of any client library: a failed attempt, not the end of its lane
            logger.exception("%s could not be sent", job.message_id)
            outcome = Outcome(Answer.FAILED, f"{type(error).__name__}: {error}"[:TEXT_KEPT])
        return Tried(job, outcome, started, clock.now())

    def _message(self, target: Target, job: Job) -> Message:
        document, sheet = self._sheets.document(job, target.format), job.sheet
        return Message(
            id=job.message_id,
            seq=job.seq,
            guid=sheet.guid,
            version=sheet.version,
            kind=sheet.kind,
            headline=sheet.item.headline,
            language=sheet.item.language,
            sent_at=clock.now(),
            body=document.body,
            content_type=document.content_type,
            extension=document.extension,
            receipt=receipt_address(job.seq, target.endpoint_id) if job.is_withdrawal else "",
        )

    def _take(self, target: Target) -> Adapter:
        """An open way to the target, or a new one; those to what it was before are closed. Raises BadAddress."""
        with self._lock:
            kept = self._adapters.pop(target.endpoint_id, [])
            fitting = [one for one in kept if one[1] == target]
            chosen = fitting.pop()[2] if fitting else None
            if fitting:
                self._adapters[target.endpoint_id] = fitting
        for _since, old, adapter in kept:
            if old != target:
                adapter.close()
        return chosen or adapter_for(target)

    def _put_back(self, target: Target, adapter: Adapter) -> None:
        with self._lock:
            self._adapters.setdefault(target.endpoint_id, []).append((time.monotonic(), target, adapter))

    def close_idle(self, seconds: float = IDLE_SECONDS) -> int:
        """Closes ways that nothing went for so long; returns how many stay open."""
        oldest = time.monotonic() - seconds
        with self._lock:
            kept = [entry for entries in self._adapters.values() for entry in entries]
            stale = [entry for entry in kept if entry[0] < oldest]
            self._adapters = {}
            for entry in kept:
                if entry[0] >= oldest:
                    self._adapters.setdefault(entry[1].endpoint_id, []).append(entry)
        for _since, _target, adapter in stale:
            adapter.close()
        return len(kept) - len(stale)


def _unsent(job: Job, outcome: Outcome) -> Tried:
    now = clock.now()
    return Tried(job, outcome, now, now)
