"""Which node takes which kind of model, and by which of its knobs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from graphstudio import paths
from graphstudio.graph.elements import Node
from graphstudio.graph.registry import Registry
from graphstudio.library.entries import Entry, Kind

_ENDINGS = frozenset({".safetensors", ".gguf", ".pth", ".pt", ".bin", ".ckpt"})  # of files


@dataclass(frozen=True, slots=True)
class Taker:
    """Name the node that a file becomes.

    Attributes:
        nodes: Types of the nodes whose knob may be set to it; the first is added.
        knob: The knob that names the file.
        home: The folder in the user's model folder from which the knob takes plain names; None
            for what is no model.
    """

    nodes: tuple[str, ...]
    knob: str
    home: str | None = None

    def name(self, path: Path) -> str:
        """Say what the knob is set to: short, where the node looks for it by itself."""
        is_home = self.home is not None and path.parent == paths.models() / self.home
        return path.name if is_home else str(path)

    def names(self, node: Node, path: Path) -> bool:
        """Tell whether a node's knob names this model, by its path or by its name."""
        value = node.values.get(self.knob)
        if node.type not in self.nodes or not isinstance(value, str) or not value:
            return False
        return value in (path.name, path.stem) or paths.at_home(value) == path


MODEL = Taker(("model.load", "pipeline.load"), "model", "")
CLASS_MODEL = Taker(("model.load_classes", "pipeline.load"), "model", "")
PIXEL_MODEL = Taker(("model.load_pixel", "pipeline.load"), "model", "")
PIPELINE = Taker(("pipeline.load",), "model", "")
CONTROLNET = Taker(("control.load",), "controlnet", "")
IMAGE_ENCODER = Taker(("ip_adapter.load_encoder",), "image_encoder", "")
CHECKER = Taker(("safety.load",), "checker", "")
LORA = Taker(("lora.apply", "lora.apply_denoiser"), "lora", "loras")
EMBEDDING = Taker(("prompt.textual_inversion",), "embedding", "embeddings")
IP_ADAPTER = Taker(("ip_adapter.load",), "ip_adapter", "ip_adapters")
CHECKPOINT = Taker(("model.load_checkpoint",), "checkpoint", "checkpoints")
CONTROLNET_FILE = Taker(("control.load",), "controlnet", "controlnets")
DENOISER = Taker(("model.load_denoiser",), "denoiser", "diffusion_models")
TEXT_ENCODER = Taker(("model.load_text_encoders",), "first", "text_encoders")
VAE = Taker(("model.load_vae",), "vae", "vae")
UPSCALER = Taker(("upscale.load",), "upscaler", "upscalers")

_FILES: Mapping[Kind, Taker] = {
    "checkpoint": CHECKPOINT,
    "controlnet": CONTROLNET_FILE,
    "denoiser": DENOISER,
    "embedding": EMBEDDING,
    "ip_adapter": IP_ADAPTER,
    "lora": LORA,
    "text_encoder": TEXT_ENCODER,
    "upscaler": UPSCALER,
    "vae": VAE,
}
_FOLDERS: Mapping[Kind, Taker] = {
    "class_model": CLASS_MODEL,
    "controlnet": CONTROLNET,
    "image_encoder": IMAGE_ENCODER,
    "model": MODEL,
    "pipeline": PIPELINE,
    "pixel_model": PIXEL_MODEL,
    "safety_checker": CHECKER,
}


def taker_of(entry: Entry, registry: Registry) -> Taker | None:
    """Give what takes a model of the library; None where no node of this program does.

    A knob that a node does not have, as with a node of an older version, takes nothing.
    """
    is_folder = entry.path.suffix not in _ENDINGS
    taker = (_FOLDERS if is_folder else _FILES).get(entry.kind)
    if taker is None or (definition := registry.get(taker.nodes[0])) is None:
        return None
    return taker if any(one.name == taker.knob for one in definition.inputs) else None
