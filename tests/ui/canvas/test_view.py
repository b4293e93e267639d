from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QPoint, QPointF, QRectF, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphstudio.ui.canvas.pointer import NoTools, Pointer, Wheel
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.canvas.view import CanvasView
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.tokens import LIGHT


@dataclass
class Ears(NoTools):
    """Note what the view hands on."""

    heard: list[tuple[str, object]] = field(default_factory=list)

    def press(self, pointer: Pointer) -> None:
        self.heard.append(("press", pointer.button))

    def move(self, pointer: Pointer) -> None:
        self.heard.append(("move", pointer.buttons))

    def release(self, pointer: Pointer) -> None:
        self.heard.append(("release", pointer.button))

    def double_click(self, pointer: Pointer) -> None:
        self.heard.append(("double", pointer.button))

    def wheel(self, wheel: Wheel) -> bool:
        self.heard.append(("wheel", wheel.notches.y()))
        return True

    def key_press(self, event: QKeyEvent) -> bool:
        self.heard.append(("key", event.key()))
        return True

    def context_menu(self, pointer: Pointer) -> None:
        self.heard.append(("menu", pointer.view))


def test_a_zoom_keeps_what_is_under_the_mouse(view: CanvasView) -> None:
    view.frame_all()
    at = QPoint(700, 200)
    before = view.mapToScene(at)

    view.zoom_to(2.0, at)

    moved = view.mapToScene(at) - before
    assert abs(moved.x()) <= 1
    assert abs(moved.y()) <= 1


@pytest.mark.parametrize(("wanted", "given"), [(0.001, 0.05), (99.0, 4.0), (1.5, 1.5)])
def test_a_zoom_stays_between_its_ends(view: CanvasView, wanted: float, given: float) -> None:
    view.zoom_to(wanted)

    assert view.zoom == given
    assert view.canvas_scene.zoom == given


def test_framing_all_shows_all(view: CanvasView, scene: CanvasScene) -> None:
    view.zoom_to(3.0)

    view.frame_all()

    assert view.visible_rect().contains(scene.bounds())
    assert view.zoom <= 1


def test_framing_the_selection_shows_it(view: CanvasView, scene: CanvasScene) -> None:
    scene.select(Selection.of(["strange"]))

    view.frame_selection()

    shown = view.visible_rect()
    assert shown.contains(scene.node_rect("strange"))
    assert view.zoom == 1


def test_a_node_is_brought_to_the_middle(view: CanvasView, scene: CanvasScene) -> None:
    view.zoom_to(0.2)

    view.centre_on_node("save")

    away = view.visible_rect().center() - scene.node_rect("save").center()
    assert away.manhattanLength() < 4
    assert view.zoom == 1


def test_a_pan_moves_what_shows_by_pixels_of_the_view(view: CanvasView) -> None:
    view.zoom_to(0.5)
    before = view.mapToScene(QPoint(0, 0))

    view.pan(-30, 10)

    assert view.mapToScene(QPoint(0, 0)) - before == QPointF(60, -20)


def test_one_can_pan_far_beyond_what_there_is(view: CanvasView, scene: CanvasScene) -> None:
    view.zoom_to(1.0)

    view.pan(-8000, 0)

    assert not view.visible_rect().intersects(scene.bounds())


def test_mouse_and_keys_go_to_the_tools(view: CanvasView) -> None:
    ears = Ears()
    view.tools = ears
    port, at = view.viewport(), QPoint(50, 50)

    QTest.mousePress(port, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseMove(port, QPoint(60, 60))
    QTest.mouseRelease(port, Qt.MouseButton.LeftButton, pos=QPoint(60, 60))
    QTest.mouseDClick(port, Qt.MouseButton.LeftButton, pos=at)
    QTest.keyClick(view, Qt.Key.Key_M)

    kinds = [kind for kind, _ in ears.heard]
    assert kinds[0] == "press"
    assert {"move", "release", "double"} <= set(kinds)
    assert ("key", Qt.Key.Key_M) in ears.heard


def test_a_wheel_that_no_tool_takes_zooms(view: CanvasView) -> None:
    before = view.zoom

    QTest.wheelEvent(view.windowHandle(), QPointF(300, 300), QPoint(0, 120))

    assert view.zoom == pytest.approx(before * 1.15)


def test_a_wheel_that_a_tool_takes_does_not(view: CanvasView) -> None:
    ears = Ears()
    view.tools = ears
    before = view.zoom

    QTest.wheelEvent(view.windowHandle(), QPointF(300, 300), QPoint(0, 120))

    assert view.zoom == before
    assert ears.heard == [("wheel", 1.0)]


def test_the_map_shows_when_it_is_wanted_and_there_is_room(
    view: CanvasView, settings: Settings
) -> None:
    view.follow(settings)
    assert view.minimap.isVisible()

    settings.shows_minimap = False
    assert not view.minimap.isVisible()

    settings.shows_minimap = True
    view.resize(300, 200)
    assert not view.minimap.isVisible()


def test_the_map_stays_in_its_corner_while_the_canvas_pans(
    view: CanvasView, settings: Settings
) -> None:
    view.follow(settings)
    before = view.minimap.pos()

    view.pan(120, 80)

    assert view.minimap.pos() == before


def test_a_drag_on_the_map_goes_there(view: CanvasView, settings: Settings) -> None:
    view.follow(settings)
    view.zoom_to(2.0)
    at = QPoint(60, 40)

    QTest.mousePress(view.minimap, Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseRelease(view.minimap, Qt.MouseButton.LeftButton, pos=at)

    wanted = view.minimap.scene_point(QPointF(at))
    assert (view.visible_rect().center() - wanted).manhattanLength() < 4


def test_the_arrow_keys_move_the_map(view: CanvasView, settings: Settings) -> None:
    view.follow(settings)
    view.zoom_to(2.0)
    before = view.visible_rect().center()

    QTest.keyClick(view.minimap, Qt.Key.Key_Right)

    assert view.visible_rect().center().x() > before.x()


def test_a_screen_reader_is_told_what_the_keyboard_is_at(
    view: CanvasView, scene: CanvasScene
) -> None:
    scene.focus.to_node("prompt", "text")

    assert view.accessibleDescription() == scene.describe("prompt", "text")


def test_a_pan_paints_only_what_comes_into_sight(view: CanvasView, qapp: QApplication) -> None:
    attribute = Qt.WidgetAttribute.WA_OpaquePaintEvent
    assert view.viewport().testAttribute(attribute)

    view.setStyleSheet("QWidget { padding: 1px }")

    assert qapp.styleSheet()
    assert view.viewport().testAttribute(attribute)


def test_the_grid_takes_the_colours_of_a_new_theme(
    view: CanvasView, scene: CanvasScene, qtbot: QtBot
) -> None:
    view.zoom_to(1.0)
    view.pan(-8000, 0)

    scene.set_theme(LIGHT)

    image = view.grab().toImage()
    assert image.pixelColor(500, 351) in (LIGHT.canvas, LIGHT.dots, LIGHT.dots_strong)


def test_the_map_shows_only_while_something_is_out_of_sight(
    view: CanvasView, settings: Settings
) -> None:
    settings.reduces_motion = True
    view.follow(settings)

    view.frame_all()
    whole = view.minimap.isVisible()
    view.zoom_to(2.0)

    assert not whole
    assert view.minimap.isVisible()


def test_the_map_keeps_away_from_what_is_edited(view: CanvasView, settings: Settings) -> None:
    view.follow(settings)
    view.zoom_to(2.0)
    corner = view.minimap.geometry()

    view.keep_clear(view.mapToScene(corner).boundingRect())
    away = view.minimap.geometry()
    view.keep_clear(QRectF())

    assert not away.intersects(corner)
    assert view.minimap.geometry() == corner


def test_framing_glides_and_a_hand_stops_it(
    view: CanvasView, settings: Settings, qtbot: QtBot
) -> None:
    view.follow(settings)
    view.zoom_to(3.0)

    view.frame_all()
    going = view.is_gliding
    qtbot.waitUntil(lambda: not view.is_gliding)
    arrived = view.zoom
    view.zoom_to(3.0)
    view.frame_all()
    view.pan(5, 5)

    assert going
    assert arrived < 1.0
    assert not view.is_gliding
    assert view.zoom == 3.0


def test_nothing_glides_for_whoever_wants_nothing_to_move(
    view: CanvasView, settings: Settings
) -> None:
    settings.reduces_motion = True
    view.follow(settings)
    view.zoom_to(3.0)

    view.frame_all()

    assert not view.is_gliding
    assert view.zoom < 1.0


def test_what_is_revealed_comes_into_sight_by_as_little_as_need_be(
    view: CanvasView, settings: Settings
) -> None:
    settings.reduces_motion = True
    view.follow(settings)
    view.zoom_to(1.0)
    seen = view.visible_rect()

    view.reveal(QRectF(seen.right() + 100, seen.center().y(), 50, 50))

    assert view.visible_rect().right() == pytest.approx(seen.right() + 198, abs=2)
    assert view.visible_rect().top() == pytest.approx(seen.top(), abs=2)


def test_a_screen_reader_tells_an_output_from_an_input_of_its_name(
    view: CanvasView, scene: CanvasScene
) -> None:
    scene.focus.to_node("sample", "latent", "output")
    output = view.accessibleDescription()
    scene.focus.to_node("sample", "latent", "input")

    assert output.startswith("Latent, output.")
    assert view.accessibleDescription().startswith("Latent, input.")
