import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel
from pytestqt.qtbot import QtBot

from graphstudio.engine.events import NodeDone, NodeProgress, NodeStarted, RunStarted, StepKept
from graphstudio.engine.why import Change
from graphstudio.graph.document import Document
from graphstudio.graph.edits import AddNode, Mute, RemoveNode, Rename
from graphstudio.graph.elements import Node
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.session.estimates.fit import Estimate
from graphstudio.session.estimates.outlook import NodeOutlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Foretold
from graphstudio.ui.panels.buttons import IconButton
from graphstudio.ui.panels.inspector import InspectorPanel
from graphstudio.ui.panels.inspector.graph_page import GraphPage
from graphstudio.ui.panels.inspector.node_page import NodePage
from graphstudio.ui.panels.inspector.selection_page import NodeButton, SelectionPage
from graphstudio.ui.theme.appearance import Appearance


@pytest.fixture
def status() -> RunStatus:
    return RunStatus()


@pytest.fixture
def panel(qtbot: QtBot, appearance: Appearance) -> InspectorPanel:
    panel = InspectorPanel(appearance)
    qtbot.addWidget(panel)
    panel.resize(320, 700)
    panel.show()
    panel.activateWindow()
    return panel


def node_page(panel: InspectorPanel) -> NodePage:
    assert isinstance(panel.page, NodePage)
    return panel.page


def graph_page(panel: InspectorPanel) -> GraphPage:
    assert isinstance(panel.page, GraphPage)
    return panel.page


def test_without_a_graph_it_says_what_to_do(panel: InspectorPanel) -> None:
    assert panel.is_empty


def test_a_new_title_is_an_edit(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "sampler", status)
    field = node_page(panel)._title
    assert field.text() == "Sample"

    field.selectAll()
    QTest.keyClicks(field, "My sampler")
    QTest.keyClick(field, Qt.Key.Key_Return)

    assert document.graph.nodes["sampler"].title == "My sampler"
    assert document.history.labels == ("Rename",)


def test_typing_the_title_that_it_has_anyway_takes_the_own_one_away(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    document.do(Rename("sampler", "Mine"), "Rename")
    panel.show_node(document, "sampler", status)
    field = node_page(panel)._title

    field.selectAll()
    QTest.keyClicks(field, "Sample")
    QTest.keyClick(field, Qt.Key.Key_Return)

    assert document.graph.nodes["sampler"].title == ""


def test_escape_gives_a_title_up(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "sampler", status)
    field = node_page(panel)._title
    field.setFocus()

    QTest.keyClicks(field, "nonsense")
    QTest.keyClick(field, Qt.Key.Key_Escape)

    assert field.text() == "Sample"
    assert document.history.labels == ()


def test_it_follows_the_node_while_it_runs(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "sampler", status)
    card = node_page(panel)._card
    assert card._phase.text() == "Has not run yet"

    status.take(RunStarted(("save",), 10))
    status.take(NodeStarted("sampler"))
    status.take(NodeProgress("sampler", 3, 20, 12.0))
    assert card._phase.text() == "Running, step 3 of 20, 12 s left"
    status.take(NodeDone("sampler", 2.44, False))

    assert card._phase.text() == "Done in 2.4 s"


def test_it_says_how_many_steps_it_did_not_have_to_take(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "sampler", status)

    status.take(RunStarted(("save",), 10))
    status.take(NodeStarted("sampler"))
    for done in range(1, 21):
        status.take(StepKept("sampler", f"key {done}", done, 20, is_old=done <= 8))
    status.take(NodeDone("sampler", 2.44, False))

    assert node_page(panel)._card._phase.text() == "Done in 2.4 s, after 8 kept steps"


def test_a_failure_shows_its_message_and_on_request_its_traceback(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)
    card = node_page(panel)._card

    status.take(Failed("decode", "OutOfMemory", "not enough memory", "Traceback: line 3"))
    assert card._message.text() == "not enough memory"
    assert not card._details.isVisible()
    QTest.mouseClick(card._more, Qt.MouseButton.LeftButton)

    assert card._details.isVisible()
    assert card._details.toPlainText() == "Traceback: line 3"


def test_it_tells_what_the_next_run_will_do_and_why(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)

    panel.show_forecasts([Forecast("decode", "VAE Decode", "cached", "nothing has changed")])

    assert node_page(panel)._card._next.text() == (
        "Next run: its result is kept, because nothing has changed."
    )


CHANGES = (
    Change("value", "decode", "VAE Decode (decode)", "tile_px", "0", "64"),
    Change("value", "prompt", "Prompt (prompt)", "text", '"a cat"', '"a cat "'),
)


def test_it_lists_what_changed_before_the_run(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)

    panel.show_forecasts([Forecast("decode", "VAE Decode", "runs", "…", "", CHANGES)])

    assert node_page(panel)._card._next.text() == (
        "Next run: it runs, because \n· tile_px: 0 → 64\n"
        '· Prompt (prompt): text: "a cat" → "a cat ".'
    )


def test_it_says_after_the_run_why_it_ran(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)
    status.take(Foretold((Forecast("decode", "VAE Decode", "runs", "…", "", CHANGES[:1]),)))

    status.take(RunStarted(("save",), 10))
    status.take(NodeStarted("decode"))
    status.take(NodeDone("decode", 2.44, False))

    assert node_page(panel)._card._past.text() == "It ran because tile_px: 0 → 64."


def test_it_says_that_a_node_was_spared(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)
    status.take(Foretold((Forecast("decode", "VAE Decode", "may run", "…", "", CHANGES[1:]),)))

    status.take(RunStarted(("save",), 10))
    status.take(NodeDone("decode", 0.0, True, is_cut_off=True))

    card = node_page(panel)._card
    assert card._phase.text() == "Spared: what comes in is the same"
    assert card._past.text() == (
        'It would have run because Prompt (prompt): text: "a cat" → "a cat ".'
    )
    assert status.finished == 1


def test_it_tells_how_long_the_next_run_of_the_node_takes(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)

    panel.show_forecasts(
        [Forecast("decode", "VAE Decode", "runs", "the latent is new")],
        [NodeOutlook("decode", "VAE Decode", Estimate(12.0, 9.5, 16.0))],
    )

    assert node_page(panel)._card._next.text() == (
        "Next run: it runs, because the latent is new. It takes about 12 s, 9.5 s to 16 s."
    )


def test_a_link_of_a_wire_leads_to_the_other_node(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "decode", status)
    links = [one for one in panel.findChildren(QLabel) if 'href="sampler"' in one.text()]

    with qtbot.waitSignal(panel.jumped) as jumped:
        links[0].linkActivated.emit("sampler")

    assert jumped.args == ["sampler"]


def test_muting_is_an_edit_and_its_undo_shows(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "save", status)
    button = node_page(panel)._mute

    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    assert document.graph.nodes["save"].is_muted
    document.undo()

    assert not button.isChecked()


def test_a_node_that_is_removed_gives_way_to_the_graph(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "save", status)

    document.do(RemoveNode("save"), "Delete")

    assert isinstance(panel.page, GraphPage)


def test_an_unknown_node_says_that_everything_is_kept(
    panel: InspectorPanel, registry: Registry, status: RunStatus
) -> None:
    document = Document(Graph(registry))
    document.do(AddNode(Node("strange", "other.node")), "Add")

    panel.show_node(document, "strange", status)

    texts = [one.text() for one in panel.findChildren(QLabel)]
    assert any("“other.node”" in text for text in texts)


def test_a_section_stays_folded_for_the_next_node(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "sampler", status)

    node_page(panel).folded.emit("wires", True)
    panel.show_node(document, "decode", status)

    assert not node_page(panel)._wires.isVisible()


def test_the_graph_is_described_and_undone(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_graph(document, status)
    page = graph_page(panel)
    page._description.setFocus()
    page._description.selectAll()

    QTest.keyClicks(page._description, "New words")
    page._title.setFocus()
    assert document.graph.description == "New words"
    document.undo()

    assert page._description.toPlainText() == "A prompt becomes a picture."


def test_a_public_name_can_be_taken_back(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_graph(document, status)
    names = [one.text() for one in graph_page(panel)._inputs.findChildren(QLabel)]
    assert names[0] == "guidance"

    QTest.mouseClick(
        graph_page(panel)._inputs.findChildren(IconButton)[0], Qt.MouseButton.LeftButton
    )

    assert "guidance" not in document.graph.published


def test_several_nodes_are_listed_and_muted_together(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_nodes(document, ("sampler", "decode"), status)
    assert isinstance(panel.page, SelectionPage)

    QTest.mouseClick(panel.page._mute, Qt.MouseButton.LeftButton)

    assert document.graph.nodes["decode"].is_muted
    assert document.history.labels == ("Mute",)
    assert panel.page._mute.text() == "Unmute"


def test_one_of_several_is_a_click_away(
    qtbot: QtBot, panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_nodes(document, ("sampler", "decode"), status)
    button = panel.findChildren(NodeButton)[1]

    with qtbot.waitSignal(panel.jumped) as jumped:
        QTest.mouseClick(button, Qt.MouseButton.LeftButton)

    assert jumped.args == ["decode"]


def test_a_graph_that_is_closed_is_heard_no_more(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_node(document, "sampler", status)
    panel.show_nothing()

    document.do(Mute("save", True), "Mute")

    assert panel.is_empty


def test_a_run_that_ended_without_a_word_is_not_said_to_have_taken_no_time(
    panel: InspectorPanel, document: Document, status: RunStatus
) -> None:
    panel.show_graph(document, status)
    status.take(RunStarted(("save",), 10))
    status.take(NodeStarted("sampler"))

    status.lose("The engine was killed.")

    assert graph_page(panel)._last.text() == "Last run: failed"
