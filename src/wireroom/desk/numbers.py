"""A number in an address that no row can have: Django asks the database for it all the same, and SQLite refuses."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.defaults import page_not_found


class NumbersOfNothing:
    """Answers 404 at the desk where a number is too large to be stored."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        if isinstance(exception, OverflowError) and request.path_info.startswith("/desk/"):
            return page_not_found(request, exception, template_name="wagtailadmin/404.html")
        return None
