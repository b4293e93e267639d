"""A hand on a canvas: it presses, drags and types, and says where things are."""

from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QWheelEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu

from graphstudio.graph.elements import Port, Wire
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.hit import Side

LEFT = Qt.MouseButton.LeftButton
MIDDLE = Qt.MouseButton.MiddleButton
RIGHT = Qt.MouseButton.RightButton
NONE = Qt.KeyboardModifier.NoModifier
SHIFT = Qt.KeyboardModifier.ShiftModifier
CTRL = Qt.KeyboardModifier.ControlModifier
ALT = Qt.KeyboardModifier.AltModifier


class Hand:
    """Send events to a canvas, at places given in scene pixels."""

    def __init__(self, canvas: Canvas) -> None:
        self.canvas = canvas
        self.view = canvas.view
        self._at = QPointF()

    def header(self, node: str) -> QPointF:
        """Say where a node can be dragged by."""
        return self.canvas.scene.nodes[node].look.shape.header.center() + self._corner(node)

    def chevron(self, node: str) -> QPointF:
        """Say where a node can be collapsed."""
        return self.canvas.scene.nodes[node].look.shape.chevron.center() + self._corner(node)

    def grip(self, node: str) -> QPointF:
        """Say where a node can be made wider."""
        grip = self.canvas.scene.nodes[node].look.shape.grip
        return QPointF(grip.center().x(), grip.bottom() - 4) + self._corner(node)

    def row(self, node: str, name: str) -> QPointF:
        """Say where the value of a knob is."""
        row = self.canvas.scene.nodes[node].look.shape.row(name)
        assert row is not None
        return row.field.center() + self._corner(node)

    def socket(self, node: str, name: str, side: Side) -> QPointF:
        """Say where a socket is."""
        return self.canvas.scene.socket_pos(Port(node, name), side)

    def wire(self, source: str, target: str, share: float = 0.5) -> QPointF:
        """Say where a wire is, from "node.output" to "node.input"."""
        return self.canvas.scene.wires.path(wire(source, target)).pointAtPercent(share)

    def press(
        self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE
    ) -> None:
        self._at = at
        QTest.mousePress(self.view.viewport(), button, held, self._pixel(at))

    def move(
        self, to: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE
    ) -> None:
        """Move in some steps, as hands do."""
        start = self._at
        for number in range(1, 5):
            between = start + (to - start) * (number / 4)
            self._send(QEvent.Type.MouseMove, between, button, held)
        self._at = to

    def release(
        self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE
    ) -> None:
        QTest.mouseRelease(self.view.viewport(), button, held, self._pixel(at))

    def drag(
        self,
        start: QPointF,
        end: QPointF,
        button: Qt.MouseButton = LEFT,
        held: Qt.KeyboardModifier = NONE,
    ) -> None:
        self.press(start, button, held)
        self.move(end, button, held)
        self.release(end, button, held)

    def click(
        self, at: QPointF, button: Qt.MouseButton = LEFT, held: Qt.KeyboardModifier = NONE
    ) -> None:
        QTest.mouseClick(self.view.viewport(), button, held, self._pixel(at))

    def double_click(self, at: QPointF) -> None:
        """Click twice, as the desktop reports it: press, release, double click, release."""
        self.click(at)
        QTest.mouseDClick(self.view.viewport(), LEFT, NONE, self._pixel(at))

    def wheel(
        self, at: QPointF, notches: int, held: Qt.KeyboardModifier = NONE, pixels: int = 0
    ) -> None:
        pixel = self._pixel(at)
        event = QWheelEvent(
            QPointF(pixel),
            QPointF(self.view.viewport().mapToGlobal(pixel)),
            QPoint(0, pixels),
            QPoint(0, notches * 120),
            Qt.MouseButton.NoButton,
            held,
            Qt.ScrollPhase.NoScrollPhase,
            False,
        )
        QApplication.sendEvent(self.view.viewport(), event)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = NONE) -> None:
        """Press and release a key wherever the keyboard is."""
        QApplication.processEvents()
        QTest.keyClick(QApplication.focusWidget() or self.view, key, held)
        QApplication.processEvents()

    def type(self, text: str) -> None:
        """Type wherever the keyboard is."""
        QTest.keyClicks(QApplication.focusWidget() or self.view, text)
        QApplication.processEvents()

    def ask_menu(self, at: QPointF) -> None:
        """Press the right button, as the desktop reports it."""
        pixel = self._pixel(at)
        reason = QContextMenuEvent.Reason.Mouse
        glob = self.view.viewport().mapToGlobal(pixel)
        QApplication.sendEvent(self.view.viewport(), QContextMenuEvent(reason, pixel, glob))

    @property
    def menu(self) -> QMenu:
        """The context menu that is open."""
        return next(one for one in self.view.findChildren(QMenu) if one.isVisible())

    def _corner(self, node: str) -> QPointF:
        return self.canvas.scene.nodes[node].pos()

    def _pixel(self, at: QPointF) -> QPoint:
        return self.view.mapFromScene(at)

    def _send(
        self, kind: QEvent.Type, at: QPointF, button: Qt.MouseButton, held: Qt.KeyboardModifier
    ) -> None:
        pixel = self._pixel(at)
        viewport = self.view.viewport()
        glob = QPointF(viewport.mapToGlobal(pixel))
        event = QMouseEvent(kind, QPointF(pixel), glob, Qt.MouseButton.NoButton, button, held)
        QApplication.sendEvent(viewport, event)


def wire(source: str, target: str) -> Wire:
    """Write a wire as "node.output" to "node.input"."""
    first, last = source.split("."), target.split(".")
    return Wire(Port(first[0], first[1]), Port(last[0], last[1]))
