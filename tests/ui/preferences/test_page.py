import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QComboBox, QLineEdit
from pytestqt.qtbot import QtBot

from graphstudio.ui.commands import Command, Commands
from graphstudio.ui.preferences.cards import Reset
from graphstudio.ui.preferences.controls import ChoiceBox, FolderField, NumberBox, Switch
from graphstudio.ui.preferences.page import PreferencesPage
from graphstudio.ui.preferences.theme_picker import ThemePicker
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance


@pytest.fixture
def page(settings: Settings, qtbot: QtBot) -> PreferencesPage:
    settings.theme = "dark"
    commands = Commands(settings)
    commands.add(Command(id="edit.undo", title="Undo", run=list, shortcuts=("Ctrl+Z",)))
    appearance = Appearance(settings)
    made = PreferencesPage(settings, commands, appearance)
    appearance.setParent(made)
    commands.setParent(made)
    qtbot.addWidget(made)
    made.resize(1000, 700)
    with qtbot.waitActive(made):
        made.show()
    return made


def test_every_control_has_a_name_for_a_screen_reader(page: PreferencesPage) -> None:
    kinds = (QAbstractButton, QAbstractSpinBox, QComboBox, QLineEdit)
    controls = [one for kind in kinds for one in page.findChildren(kind)]

    nameless = [
        one
        for one in controls
        if one.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not one.accessibleName()
        and not (isinstance(one, QAbstractButton) and one.text())
        and not one.objectName().startswith("qt_")
    ]

    assert controls
    assert nameless == []


def test_the_arrow_keys_walk_through_the_parts(page: PreferencesPage, qtbot: QtBot) -> None:
    buttons = page.navigation
    buttons[0].setFocus()

    shown = [page.section().accessibleName()]
    for button in buttons[:-1]:
        QTest.keyClick(button, Qt.Key.Key_Down)
        shown.append(page.section().accessibleName())

    assert shown == ["General", "Appearance", "Canvas", "Engine", "Folders", "Shortcuts"]


def test_a_shortcut_can_be_shown_from_elsewhere(page: PreferencesPage) -> None:
    page.show_shortcut("edit.undo")

    assert page.shortcuts.isVisible()
    assert [key.text().strip() for key in page.shortcuts.detail.keys] == ["Ctrl+Z"]


def test_a_theme_is_chosen_by_its_picture(
    settings: Settings, page: PreferencesPage, qtbot: QtBot
) -> None:
    page.show_section(1)
    picker = page.findChild(ThemePicker)
    assert picker is not None

    QTest.mouseClick(picker.cards["light"], Qt.MouseButton.LeftButton)
    by_mouse = settings.theme
    picker.cards["light"].setFocus()
    QTest.keyClick(picker.cards["light"], Qt.Key.Key_Right)
    by_keys = settings.theme
    settings.theme = "dark"

    assert (by_mouse, by_keys) == ("light", "contrast")
    assert picker.cards["dark"].isChecked()


def test_a_switch_changes_the_setting_and_follows_it(settings: Settings, qtbot: QtBot) -> None:
    switch = Switch(settings, "snaps")
    qtbot.addWidget(switch)

    switch.click()
    by_click = settings.snaps
    settings.snaps = True

    assert not by_click
    assert switch.isChecked()


def test_a_choice_changes_the_setting_and_follows_it(settings: Settings, qtbot: QtBot) -> None:
    box = ChoiceBox(settings, "scale", [("100", "100 %"), ("150", "150 %")])
    qtbot.addWidget(box)

    box.activated.emit(1)
    by_choice = settings.scale
    settings.scale = 100.0

    assert by_choice == 150.0
    assert box.currentText() == "100 %"


def test_a_choice_that_somebody_wrote_by_hand_is_shown(settings: Settings, qtbot: QtBot) -> None:
    settings.device = "cuda:3"

    box = ChoiceBox(settings, "device", [("auto", "Automatic")])
    qtbot.addWidget(box)

    assert box.currentText() == "cuda:3"


def test_rolling_over_a_value_never_changes_it(settings: Settings, qtbot: QtBot) -> None:
    box = NumberBox(settings, "cache_gib", (1, 64), 0.5, "GiB")
    choice = ChoiceBox(settings, "wheel", [("zoom", "Zooms"), ("pan", "Moves")])
    qtbot.addWidget(box)
    qtbot.addWidget(choice)

    for widget in (box, choice):
        widget.show()
        widget.setFocus()
        QApplication.sendEvent(widget, wheel_event())

    assert settings.cache_gib == 2.0
    assert choice.currentText() == "Zooms"


def test_a_number_counts_when_it_is_whole(settings: Settings, qtbot: QtBot) -> None:
    box = NumberBox(settings, "cache_gib", (1, 64), 0.5, "GiB")
    qtbot.addWidget(box)
    box.show()
    box.lineEdit().selectAll()

    QTest.keyClicks(box, "12")
    while_typing = settings.cache_gib
    QTest.keyClick(box, Qt.Key.Key_Return)

    assert while_typing == 2.0
    assert settings.cache_gib == 12.0
    assert box.text() == "12 GiB"


def test_a_folder_that_is_not_there_is_told(settings: Settings, qtbot: QtBot) -> None:
    field = FolderField(settings, "out_folder", settings.path.parent, "Pictures")
    qtbot.addWidget(field)
    field.show()

    field.field.setText("/nowhere/at all")
    QTest.keyClick(field.field, Qt.Key.Key_Return)

    assert settings.out_folder == "/nowhere/at all"
    assert field.note.isVisible()


def test_looking_for_a_folder_blocks_nothing(settings: Settings, qtbot: QtBot) -> None:
    field = FolderField(settings, "out_folder", settings.path.parent, "Pictures")
    qtbot.addWidget(field)
    field.show()

    QTest.mouseClick(field.button, Qt.MouseButton.LeftButton)
    dialog = field.dialog

    assert dialog is not None
    assert not dialog.isModal()
    dialog.fileSelected.emit(str(settings.path.parent))
    dialog.close()
    assert settings.out_folder == str(settings.path.parent)


def test_a_reset_button_is_there_while_there_is_something_to_reset(
    settings: Settings, page: PreferencesPage, qtbot: QtBot
) -> None:
    page.show_section(2)
    settings.wheel = "pan"
    buttons = [one for one in page.findChildren(Reset) if one.isVisible()]

    QTest.mouseClick(buttons[0], Qt.MouseButton.LeftButton)

    assert len(buttons) == 1
    assert settings.wheel == "zoom"
    assert not buttons[0].isVisible()


def wheel_event() -> QWheelEvent:
    return QWheelEvent(
        QPointF(5, 5),
        QPointF(5, 5),
        QPoint(0, 0),
        QPoint(0, 120),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
