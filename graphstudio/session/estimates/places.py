"""Where networks run, as records name it: what is fast on one device is slow on another."""

from __future__ import annotations

import sys

from graphstudio.engine.devices import Devices
from graphstudio.session.estimates.records import Records


def place_of(devices: Devices, records: Records) -> str:
    """Name the device and precision; what was chosen last time where torch is not there yet."""
    device = devices.chosen
    if device is None:
        return records.device(choice_of(devices))
    if device.type == "cuda":
        name = str(sys.modules["torch"].cuda.get_device_name(device))
    else:
        name = {"cpu": "CPU", "mps": "Apple GPU"}.get(device.type, device.type)
    return f"{name}, {devices.auto_precision}"


def choice_of(devices: Devices) -> str:
    """Name what was asked for."""
    return f"{devices.choice}, {devices.auto_precision}"


def is_processor(place: str) -> bool:
    """Tell whether networks share the machine's own memory there."""
    return place.startswith(("CPU,", "Apple GPU,"))
