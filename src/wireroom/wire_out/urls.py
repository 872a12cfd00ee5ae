"""Where clients come: the pull API and the portal."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, include, path, re_path, register_converter

from wireroom.wire_out.portal import doors, own, pictures, receipts, wire


class Number:
    """A row's number, no larger than any database's."""

    regex = "[1-9][0-9]{0,17}"

    def to_python(self, value: str) -> int:
        return int(value)

    def to_url(self, value: int) -> str:
        return str(value)


register_converter(Number, "wire_number")

urlpatterns: list[URLPattern | URLResolver] = [
    path("api/v1/", include("wireroom.wire_out.api.interface")),
    path("", wire.front),
    path("newer/", wire.newer),
    path("search/", wire.search),
    path("search/save/", own.save_search),
    path("search/<wire_number:pk>/forget/", own.forget_search),
    path("stories/<wire_number:seq>/", wire.story),
    path("stories/<wire_number:seq>/confirm/", wire.confirm),
    path("stories/<wire_number:seq>/pictures/<wire_number:image>/", wire.picture),
    path("stories/<wire_number:seq>/<str:name>/", wire.download),
    path("tokens/", own.tokens),
    path("tokens/<wire_number:pk>/revoke/", own.revoke),
    path("team/", own.team),
    path("team/<wire_number:pk>/remove/", own.remove),
    path("team/<wire_number:pk>/link/", own.new_link),
    path("account/", own.account),
    path("account/language/", own.change_language),
    path("account/password/", doors.change_password),
    path("sign-in/", doors.sign_in),
    path("sign-out/", doors.sign_out),
    path("forgotten/", doors.forgotten),
    path("password/<str:token>/", doors.choose_password),
    path("pictures/<str:token>.jpg", pictures.held),
    path("receipt/<str:token>/", receipts.receipt),
    re_path(".*/$", wire.nowhere),
]
