"""The surface that a picture is shown on: zoom, pan, wipe, and what is under the pointer."""

from __future__ import annotations

from typing import Literal, NamedTuple

from PySide6.QtCore import QEvent, QPoint, QPointF, QRectF, QSizeF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QPainter,
    QPaintEvent,
    QResizeEvent,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from graphstudio.ui.brush import guarded
from graphstudio.ui.panels.viewer import drawing, wipe
from graphstudio.ui.panels.viewer import lens as lenses
from graphstudio.ui.panels.viewer.lens import Lens
from graphstudio.ui.panels.viewer.plate import Plate
from graphstudio.ui.theme.appearance import Appearance

Mode = Literal["fit", "free"]
_NOTCH = 1.15


class Look(NamedTuple):
    """Say what is under the pointer.

    Attributes:
        x: Column, from 0.
        y: Row, from 0.
        colour: Of the pixel.
        is_reference: Whether it belongs to the picture that is compared with.
    """

    x: int
    y: int
    colour: QColor
    is_reference: bool


class Surface(QWidget):
    """Show one picture, or two on the sides of a line.

    Attributes:
        looked: Emits a `Look`, or None when the pointer is beside the picture.
        zoomed: Emits the scale in device pixels for each pixel of the picture.
        key_pressed: Emits the `QKeyEvent` of every key; accept it to keep it.
        key_released: Likewise.
        menu_wanted: Emits the global position for a context menu.
    """

    looked = Signal(object)
    zoomed = Signal(float)
    key_pressed = Signal(object)
    key_released = Signal(object)
    menu_wanted = Signal(object)

    def __init__(self, appearance: Appearance, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._plate: Plate | None = None
        self._reference: Plate | None = None
        self._lens = Lens()
        self._mode: Mode = "fit"
        self._is_wiping = False
        self._shows_reference = False
        self._share = 0.5
        self._names = ("", "")
        self._grabbed: Literal["", "picture", "line"] = ""
        self._last = QPointF()
        self._is_hot = False
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setMinimumSize(160, 120)
        appearance.changed.connect(self.update)

    @property
    def lens(self) -> Lens:
        """Where the picture is now."""
        return self._lens

    @property
    def share(self) -> float:
        """The share of the picture that is left of the wipe's line."""
        return self._share

    @property
    def is_wiping(self) -> bool:
        """Whether two pictures show on the sides of a line."""
        return self._is_wiping and self._plate is not None and self._reference is not None

    def show_plate(self, plate: Plate | None) -> None:
        """Show a picture; one of the same size is seen from the same place as the last one."""
        is_alike = plate is not None and self._plate is not None and plate.size == self._plate.size
        self._plate = plate
        if plate is not None and not (is_alike and self._mode == "free"):
            self.fit()
        self._tell()
        self.update()

    def show_reference(self, plate: Plate | None, names: tuple[str, str] = ("A", "B")) -> None:
        """Say what the picture is compared with, and how the two sides are called."""
        self._reference, self._names = plate, names
        self.update()

    def wipe(self, is_on: bool) -> None:
        """Show both pictures on the sides of a line, or only the one."""
        self._is_wiping = is_on
        self.update()

    def move_line(self, share: float) -> None:
        """Move the line between the two pictures."""
        self._share = min(max(share, 0.0), 1.0)
        self.update()

    def hold_reference(self, is_held: bool) -> None:
        """Show the other picture in the place of this one for as long as it is held."""
        self._shows_reference = is_held
        self.update()

    def fit(self) -> None:
        """Show the whole picture, also when the panel changes its size."""
        self._mode = "fit"
        if self._plate is not None:
            self._set(lenses.fit(self._plate.size, self._room()))

    def zoom_to(self, device_scale: float, at: QPointF | None = None) -> None:
        """Show each pixel of the picture as so many on the screen."""
        self._zoom(device_scale / self.devicePixelRatioF(), at)

    def zoom_by(self, factor: float, at: QPointF | None = None) -> None:
        """Go nearer or further away; a point of the surface stays where it is."""
        self._zoom(self._lens.scale * factor, at)

    def pan(self, dx: float, dy: float) -> None:
        """Shift the picture."""
        if self._plate is not None:
            self._mode = "free"
            self._set(self._lens.moved(dx, dy))

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the ground, the picture, and what it is compared with."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme.canvas)
        plate = self._plate
        if plate is None:
            return
        box, view, ratio = self._lens.box(plate.size), QRectF(self.rect()), self.devicePixelRatioF()
        left, right = (self._corner(box, is_right=is_right) for is_right in (False, True))
        other = self._reference
        if self._shows_reference and other is not None:
            drawing.paint_plate(painter, other, drawing.inside(other.size, box), view, theme, ratio)
            wipe.label(painter, left, self._names[0], is_right=False)
            return
        drawing.paint_plate(painter, plate, box, view, theme, ratio)
        if self.is_wiping and other is not None:
            drawing.paint_wipe(painter, other, box, view, theme, ratio, self._share)
            wipe.paint(painter, box, view, self._share, is_hot=self._is_hot)
            wipe.label(painter, left, self._names[0], is_right=False)
            wipe.label(painter, right, self._names[1], is_right=True)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Fit again, or keep what was in the middle there."""
        super().resizeEvent(event)
        if self._plate is None:
            return
        if self._mode == "fit":
            self.fit()
            return
        growth = event.size() - event.oldSize()
        self._set(self._lens.moved(growth.width() / 2, growth.height() / 2))

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom at the pointer; two fingers on a trackpad pan."""
        pixels = event.pixelDelta()
        is_zoom = bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier)
        if not pixels.isNull() and not is_zoom:
            self.pan(pixels.x(), pixels.y())
        else:
            self.zoom_by(_NOTCH ** (event.angleDelta().y() / 120), event.position())
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Zoom with a pinch."""
        if (
            isinstance(event, QNativeGestureEvent)
            and event.gestureType() == Qt.NativeGestureType.ZoomNativeGesture
        ):
            self.zoom_by(1 + event.value(), event.position())
            return True
        return super().event(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Take hold of the line or of the picture."""
        if event.button() not in (Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton):
            return
        is_line = event.button() == Qt.MouseButton.LeftButton and self._is_on_line(event.position())
        self._grabbed = "line" if is_line else "picture"
        self._last = event.position()
        self._show_cursor(event.position())

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Drag what was taken hold of, and tell what is under the pointer."""
        point = event.position()
        if self._grabbed == "line" and self._plate is not None:
            self.move_line(wipe.share_at(self._lens.box(self._plate.size), point.x()))
        elif self._grabbed == "picture":
            self.pan(point.x() - self._last.x(), point.y() - self._last.y())
        self._last = point
        self._show_cursor(point)
        self._tell()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Let go."""
        self._grabbed = ""
        self._show_cursor(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Go from the whole picture to its pixels, and back."""
        if event.button() != Qt.MouseButton.LeftButton or self._is_on_line(event.position()):
            return
        if self._mode == "fit":
            self.zoom_to(1.0, event.position())
        else:
            self.fit()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that the pointer is gone."""
        super().leaveEvent(event)
        self._last = QPointF(-1, -1)
        self.looked.emit(None)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Ask for a menu."""
        is_key = event.reason() == QContextMenuEvent.Reason.Keyboard
        self.menu_wanted.emit(self.mapToGlobal(QPoint(16, 16)) if is_key else event.globalPos())

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the key to the panel."""
        event.ignore()
        self.key_pressed.emit(event)

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Offer the key to the panel."""
        event.ignore()
        self.key_released.emit(event)

    def _room(self) -> QSizeF:
        return QSizeF(self.size())

    def _zoom(self, scale: float, at: QPointF | None) -> None:
        if self._plate is not None:
            self._mode = "free"
            point = QRectF(self.rect()).center() if at is None else at
            self._set(self._lens.scaled(scale, point))

    def _set(self, lens: Lens) -> None:
        assert self._plate is not None
        self._lens = lens.bounded(self._plate.size, self._room())
        self.zoomed.emit(self._lens.scale * self.devicePixelRatioF())
        self._tell()
        self.update()

    def _is_on_line(self, point: QPointF) -> bool:
        if not self.is_wiping or self._plate is None:
            return False
        box = self._lens.box(self._plate.size)
        return wipe.is_at(box, QRectF(self.rect()), self._share, point)

    def _show_cursor(self, point: QPointF) -> None:
        is_hot = self._grabbed == "line" or (not self._grabbed and self._is_on_line(point))
        if is_hot != self._is_hot:
            self._is_hot = is_hot
            self.update()
        if is_hot:
            self.setCursor(Qt.CursorShape.SplitHCursor)
        elif self._grabbed:
            self.setCursor(Qt.CursorShape.ClosedHandCursor)
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)

    def _tell(self) -> None:
        plate = self._plate
        if plate is None or not self.underMouse():
            return
        point = self._lens.to_picture(self._last)
        x, y = int(point.x() // 1), int(point.y() // 1)
        if not (0 <= x < plate.size.width() and 0 <= y < plate.size.height()):
            self.looked.emit(None)
            return
        other = self._reference
        is_left = point.x() < self._share * plate.size.width()
        if (
            other is not None
            and other.size == plate.size
            and (self._shows_reference or (self.is_wiping and is_left))
        ):
            self.looked.emit(Look(x, y, other.image.pixelColor(x, y), True))
        else:
            self.looked.emit(Look(x, y, plate.image.pixelColor(x, y), False))

    def _corner(self, box: QRectF, *, is_right: bool) -> QPointF:
        seen = box.intersected(QRectF(self.rect()))
        return QPointF(seen.right() - 8 if is_right else seen.left() + 8, seen.top() + 8)
