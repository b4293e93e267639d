"""The painter in the window: how one comes there, what works there, and that nothing is lost."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from graphstudio.diffusion.painting import painted
from graphstudio.graph.edits import AddNode, Connect, RemoveNode
from graphstudio.graph.elements import Node, Place, Port, Wire
from graphstudio.ui.canvas.hit import Hit
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.painter.painter import Painter
from graphstudio.ui.values.fields.painting import PaintingField
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from tests.ui.painter.hand import Hand

from .conftest import MakePicture, Open, shut
from .test_accessible_names import nameless

Key = Qt.Key


@pytest.fixture
def page(window: MainWindow, make_picture: MakePicture) -> GraphPage:
    """Give the page of a graph with a picture and a mask to paint over it."""
    sheet = window.files.new()
    document = sheet.document
    file = str(make_picture())
    document.do(AddNode(Node("photo", "image.load", values={"file": file}), Place(0, 0)), "Add")
    document.do(AddNode(Node("mask", "mask.paint"), Place(320, 0)), "Add")
    document.do(Connect(Wire(Port("photo", "image"), Port("mask", "image"))), "Wire")
    page = window.pages.of(sheet)
    assert page is not None
    return page


@pytest.fixture
def painter(page: GraphPage, qtbot: QtBot) -> Painter:
    """Give the open painter, ready to paint."""
    page.paint("mask")
    return ready(page, qtbot)


def ready(page: GraphPage, qtbot: QtBot) -> Painter:
    painter = page.painter
    assert painter is not None
    qtbot.waitUntil(lambda: painter.surface.paper is not None)
    QApplication.processEvents()
    return painter


def text(page: GraphPage) -> str:
    return str(page.sheet.document.graph.nodes["mask"].values.get("painting", ""))


def test_k_opens_the_painter_of_the_selected_node(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    page.canvas.show_node("mask")
    page.canvas.setFocus()
    QApplication.processEvents()

    QTest.keyClick(page.canvas.view, Key.Key_K)

    painter = ready(page, qtbot)
    assert painter.isVisible()
    assert not page.canvas.isVisible()
    assert painter.surface.hasFocus()


def test_a_click_on_the_painting_opens_the_painter(page: GraphPage, qtbot: QtBot) -> None:
    view, scene = page.canvas.view, page.canvas.scene
    page.canvas.show_node("mask")
    QApplication.processEvents()
    spot = view.mapFromScene(scene.row_rect("mask", "painting").center())

    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert page.painter is not None


def test_the_button_in_the_inspector_opens_the_painter(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    page.canvas.show_node("mask")
    window.docks["inspector"].reveal()
    window.following.panels.show_selection(page)
    qtbot.waitUntil(lambda: window.panels.inspector.findChild(PaintingField) is not None)
    field = window.panels.inspector.findChild(PaintingField)
    assert isinstance(field, PaintingField)

    field.button.click()

    assert page.painter is not None


def test_the_context_menu_offers_it_for_such_nodes_alone(page: GraphPage) -> None:
    menus = []
    for node in ("mask", "photo"):
        page.canvas.scene.select(Selection.of([node]))
        pointer = page.canvas.view.pointer_at(page.canvas.view.rect().center())
        page.canvas._show_menu(Hit("body", node), pointer)
        menu = QApplication.activePopupWidget()
        assert isinstance(menu, QMenu)
        menus.append([one.text() for one in menu.actions()])
        menu.close()

    assert menus[0][0] == "Paint the mask…"
    assert "Paint the mask…" not in menus[1]


def test_a_node_without_a_mask_has_no_painter(page: GraphPage) -> None:
    page.canvas.show_node("photo")

    page.paint("photo")

    assert page.painter is None
    assert not page.canvas.has_painting


def test_a_painting_that_a_wire_feeds_is_told(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    document = page.sheet.document
    document.do(AddNode(Node("words", "value.text")), "Add")
    document.do(Connect(Wire(Port("words", "value"), Port("mask", "painting"))), "Wire")

    with qtbot.waitSignal(page.said) as said:
        page.paint("mask")

    assert "take the wire off" in said.args[0]
    assert page.painter is None


def test_undo_and_redo_work_in_the_painter_and_outside(
    window: MainWindow, page: GraphPage, painter: Painter
) -> None:
    Hand(painter.surface).drag((0.2, 0.5), (0.8, 0.5))
    painted_ = text(page)
    window.desk.commands.refresh()

    QTest.keyClick(painter.surface, Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    assert text(page) == ""
    window.desk.commands.refresh()
    QTest.keyClick(painter.surface, Key.Key_Y, Qt.KeyboardModifier.ControlModifier)
    assert text(page) == painted_
    QTest.keyClick(painter.surface, Key.Key_Return)
    assert page.painter is None
    window.desk.commands.run("edit.undo")

    assert text(page) == ""


@pytest.mark.parametrize(
    ("keys", "expected"),
    [
        pytest.param((Key.Key_G,), '{"mark":"fill"}\n', id="fill"),
        pytest.param((Key.Key_I,), '{"mark":"invert"}\n', id="invert"),
        pytest.param((Key.Key_G, Key.Key_Delete), "", id="clear"),
    ],
)
def test_the_mask_as_a_whole_is_changed_by_the_keyboard_alone(
    page: GraphPage, painter: Painter, keys: tuple[Key, ...], expected: str
) -> None:
    for key in keys:
        QTest.keyClick(painter.surface, key)

    assert text(page) == expected


def test_keys_take_tools_and_change_the_brush(painter: Painter) -> None:
    kit, size = painter.kit, painter.kit.size
    for key, tool in ((Key.Key_R, "rectangle"), (Key.Key_O, "ellipse"), (Key.Key_L, "lasso"),
                      (Key.Key_B, "brush")):  # fmt: skip
        QTest.keyClick(painter.surface, key)
        assert kit.tool == tool

    QTest.keyClick(painter.surface, Key.Key_X)
    assert (kit.tool, kit.erases) == ("brush", True)
    QTest.keyClick(painter.surface, Key.Key_BracketRight)
    assert kit.size > size
    QTest.keyClick(painter.surface, Key.Key_BracketLeft)
    assert kit.size == pytest.approx(size)
    QTest.keyClick(painter.surface, Key.Key_BraceLeft)
    assert kit.hardness < 0.8


def test_escape_gives_up_a_stroke_and_then_goes_back(page: GraphPage, painter: Painter) -> None:
    Hand(painter.surface).drag((0.2, 0.5), (0.8, 0.5), releases=False)

    QTest.keyClick(painter.surface, Key.Key_Escape)
    assert not page.canvas.isVisible()
    QTest.keyClick(painter.surface, Key.Key_Escape)

    assert page.painter is None
    assert text(page) == ""
    assert page.canvas.view.hasFocus()


def test_the_commands_of_the_painter_rest_while_it_is_closed(
    window: MainWindow, page: GraphPage, painter: Painter
) -> None:
    commands = window.desk.commands
    commands.refresh()
    assert commands.action("paint.fill").isEnabled()

    page.stop_painting()
    commands.refresh()

    assert not commands.action("paint.fill").isEnabled()


def test_every_command_works_while_one_paints(
    window: MainWindow, page: GraphPage, qtbot: QtBot
) -> None:
    ids = [one.id for one in window.desk.commands.all() if one.scope == "painter"]

    for id_ in ids:
        page.paint("mask")
        ready(page, qtbot)
        window.desk.commands.run(id_)

    assert len(ids) >= 15
    assert page.painter is None


def test_deleting_the_node_closes_its_painter(page: GraphPage, painter: Painter) -> None:
    page.sheet.document.do(RemoveNode("mask"), "Delete")

    assert page.painter is None
    assert page.canvas.isVisible()


def test_closing_the_tab_while_one_paints_loses_nothing(
    window: MainWindow, page: GraphPage, painter: Painter, tmp_path: Path
) -> None:
    Hand(painter.surface).drag((0.2, 0.5), (0.8, 0.5))
    expected = text(page)
    path = tmp_path / "painted.json"
    window.desk.workspace.save(page.sheet, path)

    window.close_tab()
    window.files.open(path)

    again = window.pages.page
    assert again is not None
    assert again is not page
    assert text(again) == expected


def test_unsaved_strokes_come_back_after_the_window_was_closed(
    open_window: Open, window: MainWindow, page: GraphPage, painter: Painter
) -> None:
    hand = Hand(painter.surface)
    hand.drag((0.2, 0.5), (0.8, 0.5))
    hand.drag((0.2, 0.7), (0.8, 0.7))
    expected = text(page)
    shut(window)

    again = open_window().pages.page

    assert again is not None
    assert text(again) == expected
    again.sheet.document.undo()
    assert text(again) == expected.splitlines(keepends=True)[0]


def test_a_copied_node_takes_its_painting_along(page: GraphPage, painter: Painter) -> None:
    Hand(painter.surface).drag((0.2, 0.5), (0.8, 0.5))
    page.stop_painting()
    page.canvas.scene.select(Selection.of(["mask"]))

    page.canvas.verbs.clipboard.copy()
    page.canvas.verbs.clipboard.paste()

    graph = page.sheet.document.graph
    (twin,) = [one for one in graph.nodes.values() if one.type == "mask.paint" and one.id != "mask"]
    assert twin.values["painting"] == text(page)
    assert painted(twin.values["painting"], 32, 32).any()


def test_everything_in_the_painter_says_what_it_is(painter: Painter) -> None:
    assert nameless(painter) == []


def test_a_new_theme_is_worn_at_once(window: MainWindow, painter: Painter) -> None:
    window.desk.appearance.use("light")
    light = painter.grab().toImage()
    window.desk.appearance.use("dark")
    dark = painter.grab().toImage()

    assert light.pixelColor(2, 2) != dark.pixelColor(2, 2)
