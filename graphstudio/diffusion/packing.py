"""Values that hold tensors, taken apart for keeping: tensors by name, and the rest as JSON.

What comes back is bit for bit what was packed, laid out in memory as it was: strides change what
networks compute in the last bits.
"""

from collections.abc import Mapping
from typing import Any

import numpy as np
import torch
from torch import Tensor


def pack(value: object, name: str, tensors: dict[str, Tensor]) -> Any:  # Any: a JSON value
    """Take a value apart.

    Args:
        value: None, a number, a text, a tensor, or lists and tuples of these.
        name: Of the value; tensors in it are named after it.
        tensors: Gets a copy of each tensor: contiguous, on the CPU.

    Returns:
        What says, with the tensors, what the value was.

    Raises:
        TypeError: There is something else in it.
    """
    if isinstance(value, Tensor):
        tensors[name] = value.detach().to("cpu", copy=True).contiguous()
        strides = None if value.is_contiguous() else list(value.stride())
        return {"tensor": name, "is_away": value.device.type != "cpu", "strides": strides}
    if isinstance(value, list | tuple):
        parts = [pack(one, f"{name}.{place}", tensors) for place, one in enumerate(value)]
        return parts if isinstance(value, list) else {"tuple": parts}
    if isinstance(value, np.generic):
        return value.item()
    if value is None or isinstance(value, bool | int | float | str):
        return value
    raise TypeError(f"{name} is a {type(value).__qualname__}, which cannot be kept.")


def unpack(
    packed: Any, tensors: Mapping[str, Tensor], device: torch.device
) -> Any:  # Any: whatever was packed
    """Put a value together again; nothing in it is shared with the tensors.

    Args:
        packed: From `pack`.
        tensors: By name.
        device: Where those go that were not on the CPU.
    """
    if isinstance(packed, list):
        return [unpack(one, tensors, device) for one in packed]
    if not isinstance(packed, dict):
        return packed
    if "tuple" in packed:
        return tuple(unpack(one, tensors, device) for one in packed["tuple"])
    kept, place = tensors[packed["tensor"]], device if packed["is_away"] else "cpu"
    if packed["strides"] is None:
        return kept.to(place, copy=True)
    laid_out = torch.empty_strided(kept.shape, packed["strides"], dtype=kept.dtype, device=place)
    return laid_out.copy_(kept)
