"""Image encoders: told from their folder, loaded with the right eyes, and refused in words."""

import json
from pathlib import Path
from typing import Any, cast

import pytest
import torch
import transformers

from graphstudio.api import Image
from graphstudio.diffusion.image_encoder_folders import is_image_encoder, open_image_encoder
from graphstudio.diffusion.image_encoders import ClipImageEncoder
from graphstudio.errors import ModelBroken, ModelMissing
from tests.diffusion.tiny_adapters import write_image_encoder

CPU = torch.device("cpu")


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_image_encoder(tmp_path / "image_encoder")


def loaded(folder: Path, cache: Path) -> ClipImageEncoder:
    found = open_image_encoder(folder, cache=cache).source.load(CPU, torch.float32)
    return cast("ClipImageEncoder", found)


def write_eyes(folder: Path, side: int = 32, **more: Any) -> None:
    eyes = transformers.CLIPImageProcessorPil(size=side, crop_size=side, **more)
    eyes.save_pretrained(folder)


def picture(count: int = 1) -> Image:
    generator = torch.Generator().manual_seed(2)
    return Image(torch.rand(count, 40, 60, 3, generator=generator))


def test_the_folder_says_what_it_is(folder: Path, cache: Path) -> None:
    found = open_image_encoder(folder, cache=cache, precision="bfloat16")

    assert (found.kind, found.name, found.precision) == (
        "image_encoder",
        "image_encoder",
        "bfloat16",
    )
    assert dict(found.facts) == {
        "width": 24,
        "projected_width": 16,
        "native_px": 32,
        "parameters": 17832,
    }
    assert is_image_encoder(folder)
    assert not is_image_encoder(folder.parent)


def test_it_sees_one_vector_or_every_place(folder: Path, cache: Path) -> None:
    net, image = loaded(folder, cache), picture(2)

    vectors, without = net.see(image, projects=True)
    states, nothing = net.see(image, projects=False)

    assert vectors.shape == without.shape == (2, 16)
    assert states.shape == nothing.shape == (2, 65, 24)
    assert not without.any()
    assert torch.equal(nothing[0], nothing[1])
    assert not torch.equal(states[0], states[1])


def test_what_is_transparent_is_seen_as_it_is(folder: Path, cache: Path) -> None:
    net, image = loaded(folder, cache), picture()
    clear = Image(torch.cat([image.pixels, torch.zeros(1, 40, 60, 1)], dim=-1))

    assert torch.equal(net.see(clear, projects=True)[0], net.see(image, projects=True)[0])


def test_eyes_in_the_folder_or_beside_it_are_taken(folder: Path, cache: Path) -> None:
    image = picture()
    plain, before = loaded(folder, cache).see(image, projects=True)[0], open_image_encoder
    digest = before(folder, cache=cache).digest

    write_eyes(folder.parent / "feature_extractor", image_mean=[0.1, 0.2, 0.3])
    beside = loaded(folder, cache).see(image, projects=True)[0]
    write_eyes(folder)
    inside = loaded(folder, cache).see(image, projects=True)[0]

    assert not torch.equal(beside, plain)
    assert torch.equal(inside, plain)
    assert before(folder, cache=cache).digest != digest


def test_eyes_for_another_size_are_refused(folder: Path, cache: Path) -> None:
    write_eyes(folder, side=64)

    with pytest.raises(ModelBroken, match="another size than the 32 px"):
        loaded(folder, cache)


@pytest.mark.parametrize(
    ("config", "message"),
    [
        pytest.param({"model_type": "clip_text_model"}, "holds clip_text_model, not an", id="text"),
        pytest.param({"model_type": None, "_class_name": "X"}, "holds X, not an", id="diffusers"),
        pytest.param({"hidden_size": "wide"}, "no sensible hidden_size", id="width"),
    ],
)
def test_a_folder_of_something_else_is_refused(
    config: dict[str, Any], message: str, folder: Path, cache: Path
) -> None:
    file = folder / "config.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | config))

    with pytest.raises(ModelBroken, match=message):
        open_image_encoder(folder, cache=cache)


def test_one_without_its_last_part_is_refused(folder: Path, cache: Path) -> None:
    config = transformers.CLIPVisionConfig.from_pretrained(folder)
    transformers.CLIPVisionModel(config).save_pretrained(folder)

    with pytest.raises(ModelBroken, match="without its last part"):
        open_image_encoder(folder, cache=cache)


def test_a_folder_that_is_not_there_is_refused(tmp_path: Path, cache: Path) -> None:
    with pytest.raises(ModelMissing, match="is no folder"):
        open_image_encoder(tmp_path / "none", cache=cache)
