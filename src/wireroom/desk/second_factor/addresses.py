"""Where the second factor is: at the door, before anybody is signed in, and in the account."""

from __future__ import annotations

from django.urls import path

from wireroom.desk.second_factor.keeping import AppView, ChangeView, SecondFactorView
from wireroom.desk.second_factor.passkey_doors import EnterWithPasskey, FirstPasskey, PasskeyAtTheDoor
from wireroom.desk.second_factor.passkey_keeping import AddPasskey, ConfirmWithPasskey, PasskeyView
from wireroom.desk.second_factor.resetting import ResetSecondFactorView
from wireroom.desk.second_factor.signing_in import CodeView, FirstCodeView, SignInView

signing_in = [
    path("desk/login/", SignInView.as_view(), name="wagtailadmin_login"),
    path("desk/login/passkey/", EnterWithPasskey.as_view(), name="desk_passkey_enter"),
    path("desk/login/code/", CodeView.as_view(), name="desk_second_factor"),
    path("desk/login/code/passkey/", PasskeyAtTheDoor.as_view(), name="desk_passkey_door"),
    path("desk/login/first-code/", FirstCodeView.as_view(), name="desk_second_factor_first"),
    path("desk/login/first-code/passkey/", FirstPasskey.as_view(), name="desk_passkey_first"),
]
"""Before Wagtail's own, which let in whoever has the password."""

keeping = [
    path("account/second-factor/", SecondFactorView.as_view(), name="desk_second_factor_keep"),
    path("account/second-factor/app/", AppView.as_view(), name="desk_second_factor_app"),
    path("account/second-factor/change/", ChangeView.as_view(), name="desk_second_factor_change"),
    path("account/second-factor/confirm/", ConfirmWithPasskey.as_view(), name="desk_passkey_confirm"),
    path("account/second-factor/passkeys/", AddPasskey.as_view(), name="desk_passkey_add"),
    path("account/second-factor/passkeys/<int:pk>/", PasskeyView.as_view(), name="desk_passkey"),
    path("users/<int:pk>/second-factor/", ResetSecondFactorView.as_view(), name="desk_second_factor_reset"),
]
