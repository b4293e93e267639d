from collections.abc import Callable
from typing import Any

import pytest
import torch

from graphstudio.api import Area, Conditioning, Guidance, Mask, Noise, Scheduler, TestContext, When
from graphstudio.diffusion.folders import Pipeline
from graphstudio.diffusion.parts import parts_of
from graphstudio.errors import BadValue
from graphstudio.graph.registry import Registry
from graphstudio.workflow.upgrades import upgrade_node

Call = Callable[..., Any]


@pytest.fixture
def encode(call: Callable[[str], Call], context: TestContext, tiny: Pipeline) -> Call:
    return lambda text: call("prompt.encode")(context, tiny.text_encoder, text)


@pytest.fixture
def paint(call: Callable[[str], Call], context: TestContext, tiny: Pipeline) -> Call:
    """Sample three steps with a prompt and an empty negative."""

    def run(positive: Conditioning, negative: Conditioning) -> torch.Tensor:
        samples: torch.Tensor = call("latent.sample")(
            context,
            tiny.denoiser,
            positive,
            call("latent.empty")(tiny.denoiser),
            Noise(5),
            Scheduler("DDIMScheduler"),
            negative,
            Guidance(4.0),
            steps=3,
        ).samples
        return samples

    return run


def test_an_area_in_percent_or_pixels_and_a_mask_are_places_with_a_strength(
    call: Callable[[str], Call], red_circle: Conditioning
) -> None:
    white = Mask(torch.ones(1, 64, 64))

    share = call("prompt.area")(red_circle, left=25.0, width=50.0, height=100.0, strength=2.0)
    pixels = call("prompt.area")(red_circle, 8.0, 16.0, 24.0, 32.0, unit="pixels")
    masked = call("prompt.mask")(share, white)

    assert (share.areas, share.weight) == ((Area(0.25, 0.0, 0.5, 1.0),), 2.0)
    assert pixels.areas == (Area(8.0, 16.0, 24.0, 32.0, "pixels"),)
    assert masked.areas == (Area(0.25, 0.0, 0.5, 1.0), white)


def test_a_time_is_a_part_of_the_run(call: Callable[[str], Call], red_circle: Conditioning) -> None:
    assert call("prompt.during")(red_circle, 0.2, 0.6).times == (When(0.2, 0.6),)


def test_a_picture_is_divided_with_a_line_for_each_part(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, encode: Call
) -> None:
    found = call("prompt.regions")(
        context, tiny.text_encoder, "a photo", "a red cat\n\na blue dog", sizes="1, 3"
    )

    base, cat, dog = parts_of(found)
    assert [one.text for one in (base, cat, dog)] == ["a photo", "a red cat", "a blue dog"]
    assert cat.areas == (Area(0.0, 0.0, 0.25, 1.0),)
    assert dog.areas == (Area(0.25, 0.0, 0.75, 1.0),)
    assert torch.equal(dog.embeds, encode("a blue dog").embeds)


def test_regions_and_combined_areas_paint_the_same(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, encode: Call, paint: Call
) -> None:
    divided = call("prompt.regions")(context, tiny.text_encoder, "a photo", "a red cat\na dog")
    left = call("prompt.area")(encode("a red cat"))
    right = call("prompt.area")(encode("a dog"), left=50.0)
    both = call("prompt.combine")(left, right)
    combined = call("prompt.combine")(encode("a photo"), both, first_fills=True)

    found = paint(divided, encode(""))

    assert torch.equal(found, paint(combined, encode("")))
    assert not torch.allclose(found, paint(encode("a photo"), encode("")), atol=1e-3)


def test_a_place_or_a_time_of_a_prompt_alone_changes_nothing(
    call: Callable[[str], Call], encode: Call, paint: Call
) -> None:
    cat = encode("a red cat")
    alone = call("prompt.during")(call("prompt.area")(cat), 0.5, 1.0)

    assert torch.equal(paint(alone, encode("")), paint(cat, encode("")))


def test_places_work_in_the_negative_prompt(
    call: Callable[[str], Call], encode: Call, paint: Call
) -> None:
    cat, blue = encode("a red cat"), call("prompt.area")(encode("blue"))

    placed = call("prompt.combine")(encode(""), blue, first_fills=True)
    found = paint(cat, placed)

    assert not torch.allclose(found, paint(cat, encode("")), atol=1e-3)
    assert not torch.allclose(found, paint(cat, encode("blue")), atol=1e-3)


def test_a_mask_for_another_number_of_pictures_is_refused_before_anything_runs(
    call: Callable[[str], Call], encode: Call, paint: Call
) -> None:
    three = call("prompt.mask")(encode("blue"), Mask(torch.ones(3, 64, 64)))
    both = call("prompt.combine")(encode(""), three)

    with pytest.raises(BadValue, match="negative conditioning is for 3 pictures and 1 are made"):
        paint(encode("a red cat"), both)


@pytest.mark.parametrize("id_", ["prompt.encode", "prompt.encode_two"])
def test_a_saved_prompt_keeps_what_its_brackets_meant(
    id_: str, registry: Registry, encode: Call
) -> None:
    saved = {"text": "a [cat:dog:0.4] [red|blue] (cat:1.2)", "clip_skip": 1}

    values = upgrade_node(registry.require(id_), 1, saved, ["text"]).values

    assert values == {"text": r"a [cat\:dog\:0.4] [red\|blue] (cat:1.2)", "clip_skip": 1}
    assert not encode(values["text"]).others
    assert len(parts_of(encode(saved["text"]))) == 4


def test_a_switch_of_prompts_is_what_the_text_can_say_too(
    call: Callable[[str], Call], encode: Call, paint: Call
) -> None:
    switched = call("conditioning.switch")(encode("a red cat"), encode("a blue cat"), 0.34)

    assert torch.equal(
        paint(switched, encode("")), paint(encode("a [red:blue:0.34] cat"), encode(""))
    )
