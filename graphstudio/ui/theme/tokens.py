"""The colours of each theme, and which colour and shape a type of wire has.

The wire colours were found by search, not by eye: the worst pair is as far apart as eight
colours allow, for people with protanopia, deuteranopia and tritanopia too. Types that share a
colour differ by the shape of their sockets.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from PySide6.QtGui import QColor

from graphstudio.graph.sockets import SocketType, streamed

Shape = Literal["circle", "half", "diamond", "hexagon", "square", "ring"]
Hue = Literal["model", "conditioning", "latent", "image", "vae", "control", "text", "number"]

_LOOKS: Mapping[str, tuple[Hue, Shape]] = {
    "Denoiser": ("model", "hexagon"),
    "TextEncoder": ("model", "hexagon"),
    "Vae": ("vae", "hexagon"),
    "Model": ("control", "hexagon"),
    "Lora": ("control", "hexagon"),
    "Annotator": ("image", "hexagon"),
    "ImageEncoder": ("text", "hexagon"),
    "IpAdapter": ("conditioning", "hexagon"),
    "Upscaler": ("image", "square"),
    "Pipeline": ("model", "square"),
    "SafetyChecker": ("control", "square"),
    "Control": ("control", "diamond"),
    "Scheduler": ("control", "circle"),
    "Conditioning": ("conditioning", "diamond"),
    "Guidance": ("conditioning", "circle"),
    "Latent": ("latent", "circle"),
    "Noise": ("latent", "diamond"),
    "Image": ("image", "circle"),
    "Mask": ("image", "half"),
    "str": ("text", "square"),
    "int": ("number", "square"),
    "float": ("number", "square"),
    "bool": ("number", "square"),
}
_GREY_BELOW = 0.16  # saturation of what is no colour
_STRANGERS: tuple[tuple[Hue, Shape], ...] = (
    ("model", "diamond"),
    ("vae", "diamond"),
    ("image", "diamond"),
    ("latent", "hexagon"),
    ("text", "diamond"),
    ("conditioning", "hexagon"),
)
_FAMILIES: Mapping[str, str] = {
    "conditioning": "prompt",
    "text": "prompt",
    "guidance": "prompt",
    "label": "prompt",
    "sampling": "latent",
    "sampler": "latent",
    "noise": "latent",
    "mask": "image",
    "metric": "image",
    "preprocess": "control",
    "lora": "model",
    "pipeline": "model",
    "loader": "model",
    "controlnet": "control",
    "scheduler": "control",
    "save": "output",
    "preview": "output",
}


@dataclass(frozen=True, slots=True, eq=False)
class Theme:
    """Hold every colour of one look; compared by identity.

    Attributes:
        name: How the setting calls it.
        is_dark: Whether light text stands on dark ground.
        canvas: The ground that nodes stand on, its `dots` and every fourth of them.
        chrome: What is behind panels: title bars of docks, the tab strip, the status bar.
        panel: The ground of panels and pages.
        raised: The ground of what floats: menus, popups, tooltips.
        node: The body of a node.
        field: What is typed into.
        button: A button at rest.
        hover: Laid over whatever the mouse is on; `pressed` likewise.
        border: Lines around fields, nodes and popups.
        divider: Quiet lines between panels.
        text: What is read, `secondary` what is read second, `disabled` what cannot be used.
        accent: Focus, progress, the main action; `accent_text` is written on it.
        accent_quiet: The ground of chosen rows, under `text`.
        danger: Errors; `warning` and `success` likewise. All can be read as text on panels.
        selection: The outline of selected nodes.
        shadow: Under nodes and popups.
        frame: The ground of a frame without a colour of its own; `note` likewise.
        wires: By hue.
        headers: By family of categories; "" is for all others.
    """

    name: str
    is_dark: bool
    canvas: QColor
    dots: QColor
    dots_strong: QColor
    chrome: QColor
    panel: QColor
    raised: QColor
    node: QColor
    field: QColor
    button: QColor
    hover: QColor
    pressed: QColor
    border: QColor
    divider: QColor
    text: QColor
    secondary: QColor
    disabled: QColor
    accent: QColor
    accent_text: QColor
    accent_quiet: QColor
    danger: QColor
    warning: QColor
    success: QColor
    selection: QColor
    shadow: QColor
    frame: QColor
    note: QColor
    wires: Mapping[Hue, QColor]
    headers: Mapping[str, QColor]

    def wire(self, type_: SocketType) -> QColor:
        """Give the colour of sockets and wires of a type; many things have that of one."""
        return self.wires[_look(type_)[0]]

    def shape(self, type_: SocketType) -> Shape:
        """Give the shape of sockets of a type; many things have that of one."""
        return _look(type_)[1]

    def header(self, category: str, colour: str = "") -> QColor:
        """Give the colour of a node's header.

        Args:
            category: Of the node's definition.
            colour: "#rrggbb" that the user chose; "" takes the category's.
        """
        if colour:
            return QColor(colour)
        first = category.lower().partition("/")[0].strip()
        return self.headers.get(_FAMILIES.get(first, first), self.headers[""])

    def dot(self, category: str) -> QColor:
        """Give the colour of a small mark for a category: its header's hue, seen on panels."""
        header = self.header(category)
        hue, saturation = header.hslHueF(), header.hslSaturationF()
        light = 0.66 if self.is_dark else 0.38
        strength = min(max(saturation * 1.2, 0.35), 0.6) if saturation > _GREY_BELOW else 0.0
        return QColor.fromHslF(max(hue, 0.0), strength, light)

    def header_text(self, category: str, colour: str = "") -> QColor:
        """Give the colour of what is written on a header."""
        return self.text_on(self.header(category, colour))

    def text_on(self, ground: QColor) -> QColor:
        """Give black or white ink, whichever is read better on this ground."""
        light, dark = QColor("#FFFFFF"), QColor("#16171A")
        return light if contrast(light, ground) >= contrast(dark, ground) else dark


def contrast(first: QColor, second: QColor) -> float:
    """Give the contrast of two opaque colours as WCAG 2 counts it, 1 to 21."""
    lighter, darker = sorted((_luminance(first), _luminance(second)), reverse=True)
    return (lighter + 0.05) / (darker + 0.05)


def mixed(below: QColor, above: QColor, share: float) -> QColor:
    """Give the opaque colour that `above` makes when `share` (0..1) of it covers `below`."""
    parts = zip(below.getRgb()[:3], above.getRgb()[:3], strict=True)  # type: ignore[index]  # typed as object
    return QColor(*(round(low + (high - low) * share) for low, high in parts))


def _luminance(colour: QColor) -> float:
    red, green, blue = (_linear(part) for part in (colour.redF(), colour.greenF(), colour.blueF()))
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _linear(part: float) -> float:
    return part / 12.92 if part <= 0.04045 else ((part + 0.055) / 1.055) ** 2.4


def _look(type_: SocketType) -> tuple[Hue, Shape]:
    many = type_.item or streamed(type_)
    if many is not None:
        return _look(many)
    if type_.kind in ("any", "variable"):
        return "number", "ring"
    argument = type_.arguments[0].base if type_.base == "Model" and type_.arguments else ""
    for name in (argument, type_.base):
        if name in _LOOKS:
            return _LOOKS[name]
    return _STRANGERS[zlib.crc32(type_.base.encode()) % len(_STRANGERS)]


def _colours(**names: str) -> dict[str, QColor]:
    return {name: QColor(code) for name, code in names.items()}


def _wires(codes: str) -> dict[Hue, QColor]:
    hues: tuple[Hue, ...] = (
        "model", "conditioning", "latent", "image", "vae", "control", "text", "number",
    )  # fmt: skip
    return {hue: QColor(code) for hue, code in zip(hues, codes.split(), strict=True)}


def _headers(codes: str) -> dict[str, QColor]:
    families = ("", "model", "prompt", "latent", "image", "vae", "control", "output")
    return {family: QColor(code) for family, code in zip(families, codes.split(), strict=True)}


DARK = Theme(
    name="dark",
    is_dark=True,
    **_colours(
        canvas="#1B1C1F", dots="#2B2D32", dots_strong="#3A3D44", chrome="#18191B",
        panel="#222428", raised="#2A2C31", node="#2A2C31", field="#191A1D", button="#33363C",
        hover="#10FFFFFF", pressed="#1CFFFFFF", border="#3A3D44", divider="#141517",
        text="#E6E7EA", secondary="#A3A7B0", disabled="#686C75", accent="#6EA8FE",
        accent_text="#0E1B2E", accent_quiet="#2C405F", danger="#FF6B6B", warning="#F2B84B",
        success="#5CCB8F", selection="#FFFFFF", shadow="#80000000", frame="#2E3138",
        note="#3B3724",
    ),
    wires=_wires("#D7CAF5 #F9C052 #FF86B0 #5A8CEA #C66D26 #BFFABB #B5A75A #8B8182"),
    headers=_headers("#3F434B #4B3F72 #6B4A1E #6A3355 #1F4E6B #6B2F14 #33532F #165A45"),
)  # fmt: skip
LIGHT = Theme(
    name="light",
    is_dark=False,
    **_colours(
        canvas="#F3F4F6", dots="#D9DCE1", dots_strong="#C3C7CE", chrome="#E7E9ED",
        panel="#FFFFFF", raised="#FFFFFF", node="#FFFFFF", field="#F4F5F7", button="#EEF0F3",
        hover="#0C101828", pressed="#18101828", border="#C9CDD4", divider="#DADDE3",
        text="#1E2026", secondary="#5A6170", disabled="#9AA0AC", accent="#1F6FEB",
        accent_text="#FFFFFF", accent_quiet="#D6E4FD", danger="#C62F2F", warning="#8F5B00",
        success="#1A7F4B", selection="#1F6FEB", shadow="#38101828", frame="#E6E9EE",
        note="#FBF3D0",
    ),
    wires=_wires("#543098 #6E3E0B #561A2F #3F67B3 #AD4F0B #6F937F #B58504 #726369"),
    headers=_headers("#E3E5EA #E2DCF5 #F5E6CF #F6DCEA #D8EAF6 #F8DFD2 #DDEFDA #D2F0E4"),
)  # fmt: skip
CONTRAST = Theme(
    name="contrast",
    is_dark=True,
    **_colours(
        canvas="#000000", dots="#2E2E2E", dots_strong="#565656", chrome="#000000",
        panel="#000000", raised="#0A0A0A", node="#0A0A0A", field="#000000", button="#141414",
        hover="#2CFFFFFF", pressed="#48FFFFFF", border="#BDBDBD", divider="#8A8A8A",
        text="#FFFFFF", secondary="#DADADA", disabled="#9A9A9A", accent="#FFD60A",
        accent_text="#000000", accent_quiet="#544900", danger="#FF9C9C", warning="#FFC53D",
        success="#7CE8A6", selection="#FFFFFF", shadow="#00000000", frame="#141414",
        note="#1F1B00",
    ),
    wires=_wires("#D7CAF5 #FFC94D #FF9DBF #86B2FF #FF9A4D #BFFABB #D8C96A #B9B2B3"),
    headers=_headers("#2B2B2B #3A2D66 #573A10 #592646 #123E5A #5A2409 #23441F #0B4A37"),
)  # fmt: skip

THEMES: Mapping[str, Theme] = {theme.name: theme for theme in (DARK, LIGHT, CONTRAST)}
