from pathlib import Path

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QMenu
from pytestqt.qtbot import QtBot

from graphstudio.session.worker.protocol import Previewed
from graphstudio.ui.panels.viewer import ViewerPanel
from graphstudio.ui.theme.appearance import Appearance
from tests.ui.panels.conftest import MakePicture


@pytest.fixture
def pictures(make_picture: MakePicture) -> tuple[Path, ...]:
    colours = ("#ff0000", "#00ff00", "#0000ff")
    return tuple(make_picture(f"picture_{n}.png", one, 64) for n, one in enumerate(colours))


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> ViewerPanel:
    panel = ViewerPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(900, 600)
    panel.show()
    return panel


def wait_for(qtbot: QtBot, panel: ViewerPanel, path: Path) -> None:
    def is_there() -> bool:
        plate = panel.surface._plate
        return plate is not None and plate.path == path

    qtbot.waitUntil(is_there)


def test_without_a_picture_it_says_where_they_come_from(panel: ViewerPanel) -> None:
    assert panel.is_empty


def test_a_picture_shows_with_its_name_and_size(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[1])

    wait_for(qtbot, panel, pictures[1])
    assert panel.bar._title.text() == "picture_1.png"
    assert panel.surface.accessibleName() == "Picture picture_1.png, 64 by 64 pixels"


def test_arrows_go_to_the_neighbours_and_stop_at_the_ends(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[1])

    QTest.keyClick(panel.surface, Qt.Key.Key_Right)
    QTest.keyClick(panel.surface, Qt.Key.Key_Right)
    assert panel.current == pictures[2]
    QTest.keyClick(panel.surface, Qt.Key.Key_Left)

    assert panel.current == pictures[1]


def test_a_click_in_the_strip_shows_that_picture(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[0])
    strip = panel.filmstrip
    box = strip.visualRect(strip.model().index(2, 0))

    QTest.mouseClick(strip.viewport(), Qt.MouseButton.LeftButton, pos=box.center())

    assert panel.current == pictures[2]


def test_w_wipes_against_the_one_before(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[0])
    qtbot.waitUntil(lambda: panel.surface._reference is not None)

    QTest.keyClick(panel.surface, Qt.Key.Key_W)

    assert panel.surface.is_wiping
    assert panel.reference == pictures[1]


def test_alt_and_arrows_move_the_line(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.compare(pictures[0], pictures[2])
    before = panel.surface.share

    QTest.keyClick(panel.surface, Qt.Key.Key_Left, Qt.KeyboardModifier.AltModifier)

    assert panel.surface.share < before
    assert panel.current == pictures[0]


def test_the_other_picture_shows_while_c_is_held(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[0])

    QTest.keyPress(panel.surface, Qt.Key.Key_C)
    assert panel.surface._shows_reference
    QTest.keyRelease(panel.surface, Qt.Key.Key_C)

    assert not panel.surface._shows_reference


def test_a_chosen_picture_stays_what_others_are_compared_with(
    panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[0])
    panel.surface.menu_wanted.emit(QPoint(0, 0))
    menu = panel.findChildren(QMenu)[0]
    next(one for one in menu.actions() if one.isCheckable()).trigger()
    menu.close()

    panel.show_picture(pictures[2])

    assert panel.reference == pictures[0]


@pytest.mark.parametrize(
    ("key", "percent"),
    [
        pytest.param(Qt.Key.Key_1, "100 %", id="1"),
        pytest.param(Qt.Key.Key_2, "200 %", id="2"),
        pytest.param(Qt.Key.Key_F, "400 %", id="fit"),
    ],
)
def test_keys_choose_the_zoom(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...], key: Qt.Key, percent: str
) -> None:
    panel.show_picture(pictures[0])
    wait_for(qtbot, panel, pictures[0])
    QTest.keyClick(panel.surface, Qt.Key.Key_Plus)

    QTest.keyClick(panel.surface, key)

    assert panel.bar._zoom.text() == percent


def test_ctrl_c_copies_pixels_and_file(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_picture(pictures[0])
    wait_for(qtbot, panel, pictures[0])

    QTest.keyClick(panel.surface, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)

    copied = QGuiApplication.clipboard().mimeData()
    assert copied.hasImage()
    assert [url.toLocalFile() for url in copied.urls()] == [str(pictures[0])]


def test_a_copy_is_saved_without_a_modal_dialog(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...], tmp_path: Path
) -> None:
    panel.show_picture(pictures[0])
    panel.save_copy()
    dialog = panel.findChildren(QFileDialog)[0]
    target = tmp_path / "elsewhere.png"

    with qtbot.waitSignal(panel.said) as said:
        dialog.fileSelected.emit(str(target))
    dialog.close()

    assert not dialog.isModal()
    assert target.read_bytes() == pictures[0].read_bytes()
    assert said.args == [f"Saved {target}"]


def test_a_copy_that_cannot_be_written_says_why(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...], tmp_path: Path
) -> None:
    with qtbot.waitSignal(panel.said) as said:
        panel.save_copy_as(pictures[0], tmp_path / "nowhere" / "copy.png")

    assert "No such file" in said.args[0]


def test_the_picture_can_become_a_node_and_open_its_workflow(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_picture(pictures[0])

    with qtbot.waitSignal(panel.use_wanted) as used:
        QTest.mouseClick(panel.bar._use, Qt.MouseButton.LeftButton)
    with qtbot.waitSignal(panel.workflow_wanted) as opened:
        QTest.mouseClick(panel.bar._workflow, Qt.MouseButton.LeftButton)

    assert used.args == opened.args == [pictures[0]]


def test_a_live_preview_shows_without_a_file(
    qtbot: QtBot, panel: ViewerPanel, make_picture: MakePicture
) -> None:
    data = make_picture(side=24).read_bytes()

    panel.show_live("KSampler", Previewed("sampler", data, 24, 24, False))

    qtbot.waitUntil(lambda: panel.bar._title.text() == "KSampler")
    assert panel.current is None
    assert not panel.bar._use.isEnabled()


def test_a_preview_that_is_late_does_not_hide_the_finished_picture(
    qtbot: QtBot, panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    data = pictures[1].read_bytes()
    panel.show_live("KSampler", Previewed("sampler", data, 64, 64, False))

    panel.show_picture(pictures[0])

    wait_for(qtbot, panel, pictures[0])
    qtbot.wait(50)
    assert panel.current == pictures[0]


def test_a_file_that_is_no_picture_is_told(
    qtbot: QtBot, panel: ViewerPanel, tmp_path: Path
) -> None:
    path = tmp_path / "broken.png"
    path.write_text("no picture")

    panel.show_picture(path)

    qtbot.waitUntil(lambda: panel.bar._title.text().startswith("Cannot be read"))


def test_the_neighbour_shows_when_the_picture_is_gone(
    panel: ViewerPanel, pictures: tuple[Path, ...]
) -> None:
    panel.show_pictures(pictures, pictures[1])

    panel.forget(pictures[1])
    assert panel.current == pictures[2]
    panel.forget(pictures[2])
    panel.forget(pictures[0])

    assert panel.is_empty
