"""Asking the products about each dispatch, once and in order: what they carry is written down when it goes out."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Min

from wireroom.stories.models import Dispatch, Section, Source
from wireroom.wire_out.alarms import FAULTS, fault_text, sound
from wireroom.wire_out.follow_ups import follow
from wireroom.wire_out.models import Match, MatchHead, Product
from wireroom.wire_out.models.product import newest_seq
from wireroom.wire_out.recalls import recall_people
from wireroom.wire_out.rules.products import Candidate, Wanted, matches, may_pass_on, takes

STEP = 500


def wanted_of(product: Product, parts: Mapping[str, Sequence[str]]) -> Wanted:
    """The product's filter; `parts` holds the codes of each section's parts."""
    sections = {code for name in product.sections for code in (name, *parts.get(name, ()))}
    return Wanted(
        languages=frozenset(tag.lower() for tag in product.languages),
        sections=frozenset(sections),
        topics=frozenset(product.topics),
        sources=frozenset(product.sources),
        priority=product.priority,
        words=tuple(line.strip() for line in product.words.splitlines() if line.strip()),
    )


def parts_of_sections() -> dict[str, list[str]]:
    """The codes of each section's parts, by its code."""
    parts: dict[str, list[str]] = {}
    for code, whole in Section.objects.filter(parent__isnull=False).values_list("code", "parent__code"):
        parts.setdefault(whole, []).append(code)
    return parts


def closed_sources() -> frozenset[str]:
    """The codes of sources whose material is not passed on."""
    return frozenset(Source.objects.filter(may_pass_on=False).values_list("code", flat=True))


def judged_up_to() -> int:
    """The newest dispatch that the products have been asked about."""
    return MatchHead.objects.filter(pk=1).values_list("seq", flat=True).first() or 0


def catch_up() -> int:
    """Asks every product about what has gone out since; returns the number of the newest dispatch judged.

    Whoever reads matches calls this first: it costs two small queries when there is nothing to do. Racing callers
    wait for each other; a crash leaves nothing half judged.
    """
    while (newest := newest_seq()) > judged_up_to():
        _judge_next(newest)
    return newest


def _judge_next(newest: int) -> None:
    with transaction.atomic():
        head = _locked_head()
        last = min(newest, head.seq + STEP)
        if last <= head.seq:
            return
        _judge(list(Dispatch.objects.filter(seq__gt=head.seq, seq__lte=last).exclude(audience="archive")))
        head.seq = last
        head.save(update_fields=["seq"])


def _locked_head() -> MatchHead:
    found = MatchHead.objects.select_for_update().filter(pk=1).first()
    if found is None:
        first = Product.objects.aggregate(first=Min("from_seq"))["first"]
        MatchHead.objects.bulk_create(
            [MatchHead(pk=1, seq=newest_seq() if first is None else first)], ignore_conflicts=True
        )
        found = MatchHead.objects.select_for_update().get(pk=1)
    return found


def _judge(dispatches: Sequence[Dispatch]) -> None:
    products = list(Product.objects.all())
    if dispatches and products:
        wanted, closed = _wanted_of_all(products, dispatches), closed_sources()
        since = {product.pk: product.from_seq for product in products}
        Match.objects.bulk_create(
            (
                Match(product_id=key, dispatch_id=dispatch.seq)
                for dispatch in dispatches
                for key in _carrying(dispatch, wanted, closed)
                if since[key] < dispatch.seq
            ),
            ignore_conflicts=True,
        )
    recall_people([dispatch for dispatch in dispatches if dispatch.kind == "withdrawal"])
    follow(dispatches)


def _wanted_of_all(products: Sequence[Product], dispatches: Sequence[Dispatch]) -> dict[int, Wanted]:
    """The filter of each; one that cannot be read is an alarm for each dispatch, and carries none."""
    parts, wanted = parts_of_sections(), {}
    for product in products:
        try:
            wanted[product.pk] = wanted_of(product, parts)
        except FAULTS as fault:
            for dispatch in dispatches:
                sound(dispatch.seq, fault_text(fault), product_id=product.pk)
    return wanted


def _carrying(dispatch: Dispatch, wanted: Mapping[int, Wanted], closed: Collection[str]) -> list[int]:
    """The products that carry it. A fault of one is an alarm and holds up no other; so is a dispatch past reading."""
    if dispatch.is_expunged:
        return []
    try:
        candidate = Candidate(dispatch.item)
        if not may_pass_on(candidate.item, closed):
            return []
    except FAULTS as fault:
        sound(dispatch.seq, fault_text(fault))
        return []
    carrying = []
    for key, one in wanted.items():
        try:
            if takes(one, candidate):
                carrying.append(key)
        except FAULTS as fault:
            sound(dispatch.seq, fault_text(fault), product_id=key)
    return carrying


def asking(product: Product) -> Callable[[Dispatch], bool]:
    """A function that says whether the product, as it stands in memory, carries a dispatch; it raises FAULTS."""
    parts, closed = parts_of_sections(), closed_sources()

    def carries(dispatch: Dispatch) -> bool:
        wanted = wanted_of(product, parts)
        return not dispatch.is_expunged and bool(matches({0: wanted}, dispatch.item, closed))

    return carries


def seq_before(time: datetime) -> int:
    """The number of the newest dispatch, archive aside, that went out before `time`; 0 if there is none.

    Walks back from the end of the log, since there is no index by time.
    """
    newest_first = Dispatch.objects.exclude(audience="archive").order_by("-seq").values_list("seq", "released_at")
    return next((seq for seq, at in newest_first.iterator(chunk_size=500) if at < time), 0)


def would_match(product: Product, dispatches: Iterable[Dispatch]) -> list[Dispatch]:
    """Which of `dispatches` the product, as it stands in memory, carries; for previews."""
    carries = asking(product)
    return [dispatch for dispatch in dispatches if dispatch.audience != "archive" and carries(dispatch)]
