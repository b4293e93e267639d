"""A file's weights under the names of diffusers and transformers: promised, and poured one by one.

The conversions are diffusers' own (`diffusers.loaders.single_file_utils`), run on promises.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import torch
from diffusers.loaders import single_file_utils as theirs
from torch import Tensor

from graphstudio.diffusion.configs import Config
from graphstudio.diffusion.single.contents import Piece, Shapes
from graphstudio.diffusion.single.storage import OpenWeights
from graphstudio.diffusion.single.tracing import Promise
from graphstudio.diffusion.stored_weights import HeldWeights
from graphstudio.diffusion.stored_weights import Piece as Target
from graphstudio.errors import ModelBroken

Promises = dict[str, Promise]


class PromisedWeights:
    """Weights that are read as they are poured, one at a time.

    Args:
        promises: By the names that the network knows.
        place: Where they come from, for messages.
    """

    def __init__(self, promises: Mapping[str, Promise], place: Path) -> None:
        self._promises = promises
        self._place = place

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Give the shape of each weight by its name."""
        return {name: tuple(one.shape) for name, one in self._promises.items()}

    def pour(self, pieces: Sequence[Target]) -> None:
        """Read each weight, fill its memory and look at it.

        Raises:
            ModelBroken: They hold what no network can use.
        """
        HeldWeights(_Read(self._promises), self._place).pour(pieces)


class _Read(Mapping[str, Tensor]):
    """The same weights, each read when it is asked for and not kept."""

    def __init__(self, promises: Mapping[str, Promise]) -> None:
        self._promises = promises

    def __getitem__(self, name: str) -> Tensor:
        return self._promises[name].read()

    def __iter__(self) -> Iterator[str]:
        return iter(self._promises)

    def __len__(self) -> int:
        return len(self._promises)


def promise_part(file: Path, shapes: Shapes, piece: Piece) -> Promises:
    """Promise the weights of one network in a file, without its prefix."""
    opened = OpenWeights(file)
    return {
        name.removeprefix(piece.prefix): Promise.of(_reader(opened, name), shape)
        for name, shape in shapes.items()
        if name.startswith(piece.prefix)
    }


def denoiser_weights(found: Promises, piece: Piece, config: Config, file: Path) -> Promises:
    """Name a denoiser's weights as diffusers does.

    Raises:
        ModelBroken: Some are missing.
    """
    if piece.layout == "diffusers":
        return found
    convert = {
        "UNet2DConditionModel": _convert_unet,
        "SD3Transformer2DModel": theirs.convert_sd3_transformer_checkpoint_to_diffusers,
        "FluxTransformer2DModel": theirs.convert_flux_transformer_checkpoint_to_diffusers,
    }[config["_class_name"]]
    return _converted(convert, dict(found), config, file)


def control_weights(found: Promises, piece: Piece, config: Config, file: Path) -> Promises:
    """Name a ControlNet's weights as diffusers does.

    Raises:
        ModelBroken: Some are missing.
    """
    if piece.layout == "diffusers":
        return found
    promises = _converted(theirs.convert_controlnet_checkpoint, dict(found), config, file)
    if config.get("addition_embed_type") == "text_time":
        names = theirs.DIFFUSERS_TO_LDM_MAPPING["controlnet"]["addition_embed_type"]
        promises |= {own: found[name] for own, name in names.items() if name in found}
    return promises


def vae_weights(found: Promises, piece: Piece, config: Config, file: Path) -> Promises:
    """Name an autoencoder's weights as diffusers does.

    Raises:
        ModelBroken: Some are missing.
    """
    if piece.layout == "diffusers":
        return found
    return _converted(theirs.convert_ldm_vae_checkpoint, dict(found), config, file)


def clip_weights(found: Promises, piece: Piece, config: Config, *, projects: bool) -> Promises:
    """Name the weights of a CLIP as transformers does.

    Args:
        found: Its weights.
        piece: Where they lie.
        config: Its config.json.
        projects: Whether the network gives the projected vector of a text.
    """
    if piece.layout == "openclip":
        told = SimpleNamespace(config=SimpleNamespace(hidden_size=config["hidden_size"]))
        found = theirs.convert_open_clip_checkpoint(told, found, prefix="")
    layers = int(config["num_hidden_layers"])
    kept = {name: one for name, one in found.items() if _layer(name) < layers}
    if not projects:
        return {name: one for name, one in kept.items() if not name.startswith("text_projection")}
    width = int(config["hidden_size"])
    if width == int(config["projection_dim"]) and piece.prefix.endswith("clip_l.transformer."):
        # Stable Diffusion 3 reads CLIP-L's vector as it is, whatever its file holds.
        kept["text_projection.weight"] = Promise.of(lambda: torch.eye(width), (width, width))
    return kept


def _convert_unet(found: Promises, config: Config) -> Promises:
    prefixed = {theirs.LDM_UNET_KEY + name: one for name, one in found.items()}
    converted: Promises = theirs.convert_ldm_unet_checkpoint(prefixed, config)
    return converted


def _converted(convert: Any, found: Promises, config: Config, file: Path) -> Promises:
    try:
        converted = convert(found, config=config)
    except (KeyError, IndexError, AttributeError, RuntimeError) as error:
        raise ModelBroken(
            f"{file} lacks weights of its own layout ({error}): it is cut short, or built "
            f"otherwise than {config['_class_name']} here. Download the file again."
        ) from error
    return {name: one for name, one in converted.items() if one is not None}


def _layer(name: str) -> int:
    """Give the number of the layer that a weight belongs to; -1 for none."""
    _, found, rest = name.partition("encoder.layers.")
    return int(rest.split(".")[0]) if found else -1


def _reader(opened: OpenWeights, name: str) -> Any:
    def read() -> Tensor:
        return opened.tensor(name)

    return read
