"""What an app is shown: the secret as a picture, and as letters for who has no camera."""

from __future__ import annotations

from dataclasses import dataclass

from django.utils.safestring import SafeString, mark_safe

from wireroom.accounts.models import User
from wireroom.accounts.second_factor import rules
from wireroom.stories.models import Edition


@dataclass(frozen=True, slots=True)
class Shown:
    picture: SafeString
    letters: str

    @classmethod
    def of(cls, secret: str, user: User) -> Shown:
        edition = Edition.objects.first()
        address = rules.address_of(secret, agency=edition.name if edition else "Wireroom", person=user.get_username())
        return cls(_drawn(address), rules.in_fours(secret))


def _drawn(text: str) -> SafeString:
    """An SVG of black on white, whatever the desk's colours are: cameras want it so."""
    import segno

    code = segno.make(text, error="m", micro=False)
    drawing = code.svg_inline(
        scale=4, border=4, dark="#000", light="#fff", svgclass="desk-factor__picture", omitsize=True
    )
    return mark_safe(drawing)  # noqa: S308 - squares, drawn by the library from a text that it does not repeat
