"""Weights where they are stored, poured into memory in one pass and looked at on the way.

Each block is read straight into the memory where it stays (or, where it must be cast, into a small
buffer that stays in the processor's cache), and looked at while it is still in that cache. Several
threads take blocks in the order of the file, so that reading, looking and casting overlap.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

import torch

from graphstudio.diffusion.configs import again
from graphstudio.diffusion.file_reading import OpenFile, read_ahead
from graphstudio.diffusion.finite import look_at
from graphstudio.diffusion.pouring import BLOCK_BYTES, Block, Judge, Pourer
from graphstudio.diffusion.weights import read_layout
from graphstudio.errors import ModelBroken

_TYPES = {
    "F64": torch.float64,
    "F32": torch.float32,
    "F16": torch.float16,
    "BF16": torch.bfloat16,
    "F8_E4M3": torch.float8_e4m3fn,
    "F8_E5M2": torch.float8_e5m2,
    "I64": torch.int64,
    "I32": torch.int32,
    "I16": torch.int16,
    "I8": torch.int8,
    "U8": torch.uint8,
    "BOOL": torch.bool,
}


@dataclass(frozen=True, slots=True)
class Piece:
    """A weight and the memory that it is poured into.

    Attributes:
        name: What it is called where it is stored.
        target: Contiguous, of the stored shape; its type may be another.
    """

    name: str
    target: torch.Tensor


class StoredWeights(Protocol):
    """Weights that can be poured."""

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Give the shape of each weight by its name."""

    def pour(self, pieces: Sequence[Piece]) -> None:
        """Fill the memory of all pieces.

        Raises:
            ModelBroken: They hold what no network can use.
        """


class HeldWeights:
    """Weights that are in memory already; they are copied.

    Args:
        tensors: By their names.
        place: Where they come from, for messages.
    """

    def __init__(self, tensors: Mapping[str, torch.Tensor], place: Path) -> None:
        self._tensors = tensors
        self._place = place

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Give the shape of each weight by its name."""
        return {name: tuple(tensor.shape) for name, tensor in self._tensors.items()}

    def pour(self, pieces: Sequence[Piece]) -> None:
        """Copy them.

        Raises:
            ModelBroken: They hold what no network can use.
        """
        judge = Judge(self._place)
        for piece in pieces:
            tensor = self._tensors[piece.name].detach()
            piece.target.copy_(tensor)
            judge.note(piece.name, look_at(tensor.cpu().contiguous()))
            if tensor.dtype != piece.target.dtype:
                judge.note_cast(piece.name, look_at(piece.target.cpu()), piece.target.dtype)
        judge.decide({piece.name: piece.target.shape for piece in pieces})


class WeightFiles:
    """Weights in safetensors files: one, or the shards of one network.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: A file is cut short, or is something else.
    """

    def __init__(self, files: Sequence[Path]) -> None:
        self._stored: dict[str, _Stored] = {}
        for file in files:
            for name, stored in _stored_in(file).items():
                if name in self._stored:
                    raise ModelBroken(
                        f"{file} and {self._stored[name].file} both hold {name}. {again(file)}"
                    )
                self._stored[name] = stored
            read_ahead(file)  # while the network is built

    @property
    def shapes(self) -> Mapping[str, tuple[int, ...]]:
        """Give the shape of each weight by its name."""
        return {name: stored.shape for name, stored in self._stored.items()}

    def pour(self, pieces: Sequence[Piece]) -> None:
        """Read each file once.

        Raises:
            ModelBroken: They hold what no network can use, or cannot be read.
        """
        by_file: dict[Path, list[Piece]] = {}
        for piece in sorted(pieces, key=lambda piece: self._stored[piece.name].offset):
            by_file.setdefault(self._stored[piece.name].file, []).append(piece)
        for file, own in by_file.items():
            if not self._read(file, own):
                self._read_again(file, own)

    def _read(self, file: Path, pieces: Sequence[Piece]) -> bool:
        """Read a file and judge it; say whether it stayed the same meanwhile."""
        judge = Judge(file)
        with OpenFile(file) as opened:
            pourer = Pourer(opened, judge)
            blocks = [block for piece in pieces for block in self._blocks(piece)]
            with ThreadPoolExecutor(min(4, os.cpu_count() or 1), "weights") as pool:
                for _ in pool.map(pourer.pour, blocks):
                    continue
            if opened.has_changed():
                return False
        for device in {piece.target.device for piece in pieces}:
            if device.type == "cuda":
                torch.cuda.synchronize(device)
        judge.decide({piece.name: piece.target.shape for piece in pieces})
        return True

    def _read_again(self, file: Path, pieces: Sequence[Piece]) -> None:
        before = {name: stored for name, stored in self._stored.items() if stored.file == file}
        if _stored_in(file) != before or not self._read(file, pieces):
            raise ModelBroken(
                f"{file} changed while it was read: somebody is writing to it. Wait until the "
                "download or the copy is done, and run again."
            )

    def _blocks(self, piece: Piece) -> Iterator[Block]:
        stored = self._stored[piece.name]
        flat = piece.target.view(-1)
        size = stored.dtype.itemsize
        step = BLOCK_BYTES // size
        for start in range(0, flat.numel(), step):
            part = flat[start : start + step]
            yield Block(piece.name, part, stored.dtype, stored.offset + start * size)


@dataclass(frozen=True, slots=True)
class _Stored:
    file: Path
    offset: int  # from the start of the file
    dtype: torch.dtype
    shape: tuple[int, ...]


def _stored_in(file: Path) -> dict[str, _Stored]:
    start, tensors = read_layout(file)
    return {
        name: _Stored(
            file,
            start + entry["data_offsets"][0],
            _TYPES[entry["dtype"]],
            tuple(entry["shape"]),
        )
        for name, entry in tensors.items()
    }
