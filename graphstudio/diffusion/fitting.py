"""What fits together, checked before anything runs, in words."""

from collections.abc import Iterator

from graphstudio.api import (
    Conditioning,
    Control,
    ControlNet,
    Denoiser,
    DualGuidance,
    Guidance,
    Latent,
    Lead,
    Model,
    PerpendicularGuidance,
)
from graphstudio.diffusion.changing import is_changing
from graphstudio.diffusion.coverage import place_problems
from graphstudio.diffusion.families import DIT, FLUX, latent_space, paints_pixels
from graphstudio.diffusion.labels import last_label
from graphstudio.diffusion.leads import lead_problems
from graphstudio.diffusion.picture_prompt_fit import picture_prompt_problems
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
    for name, text in _texts(positive, negative, guidance).items():
        problems += _conditioning_problems(model, text, name)
        problems += place_problems(text, latent, name)
    problems += _guidance_problems(model, guidance)
    if problems:
        raise BadValue(" ".join(problems), problems)


def require_control_fit(model: Model[Denoiser], control: Control) -> None:
    """Check that what leads is made for a model; every problem is reported.

    Raises:
        BadValue: They are not.
    """
    problems = [problem for lead in control.leads for problem in _lead_problems(model, lead)]
    for prompt in control.prompts:
        problems += picture_prompt_problems(model, prompt)
    if problems:
        raise BadValue(" ".join(problems), problems)


def _texts(
    positive: Conditioning, negative: Conditioning | None, guidance: Guidance
) -> dict[str, Conditioning]:
    """Name all prompts of a run, for messages."""
    found = {"positive": positive}
    if negative is not None:
        found["negative"] = negative
    kinds = guidance.kinds
    for number, one in enumerate(kinds, start=1):
        whose = "guidance's" if len(kinds) == 1 else f"guidance {number}'s"
        if isinstance(one, PerpendicularGuidance):
            found[f"{whose} neutral"] = one.neutral
        if isinstance(one, DualGuidance):
            found[f"{whose} second"] = one.second
    return found


def _lead_problems(model: Model[Denoiser], lead: Lead) -> Iterator[str]:
    net = lead.model
    what = "T2I-Adapter" if net.kind == "t2i_adapter" else "ControlNet"
    widths = net.fact("conditioning_width"), model.fact("conditioning_width")
    if net.family != model.family:
        yield (
            f"The {what} {net.name} is for {net.family}, and {model.name} is {model.family}. "
            f"Choose a {what} of this model's family."
        )
    elif None not in widths and widths[0] != widths[1]:
        yield (
            f"The {what} {net.name} reads prompts {widths[0]} wide and {model.name} "
            f"{widths[1]}. Choose a {what} that was trained for this model."
        )
    else:
        yield from _feature_problems(model, net)
    if lead.is_guess and what == "T2I-Adapter":
        yield f"The T2I-Adapter {net.name} cannot lead without a prompt. Turn is guess off."
    yield from lead_problems(lead)


def _feature_problems(model: Model[Denoiser], adapter: Model[ControlNet]) -> Iterator[str]:
    """Compare what a T2I-Adapter adds with a U-Net's levels, and with its middle after them."""
    features, levels = adapter.fact("features"), model.fact("channels")
    if features is None or levels is None:
        return
    added, there = str(features).split(), str(levels).split()
    if added != [*there, there[-1]][: len(added)]:
        yield (
            f"The T2I-Adapter {adapter.name} adds to levels of {features} channels, and "
            f"{model.name} has {levels}. Choose a T2I-Adapter that was trained for this model."
        )


def _latent_problems(model: Model[Denoiser], latent: Latent) -> Iterator[str]:
    mend = _mends(model)[0]
    if latent_space(latent.family) != latent_space(model.family):
        yield (
            f"The latent is for {latent.family} and the model {model.name} is {model.family}. "
            f"{mend}"
        )
    channels, scale = model.fact("latent_channels"), model.fact("scale")
    if channels is not None and latent.samples.shape[1] != channels:
        yield (
            f"The latent has {latent.samples.shape[1]} channels and {model.name} works on "
            f"{channels}. {mend}"
        )
    if scale is not None and latent.scale != scale:
        yield (
            f"A cell of the latent covers {latent.scale} px and {model.name} was trained with "
            f"{scale} px. {mend}"
        )
    patch = int(model.fact("patch_size") or 1)
    if any(side % patch for side in latent.samples.shape[-2:]):
        yield (
            f"{model.name} reads {patch} x {patch} cells at once: both sides of the picture must "
            f"be multiples of {patch * latent.scale} px. Resize or crop it."
        )
    tall, wide = latent.samples.shape[-2:]
    if model.fact("is_square") and tall != wide:
        yield (
            f"{model.name} paints squares alone, and the latent is {wide * latent.scale} x "
            f"{tall * latent.scale} px. Make both sides equal."
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
            f"{model.family}. {_mends(model)[1]}"
        )
    else:
        yield from _label_problems(model, conditioning, name)
    if conditioning.distilled is not None and not _listens_to_strength(model):
        yield (
            f"The {name} conditioning says how strong the guidance inside is, and {model.name} "
            "has no guidance inside. Leave Distilled Guidance out, and wire Guidance (CFG) into "
            "the sampler."
        )
    width = model.fact("conditioning_width")
    if width is not None and conditioning.embeds.shape[-1] != width:
        yield (
            f"The {name} conditioning is {conditioning.embeds.shape[-1]} wide and {model.name} "
            f"reads {width}. Encode the prompt with this model's text encoder."
        )


def _mends(model: Model[Denoiser]) -> tuple[str, str]:
    """Say how a latent and a conditioning that fit are made."""
    if paints_pixels(model.family):
        return (
            "Make the latent with Empty Latent, or with Image to Pixel Latent.",
            "Wire No Prompt, made for this model.",
        )
    if model.family == DIT:
        return (
            "Make the latent with this model's autoencoder.",
            "Make it with Class Label and this model.",
        )
    return (
        "Make the latent with this model's autoencoder.",
        "Encode the prompt with this model's text encoder.",
    )


def _listens_to_strength(model: Model[Denoiser]) -> bool:
    # Flux schnell lets it pass, so that one graph serves both of its models.
    return model.family == FLUX or bool(model.fact("is_distilled"))


def _label_problems(model: Model[Denoiser], conditioning: Conditioning, name: str) -> Iterator[str]:
    classes, labels = model.fact("classes"), conditioning.labels
    if classes is None:
        if labels is not None:
            yield f"{model.name} paints no classes, and the {name} names one. {_mends(model)[1]}"
        return
    most = last_label(model, int(classes))
    if labels is None:
        yield (
            f"The {name} conditioning names no class, and {model.name} paints classes. Make it "
            "with Class Label."
        )
        return
    unknown = [str(one) for one in sorted({*labels.tolist()}) if not 0 <= one <= most]
    if unknown:
        yield (
            f"The {name} conditioning names class {', '.join(unknown)}, and {model.name} knows "
            f"classes 0 to {int(classes) - 1}. Make it with Class Label and this model."
        )


def _guidance_problems(model: Model[Denoiser], guidance: Guidance) -> Iterator[str]:
    for other in guidance.models:
        if is_changing(other):
            yield (
                f"The worse model {other.name} changes in the middle of a run, which only the "
                "model that paints can. Clear curve in its Apply LoRA."
            )
        if other.digest == model.digest:
            yield (
                f"Auto-guidance pushes {model.name} away from itself, which does nothing. Wire a "
                "worse model, or name layers to leave out."
            )
        names = (
            *("latent_channels", "in_channels", "conditioning_width", "prediction_type"),
            "classes",
        )
        differing = [name for name in names if other.fact(name) != model.fact(name)]
        if other.family != model.family or differing:
            what = ", ".join(name.replace("_", " ") for name in differing) or "the family"
            yield (
                f"The worse model {other.name} does not answer as {model.name} does: {what} "
                "differs. Choose one of the same kind."
            )
