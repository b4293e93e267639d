from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton
from pytestqt.qtbot import QtBot

from graphstudio.library.entries import Entry
from graphstudio.library.marks import Marks
from graphstudio.ui.panels.models import ModelsPanel
from graphstudio.ui.panels.models.chips import Chip
from graphstudio.ui.settings import Settings

from .conftest import FakeShelf, Show


def _names(panel: ModelsPanel) -> list[str]:
    model = panel.list.model()
    return [model.index(row, 0).data() for row in range(model.rowCount())]


def _chip(panel: ModelsPanel, text: str) -> Chip:
    chips = panel.findChildren(Chip)
    return next(one for one in chips if one.isVisible() and one.text().startswith(text))


def _said(panel: ModelsPanel) -> list[str]:
    return [one.text() for one in panel.findChildren(QPushButton) if one.isVisible()]


def test_every_model_is_listed_and_counted(panel: ModelsPanel) -> None:
    assert _names(panel) == ["dream.safetensors", "half.safetensors", "ink.safetensors"]
    assert panel.status_text == "3 models, 7.0 GiB, 1 broken"


def test_a_search_and_chips_narrow_the_list_together(panel: ModelsPanel) -> None:
    _chip(panel, "LoRA").click()
    assert _names(panel) == ["ink.safetensors"]

    panel.show_search("zebra")

    assert panel.is_empty
    assert panel.status_text == "0 of 3 models, 7.0 GiB, 1 broken"


def test_show_all_takes_words_and_chips_back(panel: ModelsPanel) -> None:
    _chip(panel, "LoRA").click()
    panel.show_search("zebra")

    next(one for one in panel.findChildren(QPushButton) if one.text() == "Show all").click()

    assert len(_names(panel)) == 3
    assert not panel.is_empty


def test_a_screen_reader_hears_what_a_model_is_and_what_is_wrong(panel: ModelsPanel) -> None:
    index = panel.list.model().index(1, 0)

    said = index.data(Qt.ItemDataRole.AccessibleTextRole)

    assert said.startswith("half.safetensors, VAE, 1.0 GiB, ")
    assert said.endswith("is cut short. Download it again.")


def test_a_word_is_copied_when_it_is_pressed(panel: ModelsPanel, lora: Entry) -> None:
    panel.select(lora.path)

    _chip(panel, "inkwash").click()

    assert QGuiApplication.clipboard().text() == "inkwash"


def test_tags_are_added_and_taken_away(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, lora: Entry
) -> None:
    panel.select(lora.path)

    QTest.keyClicks(panel.details.marking.tag, "comic, soft")
    QTest.keyClick(panel.details.marking.tag, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: shelf.kept.get(lora.path) == Marks(("comic", "soft")))
    _chip(panel, "comic").click()

    qtbot.waitUntil(lambda: shelf.kept[lora.path] == Marks(("soft",)))


def test_a_note_is_kept_as_it_is_typed(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, lora: Entry
) -> None:
    panel.select(lora.path)

    QTest.keyClicks(panel.details.marking.note, "at 0.8")

    qtbot.waitUntil(lambda: shelf.kept.get(lora.path) == Marks(note="at 0.8"))


@pytest.mark.parametrize(
    "leave",
    [
        pytest.param(lambda panel, other: panel.select(other), id="another model is chosen"),
        pytest.param(lambda panel, other: panel.list.clearSelection(), id="none is chosen"),
        pytest.param(lambda panel, other: panel.hide(), id="the panel is closed"),
        pytest.param(lambda panel, other: panel.end(), id="the window is closed"),
    ],
)
def test_a_note_that_is_still_being_typed_is_never_lost(
    qtbot: QtBot,
    panel: ModelsPanel,
    shelf: FakeShelf,
    lora: Entry,
    checkpoint: Entry,
    leave: Callable[[ModelsPanel, Path], None],
) -> None:
    panel.select(lora.path)
    QTest.keyClicks(panel.details.marking.note, "keep me")

    leave(panel, checkpoint.path)

    qtbot.waitUntil(lambda: shelf.kept.get(lora.path) == Marks(note="keep me"))
    assert checkpoint.path not in shelf.kept


def test_a_star_given_while_a_note_is_typed_keeps_both(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, lora: Entry
) -> None:
    panel.select(lora.path)
    QTest.keyClicks(panel.details.marking.note, "soft")
    panel.list.setFocus()

    QTest.keyClick(panel.list, Qt.Key.Key_S)

    both = Marks(note="soft", is_favourite=True)
    qtbot.waitUntil(lambda: shelf.kept.get(lora.path) == both)


def test_a_hash_is_computed_on_demand(qtbot: QtBot, panel: ModelsPanel, lora: Entry) -> None:
    panel.select(lora.path)
    assert "Compute" in _said(panel)

    panel.details.hash_wanted.emit(lora.path)

    qtbot.waitUntil(lambda: "abababababab…" in _said(panel))
    assert "Compute" not in _said(panel)


def test_duplicates_stand_in_groups_with_what_can_be_freed(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, lora: Entry
) -> None:
    same = replace(lora, sha256="cc" * 32)
    shelf.put(same, replace(same, path=lora.path.with_name("ink copy.safetensors")))
    panel.collection.refresh()
    qtbot.waitUntil(lambda: len(panel.collection.items) == 4)

    _chip(panel, "Duplicates").click()

    qtbot.waitUntil(lambda: panel.status_text == "1 groups, 2.0 GiB can be freed")
    assert _names(panel) == [
        "2 copies  ·  2.0 GiB can be freed",
        "ink copy.safetensors",
        "ink.safetensors",
    ]
    assert not panel.list.model().flags(panel.list.model().index(0, 0))


def test_delete_asks_first_and_what_went_to_the_trash_comes_back(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, lora: Entry
) -> None:
    panel.select(lora.path)
    with qtbot.waitSignal(panel.trash_wanted) as asked:
        QTest.keyClick(panel.list, Qt.Key.Key_Delete)
    assert lora.path.exists()

    with qtbot.waitSignal(panel.trashed) as trashed:
        panel.discard(asked.args[0])
    assert not lora.path.exists()
    assert panel.entry(lora.path) is None
    panel.put_back(trashed.args[0])

    qtbot.waitUntil(lora.path.exists)
    assert lora.path.read_bytes() == b"weights"


def test_what_cannot_be_thrown_away_is_told(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, lora: Entry
) -> None:
    del shelf.known[lora.path]

    with qtbot.waitSignal(panel.failed) as failed:
        panel.discard([lora])

    assert "ships with GraphStudio" in failed.args[0]


def test_a_scan_tells_how_far_it_is_and_new_models_appear(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, tmp_path: Path
) -> None:
    scan = shelf.scans[-1]
    scan.tell(30, 100)
    qtbot.waitUntil(lambda: panel.scan_progress == 30)
    shelf.put(Entry(tmp_path / "new.safetensors", "lora"))

    scan.end()

    qtbot.waitUntil(lambda: "new.safetensors" in _names(panel))


def test_a_scan_asked_for_during_another_follows_it(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf
) -> None:
    panel.rescan()
    assert len(shelf.scans) == 1

    shelf.scans[0].end()

    qtbot.waitUntil(lambda: len(shelf.scans) == 2)


def test_a_change_on_the_disk_is_looked_at_by_itself(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf
) -> None:
    shelf.scans[0].end()
    qtbot.waitUntil(lambda: bool(shelf.watchers) and not panel.collection.is_scanning)

    shelf.watchers[0].tell()

    qtbot.waitUntil(lambda: len(shelf.scans) == 2)


def test_another_folder_in_the_preferences_is_read_and_watched(
    qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf, settings: Settings, tmp_path: Path
) -> None:
    qtbot.waitUntil(lambda: len(shelf.watchers) == 1)

    settings.models_folder = str(tmp_path)

    qtbot.waitUntil(lambda: len(shelf.watchers) == 2)
    assert shelf.readings == 1
    assert shelf.watchers[0].is_stopped
    panel.end()
    assert shelf.watchers[1].is_stopped


def test_a_scan_that_fails_says_so(qtbot: QtBot, panel: ModelsPanel, shelf: FakeShelf) -> None:
    with qtbot.waitSignal(panel.failed) as failed:
        shelf.scans[-1].end("The disk is full.")

    assert failed.args == ["The disk is full."]


def test_an_empty_library_names_its_folders(qtbot: QtBot, show: Show, shelf: FakeShelf) -> None:
    shelf.known.clear()
    panel = show()
    assert panel.is_empty
    shelf.scans[-1].end()

    qtbot.waitUntil(lambda: str(shelf.folders[0].path) in panel.empty_text)
    assert "Add folder…" in _said(panel)


def test_a_model_is_dragged_out_as_its_file(panel: ModelsPanel, lora: Entry) -> None:
    panel.select(lora.path)

    data = panel.list.model().mimeData(panel.list.selectedIndexes())

    assert [url.toLocalFile() for url in data.urls()] == [str(lora.path)]


def test_enter_adds_the_chosen_model(qtbot: QtBot, panel: ModelsPanel, lora: Entry) -> None:
    panel.select(lora.path)

    with qtbot.waitSignal(panel.add_wanted) as added:
        QTest.keyClick(panel.list, Qt.Key.Key_Return)

    assert added.args == [[lora]]


def test_the_list_keeps_its_place_when_a_mark_changes(panel: ModelsPanel, lora: Entry) -> None:
    panel.select(lora.path)
    resets: list[None] = []
    panel.list.model().modelReset.connect(lambda: resets.append(None))

    QTest.keyClick(panel.list, Qt.Key.Key_S)
    panel.show_search("")

    assert not resets
    assert [one.entry.path for one in panel.chosen()] == [lora.path]


def test_details_stand_beside_the_list_where_there_is_room(show: Show, lora: Entry) -> None:
    narrow, wide = show(300), show(900)
    for panel in (narrow, wide):
        panel.select(lora.path)

    assert narrow.details.geometry().top() > narrow.list.geometry().bottom()
    assert wide.details.geometry().left() > wide.list.geometry().right()
