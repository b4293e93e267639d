"""An IP-Adapter's file, looked at without loading it: what it is, and what it is for. No torch."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphstudio.api import IpAdapter, Model, ModelFacts
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.families import SD1, SD2, SDXL
from graphstudio.diffusion.ip_adapter_names import ATTENTIONS, PROJECTION, matrix_name
from graphstudio.diffusion.lora.keys import read_entries
from graphstudio.diffusion.weights import read_header
from graphstudio.errors import ModelBroken

if TYPE_CHECKING:
    import torch

WIDTHS: Mapping[int, str] = {768: SD1, 1024: SD2, 2048: SDXL}
"""The family by the width of the prompts that it reads."""

_FULL_TOKENS = 257  # of the one for full faces: each place that ViT-H sees, and its class token
_ADVICE = (
    "Choose a .safetensors IP-Adapter (plain, plus or full face) for Stable Diffusion 1.x or XL."
)


@dataclass(frozen=True, slots=True)
class IpAdapterFile:
    """Read an IP-Adapter from its file.

    Attributes:
        path: A safetensors file.
    """

    path: Path

    def load(self, device: torch.device, precision: torch.dtype) -> IpAdapter:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: It is there and cannot be trusted.
        """
        from graphstudio.diffusion.ip_adapters import load_ip_adapter

        return load_ip_adapter(self.path, device, precision)


def open_ip_adapter(file: Path, *, cache: Path | None, precision: str = "auto") -> Model[IpAdapter]:
    """Look at an IP-Adapter's file and name it; its weights are not loaded.

    Args:
        file: A safetensors file with `image_proj.*` and `ip_adapter.*`.
        cache: Where content hashes are remembered; None leaves the digest empty.
        precision: "auto", "float32", "float16" or "bfloat16".

    Returns:
        Its family is "" where its width is that of none. Its facts: conditioning_width (of the
        prompts beside which it speaks), attentions (how many read it), tokens (of a picture),
        projects (whether it reads one vector of a picture, or what is seen at each place) and
        picture_width (how wide that is).

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, a pickle, something else, or of a kind that is not here.
    """
    header = read_header(file)
    if not any(name.startswith((PROJECTION, ATTENTIONS)) for name in header):
        raise ModelBroken(f"{file} {_what_else(header)}")
    try:
        facts = (
            *_picture_facts(file, header),
            *_attention_facts(file, header),
            ("parameters", sum(prod(one["shape"]) for one in _tensors(header))),
        )
    except (KeyError, IndexError, TypeError) as error:
        raise ModelBroken(f"{file} is no whole IP-Adapter: {error} is missing. {_ADVICE}") from None
    return Model(
        kind="ip_adapter",
        family=WIDTHS.get(int(dict(facts)["conditioning_width"]), ""),
        name=file.stem,
        digest=digest_files((file,), cache=cache),
        size_bytes=file.stat().st_size,
        source=IpAdapterFile(file),
        facts=facts,
        precision=precision,
    )


def _tensors(header: Mapping[str, Any]) -> Iterator[Mapping[str, Any]]:
    return (one for name, one in header.items() if name.startswith((PROJECTION, ATTENTIONS)))


def _what_else(header: Mapping[str, Any]) -> str:
    entries, _ = read_entries(header)
    if entries:
        return f"is a LoRA, not an IP-Adapter: Apply LoRA takes it. {_ADVICE}"
    return (
        f"holds no IP-Adapter; the first of its entries is {next(iter(header), 'none')}. {_ADVICE}"
    )


def _picture_facts(file: Path, header: Mapping[str, Any]) -> ModelFacts:
    """Tell what it reads of a picture by the names of the part that makes tokens."""

    def shape(name: str) -> list[int]:
        return [int(side) for side in header[PROJECTION + name]["shape"]]

    names = {name.removeprefix(PROJECTION) for name in header if name.startswith(PROJECTION)}
    if "perceiver_resampler.proj_in.weight" in names or {"norm.weight", "proj.0.weight"} <= names:
        raise ModelBroken(
            f"{file} is an IP-Adapter of the FaceID kind: it needs a network that recognises "
            f"faces, which is no part of GraphStudio. {_ADVICE}"
        )
    if "proj.weight" in names:
        wide, width = shape("proj.weight")
        return _facts(True, width, wide // shape("norm.weight")[0])
    if "proj.3.weight" in names:
        return _facts(False, shape("proj.0.weight")[1], _FULL_TOKENS)
    return _facts(False, shape("proj_in.weight")[1], shape("latents")[1])


def _facts(projects: bool, width: int, tokens: int) -> ModelFacts:
    return (("projects", projects), ("picture_width", width), ("tokens", tokens))


def _attention_facts(file: Path, header: Mapping[str, Any]) -> ModelFacts:
    names = [name for name in header if name.endswith(".to_k_ip.weight")]
    shapes = [
        header[matrix_name(place, what)]["shape"] for place in range(len(names)) for what in "kv"
    ]
    widths = {int(shape[1]) for shape in shapes}
    if len(widths) != 1:
        raise ModelBroken(f"{file} is damaged: its attentions read different widths. {_ADVICE}")
    return (("conditioning_width", widths.pop()), ("attentions", len(names)))
