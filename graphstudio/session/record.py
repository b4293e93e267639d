"""What is written into every picture beside its workflow: on what it was made."""

import platform
import sys
from collections.abc import Mapping
from importlib import metadata

from graphstudio.graph.elements import Json

_DECIDING = ("graphstudio", "torch", "diffusers", "transformers", "safetensors", "numpy", "pillow")


def run_record(texts: Mapping[str, str]) -> dict[str, Json]:
    """Describe the program, the libraries and the machine that made a picture.

    Same workflow, same libraries and same device class give the same picture up to rounding;
    this is what to compare when two pictures differ. Texts may be drawn from word lists that
    change: written into the workflow in place of what drew them, they make the picture again.

    Args:
        texts: What it was made from in words, by port.
    """
    record: dict[str, Json] = {
        "versions": {name: metadata.version(name) for name in _DECIDING},
        "python": platform.python_version(),
        "machine": f"{platform.system()} {platform.machine()}",
    }
    if texts:
        record["texts"] = dict(texts)
    torch = sys.modules.get("torch")
    if torch is not None:  # a run that came from the cache never loads it
        record["threads"] = torch.get_num_threads()
        if torch.cuda.is_available():
            record["gpu"] = torch.cuda.get_device_name()
    return record
