"""A canvas of one row, without the canvas."""

from collections.abc import Iterator
from dataclasses import dataclass, field

import pytest
from PySide6.QtCore import QRectF
from PySide6.QtWidgets import QGraphicsScene, QGraphicsView, QLineEdit, QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.errors import BadValue
from graphstudio.graph.elements import Json
from graphstudio.ui.canvas.editors import Editor, Rolling, Surroundings, open_editor
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from tests.ui.values.knobs import knob

ROW = QRectF(100, 100, 220, 20)


@dataclass
class Bench:
    """Open editors over one row, and remember what comes of them.

    Attributes:
        window: The window that holds the view and another widget.
        view: Shows the scene.
        other: Something else that can take the keyboard.
        taken: What was committed.
        cancelled: How often nothing was.
        refusal: What a commit is refused with; "" takes everything.
    """

    window: QWidget
    view: QGraphicsView
    other: QLineEdit
    surroundings: Surroundings
    taken: list[Json] = field(default_factory=list)
    cancelled: int = 0
    refusal: str = ""
    editor: Editor | None = None

    def open(self, name: str, value: Json, rolling: Rolling | None = None) -> Editor:
        """Open an editor of a knob that needs one."""
        editor = self.attempt(name, value, rolling)
        assert editor is not None
        return editor

    def attempt(self, name: str, value: Json, rolling: Rolling | None = None) -> Editor | None:
        """Open an editor, if the knob needs one."""
        surroundings = Surroundings(self.surroundings.appearance, None, rolling)
        self.editor = open_editor(
            self.view, ROW, knob(name), value, self._commit, self._cancel, surroundings
        )
        return self.editor

    def _commit(self, value: Json) -> None:
        if self.refusal:
            raise BadValue(self.refusal)
        self.taken.append(value)

    def _cancel(self) -> None:
        self.cancelled += 1


@pytest.fixture
def bench(qtbot: QtBot, settings: Settings) -> Iterator[Bench]:
    window = QWidget()
    qtbot.addWidget(window)
    scene = QGraphicsScene(-2000, -2000, 4000, 4000, window)
    view = QGraphicsView(scene, window)
    other = QLineEdit(window)
    layout = QVBoxLayout(window)
    layout.addWidget(view)
    layout.addWidget(other)
    window.resize(600, 500)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    view.centerOn(200, 200)
    view.setFocus()
    bench = Bench(window, view, other, Surroundings(Appearance(settings)))
    yield bench
    if bench.editor is not None:
        bench.editor.dismiss()
