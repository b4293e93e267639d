"""What was written down brings back the same document: same graph, same history, same steps."""

import json
import tempfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from graphstudio.errors import GraphError, NotAWorkflow
from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNode
from graphstudio.graph.elements import Node
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.disk import Disk
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.keeper import BASE, JOURNAL, Keeper
from graphstudio.session.workspace.recovery import recover
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.workflow.files import dump, parse
from tests.graph.drawing import Draw, draw_edit, draw_graph
from tests.graph.samples import make_registry
from tests.session.workspace.sayings import add_words, say, tell

_REGISTRY = make_registry()


@pytest.fixture
def sheet(registry: Registry, tmp_path: Path) -> Sheet:
    file = tmp_path / "flow.json"
    file.write_text('{"format": 1, "nodes": {}, "favourite": "kept"}')
    return Sheet("one", Draft.read(file, registry))


def _kept(sheet: Sheet, folder: Path, disk: Disk) -> Keeper:
    assert sheet.source is not None
    return Keeper(sheet, folder, sheet.source.read_bytes(), disk, alarm=pytest.fail)


@settings(max_examples=60)
@given(st.data())
def test_any_history_comes_back_as_it_was(data: st.DataObject) -> None:
    with tempfile.TemporaryDirectory() as place:
        disk = Disk(delay_s=0)
        graph = parse(dump(draw_graph(data.draw, _REGISTRY)), "", _REGISTRY).graph
        draft = Draft.of(graph, "Drawn")
        sheet = Sheet("one", draft)
        keeper = Keeper(sheet, Path(place, "one"), draft.base, disk, alarm=pytest.fail)
        keeper.begin()
        for _ in range(data.draw(st.integers(0, 25))):
            _happen(data.draw, sheet.document, keeper)

        back = recover(Path(place, "one"), _REGISTRY)

        assert not back.losses
        keeper.close()
        disk.close()
        _same_all_the_way(sheet.document, back.sheet.document)


def _happen(draw: Draw, document: Document, keeper: Keeper) -> None:
    """Let something happen that happens in a window."""
    doings = ["do", "do", "do", "do", "undo", "redo", "retract", "save", "close", "tidy"]
    match draw(st.sampled_from(doings)):
        case "do":
            try:
                edit = draw_edit(draw, document.graph)
                document.do(edit, draw(st.sampled_from("abc")), draw(st.sampled_from([None, 1, 2])))
            except GraphError:
                return
        case "undo":
            document.undo()
        case "redo":
            document.redo()
        case "retract":
            document.retract()
        case "save":
            document.mark_clean()
            keeper.note_saved()
        case "close":
            document.history.close_step()
        case _:
            keeper.begin()


def _same_all_the_way(one: Document, other: Document) -> None:
    """Check that two documents are the same now and after each step back and forth."""
    assert tell(one) == tell(other)
    while one.undo():
        assert other.undo()
        assert tell(one) == tell(other)
    assert not other.undo()
    while one.redo():
        assert other.redo()
        assert tell(one) == tell(other)
    assert not other.redo()


def test_a_slider_that_was_dragged_is_one_step_again(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)
    for text in "abcdef":
        say(sheet, text, "drag 1")
    say(sheet, "x", "drag 2")

    back = recover(tmp_path / "one", registry).sheet.document

    assert back.history.labels == ("Add words", "Set text", "Set text")
    back.undo()
    assert back.graph.node("words").values == {"text": "f"}
    back.undo()
    assert back.graph.node("words").values == {"text": "hello"}
    keeper.close()


def test_a_lost_save_with_no_step_left_brings_back_nothing_to_redo(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper, document = _kept(sheet, tmp_path / "one", disk), sheet.document
    add_words(sheet)
    document.mark_clean()
    document.undo()
    add_words(sheet, "others")
    document.undo()
    document.redo()
    document.retract()
    keeper.begin()

    back = recover(tmp_path / "one", registry).sheet.document

    assert document.history.clean_count is None
    assert tell(back) == tell(document)
    keeper.close()


def test_nothing_merges_with_a_step_from_before_the_crash(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)
    say(sheet, "a", 2)

    back = recover(tmp_path / "one", registry).sheet
    say(back, "b", 2)

    assert back.document.history.labels == ("Add words", "Set text", "Set text")
    keeper.close()


def test_a_sheet_knows_its_file_and_its_unknown_keys_again(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)

    back = recover(tmp_path / "one", registry).sheet

    assert (back.id, back.path, back.title) == ("one", sheet.path, "flow")
    assert back.extras == sheet.extras != ()
    assert not back.is_clean
    assert not back.is_stale
    keeper.close()


def test_a_file_saved_just_before_the_crash_is_known_as_our_own(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)
    assert sheet.path is not None
    sheet.path.write_text(sheet.text())

    back = recover(tmp_path / "one", registry).sheet

    assert back.is_clean
    assert not back.is_stale
    keeper.close()


def test_an_edit_that_is_refused_now_becomes_an_empty_step_and_is_told(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)
    say(sheet, "a")
    keeper.close()
    journal = tmp_path / "one" / JOURNAL
    journal.write_text(
        journal.read_text().replace('"value":"a"', '"value":3')
        + json.dumps({"undo": 1}) + "\n"
        + json.dumps({"redo": 1}) + "\n"
    )  # fmt: skip

    back = recover(tmp_path / "one", registry)

    assert back.sheet.document.history.labels == ("Add words", "Set text")
    assert back.sheet.document.graph.node("words").values == {"text": "hello"}
    assert len(back.losses) == 1
    assert back.losses[0].startswith("Set text: ")


def test_a_line_of_a_later_version_is_told_and_the_others_count(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)
    keeper.close()
    with (tmp_path / "one" / JOURNAL).open("a") as journal:
        journal.write('{"teleport": 1}\n')

    back = recover(tmp_path / "one", registry)

    assert back.sheet.document.history.labels == ("Add words",)
    assert "teleport" in back.losses[0]


def test_a_damaged_journal_gives_what_comes_before_the_damage(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    for id_ in ("words", "more", "most"):
        add_words(sheet, id_)
    keeper.close()
    journal = tmp_path / "one" / JOURNAL
    lines = journal.read_bytes().splitlines(keepends=True)
    journal.write_bytes(b"".join([*lines[:2], b"\0" * len(lines[2]) + b"\n", *lines[3:]]))

    back = recover(tmp_path / "one", registry)

    assert list(back.sheet.document.graph.nodes) == ["words"]
    assert "line 3 of 4" in back.losses[0]


def test_placeholders_come_back_with_their_values(
    sheet: Sheet, tmp_path: Path, disk: Disk, registry: Registry
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    sheet.document.do(AddNode(Node("far", "gone.away", values={"deep": [{"a": 1}]})), "Add")

    back = recover(tmp_path / "one", registry).sheet

    assert back.document.graph == sheet.document.graph
    keeper.close()


@pytest.mark.parametrize(
    "spoil",
    [
        pytest.param(lambda folder: (folder / BASE).write_text("no"), id="base is no workflow"),
        pytest.param(lambda folder: (folder / JOURNAL).write_text(""), id="journal is empty"),
        pytest.param(
            lambda folder: (folder / JOURNAL).write_text('{"format": 99}\n'), id="newer journal"
        ),
    ],
)
def test_what_cannot_be_read_at_all_is_refused(
    sheet: Sheet,
    tmp_path: Path,
    disk: Disk,
    registry: Registry,
    spoil: Callable[[Path], object],
) -> None:
    keeper = _kept(sheet, tmp_path / "one", disk)
    add_words(sheet)
    keeper.close()
    spoil(tmp_path / "one")

    with pytest.raises(NotAWorkflow):
        recover(tmp_path / "one", registry)
