"""The search of pictures: modelsearch’s for the database at hand, without the one mark that breaks it."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from modelsearch.backends import database


def SearchBackend(params: dict[str, Any]) -> Any:  # noqa: N802 - the name that modelsearch asks a module for
    backend = database.SearchBackend(params)
    backend.search = _without_quotation_marks(backend.search)
    backend.autocomplete = _without_quotation_marks(backend.autocomplete)
    return backend


def _without_quotation_marks(search: Callable[..., Any]) -> Callable[..., Any]:
    """It wraps each word in such marks for SQLite, so that one in a word ends it and the rest is read as syntax."""

    @wraps(search)
    def searched(query: Any, *args: Any, **kwargs: Any) -> Any:
        return search(query.replace('"', " ").strip() if isinstance(query, str) else query, *args, **kwargs)

    return searched
