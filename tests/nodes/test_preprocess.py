from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch

import graphstudio as gs
from graphstudio import paths
from graphstudio.api import Image, Noise, TestContext, mark_of
from graphstudio.diffusion.images import to_pillow
from graphstudio.engine.events import Event, NodeDone
from graphstudio.errors import BadValue, ModelMissing
from graphstudio.graph.registry import Registry
from graphstudio.training.dataset import described
from graphstudio.training.drawing import draw
from graphstudio.training.edges import edge_map
from tests.diffusion.preprocessors.published import write_weights

Call = Callable[..., Any]
EVERY = (
    "canny", "line_art", "scribble", "thin", "shuffle", "palette", "tile", "threshold", "invert",
)  # fmt: skip


FLAT = {"thin", "palette"}  # of noise that is smaller than a stroke, and than a cell


@pytest.fixture
def drawing() -> Image:
    pixels = draw(described(3, range(1))[0], 128)
    return Image(torch.from_numpy(pixels.astype(np.float32) / 255)[None].contiguous())


def named(id_: str) -> dict[str, Any]:
    return {"noise": Noise(1)} if id_ == "shuffle" else {}


@pytest.mark.parametrize("id_", EVERY)
@pytest.mark.parametrize("channels", [3, 4])
def test_a_guide_is_as_large_as_its_picture_and_shows_something(
    call: Callable[[str], Call], id_: str, channels: int
) -> None:
    blot = torch.rand(2, 61, 43, channels, generator=torch.Generator().manual_seed(0))

    guide = call(f"preprocess.{id_}")(Image(blot), **named(id_)).pixels

    assert guide.shape == (2, 61, 43, 3)
    assert guide.std() > 0.01 or id_ in FLAT


def test_every_preprocessor_of_the_pack_is_tested_here(registry: Registry) -> None:
    found = {one.id for one in registry.definitions if one.id.startswith("preprocess.")}

    assert found == {f"preprocess.{id_}" for id_ in EVERY}


def test_canny_takes_the_thresholds_of_the_built_in_controlnet_by_itself(
    call: Callable[[str], Call], drawing: Image
) -> None:
    found = call("preprocess.canny")(drawing)

    picture = np.asarray(to_pillow(drawing)[0])
    assert np.array_equal(found.pixels[0, ..., 0].numpy() > 0, edge_map(picture))


def test_canny_hands_its_thresholds_on(call: Callable[[str], Call], drawing: Image) -> None:
    with pytest.raises(BadValue, match=r"\(300\) is above the high one \(200\)"):
        call("preprocess.canny")(drawing, 300)

    assert not call("preprocess.canny")(drawing, 1400, 1500).pixels.any()


@pytest.mark.parametrize(
    ("id_", "options"),
    [
        pytest.param("line_art", {"reach": 1.0}, id="reach"),
        pytest.param("line_art", {"least": 0.9}, id="least"),
        pytest.param("scribble", {"width": 3.0}, id="width"),
        pytest.param("scribble", {"sharpness": 100.0}, id="sharpness"),
        pytest.param("scribble", {"level": 0.9}, id="level"),
        pytest.param("scribble", {"hardness": 1.0}, id="hardness"),
        pytest.param("scribble", {"fills": True}, id="fills"),
        pytest.param("shuffle", {"noise": Noise(2)}, id="seed"),
        pytest.param("shuffle", {"size": 0.1}, id="size"),
        pytest.param("palette", {"cell": 16}, id="cell"),
        pytest.param("tile", {"factor": 8.0}, id="factor"),
        pytest.param("tile", {"blur": 4.0}, id="blur"),
        pytest.param("threshold", {"level": 0.9}, id="threshold"),
    ],
)
def test_each_knob_changes_the_guide(
    call: Callable[[str], Call], id_: str, options: dict[str, Any]
) -> None:
    image = Image(torch.rand(1, 96, 96, 3, generator=torch.Generator().manual_seed(0)))
    node = call(f"preprocess.{id_}")

    usual, other = node(image, **named(id_)), node(image, **{**named(id_), **options})

    assert not torch.allclose(usual.pixels, other.pixels, atol=0.01)


def test_an_annotator_is_looked_for_in_the_model_folder(
    call: Callable[[str], Call], context: TestContext, drawing: Image
) -> None:
    paths.annotators().mkdir(parents=True)
    write_weights("Soft edges (HED)", paths.annotators())

    model = call("annotate.load")("Soft edges (HED)")
    guide = call("annotate.draw")(context, model, drawing, 64).pixels

    assert guide.shape == drawing.pixels.shape
    assert guide.std() > 0
    assert context.progress == 1


def test_another_folder_may_be_named(call: Callable[[str], Call], tmp_path: Path) -> None:
    write_weights("Straight lines (MLSD)", tmp_path)

    model = call("annotate.load")("Straight lines (MLSD)", tmp_path)

    assert model.source.files == (tmp_path / "mlsd_large_512_fp32.pth",)


def test_missing_weights_are_asked_for_by_name(call: Callable[[str], Call]) -> None:
    with pytest.raises(ModelMissing) as caught:
        call("annotate.load")("Normals (NormalBae)")

    assert f"needs scannet.pt in the folder {paths.annotators()}" in str(caught.value)


def test_weights_that_are_overwritten_are_other_weights(
    call: Callable[[str], Call], tmp_path: Path
) -> None:
    mark = mark_of(call("annotate.load"))
    assert mark is not None
    assert mark.fingerprint is not None
    file = tmp_path / "sk_model.pth"

    file.write_bytes(b"first")
    before = mark.fingerprint(annotator="Line art", folder=tmp_path)
    file.write_bytes(b"then others")

    assert mark.fingerprint(annotator="Line art", folder=tmp_path) != before


def test_a_network_is_loaded_once_and_a_changed_detail_draws_anew(
    studio: gs.Studio, drawing: Image, tmp_path: Path
) -> None:
    write_weights("Soft edges (HED)", tmp_path)
    to_pillow(drawing)[0].save(tmp_path / "drawing.png")
    workflow = gs.Workflow(studio=studio)
    picture = workflow.add("image.load", file=tmp_path / "drawing.png")
    annotator = workflow.add("annotate.load", folder=tmp_path)
    guide = workflow.add("annotate.draw", annotator=annotator.model, image=picture.image, detail=64)
    workflow.add("image.preview", image=guide.image)
    events: list[Event] = []

    workflow.run()
    workflow.set("draw.detail", 128)
    workflow.run(emit=events.append)

    ran = {one.node for one in events if isinstance(one, NodeDone) and not one.is_cached}
    assert ran == {"draw", "preview"}
    assert [one.kind for one in studio.engine.devices.loaded] == ["annotator"]
