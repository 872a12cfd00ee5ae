"""Names in several languages, kept in one JSON column: `{"en": "World", "ru": "В мире"}`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.utils.translation import gettext as _

from wireroom.formats.text import one_line


def name_in(names: Mapping[str, str], language: str, fallback: str) -> str:
    """The name in `language`, else in English, else in whatever there is, else `fallback`."""
    return names.get(language) or names.get("en") or next(iter(names.values()), "") or fallback


class NamesWidget(forms.MultiWidget):
    """One text field a shipped language, each labelled with the language's own name."""

    template_name = "stories/widgets/names.html"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        widgets: dict[str, forms.Widget | type[forms.Widget]] = {
            code: forms.TextInput({"lang": code, "placeholder": name, "dir": "auto"})
            for code, name in settings.LANGUAGES
        }
        super().__init__(widgets, attrs)

    def decompress(self, value: Mapping[str, str] | None) -> list[str]:
        return [(value or {}).get(code, "") for code, _name in settings.LANGUAGES]


class NamesFormField(forms.MultiValueField):
    widget = NamesWidget

    def __init__(self, **kwargs: Any) -> None:
        for unused in ("encoder", "decoder", "max_length"):
            kwargs.pop(unused, None)
        fields = [forms.CharField(required=False, max_length=120) for _code in settings.LANGUAGES]
        super().__init__(fields, require_all_fields=False, **kwargs)

    def compress(self, values: list[str]) -> dict[str, str]:
        pairs = zip((code for code, _name in settings.LANGUAGES), values or [], strict=False)
        return {code: one_line(value) for code, value in pairs if value and one_line(value)}


def check_names(value: object) -> None:
    """Refuses anything but a mapping of shipped language codes to texts."""
    codes = {code for code, _name in settings.LANGUAGES}
    if not isinstance(value, dict) or not set(value) <= codes or not all(isinstance(v, str) for v in value.values()):
        raise ValidationError(_("Names are texts, one for each language."))


class NamesField(models.JSONField):
    """A JSON column of names by language code, edited as one text field a language."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("default", dict)
        kwargs.setdefault("blank", True)
        kwargs.setdefault("validators", [check_names])
        super().__init__(*args, **kwargs)

    def formfield(self, **kwargs: Any) -> Any:
        kwargs["form_class"] = NamesFormField
        kwargs.pop("widget", None)
        kwargs.setdefault("required", False)
        return models.Field.formfield(self, **kwargs)
