"""Where the second factor is: at the door, before anybody is signed in, and in the account."""

from __future__ import annotations

from django.urls import path

from wireroom.desk.second_factor.keeping import ResetSecondFactorView, SecondFactorView
from wireroom.desk.second_factor.signing_in import CodeView, FirstCodeView, SignInView

signing_in = [
    path("desk/login/", SignInView.as_view(), name="wagtailadmin_login"),
    path("desk/login/code/", CodeView.as_view(), name="desk_second_factor"),
    path("desk/login/first-code/", FirstCodeView.as_view(), name="desk_second_factor_first"),
]
"""Before Wagtail's own, which let in whoever has the password."""

keeping = [
    path("account/second-factor/", SecondFactorView.as_view(), name="desk_second_factor_keep"),
    path("users/<int:pk>/second-factor/", ResetSecondFactorView.as_view(), name="desk_second_factor_reset"),
]
