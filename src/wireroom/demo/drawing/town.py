"""Pictures from the town: parliament, city, hospital, school."""

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
    hill,
    house,
    person,
    sky,
    streak,
    sun,
    swell,
    tree,
    windows,
)


def parliament(c: Canvas) -> None:
    far = sky(c, c.chance.choice(("dusk", "dawn")), 0.74)
    clouds(c, 0.26, mix(far, SNOW, 0.4), 7, 0.4)
    x = c.width / 2 + c.chance.uniform(-0.06, 0.06)
    c.glow(x, 0.66, 0.9, mix(far, CREAM, 0.5), 0.5)
    hill(c, swell(c, 0.66, 0.03, ((1, 1), (2.6, 0.5))), mix(far, STEEL, 0.4), 0.8)
    stone = mix(CREAM, SAND, 0.35)
    _wings(c, x, stone)
    _dome(c, x, stone)
    _portico(c, x, stone)
    _square(c, x)


def _wings(c: Canvas, x: float, stone: Ink) -> None:
    shade = mix(stone, SLATE, 0.4)
    for side in (-1, 1):
        left = x - 0.64 if side < 0 else x + 0.24
        c.box(left, 0.55, 0.4, 0.24, mix(stone, STEEL, 0.22 if side < 0 else 0.34))
        c.box(left - 0.012, 0.54, 0.424, 0.022, mix(stone, SLATE, 0.15))
        c.box(left, 0.665, 0.4, 0.008, shade)
        windows(c, left + 0.01, 0.572, 0.38, 0.085, across=9, down=1, lit=0.55, dark=mix(SLATE, NAVY, 0.3))
        windows(c, left + 0.01, 0.682, 0.38, 0.085, across=9, down=1, lit=0.4, dark=mix(SLATE, NAVY, 0.3))


def _dome(c: Canvas, x: float, stone: Ink) -> None:
    copper = mix(MOSS, STEEL, 0.5)
    c.box(x - 0.19, 0.42, 0.38, 0.1, mix(stone, STEEL, 0.3))
    c.box(x - 0.15, 0.33, 0.3, 0.1, mix(stone, STEEL, 0.12))
    for step in range(11):
        at = x - 0.135 + step * 0.027
        c.box(at - 0.0065, 0.342, 0.013, 0.08, mix(SLATE, NAVY, 0.2))
    c.box(x - 0.165, 0.322, 0.33, 0.014, stone)
    arc: list[Point] = [
        (x + 0.145 * math.cos(a), 0.322 - 0.165 * math.sin(a)) for a in (math.pi * t / 40 for t in range(41))
    ]
    c.polygon(arc, copper)
    lit = [(px, py) for px, py in arc if px >= x - 0.03]
    c.polygon([*lit, (x + 0.02, 0.322)], mix(copper, NAVY, 0.22))
    for share in (-0.66, -0.3, 0.06, 0.42, 0.76):
        rib = [
            (x + 0.145 * share * math.cos(a), 0.322 - 0.165 * math.sin(a))
            for a in (math.pi / 2 * t / 20 for t in range(21))
        ]
        c.line(rib, mix(copper, CREAM, 0.25), 0.0025)
    c.box(x - 0.03, 0.115, 0.06, 0.05, stone)
    c.box(x - 0.036, 0.108, 0.072, 0.012, mix(stone, SLATE, 0.3))
    c.line([(x, 0.11), (x, 0.015)], NAVY, 0.004)
    wave = [(x + 0.003 + 0.1 * t / 10, 0.02 + 0.006 * math.sin(t * 0.75)) for t in range(11)]
    third = 0.018
    for row, fill in enumerate((CORAL, SNOW, mix(SLATE, STEEL, 0.3))):
        top = [(px, py + row * third) for px, py in wave]
        c.polygon([*top, *((px, py + third) for px, py in reversed(top))], fill)


def _portico(c: Canvas, x: float, stone: Ink) -> None:
    c.box(x - 0.28, 0.52, 0.56, 0.27, mix(SLATE, NAVY, 0.15))
    for step in range(7):
        at = x - 0.2 + step * 0.0667
        c.box(at - 0.017, 0.61, 0.034, 0.17, mix(LAMP, RUST, 0.15) if step % 3 == 0 else mix(LAMP, SLATE, 0.45))
    c.glow(x, 0.74, 0.3, LAMP, 0.5)
    c.polygon([(x - 0.31, 0.5), (x, 0.395), (x + 0.31, 0.5)], stone)
    c.polygon([(x - 0.235, 0.488), (x, 0.41), (x + 0.235, 0.488)], mix(stone, SLATE, 0.25))
    c.box(x - 0.31, 0.497, 0.62, 0.042, stone)
    c.box(x - 0.31, 0.533, 0.62, 0.007, mix(stone, SLATE, 0.4))
    for step in range(8):
        at = x - 0.266 + step * 0.076
        c.polygon([(at - 0.014, 0.545), (at + 0.014, 0.545), (at + 0.017, 0.78), (at - 0.017, 0.78)], SNOW)
        c.polygon(
            [(at + 0.003, 0.545), (at + 0.014, 0.545), (at + 0.017, 0.78), (at + 0.003, 0.78)], mix(stone, STEEL, 0.35)
        )
        c.box(at - 0.022, 0.537, 0.044, 0.012, stone)
        c.box(at - 0.022, 0.772, 0.044, 0.012, stone)


def _square(c: Canvas, x: float) -> None:
    c.gradient(0.785, 0.1, (mix(SAND, STEEL, 0.45), mix(STEEL, SAND, 0.3)))
    for step in range(7):
        y = 0.782 + step * 0.0125
        half = 0.32 + step * 0.022
        c.box(x - half, y, 2 * half, 0.0125, mix(CREAM, STEEL, 0.18 + 0.09 * step))
        c.box(x - half, y + 0.0095, 2 * half, 0.003, mix(SLATE, STEEL, 0.3))
    c.gradient(0.87, 0.13, (mix(STEEL, SAND, 0.3), mix(STEEL, SLATE, 0.4), mix(SLATE, NAVY, 0.25)))
    for _ in range(60):
        depth = c.chance.random()
        wide = c.chance.uniform(0.02, 0.2)
        streak(
            c,
            x + c.chance.uniform(-0.42, 0.42) - wide / 2,
            0.875 + 0.12 * depth,
            wide,
            0.002 + 0.002 * depth,
            mix(LAMP, CREAM, 0.4),
            0.2,
        )
    for side in (-1, 1):
        for at in (0.43, 0.58, 0.74):
            lamp = x + side * at
            c.line([(lamp, 0.89), (lamp, 0.7)], NAVY, 0.005)
            c.glow(lamp, 0.695, 0.055, LAMP, 0.75)
            c.disc(lamp, 0.695, 0.011, CREAM)
    for _ in range(9):
        at = x + c.chance.uniform(-0.6, 0.6)
        person(
            c,
            at,
            c.chance.uniform(0.885, 0.94),
            c.chance.uniform(0.062, 0.075),
            c.chance.choice((NAVY, RUST, SLATE, PINE, CORAL)),
        )


def city(c: Canvas) -> None:
    """Office towers behind the roofs of an old town, on the water, in the evening."""
    quay = 0.73
    far = sky(c, "dusk", quay)
    x_sun = c.chance.uniform(0.15, 0.3)
    clouds(c, 0.3, mix(far, ROSE, 0.4), 6, 0.4)
    sun(c, x_sun, 0.54, 0.036)
    hill(c, swell(c, 0.6, 0.04, ((0.8, 1), (2.2, 0.5))), mix(far, ROSE, 0.6), quay)
    for depth, base in ((0.35, 0.3), (0.62, 0.22)):
        x = 0.52 if depth < 0.5 else 0.62
        while x < (1.3 if depth < 0.5 else 1.22):
            wide = c.chance.uniform(0.06, 0.1)
            middle = abs(x + wide / 2 - 0.92)
            _tower(
                c,
                x,
                wide,
                base + middle * 0.45 + c.chance.uniform(-0.06, 0.08),
                quay,
                mix(mix(far, ROSE, 0.5), SLATE, depth),
                depth,
            )
            x += wide + c.chance.uniform(0.004, 0.035)
    _old_town(c, quay)
    _embankment(c, quay, far)


def _tower(c: Canvas, x: float, wide: float, top: float, foot: float, wall: Ink, depth: float) -> None:
    c.box(x, top, wide, foot - top, wall)
    c.box(x, top, wide * 0.3, foot - top, mix(wall, AMBER, 0.28))
    cut = c.chance.choice(("flat", "slope", "mast"))
    if cut == "slope":
        c.polygon([(x, top), (x + wide, top - wide * 0.5), (x + wide, top)], wall)
    if cut == "mast":
        c.line([(x + wide / 2, top), (x + wide / 2, top - 0.08)], wall, 0.004)
        c.box(x + wide * 0.2, top - 0.018, wide * 0.6, 0.02, wall)
    storeys = max(4, round((foot - top) / 0.02))
    windows(
        c,
        x,
        top + 0.01,
        wide,
        foot - top,
        across=max(4, round(wide / 0.014)),
        down=storeys,
        lit=0.26 + 0.2 * depth,
        dark=mix(wall, NAVY, 0.22),
    )


def _old_town(c: Canvas, quay: float) -> None:
    walls = (SAND, mix(ROSE, SAND, 0.4), mix(AMBER, SAND, 0.4), MIST, mix(CORAL, SAND, 0.5))
    for row in range(3):
        x = -0.05
        while x < c.width:
            wide = c.chance.uniform(0.07, 0.11) * (0.75 + 0.12 * row)
            wall = mix(c.chance.choice(walls), SLATE, 0.62 - 0.17 * row)
            house(
                c,
                x,
                quay - 0.045 + 0.022 * row,
                wide,
                c.chance.uniform(0.08, 0.125) - 0.008 * row,
                wall,
                mix(RUST, NAVY, 0.42 - 0.1 * row),
                0.35,
            )
            x += wide * 0.95
        if row == 0:
            spire = c.chance.uniform(0.24, 0.36)
            c.box(spire, quay - 0.33, 0.046, 0.3, mix(SAND, SLATE, 0.45))
            c.polygon(
                [(spire - 0.005, quay - 0.33), (spire + 0.023, quay - 0.5), (spire + 0.051, quay - 0.33)],
                mix(MOSS, SLATE, 0.5),
            )
            c.disc(spire + 0.023, quay - 0.285, 0.013, LAMP)


def _embankment(c: Canvas, quay: float, far: Ink) -> None:
    c.box(0, quay - 0.004, c.width, 0.036, mix(SLATE, SAND, 0.3))
    c.box(0, quay + 0.02, c.width, 0.014, mix(SLATE, NAVY, 0.5))
    c.gradient(quay + 0.03, 1 - quay, (mix(far, SLATE, 0.6), mix(SLATE, NAVY, 0.4), NAVY))
    for _ in range(160):
        depth = c.chance.random() ** 1.5
        streak(
            c,
            c.chance.uniform(-0.1, c.width),
            quay + 0.035 + 0.23 * depth,
            0.03 + 0.12 * depth,
            0.001 + 0.003 * depth,
            mix(far, AMBER, 0.3),
            0.18,
        )
    for step in range(19):
        x = 0.02 + step * 0.082
        c.line([(x, quay), (x, quay - 0.045)], NAVY, 0.003)
        c.glow(x, quay - 0.047, 0.026, LAMP, 0.9)
        for part in range(11):
            half = 0.004 + c.chance.uniform(0, 0.012) + 0.0012 * part
            streak(c, x - half, quay + 0.042 + part * 0.015, 2 * half, 0.003, LAMP, 0.6 * (1 - part / 12))
    for _ in range(40):
        person(
            c,
            c.chance.uniform(0, c.width),
            quay + 0.012,
            c.chance.uniform(0.026, 0.032),
            c.chance.choice((NAVY, RUST, CORAL, SLATE, CREAM)),
        )


def hospital(c: Canvas) -> None:
    ground = 0.8
    far = sky(c, "dusk", ground)
    clouds(c, 0.2, mix(far, ROSE, 0.4), 5, 0.35)
    hill(c, swell(c, 0.66, 0.04, ((1.1, 1), (2.7, 0.4))), mix(far, STEEL, 0.5), ground)
    for x in (0.04, 0.12, 1.4, 1.48):
        tree(c, x, ground, c.chance.uniform(0.22, 0.3), mix(PINE, SLATE, 0.4))
    dark, wall = mix(SLATE, NAVY, 0.35), mix(MIST, STEEL, 0.35)
    c.box(0.5, 0.17, 0.42, 0.63, mix(wall, SLATE, 0.32))
    windows(c, 0.51, 0.2, 0.4, 0.58, across=11, down=11, lit=0.42, dark=dark)
    c.box(0.86, 0.31, 0.5, 0.49, wall)
    c.box(0.86, 0.3, 0.5, 0.016, CREAM)
    windows(c, 0.87, 0.33, 0.48, 0.36, across=12, down=7, lit=0.4, dark=dark)
    c.box(0.17, 0.4, 0.4, 0.4, mix(CREAM, MIST, 0.35))
    c.box(0.17, 0.39, 0.4, 0.016, SNOW)
    windows(c, 0.18, 0.42, 0.38, 0.24, across=10, down=5, lit=0.36, dark=dark)
    _cross(c, 0.71, 0.105, 0.05)
    _entrance(c, ground)
    _ambulance(c, c.chance.uniform(0.98, 1.06), 0.885)


def _cross(c: Canvas, x: float, y: float, size: float) -> None:
    green = ink("3f8f7d")
    c.line([(x, y), (x, 0.18)], mix(SLATE, NAVY, 0.4), 0.006)
    c.glow(x, y, size * 2.4, green, 0.55)
    c.box(x - size * 0.34, y - size, size * 0.68, size * 2, green)
    c.box(x - size, y - size * 0.34, size * 2, size * 0.68, green)
    c.box(x - size * 0.2, y - size * 0.86, size * 0.4, size * 1.72, SNOW)
    c.box(x - size * 0.86, y - size * 0.2, size * 1.72, size * 0.4, SNOW)


def _entrance(c: Canvas, ground: float) -> None:
    c.gradient(ground, 0.21, (mix(STEEL, ROSE, 0.3), mix(SLATE, STEEL, 0.4), mix(NAVY, SLATE, 0.6)))
    c.box(0.52, 0.655, 0.44, 0.15, mix(LAMP, CREAM, 0.25))
    for step in range(8):
        c.box(0.52 + step * 0.0615, 0.655, 0.006, 0.15, mix(SLATE, NAVY, 0.3))
    c.box(0.68, 0.69, 0.12, 0.115, mix(LAMP, SNOW, 0.6))
    c.box(0.737, 0.69, 0.005, 0.115, SLATE)
    c.box(0.47, 0.625, 0.54, 0.032, SNOW)
    c.box(0.47, 0.652, 0.54, 0.008, mix(SLATE, NAVY, 0.3))
    for x in (0.49, 0.98):
        c.box(x, 0.655, 0.012, 0.155, mix(SNOW, STEEL, 0.3))
    c.glow(0.74, 0.76, 0.5, LAMP, 0.5, 0.6)
    c.wash([(0.53, ground), (0.95, ground), (1.16, 1), (0.32, 1)], LAMP, 0.3)
    for x, coat in ((0.62, SNOW), (0.655, mix(STEEL, MIST, 0.5)), (0.87, RUST)):
        person(c, x, 0.825, 0.1, coat)


def _ambulance(c: Canvas, x: float, foot: float) -> None:
    c.wash(
        [(x - 0.2, foot - 0.008), (x + 0.24, foot - 0.008), (x + 0.2, foot + 0.02), (x - 0.24, foot + 0.02)], NAVY, 0.55
    )
    body = SNOW
    c.polygon([(x - 0.2, foot - 0.2), (x + 0.09, foot - 0.2), (x + 0.09, foot - 0.025), (x - 0.2, foot - 0.025)], body)
    c.polygon(
        [
            (x + 0.09, foot - 0.17),
            (x + 0.145, foot - 0.165),
            (x + 0.185, foot - 0.1),
            (x + 0.215, foot - 0.085),
            (x + 0.215, foot - 0.025),
            (x + 0.09, foot - 0.025),
        ],
        mix(body, MIST, 0.25),
    )
    c.polygon(
        [(x + 0.105, foot - 0.155), (x + 0.138, foot - 0.152), (x + 0.17, foot - 0.098), (x + 0.105, foot - 0.098)],
        mix(NAVY, STEEL, 0.3),
    )
    c.box(x - 0.2, foot - 0.092, 0.415, 0.03, CORAL)
    c.box(x - 0.2, foot - 0.056, 0.415, 0.009, AMBER)
    c.box(x - 0.17, foot - 0.18, 0.1, 0.06, mix(NAVY, STEEL, 0.35))
    green = ink("3f8f7d")
    c.box(x - 0.008, foot - 0.18, 0.024, 0.07, green)
    c.box(x - 0.031, foot - 0.157, 0.07, 0.024, green)
    c.box(x + 0.03, foot - 0.217, 0.05, 0.02, mix(STEEL, ink("3f7fd0"), 0.7))
    c.glow(x + 0.055, foot - 0.21, 0.12, ink("7fb4ff"), 0.7)
    for wheel in (-0.13, 0.13):
        c.disc(x + wheel, foot - 0.022, 0.036, NAVY)
        c.disc(x + wheel, foot - 0.022, 0.016, MIST)
    c.glow(x + 0.215, foot - 0.06, 0.05, LAMP, 0.8)


def school(c: Canvas) -> None:
    """A brick school on a slope, clock above the open door."""
    far = sky(c, c.chance.choice(("dawn", "grey")), 0.6)
    clouds(c, 0.22, SNOW, 6, 0.5)
    hill(c, swell(c, 0.42, 0.08, ((0.9, 1), (2.3, 0.4), (5, 0.1))), mix(far, STEEL, 0.45), 0.8)
    hill(c, swell(c, 0.52, 0.05, ((1.4, 1), (3.3, 0.3))), mix(STEEL, MOSS, 0.5), 0.8)
    for x, foot in ((0.08, 0.7), (0.17, 0.68), (1.36, 0.56), (1.45, 0.55)):
        tree(c, x, foot, c.chance.uniform(0.2, 0.28), mix(MOSS, PINE, 0.5))
    hill(c, [(0, 0.72), (0.5, 0.66), (1.0, 0.62), (c.width, 0.56)], mix(MOSS, SAND, 0.35))
    _school_house(c)
    c.polygon([(0.66, 0.715), (0.82, 0.715), (1.02, 1), (0.44, 1)], mix(SAND, CREAM, 0.35))
    for _ in range(70):
        x, depth = c.chance.uniform(0, c.width), c.chance.random()
        if abs(x - 0.74) > 0.12 + 0.22 * depth:
            streak(c, x, 0.76 + 0.24 * depth, 0.03 + 0.06 * depth, 0.002 + 0.002 * depth, PINE, 0.25)
    coats = [CORAL, AMBER, SLATE, SNOW, RUST, STEEL]
    for x, foot, tall in (
        (0.6, 0.86, 0.1),
        (0.66, 0.88, 0.105),
        (0.8, 0.83, 0.09),
        (0.86, 0.92, 0.17),
        (0.93, 0.92, 0.11),
    ):
        person(c, x, foot, tall, coats[c.chance.randrange(len(coats))])
    for step in range(15):
        for left, y in ((step * 0.032, 0.845 - step * 0.0022), (1.06 + step * 0.032, 0.84 - step * 0.0075)):
            c.box(left, y, 0.004, 0.06, mix(NAVY, SLATE, 0.3))
            c.box(left, y + 0.012, 0.032, 0.0035, mix(NAVY, SLATE, 0.3))
            c.box(left, y + 0.04, 0.032, 0.0035, mix(NAVY, SLATE, 0.3))


def _school_house(c: Canvas) -> None:
    brick, foot = mix(CORAL, RUST, 0.5), 0.72
    roof = mix(SLATE, NAVY, 0.35)
    for left, wide in ((0.3, 0.32), (0.86, 0.34)):
        c.box(left, 0.45, wide, foot - 0.45, brick)
        c.polygon(
            [(left - 0.02, 0.45), (left + 0.04, 0.35), (left + wide - 0.04, 0.35), (left + wide + 0.02, 0.45)], roof
        )
        c.box(left, 0.578, wide, 0.01, mix(brick, CREAM, 0.55))
        for row in (0.48, 0.6):
            for column in range(4):
                _sash(c, left + wide * (0.07 + column * 0.235), row, wide * 0.155, 0.082)
    c.box(0.6, 0.36, 0.28, foot - 0.36, mix(brick, CREAM, 0.14))
    c.polygon([(0.575, 0.365), (0.74, 0.21), (0.905, 0.365)], roof)
    c.polygon([(0.615, 0.362), (0.74, 0.245), (0.865, 0.362)], mix(brick, CREAM, 0.2))
    c.box(0.715, 0.125, 0.05, 0.1, mix(CREAM, STEEL, 0.2))
    c.polygon([(0.705, 0.13), (0.74, 0.07), (0.775, 0.13)], roof)
    c.box(0.73, 0.15, 0.02, 0.04, NAVY)
    c.disc(0.74, 0.335, 0.047, mix(NAVY, SLATE, 0.2))
    c.disc(0.74, 0.335, 0.04, SNOW)
    c.line([(0.74, 0.335), (0.74, 0.305)], NAVY, 0.005)
    c.line([(0.74, 0.335), (0.763, 0.342)], NAVY, 0.005)
    for left in (0.625, 0.705, 0.785):
        _sash(c, left, 0.42, 0.07, 0.1)
    c.box(0.66, 0.56, 0.16, 0.16, mix(CREAM, SAND, 0.3))
    c.box(0.675, 0.575, 0.13, 0.145, mix(LAMP, AMBER, 0.2))
    c.polygon([(0.675, 0.575), (0.645, 0.59), (0.645, 0.735), (0.675, 0.72)], mix(PINE, MOSS, 0.2))
    c.polygon([(0.805, 0.575), (0.835, 0.59), (0.835, 0.735), (0.805, 0.72)], mix(PINE, MOSS, 0.35))
    c.glow(0.74, 0.66, 0.16, LAMP, 0.5)
    for step in range(3):
        c.box(0.64 - step * 0.012, 0.718 + step * 0.011, 0.2 + step * 0.024, 0.011, mix(MIST, SLATE, 0.12 * step))


def _sash(c: Canvas, x: float, y: float, width: float, height: float) -> None:
    c.box(x - 0.006, y - 0.006, width + 0.012, height + 0.012, CREAM)
    c.box(x, y, width, height, mix(LAMP, SLATE, 0.2) if c.chance.random() < 0.3 else mix(SLATE, STEEL, 0.35))
    c.box(x + width / 2 - 0.002, y, 0.004, height, CREAM)
    c.box(x, y + height * 0.42, width, 0.004, CREAM)
