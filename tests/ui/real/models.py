"""Write small models of all families into a folder: `python -m tests.ui.real.models FOLDER`."""

from __future__ import annotations

import sys
from pathlib import Path

from tests.diffusion.tiny import Sizes, write_controlnet, write_model
from tests.diffusion.tiny_flow import write_sd3
from tests.diffusion.tiny_sdxl import write_refiner, write_sdxl


def write_all(folder: Path) -> None:
    """Write what the graphs of `families` load."""
    write_model(folder / "tiny-sd1", Sizes())
    for seed, name in enumerate(("tiny-canny", "tiny-lineart", "tiny-scribble")):
        write_controlnet(folder / name, Sizes(), seed=seed)
    write_sdxl(folder / "tiny-sdxl-base")
    write_refiner(folder / "tiny-sdxl-refiner")
    write_sd3(folder / "tiny-sd3")


if __name__ == "__main__":
    write_all(Path(sys.argv[1]))
