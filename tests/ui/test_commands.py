from collections.abc import Callable

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLineEdit, QMainWindow, QMenu, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.ui.commands import Command, Commands, Menu, Menus
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.tokens import LIGHT


@pytest.fixture
def ran() -> list[str]:
    return []


@pytest.fixture
def commands(settings: Settings, ran: list[str]) -> Commands:
    made = Commands(settings)
    made.add(command(ran, "edit.undo", "Ctrl+Z", icon="undo"))
    made.add(command(ran, "edit.copy", "Ctrl+C", "Ctrl+Ins"))
    made.add(command(ran, "node.mute", "M", scope="canvas"))
    made.add(command(ran, "viewer.mirror", "M", scope="viewer"))
    return made


def command(ran: list[str], id_: str, *keys: str, scope: str = "window", icon: str = "") -> Command:
    return Command(
        id=id_,
        title=id_.partition(".")[2].title(),
        run=lambda: ran.append(id_),
        shortcuts=keys,
        group=id_.partition(".")[0].title(),
        scope=scope,
        icon=icon,
    )


def test_a_shortcut_of_the_window_works_wherever_the_focus_is(
    commands: Commands, ran: list[str], qtbot: QtBot
) -> None:
    window, field, _ = shown_window(commands, qtbot)

    QTest.keyClick(field, Qt.Key.Key_F9)
    commands.take("edit.undo", "F9")
    QTest.keyClick(field, Qt.Key.Key_F9)

    assert ran == ["edit.undo"]
    window.close()


def test_a_shortcut_of_the_canvas_works_on_the_canvas_alone(
    commands: Commands, ran: list[str], qtbot: QtBot
) -> None:
    _, field, canvas = shown_window(commands, qtbot)

    field.setFocus()
    QTest.keyClick(field, Qt.Key.Key_M)
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_M)

    assert ran == ["node.mute"]
    assert field.text() == "m"


def test_two_canvases_share_the_shortcuts_and_one_may_go(
    commands: Commands, ran: list[str], qtbot: QtBot
) -> None:
    window, _, first = shown_window(commands, qtbot)
    second = QWidget(window)
    second.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    commands.attach(second, "canvas")
    second.show()
    first.deleteLater()
    qtbot.wait(1)

    second.setFocus()
    QTest.keyClick(second, Qt.Key.Key_M)

    assert ran == ["node.mute"]


def test_a_command_added_late_works_where_its_scope_is_attached(
    commands: Commands, ran: list[str], qtbot: QtBot
) -> None:
    _, _, canvas = shown_window(commands, qtbot)

    commands.add(command(ran, "node.bypass", "B", scope="canvas"))
    canvas.setFocus()
    QTest.keyClick(canvas, Qt.Key.Key_B)

    assert ran == ["node.bypass"]


def test_what_cannot_be_done_now_is_not_run(settings: Settings, ran: list[str]) -> None:
    commands = Commands(settings)
    commands.add(
        Command(id="a.b", title="No", run=lambda: ran.append("x"), is_enabled=lambda: False)
    )

    commands.run("a.b")
    commands.refresh()

    assert ran == []
    assert not commands.action("a.b").isEnabled()


def test_a_switch_shows_what_is_so_not_what_was_clicked(settings: Settings) -> None:
    commands = Commands(settings)
    state = {"is_on": False}
    commands.add(
        Command(
            id="a.b",
            title="Switch",
            run=lambda: state.update(is_on=True),
            is_checked=lambda: state["is_on"],
        )
    )

    commands.run("a.b")

    assert commands.action("a.b").isChecked()


def test_running_tells_who_listens(commands: Commands, qtbot: QtBot) -> None:
    with qtbot.waitSignal(commands.done) as told:
        commands.action("edit.copy").trigger()

    assert told.args == ["edit.copy"]


def test_refreshing_soon_asks_once(settings: Settings, qtbot: QtBot) -> None:
    asked: list[str] = []

    def is_enabled() -> bool:
        asked.append("a.b")
        return True

    commands = Commands(settings)
    commands.add(Command(id="a.b", title="A", run=list, is_enabled=is_enabled))

    commands.refresh_soon()
    commands.refresh_soon()
    qtbot.waitUntil(lambda: bool(asked))

    assert asked == ["a.b"]


def test_two_commands_cannot_have_one_id(commands: Commands, ran: list[str]) -> None:
    with pytest.raises(ValueError, match=r"edit\.undo"):
        commands.add(command(ran, "edit.undo"))


def test_own_shortcuts_are_kept_and_used_by_the_action(
    commands: Commands, settings: Settings, ran: list[str]
) -> None:
    commands.remap("edit.undo", ["Ctrl+Alt+Z", "f9"])

    again = Commands(settings)
    again.add(command(ran, "edit.undo", "Ctrl+Z"))

    assert again.shortcuts("edit.undo") == ("Ctrl+Alt+Z", "F9")
    assert [one.toString() for one in again.action("edit.undo").shortcuts()] == ["Ctrl+Alt+Z", "F9"]
    assert again.is_remapped("edit.undo")


def test_a_command_can_be_left_without_a_shortcut(commands: Commands) -> None:
    commands.remap("edit.undo", [])

    assert commands.shortcuts("edit.undo") == ()
    assert commands.action("edit.undo").shortcuts() == []


def test_going_back_to_what_it_came_with_leaves_nothing_in_the_file(
    commands: Commands, settings: Settings
) -> None:
    commands.remap("edit.copy", ["F5"])

    commands.remap("edit.copy", ["Ctrl+C", "Ctrl+Ins"])

    assert settings.shortcuts == {}


def test_a_conflict_is_found_where_both_would_work(commands: Commands) -> None:
    found = [one.id for one in commands.conflicts("node.mute", "ctrl+z")]

    assert found == ["edit.undo"]


def test_two_places_that_never_have_the_focus_together_do_not_conflict(
    commands: Commands,
) -> None:
    assert commands.conflicts("node.mute", "M") == []


def test_taking_a_shortcut_takes_it_away_from_the_other(commands: Commands) -> None:
    commands.take("edit.undo", "Ctrl+Ins")

    assert commands.shortcuts("edit.undo") == ("Ctrl+Z", "Ctrl+Ins")
    assert commands.shortcuts("edit.copy") == ("Ctrl+C",)


def test_everything_can_be_reset(commands: Commands, settings: Settings) -> None:
    commands.take("edit.undo", "Ctrl+Ins")

    commands.reset_all()

    assert settings.shortcuts == {}
    assert commands.shortcuts("edit.copy") == ("Ctrl+C", "Ctrl+Ins")


def test_the_tooltip_tells_the_shortcut(commands: Commands) -> None:
    assert commands.action("edit.undo").toolTip() == "Undo  (Ctrl+Z)"


def test_an_ampersand_in_a_title_is_no_mnemonic(settings: Settings) -> None:
    action = Commands(settings).add(Command(id="a.b", title="Cut & paste", run=list))

    assert action.text() == "Cut && paste"


def test_icons_follow_the_theme(commands: Commands) -> None:
    before = commands.action("edit.undo").icon().cacheKey()

    commands.wear(LIGHT)

    assert commands.action("edit.undo").icon().cacheKey() != before


def test_a_menu_bar_is_built_as_laid_out(commands: Commands, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)

    menus = Menus(
        commands,
        window.menuBar(),
        [Menu("&Edit", ("edit.undo", None, Menu("More", ("edit.copy",))))],
    )

    assert [one.text() for one in window.menuBar().actions()] == ["&Edit"]
    assert [one.text() for one in menus.menus[0].actions()] == ["Undo", "", "More"]


def test_a_filled_menu_is_filled_anew_each_time(commands: Commands, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)
    names = ["one"]
    fill: Callable[[QMenu], list[QAction]] = lambda menu: [menu.addAction(one) for one in names]  # noqa: E731
    menu = commands.menu_of(Menu("Recent", ("edit.undo",), fill), window)

    menu.aboutToShow.emit()
    names[:] = ["two", "three"]
    menu.aboutToShow.emit()

    assert [one.text() for one in menu.actions()] == ["Undo", "two", "three"]
    assert commands.action("edit.undo").parent() is commands


def test_a_group_makes_a_menu(commands: Commands, qtbot: QtBot) -> None:
    window = QMainWindow()
    qtbot.addWidget(window)

    menu = commands.menu("Edit", window)

    assert [one.text() for one in menu.actions()] == ["Undo", "Copy"]


def shown_window(commands: Commands, qtbot: QtBot) -> tuple[QMainWindow, QLineEdit, QWidget]:
    window, whole = QMainWindow(), QWidget()
    field, canvas = QLineEdit(), QWidget()
    canvas.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
    column = QVBoxLayout(whole)
    column.addWidget(field)
    column.addWidget(canvas)
    window.setCentralWidget(whole)
    commands.attach(window)
    commands.attach(canvas, "canvas")
    qtbot.addWidget(window)
    with qtbot.waitActive(window):
        window.show()
    field.setFocus()
    return window, field, canvas
