"""A person's hands: they move the pointer and press keys through the X server."""

from __future__ import annotations

from PySide6.QtCore import QEventLoop, QPoint, QPointF, QProcess
from PySide6.QtWidgets import QWidget

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.hit import Side

_STEPS = 6  # of a drag: gestures begin only after some movement
_LOOK_S = 0.03  # from seeing where the mouse is to pressing


class Hands:
    """Use mouse and keyboard as people do; nothing goes around the X server.

    Args:
        window: Gets the keyboard: there is no window manager that would give it.
    """

    def __init__(self, window: QWidget) -> None:
        self._do("windowfocus", int(window.winId()))

    def click(self, at: QPoint, button: int = 1, times: int = 1) -> None:
        """Click at a point of the screen."""
        self._point(at)
        self._do("click", "--repeat", times, "--delay", 60, button)

    def drag(self, start: QPoint, end: QPoint) -> None:
        """Drag from one point of the screen to another."""
        self.carry(start, end)
        self.let_go()

    def carry(self, start: QPoint, end: QPoint) -> None:
        """Drag, and hold the button down there."""
        self._point(start)
        self._do("mousedown", 1)
        for step in range(1, _STEPS + 1):
            part = start + (end - start) * (step / _STEPS)
            self._do("mousemove", part.x(), part.y(), "sleep", 0.02)

    def let_go(self) -> None:
        """Let the button go."""
        self._do("mouseup", 1)

    def key(self, *keys: str) -> None:
        """Press keys one after the other, such as "ctrl+Return"."""
        self._do("key", "--delay", 30, *keys)

    def type(self, text: str) -> None:
        """Type a text."""
        self._do("type", "--delay", 12, text)

    def _point(self, at: QPoint) -> None:
        """Move the mouse, and let the program see it: a tool tip in the way must be gone."""
        self._do("mousemove", at.x(), at.y(), "sleep", _LOOK_S)

    def _do(self, *words: object) -> None:
        """Do it while the program goes on: what is under the mouse changes as it moves."""
        waiting = QEventLoop()
        process = QProcess()
        process.finished.connect(waiting.quit)
        process.start("xdotool", [str(word) for word in words])
        if process.state() != QProcess.ProcessState.NotRunning:
            waiting.exec()
        if process.exitCode() or process.error() == QProcess.ProcessError.FailedToStart:
            told = process.readAllStandardError().toStdString()
            raise RuntimeError(f"xdotool {words}: {told or process.errorString()}")


def middle(widget: QWidget) -> QPoint:
    """Give the middle of a widget on the screen."""
    return widget.mapToGlobal(widget.rect().center())


def on_canvas(canvas: Canvas, point: QPointF) -> QPoint:
    """Give a point of a canvas on the screen; nobody points at what is out of sight."""
    view = canvas.view
    at = view.mapFromScene(point)
    if not view.viewport().rect().contains(at):
        raise LookupError(f"{point} is not in sight: the script must bring it there first.")
    return view.viewport().mapToGlobal(at)


def at_socket(canvas: Canvas, port: Port, side: Side) -> QPoint:
    """Give where a socket is on the screen."""
    return on_canvas(canvas, canvas.scene.socket_pos(port, side))
