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
from graphstudio.engine.offload import Mover
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
        is_waiting: Whether it waits in the machine's memory for its turn on a device.
    """

    name: str
    kind: str
    device: str
    precision: str
    size_bytes: int
    leases: int
    views: int = 0
    id: str = ""
    is_waiting: bool = False

    def __str__(self) -> str:
        return f"{self.name} {self.kind} ({self.size_bytes / _GIB:.1f} GiB on {self.device})"


@dataclass(slots=True)
class _Holding:
    net: Any  # Any: whatever the model's source loads
    model: Model[Any]
    where: torch.device
    precision: str
    size_bytes: int
    base: _Name | None  # of a view: what it shares its weights with
    leases: int = 0
    is_waiting: bool = False  # for its turn on a device

    @property
    def device(self) -> str:
        return str(self.where)


_Name = tuple[str, str, str, str]


class ModelStore:
    """Lend networks by (digest, kind, precision, device); the least lately used go first.

    A network that is lent is never put away, whatever the budget says, nor is one that a view
    shares its weights with: that would free nothing. What leaves a device waits in the machine's
    memory as long as there is room, and comes back from there without a file being read.

    Args:
        budget_bytes: Asked before each load, with the device: how much all networks there may
            take together.
        mover: Moves networks; None moves none: what leaves is read again.

    Attributes:
        on_load: Told of each network that was loaded, and of the seconds that it took; None for
            nobody.
    """

    def __init__(
        self, budget_bytes: Callable[[torch.device], int], mover: Mover | None = None
    ) -> None:
        self._budget_bytes = budget_bytes
        self._mover = mover
        self.on_load: Callable[[Model[Any], float], None] | None = None
        self._lock = threading.RLock()
        self._holdings: dict[_Name, _Holding] = {}  # the least lately used first

    @contextmanager
    def lease(
        self,
        model: Model[Net],
        device: torch.device,
        precision: torch.dtype,
        *,
        is_waiting: bool = False,
    ) -> Iterator[Net]:
        """Lend a network, loading it first if need be.

        Args:
            model: Which.
            device: Where it is to be.
            precision: How exact its weights are to be.
            is_waiting: Whether it is lent to a device that fetches its weights bit by bit, and so
                stays when others are put away for that device's sake.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
            OutOfMemory: It does not fit, even with everything else put away.
        """
        with self._lock:
            holding = self._take(model, device, precision)
            holding.leases += 1
            holding.is_waiting |= is_waiting
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
                one.is_waiting,
            )
            for name, one in held
        )

    def put_away(self, *, is_final: bool = True) -> int:
        """Let go every network that is not lent; say how many bytes they took.

        Args:
            is_final: Whether those go too that wait in the machine's memory; else others join them.
        """
        with self._lock:
            freed = self._shrink(None, 0, is_final=is_final)
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
        name = _named(model, device, precision)
        holding = self._holdings.get(name)
        if holding is None:
            holding = self._make(model, device, precision)
            self._holdings[name] = holding
        twin = self._twin_of(model, device, precision)
        for used in (*self._down_from(name), *([twin] if twin else [])):
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
            net = self._load(model, nets, device, precision)
            base = _named(parts[0], device, precision) if parts else None
            shared = sum(self._holdings[one].size_bytes for one in self._down_from(base))
        size = measure((*nets[:1], net))
        taken = size.cpu_bytes + size.gpu_bytes - shared if size.tensors else model.size_bytes
        return _Holding(net, model, device, kind, taken, base)

    def _load(
        self, model: Model[Any], nets: Sequence[Any], device: torch.device, precision: torch.dtype
    ) -> object:
        """Load a network; when memory runs out, put all others away and try once more."""

        def load() -> object:
            source, twin = model.source, self._twin_of(model, device, precision)
            if twin is not None and self._mover is not None:
                return self._mover.moved(self._holdings[twin].net, device)
            started = time.perf_counter()
            with _loading:
                if isinstance(source, ViewSource):
                    net: object = source.view(nets[0], nets[1:])
                else:
                    net = source.load(device, precision)
            if self.on_load is not None:
                self.on_load(model, time.perf_counter() - started)
            return net

        try:
            return load()
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        self._shrink(None, 0, is_final=False)
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

    def _shrink(self, place: str | None, allowed: int, *, is_final: bool | None = None) -> int:
        """Let go what is not lent, until the rest on a device takes no more than allowed.

        Args:
            place: Which device; None for all.
            allowed: In bytes.
            is_final: None has it wait for its turn elsewhere, if there is room; False does the
                same and leaves alone what waits already; True has nothing wait.
        """
        total, freed = sum(one.size_bytes for one in self._on(place).values()), 0
        while total - freed > allowed:
            shared = {one.base for one in self._holdings.values()}
            idle = [
                name
                for name, one in self._on(place).items()
                if not one.leases and name not in shared
                if is_final is not False or not one.is_waiting
            ]
            if not idle:
                break
            gone = self._holdings.pop(idle[0])
            freed += gone.size_bytes
            if not is_final:
                self._have_wait(gone)
        if freed:
            _collect()
        return freed

    def _have_wait(self, gone: _Holding) -> None:
        """Keep what leaves a device in the machine's memory, if there is room for it."""
        home = None if self._mover is None else self._mover.home(gone.where)
        if home is None or self._mover is None or gone.base is not None:
            return  # a view is soon made again
        name = _named(gone.model, home, gone.precision)
        if name in self._holdings or not self._mover.can_move(gone.net):
            return
        room = self._budget_bytes(home) - gone.size_bytes
        self._shrink(str(home), max(room, 0), is_final=True)
        if sum(one.size_bytes for one in self._on(str(home)).values()) > room:
            return
        try:
            net = self._mover.moved(gone.net, home)
        except Exception as error:
            if not is_out_of_memory(error):
                raise
            return
        self._holdings[name] = _Holding(
            net, gone.model, home, gone.precision, gone.size_bytes, None, is_waiting=True
        )

    def _twin_of(
        self, model: Model[Any], device: torch.device, precision: torch.dtype
    ) -> _Name | None:
        """Name the same network where it waits for its turn on a device."""
        home = None if self._mover is None else self._mover.home(device)
        if home is None or self._mover is None:
            return None
        name = _named(model, home, precision)
        twin = self._holdings.get(name)
        is_whole = twin is not None and twin.base is None and self._mover.can_move(twin.net)
        return name if is_whole else None

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


def _named(model: Model[Any], device: torch.device, precision: torch.dtype | str) -> _Name:
    return model.digest, model.kind, str(precision).removeprefix("torch."), str(device)


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
