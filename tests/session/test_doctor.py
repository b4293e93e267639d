from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.session.doctor import built_in_model, node_packs, speed


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
