"""What is in the worker's memory, as the window shows it."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Sequence

from graphstudio.engine.cache import ResultCache
from graphstudio.engine.devices import Devices, machine_free_bytes
from graphstudio.engine.keys import Key
from graphstudio.engine.models import LoadedModel
from graphstudio.engine.plan import Plan
from graphstudio.engine.steps import MemoryShelf, StepShelf
from graphstudio.session.worker.monitor import Monitor
from graphstudio.session.worker.protocol import MemoryTold, ModelHeld, ResultHeld
from graphstudio.session.worker.usage import Meter

_MOST_RESULTS = 5
_MOST_NAMES = 20_000


class Inventory:
    """List what one engine holds.

    Args:
        meter: Measures the device.
        devices: Hold networks.
        cache: Holds results.
        shelf: Holds states of steps.
        monitor: Knows the last half hour.
    """

    def __init__(
        self,
        meter: Meter,
        devices: Devices,
        cache: ResultCache,
        shelf: StepShelf | None,
        monitor: Monitor,
    ) -> None:
        self._monitor = monitor
        self._meter = meter
        self._devices = devices
        self._cache = cache
        self._shelf = shelf
        self._names: OrderedDict[Key, tuple[str, str]] = OrderedDict()

    def learn(self, plan: Plan) -> None:
        """Remember which nodes make which results; the names of long ago are forgotten."""
        for node in plan.nodes:
            self._names[node.key] = (node.title, node.id)
        while len(self._names) > _MOST_NAMES:
            self._names.popitem(last=False)

    def tell(self) -> MemoryTold:
        """List everything now."""
        usage, stats = self._meter.read(), self._cache.stats
        models = sorted(self._devices.loaded, key=lambda one: -one.size_bytes)
        shelf = self._shelf
        return MemoryTold(
            device=usage.device,
            used_bytes=usage.used_bytes,
            total_bytes=usage.total_bytes,
            free_bytes=machine_free_bytes(),
            models=tuple(map(_model, models)),
            results=tuple(
                ResultHeld(*self._name(keys), size_bytes=size)
                for keys, size in self._cache.largest(_MOST_RESULTS)
            ),
            result_count=stats.entries,
            result_bytes=stats.cpu_bytes + stats.gpu_bytes,
            state_bytes=shelf.held_bytes if isinstance(shelf, MemoryShelf) else 0,
            history=self._monitor.history(),
        )

    def _name(self, keys: Sequence[Key]) -> tuple[str, str]:
        """Give the title and the id of the node that made a result; empty where nobody knows."""
        return next((self._names[key] for key in keys if key in self._names), ("", ""))


def _model(one: LoadedModel) -> ModelHeld:
    return ModelHeld(
        one.id,
        one.name,
        one.kind,
        one.device,
        one.precision,
        one.size_bytes,
        one.leases,
        one.views,
        one.is_waiting,
    )
