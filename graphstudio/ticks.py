"""Whether a file's times can tell that it changed."""

from __future__ import annotations

import time

# Two writes within one tick of a file system's clock leave the same time on a file, and FAT ticks
# every two seconds.
_SETTLED_NS = 2_000_000_000


def is_settled(*times_ns: int) -> bool:
    """Tell whether a file's last change is so long ago that another one would show.

    What was read of a file sooner must not be remembered by its times.

    Args:
        times_ns: Of its last changes, nanoseconds since 1970.
    """
    return time.time_ns() - max(times_ns) > _SETTLED_NS
