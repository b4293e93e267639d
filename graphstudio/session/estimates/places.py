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


def is_elsewhere(wanted: str, place: str, devices: Devices) -> bool:
    """Tell whether a network that may say where it runs takes no memory of where all others do.

    Args:
        wanted: As `Model.place`.
        place: As `place_of` names where the others run.
        devices: Where that is.
    """
    if wanted == "auto":
        return False
    return _numbered(wanted) != _numbered(str(devices.chosen or device_kind(place) or "cuda"))


def device_kind(place: str) -> str:
    """Name the kind of device of a place: "cpu", "cuda" or "mps"; "" where none is known."""
    name = place.partition(",")[0]
    return {"": "", "CPU": "cpu", "Apple GPU": "mps"}.get(name, "cuda")


def _numbered(device: str) -> str:
    return "cuda:0" if device == "cuda" else device


def is_processor(place: str) -> bool:
    """Tell whether networks share the machine's own memory there."""
    return place.startswith(("CPU,", "Apple GPU,"))
