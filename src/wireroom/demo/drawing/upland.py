"""Pictures from the hills: mountain, observatory, excavation."""

from __future__ import annotations

import math

from wireroom.demo.drawing.canvas import (
    AMBER,
    CORAL,
    CREAM,
    LAMP,
    MIST,
    MOSS,
    NAVY,
    PINE,
    ROSE,
    RUST,
    SAND,
    SLATE,
    SNOW,
    STEEL,
    Canvas,
    Ink,
    Point,
    ink,
    mix,
)
from wireroom.demo.drawing.land import (
    clouds,
    fir,
    hill,
    peak,
    person,
    ridge_line,
    sky,
    stars,
    streak,
    swell,
)


def mountain(c: Canvas) -> None:
    """Snowy peaks at dusk above a valley with a winding river."""
    far = sky(c, "dusk", 0.66)
    clouds(c, 0.18, mix(far, ROSE, 0.4), 6, 0.4)
    sun_x = c.chance.uniform(1.12, 1.25)
    c.glow(sun_x, 0.5, 0.8, mix(CREAM, AMBER, 0.3), 0.6)
    pale = mix(far, STEEL, 0.5)
    for x, top, half in ((0.1, 0.3, 0.3), (0.5, 0.26, 0.34), (1.33, 0.31, 0.32), (0.97, 0.33, 0.28)):
        peak(c, x + c.chance.uniform(-0.05, 0.05), top, half, 0.62, pale, mix(SNOW, far, 0.5))
    c.haze(0.36, 0.26, mix(far, ROSE, 0.3), 0.75)
    near = mix(SLATE, STEEL, 0.25)
    for x, top, half in ((0.28, 0.29, 0.36), (1.2, 0.27, 0.4), (0.72, 0.2, 0.42)):
        peak(
            c,
            x + c.chance.uniform(-0.04, 0.04),
            top + c.chance.uniform(-0.02, 0.02),
            half,
            0.68,
            near,
            mix(SNOW, CORAL, 0.12),
        )
    c.haze(0.42, 0.24, mix(far, ROSE, 0.45), 0.7)
    hill(c, swell(c, 0.615, 0.03, ((1.5, 1), (3.7, 0.4))), mix(mix(MOSS, STEEL, 0.55), far, 0.25), 0.7)
    hill(c, swell(c, 0.645, 0.016, ((2.2, 1), (5.1, 0.4))), mix(mix(MOSS, STEEL, 0.5), PINE, 0.1), 0.7)
    c.gradient(0.655, 0.345, (mix(MOSS, STEEL, 0.5), mix(PINE, MOSS, 0.4), mix(PINE, NAVY, 0.3)))
    _river(c, far)
    _spurs(c, far)


def _spurs(c: Canvas, far: Ink) -> None:
    """Wooded slopes that close in from both sides, darker as they come nearer."""
    for number, (side, y, reach) in enumerate(
        ((1, 0.64, 0.62), (-1, 0.66, 0.56), (1, 0.74, 0.46), (-1, 0.8, 0.42), (1, 0.93, 0.36))
    ):
        fill = mix(mix(PINE, far, 0.42 - 0.08 * number), NAVY, 0.1 + 0.12 * number)
        origin = c.width if side > 0 else 0
        rise = 0.12 + 0.045 * number

        def crest(
            t: float, origin: float = origin, side: int = side, reach: float = reach, y: float = y, rise: float = rise
        ) -> Point:
            return origin - side * reach * t, y + 0.05 * t - rise * (1 - t) ** 1.6

        c.polygon(
            [(origin, y + 0.24), *(crest(k / 20) for k in range(21)), (origin - side * reach * 0.6, y + 0.11)], fill
        )
        count = 30 - 4 * number
        for step in range(count):
            x, foot = crest((step + c.chance.random()) / count * 0.97)
            fir(c, x, foot + 0.012, (0.05 + 0.026 * number) * c.chance.uniform(0.7, 1.25), fill)


def _river(c: Canvas, far: Ink) -> None:
    left, right = [], []
    for step in range(81):
        t = step / 80
        y = 0.655 + 0.36 * t**1.35
        middle = 0.74 + 0.2 * math.sin(1.2 + 6.6 * t**0.7) * (0.3 + 0.7 * t)
        wide = 0.004 + 0.15 * t**1.8
        left.append((middle - wide, y))
        right.append((middle + wide, y))
    c.polygon([*left, *reversed(right)], mix(far, STEEL, 0.2))
    for index in range(6, 80):
        (x, y), (end, _) = left[index], right[index]
        wide = (end - x) * c.chance.uniform(0.25, 0.7)
        start = c.chance.uniform(x, end - wide)
        streak(c, start, y, wide, 0.0008 + 0.002 * index / 80, SNOW if index % 3 else SLATE, 0.4)


def observatory(c: Canvas) -> None:
    """An open dome on a ridge under the stars."""
    far = sky(c, "night", 0.72)
    _milky_way(c)
    stars(c, 620, 0.68)
    _comet(c, c.chance.uniform(0.4, 0.5), c.chance.uniform(0.3, 0.36))
    c.glow(0.2, 0.74, 0.7, mix(AMBER, far, 0.4), 0.3, 0.4)
    hill(c, ridge_line(c, 0.66, 0.1, 0.5), mix(far, SLATE, 0.55))
    hill(c, ridge_line(c, 0.74, 0.08, 0.5), mix(SLATE, NAVY, 0.45))
    crest = [
        (t * c.width / 40, 0.8 - 0.14 * math.exp(-(((t / 40 * 1.5 - 0.98) / 0.34) ** 2)) + c.chance.uniform(0, 0.006))
        for t in range(41)
    ]
    _open_dome(c, 0.98, 0.69)
    hill(c, crest, ink("101b30"))
    for x in (0.08, 0.14, 0.22, 0.31, 0.37, 1.33, 1.4, 1.47):
        fir(c, x, 0.84, c.chance.uniform(0.09, 0.16), ink("101b30"))
    for x, tall in ((0.72, 0.05), (0.745, 0.046)):
        person(c, x, 0.745, tall, ink("101b30"), ink("101b30"))


def _milky_way(c: Canvas) -> None:
    for _ in range(90):
        t = c.chance.random()
        x, y = 0.4 + 1.0 * t, 0.7 - 0.75 * t + c.chance.gauss(0, 0.03)
        c.glow(x, y, c.chance.uniform(0.06, 0.16), ink("8ea3c4"), 0.07)
    for _ in range(500):
        t = c.chance.random()
        x, y = 0.4 + 1.0 * t + c.chance.gauss(0, 0.03), 0.7 - 0.75 * t + c.chance.gauss(0, 0.035)
        c.disc(x, y, 0.0008, mix(CREAM, STEEL, c.chance.uniform(0.2, 0.7)))


def _comet(c: Canvas, x: float, y: float) -> None:
    """A head with two tails, one straight and bluish, one broad and curved."""
    for step in range(60):
        t = step / 60
        c.glow(x - 0.2 * t, y - 0.25 * t, 0.012 + 0.01 * t, ink("9ec4e8"), 0.36 * (1 - t) ** 1.2)
        c.glow(x - 0.36 * t, y - 0.06 * t - 0.13 * t * t, 0.014 + 0.04 * t, CREAM, 0.3 * (1 - t) ** 1.3)
    c.glow(x, y, 0.05, CREAM, 0.95)
    c.disc(x, y, 0.006, SNOW)


def _open_dome(c: Canvas, x: float, foot: float) -> None:
    wall, shade = mix(MIST, SLATE, 0.3), mix(SLATE, NAVY, 0.25)
    c.box(x - 0.19, foot - 0.13, 0.38, 0.2, wall)
    c.box(x + 0.03, foot - 0.13, 0.16, 0.2, shade)
    c.box(x - 0.2, foot - 0.145, 0.4, 0.024, mix(wall, SNOW, 0.4))
    radius, base = 0.185, foot - 0.14
    arc = [
        (x + radius * math.cos(a), base - radius * 1.02 * math.sin(a)) for a in (math.pi * t / 60 for t in range(61))
    ]
    c.polygon(arc, mix(MIST, STEEL, 0.35))
    c.polygon([*arc[:27], (x + 0.02, base)], shade)
    slit = [
        (x - radius * f * 0.98, base - radius * 1.02 * math.sqrt(max(0.0, 1 - f * f)))
        for f in (0.62, 0.5, 0.38, 0.26, 0.16)
    ]
    c.polygon([(x - radius * 0.46, base), *slit, (x - 0.005, base)], ink("131c30"))
    c.wash([(x - radius * 0.44, base), *slit[:4], (x - 0.03, base)], mix(AMBER, RUST, 0.4), 0.55)
    c.line([(x - 0.04, base - 0.02), (x - 0.125, base - 0.165)], ink("0d1526"), 0.034)
    c.line([(x - 0.05, base - 0.02), (x - 0.13, base - 0.16)], mix(STEEL, AMBER, 0.3), 0.007)
    c.line(arc, mix(MIST, SNOW, 0.3), 0.0028)
    c.box(x - 0.145, foot - 0.05, 0.035, 0.06, LAMP)
    c.glow(x - 0.128, foot - 0.015, 0.1, LAMP, 0.6)
    for dx in (-0.06, 0.0):
        c.box(x + dx, foot - 0.085, 0.03, 0.026, mix(LAMP, RUST, 0.25))


def dig(c: Canvas) -> None:
    """Archaeologists in a trench marked out with string, below a slope."""
    far = sky(c, c.chance.choice(("dawn", "dusk")), 0.42)
    clouds(c, 0.14, SNOW, 5, 0.45)
    hill(c, ridge_line(c, 0.27, 0.12, 0.5), mix(far, STEEL, 0.45))
    hill(c, [(0, 0.2), (0.3, 0.27), (0.7, 0.35), (1.1, 0.4), (c.width, 0.42)], mix(MOSS, SAND, 0.3), 0.6)
    hill(c, [(0, 0.33), (0.4, 0.38), (0.9, 0.42), (c.width, 0.43)], mix(MOSS, PINE, 0.25), 0.6)
    for x, y in ((0.06, 0.31), (0.15, 0.33), (0.24, 0.345), (0.52, 0.385), (1.28, 0.43), (1.36, 0.43), (1.44, 0.43)):
        fir(c, x, y + 0.02, c.chance.uniform(0.09, 0.15), mix(PINE, SLATE, 0.3))
    c.gradient(0.43, 0.57, (mix(SAND, MOSS, 0.35), mix(SAND, RUST, 0.25), mix(RUST, SAND, 0.5)))
    for _ in range(260):
        depth = c.chance.random()
        c.disc(
            c.chance.uniform(0, c.width),
            0.45 + 0.55 * depth,
            0.001 + 0.005 * depth * c.chance.random(),
            mix(RUST, SAND, c.chance.random()),
            0.5,
        )
    _tent(c, 1.13, 0.5)
    _trench(c)


def _tent(c: Canvas, x: float, foot: float) -> None:
    for at in (0, 0.13, 0.26):
        c.line([(x + at, foot), (x + at, foot - 0.13)], mix(NAVY, SLATE, 0.3), 0.004)
    c.box(x + 0.03, foot - 0.045, 0.2, 0.012, RUST)
    for at in (0.05, 0.1, 0.16):
        c.box(x + at, foot - 0.07, 0.034, 0.026, c.chance.choice((SAND, CREAM, MIST)))
    c.polygon(
        [(x - 0.03, foot - 0.12), (x + 0.05, foot - 0.185), (x + 0.21, foot - 0.185), (x + 0.29, foot - 0.12)], CREAM
    )
    c.polygon(
        [(x + 0.13, foot - 0.185), (x + 0.21, foot - 0.185), (x + 0.29, foot - 0.12), (x + 0.15, foot - 0.12)],
        mix(CREAM, STEEL, 0.25),
    )


def _floor(u: float, v: float, deep: float = 0) -> Point:
    """A place in the dig by (u, v) from 0 to 1, left to right, far to near; `deep` below the turf."""
    scale = 0.42 + 0.58 * v
    return 0.7 + (u - 0.5) * 1.16 * scale, 0.53 + 0.3 * v + 0.1 * v * abs(v) + deep * scale


def _pit(c: Canvas, left: float, far: float, deep: float, ground: Ink) -> None:
    """One sunken square of the grid, its floor and three of its walls."""
    right, near = left + 0.47, far + 0.45
    c.polygon([_floor(left, far), _floor(right, far), _floor(right, near), _floor(left, near)], ground)
    walls = ((left, right, far, 0.42), (left, left, near, 0.52), (right, right, near, 0.3))
    for start, end, v, shade in walls:
        corners = [_floor(start, far), _floor(end, v), _floor(end, v, deep if v == far else 0)]
        c.polygon([*corners, _floor(start, far, deep)], mix(ground, NAVY, shade))


def _trench(c: Canvas) -> None:
    """A square pit in perspective with its grid of string and the people in it."""
    soil = mix(RUST, SAND, 0.3)
    for left, far, deep, shade in (
        (0, 0, 0.05, 0.12),
        (0.53, 0, 0.05, 0.06),
        (0, 0.55, 0.06, 0.2),
        (0.53, 0.55, 0.06, 0.14),
    ):
        _pit(c, left, far, deep, mix(soil, NAVY, shade))
    for u, v in (
        (0.2, 0.9),
        (0.3, 0.84),
        (0.36, 0.93),
        (0.75, 0.86),
        (0.7, 0.93),
        (0.83, 0.92),
        (0.2, 0.35),
        (0.8, 0.36),
    ):
        x, y = _floor(u, v)
        c.disc(x, y, 0.012, mix(SAND, STEEL, 0.4), 0.6)
        c.disc(x - 0.003, y - 0.003, 0.009, mix(SAND, MIST, 0.5), 0.6)
    pot = _floor(0.66, 0.84)
    c.disc(pot[0], pot[1], 0.028, mix(CORAL, RUST, 0.4), 0.8)
    c.disc(pot[0], pot[1] - 0.014, 0.016, NAVY, 0.5)
    _strings(c)
    people = (
        (0.3, 0.3, CORAL, 1),
        (0.83, 0.27, AMBER, -1),
        (0.16, 0.72, mix(STEEL, MIST, 0.3), 1),
        (0.86, 0.78, MOSS, -1),
    )
    for u, v, coat, facing in people:
        x, y = _floor(u, v, 0.02)
        _kneeling(c, x, y, 0.13 + 0.1 * v, coat, facing)
    for x, tall, coat in ((1.3, 0.21, SLATE), (1.375, 0.2, CREAM)):
        person(c, x, 0.66, tall, coat)
    c.polygon([(1.385, 0.84), (1.465, 0.84), (1.455, 0.905), (1.395, 0.905)], mix(STEEL, SLATE, 0.3))
    c.disc(1.425, 0.84, 0.04, mix(RUST, SAND, 0.3), 0.28)
    c.line([(1.387, 0.838), (1.405, 0.797), (1.445, 0.797), (1.463, 0.838)], NAVY, 0.003)


def _strings(c: Canvas) -> None:
    for u in (-0.02, 0.51, 1.02):
        c.line([_floor(u, -0.04, -0.012), _floor(u, 1.04, -0.012)], SNOW, 0.0028)
    for v in (-0.03, 0.51, 1.03):
        c.line([_floor(-0.02, v, -0.012), _floor(1.02, v, -0.012)], SNOW, 0.0028)
        for u in (-0.02, 0.51, 1.02):
            x, y = _floor(u, v)
            c.line([(x, y + 0.012), (x, y - 0.05)], mix(AMBER, RUST, 0.3), 0.006)


def _kneeling(c: Canvas, x: float, foot: float, size: float, coat: Ink, facing: int) -> None:
    """Somebody on their knees with a trowel, bent over the ground before them."""

    def at(dx: float, dy: float) -> Point:
        return x + facing * dx * size, foot - dy * size

    trousers, skin = mix(NAVY, SLATE, c.chance.uniform(0.1, 0.6)), mix(SAND, RUST, c.chance.uniform(0.2, 0.7))
    c.wash([at(-0.5, -0.03), at(-0.1, 0.02), at(0.55, -0.02), at(0.2, -0.07)], NAVY, 0.35)
    c.polygon([at(-0.5, 0.0), at(-0.48, 0.1), at(-0.2, 0.16), at(-0.12, 0.36), at(0.1, 0.34), at(0.16, 0.0)], trousers)
    c.polygon(
        [at(-0.2, 0.3), at(-0.24, 0.46), at(-0.1, 0.64), at(0.14, 0.74), at(0.26, 0.66), at(0.22, 0.5), at(0.1, 0.3)],
        coat,
    )
    c.line([at(0.14, 0.62), at(0.3, 0.38), at(0.42, 0.14)], mix(coat, NAVY, 0.28), size * 0.1)
    c.disc(*at(0.43, 0.11), size * 0.05, skin)
    c.line([at(0.44, 0.1), at(0.54, 0.01)], mix(MIST, SLATE, 0.4), size * 0.035)
    c.disc(*at(0.31, 0.78), size * 0.11, skin)
    c.disc(*at(0.27, 0.88), size * 0.27, SAND, 0.2)
    c.disc(*at(0.25, 0.92), size * 0.14, mix(SAND, CREAM, 0.3), 0.75)
    c.line([at(0.13, 0.9), at(0.38, 0.88)], RUST, size * 0.035)
