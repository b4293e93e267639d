import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.errors import FileChanged, NotAWorkflow, WorkflowFileError
from graphstudio.graph.edits import AddNode
from graphstudio.graph.elements import Node
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.workspace import Workspace
from graphstudio.workflow.files import parse
from graphstudio.workflow.pictures import write_png
from tests.session.workspace.sayings import add_words, say

Start = Callable[[], Workspace]

_FLOW = '{"format": 1, "nodes": {"words": {"type": "test.words"}}}'


@pytest.fixture
def flow(tmp_path: Path) -> Path:
    file = tmp_path / "flow.json"
    file.write_text(_FLOW)
    return file


def test_new_sheets_get_titles_of_their_own(start: Start) -> None:
    workspace = start()

    titles = [workspace.new(title).title for title in ("", "", "Fox", "Fox")]

    assert titles == ["Untitled", "Untitled 2", "Fox", "Fox 2"]
    assert len(workspace.sheets) == 4


def test_opening_a_file_twice_gives_the_same_sheet(start: Start, flow: Path) -> None:
    workspace = start()
    (flow.parent / "link.json").symlink_to(flow)

    sheet = workspace.open(flow)

    assert workspace.open(flow) is sheet
    assert workspace.open(flow.parent / "link.json") is sheet
    assert workspace.sheets == (sheet,)


def test_a_file_that_was_read_elsewhere_is_shown_once(start: Start, flow: Path) -> None:
    workspace = start()
    draft = workspace.read(flow)

    sheet = workspace.show(draft)

    assert workspace.show(draft) is sheet
    assert workspace.find(flow) is sheet


def test_opening_what_is_no_workflow_opens_nothing(start: Start, tmp_path: Path) -> None:
    workspace = start()

    with pytest.raises(NotAWorkflow):
        workspace.open(tmp_path / "missing.json")

    assert workspace.sheets == ()
    assert workspace.recents.paths == ()


def test_a_picture_opens_as_a_sheet_that_asks_where_to_save(start: Start, tmp_path: Path) -> None:
    workspace = start()
    picture = write_png(tmp_path / "fox.png", Image.new("RGB", (8, 8)), workflow=_FLOW, run={})

    sheet = workspace.open(picture)

    assert workspace.open(picture) is sheet
    assert (sheet.path, sheet.title, sheet.folder) == (None, "fox_0001", tmp_path)
    with pytest.raises(WorkflowFileError, match="has no file yet"):
        workspace.save(sheet)
    with pytest.raises(WorkflowFileError, match="name of a picture"):
        workspace.save(sheet, picture)


def test_everything_that_happens_to_sheets_is_announced(start: Start, flow: Path) -> None:
    workspace = start()
    told: list[tuple[str, str]] = []
    workspace.opened.connect(lambda sheet: told.append(("opened", sheet.title)))
    workspace.changed.connect(lambda sheet: told.append(("changed", sheet.title)))
    workspace.closed.connect(lambda sheet: told.append(("closed", sheet.title)))

    sheet = workspace.open(flow)
    say(sheet, "more")
    workspace.close(sheet)

    assert told == [("opened", "flow"), ("changed", "flow"), ("closed", "flow")]


def test_saving_writes_the_file_and_marks_the_sheet_clean(
    start: Start, flow: Path, registry: Registry
) -> None:
    workspace = start()
    sheet = workspace.open(flow)
    say(sheet, "more")

    workspace.save(sheet)

    assert sheet.is_clean
    assert not sheet.is_stale
    assert parse(flow.read_bytes(), "", registry).graph == sheet.document.graph


def test_a_failed_save_leaves_the_sheet_as_it_was(start: Start, flow: Path) -> None:
    workspace = start()
    sheet = workspace.open(flow)
    say(sheet, "more")

    with pytest.raises(WorkflowFileError, match="does not exist"):
        workspace.save(sheet, flow.parent / "nowhere" / "flow.json")

    assert not sheet.is_clean
    assert sheet.path == flow


def test_a_file_that_somebody_else_changed_is_not_written_over_unasked(
    start: Start, flow: Path
) -> None:
    workspace = start()
    sheet = workspace.open(flow)
    say(sheet, "ours")
    flow.write_text(_FLOW.replace("{}", '{"theirs": 1}') + "\n")

    was_stale = sheet.is_stale
    with pytest.raises(FileChanged):
        workspace.save(sheet)
    theirs = flow.read_text()
    workspace.save(sheet, flow)

    assert was_stale
    assert "ours" not in theirs
    assert "ours" in flow.read_text()
    assert not sheet.is_stale


def test_a_file_that_is_gone_is_written_again(start: Start, flow: Path) -> None:
    workspace = start()
    sheet = workspace.open(flow)
    flow.unlink()

    workspace.save(sheet)

    assert flow.exists()


def test_a_file_open_in_another_tab_is_not_written_over(start: Start, flow: Path) -> None:
    workspace = start()
    workspace.open(flow)

    with pytest.raises(WorkflowFileError, match="open in another tab"):
        workspace.save(workspace.new(), flow)


def test_file_names_mean_the_same_files_when_a_sheet_moves_to_another_folder(
    start: Start, tmp_path: Path
) -> None:
    workspace = start()
    for name in ("here", "there"):
        (tmp_path / name).mkdir()
    (tmp_path / "here" / "flow.json").write_text(
        '{"format": 1, "nodes": {"read": {"type": "test.read", "values": {"file": "a.txt"}}}}'
    )
    sheet = workspace.open(tmp_path / "here" / "flow.json")

    workspace.save(sheet, tmp_path / "here" / "twin.json")
    beside = sheet.document.graph.node("read").values
    workspace.save(sheet, tmp_path / "there" / "flow.json")

    assert beside == {"file": "a.txt"}
    assert sheet.document.graph.node("read").values == {"file": str(tmp_path / "here" / "a.txt")}
    assert sheet.is_clean


def test_reading_a_file_anew_gives_what_is_on_the_disk_in_the_same_tab(
    start: Start, flow: Path
) -> None:
    workspace = start()
    sheet, last = workspace.open(flow), workspace.new()
    say(sheet, "ours")
    flow.write_text('{"format": 1, "nodes": {"theirs": {"type": "test.words"}}}')

    fresh = workspace.reload(sheet)

    assert list(fresh.document.graph.nodes) == ["theirs"]
    assert workspace.sheets == (fresh, last)
    assert fresh.is_clean


def test_a_closed_sheet_can_be_opened_again_with_its_changes(start: Start, flow: Path) -> None:
    workspace = start()
    sheet = workspace.open(flow)
    say(sheet, "ours")
    workspace.close(sheet)

    assert workspace.sheets == ()
    assert workspace.reopen() is sheet
    assert workspace.reopen() is None
    assert sheet.document.history.labels == ("Set text",)


def test_only_the_last_ten_closed_sheets_are_kept(start: Start, state: Path) -> None:
    workspace = start()
    for _ in range(12):
        sheet = workspace.new()
        add_words(sheet)
        workspace.close(sheet)

    assert len(list(state.rglob("journal.jsonl"))) == 10


def test_sheets_can_be_put_in_another_order(start: Start) -> None:
    workspace = start()
    first, second, third = (workspace.new() for _ in range(3))

    workspace.move(third, 0)

    assert workspace.sheets == (third, first, second)


def test_opened_and_saved_files_are_remembered(start: Start, flow: Path) -> None:
    workspace = start()
    workspace.open(flow)
    workspace.save(workspace.new(), flow.parent / "second.json")

    assert workspace.recents.paths == (flow.parent / "second.json", flow)


def test_a_full_disk_is_announced_and_editing_goes_on(
    start: Start, monkeypatch: pytest.MonkeyPatch
) -> None:
    workspace = start()
    sheet = workspace.new()
    alarms: list[str] = []
    workspace.alarmed.connect(alarms.append)

    def fail(path: Path, data: bytes) -> int:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(Path, "write_bytes", fail)
        add_words(sheet)
    say(sheet, "more")

    assert len(alarms) == 2
    assert "No space left" in alarms[0]
    assert alarms[1] == ""
    assert len(sheet.document.history.labels) == 2


def test_a_state_folder_that_cannot_be_is_told_in_words(tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "state").write_text("a file")

    with pytest.raises(WorkflowFileError, match="GRAPHSTUDIO_STATE"):
        Workspace(registry, tmp_path / "state")


def test_an_adopted_graph_is_kept_although_nobody_changed_it(
    start: Start, registry: Registry, state: Path
) -> None:
    workspace = start()
    graph = parse(_FLOW, "", registry).graph

    workspace.adopt(graph, "Ready-made")

    assert len(list(state.rglob("base.json"))) == 1


def test_a_sheet_can_hold_what_no_pack_knows(start: Start) -> None:
    workspace = start()
    sheet = workspace.new()

    sheet.document.do(AddNode(Node("far", "gone.away")), "Add")

    assert not sheet.is_clean


def test_the_window_gets_all_of_it_without_torch_qt_or_pillow() -> None:
    code = (
        "import sys, graphstudio.session.gallery.gallery, graphstudio.session.opening, "
        "graphstudio.session.workspace.workspace; "
        "print(sorted({'torch', 'diffusers', 'PySide6', 'PIL', 'numpy'} & set(sys.modules)))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"
