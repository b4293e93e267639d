from pathlib import Path

import pytest

from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.draft import Draft
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.workflow.files import parse
from tests.session.workspace.sayings import add_words, say


@pytest.fixture
def sheet(registry: Registry) -> Sheet:
    return Sheet("one", Draft.of(Graph(registry), "Untitled"))


def test_a_sheet_tells_when_it_becomes_dirty_and_clean_and_not_at_every_edit(sheet: Sheet) -> None:
    told: list[bool] = []
    sheet.changed.connect(lambda one: told.append(one.is_clean))

    add_words(sheet)
    say(sheet, "more")
    sheet.document.undo()
    sheet.document.undo()

    assert told == [False, True]


def test_a_sheet_without_a_file_has_a_name_of_its_own(sheet: Sheet) -> None:
    assert sheet.title == "Untitled"
    assert sheet.folder == Path.cwd()
    assert not sheet.is_stale


def test_a_saved_sheet_is_called_like_its_file(sheet: Sheet, tmp_path: Path) -> None:
    told: list[str] = []
    sheet.changed.connect(lambda one: told.append(one.title))

    sheet.mark_saved(tmp_path / "flow.json", None)

    assert told == ["flow"]
    assert sheet.folder == tmp_path


def test_the_text_of_a_sheet_is_a_workflow_file(sheet: Sheet, registry: Registry) -> None:
    add_words(sheet)

    assert parse(sheet.text(), "", registry).graph == sheet.document.graph
