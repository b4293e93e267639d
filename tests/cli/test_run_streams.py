"""Streams on the command line: set, planned, followed, gone on with."""

import json
from pathlib import Path

import pytest
from PIL import Image

from .conftest import Command

_WORKFLOW = {
    "format": 1,
    "inputs": {"folder": "each.folder"},
    "nodes": {
        "each": {"type": "image.each", "values": {"folder": "pictures"}},
        "invert": {"type": "image.invert"},
        "save": {"type": "image.save"},
    },
    "wires": {
        "invert.image": "each.image",
        "save.image": "invert.image",
        "save.name": "each.name",
    },
}


@pytest.fixture
def streaming(tmp_path: Path) -> Path:
    """Give a workflow beside its four pictures."""
    folder = tmp_path / "pictures"
    folder.mkdir()
    for at in range(1, 5):
        Image.new("RGB", (8, 8), (at, 0, 0)).save(folder / f"p{at}.png")
    file = tmp_path / "streaming.json"
    file.write_text(json.dumps(_WORKFLOW), "utf-8")
    return file


def test_a_folder_beside_the_workflow_becomes_as_many_pictures(
    graphstudio: Command, streaming: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", streaming, "--out", tmp_path / "out")

    assert done.code == 0
    assert [Path(one).name for one in done.out.split()] == [f"p{at}_0001.png" for at in range(1, 5)]
    assert "cached" not in done.err.splitlines()[0]


def test_a_dry_run_says_how_often_each_node_works(graphstudio: Command, streaming: Path) -> None:
    told = graphstudio("run", streaming, "--dry-run").out.splitlines()

    assert "once for" not in told[0]
    assert "once for each of 4 items" in told[1]
    assert "once for each of 4 items" in told[2]


def test_a_setting_chooses_among_the_items(
    graphstudio: Command, streaming: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", streaming, "--out", tmp_path / "out", "--set", "each.first=4")

    assert [Path(one).name for one in done.out.split()] == ["p4_0001.png"]


def test_a_broken_picture_gives_a_code_and_the_next_run_goes_on(
    graphstudio: Command, streaming: Path, tmp_path: Path
) -> None:
    (tmp_path / "pictures" / "p2.png").write_bytes(b"no picture")
    broken = graphstudio("run", streaming, "--out", tmp_path / "out")
    Image.new("RGB", (8, 8)).save(tmp_path / "pictures" / "p2.png")

    mended = graphstudio("run", streaming, "--out", tmp_path / "out")

    assert broken.code != 0
    assert "1 of 4 items failed" in broken.err
    assert mended.code == 0
    assert [Path(one).name for one in mended.out.split()] == ["p2_0001.png"]
    assert "3 of 4 were done before; going on." in mended.err


def test_machines_are_told_how_many_items_are_done(
    graphstudio: Command, streaming: Path, tmp_path: Path
) -> None:
    done = graphstudio("run", streaming, "--json", "--out", tmp_path / "out")

    events = [json.loads(line) for line in done.out.splitlines()]
    told = [(one["done"], one["total"]) for one in events if one["event"] == "NodeProgress"]
    assert told == [(at, 4) for at in range(5)]
    assert len([one for one in events if one["event"] == "ImageSaved"]) == 4
