"""Whatever is dropped, the right thing happens, and nothing runs."""

from collections.abc import Callable
from pathlib import Path

import pytest
from PySide6.QtCore import QPointF

from graphstudio import paths
from graphstudio.graph.edits import AddNode
from graphstudio.graph.elements import Node, Place, Port
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.pages import GraphPage

from .conftest import MakePicture, answer, make_weights
from .engine import FakeEngine

Drop = Callable[..., None]


@pytest.fixture
def drop(window: MainWindow, page: GraphPage, engine: FakeEngine) -> Drop:
    """Give a function that drops files on the canvas."""

    def drop(*files: Path, row: Port | None = None) -> None:
        window.drops.take(files, page.sheet, QPointF(101, 203), row)
        assert engine.runs == []

    return drop


def _load_images(page: GraphPage) -> list[str]:
    nodes = page.sheet.document.graph.nodes.values()
    return [str(node.values["file"]) for node in nodes if node.type == "image.load"]


def test_a_workflow_opens_in_a_tab(
    window: MainWindow, drop: Drop, tmp_path: Path, template: Path
) -> None:
    path = tmp_path / "fox.json"
    path.write_bytes(template.read_bytes())

    drop(path)

    assert window.pages.sheet is not None
    assert window.pages.sheet.path == path


def test_a_picture_becomes_a_node_on_the_grid_that_can_be_undone(
    drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    path = make_picture()

    drop(path)

    assert _load_images(page) == [str(path)]
    node = next(
        id_ for id_, one in page.sheet.document.graph.nodes.items() if one.values.get("file")
    )
    assert page.sheet.document.graph.places[node] == Place(104, 200)
    page.sheet.document.undo()
    assert _load_images(page) == []


def test_several_pictures_become_several_nodes_beside_each_other(
    drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    first, second = make_picture("a.png"), make_picture("b.png")

    drop(first, second)

    assert _load_images(page) == [str(first), str(second)]


def test_a_picture_dropped_on_the_knob_of_a_node_is_set_there(
    drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    first, second = make_picture("a.png"), make_picture("b.png")
    drop(first)
    node = next(
        id_ for id_, one in page.sheet.document.graph.nodes.items() if one.values.get("file")
    )

    drop(second, row=Port(node, "file"))

    assert _load_images(page) == [str(second)]


def test_a_picture_dropped_on_a_knob_that_takes_none_becomes_a_node(
    drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    path = make_picture()

    drop(path, row=Port("sampler", "steps"))

    assert _load_images(page) == [str(path)]


def test_a_picture_with_a_workflow_is_asked_about_and_opened(
    window: MainWindow, drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    drop(make_picture(has_workflow=True))
    assert _load_images(page) == []

    answer(window, "Open its workflow")

    assert window.pages.sheet is not None
    assert window.pages.sheet.title == "fox"


def test_a_picture_with_a_workflow_is_asked_about_and_loaded(
    window: MainWindow, drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    path = make_picture(has_workflow=True)
    drop(path)

    answer(window, "Load as a picture")

    assert _load_images(page) == [str(path)]
    assert window.questions.texts == ()


def test_a_picture_with_a_workflow_on_a_picture_knob_is_plainly_a_picture(
    window: MainWindow, drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    drop(make_picture("a.png"))
    node = next(
        id_ for id_, one in page.sheet.document.graph.nodes.items() if one.values.get("file")
    )
    second = make_picture("b.png", has_workflow=True)

    drop(second, row=Port(node, "file"))

    assert _load_images(page) == [str(second)]
    assert window.questions.texts == ()


@pytest.mark.parametrize(
    ("button", "loaded"),
    [
        pytest.param("Load as a picture", 2, id="load"),
        pytest.param("Open its workflow", 0, id="open"),
    ],
)
def test_a_remembered_answer_is_not_asked_for_again(
    window: MainWindow,
    drop: Drop,
    page: GraphPage,
    make_picture: MakePicture,
    button: str,
    loaded: int,
) -> None:
    drop(make_picture("a.png", has_workflow=True))
    answer(window, button, is_remembered=True)

    drop(make_picture("b.png", has_workflow=True))

    assert window.questions.texts == ()
    assert len(_load_images(page)) == loaded
    assert len(window.desk.workspace.sheets) == 3 - loaded


def test_a_picture_with_a_workflow_beside_a_canvas_is_opened(
    window: MainWindow, make_picture: MakePicture
) -> None:
    window.drops.take([make_picture(has_workflow=True)], None)

    assert [one.title for one in window.desk.workspace.sheets] == ["fox"]


def test_a_picture_beside_a_canvas_is_told_where_it_belongs(
    window: MainWindow, make_picture: MakePicture
) -> None:
    window.drops.take([make_picture()], None)

    assert "open a workflow first" in window.questions.texts[0]


def test_a_model_folder_becomes_a_node_or_is_set_on_the_knob(
    drop: Drop, page: GraphPage, tmp_path: Path
) -> None:
    folder = tmp_path / "my-model"
    folder.mkdir()
    (folder / "model_index.json").write_text("{}")
    graph = page.sheet.document.graph

    drop(folder)
    drop(folder, row=Port("load", "model"))

    loads = [node.values["model"] for node in graph.nodes.values() if node.type == "model.load"]
    assert loads == [str(folder), str(folder)]


@pytest.mark.parametrize(
    ("file", "content", "type_", "knob"),
    [
        pytest.param(
            "model_index.json",
            '{"_class_name": "DiTPipeline"}',
            "model.load_classes",
            "model",
            id="classes",
        ),
        pytest.param(
            "model_index.json",
            '{"_class_name": "DDPMPipeline"}',
            "model.load_pixel",
            "model",
            id="pixels",
        ),
        pytest.param(
            "model_index.json",
            '{"_class_name": "QwenImagePipeline"}',
            "pipeline.load",
            "model",
            id="any pipeline",
        ),
        pytest.param(
            "config.json",
            '{"_class_name": "ControlNetModel"}',
            "control.load",
            "controlnet",
            id="ControlNet",
        ),
        pytest.param(
            "config.json",
            '{"_class_name": "T2IAdapter"}',
            "control.load",
            "controlnet",
            id="T2I-Adapter",
        ),
        pytest.param(
            "config.json",
            '{"model_type": "clip_vision_model"}',
            "ip_adapter.load_encoder",
            "image_encoder",
            id="image encoder",
        ),
        pytest.param(
            "config.json",
            '{"architectures": ["StableDiffusionSafetyChecker"]}',
            "safety.load",
            "checker",
            id="safety checker",
        ),
    ],
)
def test_a_folder_becomes_the_node_that_takes_it_with_the_folder_chosen(
    drop: Drop, page: GraphPage, tmp_path: Path, file: str, content: str, type_: str, knob: str
) -> None:
    (tmp_path / file).write_text(content)
    graph = page.sheet.document.graph
    before = dict(graph.nodes)

    drop(tmp_path, row=Port("load", "model"))

    added = {id_: node for id_, node in graph.nodes.items() if id_ not in before}
    assert [(one.type, one.values) for one in added.values()] == [(type_, {knob: str(tmp_path)})]
    assert graph.nodes["load"] == before["load"]


@pytest.mark.parametrize(
    ("names", "type_", "knob", "home"),
    [
        pytest.param(
            ["lora_unet_down_blocks_0.lora_down.weight"], "lora.apply", "lora", "loras", id="LoRA"
        ),
        pytest.param(
            ["emb_params"], "prompt.textual_inversion", "embedding", "embeddings", id="embedding"
        ),
        pytest.param(
            ["image_proj.proj.weight"],
            "ip_adapter.load",
            "ip_adapter",
            "ip_adapters",
            id="IP-Adapter",
        ),
        pytest.param(["conv_first.weight"], "upscale.load", "upscaler", "upscalers", id="upscaler"),
    ],
)
def test_a_file_becomes_the_node_that_takes_it_by_name_where_that_is_enough(
    drop: Drop,
    page: GraphPage,
    tmp_path: Path,
    names: list[str],
    type_: str,
    knob: str,
    home: str,
) -> None:
    (paths.models() / home).mkdir(parents=True)
    far = make_weights(tmp_path / "one.safetensors", *names)
    near = make_weights(paths.models() / home / "two.safetensors", *names)

    drop(far)
    drop(near)

    added = [one.values for one in page.sheet.document.graph.nodes.values() if one.type == type_]
    assert added == [{knob: str(far)}, {knob: "two.safetensors"}]


def test_a_lora_is_set_on_the_knob_of_either_node_that_takes_one(
    drop: Drop, page: GraphPage, tmp_path: Path
) -> None:
    document = page.sheet.document
    document.do(AddNode(Node("only", "lora.apply_denoiser", 1, {}), Place(0, 0)), "Add")
    file = make_weights(tmp_path / "ink.safetensors", "lora_unet_down_blocks_0.lora_down.weight")
    count = len(document.graph.nodes)

    drop(file, row=Port("only", "lora"))

    assert document.graph.nodes["only"].values == {"lora": str(file)}
    assert len(document.graph.nodes) == count


@pytest.mark.parametrize(
    ("names", "type_", "knob"),
    [
        pytest.param(
            ["control_model.zero_convs.0.0.bias"], "control.load", "controlnet", id="ControlNet"
        ),
        pytest.param(
            ["model.diffusion_model.out.2.bias", "first_stage_model.decoder.conv_in.bias"],
            "model.load_checkpoint",
            "checkpoint",
            id="checkpoint",
        ),
        pytest.param(
            ["double_blocks.0.img_attn.qkv.weight"],
            "model.load_denoiser",
            "denoiser",
            id="denoiser",
        ),
        pytest.param(
            ["decoder.conv_in.bias", "encoder.conv_in.bias"], "model.load_vae", "vae", id="VAE"
        ),
        pytest.param(
            ["text_model.final_layer_norm.bias"],
            "model.load_text_encoders",
            "first",
            id="text encoder",
        ),
    ],
)
def test_a_file_of_weights_becomes_the_node_that_takes_it(
    drop: Drop, page: GraphPage, tmp_path: Path, names: list[str], type_: str, knob: str
) -> None:
    file = make_weights(tmp_path / "big.safetensors", *names)

    drop(file)

    graph = page.sheet.document.graph
    assert [one.values for one in graph.nodes.values() if one.type == type_] == [{knob: str(file)}]


def test_a_folder_of_pictures_is_asked_about_and_added_in_one_step(
    window: MainWindow, drop: Drop, page: GraphPage, make_picture: MakePicture
) -> None:
    first, second = make_picture("shots/a.png"), make_picture("shots/b.png")
    drop(first.parent)
    assert _load_images(page) == []

    answer(window, "Add them")

    assert _load_images(page) == [str(first), str(second)]
    page.sheet.document.undo()
    assert _load_images(page) == []


def test_a_folder_of_far_too_many_pictures_is_refused_with_the_limit(
    window: MainWindow, drop: Drop, page: GraphPage, tmp_path: Path
) -> None:
    folder = tmp_path / "shots"
    folder.mkdir()
    for number in range(41):
        (folder / f"{number}.png").write_bytes(b"")

    drop(folder)

    assert "40" in window.questions.texts[0]
    assert _load_images(page) == []


def test_what_is_not_known_is_told_with_its_name(
    window: MainWindow, drop: Drop, tmp_path: Path
) -> None:
    path = tmp_path / "notes.xyz"
    path.write_text("hello")

    drop(path)

    assert "notes.xyz" in window.questions.texts[0]


def test_a_picture_is_added_in_the_middle_of_what_shows(
    window: MainWindow, page: GraphPage, make_picture: MakePicture
) -> None:
    path = make_picture()

    window.following.pages.use_picture(path)

    assert _load_images(page) == [str(path)]
