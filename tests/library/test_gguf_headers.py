from pathlib import Path

import numpy as np
import pytest
from gguf import GGMLQuantizationType, GGUFWriter

from graphstudio.errors import ModelBroken
from graphstudio.library.entries import Entry
from graphstudio.library.gguf_headers import read_gguf
from graphstudio.library.walking import Candidate


def _write(path: Path, architecture: str, name: str, kind: GGMLQuantizationType | None) -> Path:
    """Write a file as the package of the format's own project does."""
    writer = GGUFWriter(path, architecture)
    writer.add_name("Small Fox")
    writer.add_array("tokens", ["a", "b"])
    writer.add_array("scores", [1.0, 2.0])
    if kind is None:
        writer.add_tensor(name, np.zeros((4, 64), np.float16))
    else:
        writer.add_tensor(name, np.zeros((4, 144), np.uint8), raw_dtype=kind)
    writer.write_header_to_file()
    writer.write_kv_data_to_file()
    writer.write_tensors_to_file()
    writer.close()
    return path


def _read(path: Path) -> Entry:
    return read_gguf(path, Candidate(str(path), False, "", 1, 0, 0, None, "", ""))


@pytest.mark.parametrize(
    ("architecture", "name", "kind", "family"),
    [
        ("flux", "double_blocks.0.img_attn.qkv.weight", "denoiser", "flux"),
        ("sdxl", "input_blocks.1.bias", "denoiser", "sdxl"),
        ("sd1", "input_blocks.1.bias", "denoiser", "sd1"),
        ("t5encoder", "enc.blk.0.attn_q.weight", "text_encoder", ""),
        ("odd", "mystery", "unknown", ""),
    ],
)
def test_kind_and_family_show_in_architecture_and_names(
    tmp_path: Path, architecture: str, name: str, kind: str, family: str
) -> None:
    entry = _read(_write(tmp_path / "a.gguf", architecture, name, None))

    assert (entry.kind, entry.family) == (kind, family)
    assert (entry.title, entry.precision, entry.parameters) == ("Small Fox", "float16", 256)


def test_a_quantised_file_says_how_and_counts_its_numbers(tmp_path: Path) -> None:
    file = _write(tmp_path / "a.gguf", "flux", "double_blocks.0.w", GGMLQuantizationType.Q4_K)

    entry = _read(file)

    assert (entry.precision, entry.parameters) == ("Q4_K", 4 * 256)


@pytest.mark.parametrize("share", [0.1, 0.3, 0.6, 0.9])
def test_a_file_that_is_cut_short_is_refused_wherever_it_ends(tmp_path: Path, share: float) -> None:
    file = _write(tmp_path / "a.gguf", "flux", "double_blocks.0.w", None)
    data = file.read_bytes()
    file.write_bytes(data[: int(len(data) * share)])

    with pytest.raises(ModelBroken, match="cut short"):
        _read(file)
