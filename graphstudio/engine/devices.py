"""Which device networks run on and how exactly, and the networks that are on it.

torch is imported when the first network is lent, never before: planning a run, and a run whose
results are all there, do without it.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, TypeVar

from graphstudio.api import Model, ViewSource
from graphstudio.engine.models import LoadedModel, ModelStore
from graphstudio.engine.offload import Grain, Mover
from graphstudio.engine.places import find_place, may_have_gpu
from graphstudio.engine.thrift import Thrift, Thrifty
from graphstudio.errors import RunError

if TYPE_CHECKING:
    import torch

Net = TypeVar("Net")

VARIABLE = "GRAPHSTUDIO_DEVICE"
_SHARE = 0.8  # of a device's free memory: the rest is for what networks compute
_GROUPED = frozenset({"denoiser", "text_encoder", "vae", "image_encoder"})
_ABOUT: dict[Grain, str] = {
    "block": "Models come to the device block by block: a little slower, same picture.",
    "leaf": "Models come to the device layer by layer: much slower, same picture.",
}


@dataclass(slots=True)
class Spared:
    """Note what was given up to need less memory, and what more could be.

    Attributes:
        words: What was done, and what it costs.
        offers: The rungs on which networks that were lent would need less.
        is_exact: Whether the numbers are what they would have been.
    """

    words: list[str] = field(default_factory=list)
    offers: frozenset[Thrift] = frozenset()
    is_exact: bool = True

    def note(self, words: str, *, is_exact: bool) -> None:
        """Note what was done, and whether it changes numbers."""
        self.words.append(words)
        self.is_exact = self.is_exact and is_exact


class Devices:
    """Choose the device, and lend networks on it.

    Args:
        choice: "auto", "cpu", "cuda", "cuda:1", "mps"; None asks the environment variable
            GRAPHSTUDIO_DEVICE, and is "auto" where that is not set.
        budget_bytes: How much all loaded networks may take together; None works it out from
            the memory that is free when a network is loaded.
        precision: For models that say "auto": "float32", "float16" or "bfloat16"; "auto" leaves
            it to the device.
        mover: Moves networks between a device and the machine's memory; None moves none.

    Attributes:
        shortages: How often memory ran out so far.
    """

    def __init__(
        self,
        choice: str | None = None,
        budget_bytes: int | None = None,
        *,
        precision: str = "auto",
        mover: Mover | None = None,
    ) -> None:
        self.shortages = 0
        self._choice = choice
        self._auto = precision
        self._budget_bytes = budget_bytes
        self._models = ModelStore(self._budget, mover)
        self._mover = mover
        self._thrift = Thrift.NORMAL
        self._spared = Spared()

    @cached_property
    def device(self) -> torch.device:
        """The device that networks run on. Imports torch.

        Raises:
            RunError: The device that was asked for is not there.
        """
        remedy = (
            f"Leave out --device and unset {VARIABLE} to use what is there, or see "
            "`graphstudio doctor`."
        )
        return find_place(self.choice, who=f"--device and {VARIABLE} take", remedy=remedy)

    def device_of(self, model: Model[Any]) -> torch.device:
        """Say where a network runs: where it was placed, or with all others. Imports torch.

        Raises:
            RunError: The device that was asked for is not there.
        """
        if model.place == "auto":
            return self.device
        remedy = "Choose auto, or another device, where it is placed."
        found = find_place(model.place, who=f"{model.name} may be placed on", remedy=remedy)
        # One GPU has one name, lest a network is loaded twice.
        same = found.type == self.device.type and found.index in (None, self.device.index or 0)
        return self.device if same else found

    @property
    def kind(self) -> str:
        """What kind of device that is, such as "cpu" or "cuda NVIDIA A100".

        torch is imported only where there may be another device than the CPU.

        Raises:
            RunError: The device that was asked for is not there.
        """
        choice = self.choice
        if choice == "cpu" or (choice == "auto" and not may_have_gpu()):
            return "cpu"
        device = self.device
        if device.type != "cuda":
            return device.type
        import torch

        return f"cuda {torch.cuda.get_device_name(device)}"

    @property
    def choice(self) -> str:
        """What was asked for: "auto", or the name of a device. Imports nothing."""
        return self._choice or os.environ.get(VARIABLE) or "auto"

    @property
    def auto_precision(self) -> str:
        """The precision that was asked for, for models that say "auto"."""
        return self._auto

    @property
    def chosen(self) -> torch.device | None:
        """The same, as far as somebody asked for it; None before. Imports nothing."""
        known: torch.device | None = vars(self).get("device")
        return known

    def precision(self, model: Model[Any]) -> torch.dtype:
        """Say how exactly a network runs.

        "auto" is what was asked for at the start; or else float32 on the CPU, float16 elsewhere.
        A network that says "auto" is half as exact while memory is short.

        Raises:
            RunError: The model asks for a precision that does not exist.
        """
        exact = self._wanted_precision(model)
        if model.precision != "auto" or exact.itemsize <= 2:
            return exact
        self._spared.offers |= {Thrift.HALF}
        if self._thrift < Thrift.HALF:
            return exact
        import torch

        half = torch.bfloat16 if self.device_of(model).type == "cpu" else torch.float16
        name = str(half).removeprefix("torch.")
        self._spared.note(f"Networks count in {name}: fine detail may differ.", is_exact=False)
        return half

    def _wanted_precision(self, model: Model[Any]) -> torch.dtype:
        import torch

        known = {
            "auto": torch.float32 if self.device_of(model).type == "cpu" else torch.float16,
            "float32": torch.float32,
            "float16": torch.float16,
            "bfloat16": torch.bfloat16,
        }
        wanted = self._auto if model.precision == "auto" else model.precision
        if wanted not in known:
            offer = ", ".join(known)
            raise RunError(f"{model.name}: {wanted!r} is no precision. Choose of {offer}.")
        return known[wanted]

    @contextmanager
    def sparing(self, thrift: Thrift) -> Iterator[Spared]:
        """Lend networks sparingly, for the length of a `with` block.

        Returns:
            Filled as networks are lent: what was done, and what could be besides.
        """
        before = self._thrift, self._spared
        self._thrift, self._spared = thrift, Spared()
        try:
            yield self._spared
        finally:
            self._thrift, self._spared = before

    @contextmanager
    def lease(self, model: Model[Net]) -> Iterator[Net]:
        """Lend a network with its weights on the device, making room for it first.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
            OutOfMemory: It does not fit, even with everything else put away.
        """
        with self._whole_or_grouped(model) as net:
            if not isinstance(net, Thrifty):
                yield net
                return
            self._spared.offers |= {Thrift.PIECES}
            if not self._thrift.in_pieces:
                yield net
                return
            with net.sparing() as (frugal, words):
                if words:
                    self._spared.note(words, is_exact=False)
                yield frugal

    @contextmanager
    def _whole_or_grouped(self, model: Model[Net]) -> Iterator[Net]:
        """Lend a network that is on its device, or one whose weights come there bit by bit."""
        device, precision = self.device_of(model), self.precision(model)
        home = None if self._mover is None else self._mover.home(device)
        # A view that was compiled or recorded is that of one device, and whole there.
        is_bound = model.tuning.is_bound or bool(model.fact("is_quantised"))
        can_group = model.kind in _GROUPED and not is_bound
        if self._mover is None or home is None or not can_group:
            with self._models.lease(model, device, precision) as net:
                yield net
            return
        self._spared.offers |= {Thrift.GROUPS, Thrift.SEQUENTIAL}
        if self._thrift.grain is None:
            with self._models.lease(model, device, precision) as net:
                yield net
            return
        with self._models.lease(model, home, precision, is_waiting=True) as waiting:
            # The processor rounds otherwise than the GPU where it merges a LoRA.
            is_exact = not isinstance(model.source, ViewSource)
            self._spared.note(_ABOUT[self._thrift.grain], is_exact=is_exact)
            yield self._mover.in_groups(waiting, device, self._thrift.grain)

    @property
    def keeps_apart(self) -> bool:
        """Whether networks run in a memory of their own and can wait in the machine's."""
        device = self.chosen
        return device is not None and self._mover is not None and bool(self._mover.home(device))

    @property
    def loaded(self) -> tuple[LoadedModel, ...]:
        """The networks that are in memory, the least lately used first."""
        return self._models.loaded

    def put_away(self, *, is_final: bool = True) -> int:
        """Let go every network that no node uses right now; say how many bytes they took.

        Args:
            is_final: Whether nothing stays; else what leaves a GPU waits in the machine's memory.
        """
        return self._models.put_away(is_final=is_final)

    def let_go(self, id: str) -> int:  # noqa: A002 - what a network's name is called
        """Let go one network, unless it is lent or shared; say how many bytes it took."""
        return self._models.let_go(id)

    def watch_loads(self, told: Callable[[Model[Any], float], None] | None) -> None:
        """Say who is told of each network that is loaded, and of the seconds that it took."""
        self._models.on_load = told

    def free_bytes(self) -> int | None:
        """Say what is free where networks run; None before a device was chosen."""
        device = self.chosen
        return None if device is None else _free_bytes(device)

    def _budget(self, device: torch.device) -> int:
        """Say how much networks on a device may take together, those there already included."""
        if self._budget_bytes is not None:
            return self._budget_bytes
        held = sum(one.size_bytes for one in self.loaded if one.device == str(device))
        return held + int(_free_bytes(device) * _SHARE)


def machine_free_bytes() -> int:
    """Say how much of the machine's own memory is free."""
    import psutil  # slow to import, and few need it

    return int(psutil.virtual_memory().available)


def _free_bytes(device: torch.device) -> int:
    if device.type != "cuda":
        return machine_free_bytes()
    import torch

    hoarded = torch.cuda.memory_reserved(device) - torch.cuda.memory_allocated(device)
    return int(torch.cuda.mem_get_info(device)[0]) + hoarded
