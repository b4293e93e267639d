import json
import shutil
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import CLIPImageProcessor

from graphstudio.api import Image
from graphstudio.diffusion.images import to_pillow
from graphstudio.diffusion.safety.checking import cover
from graphstudio.diffusion.safety.folders import is_checker, open_checker
from graphstudio.errors import ModelBroken, ModelMissing
from tests.diffusion.safety.tiny_checker import BLUE, RED, painted, write_checker

CPU = torch.device("cpu")


@pytest.fixture(scope="session")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return write_checker(tmp_path_factory.mktemp("checker") / "sd")


@pytest.fixture
def folder(written: Path, tmp_path: Path) -> Path:
    """Give a checker of its own, to be spoilt."""
    return Path(shutil.copytree(written, tmp_path / "sd"))


def load(folder: Path) -> Any:
    model = open_checker(folder, cache=folder.parent / "digests")
    return model.source.load(CPU, torch.float32)


def test_each_picture_is_judged_by_itself(written: Path) -> None:
    net = load(written)

    assert net.judge(painted(RED, BLUE, RED)) == (True, False, True)
    assert net.judge(painted(BLUE)) == (False,)


def test_it_says_what_the_official_checker_says(written: Path) -> None:
    checker = StableDiffusionSafetyChecker.from_pretrained(written / "safety_checker")
    processor = CLIPImageProcessor.from_pretrained(written / "feature_extractor")
    colours = torch.rand(12, 3, generator=torch.Generator().manual_seed(2)).tolist()
    pictures = painted(*[(one[0], one[1], one[2]) for one in colours])

    seen = processor(images=to_pillow(pictures), return_tensors="pt").pixel_values
    _, wanted = checker(clip_input=seen, images=[np.zeros((1, 1, 3))] * 12)

    assert load(written).judge(pictures) == tuple(wanted)
    assert len(set(wanted)) == 2


def test_transparency_hides_nothing_from_it(written: Path) -> None:
    pixels = torch.cat([painted(RED).pixels, torch.zeros(1, 24, 32, 1)], dim=-1)

    assert load(written).judge(Image(pixels)) == (True,)


def test_a_checker_is_found_in_a_model_and_alone(folder: Path) -> None:
    cache = folder.parent / "digests"
    alone = folder / "safety_checker"

    assert is_checker(folder)
    assert is_checker(alone)
    assert not is_checker(folder / "feature_extractor")
    assert open_checker(folder, cache=cache).digest == open_checker(alone, cache=cache).digest


def test_the_digest_depends_on_how_pictures_are_prepared(folder: Path) -> None:
    before = open_checker(folder, cache=folder.parent / "digests").digest
    file = folder / "feature_extractor" / "preprocessor_config.json"

    file.write_text(json.dumps(json.loads(file.read_text()) | {"resample": 2}))

    assert open_checker(folder, cache=folder.parent / "digests").digest != before


def test_a_folder_that_is_something_else_is_refused(tmp_path: Path) -> None:
    (tmp_path / "config.json").write_text('{"architectures": ["CLIPModel"]}')

    with pytest.raises(ModelBroken, match="CLIPModel"):
        open_checker(tmp_path, cache=tmp_path)


@pytest.mark.parametrize(
    "gone", ["safety_checker/model.safetensors", "feature_extractor/preprocessor_config.json"]
)
def test_a_file_that_is_missing_is_named(folder: Path, gone: str) -> None:
    (folder / gone).unlink()

    with pytest.raises(ModelMissing, match=Path(gone).name):
        open_checker(folder, cache=folder.parent / "digests")


def test_a_processor_of_another_size_is_refused(folder: Path) -> None:
    file = folder / "feature_extractor" / "preprocessor_config.json"
    sizes = {"crop_size": {"height": 8, "width": 8}}
    file.write_text(json.dumps(json.loads(file.read_text()) | sizes))

    with pytest.raises(ModelBroken, match="makes pictures of 8 px"):
        load(folder)


def test_safe_pictures_keep_every_bit_and_nothing_is_changed_in_place() -> None:
    pictures = painted(RED, BLUE)
    before = pictures.pixels.clone()

    covered = cover(pictures, (True, False), "black")

    assert torch.equal(covered.pixels[0], torch.zeros(24, 32, 3))
    assert torch.equal(covered.pixels[1], before[1])
    assert torch.equal(pictures.pixels, before)


def test_a_blurred_picture_keeps_its_colour_and_nothing_else() -> None:
    pixels = painted(RED).pixels.clone()
    pixels[:, :, ::2] = 0.0  # stripes

    covered = cover(Image(pixels), (True,), "blur").pixels

    assert float(pixels.std(dim=2).max()) > 0.4
    assert float(covered.std(dim=2).max()) < 0.1
    assert covered.mean() == pytest.approx(float(pixels.mean()), abs=0.03)
    assert covered.is_contiguous()


def test_a_covered_picture_is_not_transparent() -> None:
    pixels = torch.cat([painted(RED).pixels, torch.zeros(1, 24, 32, 1)], dim=-1)

    assert torch.equal(cover(Image(pixels), (True,), "blur").pixels[..., 3], torch.ones(1, 24, 32))


@pytest.mark.parametrize(
    ("unsafe", "treatment"), [((True, True), "show"), ((False, False), "black")]
)
def test_what_needs_no_cover_is_handed_on_as_it_is(unsafe: Any, treatment: Any) -> None:
    pictures = painted(RED, BLUE)

    assert cover(pictures, unsafe, treatment) is pictures
