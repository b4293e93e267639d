"""The configs that ship have the published sizes, and the published layouts fit them."""

from functools import cache
from pathlib import Path
from typing import Any

import diffusers
import pytest
import torch
import transformers
from torch import nn

from graphstudio import paths
from graphstudio.diffusion.building import build
from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.descriptions import describe
from graphstudio.diffusion.folders import denoiser_facts, proposed_scheduler, text_facts, vae_facts
from graphstudio.diffusion.single.contents import Piece
from graphstudio.diffusion.single.conversion import clip_weights, denoiser_weights, vae_weights
from graphstudio.diffusion.single.tracing import Promise
from tests.diffusion.single.originals import openclip, original_unet, original_vae, wrapped
from tests.diffusion.single.originals_flow import original_flux, original_sd3

_FAMILIES = sorted(one.name for one in paths.model_configs().iterdir())
# Numbers in millions, as measured of the published models (UNets, VAE, CLIP) or counted from them.
_MILLIONS = {
    "sd1/unet": 860,
    "sd1/vae": 84,
    "sd1/text_encoder": 123,
    "sd1/controlnet": 361,
    "sd2/unet": 866,
    "sd2/text_encoder": 340,
    "sdxl/unet": 2567,
    "sdxl/vae": 84,
    "sdxl/text_encoder_2": 695,
    "sdxl/controlnet": 1251,
    "sdxl_refiner/unet": 2260,
    "sd3_medium/transformer": 2085,
    "sd35_medium/transformer": 2470,
    "sd35_large/transformer": 8146,
    "sd3_medium/text_encoder_3": 4762,
    "flux/transformer": 11901,
    "flux/text_encoder_2": 4762,
}


def _config(place: str) -> dict[str, Any]:
    return read_json(paths.model_configs() / place / "config.json")


@cache
def _net(place: str) -> nn.Module:
    config = _config(place)
    name = config.get("_class_name") or config["architectures"][0]
    kind = getattr(diffusers, name, None) or getattr(transformers, name)
    return build(kind, config, what=paths.model_configs() / place)


def _meta(net: nn.Module) -> dict[str, torch.Tensor]:
    kept = net.state_dict()
    # Positions are a buffer that is worked out; files hold it too.
    return {name: tensor.to("meta") for name, tensor in kept.items()}


def _promised(state: dict[str, torch.Tensor]) -> dict[str, Promise]:
    return {
        name: Promise.of(lambda: torch.empty(0), tuple(tensor.shape))
        for name, tensor in state.items()
    }


def _shapes(state: Any) -> dict[str, tuple[int, ...]]:
    return {name: tuple(one.shape) for name, one in state.items()}


@pytest.mark.parametrize(("place", "millions"), _MILLIONS.items())
def test_a_config_builds_a_network_of_the_published_size(place: str, millions: int) -> None:
    kept = _net(place).state_dict(keep_vars=True)  # SD3 keeps its positions
    count = sum({id(one): one.numel() for one in kept.values()}.values())

    assert abs(count / 1e6 - millions) < 1.0


@pytest.mark.parametrize("family", _FAMILIES)
def test_the_configs_of_a_family_belong_together(family: str) -> None:
    folder = paths.model_configs() / family

    described = describe(folder, has_words=False)

    assert denoiser_facts(folder, described, 1)
    assert text_facts(folder, described, 1)
    assert vae_facts(folder / "vae", described.vae, 1)
    assert proposed_scheduler(folder / "scheduler", described.schedule).name


@pytest.mark.parametrize("family", ["sd1", "sd2", "sdxl", "sdxl_refiner"])
def test_the_original_layout_of_a_unet_becomes_all_of_its_weights(family: str) -> None:
    config, state = _config(f"{family}/unet"), _meta(_net(f"{family}/unet"))
    original = original_unet(state, config["layers_per_block"])

    found = denoiser_weights(_promised(original), Piece("", "original"), config, Path("x"))

    assert _shapes(found) == _shapes(state)


@pytest.mark.parametrize("family", ["sd3_medium", "sd35_medium", "sd35_large"])
def test_the_original_layout_of_sd3_becomes_all_of_its_weights(family: str) -> None:
    config, state = _config(f"{family}/transformer"), _meta(_net(f"{family}/transformer"))
    original = original_sd3(state, config["num_layers"])

    found = denoiser_weights(_promised(original), Piece("", "original"), config, Path("x"))

    assert _shapes(found) == _shapes(state)


def test_the_original_layout_of_flux_becomes_all_of_its_weights() -> None:
    config, state = _config("flux/transformer"), _meta(_net("flux/transformer"))
    original = original_flux(state)

    found = denoiser_weights(_promised(original), Piece("", "original"), config, Path("x"))

    assert _shapes(found) == _shapes(state)


@pytest.mark.parametrize("family", ["sd1", "sdxl", "sd3_medium", "flux"])
def test_the_original_layout_of_a_vae_becomes_all_of_its_weights(family: str) -> None:
    config, state = _config(f"{family}/vae"), _meta(_net(f"{family}/vae"))
    original = original_vae(state, 4)

    found = vae_weights(_promised(original), Piece("", "original"), config, Path("x"))

    assert _shapes(found) == _shapes(state)


@pytest.mark.parametrize("place", ["sd2/text_encoder", "sdxl/text_encoder_2"])
def test_the_layout_of_openclip_becomes_all_weights_of_a_clip(place: str) -> None:
    config, state = _config(place), _meta(_net(place))
    projects = "text_projection.weight" in state
    original = openclip(wrapped(state))

    found = clip_weights(_promised(original), Piece("", "openclip"), config, projects=projects)

    assert _shapes(found) == _shapes(wrapped(state))
