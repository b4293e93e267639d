"""Which device networks run on and how exactly, and the networks that are on it.

torch is imported when the first network is lent, never before: planning a run, and a run whose
results are all there, do without it.
"""

from __future__ import annotations

import ctypes.util
import os
import platform
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

from graphstudio.api import Model
from graphstudio.engine.models import LoadedModel, ModelStore
from graphstudio.engine.thrift import Thrift, Thrifty
from graphstudio.errors import RunError

if TYPE_CHECKING:
    import torch

Net = TypeVar("Net")

VARIABLE = "GRAPHSTUDIO_DEVICE"
_SHARE = 0.8  # of a device's free memory: the rest is for what networks compute
_GPU_FILES = (  # of NVIDIA, of WSL, of AMD
    "nvidia[0-9]*",
    "dxg",
    "kfd",
)
_KNOWN = ("cpu", "cuda", "mps")


@dataclass(slots=True)
class Spared:
    """Note what was given up to need less memory, and what more could be.

    Attributes:
        words: What was done, and what it costs.
        offers: The rungs on which networks that were lent would need less.
    """

    words: list[str] = field(default_factory=list)
    offers: frozenset[Thrift] = frozenset()


class Devices:
    """Choose the device, and lend networks on it.

    Args:
        choice: "auto", "cpu", "cuda", "cuda:1", "mps"; None asks the environment variable
            GRAPHSTUDIO_DEVICE, and is "auto" where that is not set.
        budget_bytes: How much all loaded networks may take together; None works it out from
            the memory that is free when a network is loaded.
        precision: For models that say "auto": "float32", "float16" or "bfloat16"; "auto" leaves
            it to the device.

    Attributes:
        shortages: How often memory ran out so far.
    """

    def __init__(
        self,
        choice: str | None = None,
        budget_bytes: int | None = None,
        *,
        precision: str = "auto",
    ) -> None:
        self.shortages = 0
        self._choice = choice
        self._auto = precision
        self._budget_bytes = budget_bytes
        self._models = ModelStore(self._budget)
        self._thrift = Thrift.NORMAL
        self._spared = Spared()

    @cached_property
    def device(self) -> torch.device:
        """The device that networks run on. Imports torch.

        Raises:
            RunError: The device that was asked for is not there.
        """
        import torch

        choice = self.choice
        if choice == "auto":
            if torch.cuda.is_available():
                return torch.device("cuda", torch.cuda.current_device())
            return torch.device("mps" if torch.backends.mps.is_available() else "cpu")
        kind, _, number = choice.partition(":")
        if kind not in _KNOWN or (number and not (number.isdecimal() and kind == "cuda")):
            raise RunError(
                f"There is no device called {choice!r}. --device and {VARIABLE} take auto, cpu, "
                "cuda, cuda:1 (the second GPU) or mps."
            )
        count = {"cpu": 1, "mps": int(torch.backends.mps.is_available())}
        if int(number or 0) >= count.get(kind, torch.cuda.device_count()):
            raise RunError(
                f"The device {choice!r} was asked for, and torch does not find it on this "
                f"machine. Leave out --device and unset {VARIABLE} to use what is there, or see "
                "`graphstudio doctor`."
            )
        return torch.device(choice)

    @property
    def kind(self) -> str:
        """What kind of device that is, such as "cpu" or "cuda NVIDIA A100".

        torch is imported only where there may be another device than the CPU.

        Raises:
            RunError: The device that was asked for is not there.
        """
        choice = self.choice
        if choice == "cpu" or (choice == "auto" and not _may_have_gpu()):
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

        half = torch.bfloat16 if self.device.type == "cpu" else torch.float16
        name = str(half).removeprefix("torch.")
        self._spared.words.append(f"Networks count in {name}: fine detail may differ.")
        return half

    def _wanted_precision(self, model: Model[Any]) -> torch.dtype:
        import torch

        known = {
            "auto": torch.float32 if self.device.type == "cpu" else torch.float16,
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
        with self._models.lease(model, self.device, self.precision(model)) as net:
            if not isinstance(net, Thrifty):
                yield net
                return
            self._spared.offers |= {Thrift.PIECES}
            if self._thrift < Thrift.PIECES:
                yield net
                return
            with net.sparing() as (frugal, words):
                self._spared.words += [words] if words else []
                yield frugal

    @property
    def loaded(self) -> tuple[LoadedModel, ...]:
        """The networks that are in memory, the least lately used first."""
        return self._models.loaded

    def put_away(self) -> int:
        """Let go every network that no node uses right now; say how many bytes they took."""
        return self._models.put_away()

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


def _may_have_gpu() -> bool:
    """Tell, without importing torch, whether torch might find a GPU on this machine."""
    system = platform.system()
    if system == "Linux":
        return any(any(Path("/dev").glob(pattern)) for pattern in _GPU_FILES)
    if system == "Windows":
        return ctypes.util.find_library("nvcuda") is not None
    return True


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
