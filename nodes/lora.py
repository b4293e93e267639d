"""Nodes that put LoRAs on models."""

from pathlib import Path
from typing import Annotated, Any, NamedTuple

from graphstudio import paths
from graphstudio.api import (
    Choices,
    Denoiser,
    Facts,
    File,
    Foreseen,
    Known,
    Model,
    OverTime,
    Range,
    Refusal,
    Text,
    TextEncoder,
    node,
    read_curve,
)
from graphstudio.diffusion.foresight import disagreement, facts_of, misfits
from graphstudio.diffusion.looks import look
from graphstudio.diffusion.lora.blocks import read_blocks
from graphstudio.diffusion.lora.files import open_lora
from graphstudio.diffusion.lora.fit import require_lora_fit
from graphstudio.diffusion.lora.patching import Patch, apply_lora, apply_over_time

from .installed import find_file, installed_files

BUILTIN_PENCIL = "builtin-pencil"
_FOLDER = "loras"


def installed_loras() -> list[str]:
    """Name the built-in LoRA and every file in the folder `loras` of the user's model folder."""
    return [BUILTIN_PENCIL, *installed_files(_FOLDER)]


Lora = Annotated[str, Choices(installed_loras), File("model", is_read=False, kinds=("lora",))]
Strength = Annotated[float, Range(-2, 2, step=0.05)]
StrengthCurve = Annotated[str, OverTime(-2, 2, usual=(0, 1.5))]
Blocks = Annotated[str, Text(placeholder="in=1, mid=1, out=1")]


class Patched(NamedTuple):
    """A model with a LoRA on it."""

    denoiser: Model[Denoiser]
    text_encoder: Model[TextEncoder]
    trigger: str


class PatchedDenoiser(NamedTuple):
    """A denoiser with a LoRA on it."""

    denoiser: Model[Denoiser]
    trigger: str


def _open(lora: str) -> Model[Any]:  # Any: what a LoRA loads is no node's business
    return open_lora(_file(lora), cache=paths.digests())


def _told(file: Path) -> Facts:
    return facts_of(open_lora(file, cache=None))


def _file(lora: str) -> Path:
    return find_file(lora, _FOLDER, "LoRA", {BUILTIN_PENCIL: paths.builtin_lora()})


def _content(
    *,
    lora: str = BUILTIN_PENCIL,
    strength: float = 1.0,
    text_strength: float = 1.0,
    blocks: str = "",
    curve: str = "",
) -> str:
    """Say what is in the file now, so that an overwritten LoRA is never a stale one."""
    del strength, text_strength, blocks, curve  # they are part of the key already
    return _open(lora).digest


def _foresee(known: Known) -> Foreseen:
    handed = {one: known.facts[one] for one in ("denoiser", "text_encoder") if one in known.facts}
    refusals = [*misfits(known, "denoiser", "text_encoder")]
    if "lora" in known.values:
        lora, model = look(_told, _file(known.values["lora"])), known.facts.get("denoiser", {})
        # Where both say how wide the prompts are that they read, the family is only a guess.
        telling = ("text_width", "family")
        fact = next((one for one in telling if one in lora and one in model), "")
        if fact and lora[fact] != model[fact]:
            refusals.append(Refusal("denoiser", disagreement(lora, model, fact)))
    return Foreseen(handed, tuple(refusals))


@node(
    "lora.apply",
    title="Apply LoRA",
    fingerprint=_content,
    foresee=_foresee,
    keywords=("lora", "lycoris", "locon", "dora", "style", "character", "adapter"),
)
def apply(
    denoiser: Model[Denoiser],
    text_encoder: Model[TextEncoder],
    lora: Lora = BUILTIN_PENCIL,
    strength: Strength = 1.0,
    text_strength: Strength = 1.0,
    blocks: Blocks = "",
    curve: StrengthCurve = "",
) -> Patched:
    """Give a model a style or a subject that it was not trained for, with a LoRA.

    The model itself stays as it is, so other branches of the graph go on without the LoRA, and
    another strength takes a moment. Chain several for several LoRAs. Many LoRAs wake only when
    the prompt has their trigger words: `trigger` gives those that the file names.

    Args:
        denoiser: The model that paints.
        text_encoder: The same model's text encoder. A LoRA without a part for it leaves it as it
            is.
        lora: `builtin-pencil` draws the built-in model's pictures in pencil. Otherwise the name
            of a LoRA in your model folders, or the path of a .safetensors file. It must have been
            trained for this family of models: Stable Diffusion 1, 2, XL or 3, or Flux.
        strength: How strongly it acts. 0 not at all, 1 as it was trained, below 0 the opposite.
        text_strength: The same, for its part in the text encoder.
        blocks: How much of the strength each part of the model gets, such as
            `in=0.5, mid=1, out=1`. `in` is the way down (layout), `mid` the middle, `out` the way
            up (detail and colour), `rest` what stands outside. `in0`, `in1`, ... and `out0`,
            `out1`, ... are single levels, in the order in which they run. Stable Diffusion 3 and
            Flux have `double` and `single` for their two kinds of block, and `double0`, `single7`,
            ... for one of them. What is not named gets 1.
        curve: How strongly it acts at each moment, from noise (0) to picture (1), in place of
            strength: draw it, or write such as 0:1, 0.6:0. A slope goes in at most 20 steps, each
            of which makes the model anew in a moment. The text encoder keeps its strength. Empty
            keeps the strength throughout. Such a model is for Sample alone.

    Returns:
        denoiser: The model with the LoRA. Goes into Sample.
        text_encoder: The text encoder with the LoRA. Goes into Encode Prompt.
        trigger: The words that wake it, where its file names them; else an empty text.
    """
    found = _open(lora)
    require_lora_fit(found, denoiser, text_encoder)
    patch = Patch(found, strength, read_blocks(blocks))
    return Patched(
        apply_over_time(denoiser, patch, read_curve(curve, least=-2, most=2)),
        apply_lora(text_encoder, Patch(found, text_strength)),
        str(found.fact("trigger") or ""),
    )


def _denoiser_content(
    *, lora: str = BUILTIN_PENCIL, strength: float = 1.0, blocks: str = "", curve: str = ""
) -> str:
    return _content(lora=lora, strength=strength, blocks=blocks, curve=curve)


@node(
    "lora.apply_denoiser",
    title="Apply LoRA to Denoiser",
    fingerprint=_denoiser_content,
    foresee=_foresee,
    keywords=("lora", "lycoris", "locon", "dora", "style", "unet only", "model only"),
)
def apply_denoiser(
    denoiser: Model[Denoiser],
    lora: Lora = BUILTIN_PENCIL,
    strength: Strength = 1.0,
    blocks: Blocks = "",
    curve: StrengthCurve = "",
) -> PatchedDenoiser:
    """Put a LoRA on the model that paints and leave the text encoder alone.

    Use it where there is no text encoder to change, or to leave out a LoRA's part for it.

    Args:
        denoiser: The model that paints.
        lora: `builtin-pencil`, the name of a LoRA in your model folders, or the path of a
            .safetensors file.
        strength: How strongly it acts. 0 not at all, 1 as it was trained, below 0 the opposite.
        blocks: How much of the strength each part of the model gets, such as
            `in=0.5, mid=1, out=1`, or `double=1, single=0.5`; see Apply LoRA.
        curve: How strongly it acts at each moment, in place of strength, such as 0:1, 0.6:0; see
            Apply LoRA.

    Returns:
        denoiser: The model with the LoRA. Goes into Sample.
        trigger: The words that wake it, where its file names them; else an empty text.
    """
    found = _open(lora)
    require_lora_fit(found, denoiser, None)
    patch = Patch(found, strength, read_blocks(blocks))
    painting = apply_over_time(denoiser, patch, read_curve(curve, least=-2, most=2))
    return PatchedDenoiser(painting, str(found.fact("trigger") or ""))
