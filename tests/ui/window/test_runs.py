"""The runs of open workflows: asked for, followed, refused, lost."""

import json
from pathlib import Path

import pytest
from pytestqt.qtbot import QtBot

from graphstudio.engine.events import ImageSaved, NodeDone, StepKept
from graphstudio.graph.edits import AddNode, Connect, Group, RemoveNode, Roll, SetValue
from graphstudio.graph.elements import Node, Port, Wire
from graphstudio.session.forecast import Forecast
from graphstudio.session.worker.protocol import Checked, Refused, Trouble
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage
from graphstudio.ui.window.runs import SheetRuns

from .engine import FakeEngine

SEED = Port("noise", "seed")


@pytest.fixture
def known(window: MainWindow, page: GraphPage) -> SheetRuns:
    """Give what is known about the runs of the page in front."""
    return window.runs.of(page.sheet)


def _seed(page: GraphPage) -> object:
    return page.sheet.document.graph.node("noise").values.get("seed")


def _roll(page: GraphPage, port: Port = SEED) -> None:
    page.sheet.document.do(Roll(port, is_rolling=True), "New at each run")


def test_a_run_is_queued_with_the_graph_as_it_is_now(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")

    window.runs.run(page.sheet)
    page.sheet.document.do(SetValue("sampler", "steps", 8), "Set steps")

    assert engine.runs[0].workflow != page.sheet.text()
    page.sheet.document.undo()
    assert engine.runs[0].workflow == page.sheet.text()
    assert engine.runs[0].targets is None


def test_only_the_wanted_nodes_are_run(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    window.runs.run(page.sheet, ["decode"])

    assert engine.runs[0].targets == ("decode",)


def test_a_run_goes_before_all_that_waits_if_wanted(window: MainWindow, page: GraphPage) -> None:
    first = window.runs.run(page.sheet)
    second = window.runs.run(page.sheet)

    third = window.runs.run(page.sheet, first=True)

    assert [job.id for job in window.desk.runner.jobs] == [first, third, second]


def test_pictures_go_to_the_folder_of_the_preferences(
    window: MainWindow, page: GraphPage, engine: FakeEngine, tmp_path: Path
) -> None:
    window.desk.settings.out_folder = str(tmp_path / "mine")

    window.runs.run(page.sheet)

    assert engine.runs[0].out == str(tmp_path / "mine")


def test_a_rolling_seed_is_new_for_each_run_and_can_be_undone(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    before = _seed(page)
    _roll(page)

    window.runs.run(page.sheet)
    first = _seed(page)
    window.runs.run(page.sheet)
    second = _seed(page)

    assert len({before, first, second}) == 3
    assert f"{first}" in engine.runs[0].workflow
    page.sheet.document.undo()
    assert _seed(page) == first


def test_a_seed_that_keeps_its_value_keeps_it(window: MainWindow, page: GraphPage) -> None:
    before = _seed(page)

    window.runs.run(page.sheet)

    assert _seed(page) == before


def test_a_rolling_seed_that_a_wire_feeds_is_left_alone(
    window: MainWindow, page: GraphPage
) -> None:
    _roll(page)
    graph = page.sheet.document.graph
    page.canvas.add_node(graph.registry.require("value.seed"))
    node = next(id_ for id_, one in graph.nodes.items() if one.type == "value.seed")
    output = graph.registry.require("value.seed").outputs[0].name
    page.sheet.document.do(Connect(Wire(Port(node, output), SEED)), "Connect")
    before = _seed(page)

    window.runs.run(page.sheet)

    assert _seed(page) == before


def test_a_rolling_seed_that_the_wanted_nodes_do_not_need_keeps_its_value(
    window: MainWindow, page: GraphPage
) -> None:
    _roll(page)
    before = _seed(page)

    window.runs.run(page.sheet, ["load"])

    assert _seed(page) == before


def test_old_marks_go_when_a_run_is_queued(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")
    engine.finish(job)

    window.runs.run(page.sheet)

    assert known.status.outcome is None


def test_a_run_is_followed_to_its_end(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns, qtbot: QtBot
) -> None:
    job = window.runs.run(page.sheet)

    engine.begin(job, "sampler")
    assert known.status.current == "sampler"
    with qtbot.waitSignal(window.runs.ended) as told:
        engine.finish(job)

    assert known.status.outcome == "done"
    assert told.args == [page.sheet.id]


def test_a_saved_picture_is_told(
    window: MainWindow, page: GraphPage, engine: FakeEngine, qtbot: QtBot, tmp_path: Path
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "save")

    with qtbot.waitSignal(window.runs.saved) as told:
        engine.tell(job, ImageSaved("save", tmp_path / "fox.png"))

    assert told.args == [page.sheet.id, str(tmp_path / "fox.png")]


def test_a_refusal_keeps_the_reasons_and_the_next_run_starts(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns
) -> None:
    trouble = Trouble("save", "Save Image: nothing is connected to its image.", "image")
    first = window.runs.run(page.sheet)
    second = window.runs.run(page.sheet)

    engine.say(Refused(first, (trouble,)))

    assert known.troubles == (trouble,)
    assert not known.status.is_running
    assert [one.run for one in engine.runs] == [first, second]


def test_a_lost_run_marks_the_node_that_ran(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")

    engine.die(job, "The engine was killed, probably out of memory.")

    assert known.status.node("sampler").phase == "failed"
    assert "out of memory" in known.status.node("sampler").message
    assert known.status.outcome == "failed"
    assert not known.status.is_running


def test_an_edit_asks_once_after_a_pause_what_a_run_would_do(
    window: MainWindow, page: GraphPage, engine: FakeEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(engine.checks))
    asked = len(engine.checks)

    page.sheet.document.do(SetValue("sampler", "steps", 7), "Set steps")
    page.sheet.document.do(SetValue("sampler", "steps", 8), "Set steps")
    qtbot.waitUntil(lambda: len(engine.checks) > asked)

    assert len(engine.checks) == asked + 1
    assert json.loads(engine.checks[-1].workflow) == json.loads(page.sheet.text())


def test_an_answer_is_kept_and_told(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns, qtbot: QtBot
) -> None:
    trouble = Trouble("save", "It has nothing to save.")
    foreseen = Forecast("save", "Save Image", "runs", "no result is kept")

    with qtbot.waitSignal(window.runs.checked):
        engine.say(Checked(1, page.sheet.id, (trouble,), (foreseen,)))

    assert known.troubles == (trouble,)
    assert known.forecasts == {"save": foreseen}


def test_an_engine_that_was_started_anew_is_asked_again(
    page: GraphPage, engine: FakeEngine, qtbot: QtBot
) -> None:
    qtbot.waitUntil(lambda: bool(engine.checks))
    asked = len(engine.checks)

    engine.get_ready()

    qtbot.waitUntil(lambda: len(engine.checks) > asked)


def test_an_empty_graph_has_no_troubles(
    window: MainWindow, engine: FakeEngine, qtbot: QtBot
) -> None:
    with qtbot.waitSignal(window.runs.checked):
        sheet = window.files.new()

    assert window.runs.of(sheet).troubles == ()
    assert engine.checks == []


def test_a_run_goes_on_when_its_tab_is_closed_and_shows_when_that_is_reopened(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")

    window.desk.commands.run("file.close")
    engine.tell(job)
    window.desk.commands.run("file.reopen")

    assert window.runs.of(page.sheet).status.current == "sampler"


def test_the_title_says_no_longer_how_far_a_run_is_that_ended_without_its_tab(
    window: MainWindow, page: GraphPage, engine: FakeEngine
) -> None:
    job = window.runs.run(page.sheet)
    engine.begin(job, "sampler")
    assert "%" in window.windowTitle()
    window.desk.commands.run("file.close")

    engine.finish(job)

    assert "%" not in window.windowTitle()


def test_a_job_of_an_earlier_start_is_shown_on_its_tab(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns
) -> None:
    job = window.desk.runner.submit(page.sheet.id, "fox", page.sheet.text(), "", None, "out")

    engine.begin(job, "sampler")

    assert known.status.current == "sampler"


def test_a_new_node_has_nothing_of_one_that_had_its_name(
    window: MainWindow, page: GraphPage, engine: FakeEngine, known: SheetRuns
) -> None:
    document, mine = page.sheet.document, Node("mine", "noise.seeded")
    document.do(Group((AddNode(mine),)), "Add")
    job = window.runs.run(page.sheet)
    engine.begin(job, "mine")
    engine.tell(job, StepKept("mine", "a1", 1, 2), NodeDone("mine", 0.1, False))
    engine.finish(job)

    document.do(RemoveNode("mine"), "Remove")
    document.undo()
    brought_back = known.status.node("mine").phase
    document.undo()
    document.do(Group((AddNode(mine),)), "Add another")

    assert brought_back == "done"
    assert known.status.node("mine").phase == "idle"
    assert known.status.reels.get("mine") is None
    canvas = page.canvas
    assert canvas.scene.nodes["mine"].look.status.phase == "idle"
