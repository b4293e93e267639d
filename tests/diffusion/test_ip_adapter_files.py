"""IP-Adapter files: told from their header, and refused in words."""

from pathlib import Path

import pytest
import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

from graphstudio.diffusion.ip_adapter_files import open_ip_adapter
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.errors import ModelBroken, ModelMissing
from tests.diffusion.tiny import Sizes, make_unet
from tests.diffusion.tiny_adapters import make_ip_adapter, write_ip_adapter

CPU = torch.device("cpu")


def written(folder: Path, kind: str = "plain", width: int = 32) -> Path:
    state = make_ip_adapter(make_unet(Sizes(width=width)), kind)
    return write_ip_adapter(folder / "fox.safetensors", state)


def changed(file: Path, tensors: dict[str, Tensor], *, without: str = "nothing") -> Path:
    """Write a file again with other tensors in it."""
    stored = {name: one for name, one in load_file(file).items() if without not in name}
    save_file(stored | tensors, file)
    return file


@pytest.mark.parametrize(
    ("kind", "facts"),
    [
        ("plain", {"projects": True, "picture_width": 16, "tokens": 4}),
        ("plus", {"projects": False, "picture_width": 24, "tokens": 5}),
        ("full", {"projects": False, "picture_width": 24, "tokens": 257}),
    ],
)
def test_the_header_says_what_it_is(
    kind: str, facts: dict[str, object], tmp_path: Path, cache: Path
) -> None:
    file = written(tmp_path, kind)
    found = open_ip_adapter(file, cache=cache, precision="float16")

    assert (found.kind, found.name, found.precision) == ("ip_adapter", "fox", "float16")
    count = sum(one.numel() for one in load_file(file).values())
    counted = {"conditioning_width": 32, "attentions": 4, "parameters": count}
    assert dict(found.facts) == facts | counted


@pytest.mark.parametrize(
    ("width", "family"), [(768, "sd1"), (1024, "sd2"), (2048, "sdxl"), (32, "")]
)
def test_the_family_shows_in_the_width_of_the_prompts(
    width: int, family: str, tmp_path: Path, cache: Path
) -> None:
    assert open_ip_adapter(written(tmp_path, width=width), cache=cache).family == family


@pytest.mark.parametrize(
    "tensors",
    [
        pytest.param({"perceiver_resampler.proj_in.weight": (4, 4)}, id="plus"),
        pytest.param({"norm.weight": (4,), "proj.0.weight": (8, 4)}, id="plain"),
    ],
)
def test_one_that_needs_a_face_recogniser_is_refused(
    tensors: dict[str, tuple[int, ...]], tmp_path: Path, cache: Path
) -> None:
    made = {f"image_proj.{name}": torch.ones(shape) for name, shape in tensors.items()}
    file = changed(written(tmp_path), made, without="image_proj.proj.")

    with pytest.raises(ModelBroken, match="FaceID kind: it needs a network that recognises faces"):
        open_ip_adapter(file, cache=cache)


@pytest.mark.parametrize(
    ("without", "message"),
    [
        pytest.param("ip_adapter.3.to_v_ip", "ip_adapter.3.to_v_ip.weight", id="a matrix"),
        pytest.param("image_proj.norm.weight", "image_proj.norm.weight", id="a norm"),
        pytest.param("image_proj", "image_proj.proj_in.weight", id="the whole projection"),
        pytest.param("ip_adapter", "different widths", id="all attentions"),
    ],
)
def test_one_that_is_not_whole_is_refused(
    without: str, message: str, tmp_path: Path, cache: Path
) -> None:
    with pytest.raises(ModelBroken, match=message):
        open_ip_adapter(changed(written(tmp_path), {}, without=without), cache=cache)


def test_a_projection_that_is_not_whole_is_refused_when_it_is_loaded(
    tmp_path: Path, cache: Path
) -> None:
    file = changed(written(tmp_path), {}, without="image_proj.norm.bias")

    with pytest.raises(ModelBroken, match=r"makes tokens is not whole.*norm\.bias"):
        open_ip_adapter(file, cache=cache).source.load(CPU, torch.float32)


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path, cache: Path) -> None:
    file = changed(
        written(tmp_path), {"ip_adapter.1.to_k_ip.weight": torch.full((8, 32), torch.nan)}
    )

    with pytest.raises(ModelBroken, match=r"ip_adapter\.1\.to_k_ip\.weight holds numbers"):
        open_ip_adapter(file, cache=cache).source.load(CPU, torch.float32)


def test_another_kind_of_file_is_refused_and_named(tmp_path: Path, cache: Path) -> None:
    lora, other = tmp_path / "lora.safetensors", tmp_path / "other.safetensors"
    layer = "unet.down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k"
    save_file(
        {f"{layer}.lora_A.weight": torch.ones(2, 8), f"{layer}.lora_B.weight": torch.ones(8, 2)},
        lora,
    )
    save_file({"mystery": torch.ones(1)}, other)

    with pytest.raises(ModelBroken, match="is a LoRA, not an IP-Adapter: Apply LoRA takes it"):
        open_ip_adapter(lora, cache=cache)
    with pytest.raises(ModelBroken, match="holds no IP-Adapter; the first of its entries is myst"):
        open_ip_adapter(other, cache=cache)
    with pytest.raises(ModelBroken, match="is an IP-Adapter, not a LoRA: Load IP-Adapter takes it"):
        open_lora(written(tmp_path), cache=cache)


def test_a_pickle_and_a_file_that_is_not_there_are_refused(tmp_path: Path, cache: Path) -> None:
    (tmp_path / "fox.bin").write_bytes(b"PK\x03\x04")

    with pytest.raises(ModelBroken, match=r"is a pickle.*Choose the \.safetensors version"):
        open_ip_adapter(tmp_path / "fox.bin", cache=cache)
    with pytest.raises(ModelMissing, match="is not there"):
        open_ip_adapter(tmp_path / "none.safetensors", cache=cache)
