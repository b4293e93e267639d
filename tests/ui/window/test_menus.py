"""Every command is in a menu, with its shortcut beside it."""

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QMenu

from graphstudio.ui.window.main_window import MainWindow

from .conftest import Open, shut


def _actions(menu: QMenu) -> list[QAction]:
    found: list[QAction] = []
    for action in menu.actions():
        submenu = _menu(action)
        found += [action] if submenu is None else _actions(submenu)
    return found


def _menu(action: QAction) -> QMenu | None:
    found: object = action.menu()  # PySide does not say that there may be none
    return found if isinstance(found, QMenu) else None


def _menus(window: MainWindow) -> dict[str, QMenu]:
    found = ((action.text(), _menu(action)) for action in window.menuBar().actions())
    return {name: menu for name, menu in found if menu is not None}


def test_every_command_that_is_listed_is_in_a_menu(window: MainWindow) -> None:
    shown = {action for menu in _menus(window).values() for action in _actions(menu)}

    commands = window.desk.commands
    missing = [
        one.id for one in commands.all() if one.is_listed and commands.action(one.id) not in shown
    ]
    assert missing == []


def test_every_shortcut_is_shown_in_the_menu(window: MainWindow) -> None:
    commands = window.desk.commands

    hidden = [
        one.id
        for one in commands.all()
        if one.shortcuts
        and (
            commands.action(one.id).shortcut().isEmpty()
            or not commands.action(one.id).isShortcutVisibleInContextMenu()
        )
    ]

    assert hidden == []


def test_no_two_commands_have_one_shortcut(window: MainWindow) -> None:
    commands = window.desk.commands

    clashes = {
        (one.id, other.id, key)
        for one in commands.all()
        for key in commands.shortcuts(one.id)
        for other in commands.conflicts(one.id, key)
    }

    assert clashes == set()


def test_the_menus_stand_in_the_usual_order(window: MainWindow) -> None:
    names = [name.replace("&", "") for name in _menus(window)]

    assert names[:3] == ["File", "Edit", "View"]
    assert names[-2:] == ["Run", "Help"]


def test_recent_files_can_be_opened_and_forgotten(open_window: Open, template: object) -> None:
    window = open_window()
    path = window.desk.workspace.recents._file.parent / "fox.json"
    path.write_text('{"format": 1, "nodes": {}}')
    window.desk.workspace.recents.add(path)
    file_menu = next(menu for name, menu in _menus(window).items() if "File" in name)
    recent = next(_menu(one) for one in file_menu.actions() if "recent" in one.text())
    assert recent is not None

    recent.aboutToShow.emit()
    next(one for one in recent.actions() if "fox.json" in one.text()).trigger()
    assert [one.title for one in window.desk.workspace.sheets] == ["fox"]
    recent.aboutToShow.emit()
    next(one for one in recent.actions() if "Clear" in one.text()).trigger()

    assert window.desk.workspace.recents.paths == ()
    shut(window)
