"""What the reader's templates can say beyond Django's own words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

from wireroom.core.dates import Calendar
from wireroom.formats.html import render_inline
from wireroom.formats.newsitem import Inline
from wireroom.website.assets import asset_address

register = template.Library()


@register.simple_tag
def asset(name: str) -> str:
    return asset_address(name)


@register.filter
def inline(content: Inline) -> SafeString:
    """Runs of text with their marks and links; `render_inline` escapes every word."""
    return mark_safe(render_inline(content))  # noqa: S308 - see above


@register.filter
def isolated(text: str) -> SafeString:
    """Words from outside within a sentence of ours, which they cannot reorder."""
    return format_html("<bdi>{}</bdi>", text)


@register.filter
def stamp(moment: datetime) -> str:
    """A moment for machines, RFC 3339."""
    return moment.isoformat(timespec="seconds")


@register.filter
def published(moment: datetime, calendar: Calendar) -> SafeString:
    """A moment in full, with its distance from UTC."""
    return _time(moment, calendar.long(moment))


@register.filter
def listed(moment: datetime, calendar: Calendar) -> SafeString:
    """A moment in a list; a script adds how long ago that was."""
    return format_html('<time datetime="{}" data-ago>{}</time>', stamp(moment), calendar.short(moment))


@register.filter
def clock(moment: datetime, calendar: Calendar) -> SafeString:
    """The time of day; for lists that say the day elsewhere."""
    return _time(moment, calendar.clock(moment))


@register.filter
def number(value: int, calendar: Calendar) -> str:
    return calendar.number(value)


@register.filter
def decimal(value: float, calendar: Calendar) -> str:
    return calendar.decimal(value)


def _time(moment: datetime, words: str) -> SafeString:
    return format_html('<time datetime="{}">{}</time>', stamp(moment), words)
