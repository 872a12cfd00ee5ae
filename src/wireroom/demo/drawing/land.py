"""What most pictures share: skies, ridges, water, trees, houses, people."""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import pairwise

from wireroom.demo.drawing.canvas import (
    AMBER,
    CREAM,
    LAMP,
    NAVY,
    ROSE,
    RUST,
    SAND,
    SKIES,
    SLATE,
    STEEL,
    Canvas,
    Ink,
    Point,
    mix,
)


def sky(c: Canvas, mood: str, horizon: float) -> Ink:
    """Fills the picture with the sky of a mood down to `horizon` and returns the colour there, for all that is far."""
    stops = SKIES[mood]
    c.gradient(0, horizon + 0.01, stops)
    c.gradient(horizon, 1 - horizon, (stops[-1], stops[-1]))
    return stops[-1]


def sun(c: Canvas, x: float, y: float, radius: float, fill: Ink = CREAM, halo: float = 0.75) -> None:
    c.glow(x, y, radius * 9, fill, halo * 0.6)
    c.glow(x, y, radius * 3.2, fill, halo)
    c.disc(x, y, radius, fill)


def stars(c: Canvas, count: int, horizon: float, fill: Ink = CREAM) -> None:
    for _ in range(count):
        x, y = c.chance.uniform(0, c.width), horizon * c.chance.random() ** 1.4
        size = c.chance.choice((0.0007, 0.0009, 0.0012, 0.0019))
        c.disc(x, y, size, mix(fill, SKIES["night"][1], c.chance.uniform(0, 0.55)))


def lens(x: float, y: float, length: float, height: float) -> list[Point]:
    """The outline of a flat lens that begins at (x, y)."""
    upper = [(x + length * t, y - height * math.sin(math.pi * t)) for t in (step / 12 for step in range(13))]
    return upper + [(px, 2 * y - py) for px, py in reversed(upper[1:-1])]


def clouds(c: Canvas, y: float, fill: Ink, count: int = 4, strength: float = 0.35) -> None:
    """Banks of long thin cloud around `y`."""
    for _ in range(count):
        x, middle = c.chance.uniform(-0.3, c.width), y + c.chance.uniform(-0.1, 0.1)
        length = c.chance.uniform(0.3, 0.75)
        for layer in range(c.chance.randint(2, 4)):
            part = length * c.chance.uniform(0.35, 1)
            start = x + c.chance.uniform(0, length * 0.5)
            height = c.chance.uniform(0.003, 0.009)
            c.wash(lens(start, middle + layer * 0.009, part, height), fill, strength * c.chance.uniform(0.6, 1))


def ridge_line(c: Canvas, y: float, height: float, rough: float = 0.55, steps: int = 8) -> list[Point]:
    """A skyline by midpoint displacement across the picture, around `y` and about `height` high."""
    line = [c.chance.uniform(-0.5, 0.5), c.chance.uniform(-0.5, 0.5)]
    spread = 1.0
    for _ in range(steps):
        spread *= rough
        between = [(a + b) / 2 + c.chance.uniform(-spread, spread) for a, b in pairwise(line)]
        line = [value for pair in zip(line, between, strict=False) for value in pair] + [line[-1]]
    step = c.width / (len(line) - 1)
    return [(index * step, y - height * value) for index, value in enumerate(line)]


def hill(c: Canvas, line: Sequence[Point], fill: Ink, foot: float = 1.0) -> None:
    c.polygon([*line, (line[-1][0], foot), (line[0][0], foot)], fill)


def peak(c: Canvas, x: float, top: float, half: float, foot: float, rock: Ink, snow: Ink) -> None:
    """One mountain, lit from the right, snow on its upper half."""

    def flank(side: int, share: float) -> Point:
        wobble = 0.02 * half * math.sin(share * 17 + x * 31)
        return x + side * half * share**1.08 + wobble * side, top + (foot - top) * share

    def spine(share: float) -> Point:
        sway = (
            0.09
            * half
            * (math.sin(share * 11 + x * 20) + 0.4 * math.sin(share * 27 + x * 11))
            * share**0.5
            * (1.2 - share)
        )
        return x - 0.22 * half * share + sway, top + (foot - top) * share

    steps = [step / 24 for step in range(25)]
    left, right = ([flank(side, t) for t in steps] for side in (-1, 1))
    middle = [spine(t) for t in steps]
    c.polygon([*left, *reversed(right)], mix(rock, AMBER, 0.13))
    c.polygon([*left, *reversed(middle)], mix(rock, NAVY, 0.3))
    shade = mix(snow, mix(STEEL, SLATE, 0.3), 0.62)
    for edge, line, fill in ((right, middle, snow), (middle, left, shade)):
        limit = c.chance.randint(10, 13)
        cut = []
        for number in range(10):
            t = number / 9
            low = limit + (2.6 if number % 2 else -2.2) * c.chance.uniform(0.5, 1.2) + (1 - t) * 1.5
            index = max(2, min(22, round(low)))
            inner, outer = line[index], edge[index]
            cut.append((outer[0] + (inner[0] - outer[0]) * t, outer[1] + (inner[1] - outer[1]) * t))
        upper, lower = edge[: limit - 1], line[: limit - 1]
        c.polygon([*upper, *cut, *reversed(lower)], fill)


def swell(c: Canvas, y: float, height: float, waves: Sequence[tuple[float, float]]) -> list[Point]:
    """A smooth skyline: the sum of a few sines, each as (how many across the picture, how strong)."""
    shifts = [c.chance.uniform(0, math.tau) for _ in waves]
    points = []
    for step in range(161):
        t = step / 160
        lift = sum(s * math.sin(math.tau * n * t + d) for (n, s), d in zip(waves, shifts, strict=True))
        points.append((t * c.width, y - height * lift))
    return points


def sea(far: Ink) -> tuple[Ink, ...]:
    """The inks of deep water under a sky that is `far` at the horizon."""
    return mix(far, ROSE, 0.12), mix(far, STEEL, 0.75), mix(STEEL, SLATE, 0.75), mix(SLATE, NAVY, 0.5)


def water(c: Canvas, y: float, stops: Sequence[Ink], light: Ink, sun_x: float | None = None, foot: float = 1.0) -> None:
    """Still water from `y` down, with streaks that widen towards us and the sun's path on it."""
    c.gradient(y, foot - y, stops)
    for _ in range(210):
        depth = c.chance.random() ** 1.6
        at = y + (foot - y) * depth
        x, length = c.chance.uniform(-0.15, c.width), 0.03 + 0.2 * depth * c.chance.random()
        streak(c, x, at, length, 0.0006 + 0.0018 * depth, light, 0.07 + 0.15 * c.chance.random())
    if sun_x is None:
        return
    c.glow(sun_x, y + 0.03, 0.3, light, 0.45, 0.4)
    for step in range(58):
        depth = step / 58
        at = y + (foot - y) * depth
        half = (0.014 + 0.1 * depth) * c.chance.uniform(0.2, 1)
        x = sun_x + c.chance.uniform(-0.035, 0.035) * (0.2 + depth)
        streak(c, x - half, at, 2 * half, 0.0012 + 0.0024 * depth, light, 0.8 * (1 - depth) ** 0.8)


def streak(c: Canvas, x: float, y: float, length: float, height: float, fill: Ink, strength: float) -> None:
    """A lens of light or shade lying on water."""
    c.wash(lens(x, y, length, height), fill, strength)


def poplar(c: Canvas, x: float, foot: float, height: float, fill: Ink) -> None:
    half = height * 0.13
    right = [
        (x + half * math.sin(math.pi * t**0.72), foot - height * (0.08 + 0.92 * t)) for t in (s / 20 for s in range(21))
    ]
    c.polygon([*right, *((2 * x - px, py) for px, py in reversed(right))], fill)
    c.box(x - height * 0.012, foot - height * 0.1, height * 0.024, height * 0.1, fill)


def fir(c: Canvas, x: float, foot: float, height: float, fill: Ink) -> None:
    half = height * 0.2
    for tier in range(4):
        top, low = foot - height * (1 - tier * 0.2), foot - height * (0.62 - tier * 0.19)
        wide = half * (0.42 + 0.2 * tier)
        c.polygon([(x, top), (x + wide, low), (x - wide, low)], fill)
    c.box(x - height * 0.018, foot - height * 0.1, height * 0.036, height * 0.1, fill)


def tree(c: Canvas, x: float, foot: float, height: float, fill: Ink) -> None:
    """A round tree on a thin trunk."""
    c.box(x - height * 0.02, foot - height * 0.5, height * 0.04, height * 0.5, fill)
    for dx, dy, r in ((0, 0.72, 0.26), (-0.15, 0.58, 0.2), (0.16, 0.57, 0.19), (0.03, 0.5, 0.2)):
        c.disc(x + dx * height, foot - dy * height, r * height, fill)


def windows(
    c: Canvas, x: float, y: float, width: float, height: float, *, across: int, down: int, lit: float, dark: Ink
) -> None:
    """Rows of windows in a wall; `lit` is the share with a light on."""
    cell, storey = width / across, height / down
    for row in range(down):
        for column in range(across):
            fill = mix(LAMP, dark, c.chance.uniform(0, 0.25)) if c.chance.random() < lit else dark
            c.box(x + (column + 0.26) * cell, y + (row + 0.22) * storey, cell * 0.48, storey * 0.56, fill)


def house(
    c: Canvas, x: float, foot: float, width: float, height: float, wall: Ink, roof: Ink, lit: float = 0.3
) -> None:
    """A gabled house seen from the front."""
    eaves, peak = foot - height, foot - height - width * 0.42
    c.polygon([(x, foot), (x, eaves), (x + width / 2, peak), (x + width, eaves), (x + width, foot)], wall)
    rim = width * 0.075
    for side in (0, 1):
        edge = x - rim if side == 0 else x + width + rim
        inner = eaves + rim * 0.84
        c.polygon(
            [(edge, inner), (x + width / 2, peak), (x + width / 2, peak - rim * 1.5), (edge, inner - rim * 1.4)], roof
        )
    dark = mix(wall, NAVY, 0.62)
    windows(
        c,
        x,
        eaves,
        width,
        height,
        across=min(4, max(2, round(width / 0.035))),
        down=min(4, max(1, round(height / 0.055))),
        lit=lit,
        dark=dark,
    )


def person(c: Canvas, x: float, foot: float, height: float, coat: Ink, shadow: Ink | None = None) -> None:
    """Somebody standing, in a few strokes; all in one ink if `shadow` is given."""
    cloth, dark = shadow or coat, shadow or mix(NAVY, SLATE, c.chance.uniform(0, 0.4))
    skin = shadow or mix(SAND, RUST, c.chance.uniform(0.1, 0.8))
    stride = height * c.chance.uniform(0.0, 0.05)
    for side in (-1, 1):
        hip, toe = x + side * height * 0.035, x + side * (height * 0.035 + stride)
        c.polygon(
            [
                (hip - height * 0.036, foot - height * 0.45),
                (hip + height * 0.036, foot - height * 0.45),
                (toe + height * 0.024, foot),
                (toe - height * 0.024, foot),
            ],
            dark,
        )
    top = foot - height * 0.83
    c.polygon(
        [
            (x - height * 0.045, top),
            (x + height * 0.045, top),
            (x + height * 0.095, top + height * 0.05),
            (x + height * 0.115, foot - height * 0.4),
            (x - height * 0.115, foot - height * 0.4),
            (x - height * 0.095, top + height * 0.05),
        ],
        cloth,
    )
    for side in (-1, 1):
        shoulder, hand = x + side * height * 0.092, x + side * height * 0.135
        c.line([(shoulder, top + height * 0.06), (hand, foot - height * 0.46)], mix(cloth, dark, 0.18), height * 0.045)
    head, radius = top - height * 0.075, height * 0.062
    c.disc(x, head, radius, dark, 1.08)
    c.disc(x + radius * c.chance.uniform(-0.25, 0.25), head + radius * 0.3, radius * 0.82, skin)


def crane(c: Canvas, x: float, foot: float, height: float, fill: Ink, *, facing: int = 1) -> None:
    """A quay crane: portal, mast, jib over the water to the left (-1) or right (1)."""
    pen = height * 0.022
    leg = height * 0.13
    for side in (-1, 1):
        c.line([(x + side * leg, foot), (x + side * leg * 0.8, foot - height * 0.62)], fill, pen)
    c.line([(x - leg, foot - height * 0.3), (x + leg, foot - height * 0.3)], fill, pen)
    c.line([(x - leg * 0.8, foot - height * 0.62), (x + leg * 0.8, foot - height * 0.62)], fill, pen * 1.6)
    top = (x + facing * leg * 0.2, foot - height)
    c.line([(x, foot - height * 0.62), top], fill, pen)
    tip, tail = (x + facing * height * 0.62, foot - height * 0.68), (x - facing * height * 0.34, foot - height * 0.63)
    c.line([tail, tip], fill, pen * 1.4)
    c.line([tip, top, tail], fill, pen * 0.45)
    c.box(x - facing * leg * 0.9 - height * 0.035, foot - height * 0.66, height * 0.07, height * 0.06, fill)
    hook = x + facing * height * 0.4
    c.line([(hook, foot - height * 0.67), (hook, foot - height * 0.4)], fill, pen * 0.35)
