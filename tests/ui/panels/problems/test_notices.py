from graphstudio.graph.document import Document
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Failed, Trouble
from graphstudio.ui.panels.problems.notices import gather
from graphstudio.workflow.problems import Problem


def test_problems_of_three_places_come_together_errors_first(document: Document) -> None:
    status = RunStatus()
    status.take(Failed("decode", "OutOfMemory", "no memory", "Traceback"))
    troubles = (Trouble("guidance", "weak", "scale", True), Trouble("sampler", "unwired", "latent"))
    problems = (Problem("nodes.sampler.values.steps", "too many"),)

    found = gather(document.graph, troubles, problems, status)

    assert [(one.source, one.node, one.is_warning) for one in found] == [
        ("graph", "sampler", False),
        ("file", "sampler", False),
        ("run", "decode", False),
        ("graph", "guidance", True),
    ]
    assert found[2].title == "VAE Decode"
    assert found[2].details == "Traceback"


def test_a_place_outside_of_nodes_leads_nowhere(document: Document) -> None:
    found = gather(document.graph, (), (Problem("layout.frames", "odd", is_warning=True),), None)

    assert found[0].node == ""


def test_an_unknown_node_is_told_by_the_check_alone(document: Document) -> None:
    problems = (Problem("nodes.sampler.type", "no pack has it"),)

    found = gather(document.graph, (Trouble("sampler", "unknown"),), problems, None)

    assert [one.message for one in found] == ["unknown"]
