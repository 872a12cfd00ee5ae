"""Evenings out: a stadium under floodlights, an orchestra on its stage."""

from __future__ import annotations

import math

from wireroom.demo.drawing.canvas import (
    AMBER,
    CORAL,
    CREAM,
    LAMP,
    MIST,
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
    person,
    sky,
    stars,
    streak,
)


def stadium(c: Canvas) -> None:
    """A full ground under floodlights."""
    sky(c, "night", 0.5)
    stars(c, 90, 0.2)
    c.glow(0.75, 0.5, 1.1, mix(STEEL, MIST, 0.4), 0.5, 0.6)
    _stand(c)
    _pitch(c)
    for x, facing in ((0.13, 1), (1.37, -1)):
        _floodlight(c, x, facing)
    _near_crowd(c)


def _stand(c: Canvas) -> None:
    """The far stand: roof, lights, two tiers full of people."""
    c.polygon(
        [(-0.05, 0.2), (0.2, 0.16), (1.3, 0.16), (1.55, 0.2), (1.55, 0.56), (-0.05, 0.56)], mix(NAVY, SLATE, 0.55)
    )
    coats = [CORAL, CREAM, AMBER, SLATE, STEEL, MIST, RUST, SNOW, ROSE]
    for tier, (top, low) in enumerate(((0.235, 0.345), (0.385, 0.53))):
        rows = 9 + tier * 3
        for row in range(rows):
            y = top + (low - top) * row / rows
            x = -0.02 + c.chance.random() * 0.008
            while x < c.width + 0.02:
                if c.chance.random() < 0.93:
                    fill = mix(
                        coats[c.chance.randrange(len(coats))], NAVY, 0.35 - 0.12 * tier + 0.25 * c.chance.random()
                    )
                    c.disc(x, y, 0.0046, fill)
                x += 0.0104
    c.box(0, 0.345, c.width, 0.026, mix(SLATE, STEEL, 0.35))
    c.box(0, 0.35, c.width, 0.005, AMBER)
    c.box(0, 0.525, c.width, 0.03, mix(NAVY, SLATE, 0.4))
    for step in range(16):
        c.box(0.004 + step * 0.095, 0.532, 0.088, 0.018, (CORAL, CREAM, mix(SLATE, STEEL, 0.5), AMBER)[step % 4])
    c.polygon(
        [(-0.05, 0.2), (0.16, 0.13), (1.34, 0.13), (1.55, 0.2), (1.55, 0.225), (-0.05, 0.225)], mix(NAVY, SLATE, 0.25)
    )
    for step in range(30):
        x = 0.03 + step * 0.0497
        c.glow(x, 0.224, 0.028, SNOW, 0.9)


def _pitch(c: Canvas) -> None:
    grass = ink("4f8468")

    def at(u: float, v: float) -> Point:
        """From the far touchline (v = 0) to the near one (1), left to right."""
        scale = 0.66 + 0.62 * v
        return 0.75 + (u - 0.5) * 1.5 * scale, 0.555 + 0.37 * v**1.2

    c.polygon([(0, 0.555), (c.width, 0.555), (c.width, 1), (0, 1)], mix(grass, PINE, 0.35))
    for stripe in range(10):
        u0, u1 = stripe / 10, (stripe + 1) / 10
        c.polygon([at(u0, 0), at(u1, 0), at(u1, 1), at(u0, 1)], mix(grass, CREAM, 0.12) if stripe % 2 else grass)
    chalk = mix(SNOW, grass, 0.12)

    def mark(*points: tuple[float, float]) -> None:
        c.line([at(u, v) for u, v in points], chalk, 0.0034)

    mark((0, 0), (1, 0), (1, 1), (0, 1), (0, 0))
    mark((0.5, 0), (0.5, 1))
    mark(*((0.5 + 0.085 * math.cos(a), 0.48 + 0.16 * math.sin(a)) for a in (math.tau * t / 48 for t in range(49))))
    for u, inner in ((0.0, 0.16), (1.0, 0.84)):
        mark((u, 0.2), (inner, 0.2), (inner, 0.78), (u, 0.78))
        mark((u, 0.36), ((u + inner) / 2, 0.36), ((u + inner) / 2, 0.62), (u, 0.62))
    for x, low in ((at(0, 0.5)[0] - 0.01, at(0, 0.6)[1]), (at(1, 0.5)[0] + 0.01, at(1, 0.6)[1])):
        c.line(
            [
                (x, low),
                (x, low - 0.075),
                (x + (0.03 if x < 0.7 else -0.03), low - 0.11),
                (x + (0.03 if x < 0.7 else -0.03), low - 0.04),
            ],
            SNOW,
            0.005,
        )
    teams = (CORAL, SNOW)
    for number in range(20):
        u, v = min(0.95, max(0.05, c.chance.gauss(0.5, 0.2))), c.chance.uniform(0.08, 0.92)
        x, foot = at(u, v)
        tall = 0.036 + 0.034 * v
        streak(c, x - tall * 0.9, foot, tall * 1.8, tall * 0.07, NAVY, 0.35)
        person(c, x, foot, tall, teams[number % 2])
    ball = at(c.chance.uniform(0.4, 0.6), 0.5)
    c.disc(ball[0], ball[1] - 0.004, 0.005, SNOW)


def _floodlight(c: Canvas, x: float, facing: int) -> None:
    steel = mix(NAVY, SLATE, 0.35)
    c.line([(x - 0.012, 0.56), (x, 0.1)], steel, 0.007)
    c.line([(x + 0.012, 0.56), (x, 0.1)], steel, 0.007)
    c.wash(
        [(x - 0.05, 0.06), (x + 0.05, 0.06), (x + facing * 0.75 + 0.3, 0.8), (x + facing * 0.75 - 0.3, 0.8)],
        CREAM,
        0.06,
    )
    c.box(x - 0.062, 0.025, 0.124, 0.085, steel)
    for row in range(3):
        for column in range(5):
            c.disc(x - 0.048 + column * 0.024, 0.042 + row * 0.025, 0.0085, SNOW)
    c.glow(x, 0.065, 0.24, CREAM, 0.85)


def _near_crowd(c: Canvas) -> None:
    for row, y in enumerate((0.955, 0.985)):
        x = -0.02 + 0.02 * row
        while x < c.width + 0.03:
            fill = mix(NAVY, SLATE, 0.15 * c.chance.random())
            size = c.chance.uniform(0.016, 0.019)
            c.disc(x, y, size, fill)
            c.polygon(
                [
                    (x - size * 2, y + 0.08),
                    (x - size * 1.5, y + size * 1.2),
                    (x + size * 1.5, y + size * 1.2),
                    (x + size * 2, y + 0.08),
                ],
                fill,
            )
            x += c.chance.uniform(0.045, 0.06)
    scarf = c.chance.uniform(0.3, 0.9)
    c.polygon([(scarf, 0.9), (scarf + 0.2, 0.893), (scarf + 0.2, 0.92), (scarf, 0.927)], CORAL)
    for step in range(3):
        c.box(scarf + 0.03 + step * 0.06, 0.896, 0.018, 0.027, CREAM)
    for side in (0.004, 0.196):
        c.line([(scarf + side, 0.91), (scarf + side, 0.98)], NAVY, 0.012)


def concert(c: Canvas) -> None:
    """An orchestra on a lit stage before its audience."""
    wood = mix(AMBER, RUST, 0.45)
    c.gradient(0, 1, (mix(NAVY, RUST, 0.12), mix(NAVY, RUST, 0.3), NAVY))
    _shell(c, wood)
    c.polygon([(0.16, 0.74), (1.34, 0.74), (1.24, 0.56), (0.26, 0.56)], mix(AMBER, SAND, 0.35))
    c.glow(0.75, 0.56, 0.75, LAMP, 0.55, 0.6)
    _players(c)
    c.box(0.1, 0.74, 1.3, 0.05, mix(RUST, NAVY, 0.45))
    c.box(0.1, 0.735, 1.3, 0.01, mix(AMBER, CREAM, 0.3))
    for x in (0.28, 0.52, 0.75, 0.98, 1.22):
        c.wash([(x - 0.012, 0.02), (x + 0.012, 0.02), (x + 0.17, 0.72), (x - 0.17, 0.72)], LAMP, 0.08)
        c.box(x - 0.014, 0.0, 0.028, 0.03, NAVY)
        c.glow(x, 0.03, 0.06, SNOW, 0.9)
    for side in (0, 1):
        _curtain(c, side)
    _audience(c)


def _shell(c: Canvas, wood: Ink) -> None:
    """Panels of the hall, arch behind arch."""
    for step in range(6):
        t = step / 5
        half, top = 0.66 - 0.26 * t, 0.03 + 0.17 * t
        arch = [
            (0.75 - half * math.cos(a), 0.46 - (0.46 - top) * math.sin(a) ** 0.7)
            for a in (math.pi * s / 40 for s in range(41))
        ]
        c.polygon(
            [*arch, (0.75 + half, 0.74), (0.75 - half, 0.74)],
            mix(mix(wood, NAVY, 0.55), mix(LAMP, wood, 0.45), t * 0.85),
        )
    for step in range(15):
        x = 0.4 + step * 0.05
        tall = 0.19 + 0.08 * math.cos((x - 0.75) * 4)
        c.box(x - 0.013, 0.5 - tall, 0.026, tall, mix(SAND, RUST, 0.25 + 0.12 * (step % 2)))
        c.box(x - 0.013, 0.5 - tall, 0.008, tall, CREAM)


def _players(c: Canvas) -> None:
    black = mix(NAVY, RUST, 0.12)
    for row, (y, count, spread, size) in enumerate(
        ((0.54, 13, 0.74, 0.085), (0.585, 13, 0.84, 0.1), (0.64, 12, 0.94, 0.118), (0.705, 9, 1.0, 0.138))
    ):
        for number in range(count):
            x = 0.75 + (number / (count - 1) - 0.5) * spread
            if row > 1 and abs(x - 0.75) < 0.075:
                continue
            foot = y - 0.02 * math.cos((x - 0.75) * 3)
            _player(c, x, foot, size, black, row)
    c.box(0.7, 0.7, 0.1, 0.03, mix(RUST, NAVY, 0.3))
    person(c, 0.75, 0.705, 0.17, black)
    c.line([(0.735, 0.585), (0.69, 0.56), (0.675, 0.515)], black, 0.013)
    c.line([(0.765, 0.585), (0.81, 0.565), (0.84, 0.53)], black, 0.013)
    c.line([(0.675, 0.515), (0.655, 0.475)], CREAM, 0.0028)


def _player(c: Canvas, x: float, foot: float, size: float, black: Ink, row: int) -> None:
    c.polygon(
        [
            (x - size * 0.3, foot),
            (x - size * 0.2, foot - size * 0.62),
            (x + size * 0.2, foot - size * 0.62),
            (x + size * 0.3, foot),
        ],
        black,
    )
    c.disc(x, foot - size * 0.8, size * 0.15, mix(NAVY, RUST, c.chance.uniform(0, 0.8)))
    c.disc(x, foot - size * 0.75, size * 0.125, mix(SAND, RUST, c.chance.uniform(0.15, 0.6)))
    lean = -1 if x < 0.75 else 1
    brass = mix(AMBER, CREAM, 0.3)
    if row == 0:
        c.disc(x + lean * size * 0.1, foot - size * 0.42, size * 0.16, brass)
        c.disc(x + lean * size * 0.1, foot - size * 0.42, size * 0.08, mix(RUST, NAVY, 0.4))
    elif row == 1:
        c.line(
            [(x, foot - size * 0.62), (x + lean * size * 0.3, foot - size * 0.2)], mix(brass, RUST, 0.3), size * 0.06
        )
    elif x > 1.0:
        c.disc(x - size * 0.05, foot - size * 0.22, size * 0.24, mix(RUST, CORAL, 0.4), 1.2)
        c.line(
            [(x - size * 0.05, foot - size * 0.3), (x + size * 0.05, foot - size)], mix(RUST, NAVY, 0.4), size * 0.06
        )
    else:
        c.disc(x - lean * size * 0.16, foot - size * 0.55, size * 0.13, mix(RUST, CORAL, 0.45), 0.7)
        c.line(
            [(x + lean * size * 0.3, foot - size * 0.3), (x - lean * size * 0.25, foot - size * 0.72)], CREAM, 0.0022
        )
    c.line([(x + lean * size * 0.42, foot), (x + lean * size * 0.42, foot - size * 0.4)], NAVY, 0.002)
    c.polygon(
        [
            (x + lean * size * 0.3, foot - size * 0.36),
            (x + lean * size * 0.54, foot - size * 0.36),
            (x + lean * size * 0.52, foot - size * 0.52),
            (x + lean * size * 0.32, foot - size * 0.52),
        ],
        CREAM,
    )


def _curtain(c: Canvas, side: int) -> None:
    cloth = mix(RUST, NAVY, 0.35)
    for fold in range(5):
        wide = 0.036
        x = fold * wide if side == 0 else c.width - (fold + 1) * wide
        c.box(x, 0, wide, 0.82, mix(cloth, NAVY, 0.1 + 0.1 * (fold % 2) + 0.05 * fold))
        c.box(x + wide * 0.25, 0, wide * 0.16, 0.82, mix(cloth, CORAL, 0.35))


def _audience(c: Canvas) -> None:
    for row, y in enumerate((0.83, 0.885, 0.95)):
        fill = mix(mix(NAVY, RUST, 0.2), ink("0b1222"), 0.35 * row)
        c.box(0, y + 0.02, c.width, 0.2, fill)
        x = -0.03 + 0.03 * (row % 2)
        while x < c.width + 0.04:
            size = (0.021 + 0.005 * row) * c.chance.uniform(0.9, 1.1)
            c.disc(x, y, size, fill)
            c.polygon(
                [
                    (x - size * 2, y + 0.07),
                    (x - size * 1.6, y + size * 1.25),
                    (x + size * 1.6, y + size * 1.25),
                    (x + size * 2, y + 0.07),
                ],
                fill,
            )
            rim = [(x + size * math.cos(a), y - size * math.sin(a)) for a in (0.5 + 2.14 * k / 12 for k in range(13))]
            c.line(rim, mix(fill, AMBER, 0.45 - 0.1 * row), 0.0022)
            x += c.chance.uniform(0.07, 0.085)
