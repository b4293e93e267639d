"""Nodes that lead a picture along another one: edges, a pose, depth."""

from dataclasses import replace
from pathlib import Path
from typing import Annotated

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Control,
    ControlNet,
    Facts,
    File,
    Foreseen,
    Image,
    Known,
    Lead,
    Model,
    OverTime,
    Range,
    Vae,
    node,
    read_curve,
)
from graphstudio.diffusion.choices import ControlMode
from graphstudio.diffusion.control_folders import is_leading, open_leading
from graphstudio.diffusion.foresight import agreeing, facts_of
from graphstudio.diffusion.leads import require_lead
from graphstudio.diffusion.looks import look
from graphstudio.diffusion.single.files import Wish
from graphstudio.diffusion.single.parts import open_controlnet
from graphstudio.diffusion.weights import is_pickle
from graphstudio.library.entries import Kind

from .installed import find_folder, installed_files, installed_folders
from .knobs import Share
from .model import Precision

BUILTIN_EDGES = "builtin-edges"
_FILES = "controlnets"
_KINDS: tuple[Kind, ...] = ("controlnet", "t2i_adapter")
Strength = Annotated[float, Range(0, 2, step=0.05)]
StrengthCurve = Annotated[str, OverTime(0, 2, usual=(0, 1.5))]


def installed_controlnets() -> list[str]:
    """Name the built-in ControlNet, and the folders and files of others and of T2I-Adapters."""
    found = [file.parent for file in paths.models().glob("*/config.json")]
    own = sorted(folder for folder in found if is_leading(folder))
    folders = installed_folders(_KINDS, own, is_leading)
    return [BUILTIN_EDGES, *folders, *installed_files(_FILES)]


def _open(
    controlnet: str, precision: Precision, *, cache: Path | None, allows_pickle: bool
) -> Model[ControlNet]:
    place = _place(controlnet)
    if place.is_dir():
        return open_leading(place, cache=cache, precision=precision)
    return open_controlnet(place, Wish(cache, precision, allows_pickle=allows_pickle))


def _place(controlnet: str) -> Path:
    """Find the folder or the file that a name or a path means."""
    if controlnet == BUILTIN_EDGES:
        return paths.builtin_edges()
    named = paths.models() / _FILES / controlnet
    if controlnet and named.is_file():
        return named
    return find_folder(
        controlnet,
        _KINDS,
        what="ControlNet",
        installed=installed_controlnets(),
        fits=lambda path: path.is_dir() or path.suffix == ".safetensors",
    )


def _content(
    *,
    controlnet: str = BUILTIN_EDGES,
    precision: Precision = "auto",
    allows_pickle: bool = False,
) -> str:
    cache = paths.digests()
    return _open(controlnet, precision, cache=cache, allows_pickle=allows_pickle).digest


def _told(place: Path) -> Facts:
    return facts_of(_open(str(place), "auto", cache=None, allows_pickle=False))


def _foresee(known: Known) -> Foreseen:
    if "controlnet" not in known.values:
        return Foreseen()
    place = _place(known.values["controlnet"])
    # What a pickle holds is told by torch alone, which nobody loads to look at a wire.
    return Foreseen() if is_pickle(place) else Foreseen({"model": look(_told, place)})


@node(
    "control.load",
    title="Load ControlNet",
    fingerprint=_content,
    foresee=_foresee,
    keywords=("controlnet", "t2i-adapter", "canny", "depth", "pose", "lineart"),
)
def load(
    controlnet: Annotated[
        str,
        Choices(installed_controlnets),
        File("model", is_read=False, kinds=("controlnet", "t2i_adapter")),
    ] = BUILTIN_EDGES,
    precision: Precision = "auto",
    allows_pickle: bool = False,
) -> Model[ControlNet]:
    """Bring a ControlNet or a T2I-Adapter into the graph: a picture then follows another one.

    Each is trained for one family of models, and for one kind of guide (edges, depth, a pose) or,
    as union ControlNets are, for several. A T2I-Adapter is much smaller and costs no time at the
    steps, for it looks at its guide once; a ControlNet follows it more closely.

    Args:
        controlnet: `builtin-edges` follows edges and belongs to the built-in model. Otherwise the
            name of a ControlNet or a T2I-Adapter in your model folders, or the path of its folder.
            A ControlNet for Stable Diffusion 1.x, 2.x or XL may be a single file too.
        precision: How exact its numbers are. Auto takes half precision on a graphics card and
            full precision on the processor.
        allows_pickle: Also open .pth files. Such a file could hold code; it is read by a reader
            that takes numbers alone and refuses the rest.
    """
    return _open(controlnet, precision, cache=paths.digests(), allows_pickle=allows_pickle)


@node(
    "control.apply",
    title="Apply ControlNet",
    foresee=agreeing("others", "controlnet", gives={"control": "controlnet"}),
    keywords=("controlnet", "t2i-adapter", "lead", "follow", "multi"),
)
def apply(
    controlnet: Model[ControlNet],
    image: Image,
    strength: Strength = 1.0,
    start: Share = 0.0,
    end: Share = 1.0,
    is_guess: bool = False,
    others: Control | None = None,
    vae: Model[Vae] | None = None,
    mode: ControlMode = "",
    curve: StrengthCurve = "",
) -> Control:
    """Let a picture be led by another one. Goes into Sample.

    Chain several to follow several guides at once.

    Args:
        controlnet: What leads.
        image: What it follows: white edges on black, a depth map, a pose. Canny Edges makes
            edges. A picture of another size is scaled, and cropped where it sticks out.
        strength: How strictly it is followed. 0 not at all, 1 as it was trained.
        start: From which part of the steps on it leads, 0 to 1.
        end: Up to which part of the steps it leads. 0.6 fixes the layout and leaves the detail
            to the prompt.
        is_guess: Lead without a prompt: only the prompted half of guidance is led, and fine
            detail less than the layout. Use it with an empty prompt and a guidance of 3 to 5. Not
            for T2I-Adapters, Stable Diffusion 3 and Flux.
        others: What leads as well: further ControlNets, T2I-Adapters and IP-Adapters.
        vae: The model's autoencoder. Needed for most ControlNets of Stable Diffusion 3 and Flux,
            which follow an encoded picture; the others do without it.
        mode: What kind of guide the picture is, for a union ControlNet (SDXL or Flux), which was
            trained for several. Leave it empty for the others.
        curve: How strictly it is followed at each moment, from noise (0) to picture (1), in place
            of strength: draw it, or write such as 0:1, 0.5:0.6, 1:0. Where it comes to 0 the
            ControlNet is not asked and costs no time. Empty keeps the strength throughout.
    """
    before = others or Control()
    over_time = read_curve(curve, least=0, most=2)
    lead = Lead(controlnet, image, strength, start, end, is_guess, vae, mode, over_time)
    require_lead(lead)
    return replace(before, leads=(*before.leads, lead))
