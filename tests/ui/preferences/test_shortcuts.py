import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.ui.commands import Command, Commands
from graphstudio.ui.preferences.shortcuts import ShortcutsSection
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def commands(settings: Settings) -> Commands:
    made = Commands(settings)
    made.add(Command(id="edit.undo", title="Undo", run=list, shortcuts=("Ctrl+Z",), group="Edit"))
    made.add(Command(id="view.fit", title="Frame all", run=list, shortcuts=("Home",), group="View"))
    made.add(Command(id="edit.copy", title="Copy", run=list, shortcuts=("Ctrl+C",), group="Edit"))
    return made


@pytest.fixture
def section(settings: Settings, commands: Commands, qtbot: QtBot) -> ShortcutsSection:
    settings.theme = "dark"
    appearance = Appearance(settings)
    made = ShortcutsSection(settings, commands, appearance)
    appearance.setParent(made)
    qtbot.addWidget(made)
    with qtbot.waitActive(made):
        made.show()
    return made


def listed(section: ShortcutsSection) -> list[str]:
    return [section.model.command(row).id for row in range(section.model.rowCount())]


def record(section: ShortcutsSection, qtbot: QtBot, key: Qt.Key) -> None:
    recorder = section.detail.recorder
    recorder.setFocus()
    recorder.click()
    QTest.keyClick(recorder, key, CTRL)


def test_commands_are_listed_by_group(section: ShortcutsSection) -> None:
    assert listed(section) == ["edit.undo", "edit.copy", "view.fit"]


@pytest.mark.parametrize("wanted", ["frame", "home", "view"])
def test_a_command_is_found_by_name_keys_or_group(
    section: ShortcutsSection, qtbot: QtBot, wanted: str
) -> None:
    QTest.keyClicks(section.field, wanted)

    assert listed(section)[0] == "view.fit"


def test_a_recorded_shortcut_is_added(
    section: ShortcutsSection, commands: Commands, qtbot: QtBot
) -> None:
    section.choose("view.fit")

    record(section, qtbot, Qt.Key.Key_0)

    assert commands.shortcuts("view.fit") == ("Home", "Ctrl+0")
    assert [key.text().strip() for key in section.detail.keys] == ["Home", "Ctrl+0"]


def test_a_conflict_is_told_and_nothing_changes_before_the_answer(
    section: ShortcutsSection, commands: Commands, qtbot: QtBot
) -> None:
    section.choose("view.fit")

    record(section, qtbot, Qt.Key.Key_C)

    assert section.detail.conflict.isVisible()
    assert section.detail.conflict.text() == "Ctrl+C already does: Edit: Copy"
    assert commands.shortcuts("view.fit") == ("Home",)


def test_a_conflict_can_be_won(section: ShortcutsSection, commands: Commands, qtbot: QtBot) -> None:
    section.choose("view.fit")
    record(section, qtbot, Qt.Key.Key_C)

    QTest.mouseClick(section.detail.take_over, Qt.MouseButton.LeftButton)

    assert commands.shortcuts("view.fit") == ("Home", "Ctrl+C")
    assert commands.shortcuts("edit.copy") == ()
    assert not section.detail.conflict.isVisible()


def test_a_conflict_can_be_left(
    section: ShortcutsSection, commands: Commands, qtbot: QtBot
) -> None:
    section.choose("view.fit")
    record(section, qtbot, Qt.Key.Key_C)

    QTest.mouseClick(section.detail.leave, Qt.MouseButton.LeftButton)

    assert commands.shortcuts("edit.copy") == ("Ctrl+C",)
    assert not section.detail.conflict.isVisible()


def test_a_shortcut_is_taken_away_by_its_button(
    section: ShortcutsSection, commands: Commands, qtbot: QtBot
) -> None:
    section.choose("edit.undo")

    QTest.mouseClick(section.detail.keys[0], Qt.MouseButton.LeftButton)

    assert commands.shortcuts("edit.undo") == ()
    assert section.detail.reset.isEnabled()


def test_one_command_or_all_can_be_reset(
    section: ShortcutsSection, commands: Commands, settings: Settings, qtbot: QtBot
) -> None:
    commands.remap("edit.undo", ["F9"])
    commands.remap("edit.copy", ["F8"])
    section.choose("edit.undo")

    QTest.mouseClick(section.detail.reset, Qt.MouseButton.LeftButton)
    one_back = dict(settings.shortcuts)
    commands.reset_all()

    assert one_back == {"edit.copy": "F8"}
    assert settings.shortcuts == {}


def test_enter_on_a_row_waits_for_keys(section: ShortcutsSection, qtbot: QtBot) -> None:
    section.list.setFocus()

    QTest.keyClick(section.list, Qt.Key.Key_Return)

    assert section.detail.recorder.is_recording
