"""What the portal's templates can say beyond Django's own words."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.utils.safestring import SafeString, mark_safe

from wireroom.core.dates import Calendar
from wireroom.formats.html import render_blocks
from wireroom.formats.newsitem import NewsItem
from wireroom.formats.release import Release, outgoing
from wireroom.stories.pictures import shown_images

register = template.Library()


@register.filter
def day(moment: datetime, calendar: Calendar) -> str:
    return calendar.day(moment)


@register.simple_tag
def body_of(item: NewsItem, seq: int) -> SafeString:
    """The text of an item with its pictures from the portal; `render_blocks` escapes every word."""
    places = {f"image:{pk}": f"/wire/stories/{seq}/pictures/{pk}/" for pk in shown_images(item)}
    sent = outgoing(item, Release(pictures=places))
    lead = [sent.lead_picture] if sent.lead_picture else []
    blocks = [*lead, *sent.body, *sent.pictures]
    return mark_safe(render_blocks(block for block in blocks))  # noqa: S308 - see above
