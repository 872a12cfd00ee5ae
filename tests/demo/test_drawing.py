"""The pictures that our own code draws."""

from __future__ import annotations

import pytest

from wireroom.demo.drawing import SCENES, draw

SMALL = (300, 200)


@pytest.mark.parametrize("scene", SCENES)
def test_scene_is_the_same_for_the_same_seed_only(scene: str) -> None:
    picture = draw(scene, seed=1, size=SMALL)
    assert picture.size == SMALL
    assert picture.mode == "RGB"
    assert draw(scene, seed=1, size=SMALL).tobytes() == picture.tobytes()
    assert draw(scene, seed=2, size=SMALL).tobytes() != picture.tobytes()


@pytest.mark.parametrize("scene", SCENES)
def test_scene_has_light_and_shade(scene: str) -> None:
    darkest, lightest = draw(scene, seed=3, size=SMALL).convert("L").getextrema()
    assert darkest < 70
    assert lightest > 180
