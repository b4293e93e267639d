"""The field that opens the painter."""

from pytestqt.qtbot import QtBot

from graphstudio.ui.values.fields.painting import PaintingField
from tests.ui.values.conftest import MakeField


def painting(field: MakeField, value: str) -> PaintingField:
    made = field("painting", value)
    assert isinstance(made, PaintingField)
    return made


def test_it_says_how_much_was_painted(field: MakeField) -> None:
    shown = painting(field, '{"mark":"fill"}\n')

    assert shown.told == "Marks: 1"
    shown.show_value("")
    assert shown.told == "Not painted"


def test_its_button_asks_for_the_painter(qtbot: QtBot, field: MakeField) -> None:
    shown = painting(field, "")

    with qtbot.waitSignal(shown.opened), qtbot.assertNotEmitted(shown.taken):
        shown.button.click()


def test_leaving_it_changes_nothing(qtbot: QtBot, field: MakeField) -> None:
    shown = painting(field, '{"mark":"fill"}\n')
    shown.begin()

    with qtbot.assertNotEmitted(shown.taken):
        assert shown.take()
