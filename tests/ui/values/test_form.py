"""All values of a node, as a form."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QMenu
from pytestqt.qtbot import QtBot

from graphstudio.graph.document import Document
from graphstudio.graph.edits import Connect, Publish, Roll, SetValue
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.fields.line import LineField
from graphstudio.ui.values.fields.prose import ProseField
from graphstudio.ui.values.fields.seed import SeedField
from graphstudio.ui.values.fields.switch import SwitchField
from graphstudio.ui.values.form import ValueForm
from graphstudio.ui.values.form_row import FormRow
from tests.ui.values.knobs import make_registry


@pytest.fixture
def document() -> Document:
    graph = Graph(make_registry())
    graph.add_node(Node("all", "knobs.all", values={"side": 64}))
    graph.add_node(Node("number", "knobs.number", title="My number"))
    return Document(graph)


@pytest.fixture
def form(qtbot: QtBot, document: Document, appearance: Appearance) -> ValueForm:
    form = ValueForm(document, "all", appearance)
    qtbot.addWidget(form)
    form.show()
    form.activateWindow()
    qtbot.waitUntil(form.isActiveWindow)
    return form


def line(form: ValueForm, name: str) -> QLineEdit:
    field = form.rows[name].field
    assert isinstance(field, LineField)
    return field.line


def enter(form: ValueForm, name: str, text: str) -> None:
    form.begin(name)
    QTest.keyClicks(line(form, name), text)
    QTest.keyClick(line(form, name), Qt.Key.Key_Return)


def act(row: FormRow, text: str) -> None:
    menu: QMenu = row.make_menu()
    next(action for action in menu.actions() if action.text() == text).trigger()
    menu.close()


def test_a_row_for_each_knob_in_their_order(form: ValueForm, document: Document) -> None:
    definition = document.graph.definition("all")
    assert definition is not None

    assert list(form.rows) == [one.name for one in definition.inputs if one.is_knob]


def test_what_is_entered_is_an_edit_of_the_document(form: ValueForm, document: Document) -> None:
    enter(form, "side", "128")

    assert document.graph.nodes["all"].values["side"] == 128
    assert document.history.labels == ("Change Side",)


def test_undo_shows_in_the_form(form: ValueForm, document: Document) -> None:
    enter(form, "side", "128")

    document.undo()

    assert line(form, "side").text() == "64"


def test_two_entries_are_two_steps(form: ValueForm, document: Document) -> None:
    enter(form, "side", "128")
    enter(form, "side", "256")

    assert len(document.history.labels) == 2


def test_a_text_that_is_typed_with_pauses_is_one_step(
    qtbot: QtBot, form: ValueForm, document: Document
) -> None:
    field = form.rows["prompt"].field
    assert isinstance(field, ProseField)
    form.begin("prompt")

    QTest.keyClicks(field.text, "a")
    qtbot.waitUntil(lambda: document.graph.nodes["all"].values.get("prompt") == "a")
    QTest.keyClicks(field.text, "b")
    qtbot.waitUntil(lambda: document.graph.nodes["all"].values.get("prompt") == "ab")

    assert document.history.labels == ("Change Prompt",)


def test_a_refused_value_shows_its_reason_below_and_changes_nothing(
    form: ValueForm, document: Document
) -> None:
    enter(form, "side", "9999")

    assert "from 0 to 4096" in form.rows["side"].told
    assert document.history.labels == ()


def test_a_value_that_is_refused_survives_changes_elsewhere(
    form: ValueForm, document: Document
) -> None:
    enter(form, "side", "9999")

    document.do(SetValue("all", "whole", 7), "Change Whole")

    assert line(form, "side").text() == "9999"
    assert line(form, "whole").text() == "7"


def test_reset_gives_the_default_back(form: ValueForm, document: Document) -> None:
    act(form.rows["side"], "Reset to default")

    assert "side" not in document.graph.nodes["all"].values
    assert line(form, "side").text() == "512"


def test_a_value_at_its_default_cannot_be_reset(form: ValueForm) -> None:
    menu = form.rows["whole"].make_menu()

    assert not menu.actions()[0].isEnabled()
    menu.close()


def test_a_wired_value_shows_its_source_and_leads_there(
    qtbot: QtBot, form: ValueForm, document: Document
) -> None:
    document.do(Connect(Wire(Port("number", "value"), Port("all", "whole"))), "Connect")

    with qtbot.waitSignal(form.jumped) as jumped:
        act(form.rows["whole"], "Go to what feeds it")

    assert form.rows["whole"].source == "My number"
    assert not form.rows["whole"].field.isVisible()
    assert jumped.args == ["number"]


def test_the_wire_can_be_taken_off(form: ValueForm, document: Document) -> None:
    document.do(Connect(Wire(Port("number", "value"), Port("all", "whole"))), "Connect")

    act(form.rows["whole"], "Take the wire off")

    assert document.graph.inputs("all") == {}
    assert form.rows["whole"].field.isVisible()


def test_a_value_is_published_renamed_and_taken_back(form: ValueForm, document: Document) -> None:
    row = form.rows["side"]

    act(row, "Publish")
    published = dict(document.graph.published)
    row.published.emit("width")
    renamed = dict(document.graph.published)
    act(row, "Unpublish")

    assert published == {"side": Port("all", "side")}
    assert renamed == {"width": Port("all", "side")}
    assert dict(document.graph.published) == {}


def test_a_name_that_is_taken_is_refused_in_place(form: ValueForm, document: Document) -> None:
    document.do(Publish("width", Port("all", "whole")), "Publish")

    form.rows["side"].published.emit("width")

    assert "width" in form.rows["side"].told
    assert dict(document.graph.published) == {"width": Port("all", "whole")}


def test_a_rolling_seed_shows_and_is_switched(form: ValueForm, document: Document) -> None:
    field = form.rows["seed"].field
    assert isinstance(field, SeedField)

    document.do(Roll(Port("all", "seed"), True), "Roll")
    shown = field.roll.isChecked()
    QTest.mouseClick(field.roll, Qt.MouseButton.LeftButton)

    assert shown
    assert document.graph.rolling == frozenset()


def test_a_switch_is_one_step_each_time(form: ValueForm, document: Document) -> None:
    field = form.rows["is_on"].field
    assert isinstance(field, SwitchField)
    field.begin()

    QTest.keyClick(field.switch, Qt.Key.Key_Space)
    QTest.keyClick(field.switch, Qt.Key.Key_Space)

    assert document.history.labels == ("Change Is on", "Change Is on")


def test_tab_goes_through_the_values_one_by_one(form: ValueForm) -> None:
    form.begin("whole")

    QTest.keyClick(line(form, "whole"), Qt.Key.Key_Tab)
    first = QApplication.focusWidget()
    assert first is not None
    QTest.keyClick(first, Qt.Key.Key_Tab)

    assert first is form.rows["whole"].more
    assert QApplication.focusWidget() is line(form, "free")


def test_help_can_stand_below_each_value(form: ValueForm) -> None:
    form.show_help(True)

    assert form.rows["whole"].told == "How many."


def test_a_node_that_goes_takes_the_form_out_of_use(form: ValueForm, document: Document) -> None:
    document.graph.remove_node("all")

    form.refresh()

    assert not form.isEnabled()


def test_a_form_that_is_gone_follows_no_more(
    qtbot: QtBot, document: Document, appearance: Appearance
) -> None:
    form = ValueForm(document, "all", appearance)
    gone: list[bool] = []
    form.destroyed.connect(lambda: gone.append(True))

    form.deleteLater()
    qtbot.waitUntil(lambda: bool(gone))
    document.do(SetValue("all", "whole", 7), "Change Whole")

    assert document.graph.nodes["all"].values["whole"] == 7


def test_a_node_without_values_says_so(
    qtbot: QtBot, document: Document, appearance: Appearance
) -> None:
    document.graph.add_node(Node("strange", "nobody.knows", values={"a": 1}))

    form = ValueForm(document, "strange", appearance)
    qtbot.addWidget(form)

    assert form.rows == {}


def test_every_part_has_a_name_for_a_screen_reader(form: ValueForm) -> None:
    unnamed = [
        widget
        for row in form.rows.values()
        for widget in (row.field, row.more)
        if not widget.accessibleName()
    ]

    assert unnamed == []
