"""Each network draws, with weights packed as the published ones are, what its package draws."""

import gc
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from numpy.typing import NDArray

from graphstudio.diffusion.preprocessors.annotators import open_annotator
from graphstudio.diffusion.preprocessors.catalogue import AnnotatorName
from graphstudio.diffusion.preprocessors.networks import build_network, quiet
from graphstudio.diffusion.preprocessors.unfilled import Unfilled
from graphstudio.errors import RunError
from tests.diffusion.preprocessors.published import write_weights

SLOW = pytest.mark.slow
HED: AnnotatorName = "Soft edges (HED)"


def loaded(name: AnnotatorName, folder: Path) -> Any:
    write_weights(name, folder)
    model = open_annotator(name, folder, cache=folder / "digests")
    return model.source.load(torch.device("cpu"), torch.float32)


def drawing(width: int = 128, height: int = 64) -> NDArray[np.uint8]:
    return np.random.default_rng(0).integers(0, 256, (height, width, 3), np.uint8)


def annotated(net: Any, picture: NDArray[np.uint8]) -> NDArray[np.uint8]:
    guide = net.annotate(torch.from_numpy(picture).float() / 255)
    assert guide.dtype == torch.float32
    return np.asarray((guide * 255).round().to(torch.uint8).numpy())


def detector(kind: str) -> Callable[..., Any]:
    with quiet():
        import controlnet_aux

    def read(folder: Path) -> Any:
        with Unfilled():
            return getattr(controlnet_aux, kind).from_pretrained(folder)

    return read


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        pytest.param(HED, "HEDdetector", id="HED"),
        pytest.param("Soft edges (PiDiNet)", "PidiNetDetector", id="PiDiNet"),
        pytest.param("Line art, anime", "LineartAnimeDetector", id="anime"),
        pytest.param("Straight lines (MLSD)", "MLSDdetector", id="MLSD"),
        pytest.param("Normals (NormalBae)", "NormalBaeDetector", marks=SLOW, id="NormalBae"),
        pytest.param("Depth (MiDaS)", "MidasDetector", marks=SLOW, id="MiDaS"),
    ],
)
def test_it_draws_what_the_package_draws_from_the_same_files(
    name: AnnotatorName, kind: str, tmp_path: Path
) -> None:
    net, picture = loaded(name, tmp_path), drawing()

    with quiet():
        official = detector(kind)(tmp_path)
        wanted = official(picture, detect_resolution=64, image_resolution=64, output_type="np")

    assert np.array_equal(annotated(net, picture), wanted)
    gc.collect()


def test_both_networks_for_line_art_draw_what_the_package_draws(tmp_path: Path) -> None:
    fine, coarse = (loaded(name, tmp_path) for name in ("Line art", "Line art, coarse"))
    picture, options = drawing(), {"detect_resolution": 64, "image_resolution": 64}

    with quiet():
        official = detector("LineartDetector")(tmp_path)
        wanted = [
            official(picture, coarse=is_coarse, output_type="np", **options)
            for is_coarse in (False, True)
        ]

    assert np.array_equal(annotated(fine, picture), wanted[0])
    assert np.array_equal(annotated(coarse, picture), wanted[1])


@pytest.mark.slow
@pytest.mark.parametrize(
    "name",
    [
        pytest.param("Pose (OpenPose)", id="body"),
        pytest.param("Pose and face (OpenPose)", id="face"),
        pytest.param("Depth (LeReS)", id="LeReS"),
    ],
)
def test_networks_that_the_package_cannot_load_by_themselves_draw(
    name: AnnotatorName, tmp_path: Path
) -> None:
    guide = annotated(loaded(name, tmp_path), drawing(64, 128))  # OpenPose likes it narrow

    assert guide.shape == (128, 64, 3)
    gc.collect()


@pytest.mark.slow
@pytest.mark.parametrize("name", ["Depth (ZoeDepth)", "Segments (MobileSAM)"])
def test_networks_that_take_minutes_to_draw_on_a_processor_load(
    name: AnnotatorName, tmp_path: Path
) -> None:
    net = loaded(name, tmp_path)

    assert not any(one.training for one in net.modules)
    assert sum(tensor.numel() for one in net.modules for tensor in one.parameters()) > 9_000_000
    gc.collect()


def segments(*boxes: tuple[int, int, int, int]) -> list[dict[str, Any]]:
    found = []
    for top, left, bottom, right in boxes:
        mask = np.zeros((64, 128), np.bool_)
        mask[top:bottom, left:right] = True
        found.append({"segmentation": mask, "area": int(mask.sum())})
    return found


@pytest.mark.slow
def test_small_segments_lie_over_large_ones_in_colours_that_stay(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with quiet():
        from controlnet_aux.segment_anything import SamAutomaticMaskGenerator
    found = segments((10, 10, 20, 20), (0, 0, 64, 64))
    monkeypatch.setattr(SamAutomaticMaskGenerator, "generate", lambda self, picture: found)
    network = build_network("Segments (MobileSAM)")

    once, again = network.draw(drawing()), network.draw(drawing())

    assert np.array_equal(once, again)
    assert len(np.unique(once[:64, :64].reshape(-1, 3), axis=0)) == 2
    assert (once[15, 15] != once[40, 40]).any()
    assert not once[:, 64:].any()


@pytest.mark.slow
def test_a_picture_without_segments_or_lines_is_black(monkeypatch: pytest.MonkeyPatch) -> None:
    with quiet():
        from controlnet_aux.mlsd import utils
        from controlnet_aux.segment_anything import SamAutomaticMaskGenerator
    monkeypatch.setattr(SamAutomaticMaskGenerator, "generate", lambda self, picture: [])
    monkeypatch.setattr(utils, "deccode_output_score_and_ptss", nothing_found)

    assert not build_network("Segments (MobileSAM)").draw(drawing()).any()
    assert not build_network("Straight lines (MLSD)").draw(drawing()).any()


def nothing_found(outputs: torch.Tensor, *_: int) -> tuple[Any, ...]:
    return np.zeros((0, 2), int), np.zeros(0), np.zeros((16, 32, 4))


def test_nothing_is_printed_and_no_warning_gets_out(
    tmp_path: Path, capfd: pytest.CaptureFixture[str]
) -> None:
    annotated(loaded(HED, tmp_path), drawing())  # warnings are errors here

    assert capfd.readouterr().out == ""


def test_a_package_that_cannot_be_imported_is_told_in_words(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    for module in [name for name in sys.modules if name.startswith("controlnet_aux")]:
        monkeypatch.delitem(sys.modules, module)
    monkeypatch.setitem(sys.modules, "controlnet_aux", None)

    with pytest.raises(RunError, match="controlnet-aux, which holds the networks"):
        build_network(HED)


@pytest.mark.slow
def test_a_face_is_looked_for_where_a_body_is(monkeypatch: pytest.MonkeyPatch) -> None:
    with quiet():
        from controlnet_aux.open_pose.body import Body, BodyResult, Keypoint
        from controlnet_aux.open_pose.face import Face
    points = [Keypoint(x=8.0 + 3 * number, y=40.0 + number % 5) for number in range(18)]
    bodies = [BodyResult(points, total_score=9.0, total_parts=18)]
    monkeypatch.setattr(Body, "format_body_result", lambda *_: bodies)
    looked: list[tuple[int, ...]] = []
    look = Face.__call__

    def remembering(self: Any, picture: NDArray[np.uint8]) -> Any:
        looked.append(picture.shape)
        return look(self, picture)

    monkeypatch.setattr(Face, "__call__", remembering)

    with quiet():
        drawn = build_network("Pose and face (OpenPose)").draw(drawing(64, 128))

    assert len(looked) == 1
    assert drawn.max() > 100
