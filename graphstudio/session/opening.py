"""Tell what a file or folder is that somebody dropped on the window: by its first bytes alone."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, Literal

from graphstudio.diffusion.class_folders import is_class_model
from graphstudio.diffusion.configs import read_json
from graphstudio.diffusion.control_folders import is_leading
from graphstudio.diffusion.families import is_in_parts
from graphstudio.diffusion.image_encoder_folders import is_image_encoder
from graphstudio.diffusion.ip_adapter_names import ATTENTIONS, PROJECTION
from graphstudio.diffusion.pixel_folders import is_pixel_folder
from graphstudio.diffusion.safety.folders import is_checker
from graphstudio.diffusion.weights import read_header
from graphstudio.errors import ModelBroken, ModelMissing, WorkflowFileError
from graphstudio.workflow.files import MOST_BYTES
from graphstudio.workflow.foreign import PNG_SIGNATURE, describe_binary, describe_keywords
from graphstudio.workflow.json_text import check_is_ours, load_object
from graphstudio.workflow.png_texts import DamagedPng, find_text
from graphstudio.workflow.upgrades import upgrade_file

Kind = Literal[
    "workflow",
    "picture_with_workflow",
    "picture",
    "checkpoint",
    "denoiser",
    "text_encoder",
    "lora",
    "vae",
    "controlnet",
    "embedding",
    "ip_adapter",
    "upscaler",
    "model_folder",
    "class_model_folder",
    "pixel_model_folder",
    "pipeline_folder",
    "controlnet_folder",
    "image_encoder_folder",
    "safety_checker_folder",
    "picture_folder",
    "unknown",
]

_PICTURES: tuple[tuple[int, bytes, str], ...] = (
    (0, PNG_SIGNATURE, "PNG"),
    (0, b"\xff\xd8\xff", "JPEG"),
    (8, b"WEBP", "WebP"),
    (0, b"GIF8", "GIF"),
    (0, b"BM", "BMP"),
    (0, b"II*\0", "TIFF"),
    (0, b"MM\0*", "TIFF"),
)
PICTURE_ENDINGS = frozenset({".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".tif", ".tiff"})
_MOST_LOOKED_AT = 2000
_HEAD_BYTES = 64

_LORA = (".lora_down.", ".lora_up.", ".lora_A.", ".lora_B.", ".lora.", ".hada_w1", ".lokr_w1")
_CONTROLNET = ("control_model.", "controlnet_cond_embedding.", "controlnet_blocks.", "lllite_unet")
_DENOISER = (
    "model.diffusion_model.",
    "diffusion_model.",
    "double_blocks.",
    "joint_blocks.",
    "transformer_blocks.",
    "down_blocks.",
    "input_blocks.",
)
_VAE = ("first_stage_model.", "encoder.conv_in.", "decoder.conv_in.")
_OTHERS: tuple[tuple[tuple[str, ...], Kind, str], ...] = (
    (("emb_params", "clip_g", "clip_l", "string_to_param"), "embedding", "a textual inversion"),
    ((ATTENTIONS, PROJECTION), "ip_adapter", "an IP-Adapter"),
    (
        (
            "text_model.",
            "cond_stage_model.",
            "embeddings.token_embedding.",
            "model.layers.",
            "shared.weight",
        ),
        "text_encoder",
        "a text encoder",
    ),
    (("vision_model.",), "unknown", "an image encoder"),
    # ESRGAN and the transformers, older ESRGAN, Compact, SPAN, PLKSR.
    (("conv_first.", "model.0.weight", "body.", "conv_1.", "feats."), "upscaler", "an upscaler"),
)
_PARTS = ("diffusion_pytorch_model", "model")  # how files begin that are the weights of a folder
_WORD_WIDTHS = frozenset({768, 1024})  # of the text encoders of which one reads a prompt alone
# Width of the text that cross-attention reads, by family: the surest sign of it.
_FAMILIES = {768: "Stable Diffusion 1.x", 1024: "Stable Diffusion 2.x", 2048: "SDXL"}


@dataclass(frozen=True, slots=True)
class Found:
    """Say what something is.

    Attributes:
        path: What was looked at.
        kind: What it is good for.
        message: What it is, in a sentence for people; for what is of no use, why and what to do.
        family: The family of a model, such as "SDXL"; "" where its header does not show it.
    """

    path: Path
    kind: Kind
    message: str
    family: str = ""


def look_at(path: Path) -> Found:
    """Tell what a file or folder is. Reads headers only, except of JSON, and never raises."""
    try:
        return _folder(path) if path.is_dir() else _file(path)
    except FileNotFoundError:
        return Found(path, "unknown", f"{path} is not there. Check the name and the folder.")
    except OSError as error:
        reason = error.strerror or error
        return Found(path, "unknown", f"{path} cannot be read: {reason}. Check its rights.")


def _file(path: Path) -> Found:
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    for offset, magic, name in _PICTURES:
        if head[offset:].startswith(magic):
            return _png(path) if name == "PNG" else _picture(path, name)
    if head[8:10] == b'{"' and b"\0" in head[:8]:
        return _weights(path)
    if path.suffix == ".safetensors":
        return _weights(path)
    if path.suffix in (".ckpt", ".pt", ".pth", ".bin"):
        return Found(path, "unknown", _about_pickle(path))
    known = describe_binary(head[:16])
    if known is not None:
        return Found(path, "unknown", f"{path.name}: {known}.")
    if path.suffix == ".json" or head.lstrip(b"\xef\xbb\xbf \t\r\n").startswith(b"{"):
        return _json(path)
    return Found(path, "unknown", f"{path.name} is of a kind that is not known here.")


def _about_pickle(path: Path) -> str:
    message = (
        f"{path.name} holds weights as a pickle, which can run any code when it is opened. "
        "Use the .safetensors version of this model."
    )
    if path.suffix != ".pth":
        return message
    return (
        f"{message} If it is an upscaler: Load Upscale Model reads numbers alone out of it, once "
        "you turn on its allows_pickle."
    )


def _picture(path: Path, name: str) -> Found:
    return Found(path, "picture", f"{path.name} is a {name} picture.")


def _png(path: Path) -> Found:
    try:
        found = find_text(path, "graphstudio.workflow")
    except DamagedPng as error:
        return Found(path, "unknown", f"{path.name}: {error}. Use the original file.")
    if found.wanted is not None:
        message = f"{path.name} is a picture with the workflow that made it."
        return Found(path, "picture_with_workflow", message)
    known = describe_keywords(found.keywords)
    return Found(path, "picture", f"{path.name}: {known}.") if known else _picture(path, "PNG")


def _json(path: Path) -> Found:
    if path.stat().st_size > MOST_BYTES:
        return Found(path, "unknown", f"{path.name} is of a kind that is not known here.")
    try:
        data, _ = load_object(path.read_bytes(), path.name)
        check_is_ours(data, path.name)
        upgrade_file(data, path.name)
    except WorkflowFileError as error:
        return Found(path, "unknown", str(error))
    return Found(path, "workflow", f"{path.name} is a workflow.")


def _weights(path: Path) -> Found:
    part = _part_folder(path.parent) if path.name.startswith(_PARTS) else None
    if part is not None:
        return part  # whoever drops the one large file of a folder means the folder
    try:
        header = read_header(path)
    except ModelBroken as error:
        return Found(path, "unknown", str(error))
    kind, what = _kind_of(header)
    family = _family(header)
    suffix = f" for {family}" if family else ""
    advice = " Look on its page for what loads it." if kind == "unknown" else ""
    return Found(path, kind, f"{path.name} is {what}{suffix}.{advice}", family)


def _kind_of(header: dict[str, Any]) -> tuple[Kind, str]:
    if any(part in name for name in header for part in _LORA):
        return "lora", "a LoRA"
    if _begins(header, _CONTROLNET):
        return "controlnet", "a ControlNet"
    if _begins(header, _DENOISER):
        if _begins(header, _VAE):
            return "checkpoint", "a checkpoint"
        return "denoiser", "a denoiser without text encoder and VAE"
    if _begins(header, _VAE):
        return "vae", "a VAE"
    for parts, kind, what in _OTHERS:
        if _begins(header, parts):
            return kind, what
    if _is_word(header):
        return "embedding", "a textual inversion"
    return "unknown", "a safetensors file of a kind that is not known here"


def _is_word(header: dict[str, Any]) -> bool:
    """Tell whether a file holds nothing but a few rows, as wide as a text encoder's words."""
    shapes = [entry.get("shape", ()) for entry in header.values()]
    return len(shapes) == 1 and len(shapes[0]) in (1, 2) and shapes[0][-1] in _WORD_WIDTHS


def _begins(names: Iterable[str], starts: tuple[str, ...]) -> bool:
    return any(name.startswith(starts) for name in names)


def _family(header: dict[str, Any]) -> str:
    """Find the family by the width of what the keys of cross-attention read."""
    for name, entry in header.items():
        if ("attn2" in name and "to_k" in name) or name.endswith(".to_k_ip.weight"):
            shape = entry.get("shape", ())
            is_up = ".lora_up" in name or ".lora_B" in name  # reads the rank, not the text
            if len(shape) >= 2 and not is_up:
                return _FAMILIES.get(shape[1], "")
    return ""


def _folder(path: Path) -> Found:
    if (path / "model_index.json").is_file():
        return _model_folder(path)
    part = _part_folder(path)
    if part is not None:
        return part
    names = [one.name for one in islice(path.iterdir(), _MOST_LOOKED_AT)]
    pictures = sum(Path(name).suffix.lower() in PICTURE_ENDINGS for name in names)
    if pictures:
        count = "a picture" if pictures == 1 else f"{pictures} pictures"
        return Found(path, "picture_folder", f"{path.name} is a folder with {count}.")
    if "config.json" in names and any(name.endswith(".safetensors") for name in names):
        message = (
            f"{path.name} is one part of a model. Choose the folder above it, the one that "
            "holds model_index.json."
        )
        return Found(path, "unknown", message)
    name = path.name or str(path)  # the root of a disk has no name
    message = f"{name} is a folder without pictures and without model_index.json."
    return Found(path, "unknown", f"{message} Choose a file in it.")


def _model_folder(path: Path) -> Found:
    is_a = f"{path.name} is a model folder in diffusers layout"
    if is_class_model(path):
        return Found(path, "class_model_folder", f"{is_a} that paints classes.")
    if is_pixel_folder(path):
        return Found(path, "pixel_model_folder", f"{is_a} that paints pixels themselves.")
    pipeline = _class_name(path / "model_index.json")
    if pipeline and not is_in_parts(pipeline):
        return Found(path, "pipeline_folder", f"{is_a}, for {pipeline}.")
    return Found(path, "model_folder", f"{is_a}.")


def _part_folder(path: Path) -> Found | None:
    """Tell what a folder is that holds one network which a node takes by itself."""
    if is_leading(path):
        return Found(path, "controlnet_folder", f"{path.name} is the folder of a ControlNet.")
    if is_image_encoder(path):
        message = f"{path.name} is the folder of an image encoder."
        return Found(path, "image_encoder_folder", message)
    if is_checker(path):
        message = f"{path.name} is the folder of a safety checker."
        return Found(path, "safety_checker_folder", message)
    return None


def _class_name(index: Path) -> str:
    """Tell which pipeline a model calls itself; "" where it does not say."""
    try:
        named = read_json(index).get("_class_name")
    except (ModelBroken, ModelMissing):
        return ""
    return named if isinstance(named, str) else ""
