"""A body to read at the desk: as it goes out, with thumbnails where it names pictures."""

from __future__ import annotations

import re
from typing import Any

from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe

from wireroom.formats.html import render_blocks
from wireroom.stories.body import blocks_of, raw_of
from wireroom.stories.models import Photo

_NAMED = re.compile(r'src="image:(\d+)"')
THUMBNAIL = "max-600x600"


def drawn(body: Any) -> SafeString:
    """The stream `body` as HTML; a picture that is gone keeps its alternative text."""
    text = render_blocks(blocks_of(raw_of(body)))
    photos = Photo.objects.in_bulk({int(pk) for pk in _NAMED.findall(text)})
    shown = _NAMED.sub(lambda named: _source(photos.get(int(named[1]))), text)
    return mark_safe(shown)  # noqa: S308 - render_blocks escapes all text


def _source(photo: Photo | None) -> str:
    return f'src="{escape(photo.get_rendition(THUMBNAIL).url)}"' if photo else 'src=""'
