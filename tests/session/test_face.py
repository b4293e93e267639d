import threading
from pathlib import Path

import pytest

import graphstudio as gs
from graphstudio.engine.cache import MemoryCache
from graphstudio.engine.devices import Devices
from graphstudio.engine.events import NodeDone
from graphstudio.engine.executor import Engine
from graphstudio.engine.files import FileHashes
from graphstudio.errors import BadValue, ConnectError, GraphError, NodeFailed, NotAWorkflow
from graphstudio.graph.registry import Registry


@pytest.fixture
def studio(registry: Registry) -> gs.Studio:
    engine = Engine(cache=MemoryCache(1 << 20), devices=Devices("cpu"), files=FileHashes())
    return gs.Studio(registry, engine)


@pytest.fixture
def workflow(studio: gs.Studio) -> gs.Workflow:
    workflow = gs.Workflow(title="Two words", studio=studio)
    first = workflow.add("test.words", text="ha", count=2)
    workflow.add("test.join", id="both", first=first, second=workflow.add("test.words", text="!"))
    workflow.publish("laugh", first, "text")
    return workflow


def test_a_graph_built_in_code_runs(workflow: gs.Workflow) -> None:
    assert workflow.run(targets=["both"]).values["both"] == ("ha ha!",)


def test_a_published_input_is_set_by_its_name(workflow: gs.Workflow) -> None:
    assert workflow.run(targets=["both"], laugh="ho").values["both"] == ("ho ho!",)


def test_a_second_run_computes_only_what_changed(workflow: gs.Workflow) -> None:
    workflow.run(targets=["both"])
    ran: list[str] = []

    workflow.run(
        targets=["both"],
        laugh="he",
        emit=lambda event: (
            ran.append(event.node) if isinstance(event, NodeDone) and not event.is_cached else None
        ),
    )

    assert ran == ["words", "both"]


def test_what_was_saved_is_what_is_loaded(
    workflow: gs.Workflow, studio: gs.Studio, tmp_path: Path
) -> None:
    workflow.save(tmp_path / "laugh.json")

    again = gs.Workflow.load(tmp_path / "laugh.json", studio=studio)

    assert again.graph == workflow.graph


def test_pictures_stay_in_memory_unless_a_folder_is_named(
    studio: gs.Studio, tmp_path: Path
) -> None:
    workflow = gs.Workflow(studio=studio)
    workflow.add("test.paint", level=0.2)

    kept, written = workflow.run(), workflow.run(out=tmp_path)

    assert [picture.size for picture in kept.images] == [(8, 8), (8, 8)]
    assert kept.paths == ()
    assert sorted(path.name for path in written.paths) == ["grey_0001.png", "grey_0002.png"]
    assert written.images == ()


def test_a_relative_file_is_found_beside_the_workflow(studio: gs.Studio, tmp_path: Path) -> None:
    (tmp_path / "words.txt").write_text("from a file")
    workflow = gs.Workflow(studio=studio)
    workflow.add("test.read", file="words.txt")
    workflow.save(tmp_path / "reader.json")

    loaded = gs.Workflow.load(tmp_path / "reader.json", studio=studio)

    assert loaded.run(targets=["read"]).values["read"] == ("from a file",)


def test_a_relative_file_stays_the_same_file_when_the_workflow_moves(
    studio: gs.Studio, tmp_path: Path
) -> None:
    (tmp_path / "words.txt").write_text("from a file")
    workflow = gs.Workflow(studio=studio)
    workflow.add("test.read", file=Path("words.txt"))
    workflow.save(tmp_path / "reader.json")
    (tmp_path / "elsewhere").mkdir()

    gs.Workflow.load(tmp_path / "reader.json", studio=studio).save(
        tmp_path / "elsewhere" / "r.json"
    )

    moved = gs.Workflow.load(tmp_path / "elsewhere" / "r.json", studio=studio)
    assert moved.run(targets=["read"]).values["read"] == ("from a file",)


def test_a_target_may_be_named_by_its_handle(studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    words = workflow.add("test.words", text="hi")

    assert workflow.run(targets=[words]).values[words.id] == ("hi",)


def test_a_node_that_is_refused_leaves_the_workflow_as_it_was(workflow: gs.Workflow) -> None:
    before = workflow.graph.snapshot()

    with pytest.raises(BadValue, match="count"):
        workflow.add("test.words", count=99)
    with pytest.raises(GraphError):
        workflow.add("test.join", third="x")

    assert workflow.graph.snapshot() == before


def test_a_wire_that_makes_no_sense_is_refused_with_the_reason(workflow: gs.Workflow) -> None:
    words = workflow.add("test.words")

    with pytest.raises(ConnectError, match="text"):
        workflow.add("test.paint", level=words)


def test_an_unknown_input_names_the_known_ones(workflow: gs.Workflow) -> None:
    with pytest.raises(BadValue, match="laugh"):
        workflow.run(laughter="x")


def test_a_failed_node_is_an_error_with_its_cause(studio: gs.Studio) -> None:
    workflow = gs.Workflow(studio=studio)
    workflow.add("test.fail", text="x")

    with pytest.raises(NodeFailed, match="no luck with x") as failed:
        workflow.run(targets=["fail"])

    assert isinstance(failed.value.__cause__, ValueError)


def test_a_stopped_run_raises_cancelled(workflow: gs.Workflow) -> None:
    stop = threading.Event()
    stop.set()

    with pytest.raises(gs.Cancelled):
        workflow.run(targets=["both"], stop=stop)


def test_a_file_with_a_problem_is_not_half_loaded(studio: gs.Studio, tmp_path: Path) -> None:
    path = tmp_path / "bad.json"
    path.write_text('{"format": 1, "nodes": {"a": {"type": "test.words", "values": {"count": 0}}}}')

    with pytest.raises(NotAWorkflow, match="count"):
        gs.Workflow.load(path, studio=studio)


def test_an_unknown_key_is_a_warning_and_survives_saving(studio: gs.Studio, tmp_path: Path) -> None:
    path = tmp_path / "newer.json"
    path.write_text('{"format": 1, "mood": "happy", "nodes": {}}')

    with pytest.warns(UserWarning, match="mood"):
        workflow = gs.Workflow.load(path, studio=studio)
    workflow.save(path)

    assert '"mood": "happy"' in path.read_text()
