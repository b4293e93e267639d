"""Denoisers that look at a large picture tile by tile (MultiDiffusion, arXiv:2302.08113)."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Denoiser
from graphstudio.diffusion.controlnets import Leader, join_leaders
from graphstudio.diffusion.guidance.prompts import Led
from graphstudio.diffusion.guidance.weaker import require_weakenable
from graphstudio.diffusion.picture_prompts import PromptLeader
from graphstudio.diffusion.tiles import Tile, blend_tiles, lay_tiles
from graphstudio.diffusion.unet_layers import Weakness
from graphstudio.errors import BadValue


@dataclass(frozen=True, slots=True, eq=False)
class TiledDenoiser:
    """Ask a denoiser about overlapping tiles of what is larger than one, and mix its answers.

    In each call the whole picture is one sample, each tile of it is predicted by itself, and each
    cell's prediction is the weighted mean of the tiles that cover it: the closed form of the paper,
    with weights W that fall towards a tile's edges. The paper averages the pictures after a step;
    here it is what the network says, before guidance and scheduler, which is the same for steps
    that are linear in it (DDIM, Euler) and lets all others, and all guidance, see one picture.

    Attributes:
        net: Who is asked.
        side: Of a tile, in cells.
        overlap: How far neighbours overlap at least, in cells.
        step: Tiles begin at multiples of this many cells: what a transformer reads as one token.
        scale: Pixels that a cell covers.
        leaders: What leads it; each tile is led by its own part of the pictures that are followed.
        leading: The text that ControlNets are told, whatever the network is asked about; None where
            they are told the same.
    """

    net: Denoiser
    side: int
    overlap: int
    step: int
    scale: int
    leaders: tuple[Leader | PromptLeader, ...] = ()
    leading: Conditioning | None = None

    @property
    def device(self) -> torch.device:
        """Say where the weights are."""
        return self.net.device

    @torch.no_grad()
    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict; a sample that is no larger than a tile is asked about as it is."""
        height, width = sample.shape[-2:]
        if max(height, width) <= self.side:
            net = self._led(self.leaders, sample, timestep, self.leading)
            return net.predict(sample, timestep, conditioning)

        def ask(tile: Tile) -> Tensor:
            shown, leaders = tile.cut(sample), [self._cut(one, tile) for one in self.leaders]
            leading = self.leading and tell_place(self.leading, tile, self.scale)
            net = self._led(leaders, shown, timestep, leading)
            return net.predict(shown, timestep, tell_place(conditioning, tile, self.scale))

        return blend_tiles(
            ask,
            lay_tiles(height, width, side=self.side, overlap=self.overlap, step=self.step),
            (height, width),
            overlap=self.overlap,
            dropped=self.overlap // 4,
        )

    def led_by(self, leaders: tuple[Leader | PromptLeader, ...]) -> Denoiser:
        """Be led, each tile by its own part of what is followed.

        Raises:
            BadValue: A picture speaks to a part of the whole only.
        """
        if any(isinstance(one, PromptLeader) and one.regions for one in leaders):
            raise BadValue(
                "An IP-Adapter with a mask speaks to a part of the picture, and a tiled model sees "
                "one tile at a time. Take the mask out, or leave Tile Denoiser out."
            )
        return replace(self, leaders=leaders)

    def held(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Denoiser:
        """Let the ControlNets be told this, whatever text the denoiser is asked about next.

        They are asked anew for each text: what they say of all tiles would fill the memory.
        """
        del sample, timestep
        return replace(self, leading=conditioning)

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part of the network off for the length of a `with` block.

        Raises:
            BadValue: At once: the network has no such layers, or cannot be weakened.
        """
        return require_weakenable(self.net).weakened(how, layers)

    def _led(
        self,
        leaders: Sequence[Leader | PromptLeader],
        shown: Tensor,
        timestep: Tensor,
        leading: Conditioning | None,
    ) -> Denoiser:
        net = join_leaders(self.net, leaders)
        if leading is None or not isinstance(net, Led):
            return net
        return net.held(shown, timestep, leading)

    def _cut(self, leader: Leader | PromptLeader, tile: Tile) -> Leader | PromptLeader:
        if isinstance(leader, PromptLeader):
            return leader
        step = int(leader.lead.model.fact("step_px") or 1)
        for side in (tile.tall * self.scale, tile.wide * self.scale):
            if side % step:
                raise BadValue(
                    f"{leader.lead.model.name} needs tiles with sides that are multiples of {step} "
                    f"px, and {side} px are set. Choose another size in Tile Denoiser."
                )
        # What it said of another tile is not what it says of this one.
        scale = 1 if leader.lead.model.fact("sees") == "latent" else self.scale
        return replace(leader, hint=tile.cut(leader.hint, scale), memory={})


def tell_place(conditioning: Conditioning, tile: Tile, scale: int) -> Conditioning:
    """Tell a model that is told sizes which part of the picture it looks at.

    SDXL was trained on crops, and told where they were cut out (arXiv:2307.01952, section 2.2):
    the tile is such a crop. The size of the original stays, the crop's corner moves to the tile's,
    and the target is as large as the tile.

    Args:
        conditioning: Comes back as it is where the family is told no sizes.
        tile: In cells.
        scale: Pixels that a cell covers.
    """
    if conditioning.sizes is None:
        return conditioning
    sizes = conditioning.sizes.clone()
    sizes[:, 2] += tile.top * scale
    sizes[:, 3] += tile.left * scale
    if sizes.shape[1] == 6:  # the refiner is told no target
        sizes[:, 4] = tile.tall * scale
        sizes[:, 5] = tile.wide * scale
    return replace(conditioning, sizes=sizes)
