from dataclasses import replace
from typing import Any

import pytest

from graphstudio.api import Model
from graphstudio.diffusion.lora.files import LoraFile
from graphstudio.diffusion.lora.fit import require_lora_fit
from graphstudio.errors import BadValue
from graphstudio.paths import builtin_lora

SOURCE: Any = LoraFile(builtin_lora())  # nothing is loaded here


def model(kind: str, family: str, name: str, *facts: tuple[str, int]) -> Model[Any]:
    return Model(kind, family, name, "digest", 1, SOURCE, facts)


SD1 = model("denoiser", "sd1", "cat", ("conditioning_width", 768))
SDXL = model("denoiser", "sdxl", "lynx", ("conditioning_width", 2048))
CLIP = model("text_encoder", "sd1", "cat", ("width", 768))
FOX = model("lora", "sd1", "fox", ("conditioning_width", 768), ("unet", 5), ("text_width", 768))


def test_a_lora_of_the_models_family_fits() -> None:
    require_lora_fit(FOX, SD1, CLIP)
    require_lora_fit(replace(FOX, family="", facts=()), SD1, CLIP)


def test_a_lora_that_reads_wider_prompts_is_refused_with_both_widths() -> None:
    wide = model("lora", "sdxl", "wolf", ("conditioning_width", 2048))

    with pytest.raises(BadValue) as caught:
        require_lora_fit(wide, SD1, None)

    assert str(caught.value) == (
        "The LoRA wolf reads prompts 2048 wide, as those for Stable Diffusion XL do, and cat "
        "(Stable Diffusion 1.x) reads 768. Choose a LoRA that was trained for this model or for "
        "one of its family."
    )


def test_a_lora_for_a_transformer_is_refused_by_its_family() -> None:
    with pytest.raises(BadValue, match=r"fox is for Flux, and cat is Stable Diffusion 1\.x"):
        require_lora_fit(replace(FOX, family="Flux", facts=()), SD1, None)


def test_a_family_that_the_file_says_counts_where_no_width_tells() -> None:
    with pytest.raises(BadValue, match=r"looks like one for Stable Diffusion 1\.x"):
        require_lora_fit(replace(FOX, facts=()), SDXL, None)


def test_a_small_model_takes_a_lora_of_its_own_width_whatever_others_of_that_width_are() -> None:
    small = replace(SD1, facts=(("conditioning_width", 1024),))

    require_lora_fit(model("lora", "sd2", "fox", ("conditioning_width", 1024)), small, None)


def test_a_model_of_a_family_without_loras_is_refused() -> None:
    with pytest.raises(
        BadValue, match=r"cat is Diffusion Transformer \(DiT\); LoRAs can be applied"
    ):
        require_lora_fit(FOX, replace(SD1, family="dit"), None)


def test_everything_that_is_wrong_with_the_text_encoder_is_said() -> None:
    odd = model("lora", "", "fox", ("text_width", 1024), ("text_encoder_2", 5))

    with pytest.raises(BadValue) as caught:
        require_lora_fit(odd, SD1, CLIP)

    first, second = caught.value.problems
    assert "for a text encoder 1024 wide, and that of cat is 768" in first
    assert "has a part for a second text encoder" in second


def test_a_text_encoder_of_another_model_is_refused() -> None:
    with pytest.raises(BadValue, match="Take both from one model"):
        require_lora_fit(FOX, SD1, replace(CLIP, family="sdxl"))
