"""A node that says for each pixel how much of it is repainted."""

from graphstudio.api import Latent, Mask, node
from graphstudio.diffusion.foresight import agreeing


@node(
    "latent.differential",
    title="Differential Mask",
    keywords=("differential diffusion", "soft inpainting", "change map", "gradient", "repaint"),
    foresee=agreeing(gives={"latent": "latent"}),
)
def differential(latent: Latent, mask: Mask) -> Latent:
    """Say pixel by pixel how much of a picture is repainted, without an inpainting model.

    Each grey level is a strength of its own: white is painted anew as much as the strength of
    Sample says, black stays, and middle grey is changed half as much. A feathered mask blends
    without a seam, and a gradient lets a picture turn slowly into another one.

    Args:
        latent: The picture, from VAE Encode.
        mask: How much is repainted: white all, black nothing. Strengths of 0.8 to 1 in Sample
            leave room for its grey levels.
    """
    from graphstudio.diffusion.latents import grade_latent

    return grade_latent(latent, mask)
