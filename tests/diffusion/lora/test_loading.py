from pathlib import Path

import pytest
import torch
from safetensors.torch import save_file

from graphstudio.diffusion.lora.loading import load_lora
from graphstudio.errors import ModelBroken
from tests.diffusion.lora import making

CPU = torch.device("cpu")
NUMBERS = {"x": (torch.ones(4, 8), torch.ones(6, 4))}


def scale(file: Path) -> float:
    (change,) = load_lora(file, CPU).changes
    return change.scale


def test_alpha_counts_by_rank(tmp_path: Path) -> None:
    file = making.write(tmp_path / "a.safetensors", making.kohya("lora_unet", NUMBERS, alpha=2.0))

    assert scale(file) == 0.5


def test_without_alpha_the_product_counts_as_it_is(tmp_path: Path) -> None:
    assert scale(making.write(tmp_path / "a.safetensors", making.peft("unet", NUMBERS))) == 1.0


@pytest.mark.parametrize(
    ("options", "expected"),
    [
        pytest.param({"unet.lora_alpha": 8}, 2.0, id="alpha"),
        pytest.param({"unet.lora_alpha": 8, "unet.alpha_pattern": {"x": 1}}, 0.25, id="its own"),
        pytest.param({"unet.lora_alpha": 8, "unet.alpha_pattern": {"y": 1}}, 2.0, id="another's"),
        pytest.param({"unet.lora_alpha": 8, "unet.use_rslora": True}, 4.0, id="by the root"),
        pytest.param({"text_encoder.lora_alpha": 8}, 1.0, id="another network's"),
    ],
)
def test_options_of_peft_say_alpha(
    tmp_path: Path, options: dict[str, object], expected: float
) -> None:
    tensors = making.peft("unet", NUMBERS)

    assert scale(making.write(tmp_path / "a.safetensors", tensors, options=options)) == expected


def test_numbers_stay_as_exact_as_they_are_stored(tmp_path: Path) -> None:
    halves = {name: one.half() for name, one in making.peft("unet", NUMBERS).items()}

    (change,) = load_lora(making.write(tmp_path / "a.safetensors", halves), CPU).changes

    assert {one.dtype for one in change.numbers.values()} == {torch.float16}


def test_numbers_that_are_not_finite_are_refused(tmp_path: Path) -> None:
    numbers = {"x": (torch.full((4, 8), torch.nan), torch.ones(6, 4))}
    file = making.write(tmp_path / "a.safetensors", making.peft("unet", numbers))

    with pytest.raises(ModelBroken, match=r"x\.lora_A\.weight holds numbers that are not finite"):
        load_lora(file, CPU)


def test_damaged_metadata_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "a.safetensors"
    save_file(making.peft("unet", NUMBERS), file, metadata={"lora_adapter_metadata": "{"})

    with pytest.raises(ModelBroken, match="its metadata about alpha is damaged"):
        load_lora(file, CPU)
