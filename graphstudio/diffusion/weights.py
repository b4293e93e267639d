"""Weight files as they lie on disk: found and checked by their header, never loaded here.

Reading a header takes a millisecond and catches what downloads do to files: cut short, replaced
by a web page or by a Git LFS pointer. It needs no torch.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from math import prod
from pathlib import Path
from typing import Any

from graphstudio.errors import ModelBroken, ModelMissing

_GET_IT_AGAIN = "Download the file again; it must be the .safetensors file itself."
_PICKLES = (".bin", ".ckpt", ".pt", ".pth")
_HEADER_LIMIT_BYTES = 100_000_000  # the format's own limit


@dataclass(frozen=True, slots=True)
class Weights:
    """Name the safetensors files of one network.

    Attributes:
        files: One file, or the shards of one network in order.
        variant: "" or the part between name and ending, such as "fp16".
        size_bytes: Bytes of all files together.
        tensors: Names of all tensors in them.
        parameters: Numbers in them; networks are this large times the bytes of a number.
    """

    files: tuple[Path, ...]
    variant: str
    size_bytes: int
    tensors: frozenset[str]
    parameters: int


def find_weights(folder: Path, stem: str) -> Weights:
    """Find and check the weights of the network in a folder.

    The file without a variant is taken first, then fp16, then any other variant by name.

    Args:
        folder: A component's folder, such as `model/unet`.
        stem: Start of the file name: "diffusion_pytorch_model" or "model".

    Raises:
        ModelMissing: There is no safetensors file.
        ModelBroken: A file is cut short, or is something else.
    """
    files, variant = _choose(folder, stem)
    tensors = {name: entry for file in files for name, entry in read_header(file).items()}
    if not tensors:
        raise ModelBroken(f"{files[0]} holds no weights. {_GET_IT_AGAIN}")
    size = sum(file.stat().st_size for file in files)
    count = sum(prod(entry.get("shape", ())) for entry in tensors.values())
    return Weights(files, variant, size, frozenset(tensors), count)


def is_pickle(file: Path) -> bool:
    """Say whether a file is a pickle, which can run any code when it is opened, by its name."""
    return file.suffix.lower() in _PICKLES


def read_header(file: Path) -> dict[str, Any]:
    """Read which tensors a safetensors file holds, and check that all their bytes are there.

    Returns:
        By tensor name: dtype, shape and data_offsets, as stored.

    Raises:
        ModelMissing: There is no such file.
        ModelBroken: The file is cut short, or is something else.
    """
    return read_header_and_metadata(file)[0]


def read_metadata(file: Path) -> dict[str, str]:
    """Read what a safetensors file says about itself; empty where it says nothing.

    Raises:
        ModelMissing: There is no such file.
        ModelBroken: The file is cut short, or is something else.
    """
    return read_header_and_metadata(file)[1]


def read_header_and_metadata(file: Path) -> tuple[dict[str, Any], dict[str, str]]:
    """Read both at once, as `read_header` and `read_metadata` do.

    Raises:
        ModelMissing: There is no such file.
        ModelBroken: The file is cut short, or is something else.
    """
    header = _read_whole_header(file)
    told = header.pop("__metadata__", None)
    said = {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}
    return header, said


def _read_whole_header(file: Path) -> dict[str, Any]:
    if is_pickle(file):
        raise ModelBroken(
            f"{file} is a pickle, which can run any code when it is opened, so GraphStudio does "
            "not open it. Choose the .safetensors version of this file."
        )
    try:
        size = file.stat().st_size
        with file.open("rb") as stream:
            start = stream.read(64)
            length = int.from_bytes(start[:8], "little")
            _refuse_other_formats(file, start, size)
            if len(start) < 8 or not 2 <= length <= min(size - 8, _HEADER_LIMIT_BYTES):
                raise ModelBroken(
                    f"{file} is cut short or damaged: its header does not fit into its "
                    f"{size} bytes. {_GET_IT_AGAIN}"
                )
            stream.seek(8)
            text = stream.read(length)
    except FileNotFoundError:
        raise ModelMissing(f"{file} is not there. Download the whole model folder.") from None
    except OSError as error:
        raise ModelBroken(f"{file} cannot be read ({error.strerror}).") from error
    return _check_offsets(file, text, size - 8 - length)


def _refuse_other_formats(file: Path, start: bytes, size: int) -> None:
    if size == 0:
        raise ModelBroken(f"{file} is empty. {_GET_IT_AGAIN}")
    if start.startswith(b"version https://git-lfs"):
        raise ModelBroken(
            f"{file} is a Git LFS pointer, not the weights. Run `git lfs pull` in the model's "
            "folder, or download the file itself."
        )
    if start.lstrip().startswith(b"<"):
        raise ModelBroken(
            f"{file} is a web page, not weights: the download was refused or needs a login. "
            f"{_GET_IT_AGAIN}"
        )


def _check_offsets(file: Path, text: bytes, data_bytes: int) -> dict[str, Any]:
    try:
        header = json.loads(text)
        tensors = (entry for name, entry in header.items() if name != "__metadata__")
        end = max((entry["data_offsets"][1] for entry in tensors), default=0)
    except (ValueError, AttributeError, KeyError, TypeError, IndexError, RecursionError) as error:
        raise ModelBroken(
            f"{file} is no safetensors file: its header makes no sense. {_GET_IT_AGAIN}"
        ) from error
    if end != data_bytes:
        raise ModelBroken(
            f"{file} is cut short or damaged: it should hold {end} bytes of weights and holds "
            f"{data_bytes}. {_GET_IT_AGAIN}"
        )
    return dict(header)


def _choose(folder: Path, stem: str) -> tuple[tuple[Path, ...], str]:
    for variant in _variants(folder, stem):
        dotted = f".{variant}" if variant else ""
        single = folder / f"{stem}{dotted}.safetensors"
        if single.is_file():
            return (single,), variant
        index = folder / f"{stem}.safetensors.index{dotted}.json"
        if index.is_file():
            return _shards(index), variant
    pickles = sorted(p.name for p in folder.glob(f"{stem}*") if p.suffix in _PICKLES)
    if pickles:
        raise ModelMissing(
            f"{folder} holds its weights only as a pickle ({pickles[0]}), which can run any "
            "code when it is opened, so GraphStudio does not open it. Download the "
            ".safetensors version of this model, or convert it with "
            "`save_pretrained(..., safe_serialization=True)` on a machine that may run it."
        )
    raise ModelMissing(
        f"{folder / stem}.safetensors is not there. Download the whole model folder again."
    )


def _variants(folder: Path, stem: str) -> Iterator[str]:
    yield ""
    yield "fp16"
    for path in sorted(folder.glob(f"{stem}.*.safetensors")):
        variant = path.name.removeprefix(f"{stem}.").removesuffix(".safetensors")
        if variant != "fp16" and "-of-" not in variant:
            yield variant


def _shards(index: Path) -> tuple[Path, ...]:
    try:
        names = sorted(set(json.loads(index.read_text("utf-8"))["weight_map"].values()))
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise ModelBroken(f"{index} cannot be read as a list of shards. {_GET_IT_AGAIN}") from error
    if not names or any(not isinstance(name, str) or Path(name).name != name for name in names):
        raise ModelBroken(f"{index} names no files of its own folder. {_GET_IT_AGAIN}")
    return tuple(index.parent / name for name in names)
