"""IP-Adapters, read from their files into memory and checked."""

from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers.loaders import UNet2DConditionLoadersMixin
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn.functional import linear

from graphstudio.diffusion.ip_adapter_names import PROJECTION, matrix_name
from graphstudio.diffusion.pouring import refuse_blank
from graphstudio.errors import ModelBroken

_AGAIN = "Download the file again."


@dataclass(frozen=True, slots=True, eq=False)
class UNetIpAdapter:
    """Speak to a `UNet2DConditionModel`.

    Attributes:
        projection: Turns what was seen into tokens.
        keys: One matrix for each attention that reads the prompt: (width, width of a prompt).
        values: The same for values.
        device: Where they all are.
    """

    projection: nn.Module
    keys: tuple[Tensor, ...]
    values: tuple[Tensor, ...]
    device: torch.device

    @property
    def widths(self) -> tuple[int, ...]:
        """Say how wide the attentions are that it speaks to, in the denoiser's order."""
        return tuple(len(one) for one in self.keys)

    @torch.no_grad()
    def say(self, seen: Tensor) -> Tensor:
        """Turn what an encoder saw into tokens; see `IpAdapter`."""
        rows, pictures, *rest = seen.shape
        flat = seen.to(self.keys[0].dtype).reshape(rows * pictures, *rest)
        tokens: Tensor = self.projection(flat)
        return tokens.reshape(rows, pictures, *tokens.shape[1:])

    @torch.no_grad()
    def attend(self, tokens: Tensor, place: int) -> tuple[Tensor, Tensor]:
        """Give the keys and values that an attention finds in tokens; see `IpAdapter`."""
        key, value = (linear(tokens, matrices[place]) for matrices in (self.keys, self.values))
        return key.flatten(1, -2), value.flatten(1, -2)


def load_ip_adapter(path: Path, device: torch.device, precision: torch.dtype) -> UNetIpAdapter:
    """Read an IP-Adapter's file onto a device.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, or its numbers are not finite.
    """
    stored = _read(path)
    count = sum(name.endswith(".to_k_ip.weight") for name in stored)
    keys, values = ([stored[matrix_name(place, what)] for place in range(count)] for what in "kv")
    projection = _projection(path, stored).to(device, precision).eval().requires_grad_(False)

    def own(one: Tensor) -> Tensor:
        # Copied, for a file that is overwritten meanwhile would change its mapping in memory.
        return one.to(device, precision, copy=True).contiguous()

    return UNetIpAdapter(projection, tuple(map(own, keys)), tuple(map(own, values)), device)


def _read(path: Path) -> dict[str, Tensor]:
    try:
        stored: dict[str, Tensor] = load_file(path)
    except (OSError, SafetensorError) as error:
        raise ModelBroken(f"{path} cannot be read ({error}). {_AGAIN}") from error
    for name, tensor in stored.items():
        if not torch.isfinite(tensor).all():
            raise ModelBroken(f"{path}: {name} holds numbers that are not finite. {_AGAIN}")
    refuse_blank(path, stored.values())
    return stored


def _projection(path: Path, stored: dict[str, Tensor]) -> nn.Module:
    """Build the network that makes tokens; diffusers knows the names of all kinds."""
    parts = {
        name.removeprefix(PROJECTION): tensor
        for name, tensor in stored.items()
        if name.startswith(PROJECTION)
    }
    try:
        mixin = UNet2DConditionLoadersMixin()
        convert = mixin._convert_ip_adapter_image_proj_to_diffusers  # noqa: SLF001 - none public
        made: nn.Module = convert(parts, low_cpu_mem_usage=False)
    except (RuntimeError, KeyError, IndexError) as error:
        reason = " ".join(str(error).split())
        raise ModelBroken(f"{path}: its part that makes tokens is not whole ({reason}).") from error
    return made
