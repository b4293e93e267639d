"""The window onto the canvas: it pans, zooms, and hands mouse and keys to the tools."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import (
    QAccessible,
    QAccessibleAnnouncementEvent,
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QResizeEvent,
    QTransform,
    QWheelEvent,
)
from PySide6.QtWidgets import QFrame, QGraphicsView, QToolTip, QWidget

from graphstudio.ui.canvas.describe import focus_words
from graphstudio.ui.canvas.glide import Glide
from graphstudio.ui.canvas.grid import Grid
from graphstudio.ui.canvas.minimap import Minimap
from graphstudio.ui.canvas.overview import total
from graphstudio.ui.canvas.pointer import NoTools, Pointer, ToolProtocol, Wheel
from graphstudio.ui.canvas.scene import CanvasScene
from graphstudio.ui.canvas.selection import Selection
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.tips import wrapped

LEAST_ZOOM = 0.05
MOST_ZOOM = 4.0
ZOOM_STEP = 1.15
_MARGIN = 48.0
_ROOM = 20000.0
_MINIMAP_GAP = 12
_READABLE = 0.6
_LOOK_MS = 120
_HABITS = ("", "shows_minimap", "shows_previews", "shows_forecasts", "reduces_motion")


class CanvasView(QGraphicsView):
    """Show a scene.

    Attributes:
        canvas_scene: What is shown.
        tools: Who takes what the mouse and the keyboard do.
        minimap: The small map; hidden until `follow` says otherwise.
        zoom_changed: Emits the new zoom.
        moved: Emitted when another part of the scene shows.
    """

    zoom_changed = Signal(float)
    moved = Signal()

    def __init__(self, scene: CanvasScene, parent: QWidget | None = None) -> None:
        super().__init__(scene, parent)
        self.canvas_scene = scene
        self.tools: ToolProtocol = NoTools()
        self._settings: Settings | None = None
        self._glide = Glide(self._show_at, self)
        self._busy = QRectF()
        # Not at once: a step of a drag or of a run may follow, and it looks at every node.
        self._look_soon = QTimer(self, interval=_LOOK_MS, singleShot=True)
        self._look_soon.timeout.connect(self._place_minimap)
        self._grid = Grid(scene.theme)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setTransformationAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setResizeAnchor(QGraphicsView.ViewportAnchor.NoAnchor)
        self.setViewportUpdateMode(QGraphicsView.ViewportUpdateMode.SmartViewportUpdate)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontSavePainterState)
        self.setOptimizationFlag(QGraphicsView.OptimizationFlag.DontAdjustForAntialiasing)
        self.setMouseTracking(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(self.tr("Canvas"))
        self.minimap = Minimap(scene, self.viewport())
        self.minimap.hide()
        self.minimap.wanted.connect(self._go)
        scene.restyled.connect(self.restyle)
        scene.mirrored.connect(self._take_room)
        scene.focus_changed.connect(self._announce)
        scene.mirrored.connect(self._look_soon.start)
        scene.reshaped.connect(self._look_soon.start)
        self._take_room()

    def follow(self, settings: Settings) -> None:
        """Have a map, moving things and pictures in nodes as the user likes, from now on."""
        self._settings = settings
        settings.changed.connect(self._take_habits)
        self._take_habits("")

    @property
    def zoom(self) -> float:
        """How many pixels of the view one of the scene takes."""
        return self.transform().m11()

    def zoom_to(self, zoom: float, anchor: QPoint | None = None) -> None:
        """Zoom, keeping what is at a point of the viewport there; None keeps the middle."""
        self._glide.stop()
        at = QPointF(anchor if anchor is not None else self.viewport().rect().center())
        kept = self.mapToScene(at.toPoint())
        new = min(max(zoom, LEAST_ZOOM), MOST_ZOOM)
        self.setTransform(QTransform.fromScale(new, new))
        self._put_at(kept, at)
        self.canvas_scene.set_zoom(new)
        self.zoom_changed.emit(new)
        self._place_minimap()
        self._tell_moved()

    def zoom_by(self, factor: float, anchor: QPoint | None = None) -> None:
        """Zoom in by a factor above 1, out by one below."""
        self.zoom_to(self.zoom * factor, anchor)

    def pan(self, dx: float, dy: float) -> None:
        """Move what shows by so many pixels of the view, right and down being positive."""
        self._glide.stop()
        self._pan(dx, dy)

    @property
    def is_gliding(self) -> bool:
        """Whether it is on its way to another part of the scene."""
        return self._glide.is_going

    def reveal(self, rect: QRectF, *, glides: bool = True) -> None:
        """Bring a part of the scene into sight, by as little as need be.

        Args:
            rect: Which part.
            glides: Whether it may take a moment to get there.
        """
        if not glides:
            self._glide.finish()
        seen = self.visible_rect()
        if seen.contains(rect.adjusted(-8, -8, 8, 8)):
            return
        gap = _MARGIN / self.zoom
        wanted = rect.adjusted(-gap, -gap, gap, gap)
        # Its upper left corner counts where all of it does not fit.
        dx = min(wanted.left() - seen.left(), 0.0) or max(
            min(wanted.right() - seen.right(), wanted.left() - seen.left()), 0.0
        )
        dy = min(wanted.top() - seen.top(), 0.0) or max(
            min(wanted.bottom() - seen.bottom(), wanted.top() - seen.top()), 0.0
        )
        self._go_to(self.zoom, seen.center() + QPointF(dx, dy), glides=glides)

    def keep_clear(self, rect: QRectF) -> None:
        """Keep the map away from what is worked on; a null rectangle lets it come back."""
        under = self.canvas_scene.nodes_in(rect)
        self._busy = QRectF() if rect.isNull() else total([rect, *(one.rect for one in under)])
        self._place_minimap()

    def _pan(self, dx: float, dy: float) -> None:
        across, down = self.horizontalScrollBar(), self.verticalScrollBar()
        across.setValue(across.value() - round(dx))
        down.setValue(down.value() - round(dy))

    def frame_all(self, *, glides: bool = True) -> None:
        """Show everything, at 100 % at most."""
        self._frame(self.canvas_scene.bounds(), glides=glides)

    def frame_selection(self) -> None:
        """Show what is selected; everything where nothing is."""
        chosen = self.canvas_scene.selection
        rect = self.canvas_scene.bounds(chosen) if chosen else QRectF()
        self._frame(self.canvas_scene.bounds() if rect.isNull() else rect)

    def centre_on_node(self, id: str) -> None:  # noqa: A002 - what a node's name is called
        """Bring a node to the middle, at a zoom at which it can be read."""
        middle = self.canvas_scene.bounds(Selection.of((id,))).center()
        self._go_to(1.0 if self.zoom < _READABLE else self.zoom, middle)

    def visible_rect(self) -> QRectF:
        """Give the part of the scene that shows."""
        return self.mapToScene(self.viewport().rect()).boundingRect()

    def pointer_at(self, view: QPoint) -> Pointer:
        """Make a pointer at a point of the viewport, with no button down."""
        return Pointer(self.mapToScene(view), view)

    def restyle(self) -> None:
        """Use the scene's colours."""
        self._grid = Grid(self.canvas_scene.theme)
        self.viewport().update()

    def drawBackground(  # noqa: N802 - Qt's name
        self, painter: QPainter, rect: QRectF | QRect
    ) -> None:
        """Paint the grid."""
        self._grid.paint(painter, QRectF(rect), self.zoom, self.devicePixelRatioF())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools."""
        self._glide.stop()
        self.setFocus(Qt.FocusReason.MouseFocusReason)
        self.tools.press(self._pointer(event))
        event.accept()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools."""
        self.tools.move(self._pointer(event))
        event.accept()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools."""
        self.tools.release(self._pointer(event))
        event.accept()

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools."""
        self.tools.double_click(self._pointer(event))
        event.accept()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools."""
        self.tools.leave()
        super().leaveEvent(event)

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools; what they leave zooms at the mouse."""
        at = event.position().toPoint()
        turned = QPointF(event.angleDelta()) / 120.0
        pointer = Pointer(self.mapToScene(at), at, modifiers=event.modifiers())
        if not self.tools.wheel(Wheel(pointer, turned, event.pixelDelta())):
            self.zoom_by(ZOOM_STEP ** turned.y(), at)
        event.accept()

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools; what they leave goes on to the window."""
        if not self.tools.key_press(event):
            event.ignore()

    def keyReleaseEvent(self, event: QKeyEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools; what they leave goes on to the window."""
        if not self.tools.key_release(event):
            event.ignore()

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802 - Qt's name
        """Hand it to the tools."""
        at = self.viewport().mapFrom(self, event.pos())
        self.tools.context_menu(Pointer(self.mapToScene(at), at, modifiers=event.modifiers()))
        event.accept()

    def scrollContentsBy(self, dx: int, dy: int) -> None:  # noqa: N802 - Qt's name
        """Move what shows, and tell."""
        super().scrollContentsBy(dx, dy)
        # Qt scrolls the viewport's children along; the map stays in its corner.
        self._place_minimap()
        self._tell_moved()

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802 - Qt's name
        """Tell that another part shows."""
        super().resizeEvent(event)
        self._place_minimap()
        self._tell_moved()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802 - Qt's name
        """Answer when a tooltip is wanted, and stay quick under any style sheet."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = self.canvas_scene.hit(self.mapToScene(event.pos()))
            text = self.canvas_scene.tip(hit)
            QToolTip.showText(event.globalPos(), wrapped(text), self)
            return True
        taken = super().viewportEvent(event)
        if event.type() in (QEvent.Type.Polish, QEvent.Type.StyleChange, QEvent.Type.Show):
            # A style sheet makes Qt believe that something shows through: each step of a pan
            # would paint the whole view anew, at five times the cost.
            self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        return taken

    def _frame(self, rect: QRectF, *, glides: bool = True) -> None:
        if rect.isNull():
            self.zoom_to(1.0)
            self.centerOn(0, 0)
            return
        room = self.viewport().rect()
        across = (room.width() - 2 * _MARGIN) / max(rect.width(), 1.0)
        down = (room.height() - 2 * _MARGIN) / max(rect.height(), 1.0)
        self._go_to(max(min(across, down, 1.0), LEAST_ZOOM), rect.center(), glides=glides)

    def _go_to(self, zoom: float, middle: QPointF, *, glides: bool = True) -> None:
        """Show another part: gliding there, unless whoever works here wants nothing to move."""
        settings = self._settings
        wants_still = settings is None or settings.reduces_motion or not glides
        if wants_still or not self.isVisible():
            self._glide.stop()
            self._show_at(zoom, middle)
        else:
            self._glide.go((self.zoom, self.visible_rect().center()), (zoom, middle))

    def _show_at(self, zoom: float, middle: QPointF) -> None:
        if zoom != self.zoom:
            self._scale_to(zoom)
        self.centerOn(middle)

    def _scale_to(self, zoom: float) -> None:
        self.setTransform(QTransform.fromScale(zoom, zoom))
        self.canvas_scene.set_zoom(zoom)
        self.zoom_changed.emit(zoom)
        self._place_minimap()
        self._tell_moved()

    def _put_at(self, scene: QPointF, view: QPointF) -> None:
        now = self.viewportTransform().map(scene)
        self._pan(view.x() - now.x(), view.y() - now.y())

    def _go(self, middle: QPointF) -> None:
        self._glide.stop()
        self.centerOn(middle)

    def _tell_moved(self) -> None:
        if self.minimap.isVisible():
            self.minimap.show_part(self.visible_rect())
        self.moved.emit()

    def _place_minimap(self) -> None:
        size, room = self.minimap.size(), self.viewport().rect()
        wants = self._settings is not None and self._settings.shows_minimap
        # In a small pane it would hide more than it shows.
        has_room = room.width() >= 3 * size.width() and room.height() >= 3 * size.height()
        # What shows whole needs no map.
        is_needed = wants and has_room and not self.visible_rect().contains(self.minimap.world)
        corners = room.adjusted(
            _MINIMAP_GAP, _MINIMAP_GAP, -size.width() - _MINIMAP_GAP, -size.height() - _MINIMAP_GAP
        )
        is_free = self._busy.isNull()
        busy = QRect() if is_free else self.mapFromScene(self._busy).boundingRect()
        for corner in (corners.bottomRight(), corners.bottomLeft(), corners.topRight()):
            if not busy.intersects(QRect(corner, size)):
                self.minimap.move(corner)
                break
        if is_needed != self.minimap.isVisible():
            self.minimap.setVisible(is_needed)
            self._tell_moved()

    def _take_room(self) -> None:
        """Let one scroll far beyond what there is; Qt stops at the scene's edge."""
        room = self.canvas_scene.sceneRect().adjusted(-_ROOM, -_ROOM, _ROOM, _ROOM)
        if self.sceneRect() != room:
            self.setSceneRect(room)

    def _take_habits(self, name: str) -> None:
        if self._settings is None or name not in _HABITS:
            return
        settings = self._settings
        self._place_minimap()
        self._tell_moved()
        self.canvas_scene.set_habits(
            shows_pictures=settings.shows_previews,
            reduces_motion=settings.reduces_motion,
            shows_forecasts=settings.shows_forecasts,
        )

    def _announce(self) -> None:
        """Let a screen reader say what the keyboard is at."""
        words = focus_words(self.canvas_scene)
        if words:
            self.setAccessibleDescription(words)
            QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(self, words))

    def _pointer(self, event: QMouseEvent) -> Pointer:
        at = event.position().toPoint()
        return Pointer(self.mapToScene(at), at, event.button(), event.buttons(), event.modifiers())
