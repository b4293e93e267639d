"""The trainable part: two small matrices beside each chosen layer, and nothing else.

W x becomes W x + (alpha / rank) B A x, with B zero at first, so that training starts from the
model as it is: Hu et al., arXiv:2106.09685, section 4.1.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, Final

import torch
from diffusers import UNet2DConditionModel
from peft import LoraConfig
from peft.utils import get_peft_model_state_dict
from torch import nn

from graphstudio.diffusion.configs import Config
from graphstudio.errors import BadValue

_ATTENTION: Final = ("to_q", "to_k", "to_v", "to_out.0")
_LINEAR: Final = (*_ATTENTION, "ff.net.0.proj", "ff.net.2", "proj_in", "proj_out")
_CONVOLUTIONS: Final = (
    "conv1",
    "conv2",
    "conv_shortcut",
    "time_emb_proj",
    "downsamplers.0.conv",
    "upsamplers.0.conv",
)
GROUPS: Final[dict[str, tuple[str, ...]]] = {
    "attention": _ATTENTION,
    "linear": _LINEAR,
    "all": (*_LINEAR, *_CONVOLUTIONS),
}
TEXT_TARGETS: Final = ("q_proj", "k_proj", "v_proj", "out_proj")


def choose_targets(names: Sequence[str], unet: Config) -> tuple[str, ...]:
    """Turn names into endings of layer names that a U-Net has.

    Args:
        names: Names of GROUPS, or endings such as "to_q" and "attn2.to_k".
        unet: Its config.json.

    Raises:
        BadValue: A name fits no layer; it says which would.
    """
    layers = _layer_names(unet)
    found: list[str] = []
    unknown: list[str] = []
    for name in names:
        # Not every U-Net has each layer of a group.
        fitting = [end for end in GROUPS.get(name, (name,)) if _fits(end, layers)]
        found += [end for end in fitting if end not in found]
        if not fitting:
            unknown.append(name)
    if not unknown and found:
        return tuple(found)
    endings = ", ".join(sorted({_ending(name) for name in layers}))
    raise BadValue(
        f"--targets {' '.join(unknown)}: no layer of the U-Net has such a name. Choose "
        f"{', '.join(GROUPS)}, or endings of layer names: {endings}."
    )


def add_adapter(
    net: Any,  # Any: a network of diffusers or transformers, both untyped
    targets: Sequence[str],
    *,
    rank: int,
    alpha: float,
    seed: int,
) -> list[nn.Parameter]:
    """Put the matrices beside the layers of a frozen network, and give them, float32."""
    torch.manual_seed(seed)
    net.add_adapter(LoraConfig(r=rank, lora_alpha=alpha, target_modules=list(targets)))
    learning = [weight for weight in net.parameters() if weight.requires_grad]
    for weight in learning:
        # Steps of a small rate are lost in halves.
        weight.data = weight.data.float()
    return learning


def adapter_state(net: Any) -> dict[str, torch.Tensor]:
    """Give the matrices by name, half precision, on the CPU."""
    state = get_peft_model_state_dict(net)
    return {name: weight.detach().half().cpu().contiguous() for name, weight in state.items()}


def _layer_names(unet: Config) -> list[str]:
    with torch.device("meta"):
        net = UNet2DConditionModel.from_config(unet)
    kinds = (nn.Linear, nn.Conv2d)
    return [name for name, layer in net.named_modules() if isinstance(layer, kinds)]


def _fits(ending: str, layers: Sequence[str]) -> bool:
    return any(name == ending or name.endswith(f".{ending}") for name in layers)


def _ending(name: str) -> str:
    """Give the last part of a name, and the one before where that is a number."""
    parts = name.split(".")
    return ".".join(parts[-2:]) if parts[-1].isdigit() else parts[-1]
