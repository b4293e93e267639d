from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.session.doctor import (
    built_in_model,
    folders_of_models,
    keyring,
    node_packs,
    speed,
)


def test_a_missing_built_in_model_is_bad_and_has_a_remedy(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(paths, "builtin_model", lambda: tmp_path / "gone")

    (found,) = built_in_model()

    assert found.verdict == "bad"
    assert "gone" in found.found
    assert found.remedy


def test_a_broken_pack_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torn.py").write_text("def half(:\n")
    monkeypatch.setenv("GRAPHSTUDIO_NODES", str(tmp_path))

    bad = [one for one in node_packs() if one.verdict == "bad"]

    assert len(bad) == 1
    assert "torn.py" in bad[0].found


def test_what_lets_networks_run_faster_is_listed(monkeypatch: pytest.MonkeyPatch) -> None:
    attention, compiling = speed()

    assert attention.verdict == "good"
    assert "sdpa" in attention.found
    assert compiling.about == "compiling models"
    monkeypatch.setattr("graphstudio.session.doctor.compiler", lambda: "")
    _, compiling = speed()
    assert compiling.verdict == "note"
    assert "g++" in compiling.remedy


def test_every_folder_of_models_is_told_and_one_that_is_away_too(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path / "mine"))
    monkeypatch.setenv("GRAPHSTUDIO_MODEL_FOLDERS", str(tmp_path / "away"))

    mine, away = folders_of_models()

    assert (mine.verdict, away.verdict) == ("note", "note")
    assert "mkdir" in mine.remedy
    assert str(tmp_path / "away") in away.found


def test_a_variable_that_holds_no_token_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "two words")

    (found,) = keyring()

    assert (found.about, found.verdict) == ("token", "bad")
    assert "two words" not in f"{found}"


def test_a_token_is_told_by_where_it_lies_and_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HF_TOKEN", "hf_s3cret")

    (found,) = keyring()

    assert "HF_TOKEN" in found.found
    assert "s3cret" not in repr(found)
