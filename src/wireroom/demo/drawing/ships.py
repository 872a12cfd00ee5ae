"""Ships: one under a bridge, a trawler, a river barge."""

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
    crane,
    hill,
    person,
    poplar,
    sea,
    sky,
    streak,
    sun,
    swell,
    water,
)


def ship(c: Canvas) -> None:
    """A container ship under a high bridge."""
    horizon, line = 0.66, 0.8
    far = sky(c, "dawn", horizon)
    clouds(c, 0.4, SNOW, 6, 0.4)
    x_sun = c.chance.uniform(0.2, 0.3)
    sun(c, x_sun, 0.5, 0.032)
    hill(c, swell(c, 0.6, 0.03, ((1.2, 1), (2.9, 0.4))), mix(far, STEEL, 0.4), horizon)
    for x in (0.06, 0.16, 0.29, 1.2, 1.33, 1.43):
        crane(c, x, horizon, c.chance.uniform(0.1, 0.13), mix(STEEL, MIST, 0.3), facing=c.chance.choice((-1, 1)))
    water(c, horizon, sea(far), mix(far, CREAM, 0.5), x_sun)
    _high_bridge(c, horizon)
    _container_ship(c, line)


def _high_bridge(c: Canvas, water_line: float) -> None:
    concrete = mix(SLATE, STEEL, 0.35)
    for x, wide in ((0.2, 0.05), (1.36, 0.05)):
        c.polygon(
            [(x, 0.2), (x + wide * 0.6, 0.2), (x + wide, water_line + 0.03), (x - wide * 0.4, water_line + 0.03)],
            concrete,
        )
        c.polygon(
            [
                (x, 0.2),
                (x + wide * 0.22, 0.2),
                (x + wide * 0.1, water_line + 0.03),
                (x - wide * 0.4, water_line + 0.03),
            ],
            mix(concrete, CREAM, 0.25),
        )
        c.box(x - 0.06, water_line + 0.015, 0.16, 0.03, mix(concrete, NAVY, 0.4))
    top = [(step / 30 * 1.6 - 0.05, 0.165 + 0.06 * ((step / 30 * 1.6 - 0.8) ** 2)) for step in range(31)]
    girder = [*top, *((x, y + 0.03 + 0.03 * abs(math.cos((x - 0.2) / 1.16 * math.pi)) ** 3) for x, y in reversed(top))]
    c.polygon(girder, mix(SLATE, NAVY, 0.4))
    c.line(top, mix(SLATE, AMBER, 0.35), 0.005)
    for x, y in top[1::2]:
        c.line([(x, y), (x, y - 0.036)], mix(SLATE, NAVY, 0.4), 0.002)
    for x, y in top[3::6]:
        c.box(x, y - 0.034, 0.07, 0.029, c.chance.choice((CREAM, CORAL, MIST)))
        c.polygon(
            [
                (x + 0.073, y - 0.028),
                (x + 0.086, y - 0.028),
                (x + 0.094, y - 0.016),
                (x + 0.094, y - 0.004),
                (x + 0.073, y - 0.004),
            ],
            RUST,
        )
        for wheel in (0.012, 0.026, 0.08):
            c.disc(x + wheel, y - 0.004, 0.0055, NAVY)


def _container_ship(c: Canvas, line: float) -> None:
    hull, boxes = (
        mix(RUST, CORAL, 0.35),
        (CORAL, AMBER, SAND, STEEL, mix(MOSS, PINE, 0.3), SLATE, MIST, mix(ROSE, RUST, 0.4)),
    )
    left, right, deck = 0.3, 1.26, line - 0.1
    for bay in range(12):
        x = left + 0.16 + bay * 0.0625
        for tier in range((3, 5, 6, 5, 6, 6, 5, 6, 5, 5, 4, 2)[bay] - c.chance.randint(0, 1)):
            fill = mix(c.chance.choice(boxes), NAVY, 0.1)
            c.box(x, deck - (tier + 1) * 0.028, 0.0605, 0.0268, fill)
            c.box(x, deck - (tier + 1) * 0.028, 0.008, 0.0262, mix(fill, NAVY, 0.25))
    c.box(left + 0.04, deck - 0.24, 0.09, 0.24, SNOW)
    c.box(left + 0.104, deck - 0.24, 0.026, 0.24, mix(SNOW, STEEL, 0.3))
    c.box(left + 0.025, deck - 0.245, 0.12, 0.034, mix(SNOW, SAND, 0.3))
    c.box(left + 0.03, deck - 0.236, 0.11, 0.013, NAVY)
    for row in range(5):
        for column in range(3):
            c.box(left + 0.05 + column * 0.018, deck - 0.19 + row * 0.032, 0.01, 0.012, mix(NAVY, STEEL, 0.3))
    c.box(left + 0.005, deck - 0.15, 0.03, 0.15, CORAL)
    c.box(left + 0.005, deck - 0.15, 0.03, 0.03, NAVY)
    c.line([(left + 0.085, deck - 0.24), (left + 0.085, deck - 0.31)], NAVY, 0.004)
    c.polygon([(left, deck), (right + 0.03, deck - 0.025), (right - 0.01, line), (left + 0.03, line)], hull)
    c.polygon(
        [(left + 0.02, line - 0.022), (right - 0.002, line - 0.022), (right - 0.01, line), (left + 0.03, line)],
        mix(RUST, NAVY, 0.5),
    )
    c.line([(left + 0.003, deck + 0.014), (right + 0.022, deck - 0.008)], mix(hull, CREAM, 0.5), 0.004)
    for step in range(26):
        half = c.chance.uniform(0.1, 0.5)
        x = c.chance.uniform(left + half * 0.6, right - half * 0.6)
        streak(
            c, x - half, line + 0.004 + step * 0.0062, 2 * half, 0.0036, mix(hull, NAVY, 0.62), 0.42 * (1 - step / 27)
        )
    for step in range(7):
        streak(
            c,
            right - 0.1 - step * 0.02,
            line + 0.002 + step * 0.004,
            0.16 + step * 0.05,
            0.003,
            SNOW,
            0.6 - step * 0.07,
        )


def trawler(c: Canvas) -> None:
    """A trawler coming home with her nets hauled in."""
    horizon = 0.56
    far = sky(c, "dawn", horizon)
    x_sun = c.chance.uniform(1.08, 1.22)
    clouds(c, 0.3, SNOW, 9, 0.5)
    sun(c, x_sun, 0.47, 0.04, SNOW)
    hill(c, swell(c, 0.545, 0.014, ((0.8, 1), (2.4, 0.4))), mix(far, STEEL, 0.5), horizon)
    water(c, horizon, sea(far), mix(far, SNOW, 0.6), x_sun)
    _swells(c, 0.66, 0.78)
    _trawler_rig(c, 0.64, 0.81)
    _swells(c, 0.81, 1.04)
    for _ in range(11):
        gull(c, c.chance.uniform(0.08, 0.56), c.chance.uniform(0.14, 0.5), c.chance.uniform(0.014, 0.034))


def _swells(c: Canvas, start: float, end: float) -> None:
    """Rows of waves, each with a lighter crest."""
    y = start
    while y < end:
        depth = (y - 0.56) / 0.44
        fill = mix(mix(STEEL, SLATE, 0.55), NAVY, 0.1 + 0.62 * depth)
        crest = swell(c, y, 0.005 + 0.012 * depth, ((3 + 2 * c.chance.random(), 1), (7.7, 0.5), (13, 0.15)))
        hill(c, crest, mix(fill, MIST, 0.16), y + 0.06)
        hill(c, [(px, py + 0.002 + 0.003 * depth) for px, py in crest], fill, y + 0.075)
        for px, py in c.chance.sample(crest[2:-2], 7):
            streak(c, px - 0.05, py + 0.002, 0.04 + 0.09 * depth, 0.0028, SNOW, 0.3)
        y += 0.028 + 0.03 * depth


def _trawler_rig(c: Canvas, x: float, line: float) -> None:
    """The boat, bow to the right, its waterline at `line`."""
    dark = mix(NAVY, SLATE, 0.2)

    def at(dx: float, dy: float) -> Point:
        return x + dx * 1.3, line - dy * 1.3

    def post(dx: float, low: float, high: float, width: float) -> None:
        c.line([at(dx, low), at(dx, high)], dark, width)

    for dx in (-0.255, -0.165):
        post(dx, 0.08, 0.35, 0.012)
    c.line([at(-0.275, 0.345), at(-0.145, 0.345)], dark, 0.015)
    for dx, dy, tone in ((-0.25, 0.14, 0.1), (-0.17, 0.14, 0.3), (-0.21, 0.17, 0.0)):
        c.disc(*at(dx, dy), 0.062, mix(mix(MOSS, PINE, 0.3), SAND, tone), 0.85)
    for step in range(8):
        c.line([at(-0.28 + step * 0.02, 0.12), at(-0.21, 0.25)], mix(MOSS, SAND, 0.55), 0.0016)
    c.line([at(-0.21, 0.22), at(-0.21, 0.34)], dark, 0.005)
    post(0.16, 0.1, 0.47, 0.011)
    c.line([at(-0.21, 0.35), at(0.16, 0.465), at(0.335, 0.18)], dark, 0.0024)
    c.line([at(0.16, 0.33), at(-0.03, 0.42)], dark, 0.007)
    c.line([at(-0.03, 0.42), at(-0.03, 0.31)], dark, 0.002)
    post(0.02, 0.3, 0.4, 0.004)
    c.polygon([at(-0.07, 0.1), at(-0.07, 0.215), at(0.12, 0.215), at(0.14, 0.1)], CREAM)
    c.polygon([at(-0.04, 0.215), at(-0.045, 0.305), at(0.1, 0.305), at(0.115, 0.215)], SNOW)
    c.polygon([at(0.07, 0.1), at(0.07, 0.305), at(0.1, 0.305), at(0.14, 0.1)], mix(CREAM, STEEL, 0.3))
    c.polygon([at(-0.065, 0.3), at(-0.06, 0.325), at(0.115, 0.325), at(0.125, 0.3)], CORAL)
    for step in range(3):
        c.box(
            *at(-0.028 + step * 0.034, 0.288),
            0.034,
            0.045,
            mix(LAMP, SLATE, 0.3) if step == 1 else mix(NAVY, STEEL, 0.2),
        )
    for step in range(3):
        c.disc(*at(-0.045 + step * 0.045, 0.155), 0.012, mix(NAVY, STEEL, 0.2))
    person(c, *at(-0.115, 0.095), 0.105, AMBER)
    rail = [at(-0.34 + 0.71 * t, 0.1 + 0.05 * (1 - t) ** 3 + 0.11 * t**3.2) for t in (k / 20 for k in range(21))]
    c.polygon([*rail, at(0.27, -0.03), at(-0.29, -0.03)], mix(SLATE, ink("1f5a6b"), 0.65))
    c.polygon([at(-0.312, 0.03), at(0.308, 0.03), at(0.27, -0.03), at(-0.29, -0.03)], mix(CORAL, RUST, 0.4))
    c.line(rail, CREAM, 0.008)
    c.line([(px, py + 0.03) for px, py in rail[:-1]], mix(SLATE, MIST, 0.3), 0.0025)
    c.line([at(0.26, 0.12), at(0.262, 0.075)], NAVY, 0.012)
    for dx in (-0.2, -0.08, 0.04):
        c.disc(*at(dx, 0.055), 0.017, NAVY)
        c.disc(*at(dx, 0.055), 0.008, mix(SLATE, STEEL, 0.3))
    for step in range(9):
        streak(c, x + 0.24 + step * 0.012, line - 0.012 + step * 0.005, 0.2 - step * 0.012, 0.006, SNOW, 0.5)


def gull(c: Canvas, x: float, y: float, span: float, fill: Ink = SNOW) -> None:
    wing = span * 0.35
    c.line(
        [
            (x - span, y - wing * 0.4),
            (x - span * 0.45, y - wing),
            (x, y),
            (x + span * 0.45, y - wing),
            (x + span, y - wing * 0.5),
        ],
        fill,
        span * 0.1,
    )


def barge(c: Canvas) -> None:
    """A long barge moored on a river."""
    horizon = 0.6
    far = sky(c, "dusk", horizon)
    clouds(c, 0.28, mix(far, ROSE, 0.3), 5, 0.4)
    x_sun = c.chance.uniform(0.25, 0.4)
    sun(c, x_sun, 0.47, 0.034)
    hill(c, swell(c, 0.5, 0.05, ((1, 1), (2.4, 0.4))), mix(far, ROSE, 0.7), horizon)
    bank = mix(SLATE, PINE, 0.45)
    for x in (0.05, 0.13, 0.2, 0.95, 1.03, 1.1, 1.17, 1.25, 1.34, 1.43):
        tall = c.chance.uniform(0.14, 0.24)
        poplar(c, x, horizon, tall, mix(bank, ROSE, 0.25))
    hill(c, swell(c, horizon - 0.025, 0.008, ((3, 1), (7, 0.4))), bank, horizon + 0.01)
    water(c, horizon, sea(far), mix(far, CREAM, 0.4), x_sun)
    for step in range(14):
        streak(c, c.chance.uniform(0.8, 1.4), horizon + 0.01 + step * 0.008, 0.16, 0.004, bank, 0.4)
    _barge_hull(c, 0.16, 1.3, 0.77)
    quay = mix(NAVY, SLATE, 0.3)
    c.polygon([(0, 0.93), (c.width, 0.89), (c.width, 1), (0, 1)], quay)
    c.line([(0, 0.93), (c.width, 0.89)], mix(quay, SAND, 0.4), 0.006)
    for x in (0.3, 1.16):
        y = 0.93 - x * 0.027
        c.line([(x, y), (x + (0.06 if x < 1 else -0.06), 0.72)], mix(SAND, SLATE, 0.4), 0.003)
        c.box(x - 0.016, y - 0.035, 0.032, 0.04, NAVY)
        c.box(x - 0.022, y - 0.042, 0.044, 0.012, NAVY)


def _barge_hull(c: Canvas, left: float, right: float, line: float) -> None:
    hull = mix(NAVY, RUST, 0.35)
    c.box(left + 0.05, line - 0.19, 0.16, 0.1, CREAM)
    c.box(left + 0.035, line - 0.205, 0.19, 0.02, mix(CORAL, RUST, 0.3))
    for step in range(3):
        c.box(left + 0.065 + step * 0.047, line - 0.17, 0.034, 0.036, mix(LAMP, NAVY, 0.1 if step == 1 else 0.75))
    c.line([(left + 0.2, line - 0.2), (left + 0.2, line - 0.3)], NAVY, 0.004)
    c.polygon([(left + 0.2, line - 0.28), (left + 0.13, line - 0.265), (left + 0.2, line - 0.25)], CORAL)
    for step in range(9):
        x = left + 0.27 + step * 0.082
        c.box(x, line - 0.115, 0.076, 0.04, mix(SAND, SLATE, 0.35 + 0.1 * (step % 2)))
    c.polygon(
        [(left - 0.02, line - 0.1), (right + 0.02, line - 0.105), (right - 0.05, line), (left + 0.02, line)],
        hull,
    )
    c.line([(left - 0.02, line - 0.098), (right + 0.02, line - 0.103)], mix(hull, AMBER, 0.6), 0.006)
    c.line([(left + 0.01, line - 0.014), (right - 0.03, line - 0.014)], mix(RUST, CORAL, 0.4), 0.01)
    for step in range(24):
        half = c.chance.uniform(0.1, 0.4)
        x = c.chance.uniform(left + half, right - half)
        streak(c, x - half, line + 0.004 + step * 0.005, 2 * half, 0.0036, hull, 0.5 * (1 - step / 26))
