"""A try loads a model whole and has it paint: what no header shows is found."""

from __future__ import annotations

import shutil
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import load_file, save_file

from graphstudio import paths
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.library.entries import Entry
from graphstudio.session.models.trying import try_model


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_all()


def test_a_sound_model_paints(registry: Registry) -> None:
    tried = try_model(Entry(paths.builtin_model(), "model"), registry, device="cpu")

    assert (tried.depth, tried.problem) == ("painted", "")


def test_numbers_that_are_none_are_found_though_every_header_is_right(
    registry: Registry, tmp_path: Path
) -> None:
    folder = tmp_path / "fox"
    shutil.copytree(paths.builtin_model(), folder)
    (weights,) = (folder / "unet").glob("*.safetensors")
    tensors = load_file(weights)
    name = next(iter(sorted(tensors)))
    tensors[name] = np.full_like(tensors[name], np.nan)
    save_file(tensors, weights)

    tried = try_model(Entry(folder, "model"), registry, device="cpu")

    assert tried.problem
    assert name in tried.problem


def test_what_scanning_found_is_told_without_loading(registry: Registry, tmp_path: Path) -> None:
    entry = Entry(tmp_path / "fox.safetensors", "lora", problem="It is cut short.")

    assert try_model(entry, registry).problem == "It is cut short."


def test_a_lora_is_read_whole_and_refused_with_its_reason(
    registry: Registry, tmp_path: Path
) -> None:
    file = tmp_path / "fox.safetensors"
    save_file({"x.lora_down.weight": np.zeros((4, 8), np.float32)}, file)

    tried = try_model(Entry(file, "lora"), registry, device="cpu")

    assert str(file) in tried.problem


def test_what_is_loaded_only_with_others_is_told_to_be_seen(
    registry: Registry, tmp_path: Path
) -> None:
    tried = try_model(Entry(tmp_path / "t5.safetensors", "text_encoder"), registry, device="cpu")

    assert (tried.depth, tried.problem) == ("seen", "")
