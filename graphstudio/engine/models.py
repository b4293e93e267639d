"""Loaded networks: lent to nodes, kept for the next one, put away when room is needed."""

from __future__ import annotations

import gc
import sys
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, TypeVar, cast

from graphstudio.api import Model, ViewSource
from graphstudio.engine.failures import is_out_of_memory
from graphstudio.engine.sizes import measure
from graphstudio.errors import OutOfMemory

if TYPE_CHECKING:
    import torch

Net = TypeVar("Net")

_GIB = 1024**3
# While they load, libraries patch torch for the whole process: of two loads at once, in two
# stores, one is given networks without weights, and so is everybody after it.
_loading = threading.RLock()


@dataclass(frozen=True, slots=True)
class LoadedModel:
    """Describe one network in memory, for people.

    Attributes:
        name: What people call it.
        kind: What it is: "denoiser", "vae", "text_encoder".
        device: Where its weights are, such as "cuda:0".
        precision: How exact they are, such as "float16".
        size_bytes: What they take; of a view, what it does not share with its base.
        leases: How many nodes use it right now.
        views: How many others share its weights: it stays as long as they do.
        id: Names it among all that are loaded.
    """

    name: str
    kind: str
    device: str
    precision: str
    size_bytes: int
    leases: int
    views: int = 0
    id: str = ""

    def __str__(self) -> str:
        return f"{self.name} {self.kind} ({self.size_bytes / _GIB:.1f} GiB on {self.device})"


@dataclass(slots=True)
class _Holding:
    net: Any  # Any: whatever the model's source loads
    model: Model[Any]
    device: str
    precision: str
    size_bytes: int
    base: _Name | None  # of a view: what it shares its weights with
    leases: int = 0


_Name = tuple[str, str, str, str]


class ModelStore:
    """Lend networks by (digest, kind, precision, device); the least lately used go first.

    A network that is lent is never put away, whatever the budget says, nor is one that a view
    shares its weights with: that would free nothing.

    Args:
        budget_bytes: Asked before each load, with the device: how much all networks there may
            take together.

    Attributes:
        on_load: Told of each network that was loaded, and of the seconds that it took; None for
            nobody.
    """

    def __init__(self, budget_bytes: Callable[[torch.device], int]) -> None:
        self._budget_bytes = budget_bytes
        self.on_load: Callable[[Model[Any], float], None] | None = None
        self._lock = threading.RLock()
        self._holdings: dict[_Name, _Holding] = {}  # the least lately used first

    @contextmanager
    def lease(
        self, model: Model[Net], device: torch.device, precision: torch.dtype
    ) -> Iterator[Net]:
        """Lend a network, loading it first if need be.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
            OutOfMemory: It does not fit, even with everything else put away.
        """
        with self._lock:
            holding = self._take(model, device, precision)
            holding.leases += 1
        try:
            yield cast("Net", holding.net)
        finally:
            with self._lock:
                holding.leases -= 1

    @property
    def loaded(self) -> tuple[LoadedModel, ...]:
        """What is in memory, the least lately used first."""
        # Without the lock, so that nobody who only looks waits for a load.
        held = list(self._holdings.items())
        bases = [one.base for _, one in held]
        return tuple(
            LoadedModel(
                one.model.name,
                one.model.kind,
                one.device,
                one.precision,
                one.size_bytes,
                one.leases,
                bases.count(name),
                " ".join(name),
            )
            for name, one in held
        )

    def put_away(self) -> int:
        """Let go every network that is not lent; say how many bytes they took."""
        with self._lock:
            freed = self._shrink(None, 0)
        _collect()
        return freed

    def let_go(self, id: str) -> int:  # noqa: A002 - what a network's name is called
        """Let go one network, unless it is lent or shared; say how many bytes it took."""
        with self._lock:
            shared = {one.base for one in self._holdings.values()}
            found = [name for name in self._holdings if " ".join(name) == id]
            idle = [one for one in found if one not in shared and not self._holdings[one].leases]
            freed = sum(self._holdings.pop(one).size_bytes for one in idle)
        _collect()
        return freed

    def _take(self, model: Model[Any], device: torch.device, precision: torch.dtype) -> _Holding:
        place, kind = str(device), str(precision).removeprefix("torch.")
        name = (model.digest, model.kind, kind, place)
        holding = self._holdings.get(name)
        if holding is None:
            holding = self._make(model, device, precision)
            self._holdings[name] = holding
        for used in self._down_from(name):
            self._holdings[used] = self._holdings.pop(used)
        return holding

    def _make(self, model: Model[Any], device: torch.device, precision: torch.dtype) -> _Holding:
        """Load a network, or make a view of one that is lent meanwhile."""
        source, place, kind = model.source, str(device), str(precision).removeprefix("torch.")
        parts = (source.base, *source.extras) if isinstance(source, ViewSource) else ()
        with ExitStack() as lent:
            nets = [lent.enter_context(self.lease(one, device, precision)) for one in parts]
            allowed = self._budget_bytes(device) - model.size_bytes
            self._shrink(place, max(allowed, 0))
            started = time.perf_counter()
            net = self._load(model, nets, device, precision)
            if self.on_load is not None:
                self.on_load(model, time.perf_counter() - started)
            base = (parts[0].digest, parts[0].kind, kind, place) if parts else None
            shared = sum(self._holdings[one].size_bytes for one in self._down_from(base))
        size = measure((*nets[:1], net))
        taken = size.cpu_bytes + size.gpu_bytes - shared if size.tensors else model.size_bytes
        return _Holding(net, model, place, kind, taken, base)

    def _load(
        self, model: Model[Any], nets: Sequence[Any], device: torch.device, precision: torch.dtype
    ) -> object:
        """Load a network; when memory runs out, put all others away and try once more."""

        def load() -> object:
            source = model.source
            with _loading:
                if isinstance(source, ViewSource):
                    return source.view(nets[0], nets[1:])
                return source.load(device, precision)

        try:
            return load()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        self._shrink(None, 0)
        try:
            return load()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            reason = str(error).strip().partition("\n")[0] or type(error).__name__
        lent = ", ".join(str(one) for one in self.loaded)
        others = f" In use besides it: {lent}." if lent else ""
        raise OutOfMemory(
            f"{model.name} {model.kind} ({model.size_bytes / _GIB:.1f} GiB as stored) does not fit "
            f"on {device} in {str(precision).removeprefix('torch.')}: {reason}.{others} Choose a "
            "lower precision or a smaller model, or close other programs."
        )

    def _shrink(self, place: str | None, allowed: int) -> int:
        """Let go what is not lent, until the rest on a device takes no more than allowed."""
        total, freed = sum(one.size_bytes for one in self._on(place).values()), 0
        while total - freed > allowed:
            shared = {one.base for one in self._holdings.values()}
            held = self._on(place).items()
            idle = [name for name, one in held if not one.leases and name not in shared]
            if not idle:
                break
            freed += self._holdings.pop(idle[0]).size_bytes
        if freed:
            _collect()
        return freed

    def _down_from(self, name: _Name | None) -> tuple[_Name, ...]:
        """Name a network, what it is a view of, and so on."""
        found: list[_Name] = []
        while name is not None:
            found.append(name)
            name = self._holdings[name].base
        return tuple(found)

    def _on(self, place: str | None) -> dict[_Name, _Holding]:
        """Give what is on a device, the least lately used first; None means on any."""
        held = self._holdings.items()
        return {name: one for name, one in held if place is None or one.device == place}


def _collect() -> None:
    """Give memory back to the system: networks are full of cycles, and torch hoards blocks."""
    gc.collect()
    torch = sys.modules.get("torch")
    if torch is None:
        return
    if torch.cuda.is_initialized():
        torch.cuda.empty_cache()
    elif torch.backends.mps.is_available():
        torch.mps.empty_cache()
