"""The search sheet over a window."""

import pytest
from PySide6.QtCore import QPoint
from PySide6.QtWidgets import QWidget
from pytestqt.qtbot import QtBot

from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.ui.search import NodeSearch
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance


@pytest.fixture(scope="session")
def registry() -> Registry:
    return load_all()


@pytest.fixture
def search(qtbot: QtBot, registry: Registry, settings: Settings) -> NodeSearch:
    """Give an open search for any node."""
    window = QWidget()
    qtbot.addWidget(window)
    window.resize(800, 600)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    search = NodeSearch(registry, settings, Appearance(settings), window)
    search.open_search(window.mapToGlobal(QPoint(60, 60)))
    return search
