"""Keep an error in one frame from taking the window down."""

from __future__ import annotations

import logging
from types import TracebackType

_log = logging.getLogger(__name__)


class PaintGuard:
    """Log the first error of a kind that leaves a `with` block, and drop it.

    Qt cannot pass Python's exceptions on: one that leaves `paint` is printed for every frame,
    and may end the program.
    """

    def __init__(self) -> None:
        self._told: set[tuple[str, int]] = set()

    def __enter__(self) -> None:
        """Begin."""

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> bool:
        if kind is None or not issubclass(kind, Exception):
            return False
        last = trace
        while last is not None and last.tb_next is not None:
            last = last.tb_next
        place = (kind.__name__, last.tb_lineno if last is not None else 0)
        if place not in self._told:
            self._told.add(place)
            _log.error("Painting the canvas went wrong.", exc_info=error)
        return True
