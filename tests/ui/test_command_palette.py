import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMainWindow
from pytestqt.qtbot import QtBot

from graphstudio.ui.command_palette import CommandPalette
from graphstudio.ui.commands import Command, Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance

TITLES = {
    "file.open": "Open",
    "file.save": "Save",
    "graph.run": "Run",
    "node.mute": "Mute nodes",
}


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def window(qtbot: QtBot) -> QMainWindow:
    made = QMainWindow()
    made.resize(900, 600)
    field = QLineEdit()
    made.setCentralWidget(field)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    field.setFocus()
    return made


@pytest.fixture
def palette(window: QMainWindow, settings: Settings, ran: list[str]) -> CommandPalette:
    settings.theme = "dark"
    commands = Commands(settings)
    for id_, title in TITLES.items():
        commands.add(
            Command(
                id=id_,
                title=title,
                run=lambda id_=id_: ran.append(id_),  # type: ignore[misc]  # bound at once
                group=id_.partition(".")[0].title(),
                is_enabled=lambda id_=id_: id_ != "node.mute",  # type: ignore[misc]  # likewise
                help="Stops what is under way." if id_ == "graph.run" else "",
            )
        )
    commands.add(Command(id="secret.one", title="Opener", run=list, is_listed=False))
    return CommandPalette(commands, settings, Appearance(settings, window), window)


def listed(palette: CommandPalette) -> list[str]:
    return [palette.model.command(row).id for row in range(palette.model.rowCount())]


def test_it_opens_with_the_focus_in_an_empty_field(palette: CommandPalette) -> None:
    palette.field.setText("old")

    palette.open()

    assert palette.field.hasFocus()
    assert palette.field.text() == ""
    assert "secret.one" not in listed(palette)


def test_typing_and_enter_run_the_best_match(
    palette: CommandPalette, ran: list[str], qtbot: QtBot
) -> None:
    palette.open()

    QTest.keyClicks(palette.field, "sav")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert ran == ["file.save"]
    assert not palette.isVisible()


def test_arrows_walk_the_list_and_come_round(
    palette: CommandPalette, ran: list[str], qtbot: QtBot
) -> None:
    palette.open()

    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)
    QTest.keyClick(palette.field, Qt.Key.Key_Up)

    assert palette.list.currentIndex().row() == len(TITLES) - 1


def test_what_was_used_last_comes_first(
    palette: CommandPalette, settings: Settings, qtbot: QtBot
) -> None:
    palette.open()
    QTest.keyClicks(palette.field, "run")
    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    palette.open()

    assert listed(palette)[0] == "graph.run"
    assert settings.recent_commands == ("graph.run",)


def test_what_cannot_be_done_comes_last_and_stays(
    palette: CommandPalette, ran: list[str], qtbot: QtBot
) -> None:
    palette.open()
    QTest.keyClicks(palette.field, "mute")

    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert ran == []
    assert palette.isVisible()
    palette.field.clear()
    assert listed(palette)[-1] == "node.mute"


def test_the_group_and_the_help_are_searched_too(palette: CommandPalette, qtbot: QtBot) -> None:
    palette.open()

    QTest.keyClicks(palette.field, "file open")
    by_group = listed(palette)
    palette.field.setText("under way")

    assert by_group == ["file.open"]
    assert listed(palette) == ["graph.run"]


def test_escape_closes_it_and_gives_the_focus_back(
    palette: CommandPalette, window: QMainWindow, ran: list[str], qtbot: QtBot
) -> None:
    palette.open()

    with qtbot.waitSignal(palette.closed):
        QTest.keyClick(palette.field, Qt.Key.Key_Escape)

    assert QApplication.focusWidget() is window.centralWidget()
    assert ran == []


def test_opening_it_again_closes_it(palette: CommandPalette) -> None:
    palette.open()
    palette.open()

    assert not palette.isVisible()


def test_going_elsewhere_closes_it_and_leaves_the_focus_there(
    palette: CommandPalette, window: QMainWindow
) -> None:
    field = window.centralWidget()
    assert field is not None
    palette.open()

    field.setFocus()

    assert not palette.isVisible()
    assert QApplication.focusWidget() is window.centralWidget()


def test_a_click_runs_a_command(palette: CommandPalette, ran: list[str], qtbot: QtBot) -> None:
    palette.open()
    spot = palette.list.visualRect(palette.model.index(1)).center()

    QTest.mouseClick(palette.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert ran == ["file.save"]


def test_nothing_found_says_what_to_do(palette: CommandPalette, qtbot: QtBot) -> None:
    palette.open()

    QTest.keyClicks(palette.field, "qqq")
    QTest.keyClick(palette.field, Qt.Key.Key_Down)
    QTest.keyClick(palette.field, Qt.Key.Key_Return)

    assert palette.isVisible()
    assert palette.list.isHidden()


def test_it_stays_in_the_middle_when_the_window_grows(
    palette: CommandPalette, window: QMainWindow, qtbot: QtBot
) -> None:
    palette.open()

    window.resize(1200, 700)
    qtbot.wait(1)

    middle = palette.mapTo(window, QPoint(palette.width() // 2, 0)).x()
    assert middle == pytest.approx(600, abs=1)
