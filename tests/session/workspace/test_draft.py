from pathlib import Path

import pytest
from PIL import Image

from graphstudio.errors import NotAWorkflow
from graphstudio.graph.registry import Registry
from graphstudio.session.workspace.draft import Draft
from graphstudio.workflow.pictures import write_png

_FLOW = '{"format": 1, "title": "Fox", "nodes": {"words": {"type": "test.words"}}}'


def test_a_draft_of_a_file_knows_where_it_came_from(tmp_path: Path, registry: Registry) -> None:
    file = tmp_path / "flow.json"
    file.write_text(_FLOW)

    draft = Draft.read(file, registry)

    assert (draft.path, draft.source, draft.name) == (file, file, "flow")
    assert draft.stamp is not None
    assert list(draft.graph.nodes) == ["words"]


def test_a_draft_of_a_picture_has_no_file_to_save_to(tmp_path: Path, registry: Registry) -> None:
    picture = write_png(tmp_path / "fox.png", Image.new("RGB", (8, 8)), workflow=_FLOW, run={})

    draft = Draft.read(picture, registry)

    assert (draft.path, draft.source, draft.name) == (None, picture, "fox_0001")
    assert draft.stamp is None
    assert list(draft.graph.nodes) == ["words"]


def test_problems_of_the_file_come_along(tmp_path: Path, registry: Registry) -> None:
    (tmp_path / "flow.json").write_text('{"format": 1, "nodes": {"a": {"type": "gone.away"}}}')

    draft = Draft.read(tmp_path / "flow.json", registry)

    assert [one.place for one in draft.problems] == ["nodes.a.type"]


@pytest.mark.parametrize("name", ["missing.json", ".", "text.json"])
def test_what_is_no_workflow_is_refused_with_the_reason(
    tmp_path: Path, registry: Registry, name: str
) -> None:
    (tmp_path / "text.json").write_text("hello")

    with pytest.raises(NotAWorkflow):
        Draft.read(tmp_path / name, registry)
