import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from graphstudio.graph.document import Document
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Trouble
from graphstudio.ui.panels.problems import ProblemsPanel
from graphstudio.ui.theme.appearance import Appearance


def make_panel(
    qtbot: QtBot, appearance: Appearance, document: Document, status: RunStatus
) -> ProblemsPanel:
    panel = ProblemsPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(320, 240)
    panel.show()
    panel.follow(document, status)
    return panel


def test_enter_on_a_problem_jumps_to_its_node(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document, RunStatus())
    panel.show_troubles((Trouble("sampler", "must be wired", "latent"),))
    panel.list.setCurrentIndex(panel.list.model().index(0, 0))

    with qtbot.waitSignal(panel.jumped) as jump:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)

    assert jump.args == ["sampler"]


def test_a_double_click_jumps_too(qtbot: QtBot, appearance: Appearance, document: Document) -> None:
    panel = make_panel(qtbot, appearance, document, RunStatus())
    panel.show_troubles((Trouble("sampler", "must be wired"),))
    box = panel.list.visualRect(panel.list.model().index(0, 0))
    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())

    with qtbot.waitSignal(panel.jumped):
        QTest.mouseDClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=box.center())


def test_a_node_that_fails_is_listed_while_the_run_goes_on(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    status = RunStatus()
    panel = make_panel(qtbot, appearance, document, status)
    assert panel.is_empty

    with qtbot.waitSignal(panel.counted) as counted:
        status.take(Failed("decode", "OutOfMemory", "no memory"))

    assert counted.args == [1, 0]
    assert not panel.is_empty


def test_long_messages_take_more_lines_in_a_narrow_panel(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document, RunStatus())
    panel.show_troubles((Trouble("sampler", "a long message " * 12),))
    wide = panel.list.visualRect(panel.list.model().index(0, 0)).height()

    panel.resize(200, 240)

    index = panel.list.model().index(0, 0)
    qtbot.waitUntil(lambda: panel.list.visualRect(index).height() > wide)


def test_problems_are_copied_as_text(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document, RunStatus())
    panel.show_troubles((Trouble("sampler", "must be wired", "latent"),))

    panel.copy()

    assert QGuiApplication.clipboard().text() == "Sample latent: must be wired"


@pytest.mark.parametrize(
    ("message", "copied"),
    [
        (
            'Get it: graphstudio models get b --to "/models"',
            'graphstudio models get b --to "/models"',
        ),
        ("must be wired", None),
    ],
)
def test_the_command_that_brings_a_missing_model_is_copied_alone(
    qtbot: QtBot, appearance: Appearance, document: Document, message: str, copied: str | None
) -> None:
    panel = make_panel(qtbot, appearance, document, RunStatus())
    panel.show_troubles((Trouble("sampler", message),))
    panel.list.setCurrentIndex(panel.list.model().index(0, 0))

    panel.list.menu_wanted.emit(QPoint(1, 1))

    (menu,) = panel.findChildren(QMenu)
    offers = [one for one in menu.actions() if one.text() == "Copy the download command"]
    for one in offers:
        one.trigger()
    assert [QGuiApplication.clipboard().text()] * len(offers) == ([copied] if copied else [])
    menu.close()


def test_another_graph_brings_its_own_problems(
    qtbot: QtBot, appearance: Appearance, document: Document
) -> None:
    panel = make_panel(qtbot, appearance, document, RunStatus())
    panel.show_troubles((Trouble("sampler", "must be wired"),))

    panel.follow(None, None)

    assert panel.is_empty
