"""Finished models of `graphstudio train builtin`, from which further training starts."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final, cast, get_args

from graphstudio.errors import ModelMissing
from graphstudio.training.losses import NoiseSchedule, Prediction
from graphstudio.training.recipe import Recipe
from graphstudio.training.tokenizer import build_tokenizer

_PARTS: Final = (
    "unet/config.json",
    "vae/config.json",
    "text_encoder/config.json",
    "scheduler/scheduler_config.json",
)


def recipe_of(folder: Path) -> Recipe:
    """Read how a finished model was trained, so that what learns on learns the same.

    Raises:
        ModelMissing: The folder is not one that `graphstudio train builtin` wrote.
    """
    missing = [name for name in _PARTS if not (folder / name).exists()]
    if missing:
        raise ModelMissing(
            f"{folder}: no model of `graphstudio train builtin` is there ({', '.join(missing)} "
            "missing). Name the folder that it wrote with --out."
        )
    words = _read(folder / "text_encoder" / "config.json").get("vocab_size")
    if words != len(build_tokenizer()):
        raise ModelMissing(
            f"{folder}: this model reads {words} words, the built-in one "
            f"{len(build_tokenizer())}. Only models of `graphstudio train builtin` can be used."
        )
    config = _read(folder / "scheduler" / "scheduler_config.json")
    schedule, prediction = config.get("beta_schedule"), config.get("prediction_type")
    if schedule not in get_args(NoiseSchedule) or prediction not in get_args(Prediction):
        raise ModelMissing(
            f"{folder / 'scheduler'}: cannot train with beta_schedule {schedule} and "
            f"prediction_type {prediction}."
        )
    return Recipe(
        schedule=cast("NoiseSchedule", schedule), prediction=cast("Prediction", prediction)
    )


# JSON has no narrower type.
def _read(path: Path) -> dict[str, Any]:
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found
