"""What the panel asks of a scan that goes on elsewhere, such as `library.scanning.ScanProcess`."""

from __future__ import annotations

from collections.abc import Callable
from typing import Protocol

from graphstudio.library.scans import Progress, ScanReport

Told = Callable[[Progress], None]
Ended = Callable[[ScanReport | None, str], None]


class Scan(Protocol):
    """Be under way."""

    def stop(self) -> None:
        """End soon; what was read is kept."""


BeginScan = Callable[[Told, Ended], Scan]
"""Begin a scan. Both hear in a thread of its own: how far it is; once, the report, or None and
what went wrong."""
