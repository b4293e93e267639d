"""Broken models of every kind: each is refused before sampling, with file, reason and way out."""

import shutil
from collections.abc import Callable
from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file

from graphstudio.api import TestContext
from graphstudio.diffusion.folders import open_folder
from graphstudio.diffusion.loading import load_unet
from graphstudio.errors import ModelBroken, ModelMissing
from tests.diffusion.broken import files, folders
from tests.diffusion.broken.folders import TEXT, UNET, VAE
from tests.diffusion.conftest import Loaded

Damage = Callable[[Path], None]
WAYS_OUT = ("ownload", "hoose", "git lfs", "Put that file back", "Check the drive", "Wait", "Set ")

HTML = b"<!doctype html><html><head><title>Sign in</title></head></html>"
LFS = b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 9\n"
JSON = b'{"error": "Access to this model is restricted", "code": 403}'

OF_A_FILE = [
    pytest.param(files.cut(0.0), "is empty", id="empty"),
    pytest.param(files.cut(0.0001), "cut short", id="cut in the length"),
    pytest.param(files.cut(0.01), "cut short", id="cut in the header"),
    pytest.param(files.cut(0.5), "cut short", id="cut in half"),
    pytest.param(files.cut(0.9), "cut short", id="cut late"),
    pytest.param(files.cut(0.99999), "cut short", id="last bytes lost"),
    pytest.param(files.end_header, "header does not fit", id="no header length"),
    pytest.param(files.lengthen_header, "header does not fit", id="header longer than file"),
    pytest.param(files.garble_header, "makes no sense", id="header no JSON"),
    pytest.param(files.repeat_name, "stands in it twice", id="repeated name"),
    pytest.param(files.with_header(files.overlap), "overlaps", id="overlap"),
    pytest.param(files.with_header(files.gap), "gap", id="gap"),
    pytest.param(files.with_header(files.negative), "no count", id="negative offset"),
    pytest.param(files.with_header(files.huge), "needs", id="huge offset"),
    pytest.param(files.with_header(files.unknown_type), "unknown type", id="unknown type"),
    pytest.param(files.with_header(files.wrong_product), "needs", id="shape and bytes"),
    pytest.param(files.with_header(files.no_offsets), "makes no sense", id="no offsets"),
    pytest.param(files.write(HTML + b" " * 200), "web page", id="web page"),
    pytest.param(files.write(b"\n\n" + HTML), "web page", id="web page after lines"),
    pytest.param(files.write(LFS), "Git LFS pointer", id="LFS pointer"),
    pytest.param(files.write(JSON), "JSON text", id="JSON error"),
    pytest.param(files.gzipped, "gzip archive", id="gzip"),
    pytest.param(files.zipped, "zip archive", id="zip"),
    pytest.param(files.write(b"7z\xbc\xaf\x27\x1c" + b"0" * 99), "7z archive", id="7z"),
    pytest.param(files.write(b"Rar!\x1a\x07\x01\x00" + b"0" * 99), "rar archive", id="rar"),
    pytest.param(files.pickled, "pickle", id="pickle renamed"),
    pytest.param(files.plain_pickle, "pickle", id="plain pickle renamed"),
    pytest.param(files.evil, "pickle", id="evil pickle"),
    pytest.param(files.picture, "PNG picture", id="picture renamed"),
    pytest.param(files.write(b"GGUF\x03\0\0\0" + bytes(99)), "GGUF file", id="GGUF renamed"),
    pytest.param(files.write(bytes(5000)), "header does not fit", id="only zeros"),
    pytest.param(files.fill_tail(0, 1.0), "nothing but zeros", id="payload of zeros"),
    pytest.param(files.fill_tail(0, 0.4), "nothing but zeros", id="tail of zeros"),
    pytest.param(files.fill_tail(0xFF, 0.1), "not finite", id="tail of 0xFF"),
    pytest.param(files.with_weights(files.blank), "nothing but zeros", id="all weights zero"),
    pytest.param(files.with_weights(files.not_a_number), "not finite", id="NaN"),
    pytest.param(files.with_weights(files.infinite), "not finite", id="infinite"),
    pytest.param(files.with_weights(files.lose), "1 weights are missing", id="missing weight"),
    pytest.param(files.with_weights(files.reshape), "another shape", id="shape"),
    pytest.param(files.with_weights(files.rename_all), "another kind", id="names of a family"),
    pytest.param(files.with_weights(files.add_another_network), "another kind", id="two networks"),
]
OF_A_FOLDER = [
    pytest.param(folders.no_config, "unet/config.json", "not there", id="no config"),
    pytest.param(folders.config_is_no_json, "vae/config.json", "not JSON", id="config no JSON"),
    pytest.param(folders.config_is_a_list, "unet/config.json", "no JSON object", id="config list"),
    pytest.param(
        folders.config_of_another_class, "model", "do not belong", id="config of another class"
    ),
    pytest.param(folders.absurd_config, "unet", "", id="absurd config"),
    pytest.param(folders.other_depth, "unet", "another shape", id="other depth"),
    pytest.param(folders.quantised, "unet", "quantised", id="quantised"),
    pytest.param(folders.no_tokenizer, "tokenizer", "every word", id="no tokenizer"),
    pytest.param(folders.two_words, "tokenizer", "knows 2 tokens", id="two words"),
    pytest.param(folders.many_words, "tokenizer", "do not belong", id="many words"),
    pytest.param(folders.missing_shard, "00002-of-00002", "not there", id="missing shard"),
    pytest.param(folders.cut_shard, "00002-of-00002", "cut short", id="cut shard"),
    pytest.param(folders.repeated_shard, "00002-of-00002", "both hold", id="repeated shard"),
    pytest.param(folders.escaping_index, "index.json", "own folder", id="escaping index"),
    pytest.param(folders.index_is_no_index, "index.json", "list of shards", id="no index"),
    pytest.param(folders.pickle_only, "unet", "pickle", id="pickle only"),
    pytest.param(folders.other_text_encoder, "model", "do not belong", id="other text encoder"),
    pytest.param(
        folders.weights_of_another_text_encoder, "text_encoder", "another shape", id="text weights"
    ),
    pytest.param(folders.other_autoencoder, "model", "do not belong", id="other VAE"),
    pytest.param(folders.weights_of_another_unet, "unet", "another shape", id="U-Net weights"),
    pytest.param(folders.no_scheduler, "scheduler", "not there", id="no scheduler"),
    pytest.param(folders.no_index, "model_index.json", "holds no", id="no list of parts"),
    pytest.param(folders.broken_link, UNET, "is a link to", id="broken link"),
    pytest.param(folders.still_downloading, UNET, "still being downloaded", id="half"),
    pytest.param(folders.only_incomplete, UNET, "still being downloaded", id="incomplete"),
    pytest.param(folders.folder_in_its_place, "unet", "", id="folder in its place"),
]


@pytest.fixture
def copy(tiny: Loaded, tmp_path: Path) -> Path:
    """Give a model to break."""
    return Path(shutil.copytree(tiny.folder, tmp_path / "model"))


@pytest.mark.parametrize("part", [UNET, VAE, TEXT])
@pytest.mark.parametrize(("damage", "reason"), OF_A_FILE)
def test_a_broken_file_is_refused_with_its_name_the_reason_and_the_way_out(
    damage: Damage, reason: str, part: str, copy: Path, cache: Path
) -> None:
    damage(copy / part)

    told = refusal(copy, cache)

    assert str((copy / part).parent) in told
    assert reason in told
    assert any(way in told for way in WAYS_OUT)


@pytest.mark.parametrize(("damage", "where", "reason"), OF_A_FOLDER)
def test_a_broken_folder_is_refused_with_its_name_the_reason_and_the_way_out(
    damage: Damage, where: str, reason: str, copy: Path, cache: Path
) -> None:
    damage(copy)

    told = refusal(copy, cache)

    assert where in told
    assert reason in told
    assert any(way in told for way in WAYS_OUT)


def test_the_whole_one_is_not_refused(copy: Path, cache: Path) -> None:
    load_everything(copy, cache)


def test_numbers_too_large_for_half_precision_are_refused_only_there(copy: Path) -> None:
    folders.too_large_for_half(copy)
    unet = copy / "unet"

    load_unet(unet, "", torch.device("cpu"), torch.float32)
    load_unet(unet, "", torch.device("cpu"), torch.bfloat16)
    with pytest.raises(ModelBroken, match=r"too large for float16.*bfloat16"):
        load_unet(unet, "", torch.device("cpu"), torch.float16)


def test_one_weight_too_many_does_no_harm_and_is_told(
    copy: Path, cache: Path, caplog: pytest.LogCaptureFixture
) -> None:
    weights = load_file(copy / UNET)
    save_file({**weights, "more": torch.ones(3)}, copy / UNET, metadata={"format": "pt"})

    load_everything(copy, cache)

    (told,) = [one.getMessage() for one in caplog.records if one.name == "graphstudio.models"]
    assert str(copy / "unet") in told
    assert "left out (more)" in told


def test_an_evil_pickle_is_never_run(
    copy: Path, cache: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(copy)
    files.evil(copy / UNET)

    refusal(copy, cache)

    assert not (copy / "evil-was-here").exists()


def test_there_are_forty_kinds_and_more() -> None:
    assert len(OF_A_FILE) + len(OF_A_FOLDER) >= 60


def refusal(folder: Path, cache: Path) -> str:
    """Give the words in which a folder is refused."""
    with pytest.raises((ModelBroken, ModelMissing)) as caught:
        load_everything(folder, cache)
    return str(caught.value)


def load_everything(folder: Path, cache: Path) -> None:
    """Open a folder and load all its networks, as a run does before it samples."""
    parts = open_folder(folder, cache=cache)
    context = TestContext()
    for part in (parts.denoiser, parts.vae, parts.text_encoder):
        context.load(part)
