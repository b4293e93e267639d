"""Headless runs under an administrator's policy."""

import json
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.workflow.pictures import read_run
from tests.diffusion.safety.tiny_checker import write_checker

from .conftest import Command

_PACK = '''
from graphstudio.api import Context, node
from tests.diffusion.safety.tiny_checker import BLUE, RED, painted


@node("unsafe.paint", title="Paint", output=True, cache=False)
def paint(ctx: Context) -> None:
    """Save a blue picture and a red one."""
    ctx.save(painted(BLUE, RED), "painted")
'''


@pytest.fixture
def painting(nodes_folder: Path, tmp_path: Path) -> Path:
    """Give a workflow that saves a safe picture and an unsafe one."""
    (nodes_folder / "unsafe.py").write_text(_PACK)
    file = tmp_path / "painting.json"
    file.write_text('{"format": 1, "nodes": {"paint": {"type": "unsafe.paint"}}, "wires": {}}')
    return file


@pytest.fixture
def policy(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Put a policy in force."""
    model, file = write_checker(tmp_path / "sd"), tmp_path / "policy.json"
    file.write_text(json.dumps({"safety_checker": "required", "model": str(model)}))
    monkeypatch.setenv("GRAPHSTUDIO_POLICY", str(file))
    return file


def test_a_run_under_a_policy_covers_unsafe_pictures_and_says_so_in_them(
    graphstudio: Command, painting: Path, policy: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", painting, "--out", tmp_path / "out")

    safe, covered = (Path(line) for line in done.out.split())
    assert done.code == 0
    with Image.open(safe) as blue, Image.open(covered) as black:
        assert min(blue.getchannel("B").tobytes()) > 200
        assert black.getbbox() is None  # nothing in it but black
    assert read_run(safe)["safety_verdict"] == "safe"
    assert read_run(covered)["safety_verdict"] == "unsafe, black"


def test_a_run_under_a_policy_without_its_checker_saves_nothing_and_says_why(
    graphstudio: Command, painting: Path, policy: Path, tmp_path: Path
) -> None:
    (tmp_path / "sd" / "safety_checker" / "model.safetensors").unlink()

    done = graphstudio("run", painting, "--out", tmp_path / "out")

    assert done.code == 5
    assert str(policy) in done.err
    assert "model.safetensors is not there" in done.err
    assert not list(tmp_path.rglob("*.png"))
