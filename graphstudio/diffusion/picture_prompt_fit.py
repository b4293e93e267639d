"""Whether pictures can speak to a model: told from headers alone, in words; no torch."""

from collections.abc import Iterator

from graphstudio.api import Denoiser, ImageEncoder, IpAdapter, Model, PicturePrompt
from graphstudio.diffusion.families import SDXL, TITLES
from graphstudio.diffusion.ip_adapter_files import WIDTHS
from graphstudio.errors import BadValue

_FAMILIES = tuple(WIDTHS.values())


def require_encoder_fit(adapter: Model[IpAdapter], encoder: Model[ImageEncoder]) -> None:
    """Check that an image encoder is the one that an IP-Adapter was trained with.

    Raises:
        BadValue: It is another one.
    """
    problems = [*_encoder_problems(adapter, encoder)]
    if problems:
        raise BadValue(" ".join(problems), problems)


def picture_prompt_problems(model: Model[Denoiser], prompt: PicturePrompt) -> Iterator[str]:
    """Say what keeps pictures from speaking to a model."""
    adapter, ours = prompt.adapter, TITLES.get(model.family, model.family)
    theirs, reads = adapter.fact("conditioning_width"), model.fact("conditioning_width")
    if model.family not in _FAMILIES:
        able = ", ".join(TITLES[one] for one in _FAMILIES)
        yield f"{model.name} is {ours}; IP-Adapters can speak to {able} so far."
    elif theirs != reads:
        title = TITLES.get(adapter.family)
        looks = f", as those for {title} do" if title else ""
        yield (
            f"The IP-Adapter {adapter.name} speaks beside prompts {theirs} wide{looks}, and "
            f"{model.name} ({ours}) reads {reads}. Choose an IP-Adapter of this model's family."
        )
    if prompt.takes != "everything" and model.family != SDXL:
        yield (
            f"Which layers of {model.name} ({ours}) make style or layout is not known, only those "
            f"of {TITLES[SDXL]}. Set takes to everything."
        )
    yield from _encoder_problems(adapter, prompt.encoder)


def _encoder_problems(adapter: Model[IpAdapter], encoder: Model[ImageEncoder]) -> Iterator[str]:
    wanted = adapter.fact("picture_width")
    given = encoder.fact("projected_width" if adapter.fact("projects") else "width")
    if wanted != given:
        yield (
            f"The IP-Adapter {adapter.name} looks through an image encoder {wanted} wide, and "
            f"{encoder.name} is {given}. Load the image encoder that it was trained with: those "
            "for Stable Diffusion 1.x, and those named vit-h, take ViT-H; the others for XL take "
            "ViT-bigG."
        )
