"""One window after the other: what the first leaves, the second has."""

import shutil
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.session.workspace.workspace import Workspace
from graphstudio.workflow.pictures import write_png
from tests.session.workspace.dying import kill
from tests.session.workspace.sayings import add_words, say, tell

Start = Callable[[], Workspace]
End = Callable[[Workspace], None]

_FLOW = '{"format": 1, "nodes": {"words": {"type": "test.words"}}}'
_TAKE_OVER_AND_DIE = """
import os, sys
from pathlib import Path
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.session import Session
from graphstudio.session.workspace.workspace import Workspace

def die(*args):
    os.kill(os.getpid(), 9)

workspace = Workspace(Registry([]), Path(sys.argv[1]))
if sys.argv[2] == "after the first tab":
    workspace.opened.connect(die)
else:
    Session.note_tab = die
workspace.restore()
"""
_ENDS = [
    pytest.param(kill, id="killed"),
    pytest.param(Workspace.close_down, id="closed"),
]


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    file = tmp_path / "flow.json"
    file.write_text(_FLOW)
    return file


@pytest.mark.parametrize("end", _ENDS)
def test_every_tab_comes_back_with_its_history_and_unsaved_changes(
    start: Start, flow: Path, end: End
) -> None:
    first = start()
    sheets = [first.open(flow), first.new(), first.new("Fox")]
    say(sheets[0], "unsaved")
    add_words(sheets[2])
    say(sheets[2], "undone")
    sheets[2].document.undo()
    first.move(sheets[2], 0)
    first.bring_to_front(sheets[1])
    before = [(one.id, one.title, one.path, tell(one.document)) for one in first.sheets]
    end(first)

    second = start()
    back = second.restore()

    assert [(one.id, one.title, one.path, tell(one.document)) for one in back] == before
    assert back == second.sheets
    assert second.front is second.sheets[2]
    assert second.losses == ()
    assert second.was_killed == (end is kill)


@pytest.mark.parametrize("end", _ENDS)
def test_a_sheet_that_nobody_changed_is_read_from_its_file_again(
    start: Start, flow: Path, state: Path, end: End
) -> None:
    first = start()
    first.open(flow)
    end(first)
    assert not list(state.rglob("base.json"))
    flow.write_text('{"format": 1, "nodes": {"newer": {"type": "test.words"}}}')

    (sheet,) = start().restore()

    assert list(sheet.document.graph.nodes) == ["newer"]
    assert sheet.path == flow
    assert sheet.is_clean


def test_a_sheet_of_a_picture_comes_back(start: Start, tmp_path: Path) -> None:
    picture = write_png(tmp_path / "fox.png", Image.new("RGB", (8, 8)), workflow=_FLOW, run={})
    first = start()
    first.open(picture)
    say(first.open(picture), "more")
    kill(first)

    (sheet,) = start().restore()

    assert (sheet.path, sheet.source, sheet.title) == (None, picture, "fox_0001")
    assert not sheet.is_clean


def test_windows_leave_each_others_sheets_alone(start: Start, flow: Path) -> None:
    first, second = start(), start()
    first.open(flow)

    assert second.restore() == ()
    assert start().restore() == ()


def test_what_was_brought_back_survives_the_next_crash_too(start: Start) -> None:
    window = start()
    add_words(window.new())
    for number in range(3):
        kill(window)
        window = start()
        (sheet,) = window.restore()
        say(sheet, str(number))

    assert sheet.document.history.labels == ("Add words", *["Set text"] * 3)
    while sheet.document.undo():
        pass
    assert sheet.is_clean


def test_several_dead_windows_are_brought_back_together(start: Start, state: Path) -> None:
    windows = [start() for _ in range(3)]
    for number, window in enumerate(windows):
        add_words(window.new(f"Window {number}"))
    for window in windows:
        kill(window)

    last = start()

    assert [sheet.title for sheet in last.restore()] == ["Window 0", "Window 1", "Window 2"]
    assert len([one for one in (state / "workspace" / "sessions").iterdir() if one.is_dir()]) == 1


def test_a_sheet_closed_on_purpose_stays_closed(start: Start) -> None:
    first = start()
    sheet = first.new()
    add_words(sheet)
    first.close(sheet)
    kill(first)

    assert start().restore() == ()


def test_a_saved_sheet_whose_file_was_changed_since_shows_the_file(
    start: Start, flow: Path
) -> None:
    first = start()
    sheet = first.open(flow)
    say(sheet, "ours")
    first.save(sheet)
    kill(first)
    flow.write_text('{"format": 1, "nodes": {"theirs": {"type": "test.words"}}}')

    (back,) = start().restore()

    assert list(back.document.graph.nodes) == ["theirs"]


def test_an_unsaved_sheet_whose_file_was_changed_since_is_known_to_be_stale(
    start: Start, flow: Path
) -> None:
    first = start()
    say(first.open(flow), "ours")
    kill(first)
    flow.write_text('{"format": 1, "nodes": {"theirs": {"type": "test.words"}}}')

    (back,) = start().restore()

    assert back.document.graph.node("words").values == {"text": "ours"}
    assert back.is_stale


def test_a_file_that_is_gone_is_told_and_the_other_tabs_come_back(start: Start, flow: Path) -> None:
    first = start()
    first.open(flow)
    first.new("Other")
    kill(first)
    flow.unlink()

    second = start()

    assert [sheet.title for sheet in second.restore()] == ["Other"]
    assert [loss.title for loss in second.losses] == ["flow"]
    assert "no such file" in second.losses[0].message


@pytest.mark.parametrize(
    ("name", "good", "bad"),
    [
        pytest.param("base.json", '{"format"', "no workflow", id="base"),
        pytest.param("journal.jsonl", '"stamp":[', '"stamp":[1,2,3,', id="facts"),
        pytest.param("journal.jsonl", '"format":1', '"format":2', id="version"),
    ],
)
def test_changes_that_cannot_be_read_are_kept_aside_and_the_file_is_opened(
    start: Start, flow: Path, state: Path, name: str, good: str, bad: str
) -> None:
    first = start()
    say(first.open(flow), "ours")
    kill(first)
    (spoilt,) = state.rglob(name)
    spoilt.write_text(spoilt.read_text().replace(good, bad, 1))

    second = start()
    (sheet,) = second.restore()

    (loss,) = second.losses
    assert sheet.document.graph.node("words").values == {}
    assert loss.folder is not None
    assert str(loss.folder) in loss.message
    assert "ours" in (loss.folder / "journal.jsonl").read_text()


def test_a_journal_damaged_in_the_middle_is_kept_aside_and_its_beginning_comes_back(
    start: Start, state: Path
) -> None:
    first = start()
    sheet = first.new()
    for id_ in ("words", "more", "most"):
        add_words(sheet, id_)
    kill(first)
    (journal,) = state.rglob("journal.jsonl")
    data = journal.read_bytes()
    journal.write_bytes(data.replace(b'"Add more"', b'"Add mo'))

    second = start()
    (back,) = second.restore()

    assert list(back.document.graph.nodes) == ["words"]
    assert second.losses[0].folder is not None
    assert (second.losses[0].folder / "journal.jsonl").read_bytes() == journal_with(data)


def journal_with(data: bytes) -> bytes:
    return data.replace(b'"Add more"', b'"Add mo')


@pytest.mark.parametrize("killed_at", ["before the tab is noted", "after the first tab"])
def test_a_window_killed_while_it_takes_over_loses_nothing(
    start: Start, state: Path, killed_at: str
) -> None:
    first = start()
    for title in ("One", "Two"):
        add_words(first.new(title))
    before = {sheet.id: tell(sheet.document) for sheet in first.sheets}
    kill(first)

    died = subprocess.run(
        [sys.executable, "-c", _TAKE_OVER_AND_DIE, str(state), killed_at], check=False
    )
    back = start().restore()

    assert died.returncode == -signal.SIGKILL
    assert {sheet.id: tell(sheet.document) for sheet in back} == before


def test_a_folder_that_cannot_be_moved_stays_for_the_next_start(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = start()
    add_words(first.new("One"))
    kill(first)

    def fail(source: object, target: object) -> None:
        raise OSError(28, "No space left on device")

    broken = start()
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", fail)
        patch.setattr(Path, "replace", fail)
        broken.restore()
    losses = broken.losses
    kill(broken)
    back = start().restore()

    assert "stays in" in losses[0].message
    assert [sheet.title for sheet in back] == ["One"]


def test_a_window_closed_without_tabs_leaves_nothing(start: Start, state: Path) -> None:
    window = start()
    sheet = window.new()
    add_words(sheet)
    window.close(sheet)

    window.close_down()

    assert list((state / "workspace" / "sessions").iterdir()) == []


def test_a_file_that_is_open_by_now_gets_no_second_tab_unless_it_was_changed(
    start: Start, flow: Path
) -> None:
    other = flow.with_name("other.json")
    other.write_text(_FLOW)
    first = start()
    first.open(flow)
    say(first.open(other), "ours")
    kill(first)

    second = start()
    second.open(flow)
    second.open(other)

    assert [sheet.path for sheet in second.restore()] == [other]
