"""LoRAs on the wires: models that name a base and the LoRAs on it. No torch."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from graphstudio.api import Curve, Model
from graphstudio.diffusion.changing import each_variant, over_time, steps_of
from graphstudio.diffusion.families import FLUX
from graphstudio.diffusion.lora.blocks import BlockWeights
from graphstudio.diffusion.lora.keys import PARTS
from graphstudio.diffusion.tile_views import behind_tiles
from graphstudio.diffusion.tuning.wires import behind_tuning

if TYPE_CHECKING:
    import torch

    from graphstudio.diffusion.lora.loading import LoraWeights

Net = TypeVar("Net")
_EVERYWHERE = BlockWeights()
_BYTES = 4  # of a weight, at most


@dataclass(frozen=True, slots=True)
class Patch:
    """Say how strongly a LoRA acts on a network.

    Attributes:
        lora: From `open_lora`.
        strength: 1 is as it was trained; below 0 is its opposite.
        blocks: How much of the strength each block of a denoiser gets.
    """

    lora: Model[LoraWeights]
    strength: float
    blocks: BlockWeights = _EVERYWHERE


@dataclass(frozen=True, slots=True)
class LoraView(Generic[Net]):
    """Make a view of a network with LoRAs merged into it.

    Attributes:
        base: The network without them.
        patches: At least one.
    """

    base: Model[Net]
    patches: tuple[Patch, ...]

    @property
    def extras(self) -> tuple[Model[Any], ...]:
        """Name the LoRAs."""
        return tuple(one.lora for one in self.patches)

    def load(self, device: torch.device, precision: torch.dtype) -> Net:
        """Load base and LoRAs, and make the view.

        Raises:
            ModelMissing: Files are not there.
            ModelBroken: They cannot be trusted, or do not fit together.
            BadValue: Blocks are named that the network does not have.
        """
        base = self.base.source.load(device, precision)
        return self.view(base, [one.source.load(device, precision) for one in self.extras])

    def view(self, base: Net, extras: Sequence[LoraWeights]) -> Net:
        """Make the view; the base is not changed.

        Raises:
            ModelBroken: A LoRA does not fit.
            BadValue: Blocks are named that the network does not have.
        """
        from torch import nn

        from graphstudio.diffusion.lora.merging import Loaded, merge
        from graphstudio.diffusion.views import replace_parts

        loras = [
            Loaded(weights, one.lora.family, one.strength, one.blocks)
            for weights, one in zip(extras, self.patches, strict=True)
        ]
        parts = iter(_parts(self.base))
        return replace_parts(base, nn.Module, lambda net: merge(net, next(parts), loras))


def apply_lora(base: Model[Net], patch: Patch) -> Model[Net]:
    """Put a LoRA on a model; LoRAs that are on it already stay, and all are merged at once.

    Args:
        base: A denoiser or a text encoder. One in tiles takes it behind its tiles, one that changes
            in the middle of a run takes it throughout, one that is tuned before it is tuned.
        patch: A LoRA that fits, and its strength.

    Returns:
        The very base where the LoRA changes nothing of it: it has no part for it, or its strength
        is 0 everywhere.
    """
    patched = each_variant(base, lambda one: apply_lora(one, patch))
    if patched is not None:
        return patched
    tiled = behind_tiles(base, lambda inner: apply_lora(inner, patch))
    if tiled is not None:
        return tiled
    tuned = behind_tuning(base, lambda inner: apply_lora(inner, patch))
    if tuned is not None:
        return tuned
    merged = sum(int(patch.lora.fact(part) or 0) for part in _parts(base))
    if not merged or not patch.strength:
        return base
    patches: tuple[Patch, ...] = (patch,)
    source, bottom = base.source, base
    if isinstance(source, LoraView):
        bottom, patches = source.base, (*source.patches, patch)
    size = sum(int(one.lora.fact(part) or 0) for one in patches for part in _parts(base))
    return replace(
        bottom,
        name=f"{base.name} + {patch.lora.name}",
        digest=_digest(bottom, patches),
        size_bytes=min(size * _BYTES, bottom.size_bytes),
        source=LoraView(bottom, patches),
    )


def apply_over_time(base: Model[Net], patch: Patch, curve: Curve) -> Model[Net]:
    """Put a LoRA on a denoiser with a strength that changes in the middle of a run.

    Args:
        base: A denoiser; one that changes already goes on to.
        patch: A LoRA that fits; its strength counts where the curve is no curve.
        curve: Its values are the strengths, in stairs: see `changing.steps_of`.

    Returns:
        A model that only a sampler can follow, or a plain one where nothing changes.
    """
    return over_time(
        base,
        steps_of(curve, patch.strength),
        lambda one, strength: apply_lora(one, replace(patch, strength=strength)),
    )


def _parts(base: Model[Any]) -> tuple[str, ...]:
    """Name what LoRAs call the networks of a model, in the order of its wrapper's fields."""
    if base.kind == "denoiser":
        return PARTS[:1]
    return ("text_encoder", "text_encoder_3") if base.family == FLUX else PARTS[1:]


def _digest(base: Model[Any], patches: Sequence[Patch]) -> str:
    said = [(one.lora.digest, one.strength.hex(), one.blocks.weights) for one in patches]
    return hashlib.blake2b(repr((base.digest, said)).encode(), digest_size=32).hexdigest()
