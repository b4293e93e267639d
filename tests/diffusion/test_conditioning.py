"""Texts joined, mixed and silenced, and what models are told besides."""

import pytest
import torch

from graphstudio.api import Conditioning, Denoiser, Latent, Model, ModelFacts
from graphstudio.diffusion.conditioning import (
    between,
    end_to_end,
    silenced,
    told_sizes,
    with_sizes,
    without_negatives,
)
from graphstudio.errors import BadValue


def text(value: float, *, rows: int = 1, tokens: int = 77, family: str = "sdxl") -> Conditioning:
    return Conditioning(
        torch.full((rows, tokens, 8), value),
        family,
        pooled=torch.full((rows, 4), value),
        text=f"say {value:g}",
    )


def model(facts: ModelFacts) -> Model[Denoiser]:
    class NoSource:
        def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
            raise AssertionError("nothing is loaded here")

    return Model("denoiser", "sdxl", "tiny", "digest", 1, NoSource(), facts)


CANVAS = Latent(torch.zeros(2, 4, 4, 6), "sdxl")


def test_a_model_that_is_told_sizes_is_told_what_is_made() -> None:
    told = told_sizes(
        text(1.0), model=model((("sizes_told", 6),)), latent=CANVAS, is_negative=False
    )

    assert told.sizes is not None
    assert told.sizes.tolist() == [[32, 48, 0, 0, 32, 48]]


@pytest.mark.parametrize(("is_negative", "score"), [(False, 6.0), (True, 2.5)])
def test_the_refiner_is_told_how_pretty(is_negative: bool, score: float) -> None:
    facts: ModelFacts = (("sizes_told", 5),)

    told = told_sizes(text(1.0), model=model(facts), latent=CANVAS, is_negative=is_negative)

    assert told.sizes is not None
    assert told.sizes.tolist() == [[32, 48, 0, 0, score]]


def test_what_somebody_said_about_sizes_stays() -> None:
    said = with_sizes(text(1.0), (1, 2, 3, 4, 5, 6))

    told = told_sizes(said, model=model((("sizes_told", 6),)), latent=CANVAS, is_negative=False)

    assert told is said


def test_a_model_that_is_told_no_sizes_is_told_none() -> None:
    assert told_sizes(text(1.0), model=model(()), latent=CANVAS, is_negative=False).sizes is None


@pytest.mark.parametrize(
    ("family", "count", "message"),
    [
        pytest.param("sd1", 6, "Stable Diffusion 1.x is told no sizes", id="sd1"),
        pytest.param("sdxl", 5, "is told 6 numbers, not 5", id="base"),
        pytest.param("sdxl_refiner", 6, "is told 5 numbers, not 6", id="refiner"),
    ],
)
def test_sizes_for_another_model_are_refused(family: str, count: int, message: str) -> None:
    with pytest.raises(BadValue, match=message):
        with_sizes(text(1.0, family=family), (1.0,) * count)


def test_a_silenced_text_is_zeros_of_the_same_size() -> None:
    found = silenced(text(3.0))

    assert found.pooled is not None
    assert found.embeds.shape == (1, 77, 8)
    assert not found.embeds.any()
    assert not found.pooled.any()
    assert found.text == ""


def test_texts_laid_end_to_end_keep_the_first_ones_whole() -> None:
    found = end_to_end(text(1.0), text(2.0, tokens=154))

    assert found.embeds.shape == (1, 231, 8)
    assert found.embeds[0, :, 0].tolist() == [1.0] * 77 + [2.0] * 154
    assert found.pooled is not None
    assert found.pooled[0, 0] == 1.0


@pytest.mark.parametrize(("share", "value"), [(0.0, 1.0), (0.25, 1.5), (1.0, 3.0)])
def test_a_mix_lies_between(share: float, value: float) -> None:
    found = between(text(1.0), text(3.0, tokens=154), share)

    assert found.pooled is not None
    assert torch.equal(found.embeds, torch.full((1, 154, 8), value))
    assert torch.equal(found.pooled, torch.full((1, 4), value))


def test_one_text_mixes_with_one_for_each_picture() -> None:
    assert between(text(1.0), text(3.0, rows=3), 0.5).embeds.shape[0] == 3


def test_texts_that_do_not_go_together_are_refused_with_every_reason() -> None:
    with pytest.raises(BadValue) as caught:
        end_to_end(text(1.0, rows=2), text(2.0, rows=3, family="sd1"))

    assert "sdxl (8 wide) and the other for sd1" in str(caught.value)
    assert "2 pictures and the other for 3" in str(caught.value)


def test_negative_rows_can_be_taken_out() -> None:
    both = Conditioning(
        torch.cat([text(1.0).embeds, text(2.0).embeds]),
        "sdxl",
        pooled=torch.tensor([[1.0], [2.0]]),
        sizes=torch.tensor([[1.0], [2.0]]),
        negatives=1,
    )

    found = without_negatives(both)

    assert found.pooled is not None
    assert found.sizes is not None
    assert (found.negatives, len(found.embeds)) == (0, 1)
    assert (found.pooled.item(), found.sizes.item()) == (2.0, 2.0)
