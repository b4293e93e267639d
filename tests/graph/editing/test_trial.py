import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.editing.trial import Trial
from graphstudio.graph.edits import Group, RemoveNode, Rename
from graphstudio.graph.graph import Graph


def test_what_was_tried_becomes_one_edit_and_the_graph_is_as_it_was(photos: Graph) -> None:
    before = photos.copy()
    trial = Trial(photos)

    trial.do(Rename("load", "One"))
    was_taken = trial.attempt(RemoveNode("nowhere")), trial.attempt(RemoveNode("blend"))

    assert was_taken == (False, True)
    assert trial.edit == Group((Rename("load", "One"), RemoveNode("blend")))
    assert photos == before


def test_what_makes_no_sense_is_refused(photos: Graph) -> None:
    trial = Trial(photos)

    with pytest.raises(GraphError, match="no node 'nowhere'"):
        trial.do(RemoveNode("nowhere"))

    assert trial.edit == Group(())
