"""Tiny random models under the names by which the workflows for brought models call them."""

from collections.abc import Callable, Mapping
from pathlib import Path

from tests.diffusion.lora import making
from tests.diffusion.pipelines.tiny_pipelines import write_z_image
from tests.diffusion.safety.tiny_checker import write_checker
from tests.diffusion.test_upscaling import esrgan, make, write
from tests.diffusion.tiny import Sizes, make_unet, write_controlnet, write_model
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
    write_t2i_adapter,
)
from tests.diffusion.tiny_dit import NAMES, write_dit
from tests.diffusion.tiny_flow import write_controlnet_flux, write_flux, write_sd3
from tests.diffusion.tiny_lcm import write_lcm
from tests.diffusion.tiny_pixel import write_pixel
from tests.diffusion.tiny_sdxl import make_unet_xl, write_refiner, write_sdxl

CLASSES = "\n".join(NAMES[number].split(",")[0] for number in ("1", "207"))
"""Two that the tiny class model knows."""


def write_all(models: Path) -> None:
    """Fill a model folder with all that the workflows name."""
    for name, writer in WRITERS.items():
        (models / name).parent.mkdir(parents=True, exist_ok=True)
        writer(models / name)


def _with_checker(folder: Path) -> None:
    write_checker(write_model(folder, Sizes()))


def _sd(folder: Path) -> None:
    write_model(folder, Sizes(prediction="v_prediction"))


def _inpainting(folder: Path) -> None:
    write_model(folder, Sizes(is_inpaint=True))


def _controlnet(folder: Path) -> None:
    write_controlnet(folder, Sizes())


def _adapter(folder: Path) -> None:
    write_t2i_adapter(folder, "full_adapter_xl")


def _union(folder: Path) -> None:
    write_controlnet_flux(folder, num_mode=10)


def _ip_adapter(file: Path) -> None:
    write_ip_adapter(file, make_ip_adapter(make_unet(Sizes())))


def _lightning(file: Path) -> None:
    numbers = making.make_numbers(make_unet_xl(width=64, told=6), making.ATTENTION)
    making.write(file, making.kohya("lora_unet", numbers))


def _upscaler(file: Path) -> None:
    write(file.parent, make(esrgan), file.name)


def _consistency(folder: Path) -> None:
    write_pixel(folder, "ConsistencyModelPipeline", net={"num_class_embeds": 1000})


def _faces(folder: Path) -> None:
    write_pixel(folder, "DDPMPipeline")


def _score(folder: Path) -> None:
    write_pixel(folder, "ScoreSdeVePipeline")


WRITERS: Mapping[str, Callable[[Path], object]] = {
    "DiT-XL-2-256": write_dit,
    "FLUX.1-dev": write_flux,
    "FLUX.1-dev-Controlnet-Union": _union,
    "LCM_Dreamshaper_v7": write_lcm,
    "Z-Image-Turbo": write_z_image,
    "control_v11p_sd15_canny": _controlnet,
    "control_v11p_sd15_lineart": _controlnet,
    "control_v11p_sd15_scribble": _controlnet,
    "ddpm-celebahq-256": _faces,
    "diffusers-cd_imagenet64_l2": _consistency,
    "image_encoder": write_image_encoder,
    "ip_adapters/ip-adapter_sd15.safetensors": _ip_adapter,
    "loras/sdxl_lightning_4step_lora.safetensors": _lightning,
    "ncsnpp-celebahq-256": _score,
    "sdxl-turbo": write_sdxl,
    "stable-diffusion-2-1": _sd,
    "stable-diffusion-3.5-medium": write_sd3,
    "stable-diffusion-inpainting": _inpainting,
    "stable-diffusion-v1-5": _with_checker,
    "stable-diffusion-xl-base-1.0": write_sdxl,
    "stable-diffusion-xl-refiner-1.0": write_refiner,
    "t2i-adapter-canny-sdxl-1.0": _adapter,
    "upscalers/RealESRGAN_x4plus.safetensors": _upscaler,
}
"""Who writes what, by its place in the model folder."""
