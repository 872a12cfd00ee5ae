"""Pictures by the water: bridge, harbour, wind farm, flood."""

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
    fir,
    hill,
    house,
    peak,
    person,
    sea,
    sky,
    streak,
    sun,
    swell,
    water,
)


def bridge(c: Canvas) -> None:
    horizon = 0.64
    far = sky(c, "dusk", horizon)
    x_sun = c.chance.uniform(0.66, 0.78)
    clouds(c, 0.33, mix(far, ROSE, 0.35), 6, 0.4)
    sun(c, x_sun, 0.56, 0.034)
    hill(c, swell(c, 0.575, 0.03, ((1.1, 1), (2.3, 0.5))), mix(far, ROSE, 0.6), horizon)
    hill(c, swell(c, 0.605, 0.018, ((1.7, 1), (3.9, 0.4))), mix(ROSE, SLATE, 0.45), horizon)
    shore = mix(SLATE, ROSE, 0.22)
    for x in (0.86, 0.96, 1.08, 1.19, 1.3):
        crane(c, x, horizon, c.chance.uniform(0.1, 0.14), shore, facing=-1)
    for x in (step * 0.042 for step in range(18, 36)):
        c.box(x, horizon - c.chance.uniform(0.012, 0.034), 0.039, 0.04, mix(shore, SLATE, c.chance.random() * 0.5))
    water(c, horizon, sea(far), mix(far, CREAM, 0.4), x_sun)
    _deck_and_pylons(c)


def _deck_and_pylons(c: Canvas) -> None:
    """A long span that leaves the picture near us on the left and lands far off on the right."""

    def deck(x: float) -> float:
        return 0.485 + 0.055 * x + 0.022 * (x - 0.75) ** 2

    steel, shade = mix(SLATE, NAVY, 0.45), NAVY
    for x, size in ((1.06, 0.3), (0.4, 0.5)):
        top, foot = deck(x) - size * 0.86, 0.64 + 0.3 * size**1.6
        spread = 0.07 * size
        reach = 0.94 * size
        for step in range(1, 15):
            t = step / 14
            crown = top + 0.035 * size + 0.2 * size * (1 - t)
            for side in (-1, 1):
                foot_x = x + side * reach * (0.08 + 0.92 * t)
                c.line([(x, crown), (foot_x, deck(foot_x))], mix(steel, CREAM, 0.25), 0.0016 + 0.001 * size)
        for side in (-1, 1):
            leg = [(x + side * spread * 0.15, top), (x + side * spread, deck(x)), (x + side * spread * 0.72, foot)]
            c.line(leg, steel if side < 0 else mix(steel, AMBER, 0.22), 0.02 * size + 0.004)
        c.line([(x - spread * 0.8, deck(x) + 0.05 * size), (x + spread * 0.8, deck(x) + 0.05 * size)], steel, 0.012)
        c.box(x - spread * 1.15, foot - 0.012, spread * 2.3, 0.02 * (0.5 + size), shade)
        for step in range(16):
            at = foot + 0.012 + step * 0.022 * size
            half = spread * c.chance.uniform(0.5, 1.3)
            streak(c, x - half, at, 2 * half, 0.0035, shade, 0.5 * (1 - step / 17))
    under = [(step / 20 * 1.6 - 0.05, 0.0) for step in range(21)]
    thick: list[Point] = [(x, deck(x)) for x, _ in under]
    thick += [(x, deck(x) + 0.03 - 0.014 * x) for x, _ in reversed(under)]
    c.polygon(thick, shade)
    c.line([(x, deck(x) - 0.002) for x, _ in under], mix(SLATE, AMBER, 0.5), 0.0035)
    for x in (step * 0.105 + 0.03 for step in range(14)):
        c.line([(x, deck(x)), (x, deck(x) - 0.03 + 0.012 * x)], shade, 0.0022)
        c.glow(x, deck(x) - 0.031 + 0.012 * x, 0.016, LAMP, 0.8)


def harbour(c: Canvas) -> None:
    horizon = 0.56
    far = sky(c, c.chance.choice(("dawn", "dusk")), horizon)
    clouds(c, 0.2, mix(far, SNOW, 0.5), 5, 0.45)
    x_sun = c.chance.uniform(1.05, 1.25)
    sun(c, x_sun, 0.34, 0.036)
    hill(c, swell(c, 0.43, 0.06, ((0.9, 1), (2.1, 0.4))), mix(far, STEEL, 0.45), horizon)
    hill(c, swell(c, 0.47, 0.04, ((1.3, 1), (3.1, 0.4))), mix(STEEL, MOSS, 0.4), horizon)
    _town_front(c, horizon)
    water(c, horizon, sea(far), mix(far, CREAM, 0.5), x_sun)
    for step in range(30):
        x = c.chance.uniform(0, c.width)
        streak(c, x, horizon + 0.012 + 0.003 * step, 0.09, 0.003, mix(RUST, SLATE, 0.6), 0.32)
    boats = sorted((c.chance.uniform(0.62, 0.72), x) for x in (0.12, 0.34, 0.6, 0.83, 1.05, 1.3))
    for foot, x in boats:
        _yacht(c, x, foot, 0.16 + (foot - 0.6) * 1.3)
    _yacht(c, c.chance.uniform(0.38, 0.5), 0.87, 0.62, CORAL)
    _yacht(c, c.chance.uniform(1.0, 1.1), 0.93, 0.74, SNOW)


def _town_front(c: Canvas, foot: float) -> None:
    walls = (SAND, CREAM, mix(CORAL, SAND, 0.45), mix(AMBER, SAND, 0.5), MIST, mix(ROSE, SAND, 0.3))
    x = -0.03
    while x < c.width:
        wide = c.chance.uniform(0.06, 0.085)
        house(
            c,
            x,
            foot - 0.035,
            wide,
            c.chance.uniform(0.1, 0.15),
            mix(c.chance.choice(walls), STEEL, 0.45),
            mix(RUST, STEEL, 0.35),
        )
        x += wide * 0.9
    tower = c.chance.uniform(0.5, 0.8)
    c.box(tower, foot - 0.34, 0.05, 0.32, mix(SAND, STEEL, 0.35))
    c.polygon(
        [(tower - 0.006, foot - 0.34), (tower + 0.025, foot - 0.46), (tower + 0.056, foot - 0.34)],
        mix(PINE, STEEL, 0.3),
    )
    c.disc(tower + 0.025, foot - 0.29, 0.015, CREAM)
    x = -0.04
    while x < c.width:
        wide = c.chance.uniform(0.07, 0.1)
        house(
            c,
            x,
            foot,
            wide,
            c.chance.uniform(0.07, 0.12),
            mix(c.chance.choice(walls), SLATE, 0.16),
            mix(RUST, NAVY, 0.25),
        )
        x += wide * 0.98
    c.box(0, foot - 0.012, c.width, 0.02, mix(SLATE, SAND, 0.25))


def _yacht(c: Canvas, x: float, foot: float, size: float, hull: Ink | None = None) -> None:
    """A moored sailing boat with its sails furled; `size` is the height of its mast."""
    hull = hull or c.chance.choice((SNOW, CREAM, mix(SLATE, NAVY, 0.4), mix(CORAL, RUST, 0.3)))
    long, deep = size * 0.62, size * 0.095
    for step in range(16):
        half = long * c.chance.uniform(0.2, 0.5) * (1 - step / 26)
        shade = mix(hull, SLATE, 0.5)
        streak(c, x - half, foot + step * size * 0.021, 2 * half, size * 0.006, shade, 0.5 * (1 - step / 17))
    for step in range(14):
        sway = size * 0.012 * math.sin(step * 1.9)
        streak(c, x + sway - size * 0.03, foot + size * (0.1 + 0.04 * step), size * 0.06, size * 0.004, NAVY, 0.3)
    rig = mix(NAVY, SLATE, 0.4)
    c.line([(x, foot - deep), (x, foot - size)], rig, size * 0.009 + 0.001)
    c.line([(x - long * 0.48, foot - deep), (x, foot - size * 0.99), (x + long * 0.52, foot - deep)], rig, 0.0013)
    c.line([(x - size * 0.07, foot - size * 0.62), (x + size * 0.07, foot - size * 0.62)], rig, 0.0016)
    boom = [(x + long * 0.01, foot - deep * 2.3), (x - long * 0.4, foot - deep * 2.1)]
    c.line(boom, mix(CREAM, SLATE, 0.12), size * 0.034)
    c.line([(px, py + size * 0.012) for px, py in boom], rig, size * 0.008)
    cabin = mix(SNOW, SLATE, 0.2)
    c.polygon(
        [
            (x - long * 0.3, foot - deep),
            (x - long * 0.27, foot - deep * 1.6),
            (x + long * 0.1, foot - deep * 1.65),
            (x + long * 0.24, foot - deep * 1.05),
        ],
        cabin,
    )
    for step in range(3):
        c.box(x - long * (0.2 - 0.11 * step), foot - deep * 1.45, long * 0.07, deep * 0.25, mix(NAVY, STEEL, 0.3))
    sheer = [
        (x + long * (t - 0.48), foot - deep * (1 + 0.35 * (2 * t - 0.8) ** 2)) for t in (k / 12 for k in range(13))
    ]
    keel = [
        (x + long * (0.4 - 0.84 * t), foot + deep * 0.12 * math.sin(math.pi * t)) for t in (k / 12 for k in range(13))
    ]
    c.polygon([*sheer, *keel], hull)
    c.line([(px, py + deep * 0.28) for px, py in sheer[:-1]], mix(hull, NAVY, 0.45), size * 0.009)
    c.line(sheer, mix(hull, CREAM, 0.5), size * 0.006)


def windfarm(c: Canvas) -> None:
    horizon = 0.68
    far = sky(c, c.chance.choice(("dawn", "dusk")), horizon)
    x_sun = c.chance.uniform(0.18, 0.34)
    clouds(c, 0.3, SNOW, 6, 0.4)
    sun(c, x_sun, 0.5, 0.038)
    hill(c, swell(c, horizon - 0.035, 0.014, ((0.8, 1), (2.7, 0.5), (5.1, 0.2))), mix(far, STEEL, 0.6), horizon)
    island = swell(c, horizon - 0.026, 0.009, ((1.2, 1), (4.3, 0.4)))
    low = [(x, y + 0.05 * (1 - min(1, max(0, (x - 0.5) / 0.25)))) for x, y in island]
    hill(c, low, mix(STEEL, PINE, 0.45), horizon)
    water(c, horizon, sea(far), mix(far, CREAM, 0.5), x_sun)
    for foot, x, tall in (
        (0.695, 0.62, 0.2),
        (0.695, 0.8, 0.2),
        (0.695, 0.98, 0.2),
        (0.7, 1.17, 0.21),
        (0.7, 1.36, 0.21),
        (0.73, 0.44, 0.34),
        (0.735, 0.76, 0.36),
        (0.74, 1.1, 0.38),
        (0.82, 0.24, 0.66),
        (0.87, 1.3, 0.78),
    ):
        _turbine(c, x + c.chance.uniform(-0.02, 0.02), foot, tall, mix(SNOW, far, 0.55 * (0.8 - tall)))


def _turbine(c: Canvas, x: float, foot: float, tall: float, white: Ink) -> None:
    shade = mix(white, STEEL, 0.38)
    for step in range(10):
        half = tall * 0.03 * c.chance.uniform(0.5, 1.6)
        streak(c, x - half, foot + 0.004 + step * tall * 0.03, 2 * half, tall * 0.006, white, 0.28 * (1 - step / 11))
    hub = foot - tall * 0.66
    wide = tall * 0.014
    c.polygon([(x - wide, foot), (x - wide * 0.55, hub), (x + wide * 0.55, hub), (x + wide, foot)], white)
    c.polygon([(x + wide * 0.1, foot), (x + wide * 0.1, hub), (x + wide * 0.55, hub), (x + wide, foot)], shade)
    c.box(x - wide * 1.4, foot - tall * 0.075, wide * 2.8, tall * 0.075, mix(AMBER, white, 0.15))
    turn = c.chance.uniform(0, math.tau / 3)
    for blade in range(3):
        angle = turn + blade * math.tau / 3
        reach, across = (math.cos(angle), math.sin(angle)), (-math.sin(angle), math.cos(angle))
        length, root = tall * 0.36, tall * 0.014
        c.polygon(
            [
                (x, hub),
                (x + reach[0] * length * 0.22 + across[0] * root, hub + reach[1] * length * 0.22 + across[1] * root),
                (x + reach[0] * length, hub + reach[1] * length),
                (
                    x + reach[0] * length * 0.2 - across[0] * root * 0.4,
                    hub + reach[1] * length * 0.2 - across[1] * root * 0.4,
                ),
            ],
            white if blade else mix(white, shade, 0.4),
        )
    c.disc(x, hub, tall * 0.016, shade)


def flood(c: Canvas) -> None:
    """A street under brown water between houses, mountains behind."""
    far = sky(c, "grey", 0.5)
    clouds(c, 0.14, SLATE, 12, 0.3)
    for x, top, half in ((0.6, 0.22, 0.26), (1.0, 0.25, 0.24), (0.79, 0.15, 0.32)):
        peak(c, x + c.chance.uniform(-0.03, 0.03), top, half, 0.52, mix(STEEL, SLATE, 0.35), mix(SNOW, far, 0.3))
    c.haze(0.24, 0.25, far, 0.75)
    for step in range(22):
        fir(c, 0.42 + step * 0.032, 0.5, c.chance.uniform(0.06, 0.13), mix(PINE, STEEL, 0.3))
    mud = ink("6d5747")
    water(c, 0.488, (mix(SAND, STEEL, 0.35), mix(SAND, mud, 0.4), ink("94765c"), mud), mix(SAND, CREAM, 0.5))
    for x, wide, foot, tall, wall in (
        (0.66, 0.07, 0.5, 0.055, mix(SAND, STEEL, 0.35)),
        (0.73, 0.06, 0.5, 0.065, mix(ROSE, STEEL, 0.35)),
        (0.79, 0.07, 0.5, 0.05, mix(CREAM, STEEL, 0.35)),
        (0.56, 0.1, 0.515, 0.1, mix(CORAL, STEEL, 0.45)),
        (0.87, 0.1, 0.515, 0.09, mix(AMBER, STEEL, 0.4)),
        (0.43, 0.15, 0.54, 0.15, mix(SAND, STEEL, 0.2)),
        (0.95, 0.15, 0.54, 0.16, mix(MIST, STEEL, 0.2)),
        (0.25, 0.21, 0.58, 0.23, mix(ROSE, SAND, 0.4)),
        (1.06, 0.21, 0.58, 0.21, CREAM),
        (-0.06, 0.34, 0.66, 0.36, mix(AMBER, SAND, 0.5)),
        (1.23, 0.36, 0.67, 0.38, mix(STEEL, MIST, 0.45)),
    ):
        _drowned_house(c, x, foot, wide, tall, wall, mud)
    for x, foot, tall in ((0.5, 0.61, 0.24), (0.99, 0.6, 0.22), (0.33, 0.7, 0.36)):
        c.line([(x, foot), (x, foot - tall), (x + 0.05, foot - tall - 0.012)], NAVY, 0.005)
        c.glow(x + 0.052, foot - tall, 0.05, LAMP, 0.9)
        for step in range(9):
            streak(c, x - 0.014, foot + step * 0.012, 0.028, 0.003, NAVY, 0.4 * (1 - step / 10))
    _drowned_car(c, 1.13, 0.735, mix(SLATE, STEEL, 0.4))
    _rescue_boat(c, c.chance.uniform(0.66, 0.76), 0.8)


def _drowned_house(c: Canvas, x: float, foot: float, width: float, height: float, wall: Ink, mud: Ink) -> None:
    house(c, x, foot, width, height, wall, mix(RUST, NAVY, 0.3), 0.2)
    stain = foot - height * 0.1
    c.wash([(x, stain), (x + width, stain), (x + width, foot), (x, foot)], mud, 0.45)
    middle = x + width / 2
    for step in range(20):
        half = width * c.chance.uniform(0.35, 0.53)
        y = foot + step * height * 0.034
        streak(c, middle - half, y, 2 * half, 0.002 + 0.006 * height, mix(wall, mud, 0.4), 0.5 * (1 - step / 21))
    streak(c, x - 0.01, foot, width + 0.02, 0.003, CREAM, 0.4)


def _drowned_car(c: Canvas, x: float, line: float, paint: Ink) -> None:
    c.polygon([(x - 0.1, line), (x - 0.07, line - 0.045), (x + 0.05, line - 0.045), (x + 0.095, line)], paint)
    c.polygon(
        [(x - 0.075, line - 0.006), (x - 0.058, line - 0.037), (x - 0.014, line - 0.037), (x - 0.014, line - 0.006)],
        NAVY,
    )
    c.polygon(
        [(x - 0.004, line - 0.006), (x - 0.004, line - 0.037), (x + 0.042, line - 0.037), (x + 0.07, line - 0.006)],
        NAVY,
    )
    c.line([(x - 0.068, line - 0.045), (x + 0.05, line - 0.045)], mix(paint, SNOW, 0.5), 0.004)
    for step in range(7):
        streak(c, x - 0.12, line + step * 0.009, 0.23, 0.004, mix(paint, NAVY, 0.5), 0.4 * (1 - step / 8))


def _rescue_boat(c: Canvas, x: float, line: float) -> None:
    for step in range(12):
        half = c.chance.uniform(0.12, 0.2) * (1 - step / 20)
        streak(c, x - half, line + 0.012 + step * 0.01, 2 * half, 0.004, NAVY, 0.4 * (1 - step / 13))
    crew = (
        (-0.1, 0.21, AMBER),
        (-0.035, 0.145, mix(STEEL, MIST, 0.3)),
        (0.015, 0.12, SNOW),
        (0.06, 0.15, mix(ROSE, RUST, 0.3)),
        (0.12, 0.2, AMBER),
    )
    for dx, tall, coat in crew:
        person(c, x + dx, line + 0.012, tall, coat)
    c.line([(x + 0.155, line - 0.15), (x + 0.215, line + 0.05)], SAND, 0.005)
    rail = [(x - 0.2 + 0.42 * t, line - 0.052 - 0.03 * abs(2 * t - 0.9) ** 2.5) for t in (k / 16 for k in range(17))]
    c.polygon([*rail, (x + 0.155, line + 0.02), (x - 0.16, line + 0.02)], mix(CORAL, RUST, 0.15))
    c.line(rail, mix(CORAL, CREAM, 0.65), 0.013)
    c.box(x - 0.215, line - 0.1, 0.02, 0.09, NAVY)
    streak(c, x - 0.2, line + 0.018, 0.4, 0.005, CREAM, 0.5)
