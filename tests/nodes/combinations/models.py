"""A model folder with a tiny model of every family and kind; names begin with their theme."""

from collections.abc import Callable
from pathlib import Path

import torch
from diffusers import UNet2DConditionModel
from PIL import Image as Pillow
from safetensors.torch import save_file
from spandrel.architectures.Compact import Compact

from tests.diffusion.lora import making
from tests.diffusion.pipelines.tiny_pipelines import write_pixart
from tests.diffusion.preprocessors.published import write_weights
from tests.diffusion.safety.tiny_checker import write_checker
from tests.diffusion.tiny import (
    Sizes,
    make_text_encoder,
    make_tokenizer,
    make_unet,
    write_controlnet,
    write_model,
)
from tests.diffusion.tiny_adapters import (
    make_ip_adapter,
    write_image_encoder,
    write_ip_adapter,
    write_t2i_adapter,
)
from tests.diffusion.tiny_dit import write_dit
from tests.diffusion.tiny_flow import (
    write_controlnet_flux,
    write_controlnet_sd3,
    write_flux,
    write_sd3,
)
from tests.diffusion.tiny_lcm import write_lcm, write_lcm_xl
from tests.diffusion.tiny_pixel import NETS, write_pixel
from tests.diffusion.tiny_sdxl import (
    make_unet_xl,
    write_controlnet_union_xl,
    write_controlnet_xl,
    write_refiner,
    write_sdxl,
)
from tests.nodes.combinations.knobs import ALIKE

THEMES = ("builtin", "sd1", "xl", "refiner", "sd3", "flux", "dit", "pixel")
"""Families that a graph is made around."""

_PICTURES = {
    "rgb.png": ("RGB", (24, 17)),
    "rgba.png": ("RGBA", (1, 1)),
    "deep.png": ("I;16", (5, 9)),
}


def write_models(folder: Path) -> Path:
    """Fill a model folder; takes some seconds.

    Args:
        folder: What GRAPHSTUDIO_MODELS names.
    """
    writers: dict[str, Callable[[Path], Path]] = {
        "sd1": lambda place: write_model(place, Sizes()),
        "sd1-inpaint": lambda place: write_model(place, Sizes(is_inpaint=True)),
        "sd1-v": lambda place: write_model(place, Sizes(prediction="v_prediction")),
        "sd1-lcm": write_lcm,
        "sd1-control": lambda place: write_controlnet(place, Sizes()),
        "sd1-t2i": write_t2i_adapter,
        "xl": write_sdxl,
        "xl-lcm": write_lcm_xl,
        "xl-control": write_controlnet_xl,
        "xl-union": write_controlnet_union_xl,
        "xl-t2i": lambda place: write_t2i_adapter(place, "full_adapter_xl"),
        "refiner": write_refiner,
        "sd3": write_sd3,
        "sd3-small": lambda place: write_sd3(place, has_t5=False),
        "sd3-control": write_controlnet_sd3,
        "flux": write_flux,
        "flux-schnell": lambda place: write_flux(place, has_guidance=False),
        "flux-control": write_controlnet_flux,
        "dit": write_dit,
        "eyes": write_image_encoder,
        "checker": write_checker,
        "pixart": write_pixart,
    }
    for name, write in writers.items():
        write(folder / name)
    for kind in NETS:
        write_pixel(folder / f"pixel-{kind.removesuffix('Pipeline').lower()}", kind)
    _write_files(folder)
    return folder


def write_pictures(folder: Path) -> list[str]:
    """Write pictures to be loaded, and a file that is none; give their paths."""
    for name, (mode, size) in _PICTURES.items():
        Pillow.new(mode, size, 3).save(folder / name)
    (folder / "none.png").write_bytes(b"no picture")
    (folder / ALIKE).mkdir()
    for name in ("a.png", "b.png"):
        Pillow.new("RGB", (32, 32), 3).save(folder / ALIKE / name)
    return [*(str(folder / name) for name in _PICTURES), str(folder / "none.png"), ""]


def _write_files(folder: Path) -> None:
    unets: dict[str, UNet2DConditionModel] = {
        "sd1": make_unet(Sizes()),
        "xl": make_unet_xl(width=64, told=6),
    }
    for name, unet in unets.items():
        for kind in ("plain", "plus", "full"):
            file = folder / "ip_adapters" / f"{name}-{kind}.safetensors"
            write_ip_adapter(file, make_ip_adapter(unet, kind))
        numbers = making.kohya("lora_unet", making.make_numbers(unet, making.ATTENTION))
        making.write(folder / "loras" / f"{name}.safetensors", numbers)
    clip = make_text_encoder(make_tokenizer(77), Sizes())
    text = making.kohya("lora_te_text_model", making.make_numbers(clip, making.TEXT))
    making.write(folder / "loras" / "sd1-text.safetensors", text)
    for place in ("embeddings", "upscalers", "annotators"):
        (folder / place).mkdir()
    draw = torch.Generator().manual_seed(1)
    word = {"emb_params": torch.randn(2, 32, generator=draw)}
    save_file(word, folder / "embeddings" / "sd1-fox.safetensors")
    pair = {
        "clip_l": torch.randn(1, 32, generator=draw),
        "clip_g": torch.randn(1, 32, generator=draw),
    }
    save_file(pair, folder / "embeddings" / "xl-fox.safetensors")
    torch.manual_seed(3)
    compact = Compact(num_in_ch=3, num_out_ch=3, num_feat=8, num_conv=1, upscale=2).eval()
    save_file(compact.state_dict(), folder / "upscalers" / "small.safetensors")
    torch.save({"params": compact.state_dict()}, folder / "upscalers" / "old.pth")
    write_weights("Soft edges (PiDiNet)", folder / "annotators")
