"""Under a roof: the station platform, the market hall."""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import partial

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
    hill,
    person,
    sky,
    streak,
    swell,
)


def train(c: Canvas) -> None:
    """A red train at an empty platform, under a canopy, all lines running to one point."""
    eye: Point = (0.98, 0.46)
    far = sky(c, c.chance.choice(("dawn", "dusk")), 0.5)
    clouds(c, 0.26, SNOW, 6, 0.4)
    c.glow(*eye, 0.5, CREAM, 0.6)
    hill(c, swell(c, 0.45, 0.05, ((1, 1), (2.6, 0.4))), mix(far, STEEL, 0.45), 0.6)
    hill(c, swell(c, 0.485, 0.02, ((2, 1), (4.6, 0.4))), mix(STEEL, PINE, 0.4), 0.6)
    c.gradient(0.5, 0.5, (mix(MOSS, SAND, 0.4), mix(MOSS, SLATE, 0.5), mix(PINE, NAVY, 0.4)))
    c.polygon([eye, (-1.1, 1.1), (0.75, 1.1)], mix(SAND, STEEL, 0.55))
    c.polygon([eye, (-0.4, 1.1), (0.45, 1.1)], mix(STEEL, SLATE, 0.5))
    for rail in ((-0.22, 1.0), (0.27, 1.0)):
        c.line([rail, _toward(eye, rail, 0.97)], mix(MIST, SLATE, 0.3), 0.006)
    go = partial(_toward, eye)
    _platform(c, go)
    _canopy(c, go)
    _carriages(c, go)


def _toward(eye: Point, point: Point, part: float) -> Point:
    """The place on the way from `point` to the vanishing point that is `part` of the way there."""
    return point[0] + (eye[0] - point[0]) * part, point[1] + (eye[1] - point[1]) * part


Go = Callable[[Point, float], Point]


def _platform(c: Canvas, go: Go) -> None:
    edge, back, low = (0.72, 1.0), (1.9, 0.83), (0.62, 1.06)
    stone = mix(SAND, MIST, 0.45)
    c.polygon([edge, go(edge, 0.95), go(back, 0.95), (c.width, 0.83), (c.width, 1.01)], stone)
    c.polygon([edge, go(edge, 0.95), go(low, 0.95), low], mix(SLATE, NAVY, 0.4))
    band = (0.8, 1.0)
    c.polygon([band, go(band, 0.95), go((0.84, 1.0), 0.95), (0.84, 1.0)], mix(AMBER, CREAM, 0.2))
    for part in (0, 0.3, 0.5, 0.64, 0.74, 0.81):
        c.line([go(edge, part), go((1.9, 0.98), part)], mix(stone, SLATE, 0.2), 0.003)
    bench = go((1.34, 0.93), 0.3)
    c.box(bench[0] - 0.07, bench[1] - 0.075, 0.16, 0.012, RUST)
    c.box(bench[0] - 0.07, bench[1] - 0.045, 0.16, 0.014, RUST)
    for dx in (-0.055, 0.07):
        c.box(bench[0] + dx, bench[1] - 0.07, 0.008, 0.075, NAVY)


def _canopy(c: Canvas, go: Go) -> None:
    """The roof over the platform, on posts, with lamps and a clock."""
    roof, inner = mix(SLATE, NAVY, 0.3), mix(SLATE, STEEL, 0.35)
    c.polygon([(0.86, -0.16), go((0.86, -0.16), 0.93), go((1.95, -0.05), 0.93), (c.width + 0.4, -0.16)], inner)
    c.polygon([(0.86, -0.16), go((0.86, -0.16), 0.93), go((0.86, -0.06), 0.93), (0.86, -0.06)], roof)
    for part in (0.12, 0.42, 0.6, 0.72, 0.8, 0.86):
        foot, top = go((1.3, 0.99), part), go((1.3, -0.1), part)
        wide = 0.024 * (1 - part)
        c.box(foot[0] - wide / 2, top[1], wide, foot[1] - top[1], mix(roof, CREAM, 0.12))
        arm = go((0.9, -0.1), part)
        c.line([(foot[0], top[1] + 0.12 * (1 - part)), arm], mix(roof, CREAM, 0.12), wide * 0.6)
        lamp = go((1.08, 0.0), part)
        c.glow(lamp[0], lamp[1] + 0.02, 0.14 * (1 - part), LAMP, 0.85)
    clock = go((1.12, 0.1), 0.3)
    c.line([(clock[0], clock[1] - 0.1), clock], roof, 0.006)
    c.disc(*clock, 0.05, NAVY)
    c.disc(*clock, 0.042, SNOW)
    c.line([(clock[0] + 0.018, clock[1] + 0.018), clock, (clock[0], clock[1] - 0.03)], NAVY, 0.005)


def _carriages(c: Canvas, go: Go) -> None:
    red, deep = mix(CORAL, ink("b8402f"), 0.6), mix(RUST, NAVY, 0.25)
    left, right, top, low = 0.07, 0.5, 0.14, 0.86

    def side(y: float, part: float) -> Point:
        return go((right, y), part)

    c.polygon(
        [(right, top + 0.03), side(top + 0.03, 0.93), side(low - 0.02, 0.93), (right, low - 0.02)], mix(red, NAVY, 0.22)
    )
    ridge = go((right - 0.045, top), 0.93)
    c.polygon([(right - 0.045, top), ridge, side(top + 0.04, 0.93), (right, top + 0.04)], mix(SLATE, MIST, 0.3))
    c.polygon(
        [(right - 0.03, low - 0.08), side(low - 0.08, 0.93), side(low - 0.01, 0.93), (right - 0.03, low + 0.02)], NAVY
    )
    c.polygon([(right, 0.565), side(0.565, 0.93), side(0.59, 0.93), (right, 0.59)], CREAM)
    for start, end in (
        (0.1, 0.2),
        (0.24, 0.33),
        (0.37, 0.44),
        (0.52, 0.57),
        (0.595, 0.64),
        (0.665, 0.7),
        (0.75, 0.775),
        (0.79, 0.81),
        (0.825, 0.845),
    ):
        glass = mix(LAMP, SLATE, 0.25) if c.chance.random() < 0.75 else mix(SLATE, NAVY, 0.3)
        c.polygon([side(0.29, start), side(0.29, end), side(0.52, end), side(0.52, start)], glass)
    for part in (0.48, 0.725, 0.86):
        c.line([side(top, part), side(low - 0.02, part)], NAVY, 0.012 * (1 - part))
    for start, end in ((0.03, 0.08), (0.455, 0.475)):
        c.polygon([side(0.27, start), side(0.27, end), side(0.78, end), side(0.78, start)], mix(red, CREAM, 0.18))
        c.polygon(
            [side(0.31, start + 0.008), side(0.31, end - 0.008), side(0.5, end - 0.008), side(0.5, start + 0.008)],
            mix(LAMP, SLATE, 0.35),
        )
    _cab(c, left, right, top, low, red, deep)


def _cab(c: Canvas, left: float, right: float, top: float, low: float, red: Ink, deep: Ink) -> None:
    """The face of the train."""
    middle = (left + right) / 2
    front = [
        (left, low - 0.06),
        (left, 0.42),
        (left + 0.045, top + 0.045),
        (left + 0.095, top),
        (right - 0.045, top),
        (right, top + 0.04),
        (right, low - 0.06),
    ]
    c.polygon(front, red)
    c.polygon(
        [(left + 0.06, top + 0.045), (right - 0.05, top + 0.045), (right - 0.025, 0.48), (left + 0.03, 0.48)],
        mix(NAVY, SLATE, 0.25),
    )
    c.polygon(
        [(left + 0.09, top + 0.06), (middle - 0.03, top + 0.06), (middle - 0.1, 0.465), (left + 0.05, 0.465)],
        mix(SLATE, STEEL, 0.5),
    )
    c.line([(middle, top + 0.045), (middle, 0.48)], NAVY, 0.007)
    c.line([(middle + 0.12, 0.47), (middle + 0.04, 0.3)], NAVY, 0.004)
    c.box(middle - 0.075, top + 0.008, 0.15, 0.03, NAVY)
    c.box(middle - 0.062, top + 0.015, 0.124, 0.016, AMBER)
    c.box(left, 0.565, right - left, 0.025, CREAM)
    c.polygon([(left, low - 0.1), (right, low - 0.1), (right - 0.03, low), (left + 0.03, low)], deep)
    for x in (left + 0.055, right - 0.055):
        c.disc(x, 0.655, 0.024, NAVY)
        c.disc(x, 0.655, 0.017, CREAM)
        c.glow(x, 0.655, 0.085, LAMP, 0.85)
    c.box(middle - 0.03, low - 0.075, 0.06, 0.05, NAVY)
    c.wash(
        [(left - 0.1, low + 0.02), (right + 0.06, low + 0.02), (right, low + 0.06), (left - 0.05, low + 0.06)],
        NAVY,
        0.5,
    )


def market(c: Canvas) -> None:
    """Crates of fish on the counters of a covered market."""
    eye: Point = (0.75 + c.chance.uniform(-0.06, 0.06), 0.4)
    iron, glass = mix(SLATE, PINE, 0.5), mix(CREAM, MIST, 0.3)
    c.gradient(0, 1, (mix(SLATE, STEEL, 0.3), mix(STEEL, MIST, 0.5), mix(SAND, STEEL, 0.4), mix(SLATE, SAND, 0.3)))
    for bay in range(9):
        part = 1 - 0.8**bay
        _arch(c, eye, part, mix(iron, glass, part * 0.85), mix(mix(STEEL, MIST, 0.4), glass, part))
    c.glow(*eye, 0.45, CREAM, 0.9)
    c.polygon(
        [(0.1, 1.0), (1.4, 1.0), (eye[0] + 0.05, eye[1] + 0.05), (eye[0] - 0.05, eye[1] + 0.05)], mix(SAND, STEEL, 0.3)
    )
    for row in range(12):
        at = eye[1] + (1 - eye[1]) * (0.16 + 0.84 * (row / 12) ** 1.6)
        half = 0.5 * (at - eye[1]) / (1 - eye[1])
        streak(c, eye[0] - half, at, 2 * half, 0.002, SLATE, 0.25)
    visitors = {
        0.78: ((0.06, 0.82, SLATE), (-0.12, 0.79, RUST)),
        0.68: ((0.13, 0.66, CORAL),),
        0.52: ((-0.1, 0.5, PINE),),
        0.26: ((0.07, 0.36, AMBER),),
    }
    for depth, walking in visitors.items():
        for side in (-1, 1):
            _stall(c, eye, side, depth)
        for across, deep, coat in walking:
            near = 1 - deep
            person(c, eye[0] + across * near * 1.6, eye[1] + 0.6 * near, 0.56 * near, coat)
    for near in (0.25, 0.38, 0.58, 0.9):
        for side in (-1, 1):
            _lamp(c, eye[0] + side * 0.4 * near, eye[1] - 0.27 * near, near)
    _crates_in_front(c)


def _lamp(c: Canvas, x: float, y: float, size: float) -> None:
    c.line([(x, y), (x, y - 0.25 * size)], NAVY, 0.003)
    c.glow(x, y + 0.01, 0.2 * size, LAMP, 0.8)
    shade = [(x - 0.045, y), (x + 0.045, y), (x + 0.013, y - 0.04), (x - 0.013, y - 0.04)]
    c.polygon([(x + (px - x) * size, y + (py - y) * size) for px, py in shade], NAVY)


def _crates_in_front(c: Canvas) -> None:
    """The nearest counters, full of fish, to the left and right of the aisle."""
    for side in (-1, 1):
        edge = 0.42 if side < 0 else c.width - 0.42
        outer = 0 if side < 0 else c.width
        c.polygon(
            [(edge, 1), (edge - side * -0.0, 0.93), (edge + side * -0.12, 0.73), (outer, 0.73), (outer, 1)],
            mix(SNOW, MIST, 0.55),
        )
        for row, (y, wide) in enumerate(((0.78, 0.165), (0.865, 0.2), (0.97, 0.24))):
            inner = edge + side * (-0.085 + 0.045 * row)
            for column in range(3):
                x = inner + side * column * wide * 1.04
                _crate(c, (x, y), wide, wide * 0.46, side)
        c.line([(edge - side * 0.12, 0.73), (edge, 0.94), (edge, 1)], mix(MIST, SLATE, 0.5), 0.006)


def _arch(c: Canvas, eye: Point, part: float, iron: Ink, pane: Ink) -> None:
    scale = 1 - part
    half, spring, rise = 0.86 * scale, eye[1] - 0.12 * scale, 0.44 * scale
    curve = [(eye[0] - half * math.cos(a), spring - rise * math.sin(a)) for a in (math.pi * t / 36 for t in range(37))]
    c.polygon([*curve, (eye[0] + half, eye[1] + 0.6 * scale), (eye[0] - half, eye[1] + 0.6 * scale)], pane)
    c.line(
        [(eye[0] - half, eye[1] + 0.55 * scale), *curve, (eye[0] + half, eye[1] + 0.55 * scale)],
        iron,
        0.026 * scale + 0.002,
    )
    c.line([curve[0], curve[-1]], iron, 0.007 * scale + 0.001)
    for share in (0.2, 0.35, 0.5, 0.65, 0.8):
        point = curve[round(share * 36)]
        c.line([point, (point[0], spring)], iron, 0.004 * scale + 0.001)


def _stall(c: Canvas, eye: Point, side: int, depth: float) -> None:
    """A counter with an awning; `depth` from 0 (here) to 1 (the far end)."""
    near, back = 1 - depth, 1 - min(0.9, depth + 0.18)

    def at(across: float, height: float, scale: float) -> Point:
        return eye[0] + side * across * scale, eye[1] + height * scale

    cloth = c.chance.choice((CORAL, mix(SLATE, STEEL, 0.4), mix(MOSS, PINE, 0.4), AMBER))
    wood = mix(SLATE, PINE, 0.45)
    person(c, *at(0.7 + c.chance.uniform(-0.1, 0.1), 0.42, near), 0.5 * near, c.chance.choice((SNOW, STEEL, CREAM)))
    c.polygon([at(0.3, 0.3, near), at(0.3, 0.28, back), at(0.3, 0.6, back), at(0.3, 0.6, near)], mix(wood, NAVY, 0.35))
    c.polygon([at(0.3, 0.3, near), at(1.3, 0.3, near), at(1.3, 0.6, near), at(0.3, 0.6, near)], wood)
    for step in range(8):
        c.line(
            [at(0.3 + step * 0.125, 0.31, near), at(0.3 + step * 0.125, 0.6, near)], mix(wood, NAVY, 0.3), 0.004 * near
        )
    c.polygon([at(0.3, 0.3, near), at(1.3, 0.3, near), at(1.3, 0.1, near), at(0.3, 0.14, near)], mix(SNOW, MIST, 0.5))
    for row in range(2):
        for step in range(5):
            _crate(c, at(0.315 + step * 0.185, 0.2 + row * 0.085, near), 0.175 * near, 0.09 * near, side)
    c.polygon(
        [at(0.3, 0.16, near), at(1.3, 0.12, near), at(1.3, 0.1, near), at(0.3, 0.14, near)], mix(MIST, SLATE, 0.3)
    )
    for step in range(10):
        left, right = 0.26 + step * 0.11, 0.26 + (step + 1) * 0.11
        fill = cloth if step % 2 else CREAM
        c.polygon([at(left, -0.2, near), at(right, -0.2, near), at(right, -0.12, near), at(left, -0.12, near)], fill)
        c.disc(*at((left + right) / 2, -0.12, near), 0.055 * near, fill, 0.45)
    c.polygon(
        [at(0.26, -0.2, near), at(0.26, -0.22, back), at(0.26, -0.14, back), at(0.26, -0.12, near)],
        mix(cloth, NAVY, 0.4),
    )
    c.line([at(0.31, -0.15, near), at(0.31, 0.3, near)], mix(NAVY, SLATE, 0.3), 0.012 * near)


def _crate(c: Canvas, corner: Point, wide: float, tall: float, side: int) -> None:
    """A crate of fish on ice, its lower edge a little below `corner`."""
    x = corner[0] if side > 0 else corner[0] - wide
    y = corner[1]
    wood, kind = mix(SAND, RUST, c.chance.uniform(0.1, 0.35)), c.chance.random()
    c.box(x - wide * 0.02, y - tall * 0.78, wide * 1.04, tall * 0.3, mix(wood, NAVY, 0.35))
    c.polygon([(x + wide * 0.04, y - tall * 0.74), (x + wide * 0.96, y - tall * 0.74), (x + wide, y), (x, y)], SNOW)
    for row in range(3):
        for column in range(4):
            fx = x + wide * (0.2 + column * 0.21 - 0.05 * (row % 2))
            fy = y - tall * (0.58 - row * 0.22)
            base = mix(CORAL, ROSE, 0.6) if kind < 0.25 else mix(STEEL, SLATE, 0.2)
            _fish(c, fx, fy, wide * 0.1, mix(base, MIST, c.chance.uniform(0.1, 0.5)))
    c.box(x - wide * 0.02, y - tall * 0.02, wide * 1.04, tall * 0.34, wood)
    c.box(x - wide * 0.02, y + tall * 0.12, wide * 1.04, tall * 0.04, mix(wood, NAVY, 0.4))
    if kind > 0.6:
        c.box(x + wide * 0.4, y - tall * 1.05, wide * 0.24, tall * 0.36, CREAM)
        c.line([(x + wide * 0.44, y - tall * 0.9), (x + wide * 0.58, y - tall * 0.9)], NAVY, wide * 0.02)


def _fish(c: Canvas, x: float, y: float, size: float, scales: Ink) -> None:
    c.polygon(
        [
            (x - size * 0.7, y),
            (x - size * 1.25, y - size * 0.34),
            (x - size * 1.1, y),
            (x - size * 1.25, y + size * 0.34),
        ],
        mix(scales, SLATE, 0.3),
    )
    c.disc(x, y, size * 0.95, mix(scales, SLATE, 0.35), 0.36)
    c.disc(x, y + size * 0.07, size * 0.86, mix(scales, SNOW, 0.35), 0.26)
    c.disc(x + size * 0.62, y - size * 0.06, size * 0.09, NAVY)
