"""The demo's pictures in the newsroom's own store: drawn once for each scene of each story."""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from io import BytesIO

from django.core.files.images import ImageFile

from wireroom.demo.drawing import draw
from wireroom.demo.script import Tale
from wireroom.stories.models import Photo
from wireroom.stories.pictures import make_public

CREDIT = "Kestrel"
_SCENE = re.compile(r'<figure data-scene="([a-z]+)"><img alt=')
_ALT = re.compile(r'<figure data-scene="([a-z]+)"><img alt="([^"]*)"')


def scenes_of(tale: Tale) -> dict[str, str]:
    """The scenes that a tale shows, each with its alternative text in the tale's first language."""
    language = tale.languages[0]
    scenes = {}
    for version in tale.versions:
        text = version.texts[language]
        scenes.update({scene: alt for scene, alt in _ALT.findall(text.body) if scene not in scenes})
    if tale.picture:
        scenes[tale.picture] = tale.versions[0].texts[language].picture_alt
    return scenes


def photos_of(tale: Tale, size: tuple[int, int]) -> Iterator[tuple[str, Photo]]:
    """Each scene of a tale with its photo, drawn now unless an earlier run has."""
    for scene, alt in scenes_of(tale).items():
        title = f"{tale.group}: {scene}"
        photo = Photo.objects.filter(title=title).first() or _draw(title, scene, alt, size)
        if tale.state == "published" and not photo.public_pictures.exists():
            make_public(photo)
        yield scene, photo


def _draw(title: str, scene: str, alt: str, size: tuple[int, int]) -> Photo:
    buffer = BytesIO()
    draw(scene, seed=zlib.crc32(title.encode()), size=size).save(buffer, "JPEG", quality=90)
    name = f"{title.replace(': ', '-')}.jpg"
    photo: Photo = Photo.objects.create(title=title, alt_text=alt, credit=CREDIT, file=ImageFile(buffer, name))
    return photo


def place(body: str, photos: dict[str, Photo]) -> str:
    """`body` with the address of our own photo in each figure that names a scene."""
    return _SCENE.sub(lambda found: f'<figure><img src="image:{photos[found[1]].pk}" alt=', body)
