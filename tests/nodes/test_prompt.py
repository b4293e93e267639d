from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Conditioning, Latent, Noise, TestContext
from graphstudio.diffusion.families import REFINER
from graphstudio.diffusion.folders import Pipeline
from graphstudio.errors import BadValue
from tests.diffusion.tiny_lcm import write_lcm

Call = Callable[..., Any]
Encode = Callable[..., Conditioning]

RED = 2  # place of "red" in "a red circle", after the token that begins every prompt


@pytest.fixture
def encode(call: Callable[[str], Call], context: TestContext, tiny: Pipeline) -> Encode:
    """Encode a text with the tiny model."""

    def run(text: str, **options: int) -> Conditioning:
        found: Conditioning = call("prompt.encode")(context, tiny.text_encoder, text, **options)
        return found

    return run


def test_a_prompt_becomes_one_conditioning_of_the_models_family(encode: Encode) -> None:
    found = encode("a red circle")

    assert found.embeds.shape == (1, 77, 32)
    assert found.family == "sd1"
    assert found.text == "a red circle"


def test_other_words_say_something_else(encode: Encode) -> None:
    one, other = encode("a red circle"), encode("a green circle")

    assert torch.equal(one.embeds[:, :RED], other.embeds[:, :RED])
    assert not torch.allclose(one.embeds[:, RED:], other.embeds[:, RED:], atol=1e-3)


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        pytest.param("a (red:1.5) circle", 1.5, id="more by a number"),
        pytest.param("a (red:0.4) circle", 0.4, id="less by a number"),
        pytest.param("a (red) circle", 1.1, id="round brackets"),
        pytest.param("a ((red)) circle", 1.21, id="round brackets twice"),
        pytest.param("a [red] circle", 1 / 1.1, id="square brackets"),
    ],
)
def test_a_weight_moves_its_word_away_from_the_empty_prompt_and_leaves_the_others(
    encode: Encode, text: str, weight: float
) -> None:
    plain, empty = encode("a red circle").embeds, encode("").embeds

    found = encode(text).embeds

    moved = empty[:, RED] + weight * (plain[:, RED] - empty[:, RED])
    assert torch.allclose(found[:, RED], moved, atol=1e-5)
    others = [place for place in range(77) if place != RED]
    assert torch.equal(found[:, others], plain[:, others])


@pytest.mark.parametrize("text", ["a (red:1.0) circle", "a (red:1) circle"])
def test_a_weight_of_one_changes_nothing(encode: Encode, text: str) -> None:
    assert torch.equal(encode(text).embeds, encode("a red circle").embeds)


def test_an_escaped_bracket_is_a_letter_and_no_weight(encode: Encode) -> None:
    with_letters, weighted = encode(r"a \(red\) circle"), encode("a (red) circle")

    assert not torch.allclose(with_letters.embeds, weighted.embeds, atol=1e-3)


def test_an_empty_prompt_is_a_prompt(encode: Encode) -> None:
    assert encode("").embeds.shape == (1, 77, 32)
    assert encode("").embeds.isfinite().all()


def test_a_long_prompt_is_read_in_pieces_and_its_end_still_counts(encode: Encode) -> None:
    long = "red " * 90

    cat, dog = encode(f"{long} cat"), encode(f"{long} dog")

    assert cat.embeds.shape == (1, 154, 32)
    assert torch.equal(cat.embeds[:, :77], dog.embeds[:, :77])
    assert not torch.allclose(cat.embeds[:, 77:], dog.embeds[:, 77:], atol=1e-3)


def test_clip_skip_leaves_out_last_layers(encode: Encode) -> None:
    found = [encode("a red circle", clip_skip=skip).embeds for skip in (0, 1, 2)]

    assert not torch.allclose(found[0], found[1], atol=1e-3)
    assert not torch.allclose(found[1], found[2], atol=1e-3)
    assert {one.shape for one in found} == {(1, 77, 32)}


def test_a_clip_skip_that_leaves_no_layer_is_refused_with_what_would_do(encode: Encode) -> None:
    with pytest.raises(BadValue, match=r"has 3\. Choose 0 to 2"):
        encode("a red circle", clip_skip=3)


def test_a_full_lcm_listens_to_the_strength_of_its_guidance_and_other_models_refuse_it(
    call: Callable[[str], Call], context: TestContext, tiny: Pipeline, tmp_path: Path
) -> None:
    lcm = call("model.load")(str(write_lcm(tmp_path / "lcm")))
    canvas = call("latent.empty")(lcm.denoiser)

    def paint(model: Any, strength: float) -> Latent:
        said = call("prompt.encode")(context, model.text_encoder, "a cat")
        told = call("prompt.distilled")(said, strength)
        found: Latent = call("latent.sample")(
            context, model.denoiser, told, canvas, Noise(1), lcm.scheduler, steps=2
        )
        return found

    weak, strong = paint(lcm, 1.0), paint(lcm, 8.5)

    assert not torch.allclose(weak.samples, strong.samples, atol=1e-3)
    with pytest.raises(BadValue, match="tiny has no guidance inside"):
        paint(tiny, 8.5)


def test_joined_prompts_stand_end_to_end_and_each_was_read_by_itself(
    call: Callable[[str], Call], encode: Encode
) -> None:
    first, second = encode("a red circle"), encode("a green square")

    found = call("prompt.concat")(first, second)

    assert torch.equal(found.embeds[:, :77], first.embeds)
    assert torch.equal(found.embeds[:, 77:], second.embeds)


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_mixed_prompts_lie_between_the_two(
    call: Callable[[str], Call], encode: Encode, share: float
) -> None:
    first, second = encode("a red circle"), encode("a green square")

    found = call("prompt.average")(first, second, share)

    between = first.embeds + share * (second.embeds - first.embeds)
    assert torch.allclose(found.embeds, between, atol=1e-6)


def test_the_refiner_is_told_size_and_beauty(call: Callable[[str], Call]) -> None:
    prompt = Conditioning(torch.zeros(1, 77, 32), REFINER, pooled=torch.zeros(1, 32))

    found = call("prompt.aesthetic")(prompt, score=2.5, width=640, height=512)

    assert found.sizes.tolist() == [[512, 640, 0, 0, 2.5]]
