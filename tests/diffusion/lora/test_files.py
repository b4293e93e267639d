import json
from collections.abc import Mapping
from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file
from torch import Tensor

from graphstudio import paths
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.weights import read_header, read_metadata
from graphstudio.errors import ModelBroken, ModelMissing
from tests.diffusion.lora import making

READS_PROMPTS = "down_blocks.0.attentions.0.transformer_blocks.0.attn2.to_k"


def numbers(layer: str, inner: int, out: int = 6) -> dict[str, tuple[Tensor, Tensor]]:
    return {layer: (torch.ones(2, inner), torch.ones(out, 2))}


def facts(file: Path, cache: Path) -> dict[str, object]:
    return dict(open_lora(file, cache=cache).facts)


def test_the_pencil_example_is_told_from_its_header(cache: Path) -> None:
    found = open_lora(paths.builtin_lora(), cache=cache)

    assert (found.kind, found.name) == ("lora", "pencil")
    assert found.fact("conditioning_width") == 128
    assert found.fact("unet") is not None
    assert found.fact("text_encoder") is None


@pytest.mark.parametrize(
    ("width", "family"), [(768, "sd1"), (1024, "sd2"), (2048, "sdxl"), (32, "")]
)
@pytest.mark.parametrize("is_kohya", [True, False], ids=["kohya", "peft"])
def test_the_family_shows_in_the_width_of_the_prompts_that_it_reads(
    cache: Path, tmp_path: Path, width: int, family: str, is_kohya: bool
) -> None:
    drawn = numbers(READS_PROMPTS, width)
    tensors = making.kohya("lora_unet", drawn) if is_kohya else making.peft("unet", drawn)
    file = making.write(tmp_path / "fox.safetensors", tensors)

    found = open_lora(file, cache=cache)

    assert found.family == family
    assert found.fact("conditioning_width") == width


def test_its_parts_and_how_much_they_change_are_told(cache: Path, tmp_path: Path) -> None:
    drawn = {"conv": (torch.ones(2, 5, 3, 3), torch.ones(6, 2, 1, 1))}
    text = numbers("text_model.encoder.layers.0.self_attn.q_proj", 32, 32)
    file = making.write(
        tmp_path / "fox.safetensors",
        making.kohya("lora_unet", drawn) | making.kohya("lora_te", text),
    )

    found = facts(file, cache)

    assert found == {"unet": 6 * 5 * 9, "text_encoder": 32 * 32, "text_width": 32}


@pytest.mark.parametrize(
    ("stem", "tensors", "count"),
    [
        pytest.param(
            "LoHa",
            {"hada_w1_a": (6, 2), "hada_w1_b": (2, 45), "hada_w2_a": (6, 2), "hada_w2_b": (2, 45)},
            6 * 45,
            id="LoHa",
        ),
        pytest.param(
            "LoHa with cores",
            {
                "hada_t1": (2, 2, 3, 3),
                "hada_w1_a": (2, 6),
                "hada_w1_b": (2, 5),
                "hada_t2": (2, 2, 3, 3),
                "hada_w2_a": (2, 6),
                "hada_w2_b": (2, 5),
            },
            6 * 5 * 9,
            id="LoHa with cores",
        ),
        pytest.param("LoKr", {"lokr_w1": (2, 3), "lokr_w2": (4, 5)}, 2 * 3 * 4 * 5, id="LoKr"),
    ],
)
def test_what_a_product_changes_is_counted(
    cache: Path, tmp_path: Path, stem: str, tensors: Mapping[str, tuple[int, ...]], count: int
) -> None:
    file = making.write(
        tmp_path / f"{stem}.safetensors",
        {f"lora_unet_conv.{name}": torch.ones(shape) for name, shape in tensors.items()},
    )

    assert facts(file, cache) == {"unet": count}


def test_its_trigger_words_are_read_from_its_metadata(cache: Path, tmp_path: Path) -> None:
    file = tmp_path / "fox.safetensors"
    told = {
        "modelspec.trigger_phrase": "sks fox",
        "modelspec.architecture": "stable-diffusion-v1/lora",
    }
    save_file(making.peft("unet", numbers("conv_in", 8)), file, metadata=told)

    found = open_lora(file, cache=cache)

    assert found.fact("trigger") == "sks fox"
    assert found.family == "sd1"


def test_a_lora_for_another_kind_of_network_is_refused_with_what_it_looks_like(
    cache: Path, tmp_path: Path
) -> None:
    drawn = making.kohya("lora_prior_unet", numbers("x", 8))
    file = making.write(tmp_path / "fox.safetensors", drawn)

    with pytest.raises(ModelBroken) as caught:
        open_lora(file, cache=cache)

    said = str(caught.value)
    assert "fox.safetensors: 2 of its 2 entries are not understood, the first is lora_prior" in said
    assert "It looks like a LoRA for Stable Cascade." in said


def test_a_flux_file_of_kohya_is_known_by_its_names(cache: Path, tmp_path: Path) -> None:
    drawn = making.kohya("lora_unet", numbers("double_blocks.0.img_attn.proj", 8))
    file = making.write(tmp_path / "fox.safetensors", drawn)

    assert open_lora(file, cache=cache).family == "flux"


def test_entries_that_are_not_understood_are_counted_and_named(cache: Path, tmp_path: Path) -> None:
    good = making.peft("unet", numbers(READS_PROMPTS, 768))
    odd = {"unet.x.lora_A.weight": torch.ones(2, 2), "unet.y.diff": torch.ones(2, 2)}
    file = making.write(tmp_path / "fox.safetensors", good | odd)

    with pytest.raises(ModelBroken, match=r"2 of its 4 .* Stable Diffusion 1\.x"):
        open_lora(file, cache=cache)


def test_damaged_files_and_pickles_are_refused(cache: Path, tmp_path: Path) -> None:
    whole = making.write(tmp_path / "fox.safetensors", making.peft("unet", numbers("conv_in", 8)))
    cut = tmp_path / "cut.safetensors"
    cut.write_bytes(whole.read_bytes()[:-4])
    page = tmp_path / "page.safetensors"
    page.write_text("<!doctype html><title>Log in</title>")
    pickle = tmp_path / "fox.ckpt"
    pickle.write_bytes(b"PK\x03\x04")
    empty = making.write(tmp_path / "none.safetensors", {})

    for file, said in (
        (cut, "cut short"),
        (page, "is a web page"),
        (pickle, "is a pickle, which can run any code"),
        (empty, "there is nothing in it"),
    ):
        with pytest.raises(ModelBroken, match=said):
            open_lora(file, cache=cache)
    with pytest.raises(ModelMissing):
        open_lora(tmp_path / "gone.safetensors", cache=cache)


def test_a_number_that_is_no_matrix_is_refused(cache: Path, tmp_path: Path) -> None:
    flat = {"unet.x.lora_A.weight": torch.ones(4), "unet.x.lora_B.weight": torch.ones(4)}

    with pytest.raises(ModelBroken, match=r"x\.lora_\w\.weight is no matrix"):
        open_lora(making.write(tmp_path / "fox.safetensors", flat), cache=cache)


def test_options_of_peft_stay_readable_metadata(tmp_path: Path) -> None:
    file = making.write(
        tmp_path / "a.safetensors", making.peft("unet", numbers("x", 8)), options={"unet.r": 2}
    )

    assert json.loads(read_metadata(file)["lora_adapter_metadata"]) == {"unet.r": 2}
    assert "__metadata__" not in read_header(file)
