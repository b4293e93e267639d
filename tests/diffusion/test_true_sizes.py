"""True sizes without weights: folders are opened, sizes are known, and shapes go through."""

from pathlib import Path

import pytest
import torch

from graphstudio.api import Conditioning, Denoiser
from graphstudio.diffusion.conditioning import told_sizes
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.flow_denoisers import FluxDenoiser, Sd3Denoiser
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.latents import empty_latent
from tests.diffusion.true_sizes import SIZES, on_meta, on_meta_and_shallow, write_true_size

HALF = torch.float16
META = torch.device("meta")


@pytest.fixture(params=sorted(SIZES))
def family(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def denoiser(family: str) -> Denoiser:
    size = SIZES[family]
    part = size.parts["transformer" if "transformer" in size.parts else "unet"]
    net = on_meta_and_shallow(part).to(HALF)
    if family == "flux":
        return FluxDenoiser(net, META, HALF)
    return Sd3Denoiser(net, META, HALF) if family == "sd3" else UNetDenoiser(net, META, HALF)


def test_what_the_headers_say_is_what_the_networks_have(family: str, tmp_path: Path) -> None:
    size = SIZES[family]
    parts = open_folder(write_true_size(tmp_path / family, family), cache=None)

    texts = [part for name, part in size.parts.items() if name.startswith("text_encoder")]
    wanted = sum(sum(p.numel() for p in on_meta(part).parameters()) for part in texts)
    assert parts.text_encoder.fact("parameters") == wanted
    assert round(int(parts.denoiser.fact("parameters") or 0) / 1e6) == size.millions
    assert parts.denoiser.family == family
    assert parts.denoiser.fact("native_px") == 8 * size.cells[1]


def test_a_latent_and_a_prompt_go_through_at_their_true_size(family: str, tmp_path: Path) -> None:
    size = SIZES[family]
    tokens, width, pooled = size.embeds
    model = open_folder(write_true_size(tmp_path / family, family), cache=None).denoiser
    latent = empty_latent(model, 8 * size.cells[2], 8 * size.cells[1], 1)
    said = Conditioning(
        torch.empty(1, tokens, width, device=META),
        family,
        pooled=torch.empty(1, pooled, device=META) if pooled else None,
    )

    told = told_sizes(said, model=model, latent=latent, is_negative=False)
    sample = torch.empty_like(latent.samples, device=META)
    found = denoiser(family).predict(sample, torch.tensor(500.0, device=META), told)

    assert latent.samples.shape == (1, *size.cells)
    assert found.shape == sample.shape
    assert found.dtype == torch.float32
