from graphstudio.ui.canvas.selection import NONE_SELECTED, Selection
from tests.ui.canvas.conftest import wire


def test_two_selections_are_joined_subtracted_and_toggled_kind_by_kind() -> None:
    first, second = Selection.of(["a", "b"], ["f"]), Selection.of(["b"], (), ["n"])

    assert first | second == Selection.of(["a", "b"], ["f"], ["n"])
    assert first - second == Selection.of(["a"], ["f"])
    assert first ^ second == Selection.of(["a"], ["f"], ["n"])
    assert first & second == Selection.of(["b"])


def test_one_selection_holds_another_when_nothing_is_missing() -> None:
    assert Selection.of(["a", "b"]) >= Selection.of(["a"])
    assert not Selection.of(["a"]) >= Selection.of(["a"], ["f"])


def test_an_empty_selection_is_false_and_counts_nothing() -> None:
    assert not NONE_SELECTED
    assert len(Selection.of(wires=[wire("a.x", "b.y")])) == 1
