"""Tuned networks on the wires: models that name a base and how it is run. No torch.

What changes the form of the weights (8 bits) is a load of its own, for a view would keep the large
form in memory; all else is a view that shares every weight with its base. On one model they stand
in one order, whatever order the nodes are in: LoRAs first, then the form of the weights, then how
it is run, then tiles, then what changes in the middle of a run.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Sequence
from dataclasses import astuple, dataclass, replace
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from graphstudio.api import Model, Tuning
from graphstudio.diffusion.changing import each_variant
from graphstudio.diffusion.families import FLUX, TITLES, UNETS
from graphstudio.diffusion.tile_views import behind_tiles
from graphstudio.diffusion.tuning.installed import HELPERS, require_installed, version_of
from graphstudio.errors import BadValue

if TYPE_CHECKING:
    import torch

Net = TypeVar("Net")
MOST_MERGED = 0.75
"""The most that token merging may merge: of each four places one is kept."""

LEAST_TILE_PX = 64
"""Of an autoencoder: smaller tiles see too little of the picture; see `autoencoders`."""


@dataclass(frozen=True, slots=True)
class StoredSource(Generic[Net]):
    """Load a network and keep its weights in another form than its file does.

    Attributes:
        base: The network, LoRAs included.
        tuning: Which form.
    """

    base: Model[Net]
    tuning: Tuning

    def load(self, device: torch.device, precision: torch.dtype) -> Net:
        """Load into the machine's memory, change the form there, and move what is left.

        Raises:
            ModelMissing: Files are not there.
            ModelBroken: They cannot be trusted.
            BadValue: The device knows no numbers of 8 bits.
        """
        from graphstudio.diffusion.tuning.storing import load_stored

        return load_stored(self.base.source, self.tuning, device, precision)


@dataclass(frozen=True, slots=True)
class TunedView(Generic[Net]):
    """Make a view of a network that is run in another way; it shares all weights.

    Attributes:
        base: The network.
        tuning: How it is run; what is about the form of its weights is done by the base.
    """

    base: Model[Net]
    tuning: Tuning

    @property
    def extras(self) -> tuple[Model[Any], ...]:
        """Name nothing: it needs nothing else."""
        return ()

    def load(self, device: torch.device, precision: torch.dtype) -> Net:
        """Load the base and make the view.

        Raises:
            ModelMissing: Files are not there.
            ModelBroken: They cannot be trusted.
            BadValue: The network cannot be run in this way on this device.
        """
        return self.view(self.base.source.load(device, precision), ())

    def view(self, base: Net, extras: Sequence[Any]) -> Net:
        """Make the view; the base is not changed.

        Raises:
            BadValue: The network cannot be run in this way on this device.
        """
        del extras
        from graphstudio.diffusion.tuning.applying import tuned_view

        return tuned_view(base, self.tuning)


def tune(model: Model[Net], **changes: Any) -> Model[Net]:  # Any: fields of Tuning
    """Change how a network is run; what was changed before and is not named here stays.

    Args:
        model: A denoiser or an autoencoder.
        changes: Fields of `Tuning`.

    Returns:
        The very base where nothing is left that differs from it.

    Raises:
        BadValue: A package is missing, or this kind of network cannot be run so.
    """
    changed = each_variant(model, lambda one: tune(one, **changes))
    if changed is not None:
        return changed
    tiled = behind_tiles(model, lambda inner: tune(inner, **changes))
    if tiled is not None:
        return tiled
    bottom = untuned(model)
    tuning = replace(model.tuning, **changes)
    _require_possible(bottom, tuning)
    return _tuned(bottom, tuning)


def untuned(model: Model[Net]) -> Model[Net]:
    """Give what a tuned model is made of; the model itself where it is not tuned."""
    source: object = model.source
    while isinstance(source, TunedView | StoredSource):
        model = source.base
        source = model.source
    return model


def behind_tuning(
    model: Model[Any], change: Callable[[Model[Any]], Model[Any]]
) -> Model[Any] | None:
    """Change what a tuned model is made of, and run it as before; None for one not tuned."""
    bottom = untuned(model)
    return None if bottom is model else _tuned(change(bottom), model.tuning)


def fingerprint(tuning: Tuning) -> str:
    """Say what a tuning depends on besides itself: versions of the packages that do the work."""
    used = [tuning.attention, *(["triton", "tensorrt"] if tuning.compiled else [])]
    if tuning.attention == "auto":
        used.append("flash")
    return " ".join(f"{one} {version_of(one)}" for one in used if one in HELPERS)


def _tuned(bottom: Model[Net], tuning: Tuning) -> Model[Net]:
    model = bottom
    form = Tuning(float8=tuning.float8, channels_last=tuning.channels_last)
    if form != Tuning():
        size = model.size_bytes // 2 if form.float8 else model.size_bytes
        source: Any = StoredSource(bottom, form)
        digest = _digest(model, form)
        model = replace(model, digest=digest, size_bytes=size, source=source, tuning=form)
    way = replace(tuning, float8=False, channels_last=False)
    if replace(way, merged_levels=1) != Tuning():
        # It takes nothing beyond what its base does.
        source, digest = TunedView(model, way), _digest(model, way)
        model = replace(model, digest=digest, size_bytes=0, source=source, tuning=tuning)
    return model


def _digest(base: Model[Any], tuning: Tuning) -> str:
    said = repr((base.digest, "tuning", astuple(tuning), fingerprint(tuning))).encode()
    return hashlib.blake2b(said, digest_size=32).hexdigest()


def _require_possible(model: Model[Any], tuning: Tuning) -> None:
    """Refuse everything at once that cannot be."""
    for what in (tuning.attention, tuning.compiled):
        require_installed(what)
    title = TITLES.get(model.family, model.family)
    is_unet = model.family in UNETS
    wrong = []
    if 0 < tuning.tile_px < LEAST_TILE_PX:
        wrong.append(f"tiles of {tuning.tile_px} px are too small, {LEAST_TILE_PX} px is the least")
    if tuning.merged and not is_unet:
        wrong.append("Token Merging is for U-Nets (Stable Diffusion 1.x, 2.x and XL)")
    if not 0 <= tuning.merged <= MOST_MERGED:
        wrong.append(f"Token Merging merges 0 to {MOST_MERGED} of all places")
    if tuning.cached_calls > 1 and not is_unet:
        wrong.append("keeping deep features is for U-Nets; a Flux model takes a threshold")
    if tuning.cache_threshold and model.family != FLUX:
        wrong.append("a threshold is for Flux; a U-Net keeps deep features for some calls")
    if tuning.forgets and (tuning.compiled or tuning.cuda_graphs):
        wrong.append("Step Cache leaves out parts of a network, which cannot be compiled besides")
    if tuning.merged and (tuning.compiled or tuning.cuda_graphs):
        wrong.append("Token Merging chooses anew in each step, which cannot be compiled besides")
    if tuning.compiled and tuning.cuda_graphs:
        wrong.append("Compile and CUDA Graphs both replace the network: choose one")
    if wrong:
        raise BadValue(f"{model.name} ({title}): {'; '.join(wrong)}.")
