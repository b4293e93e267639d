"""A model's hash is over what a run reads of it, and needs no weights to be read again."""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.diffusion.digests import digest_file
from graphstudio.library import contents
from graphstudio.library.contents import (
    content_files,
    content_hash,
    content_size,
    known_content_hash,
    run_files,
)
from tests.library.weights import write_weights

LARGE = {"x": [600_000]}


@pytest.fixture
def model(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Make a pipeline with one network and one vocabulary, last changed long ago."""
    folder = tmp_path / "fox"
    index = {"_class_name": "X", "unet": ["d", "U"], "tokenizer": ["t", "T"]}
    write_weights(folder / "unet" / "diffusion_pytorch_model.safetensors", LARGE)
    (folder / "unet" / "config.json").write_text("{}")
    (folder / "tokenizer").mkdir()
    (folder / "tokenizer" / "vocab.json").write_text('{"a": 1}')
    (folder / "model_index.json").write_text(json.dumps(index))
    later = time.time_ns() + 600 * 10**9
    monkeypatch.setattr(time, "time_ns", lambda: later)
    return folder


def _weigh(folder: Path, name: str) -> None:
    write_weights(folder / "unet" / name, LARGE, filling=b"\5")


@pytest.mark.parametrize(
    "add",
    [
        pytest.param(lambda f: _weigh(f, "diffusion_pytorch_model.fp16.safetensors"), id="variant"),
        pytest.param(lambda f: _weigh(f, "diffusion_pytorch_model.bin"), id="pickle beside"),
        pytest.param(lambda f: write_weights(f / "vae_1_0" / "model.safetensors"), id="spare part"),
        pytest.param(lambda f: write_weights(f / "fox-all.safetensors"), id="whole in one"),
        pytest.param(lambda f: (f / "LICENSE.txt").write_text("x"), id="licence"),
        pytest.param(lambda f: (f / "unet" / "README.md").write_text("x"), id="readme"),
    ],
)
def test_what_no_run_reads_changes_nothing(model: Path, add: Callable[[Path], object]) -> None:
    before = content_hash(model), content_size(model)

    add(model)

    assert (content_hash(model), content_size(model)) == before


@pytest.mark.parametrize(
    "change",
    [
        pytest.param(lambda f: _weigh(f, "diffusion_pytorch_model.safetensors"), id="weights"),
        pytest.param(lambda f: (f / "unet" / "config.json").write_text("{ }"), id="configuration"),
        pytest.param(lambda f: (f / "tokenizer" / "vocab.json").write_text("{}"), id="vocabulary"),
        pytest.param(lambda f: (f / "tokenizer" / "vocab.json").unlink(), id="lost vocabulary"),
    ],
)
def test_what_a_run_reads_is_content(model: Path, change: Callable[[Path], object]) -> None:
    before = content_hash(model)

    change(model)

    assert content_hash(model) != before


def test_pickles_count_where_there_is_nothing_else(model: Path) -> None:
    (model / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    pickle = model / "unet" / "diffusion_pytorch_model.bin"
    pickle.write_bytes(b"one")
    first = content_hash(model)
    pickle.write_bytes(b"two!")

    assert content_hash(model) != first
    assert content_size(model) == 4
    assert "unet/diffusion_pytorch_model.bin" in run_files(model)
    assert "unet/diffusion_pytorch_model.bin" in content_files(model)


def test_shards_count_instead_of_their_list(model: Path) -> None:
    (model / "unet" / "diffusion_pytorch_model.safetensors").unlink()
    shards = [f"diffusion_pytorch_model-0000{n}-of-00002.safetensors" for n in (1, 2)]
    for shard in shards:
        _weigh(model, shard)
    index = model / "unet" / "diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"weight_map": dict(enumerate(shards))}))

    assert [one for one in run_files(model) if "diffusion" in one] == [f"unet/{s}" for s in shards]


def test_no_weights_are_read_to_know_a_hash(model: Path) -> None:
    assert known_content_hash(model) == ""


def test_after_a_run_the_hash_of_a_folder_is_known_though_no_weights_are_read(
    model: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    weights = model / "unet" / "diffusion_pytorch_model.safetensors"
    digest_file(weights, paths.digests())  # as a run does, and of nothing else
    read: list[str] = []

    def noting(file: Path, cache: Path) -> str:
        read.append(file.suffix)
        return digest_file(file, cache)

    monkeypatch.setattr(contents, "digest_file", noting)

    known = known_content_hash(model)

    assert set(read) == {".json"}
    assert known == content_hash(model)
