"""Whose checkpoints a work folder holds: another training's must never be gone on with."""

from __future__ import annotations

import hashlib
import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.diffusion.digests import digest_files
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import BadValue
from graphstudio.training.checkpoint import write_text
from graphstudio.training.lora.base_model import BaseFacts
from graphstudio.training.lora.lesson import LoraTask
from graphstudio.training.lora.picture_folder import CaptionedPicture

_FILE = "plan.json"
# These decide where things are and how often they are written, not what is learned: pictures and
# weights count by their content.
_FREE = frozenset({"data", "base", "out", "work", "device", "checkpoint_every"})


def claim(work: Path, task: LoraTask) -> None:
    """Note down in a work folder which training it is for.

    Raises:
        BadValue: It is another one's; the message names what differs.
    """
    file = work / _FILE
    ours = _identity(task)
    if not file.exists():
        write_text(file, json.dumps(ours, indent=2, sort_keys=True) + "\n")
        return
    theirs = json.loads(file.read_text("utf-8"))
    differences = [
        f"{name} {theirs.get(name)!r} there, {value!r} now"
        for name, value in ours.items()
        if theirs.get(name) != value
    ]
    if differences:
        raise BadValue(
            f"{work} holds the checkpoints of another training ({'; '.join(differences)}). Name "
            "another folder with --work, or delete this one."
        )


# Any: JSON.
def _identity(task: LoraTask) -> dict[str, Any]:
    plan = {name: value for name, value in asdict(task.plan).items() if name not in _FREE}
    if plan["prior"]:
        del plan["prior"]["folder"]
    return json.loads(  # type: ignore[no-any-return]  # as it will be read back
        json.dumps(
            {
                **plan,
                "resolution_px": task.side_px,
                "targets": task.targets,
                "base weights": _weights_digest(task.facts),
                "picture files": _pictures_digest(task.pictures),
                "class picture files": _pictures_digest(task.class_pictures),
            },
            default=str,
        )
    )


def _weights_digest(facts: BaseFacts) -> str:
    folders = [(facts.folder / "unet", "diffusion_pytorch_model")]
    folders += [(facts.folder / name, "model") for name in facts.text_folders]
    files = [file for folder, stem in folders for file in find_weights(folder, stem).files]
    return digest_files(files, cache=paths.cache())


def _pictures_digest(pictures: tuple[CaptionedPicture, ...]) -> str:
    digest = hashlib.sha256()
    for picture in pictures:
        digest.update(f"{picture.path.name}\0{picture.caption}\0".encode())
        digest.update(picture.path.read_bytes())
    return digest.hexdigest()
