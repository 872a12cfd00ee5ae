"""Paper, inks and tools of the demo agency's pictures: flat shapes at double size, light, haze and a little grain.

Lengths are in heights of the picture: x runs from 0 to `width` (1.5 for 3:2), y from 0 at the top to 1.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from random import Random

from PIL import Image, ImageChops, ImageDraw

Ink = tuple[int, int, int]
Point = tuple[float, float]

OVERSAMPLING = 2


def ink(code: str) -> Ink:
    """The ink of a six-digit code such as `1d2a44`."""
    return int(code[:2], 16), int(code[2:4], 16), int(code[4:], 16)


NAVY, SLATE, STEEL, MIST = ink("18243d"), ink("33466a"), ink("6482a2"), ink("aebfcb")
CREAM, SAND, AMBER, CORAL = ink("f6ead2"), ink("e2cba4"), ink("eeb066"), ink("d2674c")
ROSE, RUST, MOSS, PINE = ink("c98d86"), ink("8a4a3c"), ink("66795f"), ink("2b4344")
SNOW, LAMP = ink("f3f1ea"), ink("ffdf9e")

SKIES: dict[str, tuple[Ink, ...]] = {
    "dusk": (ink("46557f"), ink("6f7799"), ink("ab8f99"), ink("dda78d"), ink("f3cd9d"), ink("f7e2bd")),
    "dawn": (ink("7c9fb8"), ink("9fbcc8"), ink("c9d4cd"), ink("eddfc1"), ink("f8e9cb")),
    "night": (ink("0d1730"), ink("162544"), ink("263c63"), ink("47628a"), ink("7d8fa8")),
    "grey": (ink("76879a"), ink("94a1ac"), ink("b6bdbf"), ink("d6d4c8"), ink("e4dccb")),
}


def mix(one: Ink, other: Ink, part: float) -> Ink:
    """`one` with `part` (0 to 1) of `other` in it."""
    red, green, blue = (round(a + (b - a) * part) for a, b in zip(one, other, strict=True))
    return red, green, blue


class Canvas:
    """One picture on its way; `chance` is the only source of variety, so a seed always gives the same picture."""

    def __init__(self, size: tuple[int, int], seed: str) -> None:
        self.size = size
        self.unit = size[1] * OVERSAMPLING
        self.width = size[0] / size[1]
        self.chance = Random(seed)  # noqa: S311 - variety, not secrecy
        self.image = Image.new("RGB", (size[0] * OVERSAMPLING, self.unit))
        self.pen = ImageDraw.Draw(self.image)

    def _pixels(self, points: Iterable[Point]) -> list[Point]:
        return [(x * self.unit, y * self.unit) for x, y in points]

    def polygon(self, points: Iterable[Point], fill: Ink) -> None:
        self.pen.polygon(self._pixels(points), fill=fill)

    def box(self, x: float, y: float, width: float, height: float, fill: Ink) -> None:
        """A rectangle by its upper left corner."""
        self.polygon([(x, y), (x + width, y), (x + width, y + height), (x, y + height)], fill)

    def disc(self, x: float, y: float, radius: float, fill: Ink, flat: float = 1.0) -> None:
        """A disc around (x, y); `flat` squeezes its height."""
        across, down = radius * self.unit, radius * flat * self.unit
        x, y = x * self.unit, y * self.unit
        self.pen.ellipse((x - across, y - down, x + across, y + down), fill=fill)

    def line(self, points: Sequence[Point], fill: Ink, width: float) -> None:
        self.pen.line(self._pixels(points), fill=fill, width=max(1, round(width * self.unit)), joint="curve")

    def gradient(self, y: float, height: float, stops: Sequence[Ink], x: float = 0, width: float = 9) -> None:
        """A box whose colour runs through `stops` from top to bottom."""
        strip = Image.new("RGB", (1, len(stops)))
        strip.putdata(stops)
        left, right = round(x * self.unit), min(self.image.width, round((x + width) * self.unit))
        across, down = right - left, max(1, round(height * self.unit))
        tall = strip.resize((1, down), Image.Resampling.BICUBIC)
        wide = tall.resize((across, down), Image.Resampling.NEAREST)
        self.image.paste(wide, (left, round(y * self.unit)))

    def _tint(self, mask: Image.Image, at: tuple[int, int], fill: Ink) -> None:
        self.image.paste(fill, (at[0], at[1], at[0] + mask.width, at[1] + mask.height), mask)

    def wash(self, points: Sequence[Point], fill: Ink, strength: float) -> None:
        """A translucent polygon."""
        pixels = self._pixels(points)
        left, top = (math.floor(min(p[axis] for p in pixels)) for axis in (0, 1))
        right, bottom = (math.ceil(max(p[axis] for p in pixels)) for axis in (0, 1))
        mask = Image.new("L", (max(1, right - left), max(1, bottom - top)))
        ImageDraw.Draw(mask).polygon([(x - left, y - top) for x, y in pixels], fill=round(255 * strength))
        self._tint(mask, (left, top), fill)

    def haze(self, y: float, height: float, fill: Ink, strength: float, *, rising: bool = False) -> None:
        """A veil across the picture, dense at its foot and thinning upwards, or the other way if `rising`."""
        ramp = Image.linear_gradient("L").point(lambda v: round(v * strength))
        ramp = ramp.transpose(Image.Transpose.FLIP_TOP_BOTTOM) if rising else ramp
        down = max(1, round(height * self.unit))
        mask = ramp.resize((1, down)).resize((self.image.width, down), Image.Resampling.NEAREST)
        self._tint(mask, (0, round(y * self.unit)), fill)

    def glow(self, x: float, y: float, radius: float, fill: Ink, strength: float, flat: float = 1.0) -> None:
        """Light that fades out from (x, y)."""
        soft = Image.radial_gradient("L").point([round(strength * 255 * max(0, 1 - v / 181) ** 2) for v in range(256)])
        across, down = round(2 * radius * self.unit), round(2 * radius * flat * self.unit)
        mask = soft.resize((max(1, across), max(1, down)), Image.Resampling.BILINEAR)
        self._tint(mask, (round(x * self.unit) - across // 2, round(y * self.unit) - down // 2), fill)

    def finish(self) -> Image.Image:
        """The picture at its own size, darker towards the corners, with grain."""
        picture = self.image.reduce(OVERSAMPLING)
        corners = Image.radial_gradient("L").point([255 - round(30 * (v / 255) ** 3) for v in range(256)])
        shade = corners.resize(picture.size, Image.Resampling.BILINEAR)
        picture = ImageChops.multiply(picture, Image.merge("RGB", (shade,) * 3))
        return ImageChops.soft_light(picture, Image.merge("RGB", (self._grain(),) * 3))

    def _grain(self) -> Image.Image:
        side = 256
        tile = Image.frombytes("L", (side, side), self.chance.randbytes(side * side))
        tile = tile.point([128 + round((v - 128) * 0.2) for v in range(256)])
        grain = Image.new("L", self.size)
        for x in range(0, self.size[0], side):
            for y in range(0, self.size[1], side):
                grain.paste(tile, (x, y))
        return grain
