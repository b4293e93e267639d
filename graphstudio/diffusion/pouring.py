"""Blocks of weights on their way from a file into memory, and what is thought of them."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import torch

from graphstudio.diffusion.configs import again
from graphstudio.diffusion.file_reading import OpenFile
from graphstudio.diffusion.finite import Look, look_at
from graphstudio.errors import ModelBroken

BLOCK_BYTES = 1 << 21
"""What is read at once: it fits a processor's cache together with its cast copy."""

_MATRIX = 1 << 16  # numbers


@dataclass(frozen=True, slots=True)
class Block:
    """A part of a weight.

    Attributes:
        name: The weight's.
        target: Where it goes; flat.
        dtype: How it is stored.
        offset: Where it starts in its file, bytes.
    """

    name: str
    target: torch.Tensor
    dtype: torch.dtype
    offset: int


def refuse_blank(place: Path, weights: Iterable[torch.Tensor]) -> None:
    """Refuse weights that are all zeros, as a download leaves them that was broken off.

    Args:
        place: The file that they are from.
        weights: All that is in it.

    Raises:
        ModelBroken: There is not one number in it but zeros.
    """
    if not any(one.any() for one in weights):
        raise ModelBroken(
            f"{place} holds nothing but zeros where all its weights should be: its download was "
            f"broken off. {again(place)}"
        )


class Judge:
    """Weigh what was seen of the weights of one file.

    Args:
        place: The file or folder, for messages.
    """

    def __init__(self, place: Path) -> None:
        self._place = place
        self._strange: set[str] = set()
        self._overflowing: dict[str, torch.dtype] = {}
        self._filled: set[str] = set()
        self._short = False
        self._turn = threading.Lock()

    @property
    def is_broken(self) -> bool:
        """Say whether there is no point in reading on."""
        return bool(self._short or self._strange or self._overflowing)

    def note(self, name: str, look: Look) -> None:
        """Note what a look at a part of a stored weight found."""
        with self._turn:
            if not look.is_finite:
                self._strange.add(name)
            if not look.is_zero:
                self._filled.add(name)

    def note_cast(self, name: str, look: Look, dtype: torch.dtype) -> None:
        """Note what a look at the same part found after it was cast."""
        if not look.is_finite:
            with self._turn:
                self._overflowing[name] = dtype

    def note_short(self) -> None:
        """Note that the file has fewer bytes than its header says."""
        self._short = True

    def decide(self, shapes: dict[str, torch.Size]) -> None:
        """Refuse what no network can use.

        Args:
            shapes: Of each weight that was poured, in the order in which they are stored.

        Raises:
            ModelBroken: Numbers are missing, not finite, too large, or zeros that nobody wrote.
        """
        if self._short:
            raise ModelBroken(
                f"{self._place} became shorter while it was read. If it is still being "
                f"downloaded, wait until that is done. {again(self._place)}"
            )
        if self._strange:
            raise ModelBroken(
                f"{self._place}: {min(self._strange)} holds numbers that are not finite. "
                f"{again(self._place)}"
            )
        if self._overflowing:
            name, dtype = min(self._overflowing.items())
            raise ModelBroken(
                f"{self._place}: {name} holds numbers that are too large for "
                f"{str(dtype).removeprefix('torch.')}. Set the precision to bfloat16 or float32."
            )
        self._refuse_zeros(shapes)

    def _refuse_zeros(self, shapes: dict[str, torch.Size]) -> None:
        """Refuse what a killed download leaves: the space was set aside and never written.

        One layer of zeros at the end may be meant: new branches of a network start silent.
        """
        empty: list[str] = []
        for name in reversed(shapes):
            if name in self._filled or not shapes[name].numel():
                break
            empty.append(name)
        matrices = [shapes[name].numel() for name in empty if len(shapes[name]) > 1]
        if len(empty) == len(shapes) or len(matrices) > 1 or max(matrices, default=0) >= _MATRIX:
            what = "all its weights" if len(empty) == len(shapes) else f"its last {len(empty)}"
            raise ModelBroken(
                f"{self._place} holds nothing but zeros where {what} should be: its download "
                f"was broken off. {again(self._place)}"
            )


class Pourer:
    """Read blocks of one file into their places; any thread may.

    Args:
        file: The file.
        judge: Told what is seen.
    """

    def __init__(self, file: OpenFile, judge: Judge) -> None:
        self._file = file
        self._judge = judge
        self._own = threading.local()

    def pour(self, block: Block) -> None:
        """Read a block, look at it, cast it and put it where it belongs.

        Raises:
            ModelBroken: The file cannot be read.
        """
        if self._judge.is_broken:
            return
        target = block.target
        goes_straight = target.dtype == block.dtype and target.device.type == "cpu"
        raw = target if goes_straight else self._scratch(block)
        if not self._file.read_into(_bytes_of(raw), block.offset):
            self._judge.note_short()
            return
        look = look_at(raw)
        self._judge.note(block.name, look)
        if goes_straight or not look.is_finite:
            return
        if target.device.type == "cpu":
            target.copy_(raw)
            cast = target
        else:
            cast = self._send(raw, target)
        if target.dtype != block.dtype:
            self._judge.note_cast(block.name, look_at(cast), target.dtype)

    def _scratch(self, block: Block) -> torch.Tensor:
        """Give this thread's buffer, as numbers of the stored type."""
        if not hasattr(self._own, "raw"):
            self._own.raw = torch.empty(BLOCK_BYTES, dtype=torch.uint8)
        raw: torch.Tensor = self._own.raw
        return raw[: block.target.numel() * block.dtype.itemsize].view(block.dtype)

    def _send(self, raw: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
        """Send a block to another device, while the next one is read.

        Memory that the device may fetch by itself is slow to get, so each thread keeps two
        buffers of it, and waits only until the one before the last has arrived.
        """
        if target.device.type != "cuda":
            widened = raw.to(target.dtype)
            target.copy_(widened)
            return widened
        if not hasattr(self._own, "pinned"):
            room = BLOCK_BYTES * 2  # a block in half precision doubles in full
            self._own.pinned = [
                (torch.empty(room, dtype=torch.uint8, pin_memory=True), torch.cuda.Event())  # type: ignore[no-untyped-call]
                for _ in range(2)
            ]
        self._own.pinned.reverse()
        buffer, arrived = self._own.pinned[0]
        arrived.synchronize()
        cast: torch.Tensor = buffer[: target.numel() * target.element_size()].view(target.dtype)
        cast.copy_(raw)
        target.copy_(cast, non_blocking=True)
        arrived.record(torch.cuda.current_stream(target.device))
        return cast


def _bytes_of(numbers: torch.Tensor) -> memoryview:
    return numbers.view(torch.uint8).numpy().data
