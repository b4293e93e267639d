"""Weight files as they lie on disk: found and checked by their header, never loaded here.

Reading a header takes a millisecond and catches what downloads do to files: cut short, replaced
by a web page or by a Git LFS pointer. It needs no torch.
"""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from math import prod
from pathlib import Path
from typing import Any

from graphstudio.diffusion.headers import (
    GET_IT_AGAIN,
    check_header,
    hint_of_download,
    refuse_other_formats,
)
from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.ticks import is_settled

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


def find_weights(folder: Path, stem: str, variant: str | None = None) -> Weights:
    """Find and check the weights of the network in a folder.

    The file without a variant is taken first, then fp16, then any other variant by name.

    Args:
        folder: A component's folder, such as `model/unet`.
        stem: Start of the file name: "diffusion_pytorch_model" or "model".
        variant: The only variant that will do; None takes the first that is there.

    Raises:
        ModelMissing: There is no safetensors file.
        ModelBroken: A file is cut short, or is something else.
    """
    files, found = choose_weights(folder, stem, variant)
    tensors = {name: entry for file in files for name, entry in read_header(file).items()}
    if not tensors:
        raise ModelBroken(f"{files[0]} holds no weights. {GET_IT_AGAIN}")
    size = sum(file.stat().st_size for file in files)
    count = sum(prod(entry.get("shape", ())) for entry in tensors.values())
    return Weights(files, found, size, frozenset(tensors), count)


def choose_weights(
    folder: Path, stem: str, only: str | None = None
) -> tuple[tuple[Path, ...], str]:
    """Choose among the weights of the network in a folder as `find_weights` does; none is read.

    Returns:
        One file or its shards, and their variant.

    Raises:
        ModelMissing: There is no safetensors file.
        ModelBroken: The list of shards cannot be read.
    """
    for variant in _variants(folder, stem) if only is None else (only,):
        dotted = f".{variant}" if variant else ""
        single = folder / f"{stem}{dotted}.safetensors"
        if single.is_file() or single.is_symlink():
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
        f"{hint_of_download(folder / f'{stem}.safetensors')}"
    )


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
    return read_layout(file)[1]


def read_layout(file: Path) -> tuple[int, dict[str, Any]]:
    """Read which tensors a safetensors file holds, and at which byte they start.

    Returns:
        The byte that the offsets count from, and by tensor name: dtype, shape and data_offsets.

    Raises:
        ModelMissing: There is no such file.
        ModelBroken: The file is cut short, or is something else.
    """
    start, header = _read_whole_header(file)
    header.pop("__metadata__", None)
    return start, header


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
    header = _read_whole_header(file)[1]
    told = header.pop("__metadata__", None)
    said = {str(key): str(value) for key, value in told.items()} if isinstance(told, dict) else {}
    return header, said


def _read_whole_header(file: Path) -> tuple[int, dict[str, Any]]:
    try:
        facts = file.stat()
    except OSError:
        return _read_anew(file)  # which says what is wrong
    stamp = (facts.st_size, facts.st_mtime_ns, facts.st_ctime_ns, facts.st_ino)
    can_tell = is_settled(*stamp[1:3])
    start, header = _remembered(file.absolute(), stamp) if can_tell else _read_anew(file)
    return start, dict(header)


@lru_cache(maxsize=64)
def _remembered(file: Path, _stamp: tuple[int, ...]) -> tuple[int, dict[str, Any]]:
    """Read a header once, while its file stays as it is: each plan of a run looks at it."""
    return _read_anew(file)


def _read_anew(file: Path) -> tuple[int, dict[str, Any]]:
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
            refuse_other_formats(file, start, size)
            if len(start) < 8 or not 2 <= length <= min(size - 8, _HEADER_LIMIT_BYTES):
                raise ModelBroken(
                    f"{file} is cut short or damaged: its header does not fit into its "
                    f"{size} bytes. {GET_IT_AGAIN}{hint_of_download(file)}"
                )
            stream.seek(8)
            text = stream.read(length)
    except FileNotFoundError:
        raise ModelMissing(_missing(file)) from None
    except OSError as error:
        raise ModelBroken(
            f"{file} cannot be read ({error.strerror}). Check the drive, and that you may read it."
        ) from error
    return 8 + length, check_header(file, text, size - 8 - length)


def _missing(file: Path) -> str:
    if file.is_symlink():
        return (
            f"{file} is a link to {file.readlink()}, which is not there. Put that file back, or "
            "download the whole model folder again."
        )
    return f"{file} is not there. Download the whole model folder.{hint_of_download(file)}"


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
        raise ModelBroken(f"{index} cannot be read as a list of shards. {GET_IT_AGAIN}") from error
    if not names or any(not isinstance(name, str) or Path(name).name != name for name in names):
        raise ModelBroken(f"{index} names no files of its own folder. {GET_IT_AGAIN}")
    return tuple(index.parent / name for name in names)
