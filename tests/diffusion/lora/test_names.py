"""Names of layers, against the official SDXL pipeline where the file's own names differ most."""

from copy import deepcopy
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import torch
from diffusers import StableDiffusionXLPipeline

from graphstudio.api import Model
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.lora.keys import read_entries
from graphstudio.diffusion.lora.names import layer_name
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora import making
from tests.diffusion.lora.conftest import CPU, ask_unet, distance, view
from tests.diffusion.tiny_sdxl import write_sdxl

# Layers of the tiny SDXL by the names that they have in the original code, which kohya trains.
SGM = {
    "input_blocks_1_0_in_layers_2": "down_blocks.0.resnets.0.conv1",
    "input_blocks_2_0_op": "down_blocks.0.downsamplers.0.conv",
    "input_blocks_3_0_emb_layers_1": "down_blocks.1.resnets.0.time_emb_proj",
    "input_blocks_3_0_skip_connection": "down_blocks.1.resnets.0.conv_shortcut",
    "input_blocks_3_1_proj_in": "down_blocks.1.attentions.0.proj_in",
    "input_blocks_3_1_transformer_blocks_1_attn2_to_k": (
        "down_blocks.1.attentions.0.transformer_blocks.1.attn2.to_k"
    ),
    "middle_block_0_out_layers_3": "mid_block.resnets.0.conv2",
    "middle_block_1_transformer_blocks_0_ff_net_0_proj": (
        "mid_block.attentions.0.transformer_blocks.0.ff.net.0.proj"
    ),
    "middle_block_2_in_layers_2": "mid_block.resnets.1.conv1",
    "output_blocks_0_1_transformer_blocks_0_attn1_to_out_0": (
        "up_blocks.0.attentions.0.transformer_blocks.0.attn1.to_out.0"
    ),
    "output_blocks_1_2_conv": "up_blocks.0.upsamplers.0.conv",
    "output_blocks_2_0_skip_connection": "up_blocks.1.resnets.0.conv_shortcut",
}


@pytest.fixture(scope="module")
def sdxl(tmp_path_factory: pytest.TempPathFactory) -> Any:
    """Give the official pipeline of a tiny SDXL."""
    folder = write_sdxl(tmp_path_factory.mktemp("sdxl"))
    return StableDiffusionXLPipeline.from_pretrained(folder, add_watermarker=False)


def ask(unet: Any) -> torch.Tensor:
    told = {"text_embeds": torch.ones(1, 24), "time_ids": torch.ones(1, 6)}
    return ask_unet(unet, 64, added_cond_kwargs=told)


def test_every_layer_of_both_networks_is_found_by_its_name_of_kohya(tiny: Loaded) -> None:
    for net, prefix in (
        (tiny.unet.unet, "lora_unet"),
        (tiny.clip.net, "lora_te_text_model"),
    ):
        kinds = (torch.nn.Linear, torch.nn.Conv2d)
        layers = [name for name, one in net.named_modules() if isinstance(one, kinds)]
        numbers = {name: (torch.ones(1, 1), torch.ones(1, 1)) for name in layers}

        entries, unknown = read_entries(making.kohya(prefix, numbers))

        assert [layer_name(one, layers, net.config) for one in entries] == layers
        assert unknown == ()


def test_layers_of_sdxl_are_found_by_their_names_in_the_original_code(sdxl: Any) -> None:
    layers = set(dict(sdxl.unet.named_modules()))
    numbers = {name: (torch.ones(1, 1), torch.ones(1, 1)) for name in SGM}

    entries, _ = read_entries(making.kohya("lora_unet", numbers))

    found = [layer_name(one, layers, sdxl.unet.config) for one in entries]
    assert found == list(SGM.values())


@pytest.mark.parametrize(
    "stem",
    [
        "lora_unet_input_blocks_99_1_proj_in",
        "lora_unet_input_blocks_x_y",
        "lora_unet_middle_block_7_proj_in",
        "lora_unet_no_such_thing",
        "unet.no.such.thing",
    ],
)
def test_a_layer_that_is_not_there_is_none(sdxl: Any, stem: str) -> None:
    ends = (".lora_down.weight", ".lora_up.weight")
    ends = ends if stem.startswith("lora_") else (".lora_A.weight", ".lora_B.weight")
    (entry,), _ = read_entries(stem + end for end in ends)

    assert layer_name(entry, set(dict(sdxl.unet.named_modules())), sdxl.unet.config) is None


@pytest.mark.parametrize("form", ["kohya in the original names", "kohya", "peft"])
def test_a_lora_on_sdxl_acts_as_the_official_one(
    sdxl: Any, tiny: Loaded, cache: Path, tmp_path: Path, form: str
) -> None:
    drawn = making.make_numbers(sdxl.unet, tuple(SGM.values()))
    original = {theirs: drawn[ours] for theirs, ours in SGM.items()}
    tensors = {
        "kohya in the original names": making.kohya("lora_unet", original, alpha=2.0),
        "kohya": making.kohya("lora_unet", drawn, alpha=2.0),
        "peft": making.peft("unet", drawn),
    }[form]
    file = making.write(tmp_path / "fox.safetensors", tensors)
    oracle = deepcopy(sdxl)

    oracle.load_lora_weights(str(tmp_path), weight_name=file.name, adapter_name="a")
    oracle.set_adapters("a", 0.8)
    model: Model[Any] = replace(tiny.parts.denoiser, family="sdxl")
    ours = view(model, UNetDenoiser(sdxl.unet, CPU, torch.float32), cache, (file, 0.8, ""))

    assert distance(ask(ours.unet), ask(oracle.unet)) < 1e-5
    assert distance(ask(ours.unet), ask(sdxl.unet)) > 0.01
