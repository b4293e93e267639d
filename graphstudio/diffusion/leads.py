"""Whether a ControlNet gets what it needs to lead, told from its facts, in words; no torch."""

from collections.abc import Iterator, Mapping

from graphstudio.api import Lead
from graphstudio.diffusion.families import FLUX, SD3, SDXL, TITLES, latent_space
from graphstudio.errors import BadValue

# By family: kinds of guide in the order in which union ControlNets number them, as their authors
# and the pipelines of diffusers list them. For Flux: Union (Pro); for SDXL: Union and ProMax, whose
# repainting (7) needs a mask.
_MODES: Mapping[str, tuple[str, ...]] = {
    FLUX: ("canny", "tile", "depth", "blur", "pose", "gray", "low quality"),
    SDXL: ("pose", "depth", "soft edges", "canny", "normal", "segments", "tile"),
}


def require_lead(lead: Lead) -> None:
    """Check that a ControlNet gets what it needs; every problem is reported.

    Raises:
        BadValue: It does not.
    """
    problems = [*lead_problems(lead)]
    if problems:
        raise BadValue(" ".join(problems), problems)


def lead_problems(lead: Lead) -> Iterator[str]:
    """Say in words what a ControlNet lacks, or is given and cannot use."""
    net = lead.model
    if lead.is_guess and net.family in (SD3, FLUX):
        yield (
            f"The ControlNet {net.name} is for {TITLES[net.family]}, which cannot be led without a "
            "prompt. Turn is_guess off."
        )
    if net.fact("sees") == "latent":
        yield from _vae_problems(lead)
    yield from _mode_problems(lead)


def mode_number(family: str, mode: str) -> int:
    """Say which number union ControlNets of a family know a kind of guide by."""
    return _MODES[family].index(mode)


def _vae_problems(lead: Lead) -> Iterator[str]:
    net, vae = lead.model, lead.vae
    if vae is None:
        yield (
            f"The ControlNet {net.name} follows a picture that its model's autoencoder has encoded."
            " Wire the VAE of the model into Apply ControlNet."
        )
        return
    channels = vae.fact("latent_channels"), net.fact("latent_channels")
    if latent_space(vae.family) != latent_space(net.family) or channels[0] != channels[1]:
        yield (
            f"The ControlNet {net.name} is for {TITLES[net.family]} with latents of {channels[1]} "
            f"channels, and the VAE of {vae.name} ({vae.family}) makes {channels[0]}. Wire the VAE "
            "of the model that is led."
        )


def _mode_problems(lead: Lead) -> Iterator[str]:
    net, known = lead.model, int(lead.model.fact("modes") or 0)
    modes = _MODES.get(net.family, ())[:known]
    able = ", ".join(modes)
    if known and not lead.mode:
        yield (
            f"The ControlNet {net.name} follows several kinds of guide. Say in mode which one the "
            f"picture is: {able}."
        )
    elif lead.mode and not known:
        yield (
            f"The ControlNet {net.name} follows one kind of guide only. Leave mode empty, or load "
            "a union ControlNet."
        )
    elif lead.mode and lead.mode not in modes:
        yield f"The ControlNet {net.name} does not know {lead.mode!r}. It knows {able}."
