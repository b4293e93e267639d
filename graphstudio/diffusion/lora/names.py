"""Names of layers in a LoRA's file, turned into those of the loaded network.

The rules are those of diffusers: its own converters are asked, one layer at a time, with the
layer's name in place of its numbers.
"""

from collections.abc import Collection
from typing import Any

from diffusers.loaders.lora_conversion_utils import (
    _convert_non_diffusers_lora_to_diffusers,
    _maybe_map_sgm_blocks_to_diffusers,
)
from diffusers.utils import (
    convert_state_dict_to_diffusers,
    convert_state_dict_to_peft,
    convert_unet_state_dict_to_peft,
)
from diffusers.utils.state_dict_utils import StateDictType

from graphstudio.diffusion.lora.keys import DOWN_ENDINGS, Entry
from graphstudio.diffusion.lora.pieces import Piece
from graphstudio.diffusion.lora.transformer_names import find_transformer_pieces, flat_name


def find_pieces(entry: Entry, layers: Collection[str], config: Any) -> tuple[Piece, ...]:
    """Find the layers, in order, that an entry of a LoRA's file is for.

    Args:
        entry: Of the network's part.
        layers: Names of all layers of the network.
        config: The network's own.  # Any: diffusers and transformers have no types

    Returns:
        One, or several that are one matrix in the original code; none where the network lacks one.
    """
    if entry.part == "unet" and "context_embedder" in layers:
        return find_transformer_pieces(entry.layer, layers)
    name = layer_name(entry, layers, config)
    if name is None and entry.part != "unet":
        flat = flat_name(entry.layer)
        wanted = (flat, flat.removeprefix("text_model_"))
        name = next((one for one in layers if flat_name(one) in wanted), None)
    return () if name is None else (Piece(name),)


def layer_name(entry: Entry, layers: Collection[str], config: Any) -> str | None:
    """Find the layer that an entry of a LoRA's file is for.

    Args:
        entry: Of the network's part.
        layers: Names of all layers of the network.
        config: The network's own.  # Any: diffusers and transformers have no types

    Returns:
        One of the layers; None where the network has no such layer.
    """
    name = entry.stem + DOWN_ENDINGS[entry.style]
    try:
        if entry.style == "kohya":
            name = _from_kohya(name, entry.part, config)
        name = _to_peft(name.removeprefix(f"{entry.part}."), entry.part)
    except (ValueError, KeyError, IndexError, StopIteration):  # how the converters say no
        return None
    layer = name.removesuffix(DOWN_ENDINGS["peft"])
    # transformers 5.6 moved the parts of the text model up; files are of both kinds.
    inner = layer.removeprefix("text_model.")
    return next((one for one in (layer, inner, f"text_model.{inner}") if one in layers), None)


def _from_kohya(name: str, part: str, config: Any) -> str:
    up = name.replace(DOWN_ENDINGS["kohya"], ".lora_up.weight")
    found = {name: name, up: up}
    if part == "unet":
        found = _maybe_map_sgm_blocks_to_diffusers(found, config)
    converted, _ = _convert_non_diffusers_lora_to_diffusers(found)
    return next(str(key) for key, value in converted.items() if value == name)


def _to_peft(name: str, part: str) -> str:
    if name.endswith(DOWN_ENDINGS["peft"]):
        return name
    found = {name: name}
    if part == "unet":
        found = convert_unet_state_dict_to_peft(found)
    else:
        if name.endswith(DOWN_ENDINGS["diffusers_old"]):
            found = convert_state_dict_to_diffusers(found, StateDictType.DIFFUSERS_OLD)
        found = convert_state_dict_to_peft(found, StateDictType.DIFFUSERS)
    return str(next(iter(found)))
