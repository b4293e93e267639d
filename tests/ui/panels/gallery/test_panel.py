import json
import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from PIL import Image
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QMenu
from pytestqt.qtbot import QtBot

from graphstudio.session.gallery.gallery import Gallery
from graphstudio.ui.panels.gallery import GalleryPanel
from graphstudio.ui.panels.gallery import panel as panels
from graphstudio.ui.panels.gallery.trash import Trashed
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.workflow.pictures import write_png


@pytest.fixture
def out(tmp_path: Path, root: Path) -> Path:
    """Give a folder with three pictures that carry their workflow."""
    folder = tmp_path / "out"
    folder.mkdir()
    workflow = json.loads((root / "workflows" / "text-to-image.json").read_text("utf-8"))
    for number, prompt in enumerate(("a red circle", "a green star", "a boat at sea")):
        workflow["nodes"]["positive"]["values"]["text"] = prompt
        pixels = Image.new("RGB", (16, 16), "red")
        path = folder / f"picture_{number}.png"
        write_png(path, pixels, workflow=json.dumps(workflow), run={})
    return folder


@pytest.fixture
def gallery(tmp_path: Path, out: Path) -> Iterator[Gallery]:
    gallery = Gallery(tmp_path / "state", out)
    yield gallery
    gallery.close()


@pytest.fixture
def panel(
    qtbot: QtBot, appearance: Appearance, gallery: Gallery, settings: Settings
) -> GalleryPanel:
    gallery.scan()
    panel = GalleryPanel(gallery, settings, appearance)
    qtbot.addWidget(panel)
    panel.resize(600, 500)
    panel.show()
    qtbot.waitUntil(lambda: len(panel._model.pictures) == 3)
    return panel


def names(panel: GalleryPanel) -> list[str]:
    return [picture.path.name for picture in panel._model.pictures]


def settle(qtbot: QtBot, panel: GalleryPanel, count: int) -> None:
    qtbot.waitUntil(lambda: len(panel._model.pictures) == count)


def test_without_pictures_it_says_how_to_make_some(
    qtbot: QtBot, appearance: Appearance, gallery: Gallery, settings: Settings
) -> None:
    panel = GalleryPanel(gallery, settings, appearance)
    qtbot.addWidget(panel)
    panel.show()

    qtbot.waitUntil(lambda: panel.is_empty)


def test_typing_finds_pictures_by_their_prompt(qtbot: QtBot, panel: GalleryPanel) -> None:
    QTest.keyClicks(panel._search, "star")

    settle(qtbot, panel, 1)
    assert names(panel) == ["picture_1_0001.png"]


def test_words_that_no_picture_has_say_so(qtbot: QtBot, panel: GalleryPanel) -> None:
    QTest.keyClicks(panel._search, "zebra")

    qtbot.waitUntil(lambda: panel.is_empty)


def test_a_click_on_the_star_marks_a_picture(
    qtbot: QtBot, panel: GalleryPanel, gallery: Gallery
) -> None:
    box = panel.list.visualRect(panel.list.model().index(1, 0))  # below the day
    spot = QPoint(box.left() + 8 + panel._tiles.side_px - 15, box.top() + 16)

    QTest.mouseClick(panel.list.viewport(), Qt.MouseButton.LeftButton, pos=spot)

    assert [one.path.name for one in gallery.pictures(starred=True)] == names(panel)[:1]


def test_s_stars_the_chosen_and_the_button_shows_only_them(
    qtbot: QtBot, panel: GalleryPanel
) -> None:
    panel.select(panel._model.pictures[1].path)

    QTest.keyClick(panel.list, Qt.Key.Key_S)
    QTest.mouseClick(panel._stars, Qt.MouseButton.LeftButton)

    settle(qtbot, panel, 1)


def test_enter_views_the_picture_among_all_others(qtbot: QtBot, panel: GalleryPanel) -> None:
    path = panel._model.pictures[1].path
    panel.select(path)

    with qtbot.waitSignal(panel.view_wanted) as viewed:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)

    assert viewed.args == [tuple(one.path for one in panel._model.pictures), path]


def test_the_workflow_is_one_press_away(qtbot: QtBot, panel: GalleryPanel) -> None:
    path = panel._model.pictures[0].path
    panel.select(path)

    with qtbot.waitSignal(panel.workflow_wanted) as wanted:
        QTest.mouseClick(panel._details._workflow, Qt.MouseButton.LeftButton)

    assert wanted.args == [path]


def test_a_new_picture_comes_first_and_leaves_the_choice_alone(
    qtbot: QtBot, panel: GalleryPanel, gallery: Gallery, out: Path
) -> None:
    chosen = panel._model.pictures[0].path
    panel.select(chosen)
    fresh = out / "picture_9.png"
    fresh.write_bytes(chosen.read_bytes())

    gallery.add(fresh)

    settle(qtbot, panel, 4)
    assert [picture.path for picture in panel.chosen()] == [chosen]


def test_two_chosen_pictures_can_be_compared(qtbot: QtBot, panel: GalleryPanel) -> None:
    panel.list.selectAll()
    panel._choose([picture.path for picture in panel._model.pictures[:2]])

    panel.list.menu_wanted.emit(QPoint(0, 0))
    menu = panel.findChildren(QMenu)[0]
    with qtbot.waitSignal(panel.compare_wanted) as compared:
        next(one for one in menu.actions() if one.text() == "Compare the two").trigger()
    menu.close()

    assert compared.args == [picture.path for picture in panel._model.pictures[:2]]


def test_files_are_dragged_and_copied_as_files(qtbot: QtBot, panel: GalleryPanel) -> None:
    path = panel._model.pictures[0].path
    panel.select(path)

    QTest.keyClick(panel.list, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    dragged = panel._model.mimeData(panel.list.chosen())
    assert [url.toLocalFile() for url in dragged.urls()] == [str(path)]
    copied = QGuiApplication.clipboard().mimeData()
    assert [url.toLocalFile() for url in copied.urls()] == [str(path)]


def test_what_went_to_the_trash_is_gone_from_the_grid(
    qtbot: QtBot, panel: GalleryPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "move_to_trash", lambda paths: Trashed(tuple(paths), ()))
    path = panel._model.pictures[0].path
    panel.select(path)

    with qtbot.waitSignal(panel.trashed) as trashed:
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)

    assert trashed.args == [path]
    settle(qtbot, panel, 2)


def test_a_disk_without_trash_is_told_and_keeps_the_picture(
    qtbot: QtBot, panel: GalleryPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(panels, "move_to_trash", lambda paths: Trashed((), tuple(paths)))
    path = panel._model.pictures[0].path
    panel.select(path)

    with qtbot.waitSignal(panel.said) as said:
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)

    assert path.name in said.args[0]
    assert len(panel._model.pictures) == 3


def test_the_size_of_the_pictures_is_remembered(
    qtbot: QtBot, panel: GalleryPanel, settings: Settings
) -> None:
    before = panel._tiles.side_px

    QTest.keyClick(panel.list, Qt.Key.Key_Plus)

    assert panel._tiles.side_px == before + 16
    assert settings.remembered("gallery/side") == str(before + 16)


def test_each_day_has_a_heading_that_the_keyboard_passes_over(
    qtbot: QtBot, panel: GalleryPanel, gallery: Gallery
) -> None:
    panel.list.setFocus()
    old = panel._model.pictures[2].path
    os.utime(old, (86_400, 86_400))
    gallery.add(old)
    qtbot.waitUntil(lambda: panel.list.model().rowCount() == 5)
    rows = [panel.list.model().index(row, 0) for row in range(5)]
    panel.select(panel._model.pictures[1].path)

    QTest.keyClick(panel.list, Qt.Key.Key_Down)

    assert rows[0].data() == "Today"
    assert "1970" in rows[3].data()
    assert not rows[3].flags() & Qt.ItemFlag.ItemIsSelectable
    assert [picture.path for picture in panel.chosen()] == [old]


def test_a_heading_has_a_row_of_its_own(qtbot: QtBot, panel: GalleryPanel) -> None:
    heading, first, second = (
        panel.list.visualRect(panel.list.model().index(row, 0)) for row in (0, 1, 2)
    )

    assert first.top() >= heading.bottom()
    assert first.top() == second.top()
    assert panel.list.indexAt(heading.center()).data() == "Today"


def test_a_low_panel_has_its_buttons_above_so_that_the_pictures_keep_their_room(
    qtbot: QtBot, panel: GalleryPanel
) -> None:
    panel.select(panel._model.pictures[0].path)
    panel.resize(900, 180)
    qtbot.waitUntil(lambda: panel.tools.indexOf(panel._details) >= 0)

    assert panel._details._workflow.isVisible()
    assert panel._details._prompt.isHidden()
    qtbot.waitUntil(lambda: panel.list.height() >= 112)

    panel.resize(900, 500)

    qtbot.waitUntil(lambda: panel.tools.indexOf(panel._details) < 0)
    assert panel._details._prompt.isVisible()
