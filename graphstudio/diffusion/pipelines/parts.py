"""What a model_index.json names: read and refused in words; no torch, and nothing is run."""

import importlib.util
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from graphstudio.diffusion.configs import AGAIN, Config, read_json
from graphstudio.diffusion.descriptions import read_index
from graphstudio.diffusion.weights import Weights, find_weights
from graphstudio.errors import ModelBroken, ModelMissing

DIFFUSERS, TRANSFORMERS = "diffusers", "transformers"

# In the names of such classes, with endings such as Fast.
_WITHOUT_WEIGHTS = ("Tokenizer", "Scheduler", "Processor", "Extractor", "Guidance")
# Any one of these lines is a whole vocabulary.
_VOCABULARIES = (
    ("tokenizer.json",),
    ("vocab.json", "merges.txt"),
    ("spiece.model",),
    ("sentencepiece.bpe.model",),
    ("tokenizer.model",),
    ("vocab.txt",),
)


@dataclass(frozen=True, slots=True)
class Part:
    """Name one part of a pipeline.

    Attributes:
        name: What the pipeline calls it, and its folder.
        library: "diffusers", "transformers", or the module of diffusers.pipelines that it is in.
        kind: Its class.
        variant: Which weights: "" or such as "fp16".
    """

    name: str
    library: str
    kind: str
    variant: str = ""

    @property
    def has_weights(self) -> bool:
        """Say whether it is a network."""
        return not any(word in self.kind for word in _WITHOUT_WEIGHTS)

    @property
    def is_tokenizer(self) -> bool:
        """Say whether it turns words into numbers."""
        return "Tokenizer" in self.kind


@dataclass(frozen=True, slots=True)
class Contents:
    """Hold what a folder says that it is.

    Attributes:
        class_name: Its pipeline.
        parts: In the order in which they are named; those that were left out are not there.
        options: What else its constructor is told.
        files: All that what it makes depends on.
        size_bytes: Of all weights together.
    """

    class_name: str
    parts: tuple[Part, ...]
    options: Mapping[str, Any]  # Any: JSON
    files: tuple[Path, ...]
    size_bytes: int


def read_contents(folder: Path) -> Contents:
    """Read what pipeline a folder holds, and check its files; every problem is reported.

    Raises:
        ModelMissing: The folder or a file in it is not there.
        ModelBroken: A file is damaged, or a part is not one of diffusers or transformers.
    """
    index = read_index(folder)
    place = folder / "model_index.json"
    class_name = index.get("_class_name")
    if isinstance(class_name, list):
        raise ModelBroken(
            f"{place} brings a pipeline of its own ({class_name[-1:]}), whose code GraphStudio "
            "does not run. Choose a folder for a pipeline that diffusers has."
        )
    if not isinstance(class_name, str):
        raise ModelBroken(f"{place} does not say which pipeline it is. {AGAIN}")
    options = {key: value for key, value in index.items() if not key.startswith("_")}
    named = {key: options.pop(key) for key, value in index.items() if _is_part(value)}
    parts = [Part(name, *entry) for name, entry in named.items() if entry[1] is not None]
    _refuse_strangers(place, parts)
    looked_at = _look_at_all(folder, parts)
    return Contents(
        class_name=class_name,
        parts=tuple(part for part, _, _ in looked_at),
        options=options,
        files=(place, *(file for _, files, _ in looked_at for file in files)),
        size_bytes=sum(size for _, _, size in looked_at),
    )


def _is_part(value: object) -> bool:
    return (
        isinstance(value, list)
        and len(value) == 2
        and (value == [None, None] or all(isinstance(one, str) for one in value))
    )


def _refuse_strangers(place: Path, parts: list[Part]) -> None:
    problems = [
        f"{place} names {part.library}.{part.kind} as {part.name}. GraphStudio opens only parts "
        "that diffusers and transformers have, since others run code of their own. Choose another "
        "model."
        for part in parts
        if not _is_known(part.library) or not part.kind.isidentifier()
    ]
    if problems:
        raise ModelBroken(" ".join(problems), problems)


def _is_known(library: str) -> bool:
    if library in (DIFFUSERS, TRANSFORMERS):
        return True
    found = importlib.util.find_spec(DIFFUSERS)
    places = [] if found is None else found.submodule_search_locations or []
    return library.isidentifier() and any(
        (Path(place) / "pipelines" / library).is_dir() for place in places
    )


def _look_at_all(folder: Path, parts: list[Part]) -> list[tuple[Part, tuple[Path, ...], int]]:
    found, errors = [], []
    for part in parts:
        try:
            found.append(_look_at(folder / part.name, part))
        except (ModelMissing, ModelBroken) as error:
            errors.append(error)
    if errors:
        problems = [problem for error in errors for problem in error.problems]
        raise type(errors[0])(" ".join(problems), problems)
    return found


def _look_at(place: Path, part: Part) -> tuple[Part, tuple[Path, ...], int]:
    if not place.is_dir():
        raise ModelMissing(f"{place} is not there, and model_index.json names it. {AGAIN}")
    if part.has_weights:
        config, weights = place / "config.json", _find_weights(place, part)
        _require_plain(config, read_json(config))
        chosen = Part(part.name, part.library, part.kind, weights.variant)
        return chosen, (config, *weights.files), weights.size_bytes
    files = tuple(file for file in sorted(place.iterdir()) if file.is_file())
    for file in files:
        if file.name.endswith("config.json"):
            _require_plain(file, read_json(file))
    if part.is_tokenizer and not any(_has(place, names) for names in _VOCABULARIES):
        raise ModelMissing(
            f"{place} holds no vocabulary (tokenizer.json, or vocab.json with merges.txt): every "
            f"word would read as the same. {AGAIN}"
        )
    return part, files, 0


def _find_weights(place: Path, part: Part) -> Weights:
    own, others = "diffusion_pytorch_model", "model"
    if part.library in (DIFFUSERS, TRANSFORMERS):
        return find_weights(place, own if part.library == DIFFUSERS else others)
    return find_weights(place, own if any(place.glob(f"{own}*")) else others)


def _require_plain(file: Path, config: Config) -> None:
    if "auto_map" in config:
        raise ModelBroken(
            f"{file} asks for code that comes with the model (auto_map), which GraphStudio does "
            "not run. Choose a model whose parts diffusers and transformers have."
        )


def _has(place: Path, names: tuple[str, ...]) -> bool:
    return all((place / name).is_file() for name in names)
