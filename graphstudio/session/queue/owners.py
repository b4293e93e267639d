"""Which window a job belongs to: a name that says whether its process still runs."""

from __future__ import annotations

import os


def own_name() -> str:
    """Name this process, and no other one before or after it."""
    import psutil  # slow to import

    return f"{os.getpid()} {psutil.Process().create_time():.2f}"


def is_alive(owner: str) -> bool:
    """Tell whether the process of this name still runs."""
    import psutil

    pid, _, created = owner.partition(" ")
    try:
        return f"{psutil.Process(int(pid)).create_time():.2f}" == created
    except psutil.Error:
        return False
