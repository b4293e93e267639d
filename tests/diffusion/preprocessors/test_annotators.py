"""Weights of annotators: found or asked for by name, and nothing believed."""

import subprocess
import sys
from pathlib import Path
from typing import Any, get_args

import pytest
import safetensors.torch
import torch

from graphstudio.diffusion.preprocessors.annotators import AnnotatorFiles, open_annotator
from graphstudio.diffusion.preprocessors.catalogue import WANTED, AnnotatorName
from graphstudio.errors import BadValue, ModelBroken, ModelMissing
from tests.diffusion.preprocessors.published import write_weights

HED: AnnotatorName = "Soft edges (HED)"
FILE = "ControlNetHED.pth"
CPU = torch.device("cpu")


@pytest.fixture(scope="module")
def published(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("published")
    write_weights(HED, folder)
    return folder


@pytest.fixture
def changed(published: Path, tmp_path: Path) -> dict[str, Any]:
    """Give weights to be changed; `write` puts them where `load` looks."""
    return dict(torch.load(published / FILE, weights_only=True))


def load(folder: Path) -> object:
    model = open_annotator(HED, folder, cache=folder / "digests")
    return model.source.load(CPU, torch.float32)


def test_every_annotator_of_the_menu_says_which_files_it_wants() -> None:
    assert set(WANTED) == set(get_args(AnnotatorName))
    assert all(one.files and one.repository.count("/") == 1 for one in WANTED.values())


def test_finding_weights_imports_neither_torch_nor_opencv_nor_controlnet_aux() -> None:
    code = (
        "import graphstudio.diffusion.preprocessors.annotators, sys; "
        "print(sorted({'torch', 'cv2', 'controlnet_aux'} & set(sys.modules)))"
    )

    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)

    assert told.stdout.strip() == "[]"


def test_a_model_is_named_with_its_size_and_content(published: Path, tmp_path: Path) -> None:
    model = open_annotator(HED, published, cache=tmp_path)

    assert (model.kind, model.name, model.family) == ("annotator", HED, "")
    assert model.size_bytes == (published / FILE).stat().st_size
    assert model.source == AnnotatorFiles(HED, (published / FILE,))
    assert model.precision == "float32"
    (tmp_path / FILE).write_bytes(b"other weights")
    assert open_annotator(HED, tmp_path, cache=tmp_path).digest != model.digest


def test_safetensors_are_taken_first(published: Path, tmp_path: Path) -> None:
    found = torch.load(published / FILE, weights_only=True)
    weights = {
        name: tensor.clone(memory_format=torch.contiguous_format) for name, tensor in found.items()
    }
    safetensors.torch.save_file(weights, tmp_path / "ControlNetHED.safetensors")
    (tmp_path / FILE).write_bytes(b"never opened")

    model = open_annotator(HED, tmp_path, cache=tmp_path / "digests")

    assert isinstance(model.source, AnnotatorFiles)
    assert model.source.files == (tmp_path / "ControlNetHED.safetensors",)
    model.source.load(CPU, torch.float32)


def test_a_missing_file_is_named_with_its_folder_and_where_people_get_it(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        open_annotator("Depth (MiDaS)", tmp_path / "none", cache=tmp_path)

    said = str(caught.value)
    assert "Depth (MiDaS) needs dpt_hybrid-midas-501f0c75.pt in the folder" in said
    assert str(tmp_path / "none") in said
    assert "lllyasviel/Annotators" in said


def test_all_missing_files_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(ModelMissing) as caught:
        open_annotator("Pose and face (OpenPose)", tmp_path, cache=tmp_path)

    assert "needs body_pose_model.pth and facenet.pth in" in str(caught.value)
    assert len(caught.value.problems) == 2


def test_a_file_that_is_there_is_not_asked_for(tmp_path: Path) -> None:
    (tmp_path / "body_pose_model.pth").write_bytes(b"here")

    with pytest.raises(ModelMissing, match=r"\(OpenPose\) needs facenet\.pth in"):
        open_annotator("Pose and face (OpenPose)", tmp_path, cache=tmp_path)


def test_an_unknown_annotator_is_refused_with_the_known_ones(tmp_path: Path) -> None:
    with pytest.raises(BadValue, match=r"no annotator 'DWPose'.*Soft edges \(HED\)"):
        open_annotator("DWPose", tmp_path, cache=tmp_path)  # type: ignore[arg-type]


def test_a_file_that_goes_away_before_it_is_loaded_is_missing(
    published: Path, tmp_path: Path
) -> None:
    source = AnnotatorFiles(HED, (tmp_path / FILE,))

    with pytest.raises(ModelMissing, match="not there any more"):
        source.load(CPU, torch.float32)


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        pytest.param(b"", "cannot be read as weights", id="empty"),
        pytest.param(b"<!doctype html>", "holds more than numbers, or is damaged", id="a web page"),
        pytest.param(b"version https://git-lfs", "Git LFS pointer", id="an LFS pointer"),
    ],
)
def test_what_is_no_weight_file_is_refused(tmp_path: Path, content: bytes, reason: str) -> None:
    (tmp_path / FILE).write_bytes(content)

    with pytest.raises(ModelBroken, match=reason) as caught:
        load(tmp_path)

    assert str(tmp_path / FILE) in str(caught.value)


class Evil:
    """Run code when it is unpickled."""

    def __reduce__(self) -> tuple[Any, ...]:
        return (Path.touch, (Path("/tmp/graphstudio-evil"),))


def test_a_pickle_cannot_run_code(tmp_path: Path) -> None:
    torch.save({"norm": Evil()}, tmp_path / FILE)

    with pytest.raises(ModelBroken, match="was not opened: what else is in it could run code"):
        load(tmp_path)

    assert not Path("/tmp/graphstudio-evil").exists()


def test_a_weight_that_is_missing_is_an_error(changed: dict[str, Any], tmp_path: Path) -> None:
    del changed["block3.convs.1.weight"]
    torch.save(changed, tmp_path / FILE)

    with pytest.raises(ModelBroken, match=r"1 of \d+ weights are missing.*block3.convs.1.weight"):
        load(tmp_path)


def test_a_weight_of_another_size_is_an_error(changed: dict[str, Any], tmp_path: Path) -> None:
    changed["norm"] = torch.zeros(1, 4, 1, 1)
    torch.save(changed, tmp_path / FILE)

    with pytest.raises(ModelBroken, match="wrong size, the first is norm"):
        load(tmp_path)


def test_numbers_that_are_not_finite_are_an_error(changed: dict[str, Any], tmp_path: Path) -> None:
    changed["norm"] = torch.full((1, 3, 1, 1), float("inf"))
    torch.save(changed, tmp_path / FILE)

    with pytest.raises(ModelBroken, match="norm holds numbers that are not finite"):
        load(tmp_path)


@pytest.mark.parametrize("found", [[1, 2], {"note": "no weights"}, torch.zeros(3)])
def test_a_file_that_holds_something_else_is_an_error(tmp_path: Path, found: object) -> None:
    torch.save(found, tmp_path / FILE)

    with pytest.raises(ModelBroken, match="for another network"):
        load(tmp_path)
