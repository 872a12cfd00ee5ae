"""Where addresses lead."""

from __future__ import annotations

from django.urls import include, path
from wagtail.admin import urls as wagtailadmin_urls

from wireroom.config.metrics import metrics
from wireroom.desk.script_words import script_words
from wireroom.desk.second_factor.addresses import signing_in
from wireroom.desk.setup_page import SetupView
from wireroom.desk.unused import closed

urlpatterns = [
    path("metrics", metrics, name="metrics"),
    path("setup/", SetupView.as_view(), name="setup"),
    *signing_in,
    *closed,
    path("desk/jsi18n/", script_words),
    path("desk/", include(wagtailadmin_urls)),
    path("wire/", include("wireroom.wire_out.urls")),
    path("", include("wireroom.website.urls")),
]

handler400 = "wireroom.website.views.errors.bad_request"
handler404 = "wireroom.website.views.errors.page_not_found"
handler500 = "wireroom.website.views.errors.server_error"
