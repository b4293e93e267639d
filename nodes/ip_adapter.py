"""Nodes that let pictures speak as a prompt does."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Control,
    File,
    Foreseen,
    Image,
    ImageEncoder,
    IpAdapter,
    Known,
    Mask,
    Model,
    PicturePrompt,
    Refusal,
    node,
    read_curve,
)
from graphstudio.diffusion.choices import TakenOver
from graphstudio.diffusion.foresight import facts_of, misfits
from graphstudio.diffusion.image_encoder_folders import is_image_encoder, open_image_encoder
from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.looks import look
from graphstudio.diffusion.picture_prompt_fit import require_encoder_fit

from .control import Strength, StrengthCurve
from .installed import find_file, find_folder, installed_files, installed_folders
from .knobs import Share
from .model import Precision

_FOLDER = "ip_adapters"


def installed_ip_adapters() -> list[str]:
    """Name every IP-Adapter's file."""
    return installed_files(_FOLDER)


def installed_image_encoders() -> list[str]:
    """Name every image encoder's folder."""
    found = [file.parent for file in paths.models().glob("*/config.json")]
    own = sorted(folder for folder in found if is_image_encoder(folder))
    return installed_folders(("image_encoder",), own, is_image_encoder)


Adapter = Annotated[
    str, Choices(installed_ip_adapters), File("model", is_read=False, kinds=("ip_adapter",))
]
Encoder = Annotated[
    str, Choices(installed_image_encoders), File("model", is_read=False, kinds=("image_encoder",))
]


def _open(ip_adapter: str, precision: Precision) -> Model[IpAdapter]:
    return open_ip_adapter(_file(ip_adapter), cache=paths.digests(), precision=precision)


def _file(ip_adapter: str) -> Path:
    return find_file(ip_adapter, _FOLDER, "IP-Adapter")


def _foresee(known: Known) -> Foreseen:
    if "ip_adapter" not in known.values:
        return Foreseen()
    return look(_told, _file(known.values["ip_adapter"]))


def _told(file: Path) -> Foreseen:
    return Foreseen({"model": facts_of(open_ip_adapter(file, cache=None))})


def _content(*, ip_adapter: str = "", precision: Precision = "auto") -> str:
    """Say what is in the file now, so that an overwritten one is never stale."""
    return _open(ip_adapter, precision).digest


def _open_encoder(image_encoder: str, precision: Precision) -> Model[ImageEncoder]:
    folder = _encoder_folder(image_encoder)
    return open_image_encoder(folder, cache=paths.digests(), precision=precision)


def _encoder_folder(image_encoder: str) -> Path:
    installed = installed_image_encoders()
    return find_folder(image_encoder, ("image_encoder",), what="image encoder", installed=installed)


def _foresee_encoder(known: Known) -> Foreseen:
    if "image_encoder" not in known.values:
        return Foreseen()
    return look(_told_of_encoder, _encoder_folder(known.values["image_encoder"]))


def _told_of_encoder(folder: Path) -> Foreseen:
    return Foreseen({"model": facts_of(open_image_encoder(folder, cache=None))})


def _foresee_apply(known: Known) -> Foreseen:
    adapter, encoder = (known.facts.get(one, {}) for one in ("ip_adapter", "image_encoder"))
    refusals = [*misfits(known, "others", "ip_adapter")]
    wanted = adapter.get("picture_width")
    given = encoder.get("projected_width" if adapter.get("projects") else "places_width")
    if None not in (wanted, given) and wanted != given:
        reason = (
            f"the IP-Adapter {adapter.get('name')} looks through an image encoder {wanted} wide, "
            f"and {encoder.get('name')} is {given}: take the one that it was trained with"
        )
        refusals.append(Refusal("image_encoder", reason))
    return Foreseen({"control": adapter} if adapter else {}, tuple(refusals))


def _encoder_content(*, image_encoder: str = "", precision: Precision = "auto") -> str:
    """Say what is in the folder now."""
    return _open_encoder(image_encoder, precision).digest


@node(
    "ip_adapter.load",
    title="Load IP-Adapter",
    category="control",
    fingerprint=_content,
    foresee=_foresee,
    keywords=("ip-adapter", "image prompt", "reference", "style", "face", "plus"),
)
def load(ip_adapter: Adapter = "", precision: Precision = "auto") -> Model[IpAdapter]:
    """Bring an IP-Adapter into the graph: it lets a model read pictures as it reads a prompt.

    There are plain ones, which take the idea of a picture, plus ones, which stay closer to it, and
    those for faces. Each is for one family of models: Stable Diffusion 1.x or XL.

    Args:
        ip_adapter: The name of an IP-Adapter in your model folders, or the path of a .safetensors
            file.
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor.
    """
    return _open(ip_adapter, precision)


@node(
    "ip_adapter.load_encoder",
    title="Load Image Encoder",
    category="control",
    fingerprint=_encoder_content,
    foresee=_foresee_encoder,
    keywords=("clip vision", "ip-adapter", "vit-h", "vit-bigg"),
)
def load_encoder(image_encoder: Encoder = "", precision: Precision = "auto") -> Model[ImageEncoder]:
    """Bring an image encoder into the graph: the eyes of an IP-Adapter.

    It is a folder of its own beside the IP-Adapters, usually called `image_encoder`. Most for
    Stable Diffusion 1.x look through ViT-H, plain ones for XL through ViT-bigG.

    Args:
        image_encoder: The name of an image encoder in your model folders, or the path of its
            folder (the one that holds config.json and model.safetensors).
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor.
    """
    return _open_encoder(image_encoder, precision)


@node(
    "ip_adapter.apply",
    title="Apply IP-Adapter",
    category="control",
    keywords=("ip-adapter", "image prompt", "reference", "style transfer", "instantstyle"),
    foresee=_foresee_apply,
)
def apply(
    ip_adapter: Model[IpAdapter],
    image_encoder: Model[ImageEncoder],
    image: Image,
    strength: Strength = 0.6,
    start: Share = 0.0,
    end: Share = 1.0,
    takes: TakenOver = "everything",
    mask: Mask | None = None,
    others: Control | None = None,
    curve: StrengthCurve = "",
) -> Control:
    """Let a picture speak as a prompt does: its subject, its style. Goes into Sample.

    The text prompt still counts; with a strength of 1 the picture often drowns it. Chain several
    for several IP-Adapters, or for pictures with masks of their own.

    Args:
        ip_adapter: From Load IP-Adapter.
        image_encoder: The one that the IP-Adapter was trained with, from Load Image Encoder.
        image: One picture, or a batch of pictures that speak together. It is scaled, and its middle
            cropped to a square: crop it yourself if what counts is at the side.
        strength: How loud it is. 0 not at all, 0.5 about as loud as the text, 1 as it was trained.
        start: From which part of the steps on it speaks, 0 to 1.
        end: Up to which part of the steps it speaks. 0.5 gives it the layout and leaves the detail
            to the prompt.
        takes: What is taken over of it: everything, or its style or its layout alone (InstantStyle,
            Stable Diffusion XL only).
        mask: Where in the new picture it is heard: white is where. One mask for all, or one for
            each picture of a batch. Left open, it is heard everywhere.
        others: What leads as well: further IP-Adapters, ControlNets and T2I-Adapters.
        curve: How loud it is at each moment, from noise (0) to picture (1), in place of strength:
            draw it, or write such as 0:1, 0.5:0.6, 1:0. Empty keeps the strength throughout.
    """
    require_encoder_fit(ip_adapter, image_encoder)
    before = others or Control()
    over_time = read_curve(curve, least=0, most=2)
    prompt = PicturePrompt(
        ip_adapter, image_encoder, image, strength, start, end, takes, mask, over_time
    )
    return replace(before, prompts=(*before.prompts, prompt))
