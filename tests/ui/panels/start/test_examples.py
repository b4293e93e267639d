from pathlib import Path

import pytest
from PIL import Image
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.registry import Registry
from graphstudio.ui.panels.start.examples import example
from graphstudio.workflow.files import parse, read
from graphstudio.workflow.pictures import read_workflow

_MOST_BYTES = 40 * 1024
_WORKFLOWS = sorted(paths.bundled("workflows").glob("*.json"))
EACH = pytest.mark.parametrize("path", [pytest.param(one, id=one.stem) for one in _WORKFLOWS])


def picture_of(path: Path) -> Path:
    return paths.bundled("resources") / "examples" / f"{path.stem}.png"


@EACH
def test_each_ready_made_workflow_has_a_small_picture(qtbot: QtBot, path: Path) -> None:
    assert example(path) is not None
    assert picture_of(path).stat().st_size <= _MOST_BYTES


@EACH
def test_the_picture_was_made_by_the_workflow_as_it_is_now(path: Path, registry: Registry) -> None:
    made_by = parse(read_workflow(picture_of(path)), path.stem, registry).graph

    now = read(path, registry).graph
    assert {id_: (node.type, node.values) for id_, node in made_by.nodes.items()} == {
        id_: (node.type, node.values) for id_, node in now.nodes.items()
    }
    assert set(made_by.wires) == set(now.wires)


def test_other_workflows_have_none(qtbot: QtBot, tmp_path: Path) -> None:
    assert example(tmp_path / "mine.json") is None


@EACH
def test_the_picture_can_be_opened_by_anybody(path: Path) -> None:
    with Image.open(picture_of(path)) as picture:
        picture.load()

    assert min(picture.size) >= 128
