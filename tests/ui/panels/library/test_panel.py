import pytest
from PySide6.QtCore import QModelIndex, QPoint, Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.graph.registry import Registry
from graphstudio.ui.panels.library import NODE_MIME, LibraryPanel
from graphstudio.ui.panels.library.model import definition_at
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance


@pytest.fixture
def panel(
    qtbot: QtBot, appearance: Appearance, registry: Registry, settings: Settings
) -> LibraryPanel:
    panel = LibraryPanel(registry, settings, appearance)
    qtbot.addWidget(panel)
    panel.resize(260, 600)
    panel.show()
    return panel


def branches(panel: LibraryPanel) -> list[str]:
    return [panel._model.index(row, 0).data() for row in range(panel._model.rowCount())]


def star(settings: Settings, *ids: str) -> None:
    settings.favourite_nodes = ids


def find(panel: LibraryPanel, branch: str, title: str) -> QModelIndex:
    above = panel._model.index(branches(panel).index(branch), 0)
    rows = range(panel._model.rowCount(above))
    return next(
        panel._model.index(row, 0, above)
        for row in rows
        if panel._model.index(row, 0, above).data() == title
    )


def test_nodes_stand_under_their_category(panel: LibraryPanel, registry: Registry) -> None:
    assert "Latent" in branches(panel)
    assert definition_at(find(panel, "Latent", "Sample")) is registry.get("latent.sample")


def test_typing_shows_the_best_match_first_and_enter_takes_it(
    qtbot: QtBot, panel: LibraryPanel, registry: Registry
) -> None:
    QTest.keyClicks(panel.search, "vae dec")

    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.keyClick(panel.search, Qt.Key.Key_Return)

    assert chosen.args == [registry.get("latent.decode")]


def test_down_leads_from_the_search_into_the_list(qtbot: QtBot, panel: LibraryPanel) -> None:
    panel.activateWindow()
    panel.search.setFocus()
    QTest.keyClicks(panel.search, "image")

    QTest.keyClick(panel.search, Qt.Key.Key_Down)

    qtbot.waitUntil(panel.tree.hasFocus)


def test_escape_empties_the_search(qtbot: QtBot, panel: LibraryPanel) -> None:
    QTest.keyClicks(panel.search, "zzzzz")
    was_empty = panel.is_empty

    QTest.keyClick(panel.search, Qt.Key.Key_Escape)

    assert was_empty
    assert "Latent" in branches(panel)


def test_space_stars_a_node_which_then_comes_first(
    qtbot: QtBot, panel: LibraryPanel, settings: Settings
) -> None:
    panel.tree.setCurrentIndex(find(panel, "Latent", "Sample"))

    QTest.keyClick(panel.tree, Qt.Key.Key_Space)

    assert settings.favourite_nodes == ("latent.sample",)
    assert branches(panel)[0] == "Favourites"


def test_a_click_on_the_star_takes_it_away_again(
    qtbot: QtBot, panel: LibraryPanel, settings: Settings
) -> None:
    star(settings, "latent.sample")
    qtbot.wait(10)  # the scroll bar comes when the tree is laid out
    box = panel.tree.visualRect(find(panel, "Favourites", "Sample"))

    spot = QPoint(box.right() - 20, box.center().y())
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert settings.favourite_nodes == ()


def test_a_branch_that_was_closed_stays_closed(
    qtbot: QtBot,
    panel: LibraryPanel,
    registry: Registry,
    settings: Settings,
    appearance: Appearance,
) -> None:
    index = panel._model.index(branches(panel).index("Image"), 0)
    box = panel.tree.visualRect(index)
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert not panel.tree.isExpanded(index)

    again = LibraryPanel(registry, settings, appearance)
    qtbot.addWidget(again)

    assert not again.tree.isExpanded(again._model.index(branches(again).index("Image"), 0))


def test_a_node_is_dragged_by_its_id(panel: LibraryPanel) -> None:
    index = find(panel, "Latent", "Sample")

    data = panel._model.mimeData([index])

    assert data.data(NODE_MIME).toStdString() == "latent.sample"
    assert index.flags() & Qt.ItemFlag.ItemIsDragEnabled


def test_a_double_click_chooses(qtbot: QtBot, panel: LibraryPanel, registry: Registry) -> None:
    box = panel.tree.visualRect(find(panel, "Guidance", "Guidance (CFG)"))
    spot = QPoint(60, box.center().y())
    QTest.mouseClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    with qtbot.waitSignal(panel.chosen) as chosen:
        QTest.mouseDClick(panel.tree.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert chosen.args == [registry.get("guidance.cfg")]


def test_the_chosen_node_is_described(panel: LibraryPanel) -> None:
    panel.tree.setCurrentIndex(find(panel, "Latent", "VAE Decode"))

    assert panel._details.isVisible()
    assert panel._details._summary.text() == "Turn a latent into pixels."
