"""Which devices the queue uses: the first alone, or one worker on each."""

from __future__ import annotations

import os

from graphstudio.engine.places import list_gpus

VARIABLE = "GRAPHSTUDIO_QUEUE_DEVICES"


def queue_devices(first: str, *, uses_all: bool) -> list[str]:
    """Name the devices of the queue, that of the first worker first. Imports no torch.

    Args:
        first: Where the first worker works, as the preferences say: "auto", "cpu", "cuda:1".
        uses_all: Whether all GPUs of this machine are used. The environment variable
            GRAPHSTUDIO_QUEUE_DEVICES says which instead, such as "cuda:0,cuda:2": the first worker
            keeps its own, which stands first in it.
    """
    told = [one.strip() for one in os.environ.get(VARIABLE, "").split(",") if one.strip()]
    if told:
        return [first, *told[1:]]
    gpus = list_gpus()
    if not uses_all or first in ("cpu", "mps") or not gpus:
        return [first]
    own = gpus[0] if first in ("auto", "cuda") else first
    return [own, *(one for one in gpus if one != own)]
