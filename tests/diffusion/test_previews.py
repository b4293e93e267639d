"""Rough pictures of latents."""

from collections.abc import Sequence

import pytest
import torch
from torch import Generator, Tensor
from torch.nn import functional

from graphstudio.api import Latent
from graphstudio.diffusion.previews import fit_preview, rough_image
from tests.diffusion.conftest import Loaded


class LinearVae:
    """Encode by a matrix: what a preview should find out exactly."""

    matrix = torch.tensor([[1.0, 0.2, 0.0, -0.5], [0.0, 1.0, 0.3, 0.1], [0.4, 0.0, -1.0, 0.2]])

    def encode(
        self, pixels: Tensor, *, generators: Sequence[Generator] | None = None, tile_px: int = 0
    ) -> Tensor:
        """Average each cell and mix its colours."""
        cells = functional.avg_pool2d(pixels, 8).movedim(1, -1)
        return (cells @ self.matrix + 0.3).movedim(-1, 1).contiguous()

    def decode(self, samples: Tensor, *, tile_px: int = 0) -> Tensor:
        """Never be asked."""
        raise NotImplementedError


def test_a_linear_autoencoder_is_found_out() -> None:
    vae = LinearVae()
    picture = torch.rand(1, 3, 64, 64, generator=torch.Generator().manual_seed(1))
    picture = functional.avg_pool2d(picture, 8).repeat_interleave(8, 2).repeat_interleave(8, 3)

    rough = rough_image(Latent(vae.encode(picture * 2 - 1), "sd1"), fit_preview(vae, 8))

    wanted = functional.avg_pool2d(picture, 8).movedim(1, -1)
    assert torch.allclose(rough.pixels, wanted, atol=0.01)


def test_any_autoencoder_is_fitted(tiny: Loaded, odd: Loaded) -> None:
    for model in (tiny, odd):
        matrix = fit_preview(model.vae, model.vae.scale)

        assert matrix.shape == (5, 3)
        assert torch.isfinite(matrix).all()


@pytest.mark.parametrize("channels", [4, 16])
def test_without_a_matrix_shapes_are_shown_in_grey(channels: int) -> None:
    samples = torch.zeros(2, channels, 6, 8)
    samples[:, :, :, 4:] = 1

    rough = rough_image(Latent(samples, "sd1")).pixels

    assert rough.shape == (2, 6, 8, 3)
    assert torch.equal(rough[..., 0], rough[..., 2])
    assert rough[0, 0, 7, 0] - rough[0, 0, 0, 0] == pytest.approx(1.0)


def test_a_plain_latent_is_plain_grey() -> None:
    assert torch.equal(
        rough_image(Latent(torch.ones(1, 4, 2, 2), "sd1")).pixels, torch.full((1, 2, 2, 3), 0.5)
    )
