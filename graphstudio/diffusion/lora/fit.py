"""Whether a LoRA fits a model, told from headers and folders alone, in words; no torch."""

from collections.abc import Iterator
from typing import Any

from graphstudio.api import Denoiser, Model, TextEncoder
from graphstudio.diffusion.families import FLUX, SD1, SD2, SD3, TITLES
from graphstudio.diffusion.lora.files import FAMILIES
from graphstudio.errors import BadValue


def require_lora_fit(
    lora: Model[Any], denoiser: Model[Denoiser], text_encoder: Model[TextEncoder] | None
) -> None:
    """Check that a LoRA was trained for a model; every problem is reported.

    Raises:
        BadValue: It was not.
    """
    problems = [*_family_problems(lora, denoiser)] or [*_width_problems(lora, denoiser)]
    if text_encoder is not None:
        problems += _text_problems(lora, denoiser, text_encoder)
    if problems:
        raise BadValue(" ".join(problems), problems)


def _family_problems(lora: Model[Any], denoiser: Model[Denoiser]) -> Iterator[str]:
    ours, theirs = (TITLES.get(one.family, one.family) for one in (denoiser, lora))
    if denoiser.family not in FAMILIES:
        able = ", ".join(TITLES[one] for one in FAMILIES)
        yield f"{denoiser.name} is {ours}; LoRAs can be applied to {able} so far."
    elif lora.family and lora.family not in FAMILIES:
        yield (
            f"The LoRA {lora.name} is for {theirs}, and {denoiser.name} is {ours}. Choose a LoRA "
            "of this model's family."
        )
    elif lora.family not in ("", denoiser.family) and _widths(lora, denoiser) is None:
        yield (
            f"The LoRA {lora.name} looks like one for {theirs}, and {denoiser.name} is {ours}. "
            "Choose a LoRA of this model's family."
        )
    elif lora.fact("unet") and bool(lora.fact("is_transformer")) != _is_transformer(denoiser):
        kinds = ("a U-Net", "a transformer")
        its, ours_is = kinds[::-1] if lora.fact("is_transformer") else kinds
        yield (
            f"The LoRA {lora.name} is for {its}, and {denoiser.name} ({ours}) is {ours_is}. Choose "
            "a LoRA of this model's family."
        )


def _is_transformer(denoiser: Model[Denoiser]) -> bool:
    return denoiser.family in (SD3, FLUX)


def _width_problems(lora: Model[Any], denoiser: Model[Denoiser]) -> Iterator[str]:
    reads, model_reads = _widths(lora, denoiser) or (0, 0)
    if reads == model_reads:
        return
    looks = f", as those for {TITLES[lora.family]} do" if lora.family in TITLES else ""
    yield (
        f"The LoRA {lora.name} reads prompts {reads} wide{looks}, and {denoiser.name} "
        f"({TITLES[denoiser.family]}) reads {model_reads}. Choose a LoRA that was trained for "
        "this model or for one of its family."
    )


def _widths(lora: Model[Any], denoiser: Model[Denoiser]) -> tuple[Any, Any] | None:
    """Give the widths of the prompts that both read, where both are known."""
    widths = lora.fact("conditioning_width"), denoiser.fact("conditioning_width")
    return None if None in widths else widths


def _text_problems(
    lora: Model[Any], denoiser: Model[Denoiser], text_encoder: Model[TextEncoder]
) -> Iterator[str]:
    if text_encoder.family != denoiser.family:
        yield (
            f"The denoiser {denoiser.name} is {denoiser.family} and the text encoder "
            f"{text_encoder.name} is {text_encoder.family}. Take both from one model."
        )
        return
    widths = lora.fact("text_width"), text_encoder.fact("width")
    # The width that SDXL's encoders have together says nothing about the first.
    if text_encoder.family in (SD1, SD2) and None not in widths and widths[0] != widths[1]:
        yield (
            f"The LoRA {lora.name} is for a text encoder {widths[0]} wide, and that of "
            f"{text_encoder.name} is {widths[1]}. Choose a LoRA that was trained for this model."
        )
    if lora.fact("text_encoder_2") and text_encoder.family in (SD1, SD2, FLUX):
        yield (
            f"The LoRA {lora.name} has a part for a second text encoder, as those for "
            f"{TITLES['sdxl']} do, and {text_encoder.name} has one. Choose a LoRA of this model's "
            "family."
        )
    if lora.fact("text_encoder_3") and not text_encoder.fact("has_t5"):
        yield (
            f"The LoRA {lora.name} has a part for a T5 text encoder, and {text_encoder.name} has "
            "none. Load the model with its T5, or use Apply LoRA to Denoiser."
        )
