"""The form field for a logo: Wagtail's, in the language of whoever fills in the form."""

from __future__ import annotations

from typing import Any

from wagtail.images.fields import WagtailImageField


class LogoField(WagtailImageField):
    """Wagtail words its help and its complaints once, when the field is made; so each form has one made for it."""

    help_text: Any

    def __init__(self, *, help_text: Any = "", **options: Any) -> None:
        super().__init__(**options)
        self.help_text = f"{help_text} {self.help_text}".strip()
        self.made_with = {"help_text": help_text, **options}

    def __deepcopy__(self, memo: dict[int, Any]) -> LogoField:
        return LogoField(**self.made_with)
