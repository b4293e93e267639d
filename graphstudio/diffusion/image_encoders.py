"""Image encoders: networks that say in numbers what is in a picture (CLIP, arXiv:2103.00020)."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Image
from graphstudio.diffusion.images import to_pillow


@dataclass(frozen=True, slots=True, eq=False)
class ClipImageEncoder:
    """Look at pictures with a `CLIPVisionModelWithProjection`.

    Attributes:
        net: The loaded network; never changed here.
        eyes: Its `CLIPImageProcessorPil`, which scales, crops and norms as it was trained with.
        precision: The dtype of the weights.
    """

    net: Any  # Any: transformers is not typed
    eyes: Any
    precision: torch.dtype

    @torch.no_grad()
    def see(self, image: Image, *, projects: bool) -> tuple[Tensor, Tensor]:
        """Look at pictures, and at nothing.

        What is nothing is chosen as the official pipelines do: a vector of zeros, or what is
        seen in a picture of zeros, that is of the mean colour.

        Args:
            image: Of any size: it is scaled and cropped to a square, 8 bits a channel.
            projects: Whether one vector is asked for each, or the last states but one.

        Returns:
            Both (pictures, projected width) or (pictures, places, width), float32, on the CPU.
        """
        pictures = to_pillow(Image(image.pixels[..., :3]))
        values = self.eyes(pictures, return_tensors="pt").pixel_values
        shown = values.to(self.net.device, self.precision)
        if projects:
            vectors = _brought(self.net(shown).image_embeds)
            return vectors, torch.zeros_like(vectors)
        return self._states(shown), self._states(torch.zeros_like(shown))

    def _states(self, shown: Tensor) -> Tensor:
        return _brought(self.net(shown, output_hidden_states=True).hidden_states[-2])


def _brought(values: Tensor) -> Tensor:
    return values.float().cpu().contiguous()
