import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QColor, QImage, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from graphstudio.ui.panels.viewer.plate import Plate, read
from graphstudio.ui.panels.viewer.surface import Look, Surface
from graphstudio.ui.theme.appearance import Appearance
from tests.ui.panels.conftest import MakePicture


@pytest.fixture
def surface(qtbot: QtBot, appearance: Appearance) -> Surface:
    surface = Surface(appearance)
    qtbot.addWidget(surface)
    surface.resize(400, 400)
    surface.show()
    return surface


@pytest.fixture
def red(make_picture: MakePicture) -> Plate:
    return read(make_picture("red.png", "#ff0000", 200))


@pytest.fixture
def blue(make_picture: MakePicture) -> Plate:
    return read(make_picture("blue.png", "#0000ff", 200))


def turn(surface: Surface, at: QPointF, notches: float) -> None:
    event = QWheelEvent(
        at,
        surface.mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        Qt.KeyboardModifier.NoModifier,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(surface, event)


def drag(surface: Surface, start: QPoint, end: QPoint) -> None:
    for kind, at, button in (
        (QEvent.Type.MouseButtonPress, start, Qt.MouseButton.LeftButton),
        (QEvent.Type.MouseMove, end, Qt.MouseButton.NoButton),
        (QEvent.Type.MouseButtonRelease, end, Qt.MouseButton.LeftButton),
    ):
        place = QPointF(at)
        event = QMouseEvent(
            kind,
            place,
            surface.mapToGlobal(place),
            button,
            Qt.MouseButton.LeftButton,
            Qt.KeyboardModifier.NoModifier,
        )
        QApplication.sendEvent(surface, event)


def colour_at(surface: Surface, x: int, y: int) -> QColor:
    image = QImage(surface.size(), QImage.Format.Format_RGB32)
    surface.render(image)
    return image.pixelColor(x, y)


def test_the_wheel_zooms_at_the_pointer(surface: Surface, red: Plate) -> None:
    surface.show_plate(red)
    surface.zoom_to(4.0)
    at = QPointF(100, 300)
    before = surface.lens.to_picture(at)

    turn(surface, at, 3)

    after = surface.lens.to_picture(at)
    assert surface.lens.scale > 4.0
    assert (after.x(), after.y()) == pytest.approx((before.x(), before.y()))


def test_a_drag_pans(surface: Surface, red: Plate) -> None:
    surface.show_plate(red)
    surface.zoom_to(8.0)
    x, y = surface.lens.x, surface.lens.y

    drag(surface, QPoint(200, 200), QPoint(230, 190))

    assert (surface.lens.x - x, surface.lens.y - y) == (30, -10)


def test_a_double_click_goes_to_the_pixels_and_back(
    qtbot: QtBot, surface: Surface, red: Plate
) -> None:
    surface.show_plate(red)
    fitted = surface.lens

    QTest.mouseDClick(surface, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))
    assert surface.lens.scale == 1.0 / surface.devicePixelRatioF()
    QTest.mouseDClick(surface, Qt.MouseButton.LeftButton, pos=QPoint(200, 200))

    assert surface.lens == fitted


def test_a_picture_that_is_fitted_stays_so_when_the_panel_grows(
    qtbot: QtBot, surface: Surface, red: Plate
) -> None:
    surface.show_plate(red)

    surface.resize(600, 600)

    qtbot.waitUntil(lambda: surface.lens.box(red.size).center() == QPointF(300, 300))


def test_the_next_picture_of_the_same_size_is_seen_from_the_same_place(
    surface: Surface, red: Plate, blue: Plate
) -> None:
    surface.show_plate(red)
    surface.zoom_to(6.0, QPointF(50, 60))
    lens = surface.lens

    surface.show_plate(blue)

    assert surface.lens == lens


def test_the_line_parts_the_two_pictures(surface: Surface, red: Plate, blue: Plate) -> None:
    surface.show_plate(red)
    surface.show_reference(blue)

    surface.wipe(True)

    assert colour_at(surface, 100, 300) == QColor("#0000ff")
    assert colour_at(surface, 300, 300) == QColor("#ff0000")


def test_the_line_is_dragged(surface: Surface, red: Plate, blue: Plate) -> None:
    surface.show_plate(red)
    surface.show_reference(blue)
    surface.wipe(True)

    drag(surface, QPoint(200, 120), QPoint(300, 120))

    box = surface.lens.box(red.size)
    assert surface.share == pytest.approx((300 - box.left()) / box.width())


def test_the_line_stays_within_the_picture(surface: Surface, red: Plate, blue: Plate) -> None:
    surface.show_plate(red)
    surface.show_reference(blue)
    surface.wipe(True)

    drag(surface, QPoint(200, 120), QPoint(2000, 120))

    assert surface.share == 1.0


def test_holding_shows_the_other_picture(surface: Surface, red: Plate, blue: Plate) -> None:
    surface.show_plate(red)
    surface.show_reference(blue)

    surface.hold_reference(True)
    assert colour_at(surface, 200, 300) == QColor("#0000ff")
    surface.hold_reference(False)

    assert colour_at(surface, 200, 300) == QColor("#ff0000")


def test_a_checkerboard_shows_through(
    surface: Surface, make_picture: MakePicture, appearance: Appearance
) -> None:
    surface.show_plate(read(make_picture(colour="#00000000", side=200)))

    seen = {colour_at(surface, x, 200).name() for x in range(150, 200)}

    assert seen == {"#4a4c52", "#3a3c41"}


def test_the_pixel_under_the_pointer_is_told(
    qtbot: QtBot, surface: Surface, red: Plate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "underMouse", lambda: True)
    surface.show_plate(red)
    spot = surface.lens.to_view(QPointF(34.5, 56.5)).toPoint()

    with qtbot.waitSignal(surface.looked) as looked:
        QTest.mouseMove(surface, spot)

    found = looked.args[0]
    assert isinstance(found, Look)
    assert (found.x, found.y, found.colour.name()) == (34, 56, "#ff0000")


def test_beside_the_picture_there_is_no_pixel(
    qtbot: QtBot, surface: Surface, red: Plate, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(surface, "underMouse", lambda: True)
    surface.show_plate(red)

    with qtbot.waitSignal(surface.looked) as looked:
        QTest.mouseMove(surface, QPoint(2, 2))

    assert looked.args == [None]
