"""Pictures of an archive from a folder: a copy of `wp-content/uploads` or of Ghost's `content/images`."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from io import BytesIO
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

from django.conf import settings
from django.core.files.images import ImageFile
from PIL import Image as Pillow

from wireroom.formats.newsitem import Block, NewsItem, Picture
from wireroom.stories.models import Photo

MAX_BYTES = 30 * 1024 * 1024
MAX_PIXELS = 100_000_000


@dataclass
class PictureFolder:
    """Files by the addresses that they had on the old site; `found` counts what became of those asked for."""

    root: Path
    counts: Counter[str] = field(default_factory=Counter)
    _known: dict[str, int] = field(default_factory=dict)
    """Our images by address; 0 where there is none."""

    def adopt(self, item: NewsItem) -> NewsItem:
        """The item with those of its pictures that are in the folder as pictures of ours."""
        pictures = [item.lead_picture, *item.pictures]
        lead, *others = (self._ours(picture, item.headline) if picture else None for picture in pictures)
        return replace(
            item,
            lead_picture=lead,
            pictures=tuple(filter(None, others)),
            body=tuple(self._block(block, item.headline) for block in item.body),
        )

    def _block(self, block: Block, headline: str) -> Block:
        return self._ours(block, headline) if isinstance(block, Picture) else block

    def _ours(self, picture: Picture, headline: str) -> Picture:
        if picture.ref not in self._known:
            self._known[picture.ref] = self._photo(picture, headline)
            self.counts["found" if self._known[picture.ref] else "missing"] += 1
        number = self._known[picture.ref]
        return replace(picture, ref=f"image:{number}") if number else picture

    def _photo(self, picture: Picture, headline: str) -> int:
        for path in self._places(picture.ref):
            content = _content(path)
            if content:
                return _stored(content, path.name, picture, headline)
        return 0

    def _places(self, ref: str) -> Iterable[Path]:
        """Where the file may lie: the longest end of its address that leads to one, never out of the folder."""
        parts = PurePosixPath(unquote(urlsplit(ref).path)).parts[1:]
        if any(part in ("", ".", "..") or "\0" in part or "\\" in part for part in parts):
            return
        root = self.root.resolve()
        for begin in range(len(parts)):
            is_bare_name = begin == len(parts) - 1
            if is_bare_name and (len(parts) < 2 or parts[-2] != root.name):
                return  # one name alone may be anybody's
            path = root.joinpath(*parts[begin:]).resolve()
            if path.is_relative_to(root) and path.is_file():
                yield path


def _content(path: Path) -> bytes:
    """The file if it is a picture that we take, else nothing."""
    try:
        if path.stat().st_size > MAX_BYTES:
            return b""
        content = path.read_bytes()
        with Pillow.open(BytesIO(content)) as opened:
            kind, pixels = (opened.format or "").lower(), opened.width * opened.height
    except (OSError, ValueError, Pillow.DecompressionBombError):
        return b""
    return content if kind in settings.WAGTAILIMAGES_EXTENSIONS and 0 < pixels <= MAX_PIXELS else b""


def _stored(content: bytes, name: str, picture: Picture, headline: str) -> int:
    """The number of our image with this content, made if there is none."""
    digest = hashlib.sha1(content, usedforsecurity=False).hexdigest()
    known = Photo.objects.filter(file_hash=digest).first()
    if known:
        return int(known.pk)
    described = picture.alt or picture.caption or headline
    photo = Photo(
        title=(picture.caption or picture.alt or name)[:255],
        alt_text=described[:300],
        caption=picture.caption[:500],
        credit=picture.credit[:120],
        file=ImageFile(BytesIO(content), name),
        file_hash=digest,
        file_size=len(content),
    )
    photo.save()
    return int(photo.pk)
