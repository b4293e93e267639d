"""Files of weights of every format that is read here: headers first, tensors when they are needed.

Safetensors and GGUF show what they hold without torch. Pickles are opened where somebody allowed
it, by torch's reader for weights alone, and mapped, not read. Numbers in eight bits, with a scale
beside them or without, become numbers of full range as they are read (fp8: arXiv:2209.05433), and
so do GGUF's blocks.
"""

from __future__ import annotations

import pickle
import warnings
import zipfile
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from graphstudio.diffusion.single.contents import Shapes
from graphstudio.diffusion.weights import is_pickle, read_header, read_metadata
from graphstudio.errors import ModelBroken, ModelMissing

if TYPE_CHECKING:
    from torch import Tensor

GGUF = ".gguf"
_SCALES = (".scale_weight", ".weight_scale")  # of two tools; each scales the weight beside it
_ASIDE = (".scale_input", ".input_scale", "scaled_fp8")  # of no use for the weights themselves
_FOREIGN = (".comfy_quant", ".weight_scale_2", ".absmax", ".quant_state", ".qweight")
_AGAIN = "Download the file again."


def read_shapes(file: Path, *, allows_pickle: bool = False) -> Shapes:
    """Read the names and shapes of a file's weights; what only scales them is left out.

    Args:
        file: A safetensors, GGUF or pickle file.
        allows_pickle: Whether pickles may be opened.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged, a pickle that nobody allowed, or quantised in an unknown way.
    """
    shapes = _all_shapes(file, allows_pickle)
    foreign = next((name for name in shapes if name.endswith(_FOREIGN)), None)
    if foreign is not None:
        raise ModelBroken(
            f"{file} is quantised in a way that is not read here ({foreign}). Take the version in "
            "fp16, bf16, fp8 or GGUF."
        )
    return {name: shape for name, shape in shapes.items() if not name.endswith(_SCALES + _ASIDE)}


def read_told(file: Path) -> Mapping[str, str]:
    """Read what a file says about itself besides its weights; empty where it says nothing."""
    return read_metadata(file) if _is_safetensors(file) else {}


def refuse_pickle(file: Path, *, allows_pickle: bool) -> None:
    """Refuse a pickle that nobody allowed.

    Raises:
        ModelBroken: It is one.
    """
    if is_pickle(file) and not allows_pickle:
        raise ModelBroken(
            f"{file} is a pickle. Choose the .safetensors version of this model where there is "
            "one, or turn on allows_pickle: the file is then read by a reader that takes numbers "
            "alone and refuses whatever could run code."
        )


class OpenWeights:
    """Weights in an open file, each read when it is asked for.

    Args:
        file: A safetensors, GGUF or pickle file, that somebody allowed.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: It is damaged.
    """

    def __init__(self, file: Path) -> None:
        self._read, names = _opened(file)
        self._scales = {
            name.removesuffix(end) + ".weight": name
            for name in names
            for end in _SCALES
            if name.endswith(end)
        }

    def tensor(self, name: str) -> Tensor:
        """Read a weight; numbers in eight bits come back as those that they stand for."""
        import torch

        found = self._read(name)
        if name in self._scales:
            scale = self._read(self._scales[name]).float()
            whole = found.float()
            return whole * (scale.reshape(-1, *[1] * (whole.ndim - 1)) if scale.ndim else scale)
        # bfloat16 holds each of their values exactly; nothing can be computed in eight bits.
        is_small = found.dtype in (torch.float8_e4m3fn, torch.float8_e5m2)
        return found.to(torch.bfloat16) if is_small else found


def _is_safetensors(file: Path) -> bool:
    return not is_pickle(file) and file.suffix.lower() != GGUF


def _all_shapes(file: Path, allows_pickle: bool) -> Shapes:
    refuse_pickle(file, allows_pickle=allows_pickle)
    if _is_safetensors(file):
        return {name: tuple(entry["shape"]) for name, entry in read_header(file).items()}
    if file.suffix.lower() == GGUF:
        return {name: shape for name, (_, shape) in _read_gguf(file).items()}
    return {name: tuple(tensor.shape) for name, tensor in _unpickle(file).items()}


def _opened(file: Path) -> tuple[Callable[[str], Tensor], list[str]]:
    if file.suffix.lower() == GGUF:
        blocks = _read_gguf(file)
        return (lambda name: _dequantise(*blocks[name])), list(blocks)
    if is_pickle(file):
        held = _unpickle(file)
        return held.__getitem__, list(held)
    from safetensors import safe_open

    read_header(file)  # says in words what is wrong with it
    opened: Any = safe_open(file, framework="pt", device="cpu")
    return opened.get_tensor, list(opened.keys())


def _unpickle(file: Path) -> dict[str, Tensor]:
    import torch

    if not file.is_file():
        raise ModelMissing(f"{file} is not there. Check the path, or choose another file.")
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", UserWarning)  # of old ways of writing
            found: Any = torch.load(
                file, map_location="cpu", weights_only=True, mmap=zipfile.is_zipfile(file)
            )
    except pickle.UnpicklingError as error:  # torch's own words praise the unsafe way
        raise ModelBroken(
            f"{file} holds more than numbers, or is damaged, and was not opened: what else is in "
            "it could run code. Take the .safetensors version of this model."
        ) from error
    except Exception as error:  # other people's code, on a file that may hold anything
        reason = (str(error).strip() or type(error).__name__).splitlines()[0]
        raise ModelBroken(
            f"{file} is damaged, and was not opened ({reason}). Take the .safetensors version of "
            "this model."
        ) from error
    for key in ("state_dict", "module", "model", "params_ema", "params"):
        if isinstance(found, dict) and isinstance(found.get(key), dict):
            found = found[key]
    if not isinstance(found, dict):
        raise ModelBroken(f"{file} holds no named weights. Take the .safetensors version of it.")
    return {name: one for name, one in found.items() if isinstance(one, torch.Tensor)}


_Block = tuple[Any, tuple[int, ...]]  # a tensor of gguf's reader, and its shape


def _read_gguf(file: Path) -> dict[str, _Block]:
    from gguf import GGUFReader

    if not file.is_file():
        raise ModelMissing(f"{file} is not there. Check the path, or choose another file.")
    try:
        reader = GGUFReader(file)
    except Exception as error:  # other people's code, on a file that may hold anything
        raise ModelBroken(f"{file} is no sound GGUF file ({error}). {_AGAIN}") from error
    shaped: dict[str, _Block] = {}
    for tensor in reader.tensors:
        # Tools that knew two dimensions at most wrote the real shape beside the weight.
        told = reader.get_field(f"comfy.gguf.orig_shape.{tensor.name}")
        sides = told.contents() if told else reversed(tensor.shape.tolist())
        shaped[tensor.name] = (tensor, tuple(int(side) for side in sides))
    return shaped


def _dequantise(tensor: Any, shape: tuple[int, ...]) -> Tensor:
    import numpy as np
    import torch
    from gguf import GGMLQuantizationType, dequantize

    plain = (GGMLQuantizationType.F32, GGMLQuantizationType.F16)
    if tensor.tensor_type in plain:
        return torch.from_numpy(np.array(tensor.data)).reshape(shape)
    return torch.from_numpy(dequantize(tensor.data, tensor.tensor_type)).reshape(shape)
