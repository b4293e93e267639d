"""Take nodes and files that are dragged onto a canvas."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QEvent, QObject, QPointF
from PySide6.QtGui import QDragMoveEvent, QDropEvent

from graphstudio.graph.elements import Port
from graphstudio.ui.canvas.hit import NOTHING
from graphstudio.ui.canvas.verbs.adding import Adding
from graphstudio.ui.canvas.view import CanvasView

NODE_MIME = "application/x-graphstudio-node"


@dataclass(frozen=True, slots=True)
class DroppedFiles:
    """Say which files were dropped, and where.

    Attributes:
        files: What was dropped.
        position: Where on the canvas, in scene pixels.
        row: The knob that they were dropped on; None elsewhere.
        node: The node that they were dropped on; "" elsewhere.
    """

    files: tuple[Path, ...]
    position: QPointF
    row: Port | None
    node: str = ""


class DropTarget(QObject):
    """Add a node that was dragged out of the library; tell of files. Nothing runs on a drop.

    Args:
        view: Where things are dropped.
        adding: Adds the node.
        tell: Called with `DroppedFiles`.
    """

    def __init__(
        self, view: CanvasView, adding: Adding, tell: Callable[[DroppedFiles], object]
    ) -> None:
        super().__init__(view)
        self._view = view
        self._adding = adding
        self._tell = tell
        view.setAcceptDrops(True)
        view.viewport().installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Take what is dragged over the view and what is dropped there."""
        match event.type():
            case QEvent.Type.DragEnter | QEvent.Type.DragMove if isinstance(event, QDragMoveEvent):
                self._drag(event)
            case QEvent.Type.DragLeave:
                self._view.canvas_scene.hover(NOTHING)
            case QEvent.Type.Drop if isinstance(event, QDropEvent):
                self._drop(event)
            case _:
                return super().eventFilter(watched, event)
        return True

    def _drag(self, event: QDragMoveEvent) -> None:
        data = event.mimeData()
        if not (data.hasUrls() or data.hasFormat(NODE_MIME)):
            event.ignore()
            return
        scene = self._view.canvas_scene
        scene.hover(scene.hit(self._view.mapToScene(event.position().toPoint())))
        event.acceptProposedAction()

    def _drop(self, event: QDropEvent) -> None:
        at = self._view.mapToScene(event.position().toPoint())
        data = event.mimeData()
        if data.hasFormat(NODE_MIME):
            self._add(bytes(data.data(NODE_MIME).data()).decode(), at)
        else:
            files = [Path(url.toLocalFile()) for url in data.urls() if url.isLocalFile()]
            if files:
                hit = self._view.canvas_scene.hit(at)
                row = Port(hit.node, hit.socket) if hit.side == "input" else None
                self._tell(DroppedFiles(tuple(files), at, row, hit.node))
        event.acceptProposedAction()
        self._view.setFocus()

    def _add(self, type_: str, at: QPointF) -> None:
        registry = self._view.canvas_scene.document.graph.registry
        definition = registry.get(type_)
        if definition is not None:
            self._adding.add(definition, at, self._view.canvas_scene.hit(at).wire)
