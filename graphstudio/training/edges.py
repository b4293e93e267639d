"""Teaching a ControlNet to follow edges: the U-Net stays as it is, its copy learns to steer it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import cv2
import numpy as np
import torch
from diffusers import ControlNetModel, UNet2DConditionModel
from diffusers.models.controlnets.controlnet import ControlNetConditioningEmbedding
from numpy.typing import NDArray
from PIL import Image
from torch import nn
from torch.nn import functional

from graphstudio.training.dataset import described
from graphstudio.training.drawing import draw
from graphstudio.training.latent_batches import LatentBatches, LatentSource
from graphstudio.training.scenes import Description

# The thresholds that ControlNets for Canny edges are commonly trained with.
CANNY: Final = (100, 200)
# Half of the captions are emptied, so that the edges are needed: Zhang et al., section 3.3.
EDGES_CAPTION_DROPOUT: Final = 0.5
# Widths of the small network that brings the edges down to the latents' size, factor 8.
_HINT_CHANNELS: Final = (8, 16, 32, 64)
# How many pictures' edges that network is tuned to; they are test pictures, only their edges count.
_HEARD_PICTURES: Final = 16


@dataclass(frozen=True, slots=True)
class EdgesTask:
    """Learn to follow the edges of pictures.

    Attributes:
        unet: Folder of the frozen U-Net that is steered.
        source: Where batches come from.
        side_px: Side of the pictures.
    """

    unet: Path
    source: LatentSource
    side_px: int

    def open(self, device: str) -> EdgesLesson:
        """Load the U-Net, and start the ControlNet as its copy."""
        return EdgesLesson(self, device)


class EdgesLesson:
    """ControlNet training: Zhang et al., arXiv:2302.05543, section 3.3.

    The copy starts with the U-Net's weights and silent outputs ("zero convolutions"); its hint
    network starts tuned to edges (`tune_to_edges`). The loss is that of the denoiser.
    """

    def __init__(self, task: EdgesTask, device: str) -> None:
        """Build both models; each process that does so gets the same weights."""
        self._side_px = task.side_px
        self._device = device
        self._batches = LatentBatches(task.source, "edges", device)
        self._unet = (
            UNet2DConditionModel.from_pretrained(task.unet, torch_dtype=torch.float32)
            .requires_grad_(False)
            .to(device)
        )
        torch.manual_seed(task.source.seed)
        controlnet = ControlNetModel.from_unet(
            self._unet, conditioning_embedding_out_channels=_HINT_CHANNELS
        )
        heard = described(task.source.seed, range(_HEARD_PICTURES))
        tune_to_edges(controlnet.controlnet_cond_embedding, edge_hints(heard, task.side_px))
        self.model: nn.Module = controlnet.requires_grad_(True).to(device)

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the denoising loss of one batch, steered by its edges."""
        batch = self._batches.draw(step, shard)
        hints = edge_hints(batch.descriptions, self._side_px).to(self._device)
        down, middle = self.model(
            batch.mixed, batch.times, batch.states, controlnet_cond=hints, return_dict=False
        )
        found = self._unet(
            batch.mixed,
            batch.times,
            batch.states,
            down_block_additional_residuals=down,
            mid_block_additional_residual=middle,
        )
        return batch.loss(found.sample)


def tune_to_edges(hears: ControlNetConditioningEmbedding, hints: torch.Tensor) -> None:
    """Start the hint network so that each of its layers gives values of unit deviation.

    Layer-sequential unit variance: Mishkin and Matas, arXiv:1511.06422, algorithm 1. Edges are few
    pixels of many, and eight layers with common starting weights make them so faint that no
    training finds them again; the paper's silent last layer comes on top of that.

    Args:
        hears: The hint network; its weights are replaced.
        hints: Edges to tune to: (batch, 3, height, width), 0 or 1.
    """
    layers = [hears.conv_in, *hears.blocks, hears.conv_out]
    seen = hints
    with torch.no_grad():
        for layer in layers:
            nn.init.kaiming_normal_(layer.weight)
            nn.init.zeros_(layer.bias)
            layer.weight /= layer(seen).std()
            seen = functional.silu(layer(seen))


def edge_hints(descriptions: Sequence[Description], side_px: int) -> torch.Tensor:
    """Draw the edges of described pictures: (batch, 3, side_px, side_px), 0 or 1, float32."""
    maps = np.stack([edge_map(draw(description, side_px)) for description in descriptions])
    return torch.from_numpy(maps).float()[:, None].expand(-1, 3, -1, -1).contiguous()


def edge_map(pixels: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Find the edges of a picture (height, width, 3), 0..255, by Canny: (height, width)."""
    return np.asarray(cv2.Canny(np.ascontiguousarray(pixels), *CANNY) > 0)


def as_hint(edges: NDArray[np.bool_]) -> Image.Image:
    """Turn an edge map into the picture that a ControlNet is given: white lines on black."""
    return Image.fromarray(edges.astype(np.uint8) * 255).convert("RGB")


def edge_agreement(
    wanted: NDArray[np.bool_], found: NDArray[np.bool_], tolerance_px: int = 1
) -> float:
    """Give the share of edge pixels that agree, 0..1.

    Intersection over union, where a pixel counts as met when the other map has an edge at most
    ``tolerance_px`` beside it. Two maps without edges agree.
    """
    near_wanted, near_found = (_grown(edges, tolerance_px) for edges in (wanted, found))
    met = int((wanted & near_found).sum()) + int((found & near_wanted).sum())
    missed = int((wanted & ~near_found).sum()) + int((found & ~near_wanted).sum())
    # Each met edge was counted from both sides.
    return (met / 2) / (met / 2 + missed) if met + missed else 1.0


def _grown(edges: NDArray[np.bool_], by_px: int) -> NDArray[np.bool_]:
    brush = np.ones((2 * by_px + 1, 2 * by_px + 1), np.uint8)
    return np.asarray(cv2.dilate(edges.astype(np.uint8), brush) > 0)
