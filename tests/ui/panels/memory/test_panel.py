from dataclasses import replace
from typing import ClassVar

import pytest
from psygnal import Signal
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.session.queue.runner import Runner
from graphstudio.session.worker.history import MemoryHistory, MemorySample
from graphstudio.session.worker.protocol import MemoryTold, ModelHeld, ResultHeld
from graphstudio.ui.panels.memory import MemoryPanel
from graphstudio.ui.panels.memory.model import HOLDING_ROLE
from graphstudio.ui.theme.appearance import Appearance

GIB = 2**30
UNET = ModelHeld("u", "dream", "denoiser", "cuda:0", "float16", int(1.6 * GIB), leases=1)
TEXT = ModelHeld("t", "dream", "text_encoder", "cuda:0", "float16", 235 * 2**20, views=1)
VAE = ModelHeld("v", "dream", "vae", "cuda:0", "float16", 160 * 2**20)
TOLD = MemoryTold(
    device="NVIDIA H100",
    used_bytes=9 * GIB,
    total_bytes=80 * GIB,
    free_bytes=21 * GIB,
    models=(UNET, TEXT, VAE),
    results=(ResultHeld("VAE Decode", "decode", 12 * 2**20), ResultHeld("", "", 4 * 2**20)),
    result_count=40,
    result_bytes=20 * 2**20,
    state_bytes=60 * 2**20,
)


class FakeRunner:
    """Notes what it is asked."""

    memory: ClassVar[Signal] = Signal(MemoryTold)

    def __init__(self) -> None:
        self.asked = 0
        self.freed = 0
        self.gone: list[str] = []

    def ask_memory(self) -> None:
        self.asked += 1

    def free_memory(self) -> None:
        self.freed += 1

    def let_go(self, model: str) -> None:
        self.gone.append(model)


@pytest.fixture
def runner() -> FakeRunner:
    return FakeRunner()


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance, runner: FakeRunner) -> MemoryPanel:
    asked: Runner = runner  # type: ignore[assignment]  # has what the panel uses of one
    panel = MemoryPanel(asked, appearance)
    qtbot.addWidget(panel)
    panel.resize(640, 320)
    panel.show()
    return panel


def rows(panel: MemoryPanel) -> list[tuple[str, str]]:
    model = panel.list.model()
    found = [model.index(row, 0).data(HOLDING_ROLE) for row in range(model.rowCount())]
    return [(one.title, one.size) for one in found]


def choose(panel: MemoryPanel, row: int) -> None:
    panel.list.setCurrentIndex(panel.list.model().index(row, 0))


def test_everything_that_is_held_is_listed_with_its_size(
    panel: MemoryPanel, runner: FakeRunner
) -> None:
    runner.memory.emit(TOLD)

    assert rows(panel) == [
        ("dream · Model", "1.6 GiB"),
        ("dream · Text encoder", "235 MiB"),
        ("dream · VAE", "160 MiB"),
        ("VAE Decode", "12 MiB"),
        ("A result of an earlier graph", "4 MiB"),
        ("38 more results", "4 MiB"),
        ("Steps of pictures", "60 MiB"),
    ]
    assert panel._said.text() == (
        "NVIDIA H100: 9.0 GiB of 80.0 GiB used  ·  machine: 21.0 GiB free"
    )


def test_each_says_why_it_is_kept(panel: MemoryPanel, runner: FakeRunner) -> None:
    runner.memory.emit(TOLD)

    model = panel.list.model()
    whys = [model.index(row, 0).data(HOLDING_ROLE).why for row in range(3)]
    assert "in use now" in whys[0]
    assert "share its weights" in whys[1]
    assert "used lately" in whys[2]


def test_it_asks_while_somebody_looks_and_no_longer(
    qtbot: QtBot, panel: MemoryPanel, runner: FakeRunner
) -> None:
    panel._tick.setInterval(5)
    qtbot.waitUntil(lambda: runner.asked > 3)

    panel.hide()
    asked = runner.asked
    QTest.qWait(30)

    assert runner.asked == asked


def test_an_idle_model_can_be_let_go_by_key_and_one_in_use_cannot(
    panel: MemoryPanel, runner: FakeRunner
) -> None:
    runner.memory.emit(TOLD)

    choose(panel, 0)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert not panel._let_go.isEnabled()
    choose(panel, 2)
    QTest.keyClick(panel.list, Qt.Key.Key_Delete)

    assert runner.gone == ["v"]
    assert panel._let_go.isEnabled()


def test_empty_lets_everything_go(panel: MemoryPanel, runner: FakeRunner) -> None:
    runner.memory.emit(TOLD)

    QTest.mouseClick(panel._empty_all, Qt.MouseButton.LeftButton)

    assert runner.freed == 1


def test_a_refresh_keeps_what_is_chosen(panel: MemoryPanel, runner: FakeRunner) -> None:
    runner.memory.emit(TOLD)
    choose(panel, 2)

    runner.memory.emit(replace(TOLD, state_bytes=61 * 2**20))

    assert [index.row() for index in panel.list.chosen()] == [2]


def test_opening_a_result_leads_to_its_node(
    qtbot: QtBot, panel: MemoryPanel, runner: FakeRunner
) -> None:
    runner.memory.emit(TOLD)
    choose(panel, 3)

    with qtbot.waitSignal(panel.jumped) as jumped:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)

    assert jumped.args == ["decode"]


def test_nothing_held_says_so(panel: MemoryPanel, runner: FakeRunner) -> None:
    runner.memory.emit(MemoryTold("", 0, 0, GIB))

    assert panel.is_empty
    assert not panel._empty_all.isEnabled()


def test_the_plot_shows_where_there_is_room_and_something_was_measured(panel: MemoryPanel) -> None:
    sample = MemorySample(1.0, GIB, GIB, GIB, GIB)
    panel.show_told(TOLD)
    assert not panel.plot.isVisible()

    panel.show_told(replace(TOLD, history=MemoryHistory((sample,))))
    assert panel.plot.isVisible()

    panel.resize(640, 160)
    assert not panel.plot.isVisible()
