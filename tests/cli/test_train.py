"""`graphstudio train`: what it refuses, and what it says."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from graphstudio.cli.app import main
from graphstudio.paths import builtin_model


def refused(capsys: pytest.CaptureFixture[str], *arguments: str) -> str:
    assert main(["train", *arguments]) != 0
    return capsys.readouterr().err


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        pytest.param(["--preset", "huge"], "cpu, gpu, smoke", id="preset"),
        pytest.param(["--processes", "0"], "at least one", id="processes"),
        pytest.param(["--prediction", "x0"], "epsilon, v_prediction", id="prediction"),
        pytest.param(["--noise-schedule", "odd"], "linear, scaled_linear", id="schedule"),
        pytest.param(["--start", "nowhere"], "unet/config.json", id="start"),
        pytest.param(
            ["--start", str(builtin_model()), "--prediction", "epsilon"],
            "keeps its own",
            id="recipe of a model that learns on",
        ),
    ],
)
def test_a_value_that_cannot_be_used_is_refused_in_words(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, arguments: list[str], words: str
) -> None:
    said = refused(capsys, "builtin", "--out", str(tmp_path / "model"), *arguments)

    assert words in said
    assert not (tmp_path / "model").exists()


def test_a_controlnet_for_no_model_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    out = str(tmp_path / "edges")

    said = refused(capsys, "controlnet", "--base", str(tmp_path), "--out", out)

    assert "no model of `graphstudio train builtin` is there" in said


def test_a_model_with_other_words_is_refused(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    for name in ("unet", "vae", "text_encoder", "scheduler"):
        (tmp_path / name).mkdir()
        file = "scheduler_config.json" if name == "scheduler" else "config.json"
        (tmp_path / name / file).write_text(json.dumps({"vocab_size": 49408}), encoding="utf-8")

    assert "49408 words" in refused(capsys, "measure", str(tmp_path))


def test_a_question_that_nobody_knows_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    assert "choose of autoencoder, shapes" in refused(capsys, "measure", "--ask", "beauty")


def test_a_question_that_needs_a_part_says_which(capsys: pytest.CaptureFixture[str]) -> None:
    said = refused(capsys, "measure", str(builtin_model()), "--ask", "edges")

    assert "needs a ControlNet" in said


@pytest.mark.slow
def test_a_figure_is_printed_as_a_table(capsys: pytest.CaptureFixture[str]) -> None:
    arguments = ["measure", str(builtin_model()), "--ask", "autoencoder", "--prompts", "8"]

    assert main(["train", *arguments]) == 0
    assert "### Autoencoder" in capsys.readouterr().out
