"""Transformers that paint a class: DiT (Peebles and Xie, arXiv:2212.09748)."""

from dataclasses import dataclass
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning


@dataclass(frozen=True, slots=True, eq=False)
class DitDenoiser:
    """Ask a `DiTTransformer2DModel`.

    Attributes:
        net: The loaded network; never changed here.
        device: Where its weights are.
        precision: Their dtype.
    """

    net: Any  # Any: diffusers has no types
    device: torch.device
    precision: torch.dtype

    @torch.no_grad()
    def predict(self, sample: Tensor, timestep: Tensor, conditioning: Conditioning) -> Tensor:
        """Predict the noise: (batch, 4, height / 8, width / 8), float32, as the sample.

        Args:
            sample: Square: the network puts its tokens back into a square whatever they came from.
            timestep: One number for the whole batch.
            conditioning: With a label for each of the batch.
        """
        assert conditioning.labels is not None, "checked before anything runs"
        answer: Tensor = self.net(
            sample.to(self.precision),
            timestep=timestep.expand(len(sample)),
            class_labels=conditioning.labels.to(self.device),
            return_dict=False,
        )[0]
        # Behind the noise stands how sure it is of it (section 3.2 of arXiv:2102.09672): the
        # schedulers here have their own variance.
        return answer[:, : sample.shape[1]].float().contiguous()
