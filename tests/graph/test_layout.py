import pytest

from graphstudio.errors import GraphError
from graphstudio.graph.elements import Frame, Note, Place
from graphstudio.graph.layout import check_box, check_place


@pytest.mark.parametrize(
    "place",
    [
        pytest.param(Place(0, 0), id="plain"),
        pytest.param(Place(-1e6, 0.5, 240, True, "#A0b1C2"), id="everything"),
    ],
)
def test_a_place_on_the_canvas_is_taken(place: Place) -> None:
    check_place(place)


@pytest.mark.parametrize(
    ("place", "words"),
    [
        pytest.param(Place(float("nan"), 0), "x is nan, which is nowhere", id="nan"),
        pytest.param(Place(0, float("inf")), "y is inf, which is nowhere", id="infinity"),
        pytest.param(Place(1e12, 0), "nowhere on the canvas", id="too far"),
        pytest.param(Place(0, 0, 0), "width is 0; it must be more", id="no width"),
        pytest.param(Place(0, 0, colour="#fff"), "'#fff' is no colour", id="short colour"),
        pytest.param(Place(0, 0, colour="#ffffff\n"), "is no colour", id="colour and more"),
    ],
)
def test_a_place_that_no_canvas_shows_is_refused(place: Place, words: str) -> None:
    with pytest.raises(GraphError, match=words):
        check_place(place)


@pytest.mark.parametrize(
    ("box", "words"),
    [
        pytest.param(Frame("a b", "", 0, 0, 1, 1), "'a b' is no id", id="id"),
        pytest.param(Frame("a", "", 0, 0, 1, 0), "height is 0", id="height"),
        pytest.param(Frame("a", "\ud800", 0, 0, 1, 1), "broken character", id="title"),
        pytest.param(Note("a", "\ud800", 0, 0, 1, 1), "broken character", id="text"),
        pytest.param(Note("a", "", 0, 0, 1, 1, "blue"), "'blue' is no colour", id="colour"),
    ],
)
def test_a_frame_or_note_that_no_canvas_shows_is_refused(box: Frame | Note, words: str) -> None:
    with pytest.raises(GraphError, match=words):
        check_box(box)
