"""What happens when memory runs out: free, try again more sparingly, and say what it cost."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from graphstudio.engine.devices import Devices, Spared
from graphstudio.engine.failures import is_out_of_memory
from graphstudio.engine.thrift import Thrift
from graphstudio.wording import say_bytes

_TRIED = "Out of memory: kept results and idle models were put away. Trying once more."
_MOST_HOLDERS = 5


class Ladder:
    """Call nodes as sparingly as need be, and no more.

    Args:
        devices: Lends networks.
        start: How sparingly to begin with which node, when it is known beforehand that memory
            will not do; with all others, as they are.
        free: Lets go whatever can be made again.
        warn: Told, for a node, what is done instead of what was wanted.

    Attributes:
        altered: The nodes whose results are not quite what they would have been.
    """

    def __init__(
        self,
        devices: Devices,
        start: Mapping[str, Thrift],
        *,
        free: Callable[[], None],
        warn: Callable[[str, str], None],
    ) -> None:
        self._devices = devices
        self._start = start
        self._free = free
        self._warn = warn
        self._is_free = False
        self.altered: set[str] = set()

    def call(self, node: str, attempt: Callable[[Thrift], object]) -> object:
        """Call a node's function; each time that memory runs out, free it and climb a rung.

        Args:
            node: Its id.
            attempt: Calls the function; told the rung.

        Raises:
            Exception: Whatever the function raises; the lack of memory where no rung is left.
        """
        if self._start and node in self._start:
            if self._devices.keeps_apart:  # results are in another memory, and may stay
                self._devices.put_away(is_final=False)
            elif not self._is_free:
                self._make_free()
            return self._call_from(self._start[node], node, attempt)
        try:
            return attempt(Thrift.NORMAL)  # as nearly every node is called: at no cost
        except Exception as error:
            if not is_out_of_memory(error):
                raise
        # Out here the error is gone, and with it the frames that held the memory.
        self._make_room()
        self._warn(node, _TRIED)
        return self._call_from(Thrift.TIDY, node, attempt)

    def _call_from(self, rung: Thrift, node: str, attempt: Callable[[Thrift], object]) -> object:
        while True:
            try:
                with self._devices.sparing(rung) as spared:
                    value = attempt(rung)
            except Exception as error:
                above = next((one for one in Thrift if one > rung and one in spared.offers), None)
                if above is None or not is_out_of_memory(error):
                    raise
                rung = above
            else:
                self._tell(node, spared)
                return value
            self._make_room()

    def _make_room(self) -> None:
        self._devices.shortages += 1
        self._make_free()

    def _make_free(self) -> None:
        self._free()
        self._is_free = True

    def _tell(self, node: str, spared: Spared) -> None:
        told = tuple(dict.fromkeys(spared.words))
        if not told:
            return
        note = ""
        if not spared.is_exact:
            self.altered.add(node)
            note = " The result is not kept."
        self._warn(node, f"To fit into memory: {' '.join(told)}{note}")


def largest(named: Iterable[tuple[str, int]]) -> list[str]:
    """Name what takes most, with its size, the largest first.

    Args:
        named: What people call it, and its bytes.
    """
    found = sorted(named, key=lambda one: -one[1])[:_MOST_HOLDERS]
    return [f"{name} ({say_bytes(size)})" for name, size in found if size >= 2**20]
