import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.elements import Frame, Node, Note, Place, Port
from graphstudio.graph.graph import Graph

PART = Frame("part", "Part", 0, 0, 9, 9, "", True, ("one",), ("box",), ("memo",))


@pytest.fixture
def folded(graph: Graph) -> Graph:
    """Give a folded frame that holds one of everything."""
    graph.add_node(Node("one", "sound.record"))
    graph.set_place("one", Place(1, 2))
    graph.add_frame(Frame("box", "Box", 0, 0, 9, 9))
    graph.add_note(Note("memo", "Text", 0, 0, 9, 9))
    graph.add_frame(PART)
    return graph


def test_what_goes_is_held_no_more(folded: Graph) -> None:
    folded.remove_node("one")
    folded.remove_frame("box")
    folded.remove_note("memo")

    assert folded.frames == {"part": Frame("part", "Part", 0, 0, 9, 9, "", True)}
    assert folded.places == {}


def test_who_holds_a_thing_is_told(folded: Graph) -> None:
    assert folded.frames_that_hold(node="one") == (PART,)
    assert folded.frames_that_hold(frame="box") == (PART,)
    assert folded.frames_that_hold(note="memo") == (PART,)
    assert folded.frames_that_hold(node="two") == ()


def test_a_copy_holds_the_same_and_changes_apart(folded: Graph) -> None:
    twin = folded.copy()

    twin.remove_node("one")

    assert folded.frames["part"] == PART
    assert folded.places == {"one": Place(1, 2)}


def test_frames_cannot_hold_one_another(folded: Graph) -> None:
    with pytest.raises(GraphError, match="'box' cannot hold itself"):
        folded.change_frame(Frame("box", "", 0, 0, 9, 9, "", True, (), ("part",)))


def test_a_graph_is_built_though_a_frame_holds_one_that_comes_later(folded: Graph) -> None:
    built, dropped = Graph.build(
        folded.registry,
        folded.nodes.values(),
        (),
        places=folded.places,
        frames=[folded.frames["part"], folded.frames["box"]],
        notes=folded.notes.values(),
    )

    assert dropped == ()
    assert built == folded


def test_seeds_roll_and_stop_and_go_with_their_node(folded: Graph) -> None:
    seed = Port("one", "seed")

    was = folded.roll(seed, is_rolling=True), folded.roll(seed, is_rolling=True)
    assert was == (False, True)
    assert folded.rolling == {seed}
    assert folded.copy().rolling == {seed}
    assert folded.snapshot()["rolling"] == ["one.seed"]

    folded.remove_node("one")
    assert folded.rolling == frozenset()
