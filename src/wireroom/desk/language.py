"""The desk before anybody has signed in speaks the language of the browser; afterwards Wagtail asks the account."""

from __future__ import annotations

from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.middleware.locale import LocaleMiddleware

DESK_PATHS = ("/desk/", "/setup/")


class DeskLanguage(LocaleMiddleware):
    """Django's own, for the desk's addresses only: readers' pages depend on their address and nothing else."""

    def process_request(self, request: HttpRequest) -> None:
        if request.path_info.startswith(DESK_PATHS):
            super().process_request(request)

    def process_response(self, request: HttpRequest, response: HttpResponseBase) -> HttpResponseBase:
        if request.path_info.startswith(DESK_PATHS):
            return super().process_response(request, response)
        return response
