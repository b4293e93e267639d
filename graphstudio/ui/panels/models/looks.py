"""What each kind of model is called and how it looks: icon, hue, the short names of families."""

from __future__ import annotations

from collections.abc import Mapping

from PySide6.QtCore import QCoreApplication, QRectF, Qt
from PySide6.QtGui import QColor, QPainter

from graphstudio.diffusion import families
from graphstudio.library.entries import Entry, Kind
from graphstudio.ui.panels.painting import rounded
from graphstudio.ui.theme import icons
from graphstudio.ui.theme.tokens import Hue, Theme, mixed
from graphstudio.wording import say_bytes

_LOOKS: Mapping[Kind, tuple[str, Hue]] = {
    "annotator": ("node-preprocess", "image"),
    "checkpoint": ("model", "model"),
    "class_model": ("grid", "model"),
    "controlnet": ("node-control", "control"),
    "denoiser": ("latent", "latent"),
    "embedding": ("node-prompt", "conditioning"),
    "image_encoder": ("eye", "text"),
    "ip_adapter": ("image", "conditioning"),
    "lora": ("node-lora", "control"),
    "model": ("model", "model"),
    "pipeline": ("node-pipeline", "model"),
    "pixel_model": ("grid", "latent"),
    "safety_checker": ("node-image / safety", "control"),
    "t2i_adapter": ("node-control", "control"),
    "text_encoder": ("language", "text"),
    "unknown": ("unknown", "number"),
    "upscaler": ("expand", "image"),
    "vae": ("layout", "vae"),
}
_FAMILIES: Mapping[str, str] = {
    families.SD1: "SD 1.x",
    families.SD2: "SD 2.x",
    families.SDXL: "SDXL",
    families.REFINER: "SDXL Refiner",
    families.SD3: "SD 3",
    families.FLUX: "Flux",
    families.PIXEL_DDPM: "DDPM",
    families.PIXEL_CM: "Consistency",
    families.PIXEL_VE: "VE",
    families.PIXEL_VP: "VP",
    families.DIT: "DiT",
}
_ICON_SHARE = 0.42  # of a placeholder's shorter side
_MILLION, _BILLION = 10**6, 10**9


def kind_title(kind: Kind) -> str:
    """Say what people call a kind."""
    translate = QCoreApplication.translate
    titles: Mapping[Kind, str] = {
        "annotator": translate("ModelKinds", "Annotator"),
        "checkpoint": translate("ModelKinds", "Checkpoint"),
        "class_model": translate("ModelKinds", "Class model"),
        "controlnet": translate("ModelKinds", "ControlNet"),
        "denoiser": translate("ModelKinds", "Denoiser"),
        "embedding": translate("ModelKinds", "Embedding"),
        "image_encoder": translate("ModelKinds", "Image encoder"),
        "ip_adapter": translate("ModelKinds", "IP-Adapter"),
        "lora": translate("ModelKinds", "LoRA"),
        "model": translate("ModelKinds", "Model"),
        "pipeline": translate("ModelKinds", "Pipeline"),
        "pixel_model": translate("ModelKinds", "Pixel model"),
        "safety_checker": translate("ModelKinds", "Safety checker"),
        "t2i_adapter": translate("ModelKinds", "T2I-Adapter"),
        "text_encoder": translate("ModelKinds", "Text encoder"),
        "unknown": translate("ModelKinds", "Unknown"),
        "upscaler": translate("ModelKinds", "Upscaler"),
        "vae": translate("ModelKinds", "VAE"),
    }
    return titles[kind]


def family_title(family: str) -> str:
    """Say in a few letters what people call a family; one that is not ours as it calls itself."""
    return _FAMILIES.get(family, family)


def short_name(entry: Entry) -> str:
    """Name a model without the ending that nearly all of them have."""
    return entry.name.removesuffix(".safetensors")


def short_problem(entry: Entry) -> str:
    """Say what is wrong with a model where its path need not be said."""
    said = entry.problem.replace(str(entry.path), "").lstrip(" :")
    return said[:1].upper() + said[1:]


def kind_ink(kind: Kind, theme: Theme) -> QColor:
    """Give the colour in which a kind's name is written on a tint of its own colour."""
    return mixed(kind_colour(kind, theme), theme.text, 0.35 if theme.is_dark else 0.45)


def kind_icon(kind: Kind) -> str:
    """Name the icon of a kind."""
    return _LOOKS[kind][0]


def kind_colour(kind: Kind, theme: Theme) -> QColor:
    """Give the colour of a kind: that of the wires which such a model goes out by."""
    return theme.wires[_LOOKS[kind][1]]


def parameters_text(count: int) -> str:
    """Say how many numbers a model holds, as people do: "860 M", "12.0 B"."""
    if count >= _BILLION:
        return f"{count / _BILLION:.1f} B"
    return f"{count / _MILLION:.{int(count < 10 * _MILLION)}f} M"


def facts(entry: Entry) -> tuple[str, ...]:
    """Say in short what it is, the kind first."""
    size = say_bytes(entry.size_bytes) if entry.size_bytes else ""
    told = (kind_title(entry.kind), family_title(entry.family), entry.precision, size)
    return tuple(one for one in told if one)


def paint_placeholder(
    painter: QPainter, box: QRectF, kind: Kind, theme: Theme, radius: float
) -> None:
    """Paint what stands for a model without a picture: its kind's icon on a quiet ground."""
    colour = kind_colour(kind, theme)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.fillPath(rounded(box, radius), mixed(theme.panel, colour, 0.12))
    side = min(box.width(), box.height()) * _ICON_SHARE
    spot = QRectF(0, 0, side, side)
    spot.moveCenter(box.center())
    icons.paint(painter, spot, kind_icon(kind), mixed(theme.panel, colour, 0.75))
