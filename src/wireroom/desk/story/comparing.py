# mypy: disallow-subclassing-any=False
# Wagtail ships no types.
"""Tables side by side in a comparison: by their cells, where Wagtail shows how it stores them."""

from __future__ import annotations

from typing import Any

from django.utils.html import escape
from wagtail.admin.compare import BlockComparison, diff_text

from wireroom.stories.models import Story


class TableComparison(BlockComparison):
    def htmlvalue(self, val: Any) -> str:
        return str(escape(_cells(val)))

    def htmldiff(self) -> str:
        return str(diff_text(_cells(self.val_a), _cells(self.val_b)).to_html())


def _cells(table: dict[str, Any] | None) -> str:
    """Caption and rows as a reader would say them."""
    rows = (table or {}).get("data") or []
    lines = [" | ".join(str(cell or "") for cell in row) for row in rows]
    return "; ".join(filter(None, [(table or {}).get("table_caption") or "", *lines]))


def compare_tables_by_cells() -> None:
    """Wagtail asks a block how it is compared if the block can be asked."""
    body: Any = Story._meta.get_field("body")
    body.stream_block.child_blocks["table"].get_comparison_class = lambda: TableComparison
