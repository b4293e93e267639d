"""The mathematics of guidance."""

import pytest
import torch
from diffusers.pipelines.stable_diffusion.pipeline_stable_diffusion import rescale_noise_cfg
from torch import Tensor

from graphstudio.diffusion.guidance.formulas import damp, dot, project, rescale, shorten


@pytest.fixture
def pair() -> tuple[Tensor, Tensor]:
    """Give two batches of two pictures."""
    one, other = torch.randn(2, 2, 4, 8, 8, generator=torch.Generator().manual_seed(1))
    return one, other


@pytest.mark.parametrize("amount", [0.1, 0.7, 1.0])
def test_rescaling_equals_the_official_one(amount: float) -> None:
    guided, prompted = torch.randn(2, 2, 4, 8, 8, generator=torch.Generator().manual_seed(1))

    assert torch.equal(
        rescale(guided, prompted, amount), rescale_noise_cfg(guided, prompted, amount)
    )


def test_a_projection_is_parallel_and_what_is_left_is_across(pair: tuple[Tensor, Tensor]) -> None:
    one, other = pair

    along = project(one, other)

    assert torch.allclose(dot(one - along, other), torch.zeros(2, 1, 1, 1), atol=1e-3)
    assert torch.allclose(project(along, other), along, atol=1e-5)


def test_projecting_onto_nothing_gives_nothing(pair: tuple[Tensor, Tensor]) -> None:
    assert not project(pair[0], torch.zeros_like(pair[0])).any()


def test_only_what_is_too_long_is_shortened(pair: tuple[Tensor, Tensor]) -> None:
    one = torch.stack([pair[0][0], pair[0][1] * 1e-3])

    found = shorten(one, 2.0)

    assert found[0].norm().item() == pytest.approx(2.0, abs=1e-5)
    assert torch.equal(found[1], one[1])


def test_damping_keeps_what_lies_along_the_first_singular_vector(
    pair: tuple[Tensor, Tensor],
) -> None:
    without, prompted = pair[0], pair[0] * 0.4 + pair[1]

    rows = torch.stack([prompted, without], dim=1).flatten(2)
    first = torch.linalg.svd(rows, full_matrices=False).Vh[:, 0].reshape(without.shape)

    wanted = dot(without, first) * first
    assert torch.allclose(damp(without, prompted), wanted, atol=1e-5)


@pytest.mark.parametrize("formula", [project, damp])
def test_a_picture_does_not_depend_on_its_batch(
    formula: object, pair: tuple[Tensor, Tensor]
) -> None:
    assert callable(formula)
    one, other = pair

    alone = torch.cat([formula(one[:1], other[:1]), formula(one[1:], other[1:])])

    assert torch.equal(formula(one, other), alone)
