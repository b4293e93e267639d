import json
import zipfile
from pathlib import Path

import pytest

from graphstudio.library.entries import Entry, Kind
from graphstudio.library.headers import read_file, trigger_words
from graphstudio.library.walking import Candidate
from tests.library.weights import CHECKPOINT, LORA, write_weights


def _read(path: Path, hint: Kind | None = None) -> Entry:
    return read_file(Candidate(str(path), False, "", path.stat().st_size, 0, 0, hint, "", ""))


@pytest.mark.parametrize(
    ("shapes", "kind", "family"),
    [
        pytest.param(CHECKPOINT, "checkpoint", "sdxl", id="checkpoint"),
        pytest.param(LORA, "lora", "sd1", id="LoRA"),
        pytest.param(
            {"lora_unet_double_blocks_0_img_attn_proj.lora_down.weight": [4, 8]},
            "lora",
            "flux",
            id="Flux LoRA",
        ),
        pytest.param(
            {"model.diffusion_model.joint_blocks.0.context_block.attn.proj.bias": [2]},
            "denoiser",
            "sd3",
            id="SD3",
        ),
        pytest.param(
            {"double_blocks.0.img_attn.qkv.weight": [2, 2]}, "denoiser", "flux", id="flux"
        ),
        pytest.param({"clip_g": [2, 1280], "clip_l": [2, 768]}, "embedding", "sdxl", id="XL word"),
        pytest.param({"emb_params": [2, 768]}, "embedding", "sd1", id="word"),
        pytest.param(
            {"body.0.block1.weight": [2], "conv_in.bias": [2]}, "t2i_adapter", "", id="T2I"
        ),
        pytest.param({"concept_embeds": [3, 4]}, "safety_checker", "", id="safety checker"),
        pytest.param({"text_model.final_layer_norm.bias": [2]}, "text_encoder", "", id="text"),
        pytest.param({"encoder.conv_in.bias": [2]}, "vae", "", id="VAE"),
        pytest.param({"ip_adapter.1.to_k_ip.weight": [2, 768]}, "ip_adapter", "sd1", id="IP"),
    ],
)
def test_kind_and_family_show_in_the_header(
    tmp_path: Path, shapes: dict[str, list[int]], kind: str, family: str
) -> None:
    entry = _read(write_weights(tmp_path / "a.safetensors", shapes))

    assert (entry.kind, entry.family, entry.problem) == (kind, family, "")


def test_where_the_header_shows_nothing_the_folder_around_it_does(tmp_path: Path) -> None:
    file = write_weights(tmp_path / "a.safetensors", {"mystery": [3]})

    assert _read(file).kind == "unknown"
    assert _read(file, "upscaler").kind == "upscaler"
    assert _read(write_weights(file), "upscaler").kind == "lora"


def test_a_lora_says_its_words_title_and_base(tmp_path: Path) -> None:
    told = {
        "ss_tag_frequency": json.dumps({"1_a": {"fox": 2, "red": 9}, "2_b": {"fox": 9}}),
        "ss_output_name": "Red Fox",
        "ss_base_model_version": "sdxl_base_v1-0",
        "ss_network_dim": "16",
        "modelspec.license": "CC0",
        "modelspec.author": "None",
    }

    entry = _read(write_weights(tmp_path / "a.safetensors", {"x.lora_down.weight": [4, 8]}, told))

    assert entry.words == ("fox", "red")
    assert (entry.title, entry.family) == ("Red Fox", "sdxl")
    assert entry.details == {"base": "sdxl_base_v1-0", "rank": "16", "licence": "CC0"}


@pytest.mark.parametrize("text", ["no json", "[]", '{"a": 3}', '{"a": {"b": "c"}}', "[" * 9000])
def test_words_that_cannot_be_read_are_none(text: str) -> None:
    assert trigger_words({"ss_tag_frequency": text}) == ()


@pytest.mark.parametrize(
    ("dtype", "shapes", "precision", "parameters"),
    [
        ("F32", {"a": [10]}, "float32", 10),
        ("BF16", {"a": [3, 4]}, "bfloat16", 12),
        ("F8_E4M3", {"a": [10]}, "float8", 10),
        ("U8", {"a": [10], "a.absmax": [0]}, "4 bit", 20),
        ("I64", {"a": [0]}, "", 0),
    ],
)
def test_the_precision_is_that_of_most_numbers(
    tmp_path: Path, dtype: str, shapes: dict[str, list[int]], precision: str, parameters: int
) -> None:
    entry = _read(write_weights(tmp_path / "a.safetensors", shapes, dtype=dtype))

    assert (entry.precision, entry.parameters) == (precision, parameters)


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("a.safetensors", b"", "is empty"),
        ("a.safetensors", b"<!DOCTYPE html><html>", "web page"),
        ("a.safetensors", b"version https://git-lfs.github.com/spec/v1", "Git LFS pointer"),
        ("a.safetensors", b"\x08\0\0\0\0\0\0\0[1, 2, 3", "makes no sense"),
        ("a.safetensors", b'\x13\0\0\0\0\0\0\0{"a": {"shape": 3}}', "makes no sense"),
        ("a.safetensors", b"\xff" * 64, "does not fit"),
        ("a.ckpt", b"", "is empty"),
        ("a.pt", b"<html>", "web page"),
        ("a.bin", b"version https://git-lfs.github.com/spec/v1", "Git LFS pointer"),
        ("a.pth", b"PK\x03\x04" + bytes(99), "cut short"),
        ("a.gguf", b"", "no GGUF file"),
        ("a.gguf", b"GGUF\x03\0\0\0\1", "makes no sense"),
        ("a.gguf", b"GGUF\x09\0\0\0" + bytes(16), "unknown version"),
    ],
)
def test_a_damaged_file_is_an_entry_that_says_what_is_wrong(
    tmp_path: Path, name: str, data: bytes, said: str
) -> None:
    file = tmp_path / name
    file.write_bytes(data)

    entry = _read(file)

    assert said in entry.problem
    assert str(file) in entry.problem


def test_a_file_that_is_cut_in_half_says_so(tmp_path: Path) -> None:
    file = write_weights(tmp_path / "a.safetensors", {"emb_params": [100, 768]})
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])

    assert "cut short" in _read(file).problem


def test_a_pickle_is_known_by_its_place_and_never_opened(tmp_path: Path) -> None:
    file = tmp_path / "a.pth"
    with zipfile.ZipFile(file, "w") as made:
        made.writestr("archive/data.pkl", b"cos\nsystem\n(S'exit 1'\ntR.")

    entry = _read(file, "upscaler")

    assert (entry.kind, entry.problem) == ("upscaler", "")
    assert "pickle" in entry.details["notice"]
