from graphstudio.graph.editing.naming import NewIds
from graphstudio.graph.graph import Graph


def test_several_ids_are_given_that_are_all_free(photos: Graph) -> None:
    ids = NewIds(photos)

    assert [ids.node("photo.load"), ids.node("photo.load")] == ["load_3", "load_4"]
    assert [ids.frame(), ids.frame()] == ["frame_2", "frame_3"]
    assert [ids.note(), ids.note()] == ["note_2", "note_3"]


def test_a_copy_is_named_after_its_original(photos: Graph) -> None:
    ids = NewIds(photos)

    assert [ids.node("blend"), ids.node("load_2"), ids.node("new")] == ["blend_2", "load_3", "new"]


def test_ids_that_were_only_asked_for_are_free_again(photos: Graph) -> None:
    NewIds(photos).node("blend")

    assert NewIds(photos).node("blend") == "blend_2"
