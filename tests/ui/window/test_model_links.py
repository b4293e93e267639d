"""What the panel of models does to the workflow in front, and to the disk."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF
from pytestqt.qtbot import QtBot

from graphstudio import paths
from graphstudio.graph.elements import Json
from graphstudio.library.entries import Entry
from graphstudio.ui.panels.models import ModelsPanel
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage

from .conftest import answer, make_weights

LORA = "a.lora_down.weight"


@pytest.fixture
def ink(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Give a LoRA in the user's own folder of models."""
    monkeypatch.setenv("GRAPHSTUDIO_MODELS", str(tmp_path / "models"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "data"))
    folder = paths.models() / "loras"
    folder.mkdir(parents=True)
    return make_weights(folder / "ink.safetensors", LORA)


@pytest.fixture
def models(qtbot: QtBot, window: MainWindow, page: GraphPage, ink: Path) -> ModelsPanel:
    """Give the panel of models, scanned."""
    del page
    window.docks["models"].reveal()
    panel = window.panels.models
    qtbot.waitUntil(lambda: panel.entry(ink) is not None, timeout=8_000)
    qtbot.waitUntil(lambda: not panel.collection.is_scanning, timeout=8_000)
    return panel


def _loras(page: GraphPage) -> list[Json]:
    nodes = page.sheet.document.graph.nodes.values()
    return [one.values.get("lora") for one in nodes if one.type == "lora.apply"]


def test_a_model_becomes_the_node_that_loads_it_and_can_be_undone(
    models: ModelsPanel, page: GraphPage, ink: Path
) -> None:
    models.select(ink)

    models.details.add.click()

    assert _loras(page) == ["ink.safetensors"]
    page.sheet.document.undo()
    assert _loras(page) == []


def test_a_model_dropped_on_a_node_of_its_kind_is_set_there(
    window: MainWindow, models: ModelsPanel, page: GraphPage, ink: Path
) -> None:
    other = make_weights(ink.with_name("wash.safetensors"), LORA)
    window.drops.add_model(Entry(other, "lora"), page.sheet, QPointF(0, 0))
    graph = page.sheet.document.graph
    node = next(id_ for id_, one in graph.nodes.items() if one.type == "lora.apply")

    window.drops.take([ink], page.sheet, QPointF(5, 5), node=node)

    assert _loras(page) == ["ink.safetensors"]
    page.sheet.document.undo()
    assert _loras(page) == ["wash.safetensors"]


def test_a_model_dropped_on_a_node_of_another_kind_becomes_a_node(
    window: MainWindow, models: ModelsPanel, page: GraphPage, ink: Path
) -> None:
    node = next(iter(page.sheet.document.graph.nodes))

    window.drops.take([ink], page.sheet, QPointF(5, 5), node=node)

    assert _loras(page) == ["ink.safetensors"]


@pytest.mark.parametrize("name", [str, lambda path: path.name, lambda path: path.stem])
def test_the_nodes_that_use_a_model_are_selected(
    window: MainWindow,
    models: ModelsPanel,
    page: GraphPage,
    ink: Path,
    name: Callable[[Path], str],
) -> None:
    window.drops.add_model(Entry(ink, "lora"), page.sheet, QPointF(0, 0))
    graph = page.sheet.document.graph
    node = next(id_ for id_, one in graph.nodes.items() if one.type == "lora.apply")
    graph.nodes[node].values["lora"] = name(ink)  # type: ignore[index]  # as a file may say it
    models.select(ink)

    models.details.nodes_wanted.emit()

    assert page.canvas.selection.nodes == {node}


def test_a_broken_model_says_what_to_do_instead(
    window: MainWindow, models: ModelsPanel, page: GraphPage, ink: Path
) -> None:
    window.drops.add_model(Entry(ink, "lora", problem="Cut short."), page.sheet, QPointF(0, 0))

    assert window.questions.texts == ("Cut short.",)
    assert _loras(page) == []


def test_the_trash_is_asked_about_in_a_bar_and_undone_from_one(
    qtbot: QtBot, window: MainWindow, models: ModelsPanel, ink: Path
) -> None:
    models.select(ink)
    models.details.trash_wanted.emit()
    assert window.questions.texts == ("Move ink.safetensors (86 B) to the trash?",)
    assert ink.exists()

    answer(window, "Move to the trash")
    qtbot.waitUntil(lambda: not ink.exists() and bool(window.questions.texts))
    assert "ink.safetensors is in the trash now: " in window.questions.texts[0]
    answer(window, "Put back")

    qtbot.waitUntil(ink.exists)
    qtbot.waitUntil(lambda: models.entry(ink) is not None, timeout=8_000)
    assert not list((ink.parents[2] / "data" / "Trash" / "info").iterdir())
