"""Pictures for the demo agency, drawn by our own code: `draw("bridge", seed=7)`."""

from __future__ import annotations

from collections.abc import Callable

from PIL import Image

from wireroom.demo.drawing import crowds, halls, ships, town, upland, waterside
from wireroom.demo.drawing.canvas import Canvas

SCENES: dict[str, Callable[[Canvas], None]] = {
    "bridge": waterside.bridge,
    "harbour": waterside.harbour,
    "ship": ships.ship,
    "trawler": ships.trawler,
    "barge": ships.barge,
    "windfarm": waterside.windfarm,
    "flood": waterside.flood,
    "parliament": town.parliament,
    "city": town.city,
    "hospital": town.hospital,
    "school": town.school,
    "train": halls.train,
    "market": halls.market,
    "mountain": upland.mountain,
    "observatory": upland.observatory,
    "dig": upland.dig,
    "stadium": crowds.stadium,
    "concert": crowds.concert,
}


def draw(scene: str, *, seed: int, size: tuple[int, int] = (1600, 1067)) -> Image.Image:
    """One picture of `scene`; the same seed and size always give the same pixels."""
    canvas = Canvas(size, f"{scene} {seed}")
    SCENES[scene](canvas)
    return canvas.finish()
