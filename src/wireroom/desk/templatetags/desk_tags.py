"""Words and times that several of the desk's templates need."""

from __future__ import annotations

from datetime import datetime

from django import template
from django.conf import settings
from django.contrib.humanize.templatetags.humanize import naturaltime
from django.template import Context
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import get_language

from wireroom.stories.models import Edition, Story
from wireroom.stories.policy import may
from wireroom.stories.rules import Action

register = template.Library()


@register.simple_tag
def agency_name() -> str:
    """The agency as it is called in the language of whoever works at the desk, else in its first edition."""
    names = {edition.code: edition.name for edition in Edition.objects.select_related("locale").order_by("-position")}
    return names.get(get_language() or "") or next(reversed(names.values()), settings.AGENCY_NAME)


@register.simple_tag(takes_context=True)
def may_begin(context: Context) -> bool:
    """Whether the person may begin a story of their own."""
    user = context["request"].user
    return may(user, Action.ADD, Story(created_by=user))


@register.simple_tag
def moment(time: datetime | None) -> SafeString | str:
    """How long ago or how soon, with the exact time for whoever asks for it."""
    if time is None:
        return ""
    local = timezone.localtime(time)
    return format_html(
        '<time datetime="{}" title="{}">{}</time>',
        local.isoformat(timespec="minutes"),
        date_format(local, "DATETIME_FORMAT"),
        naturaltime(time),
    )


@register.filter
def tel(number: str) -> str:
    """A telephone number as `tel:` wants it: a plus and digits."""
    digits = "".join(sign for sign in number if sign.isdecimal() and sign.isascii())
    return f"+{digits}" if number.strip().startswith("+") else digits
