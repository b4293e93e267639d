import shutil
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from pytestqt.qtbot import QtBot

from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.recents import Recents
from graphstudio.ui.panels.start import StartPage
from graphstudio.ui.theme.appearance import Appearance


@pytest.fixture
def recents(tmp_path: Path) -> Recents:
    return Recents(tmp_path / "recents.json")


@pytest.fixture
def workflows(root: Path) -> list[Path]:
    return sorted((root / "workflows").glob("*.json"))


@pytest.fixture
def page(
    qtbot: QtBot,
    appearance: Appearance,
    registry: Registry,
    workflows: list[Path],
    recents: Recents,
) -> StartPage:
    page = StartPage(registry, workflows, recents, appearance)
    qtbot.addWidget(page)
    page.resize(1100, 700)
    page.show()
    qtbot.waitUntil(lambda: all(card.sketch is not None for card in page.cards))
    return page


def test_no_file_is_read_before_the_page_is_seen(
    qtbot: QtBot,
    appearance: Appearance,
    registry: Registry,
    workflows: list[Path],
    recents: Recents,
) -> None:
    page = StartPage(registry, workflows, recents, appearance)
    qtbot.addWidget(page)
    recents.add(workflows[0])

    assert not page._reading.isActive()
    page.show()
    qtbot.waitUntil(lambda: page.cards[0].sketch is not None)


def test_each_ready_made_workflow_is_drawn_on_a_card(qtbot: QtBot, page: StartPage) -> None:
    qtbot.waitUntil(lambda: all(card.is_drawn for card in page.cards))

    assert "Text to image" in [card.accessibleName() for card in page.cards]


def test_a_click_on_a_card_asks_for_a_copy_of_it(
    qtbot: QtBot, page: StartPage, workflows: list[Path]
) -> None:
    with qtbot.waitSignal(page.template_chosen) as chosen:
        QTest.mouseClick(page.cards[1], Qt.MouseButton.LeftButton)

    assert chosen.args == [workflows[1]]


def test_arrows_walk_over_the_cards_and_enter_takes_one(
    qtbot: QtBot, page: StartPage, workflows: list[Path]
) -> None:
    page.activateWindow()
    page.cards[0].setFocus()

    QTest.keyClick(page.cards[0], Qt.Key.Key_Right)
    qtbot.waitUntil(page.cards[1].hasFocus)
    with qtbot.waitSignal(page.template_chosen) as chosen:
        QTest.keyClick(page.cards[1], Qt.Key.Key_Return)

    assert chosen.args == [workflows[1]]


def test_new_and_open_are_asked_for(qtbot: QtBot, page: StartPage) -> None:
    with qtbot.waitSignals([page.new_wanted, page.open_wanted]):
        QTest.mouseClick(page._new, Qt.MouseButton.LeftButton)
        QTest.mouseClick(page._open, Qt.MouseButton.LeftButton)


def test_a_file_that_was_open_before_is_a_click_away(
    qtbot: QtBot, page: StartPage, recents: Recents, workflows: list[Path], tmp_path: Path
) -> None:
    mine = tmp_path / "mine.json"
    shutil.copy(workflows[0], mine)
    recents.add(mine)
    qtbot.waitUntil(lambda: page._rows[0].isEnabled())

    with qtbot.waitSignal(page.file_chosen) as chosen:
        QTest.mouseClick(page._rows[0], Qt.MouseButton.LeftButton)

    assert chosen.args == [mine]


def test_a_file_that_is_gone_cannot_be_chosen(
    qtbot: QtBot, page: StartPage, recents: Recents, tmp_path: Path
) -> None:
    recents.add(tmp_path / "gone.json")

    qtbot.waitUntil(lambda: not page._rows[0].isEnabled())


def test_cards_stand_in_as_many_columns_as_there_is_room(qtbot: QtBot, page: StartPage) -> None:
    assert page._grids[0]._flow.columns == 4

    page.resize(620, 700)

    qtbot.waitUntil(lambda: page._grids[0]._flow.columns == 2)
