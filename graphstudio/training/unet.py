"""The denoiser: a UNet2DConditionModel that looks at the words on every level."""

from __future__ import annotations

from dataclasses import dataclass

from diffusers import UNet2DConditionModel


@dataclass(frozen=True, slots=True)
class UNetSizes:
    """Channels of the levels, layers of each, and attention heads."""

    channels: tuple[int, ...] = (48, 96, 128)
    layers: int = 1
    heads: int = 2
    groups: int = 4


def build_unet(sizes: UNetSizes, text_width: int, side: int) -> UNet2DConditionModel:
    """Build the U-Net with random weights.

    Args:
        sizes: How large it is.
        text_width: Width of the text encoder's states.
        side: Side of the latents.
    """
    levels = len(sizes.channels)
    return UNet2DConditionModel(
        sample_size=side,
        in_channels=4,
        out_channels=4,
        # Words decide where things stand, so every level must read them; SD 1.x leaves its lowest
        # level without.
        down_block_types=("CrossAttnDownBlock2D",) * levels,
        up_block_types=("CrossAttnUpBlock2D",) * levels,
        block_out_channels=sizes.channels,
        layers_per_block=sizes.layers,
        norm_num_groups=sizes.groups,
        # Historical name: in this class the number is that of the heads, as in SD 1.x.
        attention_head_dim=sizes.heads,
        cross_attention_dim=text_width,
    )
