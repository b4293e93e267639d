"""What fits together, checked before anything runs, in words."""

from collections.abc import Iterator

from graphstudio.api import (
    Conditioning,
    Control,
    Denoiser,
    DualGuidance,
    Guidance,
    Latent,
    Model,
    PerpendicularGuidance,
)
from graphstudio.diffusion.families import latent_space
from graphstudio.diffusion.leads import lead_problems
from graphstudio.errors import BadValue


def require_fit(
    model: Model[Denoiser],
    latent: Latent,
    positive: Conditioning,
    negative: Conditioning | None,
    guidance: Guidance,
) -> None:
    """Check that all that goes into a run is made for a model; every problem is reported.

    Raises:
        BadValue: They are not.
    """
    problems = [*_latent_problems(model, latent)]
    problems += _conditioning_problems(model, positive, "positive")
    if negative is not None:
        problems += _conditioning_problems(model, negative, "negative")
    problems += _guidance_problems(model, guidance)
    if problems:
        raise BadValue(" ".join(problems), problems)


def require_control_fit(model: Model[Denoiser], control: Control) -> None:
    """Check that ControlNets are made for a model; every problem is reported.

    Raises:
        BadValue: They are not.
    """
    problems = []
    for lead in control.leads:
        net = lead.model
        widths = net.fact("conditioning_width"), model.fact("conditioning_width")
        if net.family != model.family:
            problems.append(
                f"The ControlNet {net.name} is for {net.family}, and {model.name} is "
                f"{model.family}. "
                "Choose a ControlNet of this model's family."
            )
        # Those for Stable Diffusion 3.5 large read no prompt.
        elif widths[0] is not None and widths[0] != widths[1]:
            problems.append(
                f"The ControlNet {net.name} reads prompts {widths[0]} wide and {model.name} "
                f"{widths[1]}. Choose a ControlNet that was trained for this model."
            )
        problems += lead_problems(lead)
    if problems:
        raise BadValue(" ".join(problems), problems)


def _latent_problems(model: Model[Denoiser], latent: Latent) -> Iterator[str]:
    if latent_space(latent.family) != latent_space(model.family):
        yield (
            f"The latent is for {latent.family} and the model {model.name} is {model.family}. "
            "Make the latent with this model's autoencoder."
        )
    channels, scale = model.fact("latent_channels"), model.fact("scale")
    if channels is not None and latent.samples.shape[1] != channels:
        yield (
            f"The latent has {latent.samples.shape[1]} channels and {model.name} works on "
            f"{channels}. Make the latent with this model's autoencoder."
        )
    if scale is not None and latent.scale != scale:
        yield (
            f"A cell of the latent covers {latent.scale} px and {model.name} was trained with "
            f"{scale} px. Make the latent with this model's autoencoder."
        )
    patch = int(model.fact("patch_size") or 1)
    if any(side % patch for side in latent.samples.shape[-2:]):
        yield (
            f"{model.name} reads {patch} x {patch} cells at once: both sides of the picture must "
            f"be multiples of {patch * latent.scale} px. Resize or crop it."
        )
    yield from _mask_problems(model, latent)


def _mask_problems(model: Model[Denoiser], latent: Latent) -> Iterator[str]:
    if model.fact("is_inpaint") and (latent.mask is None or latent.masked_samples is None):
        yield (
            f"{model.name} is an inpainting model: it needs a mask and the picture around it. "
            "Give the latent a mask, or choose a model that is not for inpainting."
        )
    if latent.mask is None:
        return
    size, batch = latent.samples.shape[-2:], latent.samples.shape[0]
    if latent.mask.shape[-2:] != size or latent.mask.shape[0] not in {1, batch}:
        yield (
            f"The latent's mask is {tuple(latent.mask.shape)} and its samples are "
            f"{tuple(latent.samples.shape)}. Make the mask of the picture's size, one for all "
            "or one a picture."
        )
    if latent.masked_samples is not None and latent.masked_samples.shape != latent.samples.shape:
        yield "The latent's masked samples are of another size. Encode picture and mask together."


def _conditioning_problems(
    model: Model[Denoiser], conditioning: Conditioning, name: str
) -> Iterator[str]:
    if conditioning.family != model.family:
        yield (
            f"The {name} conditioning is for {conditioning.family} and {model.name} is "
            f"{model.family}. Encode the prompt with this model's text encoder."
        )
    width = model.fact("conditioning_width")
    if width is not None and conditioning.embeds.shape[-1] != width:
        yield (
            f"The {name} conditioning is {conditioning.embeds.shape[-1]} wide and {model.name} "
            f"reads {width}. Encode the prompt with this model's text encoder."
        )


def _guidance_problems(model: Model[Denoiser], guidance: Guidance) -> Iterator[str]:
    if isinstance(guidance, PerpendicularGuidance):
        yield from _conditioning_problems(model, guidance.neutral, "guidance's neutral")
    if isinstance(guidance, DualGuidance):
        yield from _conditioning_problems(model, guidance.second, "guidance's second")
    for other in guidance.models:
        if other.digest == model.digest:
            yield (
                f"Auto-guidance pushes {model.name} away from itself, which does nothing. Wire a "
                "worse model, or name layers to leave out."
            )
        names = ("latent_channels", "in_channels", "conditioning_width", "prediction_type")
        differing = [name for name in names if other.fact(name) != model.fact(name)]
        if other.family != model.family or differing:
            what = ", ".join(name.replace("_", " ") for name in differing) or "the family"
            yield (
                f"The worse model {other.name} does not answer as {model.name} does: {what} "
                "differs. Choose one of the same kind."
            )
