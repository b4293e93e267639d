"""What somebody sees in the window: where things are, and how they stand."""

from __future__ import annotations

from collections.abc import Callable, Generator
from pathlib import Path
from typing import TypeVar

from PySide6.QtCore import QPoint, QPointF
from PySide6.QtWidgets import QAbstractButton, QApplication, QTabBar, QWidget

from graphstudio.graph.elements import Port
from graphstudio.session.status import NodeStatus
from graphstudio.ui.canvas.canvas import Canvas
from graphstudio.ui.canvas.editors import Editor
from graphstudio.ui.canvas.geometry import HEADER
from graphstudio.ui.canvas.hit import NOTHING
from graphstudio.ui.window.main_window import MainWindow
from tests.ui.real.hands import on_canvas

Kind = TypeVar("Kind", bound=QWidget)
Claim = Callable[[], object]
"""What must come true before a script goes on."""
Script = Generator[Claim, None, None]

_STRIDE_PX = 24  # of looking for a place that nothing is at


def find_button(window: QWidget, text: str) -> QAbstractButton:
    """Find a button that shows, by what it says or is called."""
    for button in window.findChildren(QAbstractButton):
        if button.isVisible() and text in (button.text(), button.accessibleName()):
            return button
    raise LookupError(f"There is no button {text!r}.")


def find_shown(window: QWidget, kind: type[Kind]) -> Kind | None:
    """Find a widget of a kind that shows, in the window or floating over it."""
    found = [*window.findChildren(kind), *(one for one in QApplication.topLevelWidgets())]
    seen = [one for one in found if isinstance(one, kind) and one.isVisible()]
    return seen[0] if seen else None


def left_part(button: QWidget) -> QPoint:
    """Give a point on a button that is beside its menu's arrow."""
    return button.mapToGlobal(QPoint(16, button.height() // 2))


def dock_tab(window: MainWindow, title: str) -> QPoint:
    """Give where the tab of a dock is on the screen."""
    for bar in window.findChildren(QTabBar):
        for index in range(bar.count()):
            if bar.isVisible() and bar.tabText(index).replace("&", "") == title:
                return bar.mapToGlobal(bar.tabRect(index).center())
    raise LookupError(f"There is no tab {title!r}.")


def open_canvas(window: MainWindow) -> Canvas:
    """Give the canvas that is worked on."""
    canvas = window.pages.canvas
    assert canvas is not None
    return canvas


def at_row(canvas: Canvas, node: str, row: str) -> QPoint:
    """Give where a knob's field is on the screen."""
    return on_canvas(canvas, canvas.scene.row_rect(node, row).center())


def at_header(canvas: Canvas, node: str) -> QPoint:
    """Give where a node's title is on the screen."""
    rect = canvas.scene.node_rect(node)
    return on_canvas(canvas, QPointF(rect.center().x(), rect.top() + HEADER / 2))


def nowhere(canvas: Canvas) -> QPoint:
    """Give a point of the canvas that nothing is at."""
    view = canvas.view
    room = view.viewport().rect().adjusted(_STRIDE_PX, _STRIDE_PX, -_STRIDE_PX, -_STRIDE_PX)
    for y in range(room.top(), room.bottom(), _STRIDE_PX):
        for x in range(room.left(), room.right(), _STRIDE_PX):
            is_free = view.viewport().childAt(x, y) is None
            if is_free and canvas.scene.hit(view.mapToScene(x, y)) == NOTHING:
                return view.viewport().mapToGlobal(QPoint(x, y))
    raise LookupError("There is no free place in sight.")


def is_in_sight(canvas: Canvas, point: QPointF) -> bool:
    """Tell whether a point of the scene shows, and not below the map."""
    view = canvas.view
    at = view.mapFromScene(point)
    is_covered = view.minimap.isVisible() and view.minimap.geometry().contains(at)
    return view.viewport().rect().contains(at) and not is_covered


def editor_is_open(canvas: Canvas) -> bool:
    """Tell whether a value is edited on the canvas."""
    return canvas.view.viewport().findChild(Editor) is not None


def value_of(canvas: Canvas, node: str, name: str) -> object:
    """Give the value of a knob; None where it has its default."""
    return canvas.document.graph.node(node).values.get(name)


def outcome_of(window: MainWindow) -> str | None:
    """Say how the last run of the open graph ended; None while it has not."""
    page = window.pages.page
    return None if page is None else window.runs.of(page.sheet).status.outcome


def status_of(window: MainWindow, node: str) -> NodeStatus:
    """Say how a node stands."""
    page = window.pages.page
    assert page is not None
    return window.runs.of(page.sheet).status.node(node)


def pictures_of(window: MainWindow) -> tuple[object, ...]:
    """Give what is in the gallery."""
    return window.desk.gallery.pictures()


def port_of(text: str) -> Port:
    """Read "node.socket"."""
    node, _, socket = text.partition(".")
    return Port(node, socket)


def has_nodes(canvas: Canvas, count: int) -> bool:
    """Tell whether the graph has so many nodes."""
    return len(canvas.document.graph.nodes) == count


def is_wired(canvas: Canvas, source: Port, target: Port) -> bool:
    """Tell whether a wire leads from one to the other."""
    return canvas.document.graph.inputs(target.node).get(target.socket) == source


def shoot(window: MainWindow, folder: Path, name: str) -> None:
    """Keep a picture of the screen where the window is."""
    screen = window.screen().grabWindow(0)
    screen.copy(window.geometry()).save(str(folder / f"{name}.png"))
