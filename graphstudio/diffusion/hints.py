"""What ControlNets follow, brought into the form that each of them was trained to see."""

from collections.abc import Callable
from contextlib import AbstractContextManager

from torch import Tensor

from graphstudio.api import Control, Denoiser, Latent, Lead, Model, Vae
from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.fitting import require_control_fit
from graphstudio.diffusion.images import resize_image
from graphstudio.errors import BadValue

Lend = Callable[[Model[Vae]], AbstractContextManager[Vae]]
"""Lends an autoencoder for the length of a `with` block; `Context.load` is one."""


def make_hints(
    control: Control, model: Model[Denoiser], latent: Latent, lend: Lend
) -> tuple[Tensor, ...]:
    """Prepare what ControlNets follow, before anything large is loaded.

    A picture of another size is scaled; what then sticks out is cropped. Where a ControlNet sees
    latents the mean of what the autoencoder thinks likely is taken. The official pipelines draw
    from it, that of SD3 with random numbers that nobody can repeat.

    Args:
        control: What leads.
        model: What is led.
        latent: What will be denoised.
        lend: Lends the autoencoders of the leads that need one.

    Returns:
        One for each lead, float32, on the CPU: (batch, 3, height, width) in 0..1, or a latent of
        the size that is made.

    Raises:
        BadValue: A lead does not fit the model, or there are several pictures to follow and not as
            many as are made.
    """
    require_control_fit(model, control)
    return tuple(_hint(lead, latent, lend) for lead in control.leads)


def _hint(lead: Lead, latent: Latent, lend: Lend) -> Tensor:
    batch = len(latent.samples)
    pixels = _pixels(lead, latent)
    if lead.vae is None or lead.model.fact("sees") != "latent":
        return pixels.expand(batch, -1, -1, -1).contiguous()
    with lend(lead.vae) as net:
        # Some were trained on latents that are not moved by the shift factor (diffusers:
        # StableDiffusion3ControlNetPipeline, `vae_shift_factor`).
        is_shifted = lead.model.fact("is_hint_shifted") is not False
        encoder = net if is_shifted or not isinstance(net, Autoencoder) else net.unshifted()
        return encoder.encode(pixels * 2 - 1).expand(batch, -1, -1, -1).contiguous()


def _pixels(lead: Lead, latent: Latent) -> Tensor:
    """Give the pictures, one or as many as are made, in the size that is made."""
    batch, _, *cells = latent.samples.shape
    tall, wide = (side * latent.scale for side in cells)
    pixels, step = lead.image.pixels, int(lead.model.fact("step_px") or 1)
    if tall % step or wide % step:
        raise BadValue(
            f"{lead.model.name} needs pictures with sides that are multiples of {step} px, and "
            f"{wide} x {tall} are made. Choose another size."
        )
    if len(pixels) not in {1, batch}:
        raise BadValue(
            f"{lead.model.name} has {len(pixels)} pictures to follow, and {batch} are made. Give "
            "it one for all, or one for each."
        )
    if pixels.shape[1:3] != (tall, wide):
        pixels = resize_image(lead.image, wide, tall, method="lanczos", fit="crop").pixels
    return pixels[..., :3].movedim(-1, 1).contiguous()
