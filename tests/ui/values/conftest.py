"""What editors of values stand in."""

from collections.abc import Callable

import pytest
from PySide6.QtWidgets import QVBoxLayout, QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.elements import Json
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.values.fields import Field, make_field
from graphstudio.ui.values.surroundings import Surroundings
from tests.ui.values.knobs import knob

MakeField = Callable[..., Field]


@pytest.fixture
def appearance(settings: Settings) -> Appearance:
    settings.theme = "dark"
    return Appearance(settings)


@pytest.fixture
def surroundings(appearance: Appearance) -> Surroundings:
    return Surroundings(appearance)


@pytest.fixture
def window(qtbot: QtBot) -> QWidget:
    """Give a window that has the keyboard, with a widget that could take it away."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(500, 500)
    QVBoxLayout(window)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


@pytest.fixture
def field(window: QWidget, surroundings: Surroundings) -> MakeField:
    """Give a function that puts the field of a knob into the window, showing a value."""

    def make(name: str, value: Json, within: Surroundings | None = None) -> Field:
        made = make_field(knob(name), within or surroundings)
        layout = window.layout()
        assert layout is not None
        layout.addWidget(made)
        made.show()
        made.show_value(value)
        made.taken.connect(made.show_value)
        return made

    return make
