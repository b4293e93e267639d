import socket
from pathlib import Path

import pytest
from PIL import Image

from graphstudio.errors import NotAWorkflow, WorkflowFileError
from graphstudio.graph.elements import Frame, Node, Note, Place, Port, Wire
from graphstudio.graph.graph import Graph
from graphstudio.graph.registry import Registry
from graphstudio.workflow.files import dump, parse, read, save
from graphstudio.workflow.pictures import write_png
from tests.workflow.samples import WHOLE_FILE


def whole_graph(registry: Registry) -> Graph:
    values = {"subject": 'a fox\n"quoted"', "mode": "fine", "strength": 0.5, "steps": 20}
    graph, dropped = Graph.build(
        registry,
        [
            Node("paint", "sample.paint", 3, values, title="Füchse"),
            Node("pass", "sample.pass", is_bypassed=True),
            Node("show", "sample.show", is_muted=True),
        ],
        [
            Wire(Port("pass", "value"), Port("show", "picture")),
            Wire(Port("paint", "picture"), Port("pass", "value")),
        ],
        title="Fox",
        description="Every field of the format.",
        places={"show": Place(300.0, 0), "paint": Place(0, 12.5, 240, True, "#00FF00", True)},
        frames=[
            Frame("part", "", -20, 0, 500, 500, "", True, ("paint", "pass"), ("all",), ("hint",)),
            Frame("all", "All of it", -10, 0, 400.5, 300, "#123abc"),
        ],
        notes=[Note("hint", "*Try* a fox 🦊", 1, 2, 100, 60)],
        published={"subject": Port("paint", "subject")},
        rolling=[Port("paint", "seed")],
    )
    assert dropped == ()
    return graph


def message_of(path: Path, registry: Registry) -> str:
    with pytest.raises(NotAWorkflow) as caught:
        read(path, registry)
    return str(caught.value).replace(str(path), "PATH")


def test_a_graph_is_written_sorted_with_defaults_left_out(registry: Registry) -> None:
    assert dump(whole_graph(registry)) == WHOLE_FILE


def test_a_whole_file_is_read_as_the_graph_it_was_written_from(registry: Registry) -> None:
    loaded = parse(WHOLE_FILE, "fox.json", registry)

    assert loaded.problems == ()
    assert loaded.graph == whole_graph(registry)


def test_an_empty_graph_is_one_line_of_content(registry: Registry) -> None:
    assert dump(Graph(registry)) == '{\n  "format": 1\n}\n'


def test_unknown_keys_are_written_back_where_they_were(registry: Registry) -> None:
    text = WHOLE_FILE.replace('"format": 1,', '"author": "me",\n  "format": 1,').replace(
        '"type": "sample.show"', '"because": [1, {"a": null}],\n      "type": "sample.show"'
    )
    loaded = parse(text, "fox.json", registry)

    written = parse(dump(loaded.graph, loaded.extras), "fox.json", registry)

    assert len(loaded.extras) == 2
    assert written == loaded


def test_unknown_keys_of_a_node_that_was_removed_go_with_it(registry: Registry) -> None:
    text = '{"format": 1, "nodes": {"a": {"type": "sample.show", "because": 1}}}'
    loaded = parse(text, "fox.json", registry)
    loaded.graph.remove_node("a")

    assert dump(loaded.graph, loaded.extras) == dump(Graph(registry))


def test_a_saved_file_is_read_again(registry: Registry, tmp_path: Path) -> None:
    save(whole_graph(registry), tmp_path / "füchse.json")

    loaded = read(tmp_path / "füchse.json", registry)

    assert loaded.problems == ()
    assert loaded.graph == whole_graph(registry)
    assert (tmp_path / "füchse.json").read_bytes() == WHOLE_FILE.encode()


def test_a_picture_is_read_as_the_workflow_in_it(
    registry: Registry, tmp_path: Path, picture: Image.Image
) -> None:
    path = write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE, run={})

    assert read(path, registry).graph == whole_graph(registry)


def test_a_picture_is_known_by_its_content_not_its_name(
    registry: Registry, tmp_path: Path, picture: Image.Image
) -> None:
    path = write_png(tmp_path / "fox.png", picture, workflow=WHOLE_FILE, run={})

    assert read(path.rename(tmp_path / "fox.json"), registry).graph == whole_graph(registry)


def test_a_missing_file_is_answered_with_a_close_name(registry: Registry, tmp_path: Path) -> None:
    (tmp_path / "text-to-image.json").touch()

    assert message_of(tmp_path / "txt-to-image.json", registry) == (
        "PATH: there is no such file. Did you mean text-to-image.json?"
    )


def test_a_missing_file_in_a_missing_folder_is_reported(registry: Registry, tmp_path: Path) -> None:
    assert message_of(tmp_path / "gone" / "fox.json", registry) == (
        "PATH: there is no such file. Check the name and the folder."
    )


def test_a_folder_is_answered_with_a_file_in_it(registry: Registry, tmp_path: Path) -> None:
    assert message_of(tmp_path, registry) == "PATH: this is a folder. Choose a file."

    (tmp_path / "fox.json").touch()

    assert message_of(tmp_path, registry) == (
        "PATH: this is a folder. Choose a file in it, such as fox.json."
    )


def test_a_file_that_may_not_be_read_is_reported(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*args: object, **options: object) -> None:
        raise PermissionError(13, "Permission denied")

    monkeypatch.setattr(Path, "open", refuse)

    assert message_of(tmp_path / "fox.json", registry) == (
        "PATH: you may not read this file. Change its rights, or copy it elsewhere."
    )


def test_something_that_is_no_file_is_reported(
    registry: Registry, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)  # a socket's path may have 107 characters
    with socket.socket(socket.AF_UNIX) as plug:
        plug.bind("plug")

        message = message_of(tmp_path / "plug", registry)

    assert message.startswith("PATH: it cannot be read (")


def test_a_name_that_cannot_be_is_reported(registry: Registry) -> None:
    assert message_of(Path("fox\0.json"), registry).startswith("PATH: it cannot be read (")


def test_a_file_too_large_is_refused_unread(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "large.json"
    with path.open("wb") as file:
        file.truncate(3 * 1024**3)

    assert message_of(path, registry) == (
        "PATH: it has more than 64 MiB, which no workflow has; choose another file."
    )


def test_a_model_opened_by_mistake_is_called_a_model(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "model.safetensors"
    with path.open("wb") as file:
        file.write(b'\x40\0\0\0\0\0\0\0{"__metadata__":{}}')
        file.truncate(100 * 1024**2)

    assert message_of(path, registry) == (
        "PATH: this is a safetensors model; choose it in a node that loads models."
    )


def test_a_comfyui_workflow_is_called_one(registry: Registry, tmp_path: Path) -> None:
    path = tmp_path / "comfy.json"
    path.write_text('{"last_node_id": 9, "nodes": [], "links": [], "version": 0.4}')

    assert message_of(path, registry) == (
        "PATH: this is a ComfyUI workflow; opening it is not supported yet. "
        "Build it anew from GraphStudio nodes."
    )


def test_a_graph_that_cannot_be_saved_says_where_it_should_have_gone(
    registry: Registry, tmp_path: Path
) -> None:
    with pytest.raises(WorkflowFileError) as caught:
        save(Graph(registry), tmp_path / "gone" / "fox.json")

    assert str(caught.value) == (
        f"{tmp_path}/gone/fox.json could not be saved: the folder does not exist. "
        "Create it, or choose another one."
    )
