"""Other kinds of change than two matrices, against peft's own layers and against convolutions."""

from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path
from typing import Any

import pytest
import torch
from peft import LoHaConfig, LoKrConfig, LoraConfig, inject_adapter_in_model
from peft.utils import get_peft_model_state_dict
from torch import Tensor, nn

from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.lora.deltas import delta, fits
from graphstudio.diffusion.lora.keys import Entry
from graphstudio.diffusion.lora.loading import Change
from tests.diffusion.conftest import Loaded
from tests.diffusion.lora import making
from tests.diffusion.lora.conftest import ask_unet, distance

Patched = Callable[..., UNetDenoiser]
LINEAR = ["to_q", "to_v", "ff.net.2"]
BOTH = [*LINEAR, "conv1"]


def adapted(net: nn.Module, config: Any, numbers: str) -> tuple[nn.Module, dict[str, Tensor]]:
    """Let peft put an adapter of its own on a copy of a network; give its random numbers too."""
    copied = deepcopy(net)
    inject_adapter_in_model(config, copied, adapter_name="default")
    draw = torch.Generator().manual_seed(4)
    for name, parameter in copied.named_parameters():
        if numbers in name:
            parameter.data = 0.3 * torch.randn(parameter.shape, generator=draw)
    state = get_peft_model_state_dict(copied, adapter_name="default")
    return copied, {name.removeprefix("base_model.model."): one for name, one in state.items()}


def as_kohya(state: Mapping[str, Tensor], alpha: float) -> dict[str, Tensor]:
    """Rename `layer.hada_w1_a` to `lora_unet_layer.hada_w1_a`, and add alphas."""
    found: dict[str, Tensor] = {}
    for name, value in state.items():
        layer, _, number = name.rpartition(".")
        stem = f"lora_unet_{layer.replace('.', '_')}"
        found |= {f"{stem}.{number}": value, f"{stem}.alpha": torch.tensor(alpha)}
    return found


@pytest.mark.parametrize(
    ("config", "numbers"),
    [
        pytest.param(LoHaConfig(r=3, alpha=6, target_modules=BOTH), "hada_", id="LoHa"),
        pytest.param(
            LoHaConfig(r=3, alpha=6, target_modules=BOTH, use_effective_conv2d=True),
            "hada_",
            id="LoHa with cores",
        ),
        pytest.param(LoKrConfig(r=1, alpha=2, target_modules=BOTH), "lokr_", id="LoKr"),
        pytest.param(
            LoKrConfig(r=1, alpha=2, target_modules=BOTH, use_effective_conv2d=True),
            "lokr_",
            id="LoKr with cores",
        ),
        pytest.param(
            LoKrConfig(r=1, alpha=2, target_modules=LINEAR, decompose_both=True),
            "lokr_",
            id="LoKr of four factors",
        ),
    ],
)
def test_a_lycoris_file_acts_as_the_layers_of_peft(
    tiny: Loaded, patched: Patched, tmp_path: Path, config: Any, numbers: str
) -> None:
    oracle, state = adapted(tiny.unet.unet, config, numbers)
    file = making.write(tmp_path / "fox.safetensors", as_kohya(state, config.alpha))

    ours = ask_unet(patched((file, 1.0, "")).unet)

    assert distance(ours, ask_unet(oracle)) < 1e-5
    assert distance(ours, ask_unet(tiny.unet.unet)) > 0.005


def test_a_lokr_file_in_the_style_of_peft_acts_as_diffusers_reads_it(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    config = LoKrConfig(r=1, alpha=1, target_modules=LINEAR)
    _, state = adapted(tiny.unet.unet, config, "lokr_")
    file = making.write(
        tmp_path / "fox.safetensors", {f"unet.{name}": one for name, one in state.items()}
    )
    oracle = deepcopy(tiny.unet.unet)

    oracle.load_lora_adapter({f"unet.{name}": one for name, one in state.items()}, prefix="unet")

    assert distance(ask_unet(patched((file, 1.0, "")).unet), ask_unet(oracle)) < 1e-5


def test_a_dora_of_peft_acts_as_diffusers_reads_it(
    tiny: Loaded, patched: Patched, tmp_path: Path
) -> None:
    config = LoraConfig(r=2, lora_alpha=2, target_modules=BOTH, use_dora=True)
    _, state = adapted(tiny.unet.unet, config, "lora_")
    named = {f"unet.{name}": one.abs() + 0.1 for name, one in state.items()}
    file = making.write(tmp_path / "fox.safetensors", named)
    oracle = deepcopy(tiny.unet.unet)

    oracle.load_lora_adapter(dict(named), prefix="unet")

    ours = ask_unet(patched((file, 1.0, "")).unet)
    assert distance(ours, ask_unet(oracle)) < 1e-5
    assert distance(ours, ask_unet(tiny.unet.unet)) > 0.01


def change(scale: float = 1.0, **numbers: Tensor) -> Change:
    return Change(Entry("unet.layer", "peft"), numbers, scale)


def random(*shape: int) -> Tensor:
    return torch.randn(shape, generator=torch.Generator().manual_seed(sum(shape)))


def test_a_convolution_in_three_steps_is_one_convolution() -> None:
    down, core, up = random(2, 5, 1, 1), random(2, 2, 3, 3), random(7, 2, 1, 1)
    picture = random(1, 5, 6, 6)

    added = delta(change(down=down, mid=core, up=up), torch.zeros(7, 5, 3, 3))

    steps = nn.functional.conv2d(
        nn.functional.conv2d(nn.functional.conv2d(picture, down), core, padding=1), up
    )
    assert torch.allclose(nn.functional.conv2d(picture, added, padding=1), steps, atol=1e-4)


def test_a_dora_of_peft_sets_the_length_of_each_outputs_row() -> None:
    weight = random(4, 6)

    added = delta(
        change(0.5, down=random(2, 6), up=random(4, 2), magnitude=random(4).abs()), weight
    )

    lengths = (weight + added).norm(dim=1)
    assert torch.allclose(lengths, random(4).abs(), atol=1e-6)


@pytest.mark.parametrize("shape", [(4, 1), (1, 6)], ids=["by output", "by input"])
def test_a_dora_of_kohya_says_lengths_by_output_or_by_input(shape: tuple[int, int]) -> None:
    weight, lengths = random(4, 6), random(*shape).abs()

    added = delta(change(down=random(2, 6), up=random(4, 2), dora_scale=lengths), weight)

    found = (weight + added).norm(dim=shape.index(1), keepdim=True)
    assert torch.allclose(found, lengths, atol=1e-6)


def test_a_change_is_computed_in_float32_and_leaves_its_weight_alone() -> None:
    weight = random(4, 6).half()
    before = weight.clone()

    added = delta(change(down=random(2, 6).half(), up=random(4, 2).half()), weight)

    assert added.dtype == torch.float32
    assert torch.equal(weight, before)


@pytest.mark.parametrize(
    "numbers",
    [
        pytest.param({"down": (2, 7), "up": (4, 2)}, id="another input"),
        pytest.param({"down": (2, 6), "up": (5, 2)}, id="another output"),
        pytest.param({"down": (2, 6), "up": (4, 3)}, id="two ranks"),
        pytest.param({"down": (2, 4), "up": (6, 2)}, id="turned over"),
        pytest.param({"down": (2, 6), "up": (4, 2), "magnitude": (5,)}, id="other lengths"),
    ],
)
def test_what_does_not_fit_is_told_from_shapes(numbers: Mapping[str, tuple[int, ...]]) -> None:
    weight = random(4, 6)

    assert fits(change(down=random(2, 6), up=random(4, 2)), weight)
    wrong = {name: random(*shape) for name, shape in numbers.items()}
    assert not fits(Change(Entry("unet.layer", "peft"), wrong, 1.0), weight)
