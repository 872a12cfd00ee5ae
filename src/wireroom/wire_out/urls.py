"""Where clients come: the pull API and the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("wireroom.wire_out.api.interface")),
]
