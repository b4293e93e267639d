import os
from pathlib import Path

import pytest

from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace import keeper as keepers
from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.journal import read_journal
from graphstudio.session.workspace.keeper import BASE, JOURNAL, Keeper
from graphstudio.session.workspace.recovery import recover
from graphstudio.session.workspace.sheet import Sheet
from tests.session.workspace.sayings import add_words, say, tell


class Kept:
    """Hold a sheet and its keeper, and what the keeper told."""

    def __init__(self, registry: Registry, folder: Path, disk: Disk) -> None:
        draft = Draft.of(Graph(registry), "Kept")
        self.alarms: list[str] = []
        self.folder = folder
        self.sheet = Sheet("one", draft)
        self.keeper = Keeper(self.sheet, folder, draft.base, disk, self.alarms.append)

    def lines(self) -> int:
        return len(read_journal(self.folder / JOURNAL).entries)


@pytest.fixture
def kept(registry: Registry, tmp_path: Path, disk: Disk) -> Kept:
    return Kept(registry, tmp_path / "one", disk)


def test_a_sheet_that_nobody_changes_leaves_nothing(kept: Kept) -> None:
    kept.keeper.note_saved()
    kept.keeper.leave()

    assert not kept.folder.exists()
    assert not kept.keeper.has_kept


def test_each_change_is_one_more_line(kept: Kept) -> None:
    add_words(kept.sheet)
    counts = [kept.lines()]

    for change in (lambda: say(kept.sheet, "a"), kept.sheet.document.undo, kept.keeper.note_saved):
        change()
        counts.append(kept.lines())

    assert counts == [2, 3, 4, 5]
    kept.keeper.close()


def test_a_full_disk_is_told_once_and_everything_is_written_when_there_is_room(
    kept: Kept, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    add_words(kept.sheet)
    write = os.write

    def write_half(descriptor: int, data: bytes) -> int:
        if len(data) < 20:
            raise OSError(28, "No space left on device")
        return write(descriptor, data[:10])

    with monkeypatch.context() as patch:
        patch.setattr(os, "write", write_half)
        for text in "abc":
            say(kept.sheet, text)
    alarms_when_full = list(kept.alarms)
    say(kept.sheet, "d")

    back = recover(kept.folder, registry)

    assert len(alarms_when_full) == 1
    assert "No space left" in alarms_when_full[0]
    assert kept.alarms[1:] == [""]
    assert tell(back.sheet.document) == tell(kept.sheet.document)
    assert not back.losses
    kept.keeper.close()


def test_leaving_writes_a_dragged_slider_as_one_line(kept: Kept) -> None:
    add_words(kept.sheet)
    for number in range(50):
        say(kept.sheet, str(number), "drag")
    long = kept.lines()

    kept.keeper.leave()

    assert (long, kept.lines()) == (52, 3)


def test_long_gestures_are_written_in_fewer_lines_when_the_next_begins(
    kept: Kept, registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "_MOST_LINES", 30)
    add_words(kept.sheet)
    for number in range(50):
        say(kept.sheet, str(number), "drag")

    say(kept.sheet, "next")

    assert kept.lines() == 4
    assert tell(recover(kept.folder, registry).sheet.document) == tell(kept.sheet.document)
    kept.keeper.close()


def test_a_saved_sheet_with_a_very_long_history_leaves_only_its_file(
    kept: Kept, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "_MOST_STEPS", 5)
    add_words(kept.sheet)
    for number in range(9):
        say(kept.sheet, str(number))
    kept.sheet.mark_saved(tmp_path / "flow.json", None)

    kept.keeper.leave()

    assert not kept.folder.exists()


def test_an_unsaved_sheet_keeps_its_history_however_long(
    kept: Kept, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(keepers, "_MOST_STEPS", 5)
    add_words(kept.sheet)
    for number in range(9):
        say(kept.sheet, str(number))

    kept.keeper.leave()

    assert kept.lines() == 11


def test_the_first_state_is_whole_before_the_first_line(kept: Kept) -> None:
    add_words(kept.sheet)

    assert (kept.folder / BASE).read_bytes() == b'{\n  "format": 1\n}\n'
    assert sorted(one.name for one in kept.folder.iterdir()) == [BASE, JOURNAL]
    kept.keeper.close()
