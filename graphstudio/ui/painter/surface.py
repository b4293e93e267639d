"""The surface that is painted on: the viewer's, with a brush in hand."""

from __future__ import annotations

import math

from PySide6.QtCore import QEvent, QPointF, QRect, QRectF, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QContextMenuEvent,
    QFocusEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QPointingDevice,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QWidget

from graphstudio.diffusion.painting import NO_BOX, Box
from graphstudio.ui.brush import faded, guarded
from graphstudio.ui.painter import overlay
from graphstudio.ui.painter.gestures import Gesture, Spot, begin
from graphstudio.ui.painter.kit import Kit
from graphstudio.ui.painter.paper import Paper
from graphstudio.ui.panels.viewer.surface import Surface
from graphstudio.ui.theme.appearance import Appearance

_LEFT, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
_SHIFT = Qt.KeyboardModifier.ShiftModifier
_CTRL = Qt.KeyboardModifier.ControlModifier
_PAN_PX = 48
_RING_PX = 4  # the pen of the ring, and a pixel to spare


class PaintSurface(Surface):
    """Turn what mouse and pen do into marks.

    Attributes:
        painted: Emits a mark of `graphstudio.api.painting` that was finished.
        paper: The mask; None while it is being made.
    """

    painted = Signal(object)

    def __init__(self, appearance: Appearance, kit: Kit, parent: QWidget | None = None) -> None:
        super().__init__(appearance, parent)
        self.paper: Paper | None = None
        self._kit = kit
        self._gesture: Gesture | None = None
        self._button = Qt.MouseButton.NoButton
        self._erases = False
        self._holds_space = False
        self._pointer: QPointF | None = None
        self._table = overlay.tints(kit.tint, kit.tint_share)
        self.setTabletTracking(True)
        kit.changed.connect(self._take_kit)
        self._take_kit()

    @property
    def is_painting(self) -> bool:
        """Whether a stroke is under way."""
        return self._gesture is not None

    def show_paper(self, paper: Paper | None) -> None:
        """Show another mask; what is under way is given up."""
        self.cancel()
        self.paper = paper
        self.update()

    def refresh(self, box: Box) -> None:
        """Draw some pixels of the mask anew."""
        if not box.is_empty and self.paper is not None:
            whole, paper = self._whole(), self.paper
            across, down = whole.width() / paper.width, whole.height() / paper.height
            seen = QRectF(
                whole.left() + box.left * across,
                whole.top() + box.top * down,
                (box.right - box.left) * across,
                (box.bottom - box.top) * down,
            )
            spare = 2 * math.ceil(max(across, 1.0))
            self.update(seen.toAlignedRect().adjusted(-spare, -spare, spare, spare))

    def cancel(self) -> bool:
        """Give up what is under way; False when nothing is."""
        if self._gesture is None:
            return False
        self._end()
        return True

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802 - Qt's name
        """Paint the picture, the mask over it, and the brush."""
        super().paintEvent(event)
        paper = self.paper
        if paper is None:
            return
        painter = QPainter(self)
        whole, exposed = self._whole(), QRectF(event.rect())
        ratio = self.devicePixelRatioF()
        overlay.paint_mask(painter, paper.shown, whole, exposed, self._table, ratio)
        if self._gesture is not None and not (path := self._gesture.path).isEmpty():
            tint = QColor(self._appearance.theme.canvas) if self._erases else QColor(self._kit.tint)
            to_view = QTransform.fromTranslate(whole.left(), whole.top())
            to_view.scale(whole.width() / paper.width, whole.height() / paper.height)
            overlay.paint_border(painter, to_view.map(path), faded(tint, 0.35))
        if self._pointer is not None and self._kit.tool == "brush" and not self._is_panning:
            is_eraser = self._erases if self._gesture is not None else self._kit.erases
            radius = self._ring_radius()
            overlay.paint_ring(painter, self._pointer, radius, erases=is_eraser)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Begin a stroke, or pan with the middle button or Space; another button gives up."""
        if self._gesture is not None:
            self.cancel()
            return
        if event.button() not in (_LEFT, _RIGHT) or self._holds_space:
            super().mousePressEvent(event)
            return
        is_turned = event.button() == _RIGHT
        self._begin(self._spot(event.position(), 1.0, event.modifiers()), event.button(), is_turned)

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Lead the stroke on."""
        self._follow_pointer(event.position())
        if self._gesture is None:
            super().mouseMoveEvent(event)
        else:
            self._lead(self._spot(event.position(), 1.0, event.modifiers()))

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Make a mark of the stroke."""
        if self._gesture is None:
            super().mouseReleaseEvent(event)
        elif event.button() == self._button:
            self._finish(self._spot(event.position(), 1.0, event.modifiers()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Count two quick dabs as two."""
        self.mousePressEvent(event)

    def tabletEvent(self, event: QTabletEvent) -> None:  # noqa: N802 - Qt's name
        """Paint with a pen: its pressure is the brush's size, its other end takes away."""
        kind, is_eraser = event.type(), event.pointerType() == QPointingDevice.PointerType.Eraser
        spot = self._spot(event.position(), event.pressure(), event.modifiers())
        event.ignore()  # what is left is a mouse's: panning, hovering
        if kind == QEvent.Type.TabletPress and event.button() == _LEFT and not self._holds_space:
            if self._gesture is None:
                self._begin(spot, _LEFT, is_eraser and not self._kit.erases)
            event.accept()
        elif self._gesture is not None:
            event.accept()
            self._follow_pointer(event.position())
            if kind == QEvent.Type.TabletRelease:
                self._finish(None)  # a pen that is lifted presses no more
            else:
                self._lead(spot)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Zoom; with Shift the brush's size, with Ctrl too its hardness."""
        if not event.modifiers() & _SHIFT:
            super().wheelEvent(event)
            return
        delta = event.angleDelta()
        notches = (delta.y() or delta.x()) / 120  # some desktops turn it with Shift
        if event.modifiers() & _CTRL:
            self._kit.harden(notches)
        else:
            self._kit.grow(notches)
        event.accept()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Show none: the right button paints."""
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Note that Space is held for panning; shift the picture with the arrows."""
        steps = {
            Qt.Key.Key_Left: (_PAN_PX, 0), Qt.Key.Key_Right: (-_PAN_PX, 0),
            Qt.Key.Key_Up: (0, _PAN_PX), Qt.Key.Key_Down: (0, -_PAN_PX),
        }  # fmt: skip
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Space:
            self._hold_space(True)
        elif key in steps:
            self.pan(*steps[key])
        else:
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Note that Space is let go."""
        if event.key() == Qt.Key.Key_Space and not event.isAutoRepeat():
            self._hold_space(False)
        else:
            event.ignore()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Put the ring away."""
        super().leaveEvent(event)
        self._follow_pointer(None)

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802 - Qt's name
        """Forget that Space was held: nobody tells when it is let go."""
        super().focusOutEvent(event)
        self._hold_space(False)

    @property
    def _is_panning(self) -> bool:
        return self._holds_space or bool(self._grabbed)

    def _begin(self, spot: Spot, button: Qt.MouseButton, is_turned: bool) -> None:
        if self.paper is None:
            return
        self._button = button
        self._erases = self._kit.erases != is_turned
        self._gesture = begin(self.paper, self._kit, spot, erases=self._erases)
        self._lead(spot)

    def _lead(self, spot: Spot) -> None:
        assert self._gesture is not None
        self.refresh(self._gesture.move(spot))
        if self._kit.tool != "brush":
            self.update()  # a border is thin, and may be anywhere

    def _finish(self, spot: Spot | None) -> None:
        assert self._gesture is not None
        if spot is not None:
            self._lead(spot)
        mark = self._gesture.finish()
        # Whoever takes the mark draws it; what is under way is lifted by that.
        self._gesture = None
        if mark is not None:
            self.painted.emit(mark)
        self._end()

    def _end(self) -> None:
        self._gesture = None
        self.refresh(self.paper.lift() if self.paper is not None else NO_BOX)
        self.update()

    def _spot(self, at: QPointF, pressure: float, modifiers: Qt.KeyboardModifier) -> Spot:
        whole, paper = self._whole(), self.paper
        if paper is None or whole.isEmpty():
            return Spot(QPointF(), pressure, 1.0, modifiers)
        across, down = paper.width / whole.width(), paper.height / whole.height()
        on_paper = QPointF((at.x() - whole.left()) * across, (at.y() - whole.top()) * down)
        return Spot(on_paper, pressure, max(across, down), modifiers)

    def _whole(self) -> QRectF:
        """Give where the whole picture is."""
        return QRectF() if self._plate is None else self._lens.box(self._plate.size)

    def _ring_radius(self) -> float:
        whole = self._whole()
        return max(self._kit.size * max(whole.width(), whole.height()) / 2, 1.5)

    def _follow_pointer(self, at: QPointF | None) -> None:
        for spot in (self._pointer, at):
            if spot is not None:
                self.update(self._ring_box(spot))
        self._pointer = at

    def _ring_box(self, at: QPointF) -> QRect:
        reach = math.ceil(self._ring_radius()) + _RING_PX
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach).toAlignedRect()

    def _hold_space(self, is_held: bool) -> None:
        self._holds_space = is_held
        self._show_cursor(self._last)
        self.update()

    def _take_kit(self) -> None:
        self._table = overlay.tints(self._kit.tint, self._kit.tint_share)
        self._show_cursor(self._last)
        self.update()

    def _show_cursor(self, point: QPointF) -> None:
        if self._grabbed:
            super()._show_cursor(point)
        elif self._holds_space:
            self.setCursor(Qt.CursorShape.OpenHandCursor)
        elif self._kit.tool == "brush" and self.paper is not None:
            self.setCursor(Qt.CursorShape.BlankCursor)  # the ring is the cursor
        else:
            self.setCursor(Qt.CursorShape.CrossCursor)
