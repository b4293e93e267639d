"""What a user gets who installs the wheel."""

import os
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel and unpack it, far from the checkout."""
    folder = tmp_path_factory.mktemp("wheel")
    checkout = Path(__file__).parent.parent
    command = [sys.executable, "-m", "pip", "wheel", "--no-deps", "--no-build-isolation"]
    subprocess.run(
        [*command, "--disable-pip-version-check", "-q", "-w", str(folder), str(checkout)],
        check=True,
        capture_output=True,
    )
    (wheel,) = folder.glob("*.whl")
    with zipfile.ZipFile(wheel) as archive:
        archive.extractall(folder / "site")
    return folder / "site"


@pytest.mark.slow
def test_the_wheel_has_one_top_level_name(installed: Path) -> None:
    names = {path.name for path in installed.iterdir() if not path.name.endswith(".dist-info")}

    assert names == {"graphstudio"}


@pytest.mark.slow
def test_nodes_model_and_workflows_are_part_of_the_wheel(installed: Path, tmp_path: Path) -> None:
    code = (
        "from graphstudio import paths\n"
        "from graphstudio.graph.packs import load_all\n"
        "print(paths.bundled('nodes'))\n"
        "print((paths.builtin_model() / 'model_index.json').is_file())\n"
        "print((paths.bundled('workflows') / 'text-to-image.json').is_file())\n"
        "print('latent.sample' in [one.id for one in load_all().definitions])\n"
    )

    told = subprocess.run(
        [sys.executable, "-c", code],
        cwd=tmp_path,
        env={**os.environ, "PYTHONPATH": str(installed)},
        capture_output=True,
        text=True,
        check=True,
    )

    lines = told.stdout.splitlines()
    assert lines[0] == str(installed / "graphstudio" / "_bundled" / "nodes")
    assert lines[1:] == ["True", "True", "True"]
