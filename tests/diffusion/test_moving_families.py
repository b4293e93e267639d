"""What is loaded from files moves, and works in groups, in every family: bit for bit the same."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import torch

from graphstudio.api import Conditioning
from graphstudio.diffusion.conditioning import told_sizes
from graphstudio.diffusion.folders import Pipeline, open_folder
from graphstudio.diffusion.latents import empty_latent
from graphstudio.diffusion.moving import Grain, can_move, in_groups, moved
from graphstudio.diffusion.tuning.wires import tune
from tests.diffusion.tiny import Sizes, write_model
from tests.diffusion.tiny_flow import write_flux, write_sd3
from tests.diffusion.tiny_sdxl import write_sdxl

CPU = torch.device("cpu")
GPU = pytest.param(torch.device("cuda"), marks=pytest.mark.gpu, id="cuda")
FAMILIES: dict[str, Any] = {
    "sd1": lambda folder: write_model(folder, Sizes()),
    "sdxl": write_sdxl,
    "sd3": write_sd3,
    "flux": write_flux,
}


@pytest.fixture(scope="module", params=FAMILIES)
def parts(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    place = tmp_path_factory.mktemp("families")
    folder: Path = FAMILIES[request.param](place / request.param)
    return open_folder(folder, cache=place / "hashes")


def load(model: Any) -> Any:
    return model.source.load(CPU, torch.float32)


def ask(parts: Pipeline, part: str, net: Any) -> torch.Tensor:
    """Have one of a model's networks do its work once."""
    if part == "text_encoder":
        return torch.cat([one.flatten() for one in read(net)])
    latent = empty_latent(parts.denoiser, 64, 64, 1)
    torch.manual_seed(1)
    sample = torch.randn(latent.samples.shape)
    if part == "vae":
        decoded: torch.Tensor = net.decode(sample)
        return torch.cat([decoded.flatten(), net.encode(torch.rand(1, 3, 64, 64)).flatten()])
    embeds, *pooled = read(load(parts.text_encoder))
    said = Conditioning(embeds, parts.denoiser.family, pooled[0] if pooled else None)
    told = told_sizes(said, model=parts.denoiser, latent=latent, is_negative=False)
    answer: torch.Tensor = net.predict(
        sample.to(net.device), torch.tensor(7.0, device=net.device), told
    )
    return answer.cpu()


def read(net: Any) -> list[torch.Tensor]:
    text = net.encode("a red circle")
    return [text.embeds] if text.pooled is None else [text.embeds, text.pooled]


@pytest.mark.parametrize("device", [pytest.param(CPU, id="cpu"), GPU])
@pytest.mark.parametrize("part", ["denoiser", "text_encoder", "vae"])
def test_a_loaded_network_moves_and_works_in_groups_bit_for_bit(
    parts: Pipeline, part: str, device: torch.device
) -> None:
    net = load(getattr(parts, part))
    assert can_move(net)
    whole = moved(net, device)
    wanted = ask(parts, part, whole)
    grains: list[Grain] = ["block", "leaf"]

    grouped = [in_groups(net, device, grain) for grain in grains]

    assert all(torch.equal(ask(parts, part, one), wanted) for one in grouped)
    assert torch.equal(ask(parts, part, moved(whole, device)), wanted)
    assert (device.type != "cpu") or torch.equal(ask(parts, part, net), wanted)


def test_weights_in_8_bits_move_too(parts: Pipeline) -> None:
    net = load(tune(parts.denoiser, float8=True))
    wanted = ask(parts, "denoiser", net)

    grouped = in_groups(net, CPU, "block")

    assert torch.equal(ask(parts, "denoiser", moved(net, CPU)), wanted)
    assert torch.equal(ask(parts, "denoiser", grouped), wanted)
