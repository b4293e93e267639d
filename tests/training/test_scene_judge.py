"""The judge of landscapes agrees with drawings that it was never told about."""

from __future__ import annotations

import ast
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from graphstudio.training import extent, judge, scene_judge, seen_sky, seen_things
from graphstudio.training.drawing import draw
from graphstudio.training.extent import is_at_side
from graphstudio.training.scene_judge import SceneVerdict, judge_scene
from graphstudio.training.scenes import (
    Ground,
    Landscape,
    Light,
    ShapePicture,
    Thing,
    Time,
    describe,
)

Seen = list[tuple[Landscape, SceneVerdict]]
TIMES: tuple[Time, ...] = ("day", "sunset", "night")


def landscapes(seed: int, count: int) -> list[Landscape]:
    found = (
        scene for index in range(9 * count) if isinstance(scene := describe(seed, index), Landscape)
    )
    return [scene for scene, _ in zip(found, range(count), strict=False)]


def landscape(
    *,
    time: Time = "day",
    ground: Ground = "meadow",
    light: Light | None = None,
    clouds: tuple[tuple[float, float], ...] = (),
    peaks: tuple[tuple[float, float], ...] = (),
    things: tuple[Thing, ...] = (),
) -> Landscape:
    return Landscape(time, ground, light, clouds, peaks, things, hill_phase=0.3)


def softened(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    noise = np.random.default_rng(0).normal(0, 3, pixels.shape)
    blurred = np.asarray(Image.fromarray(pixels).filter(ImageFilter.GaussianBlur(1.2)))
    return (blurred + noise).clip(0, 255).astype(np.uint8)


def share(claims: list[bool]) -> float:
    assert claims
    return sum(claims) / len(claims)


@pytest.fixture(scope="module")
def drawn() -> Seen:
    return [(scene, judge_scene(draw(scene, 128))) for scene in landscapes(5, 40)]


@pytest.fixture(scope="module")
def soft() -> Seen:
    return [(scene, judge_scene(softened(draw(scene, 128)))) for scene in landscapes(6, 30)]


def test_time_and_ground_of_drawings_are_told_right(drawn: Seen) -> None:
    assert share([scene.time == seen.time for scene, seen in drawn]) > 0.98
    assert share([scene.ground == seen.ground for scene, seen in drawn]) > 0.98


def test_light_clouds_and_mountains_of_drawings_are_told_right(drawn: Seen) -> None:
    assert share([(scene.light is not None) == bool(seen.lights) for scene, seen in drawn]) > 0.95
    assert share([len(scene.clouds) == seen.clouds for scene, seen in drawn]) > 0.95
    assert share([bool(scene.peaks) == seen.has_mountains for scene, seen in drawn]) > 0.95


def test_a_light_is_seen_on_its_side_and_in_its_size(drawn: Seen) -> None:
    pairs = [(scene.light, light) for scene, seen in drawn if scene.light for light in seen.lights]

    assert share([wanted.side == light.side for wanted, light in pairs]) > 0.95
    assert share([wanted.is_big == light.is_big for wanted, light in pairs]) > 0.95


@pytest.mark.parametrize("kind", ["house", "tree", "pine", "boat"])
def test_a_thing_is_seen_where_it_is_and_nowhere_else(drawn: Seen, kind: str) -> None:
    wanted = [sorted(one.side for one in scene.things if one.kind == kind) for scene, _ in drawn]
    found = [sorted(one.side for one in seen.things if one.kind == kind) for _, seen in drawn]

    assert any(wanted)
    assert share([here == there for here, there in zip(wanted, found, strict=True)]) > 0.95


def test_colours_of_walls_and_sails_are_told_at_all_times(drawn: Seen) -> None:
    wanted = [sorted((one.kind, one.colour) for one in scene.things) for scene, _ in drawn]
    found = [sorted((one.kind, one.colour) for one in seen.things) for _, seen in drawn]

    assert share([here == there for here, there in zip(wanted, found, strict=True)]) > 0.92


def test_soft_and_noisy_pictures_are_told_right_too(soft: Seen) -> None:
    assert share([scene.time == seen.time for scene, seen in soft]) > 0.97
    assert share([scene.ground == seen.ground for scene, seen in soft]) > 0.97
    assert share([(scene.light is not None) == bool(seen.lights) for scene, seen in soft]) > 0.94
    assert share([len(scene.clouds) == seen.clouds for scene, seen in soft]) > 0.9
    assert share([bool(scene.peaks) == seen.has_mountains for scene, seen in soft]) > 0.94
    wanted = [sorted((one.kind, one.side) for one in scene.things) for scene, _ in soft]
    found = [sorted((one.kind, one.side) for one in seen.things) for _, seen in soft]
    assert share([here == there for here, there in zip(wanted, found, strict=True)]) > 0.85


@pytest.mark.parametrize("time", TIMES)
def test_a_white_house_in_the_snow_is_found(time: Time) -> None:
    house = Thing("house", "white", "middle", is_small=False, x=0.5)

    seen = judge_scene(draw(landscape(time=time, ground="snow", things=(house,)), 128))

    assert [(one.kind, one.colour, one.side) for one in seen.things] == [
        ("house", "white", "middle")
    ]


@pytest.mark.parametrize("time", TIMES)
def test_snow_on_peaks_is_neither_cloud_nor_light(time: Time) -> None:
    seen = judge_scene(draw(landscape(time=time, peaks=((0.3, 0.33), (0.72, 0.34))), 128))

    assert seen.has_mountains
    assert (seen.clouds, seen.lights) == (0, ())


@pytest.mark.parametrize("time", TIMES)
def test_a_cloud_beside_the_light_hides_neither(time: Time) -> None:
    light = Light("left", is_big=True, x=0.25, y=0.2)

    seen = judge_scene(draw(landscape(time=time, light=light, clouds=((0.45, 0.2),)), 128))

    assert seen.clouds == 1
    assert [(one.name, one.side) for one in seen.lights] == [
        ("moon" if time == "night" else "sun", "left")
    ]


def test_two_moons_are_two() -> None:
    left = draw(landscape(time="night", light=Light("left", is_big=False, x=0.24, y=0.2)), 128)
    right = draw(landscape(time="night", light=Light("right", is_big=False, x=0.76, y=0.2)), 128)
    both = np.concatenate((left[:, :64], right[:, 64:]), axis=1)

    assert [light.side for light in judge_scene(both).lights] == ["left", "right"]


def test_trees_that_touch_are_counted() -> None:
    near = Thing("tree", "", "middle", is_small=False, x=0.4)
    far = Thing("tree", "", "middle", is_small=False, x=0.62)

    seen = judge_scene(draw(landscape(things=(near, far)), 128))

    assert [thing.kind for thing in seen.things] == ["tree", "tree"]


def test_shapes_on_a_plain_background_stand_on_no_ground() -> None:
    shapes = [
        one
        for index in range(40)
        # On white, snow, and a big shape may reach both up to the sky and down to the ground.
        if isinstance(one := describe(4, index), ShapePicture)
        and one.background != "white"
        and all(shape.size != "big" for shape in one.shapes)
    ]

    seen = [judge_scene(draw(picture, 128)) for picture in shapes]

    assert share([verdict.ground == "" and not verdict.things for verdict in seen]) > 0.9


def test_noise_shows_nothing() -> None:
    noise = np.random.default_rng(0).integers(0, 256, (128, 128, 3), dtype=np.uint8)

    seen = judge_scene(noise)

    assert (seen.lights, seen.clouds, seen.has_mountains, seen.things) == ((), 0, False, ())


@pytest.mark.parametrize(
    ("x", "sides"),
    [
        pytest.param(0.3, {"left"}, id="left"),
        pytest.param(0.42, {"left", "middle"}, id="between-left-and-middle"),
        pytest.param(0.5, {"middle"}, id="middle"),
        pytest.param(0.58, {"middle", "right"}, id="between-middle-and-right"),
        pytest.param(0.7, {"right"}, id="right"),
    ],
)
def test_a_middle_near_the_border_of_two_sides_may_be_called_either(
    x: float, sides: set[str]
) -> None:
    assert {side for side in ("left", "middle", "right") if is_at_side(x, side)} == sides


@pytest.mark.parametrize("module", [scene_judge, seen_sky, seen_things, extent, judge])
def test_the_judge_shares_nothing_with_the_drawing(module: object) -> None:
    tree = ast.parse(Path(str(getattr(module, "__file__", ""))).read_text(encoding="utf-8"))

    imported = {
        node.module
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module is not None
    }

    own = {name for name in imported if name.startswith("graphstudio")}
    judges = ("extent", "judge", "seen_sky", "seen_things")
    assert own <= {f"graphstudio.training.{name}" for name in judges}
