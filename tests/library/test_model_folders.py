import json
import shutil
from pathlib import Path

import pytest

from graphstudio import paths
from graphstudio.library.entries import Entry
from graphstudio.library.model_folders import kind_of_folder, read_folder
from graphstudio.library.walking import Candidate
from tests.library.weights import write_weights


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """Copy the built-in model."""
    return shutil.copytree(paths.builtin_model(), tmp_path / "fox-model")


def _read(path: Path) -> Entry:
    return read_folder(Candidate(str(path), True, "", 1, 0, 0, None, "", ""))


def test_a_model_folder_says_kind_family_and_numbers(folder: Path) -> None:
    entry = _read(folder)

    assert (entry.kind, entry.family, entry.precision) == ("model", "sd1", "float16")
    assert entry.parameters > 1_000_000
    assert (entry.title, entry.problem) == ("fox-model", "")


@pytest.mark.parametrize(
    ("part", "said"),
    [
        ("tokenizer", "tokenizer"),
        ("unet/config.json", "config.json"),
        ("vae/diffusion_pytorch_model.safetensors", "vae"),
        ("scheduler/scheduler_config.json", "scheduler_config.json"),
    ],
)
def test_a_missing_part_is_told_and_it_is_a_model_still(folder: Path, part: str, said: str) -> None:
    place = folder / part
    if place.is_dir():
        shutil.rmtree(place)
    else:
        place.unlink()

    entry = _read(folder)

    assert entry.kind == "model"
    assert said in entry.problem


def test_weights_that_are_cut_in_half_are_told(folder: Path) -> None:
    weights = folder / "unet" / "diffusion_pytorch_model.safetensors"
    weights.write_bytes(weights.read_bytes()[: weights.stat().st_size // 2])

    assert "cut short" in _read(folder).problem


@pytest.mark.parametrize(
    ("config", "kind"),
    [
        ({"_class_name": "ControlNetModel"}, "controlnet"),
        ({"_class_name": "T2IAdapter"}, "t2i_adapter"),
        ({"_class_name": "AutoencoderKL"}, "vae"),
        ({"_class_name": "UNet2DConditionModel"}, "denoiser"),
        ({"_class_name": "FluxTransformer2DModel"}, "denoiser"),
        ({"model_type": "clip_text_model"}, "text_encoder"),
        ({"model_type": "clip_vision_model"}, "image_encoder"),
        ({"model_type": "something"}, "unknown"),
    ],
)
def test_a_part_says_in_its_config_what_it_is(
    tmp_path: Path, config: dict[str, str], kind: str
) -> None:
    (tmp_path / "config.json").write_text(json.dumps(config))
    write_weights(tmp_path / "model.safetensors")

    assert kind_of_folder(tmp_path) == _read(tmp_path).kind == kind


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("StableDiffusionXLPipeline", "model"),
        ("DiTPipeline", "class_model"),
        ("DDPMPipeline", "pixel_model"),
        ("KandinskyPipeline", "pipeline"),
    ],
)
def test_a_model_folder_is_known_by_its_pipeline(tmp_path: Path, name: str, kind: str) -> None:
    (tmp_path / "model_index.json").write_text(json.dumps({"_class_name": name}))

    assert kind_of_folder(tmp_path) == kind
