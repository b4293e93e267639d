"""Prompts for landscapes name what their pictures show, and marks say how much of it is there."""

from __future__ import annotations

import json
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from random import Random

import numpy as np
import pytest

from graphstudio.errors import BadValue
from graphstudio.training.drawing import draw
from graphstudio.training.scene_judge import SceneVerdict
from graphstudio.training.scene_obedience import (
    NEGATIVES,
    Element,
    SceneMarks,
    mark_scene,
    mark_scene_verdict,
    named_elements,
    scene_prompts,
    shows,
)
from graphstudio.training.scenes import Landscape, describe, single_shape
from graphstudio.training.seen_sky import SeenLight
from graphstudio.training.seen_things import SeenThing

BUILTIN = Path(__file__).parents[2] / "resources" / "models" / "builtin"
FULL = SceneMarks(element=1, exact=1, clean=1, whole=1)
HOUSE_AND_SUN = "a red house on the left with a sun on the right"
TRUE = SceneVerdict(
    "day",
    "meadow",
    (SeenLight("sun", is_big=False, x=0.76),),
    0,
    has_mountains=False,
    things=(SeenThing("house", "red", 0.24),),
)


def true_verdict(scene: Landscape) -> SceneVerdict:
    name = "moon" if scene.time == "night" else "sun"
    lights = () if scene.light is None else (SeenLight(name, scene.light.is_big, scene.light.x),)
    things = tuple(SeenThing(thing.kind, thing.colour, thing.x) for thing in scene.things)
    return SceneVerdict(
        scene.time, scene.ground, lights, len(scene.clouds), bool(scene.peaks), things
    )


def marked(seen: SceneVerdict, text: str = HOUSE_AND_SUN) -> SceneMarks:
    return mark_scene_verdict(seen, named_elements(text))


def test_prompts_are_always_the_same_and_never_twice() -> None:
    prompts = scene_prompts(60, seed=0)

    assert prompts == scene_prompts(60, seed=0)
    assert len({prompt.text for prompt in prompts}) == 60
    assert not {prompt.text for prompt in prompts[:10]} & {
        prompt.text for prompt in scene_prompts(10, seed=1)
    }


def test_training_draws_none_of_their_landscapes() -> None:
    trained = [describe(0, index) for index in range(2000)]

    assert not any(prompt.wanted in trained for prompt in scene_prompts(60, seed=0))


def test_what_a_prompt_names_is_what_its_landscape_has() -> None:
    prompts = scene_prompts(300, seed=0)

    marks = [mark_scene_verdict(true_verdict(prompt.wanted), prompt.named) for prompt in prompts]

    assert all(mark == FULL for mark in marks)


def test_every_thing_of_a_landscape_is_named_with_the_side_that_the_text_says() -> None:
    for prompt in scene_prompts(150, seed=2):
        things = [one for one in prompt.named if one.kind in ("house", "tree", "pine", "boat")]
        sides = [one.side for one in prompt.named if one.side]

        assert sorted(one.kind for one in things) == sorted(
            one.kind for one in prompt.wanted.things
        )
        assert len(sides) == prompt.text.count(" on the left") + prompt.text.count(
            " on the right"
        ) + prompt.text.count(" in the middle")


def test_true_drawings_get_full_marks() -> None:
    marks = [mark_scene(draw(one.wanted, 128), one.named) for one in scene_prompts(40, seed=3)]

    assert np.mean([mark.element for mark in marks]) > 0.98
    assert np.mean([mark.exact for mark in marks]) > 0.97
    assert np.mean([mark.whole for mark in marks]) > 0.92


def test_another_landscapes_marks_are_low() -> None:
    prompts = scene_prompts(200, seed=4)

    marks = [
        mark_scene_verdict(true_verdict(one.wanted), other.named)
        for one, other in pairwise(prompts)
    ]

    assert np.mean([mark.whole for mark in marks]) < 0.05
    assert np.mean([mark.exact for mark in marks]) < 0.5


@pytest.mark.parametrize(
    ("text", "named"),
    [
        pytest.param(
            "a small yellow house on the left and a fir tree on hills under a night sky",
            (
                Element("time", "night"),
                Element("ground", "meadow"),
                Element("house", side="left", colour="yellow"),
                Element("pine"),
            ),
            id="things",
        ),
        pytest.param(
            "a boat with a red sail in the middle on the sea in the evening, two clouds",
            (
                Element("time", "sunset"),
                Element("ground", "sea"),
                Element("clouds", "several"),
                Element("boat", side="middle", colour="red"),
            ),
            id="sail",
        ),
        pytest.param(
            "snowy hills on a sunny day with a big sun on the right and a cloud",
            (
                Element("time", "day"),
                Element("ground", "snow"),
                Element("sun", side="right"),
                Element("clouds", "one"),
            ),
            id="sky",
        ),
        pytest.param("a landscape", (), id="nothing"),
    ],
)
def test_a_text_names_its_elements(text: str, named: tuple[Element, ...]) -> None:
    assert named_elements(text) == named


def test_what_is_asked_for_gets_full_marks() -> None:
    assert marked(TRUE) == FULL


def test_a_wrong_side_or_colour_is_there_but_not_exact() -> None:
    moved = replace(TRUE, things=(SeenThing("house", "red", 0.76),))
    painted = replace(TRUE, things=(SeenThing("house", "blue", 0.24),))

    for seen in (moved, painted):
        assert marked(seen) == SceneMarks(element=1, exact=0.5, clean=1, whole=0)


def test_a_missing_sun_is_not_there() -> None:
    assert marked(replace(TRUE, lights=())) == SceneMarks(element=0.5, exact=0.5, clean=1, whole=0)


@pytest.mark.parametrize(
    "seen",
    [
        pytest.param(replace(TRUE, clouds=1), id="cloud"),
        pytest.param(replace(TRUE, has_mountains=True), id="mountains"),
        pytest.param(replace(TRUE, lights=TRUE.lights * 2), id="second-sun"),
        pytest.param(replace(TRUE, things=TRUE.things * 2), id="second-house"),
        pytest.param(replace(TRUE, ground="snow"), id="snow"),
        pytest.param(replace(TRUE, time="sunset"), id="sunset"),
    ],
)
def test_what_is_not_named_makes_a_picture_unclean(seen: SceneVerdict) -> None:
    assert marked(seen) == SceneMarks(element=1, exact=1, clean=0, whole=0)


def test_one_house_does_not_answer_for_two() -> None:
    marks = marked(TRUE, "a red house on the left and a house under a sun")

    assert marks.element == pytest.approx(2 / 3)


def test_houses_answer_for_whom_they_fit_best() -> None:
    left, right = SeenThing("house", "red", 0.24), SeenThing("house", "blue", 0.76)
    seen = replace(TRUE, lights=(), things=(left, right))

    # The red house on the left fits both; only if it answers for the second is all exact.
    assert marked(seen, "a house and a red house") == FULL


@pytest.mark.parametrize(
    ("clouds", "exact"), [pytest.param(1, 1, id="one"), pytest.param(2, 0, id="too-many")]
)
def test_a_cloud_is_one_cloud(clouds: int, exact: float) -> None:
    seen = replace(TRUE, lights=(), things=(), clouds=clouds)

    assert marked(seen, "a cloud").exact == exact


def test_a_picture_shows_coloured_houses_clouds_and_grounds() -> None:
    scene = next(
        prompt.wanted
        for prompt in scene_prompts(200, seed=5)
        if prompt.wanted.clouds and any(one.kind == "house" for one in prompt.wanted.things)
    )
    house = next(one for one in scene.things if one.kind == "house")
    other = "blue" if house.colour != "blue" else "red"
    picture = draw(scene, 128)

    assert shows(picture, f"a {house.colour} house")
    assert shows(picture, "clouds")
    assert shows(picture, {"meadow": "hills", "snow": "snow", "sea": "sea"}[scene.ground])
    assert not shows(picture, f"a {other} boat")
    assert not shows(picture, "the sea")


def test_a_picture_shows_shapes_and_backgrounds() -> None:
    shape = single_shape(Random(0), "red", "circle", "medium", ("center", "center"), "blue")
    picture = draw(shape, 128)

    assert shows(picture, "a red circle")
    assert shows(picture, "blue background")
    assert not shows(picture, "a blue circle")
    assert not shows(picture, "a red star")
    assert not shows(picture, "white background")


def test_words_that_name_nothing_are_refused() -> None:
    with pytest.raises(BadValue, match='"a dragon" names nothing'):
        shows(np.zeros((128, 128, 3), dtype=np.uint8), "a dragon")


def test_negatives_are_said_in_words_that_the_model_knows() -> None:
    tokenizer = json.loads((BUILTIN / "tokenizer" / "tokenizer.json").read_text(encoding="utf-8"))

    words = {word for one in NEGATIVES for word in f"{one.prompt} {one.negative}".split()}

    assert {f"{word}</w>" for word in words} <= set(tokenizer["model"]["vocab"])


def test_no_prompt_names_what_its_negative_forbids() -> None:
    assert len(NEGATIVES) >= 12
    assert not any(one.unwanted in one.prompt or one.negative in one.prompt for one in NEGATIVES)
    for one in NEGATIVES:
        assert not set(named_elements(one.unwanted)) & set(named_elements(one.prompt))


def test_drawings_can_be_asked_for_every_unwanted_element() -> None:
    picture = draw(describe(0, 0), 128)

    answers = {one.unwanted: shows(picture, one.unwanted) for one in NEGATIVES}

    assert len(answers) >= 5
    assert not all(answers.values())
