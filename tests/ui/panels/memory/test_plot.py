"""Memory over time, as it is drawn and told."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtGui import QImage
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.session.worker.history import MemoryHistory, MemorySample, RunMemory
from graphstudio.ui.panels.memory.plot import MemoryPlot
from graphstudio.ui.theme.appearance import Appearance

MIB = 2**20
START = 1_000_000.0


def history(step_mib: int = 10, count: int = 24) -> MemoryHistory:
    """Make a run every ten seconds, after each of which so much more stays."""
    samples, runs = [], []
    for place in range(count):
        floor = (400 + place * step_mib) * MIB
        began = START + place * 10
        for second in range(10):
            used = floor + (300 * MIB if second in (2, 3, 4) else 0)
            samples.append(MemorySample(began + second, used, used, used, floor))
        runs.append(RunMemory(str(place), began + 2, began + 5, floor, floor + 300 * MIB, floor))
    return MemoryHistory(tuple(samples), tuple(runs))


@pytest.fixture
def plot(qtbot: QtBot, appearance: Appearance) -> MemoryPlot:
    made = MemoryPlot(appearance)
    qtbot.addWidget(made)
    made.resize(640, made.sizeHint().height())
    made.show()
    return made


def colours(plot: MemoryPlot) -> set[int]:
    image = plot.grab().toImage().convertToFormat(QImage.Format.Format_RGB32)
    return {image.pixel(x, y) for x in range(image.width()) for y in range(image.height())}


def test_what_was_used_is_drawn_in_the_accent(plot: MemoryPlot, appearance: Appearance) -> None:
    without = colours(plot)

    plot.show_history(history())

    accent = appearance.theme.accent.rgb()
    assert accent in colours(plot)
    assert accent not in without


def test_a_rising_floor_is_told_in_words(plot: MemoryPlot) -> None:
    plot.show_history(history())

    assert plot.news() == "Memory that stays after a run grew by 190 MiB over 20 runs"
    assert plot.accessibleDescription() == plot.news()


def test_a_level_floor_is_not_worth_a_word(plot: MemoryPlot) -> None:
    plot.show_history(history(step_mib=0))

    assert plot.news() == ""


def test_a_moment_tells_its_values_and_those_of_its_run(plot: MemoryPlot) -> None:
    plot.show_history(history())

    said = plot.text_at(START + 3)

    assert "Used: 0.7 GiB" in said
    assert "Without what is kept: 400 MiB" in said
    assert "Peak of this run: 0.7 GiB" in said
    assert "Reserved" not in said
    assert "Peak of this run" not in plot.text_at(START + 8)


def test_what_a_gpu_reserves_is_told(plot: MemoryPlot) -> None:
    sample = MemorySample(START, MIB, 8 * MIB, 4 * MIB, 0)
    plot.show_history(MemoryHistory((sample, replace(sample, at=START + 1))))

    said = plot.text_at(START)

    assert "Reserved: 8 MiB" in said
    assert "Peak: 4 MiB" in said


def test_nothing_measured_is_nothing_told(plot: MemoryPlot) -> None:
    assert plot.text_at(START) == ""
    assert plot.news() == ""


def test_the_pointer_marks_a_moment(plot: MemoryPlot) -> None:
    plot.show_history(history())
    before = plot.grab().toImage()

    QTest.mouseMove(plot, QPoint(200, 40))
    plot.repaint()

    assert plot.grab().toImage() != before
