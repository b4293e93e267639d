"""Folders of pixel-space models looked at, loaded, and refused in words."""

import json
import shutil
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path

import pytest
import torch
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from safetensors.torch import load_file, save_file

from graphstudio.api import Scheduler, TestContext
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.pixel_folders import is_pixel_folder, open_pixel_folder
from graphstudio.errors import GraphStudioError, ModelBroken, ModelMissing
from tests.diffusion.conftest import Loaded
from tests.diffusion.tiny_pixel import SCHEDULES, write_pixel

UNET = "unet/diffusion_pytorch_model.safetensors"
SCHEDULER = "scheduler/scheduler_config.json"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return write_pixel(tmp_path / "model", "DDPMPipeline")


def change(file: Path, **entries: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | entries))


@pytest.mark.parametrize(
    ("kind", "family", "predicts"),
    [
        ("DDPMPipeline", "pixel_ddpm", "epsilon"),
        ("DDIMPipeline", "pixel_ddpm", "epsilon"),
        ("ConsistencyModelPipeline", "pixel_cm", "consistency"),
        ("ScoreSdeVePipeline", "pixel_sde_ve", "score"),
        ("ScoreSdeVpPipeline", "pixel_sde_vp", "epsilon"),
    ],
)
def test_a_folder_says_what_it_is_without_loading(
    kind: str, family: str, predicts: str, tmp_path: Path, cache: Path
) -> None:
    folder = write_pixel(tmp_path / "model", kind)

    denoiser = open_pixel_folder(folder, cache=cache).denoiser

    assert (denoiser.family, denoiser.name, denoiser.kind) == (family, "model", "denoiser")
    assert denoiser.fact("prediction_type") == predicts
    assert denoiser.fact("latent_channels") == denoiser.fact("in_channels") == 3
    assert denoiser.fact("scale") == 1
    assert denoiser.fact("native_px") == 8
    assert denoiser.fact("patch_size") == 2
    assert denoiser.fact("classes") is None
    assert denoiser.size_bytes == (folder / UNET).stat().st_size


def test_a_folder_proposes_its_scheduler_and_its_settings_travel_with_the_denoiser(
    folder: Path, cache: Path
) -> None:
    found = open_pixel_folder(folder, cache=cache)

    assert found.scheduler == Scheduler("DDPMScheduler")
    assert '"variance_type": "fixed_large"' in str(found.denoiser.fact("scheduler"))


def test_facts_follow_the_network(tmp_path: Path, cache: Path) -> None:
    net = {"in_channels": 1, "out_channels": 1, "num_class_embeds": 10, "sample_size": (16, 12)}
    folder = write_pixel(tmp_path / "digits", "DDPMPipeline", net=net)

    denoiser = open_pixel_folder(folder, cache=cache).denoiser

    assert denoiser.fact("latent_channels") == 1
    assert denoiser.fact("classes") == 10
    assert denoiser.fact("native_px") == 16


def test_the_first_models_of_this_kind_have_no_folders_inside(folder: Path, cache: Path) -> None:
    for part in ("unet", "scheduler"):
        for file in (folder / part).iterdir():
            file.rename(folder / file.name)
        (folder / part).rmdir()

    found = open_pixel_folder(folder, cache=cache)

    assert found.denoiser.family == "pixel_ddpm"
    assert found.denoiser.source.load(torch.device("cpu"), torch.float32) is not None


def test_it_loads_and_the_digest_follows_weights_and_training(folder: Path, cache: Path) -> None:
    first = open_pixel_folder(folder, cache=cache).denoiser
    with TestContext().load(first) as net:
        assert net.device.type == "cpu"

    change(folder / SCHEDULER, prediction_type="sample")
    second = open_pixel_folder(folder, cache=cache).denoiser
    weights = load_file(folder / UNET)
    weights["conv_in.bias"] += 1
    save_file(weights, folder / UNET, metadata={"format": "pt"})
    third = open_pixel_folder(folder, cache=cache).denoiser

    assert len({first.digest, second.digest, third.digest}) == 3


@pytest.mark.parametrize(
    ("kind", "asked", "wanted"),
    [
        ("ScoreSdeVePipeline", "auto", "float32"),
        ("ScoreSdeVePipeline", "float16", "float16"),
        ("ScoreSdeVpPipeline", "auto", "auto"),
    ],
)
def test_the_ve_kind_is_full_precision_unless_another_is_asked_for(
    kind: str, asked: str, wanted: str, tmp_path: Path, cache: Path
) -> None:
    folder = write_pixel(tmp_path / "model", kind)

    assert open_pixel_folder(folder, cache=cache, precision=asked).denoiser.precision == wanted


def _no_unet(folder: Path) -> None:
    shutil.rmtree(folder / "unet")


def _no_weights(folder: Path) -> None:
    (folder / UNET).unlink()


def _cut(folder: Path) -> None:
    (folder / UNET).write_bytes((folder / UNET).read_bytes()[:-100])


def _no_scheduler(folder: Path) -> None:
    shutil.rmtree(folder / "scheduler")


def _no_index(folder: Path) -> None:
    (folder / "model_index.json").unlink()


def _bad_json(folder: Path) -> None:
    (folder / SCHEDULER).write_text("{beta")


def _other_net(folder: Path) -> None:
    change(folder / "model_index.json", unet=["diffusers", "UNet1DModel"])


def _other_pipeline(folder: Path) -> None:
    change(folder / "model_index.json", _class_name="LDMPipeline")


def _latent_model(folder: Path) -> None:
    change(folder / "model_index.json", _class_name="StableDiffusionPipeline")


def _four_channels(folder: Path) -> None:
    change(folder / "unet/config.json", in_channels=4, out_channels=4)


def _odd_answer(folder: Path) -> None:
    change(folder / "unet/config.json", out_channels=5)


def _learns_nothing(folder: Path) -> None:
    change(folder / SCHEDULER, variance_type="learned_range")


def _no_size(folder: Path) -> None:
    change(folder / "unet/config.json", sample_size=None)


def _other_classes(folder: Path) -> None:
    change(folder / "unet/config.json", class_embed_type="identity")


def _nameless(folder: Path) -> None:
    change(folder / SCHEDULER, _class_name=None)


@pytest.mark.parametrize(
    ("damage", "error", "words"),
    [
        pytest.param(_no_unet, ModelMissing, "unet/config.json", id="no U-Net"),
        pytest.param(_no_weights, ModelMissing, "unet", id="no weights"),
        pytest.param(_cut, ModelBroken, "Download the file again", id="truncated"),
        pytest.param(_no_scheduler, ModelMissing, "scheduler_config.json", id="no scheduler"),
        pytest.param(_no_index, ModelMissing, "model_index.json", id="no index"),
        pytest.param(_bad_json, ModelBroken, "not JSON", id="bad JSON"),
        pytest.param(_other_net, ModelBroken, "UNet1DModel", id="another network"),
        pytest.param(_other_pipeline, ModelBroken, "LDMPipeline", id="another pipeline"),
        pytest.param(_latent_model, ModelBroken, "use Load Model", id="a latent model"),
        pytest.param(_four_channels, ModelBroken, "4 channels, neither grey", id="channels"),
        pytest.param(_odd_answer, ModelBroken, "answers with 5", id="answer"),
        pytest.param(_learns_nothing, ModelBroken, "has learned none", id="no variance"),
        pytest.param(_no_size, ModelBroken, "sample_size (None)", id="no size"),
        pytest.param(_other_classes, ModelBroken, "'identity'", id="classes"),
        pytest.param(_nameless, ModelBroken, "does not name its scheduler", id="nameless"),
    ],
)
def test_a_broken_folder_is_refused_with_the_reason(
    damage: Callable[[Path], None],
    error: type[GraphStudioError],
    words: str,
    folder: Path,
    cache: Path,
) -> None:
    damage(folder)

    with pytest.raises(error) as caught:
        open_pixel_folder(folder, cache=cache)

    assert type(caught.value) is error
    assert words in str(caught.value)
    assert str(folder) in str(caught.value)


def test_all_that_is_wrong_in_a_config_is_told_at_once(folder: Path, cache: Path) -> None:
    for damage in (_other_net, _four_channels, _no_size, _nameless):
        damage(folder)

    with pytest.raises(ModelBroken) as caught:
        open_pixel_folder(folder, cache=cache)

    for words in ("UNet1DModel", "neither grey", "sample_size", "does not name"):
        assert words in str(caught.value)


@pytest.mark.parametrize("kind", sorted(SCHEDULES))
def test_the_other_loader_is_named_where_the_wrong_one_is_asked(
    kind: str, tmp_path: Path, tiny: Loaded, cache: Path
) -> None:
    folder = write_pixel(tmp_path / "model", kind)

    with pytest.raises(ModelBroken, match=rf"{kind}.*Use Load Pixel-Space Model"):
        open_folder(folder, cache=cache)
    with pytest.raises(ModelBroken, match=r"StableDiffusionPipeline.*use Load Model"):
        open_pixel_folder(tiny.folder, cache=cache)


def test_a_pixel_folder_is_told_from_others(folder: Path, tiny: Loaded, tmp_path: Path) -> None:
    assert is_pixel_folder(folder)
    assert not is_pixel_folder(tiny.folder)
    assert not is_pixel_folder(tmp_path)
    change(folder / "model_index.json", _class_name=["DDPMPipeline"])
    assert not is_pixel_folder(folder)


@pytest.mark.parametrize("damage", ["missing", "not finite"])
def test_a_weight_that_cannot_be_trusted_is_refused_when_loading(
    damage: str, folder: Path, cache: Path
) -> None:
    weights = load_file(folder / UNET)
    if damage == "missing":
        del weights["mid_block.resnets.0.conv1.weight"]
    else:
        weights["conv_in.bias"][0] = float("nan")
    save_file(weights, folder / UNET, metadata={"format": "pt"})

    with pytest.raises(ModelBroken, match=f"{damage}.*Download"):
        TestContext().load(open_pixel_folder(folder, cache=cache).denoiser)


KEYS = {
    "model_index.json": ("_class_name", "unet"),
    "unet/config.json": (
        *("in_channels", "out_channels", "sample_size", "block_out_channels", "norm_num_groups"),
        *("num_class_embeds", "time_embedding_type", "down_block_types"),
    ),
    SCHEDULER: ("_class_name", "variance_type", "prediction_type"),
}
PLACES = [(file, key) for file, keys in KEYS.items() for key in keys]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 99) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@pytest.mark.slow
@given(place=st.sampled_from(PLACES), value=VALUES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=60
)
def test_whatever_stands_in_a_config_the_answer_is_in_words(
    place: tuple[str, str], value: object, folder: Path, cache: Path
) -> None:
    file = folder / place[0]
    before = file.read_text()
    change(file, **{place[1]: value})

    try:
        with suppress(ModelBroken, ModelMissing):
            TestContext().load(open_pixel_folder(folder, cache=cache).denoiser)
    finally:
        file.write_text(before)


def test_looking_at_a_folder_imports_no_torch(folder: Path, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from graphstudio.diffusion.pixel_folders import open_pixel_folder\n"
        f"parts = open_pixel_folder(pathlib.Path({str(folder)!r}), "
        f"cache=pathlib.Path({str(tmp_path)!r}))\n"
        "heavy = {'torch', 'diffusers', 'transformers', 'numpy'} & set(sys.modules)\n"
        "print(parts.denoiser.family, *heavy)\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == ["pixel_ddpm"]
