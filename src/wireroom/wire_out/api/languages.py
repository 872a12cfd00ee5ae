"""In which language a caller is told what went wrong: the first of those that they accept which we speak."""

from __future__ import annotations

from django.conf import settings
from django.utils.translation import get_supported_language_variant, to_locale
from django.utils.translation.trans_real import parse_accept_lang_header


def spoken(accepted: str) -> str:
    """Django's name of the language for an Accept-Language header; English for whoever accepts none of ours."""
    for tag, quality in parse_accept_lang_header(accepted.lower()):
        if tag == "*":
            break
        try:
            if quality > 0:
                return get_supported_language_variant(tag)
        except LookupError:
            continue
    return settings.LANGUAGE_CODE


def tag_of(language: str) -> str:
    """As BCP 47 writes it, e.g. `zh-Hans`."""
    return to_locale(language).replace("_", "-")
