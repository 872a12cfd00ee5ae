# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""A withdrawal board on paper and as a table: proof of who was told what, when and how."""

from __future__ import annotations

import csv
from collections.abc import Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from django.utils.translation import gettext

from wireroom.core import clock
from wireroom.desk.wire_out.boards import Board, Line
from wireroom.desk.wire_out.rules import inert_cell
from wireroom.desk.wire_out.withdrawals import OneWithdrawal

BOM = "\ufeff"
"""Without it the commonest spreadsheet reads UTF-8 as something else."""


def header() -> list[str]:
    return [
        gettext("Dispatch"),
        gettext("Story"),
        gettext("Withdrawn"),
        gettext("Subscriber"),
        gettext("Recipient"),
        gettext("Had"),
        gettext("Told"),
        gettext("How"),
        gettext("By"),
        gettext("Spoke to, note"),
        gettext("Confirmed"),
        gettext("Confirmed by"),
        gettext("Attempts"),
        gettext("Last answer"),
        gettext("Trouble"),
        gettext("Message id"),
    ]


def rows(board: Board) -> list[list[str]]:
    return [_row(board, line) for line in board.lines]


def _row(board: Board, line: Line) -> list[str]:
    recall, delivery, said = line.recall, line.recall.delivery, line.said
    by = recall.told_by
    return [
        str(board.withdrawal.seq),
        board.story.headline,
        _time(board.withdrawal.released_at),
        recall.subscriber.name,
        line.who,
        "; ".join(f"{had.version} ({had.how})" for had in line.had),
        _time(recall.told_at),
        recall.get_told_how_display(),
        (by.get_full_name() or by.get_username()) if by else "",
        recall.note,
        _time(recall.answered_at),
        recall.answered_by,
        str(delivery.attempts if delivery else recall.mails_tried),
        " ".join(str(part) for part in (said.meaning, said.code, said.why, said.text) if part) if said else "",
        recall.get_trouble_display(),
        delivery.message_id if delivery else "",
    ]


def _time(time: datetime | None) -> str:
    """ISO 8601 with the zone, so that a court in another one can read it."""
    return timezone.localtime(time).isoformat(timespec="seconds") if time else ""


class ProofTableView(OneWithdrawal):
    def get(self, request: HttpRequest, seq: int) -> HttpResponse:
        response = HttpResponse(BOM, content_type="text/csv; charset=utf-8")
        response["Content-Disposition"] = f'attachment; filename="withdrawal-{self.withdrawal.seq}.csv"'
        writer = csv.writer(response)
        table: Sequence[Sequence[str]] = [header(), *rows(self.board)]
        writer.writerows([inert_cell(cell) for cell in row] for row in table)
        return response


class ProofPageView(OneWithdrawal):
    template_name = "desk/wire/proof.html"

    def get_page_title(self) -> str:
        return gettext("Proof of withdrawal %(number)d") % {"number": self.withdrawal.seq}

    def get(self, request: HttpRequest, seq: int) -> HttpResponse:
        return self.show(
            board=self.board,
            withdrawal=self.withdrawal,
            story=self.withdrawal.story,
            translations=self.translations(),
            drawn_at=clock.now(),
            drawn_by=self.user,
        )
