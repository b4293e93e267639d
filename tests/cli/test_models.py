"""`graphstudio models`, as people type it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.cli.exits import BAD_FILE
from tests.library.weights import CHECKPOINT, write_weights

from .conftest import Command


@pytest.fixture
def fox() -> Path:
    """Put a LoRA into the model folder."""
    told = {"ss_tag_frequency": '{"1_fox": {"red fox": 12, "snow": 3}}'}
    return write_weights(paths.models() / "loras" / "fox.safetensors", metadata=told)


def test_models_are_listed_and_filtered(graphstudio: Command, fox: Path) -> None:
    write_weights(paths.models() / "big.safetensors", CHECKPOINT)

    everything = graphstudio("models", "list")
    loras = graphstudio("models", "list", "fox", "--kind", "lora", "--json")

    assert (everything.code, everything.err) == (0, "")
    assert "big.safetensors" in everything.out
    (found,) = json.loads(loras.out)
    assert (found["name"], found["family"], found["path"]) == ("fox.safetensors", "sd1", str(fox))


def test_a_scan_says_what_it_found(graphstudio: Command, fox: Path) -> None:
    first, again = graphstudio("models", "scan", "--quiet"), graphstudio("models", "scan")

    assert "4 models" in first.out
    assert "4 read" in first.out
    assert "0 read" in again.out


def test_all_that_is_known_of_a_model_is_shown(graphstudio: Command, fox: Path) -> None:
    done = graphstudio("models", "show", "fox", "--hash")

    (known,) = json.loads(graphstudio("models", "show", str(fox), "--json").out)
    assert done.code == 0
    assert "red fox, snow" in done.out
    assert known["sha256"] in done.out
    assert len(known["sha256"]) == 64


def test_a_model_that_is_nowhere_is_told_with_its_like(graphstudio: Command, fox: Path) -> None:
    done = graphstudio("models", "show", "FOX")

    assert done.code != 0
    assert 'no model "FOX"' in done.err
    assert "fox.safetensors" in done.err


def test_folders_are_added_listed_and_removed(graphstudio: Command, tmp_path: Path) -> None:
    comfy = tmp_path / "ui"
    (comfy / "models" / "loras").mkdir(parents=True)
    write_weights(comfy / "models" / "checkpoints" / "big.safetensors", CHECKPOINT)

    added = graphstudio("models", "folders", "add", comfy)
    listed = graphstudio("models", "folders")
    removed = graphstudio("models", "folders", "remove", comfy)

    assert "(ComfyUI)" in added.out
    assert str(comfy) in listed.out
    assert removed.code == 0
    assert str(comfy) not in graphstudio("models", "folders").out
    assert "none of the folders" in graphstudio("models", "folders", "remove", comfy).err


def test_duplicates_are_told_with_what_they_cost(graphstudio: Command, fox: Path) -> None:
    copy = write_weights(fox.with_name("copy.safetensors"), metadata={"a": "b"})
    copy.write_bytes(fox.read_bytes())
    graphstudio("models", "scan")

    done = graphstudio("models", "duplicates", "--json")

    (group,) = json.loads(done.out)
    assert sorted(group) == sorted([str(fox), str(copy)])


def test_verifying_finds_what_is_cut_short_and_what_is_not_the_origins(
    graphstudio: Command, fox: Path
) -> None:
    cut = write_weights(fox.with_name("cut.safetensors"))
    cut.write_bytes(cut.read_bytes()[:-4])
    other = write_weights(fox.with_name("other.safetensors"))
    note = {"files": [{"name": other.name, "hashes": {"SHA256": "AB" * 32}}]}
    other.with_name("other.civitai.info").write_text(json.dumps(note))
    graphstudio("models", "scan")

    done = graphstudio("models", "verify")

    assert done.code == BAD_FILE
    assert "cut short" in done.out
    assert "not what its origin publishes" in done.out
    assert f"good  {fox}" in done.out
    assert graphstudio("models", "verify", "fox").code == 0


def test_tags_notes_and_stars_are_given_and_taken(graphstudio: Command, fox: Path) -> None:
    graphstudio("models", "tag", "fox", "animal", "red", "--note", "from the wood", "--star")
    done = graphstudio("models", "tag", "fox", "--remove", "red", "--no-star")

    (known,) = json.loads(graphstudio("models", "list", "--tag", "animal", "--json").out)
    assert done.code == 0
    assert (known["tags"], known["note"], known["is_favourite"]) == (
        ["animal"],
        "from the wood",
        False,
    )
