"""What a folder says of itself that is one model: by its small files and its weights' headers."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

from graphstudio.diffusion.class_folders import open_class_folder
from graphstudio.diffusion.configs import Config, read_json
from graphstudio.diffusion.control_folders import is_leading, open_leading
from graphstudio.diffusion.families import PIXEL_PIPELINES, is_dit, is_in_parts
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.image_encoder_folders import is_image_encoder, open_image_encoder
from graphstudio.diffusion.pixel_folders import open_pixel_folder
from graphstudio.diffusion.safety.folders import is_checker, open_checker
from graphstudio.diffusion.t2i_folders import T2I_ADAPTER
from graphstudio.diffusion.weights import find_weights, read_header
from graphstudio.errors import ModelBroken, ModelMissing
from graphstudio.library.entries import Entry, Kind, name_of_path
from graphstudio.library.headers import broken
from graphstudio.library.kinds import family_of, family_of_class
from graphstudio.library.precisions import count
from graphstudio.library.walking import Candidate

_STEMS = ("diffusion_pytorch_model", "model")
_TEXT_ENCODERS = ("clip_text_model", "t5", "umt5", "gemma2", "llama", "qwen2")


def read_folder(found: Candidate) -> Entry:
    """Describe a folder. Never raises: what cannot be read becomes an entry with its problem."""
    path = Path(found.path)
    kind = kind_of_folder(path)
    try:
        family, problem = _family(path, kind), ""
    except (ModelBroken, ModelMissing) as error:
        family, problem = "", str(error)
    try:
        precision, parameters, by_header = _weights(path)
    except (ModelBroken, ModelMissing) as error:
        precision, parameters, by_header = "", 0, ""
        problem = problem or str(error)
    return replace(
        broken(path, found, problem),
        kind=kind if kind != "unknown" else found.hint or kind,
        family=family or by_header,
        precision=precision,
        parameters=parameters,
        title=title_of(path),
        details=_details(path),
    )


def kind_of_folder(path: Path) -> Kind:
    """Tell what a folder that is one model is good for, by what it calls itself. Never raises."""
    if (path / "model_index.json").is_file():  # a damaged one makes it no less of a model
        index = _config(path / "model_index.json") or {}
        name = str(index.get("_class_name", ""))
        if is_dit(index):
            return "class_model"
        if name in PIXEL_PIPELINES:
            return "pixel_model"
        return "pipeline" if name and not is_in_parts(name) else "model"
    config = _config(path / "config.json") or {}
    if is_leading(path):
        return "t2i_adapter" if config.get("_class_name") == T2I_ADAPTER else "controlnet"
    if is_image_encoder(path):
        return "image_encoder"
    if is_checker(path):
        return "safety_checker"
    name = str(config.get("_class_name", ""))
    if name.startswith(("Autoencoder", "VQModel", "ConsistencyDecoder")):
        return "vae"
    if name.endswith(("Transformer2DModel", "UNet2DConditionModel", "UNet2DModel")):
        return "denoiser"
    is_text = str(config.get("model_type", "")) in _TEXT_ENCODERS
    return "text_encoder" if is_text else "unknown"


def title_of(path: Path) -> str:
    """Name a folder as people do: by its repository in the Hugging Face cache."""
    name = name_of_path(path)
    return name if name == path.name else name.replace("--", "/", 1)


_OPENED: dict[Kind, Callable[[Path], str]] = {
    "class_model": lambda path: open_class_folder(path, cache=None).denoiser.family,
    "controlnet": lambda path: open_leading(path, cache=None).family,
    "image_encoder": lambda path: open_image_encoder(path, cache=None).family,
    "model": lambda path: open_folder(path, cache=None).denoiser.family,
    "pixel_model": lambda path: open_pixel_folder(path, cache=None).denoiser.family,
    "safety_checker": lambda path: open_checker(path, cache=None).family,
    "t2i_adapter": lambda path: open_leading(path, cache=None).family,
}
"""By kind: looks at a folder as the node does that loads it, and gives its family."""


def _family(path: Path, kind: Kind) -> str:
    """Tell a folder's family.

    Raises:
        ModelMissing: A file that its loading needs is not there.
        ModelBroken: A file is damaged, or parts do not belong together.
    """
    if kind in _OPENED:
        return _OPENED[kind](path)
    config = _config(path / "model_index.json") or _config(path / "config.json") or {}
    return family_of_class(str(config.get("_class_name", "")))


def _weights(path: Path) -> tuple[str, int, str]:
    """Give precision, how many numbers, and the family that the weights show."""
    headers: dict[str, dict[str, object]] = {}
    for part in _parts(path):
        headers |= {
            f"{part.name}/{name}": entry
            for stem in _STEMS
            if any(part.glob(f"{stem}*"))
            for file in find_weights(part, stem).files
            for name, entry in read_header(file).items()
        }
    return *count(headers), family_of(headers)


def _parts(path: Path) -> Iterator[Path]:
    if not (path / "model_index.json").is_file():
        yield path
        return
    yield from (one.parent for one in sorted(path.glob("*/config.json")))


def _details(path: Path) -> dict[str, str]:
    config = _config(path / "model_index.json") or _config(path / "config.json") or {}
    name = str(config.get("_class_name") or config.get("model_type") or "")
    title = title_of(path)
    details = {"class": name} if name else {}
    if title != path.name:
        details |= {"repository": title, "revision": path.name}
    return details


def _config(file: Path) -> Config | None:
    try:
        return read_json(file)
    except (ModelMissing, ModelBroken):
        return None
