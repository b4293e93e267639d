"""`graphstudio train lora`, on the command line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from PIL import Image
from safetensors import safe_open

from tests.cli.conftest import Command
from tests.diffusion.tiny import Sizes, write_model


@pytest.fixture(scope="module")
def base(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_model(tmp_path_factory.mktemp("sd1"), Sizes())


@pytest.fixture
def pictures(tmp_path: Path) -> Path:
    folder = tmp_path / "pictures"
    folder.mkdir()
    for name in ("a", "b"):
        Image.new("RGB", (64, 64), "red").save(folder / f"{name}.png")
        (folder / f"{name}.txt").write_text("a red circle")
    return folder


@pytest.mark.slow
def test_a_lora_is_trained_with_the_options_given(
    graphstudio: Command, base: Path, pictures: Path, tmp_path: Path
) -> None:
    out = tmp_path / "red.safetensors"
    options = "--rank 2 --alpha 1 --steps 2 --batch 1 --trigger zwx --targets to_q to_v --seed 3"

    outcome = graphstudio(
        "train", "lora", pictures, "--base", base, "--out", out, *options.split(), "--device", "cpu"
    )

    assert outcome.code == 0
    assert "| steps | 2 |" in outcome.out
    assert str(out) in outcome.out
    assert "step 2 of 2" in outcome.err
    assert (tmp_path / "red-loss.png").exists()
    assert (tmp_path / "red-work" / "lora.pt").exists()
    with safe_open(out, framework="pt") as opened:
        facts = json.loads(opened.metadata()["graphstudio"])
    assert (facts["rank"], facts["alpha"], facts["trigger"]) == (2, 1.0, "zwx")
    assert facts["targets"] == ["to_q", "to_v"]


def test_every_problem_is_a_line_of_its_own(
    graphstudio: Command, base: Path, pictures: Path, tmp_path: Path
) -> None:
    (pictures / "b.txt").unlink()

    outcome = graphstudio(
        *("train", "lora", pictures, "--base", base, "--out", tmp_path / "no" / "x.safetensors"),
        *("--rank", "0", "--targets", "to_x", "--device", "cpu"),
    )

    assert outcome.code == 4
    assert outcome.err.count("error: ") == 4
    assert "b.png has no caption" in outcome.err


def test_the_built_in_model_is_the_usual_base(
    graphstudio: Command, pictures: Path, tmp_path: Path
) -> None:
    outcome = graphstudio(
        *("train", "lora", pictures, "--out", tmp_path / "x.safetensors"),
        *("--resolution", "100", "--device", "cpu"),
    )

    assert "it was made for 128" in outcome.err
