"""A try of one model: loaded whole and asked once, so that what is wrong shows before it is used.

Scanning reads headers alone. Here every weight is read and looked at, and a model that paints does
so once: one step, a small picture.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal, NoReturn

from graphstudio import paths
from graphstudio.diffusion.weights import read_header
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.errors import GraphStudioError
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.library.entries import Entry
from graphstudio.session.studio import Studio

if TYPE_CHECKING:
    from graphstudio.api import Model

_FOLDERS = ("controlnet", "t2i_adapter", "image_encoder")
_WIDE = 16  # channels of the latents of Stable Diffusion 3 and Flux
_SIDE_PX = 64  # a multiple of what every family asks for
_LOADERS = {"model": ("model.load", "model"), "checkpoint": ("model.load_checkpoint", "checkpoint")}
_WIRES = (
    ("load.text_encoder", "prompt.text_encoder"),
    ("load.denoiser", "canvas.denoiser"),
    ("load.denoiser", "sample.denoiser"),
    ("load.scheduler", "sample.scheduler"),
    ("prompt.conditioning", "sample.positive"),
    ("canvas.latent", "sample.latent"),
    ("noise.noise", "sample.noise"),
    ("sample.latent", "decode.latent"),
    ("load.vae", "decode.vae"),
)

Depth = Literal["painted", "loaded", "seen"]


@dataclass(frozen=True, slots=True)
class Tried:
    """Say how a try went.

    Attributes:
        depth: "painted" (loaded, and asked for a picture), "loaded" (every weight was read), or
            "seen" (its header alone: such a model is loaded with others, not by itself).
        problem: What is wrong, and what to do; "" where nothing is.
        seconds: How long it took.
    """

    depth: Depth
    problem: str
    seconds: float


def try_model(entry: Entry, registry: Registry, *, device: str | None = None) -> Tried:
    """Load a model whole, and have one that paints paint. Nothing of it is kept in memory.

    Args:
        entry: The model.
        registry: Has the built-in nodes.
        device: Where; None chooses as a run does.
    """
    started = time.monotonic()
    devices = Devices(device or "auto")
    depth: Depth = "seen"
    problem = entry.problem
    try:
        if not problem and entry.kind in _LOADERS:
            depth, problem = "painted", _paint(entry, registry, devices)
        elif not problem and entry.kind in _openers() and _is_alone(entry):
            depth = "loaded"
            with devices.lease(_openers()[entry.kind](entry.path)):
                pass
    except GraphStudioError as error:
        problem = str(error)
    return Tried(depth, problem, time.monotonic() - started)


def _is_alone(entry: Entry) -> bool:
    """Tell whether it is loaded by itself: a folder with one part of a model is not."""
    return not entry.path.is_dir() or entry.kind in _FOLDERS


def _paint(entry: Entry, registry: Registry, devices: Devices) -> str:
    """Paint a small picture in one step; give what went wrong."""
    import torch

    type_, knob = _LOADERS[entry.kind]
    side = {"width": _SIDE_PX, "height": _SIDE_PX}
    nodes = (
        Node("load", type_, values={knob: str(entry.path)}),
        Node("prompt", "prompt.encode", values={"text": "a red circle"}),
        Node("canvas", "latent.empty", values=dict(side)),
        Node("noise", "noise.seeded"),
        Node("sample", "latent.sample", values={"steps": 1}),
        Node("decode", "latent.decode"),
    )
    wires = (Wire(_port(source), _port(target)) for source, target in _WIRES)
    graph, dropped = Graph.build(registry, nodes, wires)
    assert not dropped, dropped
    # A cache of its own: what an earlier run left there would not be loaded.
    engine = Engine(cache=MemoryCache(1 << 28), devices=devices, files=FileHashes())
    studio = Studio(registry, engine)
    result = studio.run(studio.plan(graph, ["decode"]), save=_save_nothing)
    if result.errors:
        return " ".join(dict.fromkeys(str(one) for one in result.errors.values()))
    picture = result.values["decode"][0]
    if not torch.isfinite(picture.pixels).all():
        return (
            f"{entry.path} loads, and paints what is no picture: its numbers overflow. Choose "
            "float32 in its loader, or another version of it."
        )
    return ""


def _port(text: str) -> Port:
    node, _, socket = text.partition(".")
    return Port(node, socket)


def _save_nothing(*_: Any, **__: Any) -> NoReturn:  # Any: a run without an output never calls it
    raise AssertionError("a try saves no pictures")


def _openers() -> Mapping[str, Callable[[Path], Model[Any]]]:
    """Name what opens each kind of single network."""
    from graphstudio.diffusion.control_folders import open_leading
    from graphstudio.diffusion.embedding_files import open_embedding
    from graphstudio.diffusion.image_encoder_folders import open_image_encoder
    from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
    from graphstudio.diffusion.lora.files import open_lora
    from graphstudio.diffusion.single.files import Wish
    from graphstudio.diffusion.single.parts import open_controlnet, open_denoiser, open_vae
    from graphstudio.diffusion.upscaler_files import open_upscaler

    cache = paths.digests()
    wish = Wish(cache)

    def open_leader(path: Path) -> Model[Any]:
        return open_leading(path, cache=cache) if path.is_dir() else open_controlnet(path, wish)

    return {
        "controlnet": open_leader,
        "denoiser": lambda path: open_denoiser(path, wish),
        "embedding": lambda path: open_embedding(path, cache=cache),
        "image_encoder": lambda path: open_image_encoder(path, cache=cache),
        "ip_adapter": lambda path: open_ip_adapter(path, cache=cache),
        "lora": lambda path: open_lora(path, cache=cache),
        "t2i_adapter": open_leader,
        "upscaler": lambda path: open_upscaler(path, cache=cache),
        "vae": lambda path: open_vae(path, wish, _family_of_vae(path)),
    }


def _family_of_vae(file: Path) -> Literal["sd1", "flux"]:
    """Choose a family of its width: those of one width differ in no weight."""
    first = read_header(file).get("decoder.conv_in.weight", {})
    return "flux" if first.get("shape", [0, 0])[1] == _WIDE else "sd1"
