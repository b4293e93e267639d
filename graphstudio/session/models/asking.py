"""One network lent as a node lends it, and asked once."""

from __future__ import annotations

import time
from dataclasses import dataclass
from typing import Any

from graphstudio.api import Model
from graphstudio.engine.devices import Devices
from graphstudio.errors import GraphStudioError


@dataclass(frozen=True, slots=True)
class Asked:
    """Say how lending and asking a network went.

    Attributes:
        kind: What it is, such as "denoiser".
        name: What people call it.
        size_bytes: Bytes of its weights as stored.
        seconds: How long it took to lend it and to ask it.
        is_tried: Whether it was asked once, and answered in numbers; what cannot be asked by
            itself is only loaded.
        problem: What is wrong, and what to do; "" where nothing is.
    """

    kind: str
    name: str
    size_bytes: int
    seconds: float
    is_tried: bool = False
    problem: str = ""


def ask(model: Model[Any], devices: Devices) -> Asked:
    """Lend a network and have it answer once. What goes wrong is in the result, not raised."""
    from graphstudio.diffusion.trials import try_out

    started = time.perf_counter()
    is_tried, problem = False, ""
    try:
        with devices.lease(model) as net:
            is_tried = try_out(model, net)
    except GraphStudioError as error:
        problem = str(error)
    except Exception as error:  # noqa: BLE001 - others' networks, built by what a file says
        problem = (
            f"{model.name} ({model.kind.replace('_', ' ')}) failed at the first question with "
            f"{type(error).__name__}: {error}. Get another version of this model."
        )
    took = time.perf_counter() - started
    return Asked(model.kind, model.name, model.size_bytes, took, is_tried, problem)
