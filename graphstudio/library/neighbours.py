"""Where other programs on this machine keep models, to be offered; nothing is added by itself."""

from __future__ import annotations

import os

from graphstudio import paths
from graphstudio.library.folders import ModelFolder, describe_folder, model_folders

_USUAL = (
    "ComfyUI",
    "InvokeAI",
    "invokeai",
    "stable-diffusion-webui",
    "stable-diffusion-webui-forge",
)


def neighbours() -> tuple[ModelFolder, ...]:
    """Find folders with models that could be added: the Hugging Face cache and usual places.

    Only what is there and has a known layout; what is looked through already is left out.
    """
    home = paths.at_home("~")
    hub = (
        os.environ.get("HF_HUB_CACHE") or os.environ.get("HF_HOME", "~/.cache/huggingface") + "/hub"
    )
    asked = [paths.at_home(hub), *(home / name for name in _USUAL)]
    known = {one.path for one in model_folders()}
    found = (describe_folder(path) for path in asked if path.is_dir() and path not in known)
    return tuple(one for one in found if one.layout != "plain")
