"""Nodes find models wherever people keep them."""

from __future__ import annotations

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.api import Choices
from graphstudio.errors import ModelMissing
from graphstudio.graph.registry import Registry
from graphstudio.library.library import open_library

Call = Callable[..., object]


@pytest.fixture
def comfy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Name ComfyUI's folder, with a LoRA in it, among the model folders."""
    folder = tmp_path / "ComfyUI"
    (folder / "models" / "checkpoints").mkdir(parents=True)
    (folder / "models" / "loras").mkdir()
    shutil.copy(paths.builtin_lora(), folder / "models" / "loras" / "fox.safetensors")
    monkeypatch.setenv("GRAPHSTUDIO_MODEL_FOLDERS", str(folder))
    return folder


def _choices(registry: Registry, node: str, knob: str) -> list[str]:
    (hint,) = [
        hint
        for one in registry.require(node).inputs
        if one.name == knob
        for hint in one.hints
        if isinstance(hint, Choices)
    ]
    return list(hint.find())


def test_a_lora_of_another_program_is_offered_and_found_by_its_name(
    registry: Registry, comfy: Path
) -> None:
    assert _choices(registry, "lora.apply", "lora") == ["builtin-pencil", "fox.safetensors"]


def test_a_model_deep_in_a_folder_is_found_once_it_was_scanned(
    registry: Registry, comfy: Path
) -> None:
    deep = comfy / "models" / "diffusers" / "deep" / "er" / "fox-model"
    shutil.copytree(paths.builtin_model(), deep)
    before = _choices(registry, "model.load", "model")

    library = open_library()
    library.scan()
    library.close()

    assert before == ["builtin"]
    assert _choices(registry, "model.load", "model") == ["builtin", "fox-model"]


def test_a_model_in_another_folder_is_loaded_by_its_name(
    call: Callable[[str], Call], comfy: Path
) -> None:
    shutil.copytree(paths.builtin_model(), comfy / "models" / "diffusers" / "fox-model")

    parts = call("model.load")("fox-model")

    assert parts.vae.name.startswith("fox-model")  # type: ignore[attr-defined]


def test_a_model_that_is_nowhere_is_told_as_ever(call: Callable[[str], Call], comfy: Path) -> None:
    with pytest.raises(ModelMissing, match='There is no model "wolf"'):
        call("model.load")("wolf")


def test_a_folder_is_no_lora_whatever_it_is_called(
    call: Callable[[str], Call], comfy: Path
) -> None:
    (comfy / "models" / "loras" / "wolf").mkdir()

    with pytest.raises(ModelMissing, match='There is no LoRA "wolf"'):
        call("lora.apply")("no model", "no encoder", lora="wolf", strength=1.0)
