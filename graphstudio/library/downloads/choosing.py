"""Which files of a repository a run needs: half precision where there is one, never pickles."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from pathlib import PurePosixPath

from graphstudio.errors import DownloadError
from graphstudio.library.downloads.hub import HubFile, Listing

WEIGHTS = (".safetensors", ".gguf")
_PICKLES = (".bin", ".ckpt", ".pt", ".pth", ".pkl", ".pickle")
_SIDE_FILES = (".json", ".txt", ".model")
_SMALL_BYTES = 64 << 20  # more is no config and no vocabulary, whatever its name
_PLAIN_FILES = re.compile(r"^(licen[cs]e|notice|readme)(\.(md|txt))?$", re.IGNORECASE)
# "unet.fp16-00001-of-00002.safetensors": stem, variant, shard.
_PARTS = re.compile(
    r"^(?P<stem>[^.]+?)(?:\.(?P<variant>[\w-]+?))?(?:-\d{5}-of-\d{5})?\.safetensors$"
)
_STEMS = ("diffusion_pytorch_model", "model")
# Judges pictures and is needed by no picture; Apply Safety Checker takes a folder of its own.
_UNNEEDED = ("safety_checker",)


def choose(listing: Listing, folder: str = "") -> tuple[HubFile, ...]:
    """Choose the files of a model in diffusers layout.

    Args:
        listing: What its repository holds.
        folder: Where in the repository the model is; "" is the repository itself.

    Raises:
        DownloadError: It holds no such model, or only pickles.
    """
    inside = [one for one in listing.files if _is_in(one.path, folder)]
    names = {_below(one.path, folder) for one in inside}
    if "model_index.json" in names:
        chosen = _pipeline(inside, folder)
    elif "config.json" in names:
        chosen = _folder(inside, folder)
    else:
        raise _no_folder(listing, inside, folder)
    if not any(one.path.endswith(WEIGHTS[0]) for one in chosen):
        raise _no_weights(listing, inside, folder)
    return tuple(chosen)


def choose_file(listing: Listing, path: str) -> HubFile:
    """Choose one file.

    Raises:
        DownloadError: It is not there, or it is a pickle.
    """
    refuse_pickle(path)
    found = next((one for one in listing.files if one.path == path), None)
    if found is None:
        raise DownloadError(
            f"{listing.repository} has no file {path}. Its model files are: "
            f"{_names(listing.files)}."
        )
    return found


def is_folder(listing: Listing, path: str) -> bool:
    """Say whether a path of a repository is a folder."""
    return any(one.path.startswith(f"{path}/") for one in listing.files)


def refuse_pickle(name: str) -> None:
    """Refuse what can run any code when it is opened.

    Raises:
        DownloadError: It is a pickle, by its name.
    """
    if name.lower().endswith(_PICKLES):
        raise DownloadError(
            f"{name} is a pickle, which can run any code when it is opened, so GraphStudio does "
            "not download it. Choose the .safetensors version of this file."
        )


def _pipeline(inside: Sequence[HubFile], folder: str) -> list[HubFile]:
    """Choose what lies in the folders of the parts; single files beside them are copies."""
    chosen = [one for one in inside if _is_beside_index(_below(one.path, folder))]
    parts = sorted({_below(one.path, folder).partition("/")[0] for one in inside})
    for part in parts:
        place = f"{folder}/{part}" if folder else part
        if part not in _UNNEEDED and _is_part(inside, place):
            chosen += _folder([one for one in inside if _is_in(one.path, place)], place)
    return chosen


def _is_part(inside: Iterable[HubFile], place: str) -> bool:
    """Only what has a config or a vocabulary is one; pictures for the page lie in folders too."""
    return any(_is_in(one.path, place) and one.path.endswith(_SIDE_FILES) for one in inside)


def _folder(inside: Sequence[HubFile], folder: str) -> list[HubFile]:
    """Choose the configs, the vocabulary and the smallest form of the weights in one folder."""
    here = [one for one in inside if "/" not in _below(one.path, folder)]
    weights = _weights(here)
    if not weights and any(one.path.endswith(_PICKLES) for one in here):
        raise _only_pickles(folder or "It")
    return [*(one for one in here if _is_side_file(one)), *weights]


def _weights(here: Sequence[HubFile]) -> list[HubFile]:
    groups: dict[tuple[str, str], list[HubFile]] = {}
    for one in here:
        found = _PARTS.match(PurePosixPath(one.path).name)
        if found and found["stem"] in _STEMS:
            groups.setdefault((found["stem"], found["variant"] or ""), []).append(one)
    for stem in _STEMS:
        for variant in ("fp16", "bf16", ""):
            if files := groups.get((stem, variant)):
                dotted = f".{variant}" if variant else ""
                index = f"{stem}.safetensors.index{dotted}.json"
                whole = [one for one in files if "-of-" not in PurePosixPath(one.path).name]
                if whole:  # beside shards of the same, as the loader takes it
                    return whole
                return files + [one for one in here if PurePosixPath(one.path).name == index]
    return []


def _is_side_file(one: HubFile) -> bool:
    name = PurePosixPath(one.path).name
    if ".index." in name or one.size_bytes > _SMALL_BYTES:
        return False
    return name.endswith(_SIDE_FILES) or _PLAIN_FILES.match(name) is not None


def _is_beside_index(name: str) -> bool:
    return name == "model_index.json" or _PLAIN_FILES.match(name) is not None


def _is_in(path: str, folder: str) -> bool:
    return not folder or path.startswith(f"{folder}/")


def _below(path: str, folder: str) -> str:
    return path.removeprefix(f"{folder}/") if folder else path


def _no_folder(listing: Listing, inside: Sequence[HubFile], folder: str) -> DownloadError:
    if any(one.path.endswith(WEIGHTS) for one in inside):
        return DownloadError(
            f"{_place(listing, folder)} is no single model. Say which file you want, such as "
            f"{listing.repository}:FILE. There are: {_names(inside)}."
        )
    return _no_weights(listing, inside, folder)


def _no_weights(listing: Listing, inside: Sequence[HubFile], folder: str) -> DownloadError:
    place = _place(listing, folder)
    if any(one.path.endswith(_PICKLES) for one in inside):
        return _only_pickles(place)
    return DownloadError(f"{place} holds no model that GraphStudio can read.")


def _only_pickles(place: str) -> DownloadError:
    return DownloadError(
        f"{place} holds its weights only as pickles, which can run any code when they are "
        "opened, so GraphStudio does not download them. Look for a .safetensors version."
    )


def _place(listing: Listing, folder: str) -> str:
    return f"{listing.repository}:{folder}" if folder else listing.repository


def _names(files: Iterable[HubFile]) -> str:
    names = [one.path for one in files if one.path.endswith(WEIGHTS)]
    more = f" and {len(names) - 12} more" if len(names) > 12 else ""
    return ", ".join(names[:12]) + more if names else "none"
