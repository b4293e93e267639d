"""Model folders looked at, loaded, and refused in words."""

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

from graphstudio.api import ModelSource, Scheduler, TestContext
from graphstudio.diffusion.folders import open_folder
from graphstudio.errors import GraphStudioError, ModelBroken, ModelMissing
from tests.diffusion.conftest import Loaded

UNET = "unet/diffusion_pytorch_model.safetensors"
VAE = "vae/diffusion_pytorch_model.safetensors"
TEXT = "text_encoder/model.safetensors"


@pytest.fixture
def copy(tiny: Loaded, tmp_path: Path) -> Path:
    """Give a copy of the tiny model that may be broken."""
    return Path(shutil.copytree(tiny.folder, tmp_path / "model"))


def test_a_folder_is_named_without_loading(tiny: Loaded) -> None:
    denoiser = tiny.parts.denoiser

    assert (denoiser.family, denoiser.name, denoiser.kind) == ("sd1", "tiny", "denoiser")
    assert denoiser.fact("conditioning_width") == 32
    assert denoiser.fact("prediction_type") == "epsilon"
    assert denoiser.fact("native_px") == 64
    assert denoiser.size_bytes == (tiny.folder / UNET).stat().st_size
    assert tiny.parts.vae.fact("scale") == 8
    assert isinstance(denoiser.source, ModelSource)


def test_facts_follow_the_model(odd: Loaded, inpaint: Loaded) -> None:
    assert odd.parts.vae.fact("scale") == 4
    assert odd.parts.denoiser.fact("prediction_type") == "v_prediction"
    assert inpaint.parts.denoiser.fact("in_channels") == 9
    assert inpaint.parts.denoiser.fact("is_inpaint") is True


def test_the_scheduler_is_proposed_without_what_belongs_to_the_network(tiny: Loaded) -> None:
    options = (
        ("set_alpha_to_one", False),
        ("skip_prk_steps", True),
        ("timestep_spacing", "leading"),
    )

    assert tiny.parts.scheduler == Scheduler("PNDMScheduler", options)


def test_every_part_loads_through_a_context(tiny: Loaded) -> None:
    ctx = TestContext()

    with ctx.load(tiny.parts.text_encoder) as clip, ctx.load(tiny.parts.vae) as vae:
        assert torch.equal(
            clip.encode("a cat", clip_skip=0).embeds, tiny.clip.encode("a cat").embeds
        )
        assert vae.decode(torch.zeros(1, 4, 2, 2)).shape == (1, 3, 16, 16)
    with ctx.load(tiny.parts.denoiser) as unet:
        assert unet.device.type == "cpu"


def test_half_precision_files_and_variants_load(copy: Path, cache: Path) -> None:
    for name in (UNET, VAE, TEXT):
        halves = {key: value.half() for key, value in load_file(copy / name).items()}
        new = (copy / name).with_suffix(".fp16.safetensors")
        save_file(halves, new, metadata={"format": "pt"})
        (copy / name).unlink()

    parts = open_folder(copy, cache=cache)

    ctx = TestContext()
    with ctx.load(parts.denoiser), ctx.load(parts.vae), ctx.load(parts.text_encoder) as clip:
        assert clip.encode("a cat", clip_skip=0).embeds.dtype == torch.float32


def test_the_digest_follows_content_and_not_the_place(
    tiny: Loaded, copy: Path, cache: Path
) -> None:
    assert open_folder(copy, cache=cache).denoiser.digest == tiny.parts.denoiser.digest

    weights = load_file(copy / UNET)
    weights["conv_in.bias"] += 1
    save_file(weights, copy / UNET, metadata={"format": "pt"})

    changed = open_folder(copy, cache=cache)
    assert changed.denoiser.digest != tiny.parts.denoiser.digest
    assert changed.vae.digest == tiny.parts.vae.digest


def test_the_digest_follows_how_the_network_was_trained(
    tiny: Loaded, copy: Path, cache: Path
) -> None:
    _change(copy / "scheduler/scheduler_config.json", prediction_type="v_prediction")

    changed = open_folder(copy, cache=cache)

    assert changed.denoiser.digest != tiny.parts.denoiser.digest


def test_digests_are_remembered(
    copy: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("graphstudio.ticks._SETTLED_NS", 0)  # the copy is new
    first = open_folder(copy, cache=tmp_path / "cache")

    def refuse(file: Path) -> str:
        raise AssertionError(f"{file} was hashed again")

    monkeypatch.setattr("graphstudio.diffusion.digests.hash_file", refuse)
    assert open_folder(copy, cache=tmp_path / "cache") == first


def test_a_cache_that_cannot_be_written_costs_only_time(tiny: Loaded, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")

    assert open_folder(tiny.folder, cache=blocked) == tiny.parts


def test_a_damaged_note_in_the_cache_is_ignored(copy: Path, tmp_path: Path) -> None:
    first = open_folder(copy, cache=tmp_path / "cache")
    for note in (tmp_path / "cache").rglob("*.json"):
        note.write_text('{"stamp": [')

    assert open_folder(copy, cache=tmp_path / "cache") == first


def _cut(folder: Path) -> None:
    (folder / UNET).write_bytes((folder / UNET).read_bytes()[:-100])


def _cut_header(folder: Path) -> None:
    (folder / VAE).write_bytes((folder / VAE).read_bytes()[:50])


def _html(folder: Path) -> None:
    (folder / UNET).write_text("<!doctype html><title>Please log in</title>" + " " * 100)


def _pointer(folder: Path) -> None:
    (folder / TEXT).write_text("version https://git-lfs.github.com/spec/v1\noid sha256:0\nsize 9\n")


def _empty(folder: Path) -> None:
    (folder / UNET).write_bytes(b"")


def _zeros(folder: Path) -> None:
    (folder / UNET).write_bytes(bytes(1000))


def _noise(folder: Path) -> None:
    (folder / UNET).write_bytes((100).to_bytes(8, "little") + b"?" * 200)


def _no_weights(folder: Path) -> None:
    (folder / VAE).unlink()


def _pickle(folder: Path) -> None:
    (folder / UNET).rename((folder / UNET).with_suffix(".bin"))


def _no_config(folder: Path) -> None:
    (folder / "unet/config.json").unlink()


def _bad_config(folder: Path) -> None:
    (folder / "vae/config.json").write_text("{'latent_channels': 4}")


def _no_index(folder: Path) -> None:
    (folder / "model_index.json").unlink()


def _sdxl(folder: Path) -> None:
    _change(folder / "model_index.json", _class_name="StableDiffusionXLPipeline")


def _sd2(folder: Path) -> None:
    _change(folder / "unet/config.json", cross_attention_dim=1024)


def _pixart(folder: Path) -> None:
    _change(folder / "model_index.json", _class_name="PixArtSigmaPipeline")


def _other_vae(folder: Path) -> None:
    _change(folder / "model_index.json", vae=["diffusers", "AutoencoderTiny"])


def _other_width(folder: Path) -> None:
    _change(folder / "text_encoder/config.json", hidden_size=48)


def _no_tokenizer(folder: Path) -> None:
    shutil.rmtree(folder / "tokenizer")


def _no_words(folder: Path) -> None:
    (folder / "tokenizer/tokenizer.json").unlink()


def _small_tokenizer(folder: Path) -> None:
    content = json.loads((folder / "tokenizer/tokenizer.json").read_text())
    vocab = content["model"]["vocab"]
    content["model"]["vocab"] = dict(list(vocab.items())[:200])
    (folder / "tokenizer/tokenizer.json").write_text(json.dumps(content))


def _no_scheduler(folder: Path) -> None:
    shutil.rmtree(folder / "scheduler")


def _change(file: Path, **entries: object) -> None:
    file.write_text(json.dumps(json.loads(file.read_text()) | entries))


@pytest.mark.parametrize(
    ("damage", "error", "where", "words"),
    [
        pytest.param(_cut, ModelBroken, UNET, "Download the file again", id="truncated"),
        pytest.param(_cut_header, ModelBroken, VAE, "cut short", id="truncated header"),
        pytest.param(_html, ModelBroken, UNET, "web page", id="HTML"),
        pytest.param(_pointer, ModelBroken, TEXT, "git lfs pull", id="LFS pointer"),
        pytest.param(_empty, ModelBroken, UNET, "is empty", id="empty"),
        pytest.param(_zeros, ModelBroken, UNET, "cut short or damaged", id="zeros"),
        pytest.param(_noise, ModelBroken, UNET, "makes no sense", id="noise"),
        pytest.param(_no_weights, ModelMissing, VAE, "Download the whole", id="no weights"),
        pytest.param(_pickle, ModelMissing, "unet", "pickle", id="pickle only"),
        pytest.param(_no_config, ModelMissing, "unet/config.json", "again", id="no config"),
        pytest.param(_bad_config, ModelBroken, "vae/config.json", "not JSON", id="bad config"),
        pytest.param(_no_index, ModelMissing, "model_index.json", "Choose", id="no index"),
        pytest.param(_sdxl, ModelBroken, "model_index", "text_encoder_2", id="SDXL"),
        pytest.param(_sd2, ModelBroken, "model", "do not belong", id="SD 2"),
        pytest.param(_pixart, ModelBroken, "model", "PixArtSigmaPipeline", id="PixArt"),
        pytest.param(_other_vae, ModelBroken, "model_index", "AutoencoderTiny", id="other VAE"),
        pytest.param(_other_width, ModelBroken, "model", "do not belong", id="other width"),
        pytest.param(_no_tokenizer, ModelMissing, "tokenizer", "every word", id="no tokenizer"),
        pytest.param(_no_words, ModelMissing, "tokenizer", "every word", id="no words"),
        pytest.param(_small_tokenizer, ModelBroken, "tokenizer", "do not belong", id="few words"),
        pytest.param(_no_scheduler, ModelMissing, "scheduler", "again", id="no scheduler"),
    ],
)
def test_a_broken_folder_is_refused_with_the_file_and_the_way_out(
    damage: Callable[[Path], None],
    error: type[GraphStudioError],
    where: str,
    words: str,
    copy: Path,
    cache: Path,
) -> None:
    damage(copy)

    with pytest.raises(error) as caught:
        open_folder(copy, cache=cache)

    assert type(caught.value) is error
    assert where in str(caught.value)
    assert words in str(caught.value)


def test_shards_are_found_and_a_missing_one_is_refused(copy: Path, cache: Path) -> None:
    weights = load_file(copy / UNET)
    (copy / UNET).unlink()
    names = sorted(weights)
    shards = {"1": names[::2], "2": names[1::2]}
    place = "diffusion_pytorch_model-0000{}-of-00002.safetensors"
    for number, held in shards.items():
        part = {name: weights[name].contiguous() for name in held}
        save_file(part, copy / "unet" / place.format(number), metadata={"format": "pt"})
    owners = {name: place.format(number) for number, held in shards.items() for name in held}
    index = copy / "unet/diffusion_pytorch_model.safetensors.index.json"
    index.write_text(json.dumps({"metadata": {"total_size": 0}, "weight_map": owners}))

    with TestContext().load(open_folder(copy, cache=cache).denoiser) as unet:
        assert unet.device.type == "cpu"

    (copy / "unet" / place.format("2")).unlink()
    with pytest.raises(ModelMissing, match="00002-of-00002"):
        open_folder(copy, cache=cache)


def test_a_missing_folder_and_a_single_file_are_refused(tmp_path: Path, cache: Path) -> None:
    single = tmp_path / "model.safetensors"
    single.write_bytes(b"x")

    with pytest.raises(ModelMissing, match="is a file"):
        open_folder(single, cache=cache)
    with pytest.raises(ModelMissing, match="is not there"):
        open_folder(tmp_path / "nowhere", cache=cache)


@pytest.mark.parametrize("name", [UNET, VAE, TEXT])
def test_a_missing_weight_is_refused_when_loading(name: str, copy: Path, cache: Path) -> None:
    weights = load_file(copy / name)
    lost = next(key for key in weights if key.endswith("weight") and weights[key].ndim == 2)
    del weights[lost]
    save_file(weights, copy / name, metadata={"format": "pt"})
    parts = open_folder(copy, cache=cache)
    part = {UNET: parts.denoiser, VAE: parts.vae, TEXT: parts.text_encoder}[name]

    with pytest.raises(ModelBroken) as caught:
        TestContext().load(part)

    assert str((copy / name).parent) in str(caught.value)
    assert "Download" in str(caught.value)


@pytest.mark.parametrize("name", [UNET, VAE, TEXT])
def test_a_weight_that_is_not_finite_is_refused_when_loading(
    name: str, copy: Path, cache: Path
) -> None:
    weights = load_file(copy / name)
    next(iter(weights.values())).view(-1)[0] = float("nan")
    save_file(weights, copy / name, metadata={"format": "pt"})
    parts = open_folder(copy, cache=cache)
    part = {UNET: parts.denoiser, VAE: parts.vae, TEXT: parts.text_encoder}[name]

    with pytest.raises(ModelBroken, match="not finite"):
        TestContext().load(part)


def test_a_weight_of_another_shape_is_refused_when_loading(copy: Path, cache: Path) -> None:
    weights = load_file(copy / UNET)
    weights["conv_in.bias"] = torch.zeros(3)
    save_file(weights, copy / UNET, metadata={"format": "pt"})

    with pytest.raises(ModelBroken, match="unet"):
        TestContext().load(open_folder(copy, cache=cache).denoiser)


def test_a_loaded_network_no_longer_needs_its_file(copy: Path, cache: Path) -> None:
    with TestContext().load(open_folder(copy, cache=cache).vae) as vae:
        before = vae.decode(torch.ones(1, 4, 2, 2))
        (copy / VAE).write_bytes(bytes((copy / VAE).stat().st_size))

        assert torch.equal(vae.decode(torch.ones(1, 4, 2, 2)), before)


CONFIGS = {
    "model_index.json": ("_class_name", "unet", "vae", "tokenizer"),
    "unet/config.json": (
        *("in_channels", "out_channels", "cross_attention_dim", "sample_size"),
        *("addition_embed_type", "block_out_channels", "down_block_types", "norm_num_groups"),
    ),
    "vae/config.json": ("latent_channels", "block_out_channels", "scaling_factor"),
    "text_encoder/config.json": ("hidden_size", "vocab_size", "max_position_embeddings"),
    "scheduler/scheduler_config.json": ("_class_name", "prediction_type", "beta_start"),
}
PLACES = [(file, key) for file, keys in CONFIGS.items() for key in keys]
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-2, 99) | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    max_leaves=4,
)


@given(place=st.sampled_from(PLACES), value=VALUES)
@settings(
    suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=50
)
def test_whatever_stands_in_a_config_the_answer_is_in_words(
    place: tuple[str, str], value: object, copy: Path, cache: Path
) -> None:
    file = copy / place[0]
    before = file.read_text()
    _change(file, **{place[1]: value})

    try:
        with suppress(ModelBroken, ModelMissing):
            parts = open_folder(copy, cache=cache)
            TestContext().load(parts.denoiser)
            TestContext().load(parts.vae)
            TestContext().load(parts.text_encoder)
    finally:
        file.write_text(before)


def test_looking_at_a_folder_imports_no_torch(tiny: Loaded, tmp_path: Path) -> None:
    program = (
        "import sys, pathlib\n"
        "from graphstudio.diffusion import catalogue, prompts, sizes\n"
        "from graphstudio.diffusion.folders import open_folder\n"
        f"parts = open_folder(pathlib.Path({str(tiny.folder)!r}), "
        f"cache=pathlib.Path({str(tmp_path)!r}))\n"
        "catalogue.recipe('Euler')\n"
        "heavy = {'torch', 'diffusers', 'transformers', 'numpy'} & set(sys.modules)\n"
        "print(parts.denoiser.digest, *heavy)\n"
    )

    answer = subprocess.run(
        [sys.executable, "-c", program], capture_output=True, text=True, check=True
    )

    assert answer.stdout.split() == [tiny.parts.denoiser.digest]
