"""The autoencoder: an SD-type AutoencoderKL that starts as a plain averaging filter.

A random start spends most of a CPU's patience on learning that red is red. Here the encoder starts
as a linear
map: three whitened colour channels of the 8x8 block means and one diagonal contrast; the decoder
    starts as its inverse. Training then moves both from there, so that edges survive.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import log

import torch
from diffusers import AutoencoderKL
from torch import nn
from torch.nn import functional

from graphstudio.training.dataset import batch_indices, described, generator_for, pictures

LUMA = (0.299, 0.587, 0.114)
# Standard deviation of the posterior: how much noise the decoder must bear. A sampler's last error
# is of this size.
POSTERIOR_STD = 0.06
_CARRIER = 16.0


@dataclass(frozen=True, slots=True)
class AutoencoderSizes:
    """Channels of the four levels, and layers of each."""

    channels: tuple[int, int, int, int] = (16, 32, 64, 64)
    layers: int = 1


@dataclass(frozen=True, slots=True)
class AutoencoderTask:
    """Learn to give drawn pictures back."""

    sizes: AutoencoderSizes
    seed: int
    side_px: int
    batch: int
    shards: int

    def open(self, device: str) -> AutoencoderLesson:
        """Build the autoencoder with its linear start."""
        return AutoencoderLesson(self, device)


class AutoencoderLesson:
    """Reconstruction of fresh pictures, every one drawn for its step."""

    def __init__(self, task: AutoencoderTask, device: str) -> None:
        """Build the model; each process that does so gets the same weights."""
        self._task = task
        self._device = device
        torch.manual_seed(task.seed)
        self._model = build_autoencoder(task.sizes, task.side_px)
        samples = pictures(described(task.seed, range(1000, 1400)), task.side_px)
        start_linear(self._model, samples)
        self.model: nn.Module = self._model.to(device)

    def loss(self, step: int, shard: int) -> torch.Tensor:
        """Give the reconstruction loss of one batch, with the latents held near unit variance."""
        task = self._task
        generator = generator_for(task.seed, "autoencoder", step, shard)
        indices = batch_indices(step, shard, task.shards, task.batch)
        target = pictures(described(task.seed, indices), task.side_px).to(self._device)
        # The kernels for this memory order are 30 % faster on a CPU; the values are the same.
        target = target.contiguous(memory_format=torch.channels_last)
        mean = self._model.encode(target).latent_dist.mean
        noise = torch.randn(mean.shape, generator=generator).to(self._device)
        found = self._model.decode(mean + POSTERIOR_STD * noise).sample
        return reconstruction_loss(found, target) + 0.01 * unit_penalty(mean)


def build_autoencoder(sizes: AutoencoderSizes, side_px: int) -> AutoencoderKL:
    """Build the model with random weights; its norms have one group, which keeps colours."""
    return AutoencoderKL(
        in_channels=3,
        out_channels=3,
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        block_out_channels=sizes.channels,
        layers_per_block=sizes.layers,
        latent_channels=4,
        norm_num_groups=1,
        sample_size=side_px,
        scaling_factor=1.0,
        mid_block_add_attention=False,
    )


def reconstruction_loss(found: torch.Tensor, target: torch.Tensor) -> torch.Tensor:
    """Give the mean absolute error of pixels plus half that of edges: soft edges cost extra."""
    loss = functional.l1_loss(found, target)
    for axis in (2, 3):
        loss = loss + 0.5 * functional.l1_loss(found.diff(dim=axis), target.diff(dim=axis))
    return loss


def unit_penalty(latents: torch.Tensor) -> torch.Tensor:
    """Tell how far channels are from mean 0 and variance 1 (squared, mean over channels)."""
    mean = latents.mean(dim=(0, 2, 3))
    variance = latents.var(dim=(0, 2, 3))
    return (mean.square() + (variance - 1).square()).mean()


def normalise_latents(model: AutoencoderKL, samples: torch.Tensor) -> None:
    """Fold each channel's mean and deviation into the 1x1 convolutions around the latents.

    Afterwards ``samples``, (batch, 3, height, width), -1..1, have latents of mean 0 and deviation 1
    in each channel, and decoding gives what it gave before: ``scaling_factor`` stays 1.
    """
    with torch.no_grad():
        latents = torch.cat(
            [model.encode(part).latent_dist.mean for part in torch.split(samples, 50)]
        )
        mean, std = latents.mean(dim=(0, 2, 3)), latents.std(dim=(0, 2, 3))
        quant, post = model.quant_conv, model.post_quant_conv
        quant.weight[:4] /= std[:, None, None, None]
        quant.bias[:4] = (quant.bias[:4] - mean) / std
        quant.weight[4:] = 0
        quant.bias[4:] = 2 * (log(POSTERIOR_STD) - std.log())
        post.bias += (post.weight[:, :, 0, 0] * mean).sum(dim=1)
        post.weight *= std[None, :, None, None]


def start_linear(model: AutoencoderKL, samples: torch.Tensor) -> None:
    """Set the weights so that encoding is linear, of unit variance, and decoding undoes it."""
    blocks = functional.avg_pool2d(samples, 8).permute(1, 0, 2, 3).reshape(3, -1)
    mean = blocks.mean(dim=1)
    values, vectors = torch.linalg.eigh(torch.cov(blocks))
    whiten = torch.diag(values.rsqrt()) @ vectors.T
    with torch.no_grad():
        for part in (model.encoder, model.decoder):
            _silence_branches(part)
        _start_encoder(model, whiten, mean)
        _start_decoder(model, torch.linalg.inv(whiten), mean)


def _silence_branches(part: nn.Module) -> None:
    for name, child in part.named_modules():
        if name.endswith("conv2"):
            nn.init.zeros_(child.weight)
            nn.init.zeros_(child.bias)
        elif name.endswith("conv_shortcut"):
            nn.init.zeros_(child.weight)
            nn.init.zeros_(child.bias)
            for channel in range(8):
                child.weight[channel, channel, 0, 0] = 1


def _start_encoder(model: AutoencoderKL, whiten: torch.Tensor, mean: torch.Tensor) -> None:
    encoder = model.encoder
    # Channels 0..3 carry red, green, blue and brightness; 4..7 carry their negatives, because
    # silu(x) - silu(-x) = x brings a signal through the last activation unbent.
    first = encoder.conv_in
    for channel in range(8):
        first.weight[channel] = 0
        first.bias[channel] = 0
    for sign, base in ((1.0, 0), (-1.0, 4)):
        for colour in range(3):
            first.weight[base + colour, colour, 1, 1] = sign
            first.weight[base + 3, colour, 1, 1] = sign * LUMA[colour]
    downs = [block.downsamplers[0].conv for block in encoder.down_blocks[:-1]]
    for place, conv in enumerate(downs):
        for channel in range(8):
            conv.weight[channel] = 0
            conv.bias[channel] = 0
            # diffusers pads right and below, so the upper left 2x2 of the kernel is exactly one
            # block.
            conv.weight[channel, channel, :2, :2] = 0.25
        if place == len(downs) - 1:
            for channel in (3, 7):
                conv.weight[channel, channel, :2, :2] = torch.tensor([[1.0, 0.0], [0.0, -1.0]])
    _add_carrier(encoder.mid_block.resnets[-1].conv2, encoder.conv_norm_out)
    last = encoder.conv_out
    last.weight.zero_()
    last.bias.zero_()
    for sign, base in ((1.0, 0), (-1.0, 4)):
        last.weight[:3, base : base + 3, 1, 1] = sign * whiten
        last.weight[3, base + 3, 1, 1] = sign * 4
    last.bias[:3] = -whiten @ mean
    model.quant_conv.weight.zero_()
    model.quant_conv.bias.zero_()
    for channel in range(4):
        model.quant_conv.weight[channel, channel, 0, 0] = 1
    model.quant_conv.bias[4:] = 2 * log(POSTERIOR_STD)


def _start_decoder(model: AutoencoderKL, restore: torch.Tensor, mean: torch.Tensor) -> None:
    decoder = model.decoder
    model.post_quant_conv.weight.zero_()
    model.post_quant_conv.bias.zero_()
    for channel in range(4):
        model.post_quant_conv.weight[channel, channel, 0, 0] = 1
    first = decoder.conv_in
    for sign, base in ((1.0, 0), (-1.0, 4)):
        first.weight[base : base + 4] = 0
        first.bias[base : base + 4] = 0
        first.weight[base : base + 3, :3, 1, 1] = sign * restore
        first.weight[base + 3, 3, 1, 1] = sign
        first.bias[base : base + 3] = sign * mean
    for block in decoder.up_blocks[:-1]:
        conv = block.upsamplers[0].conv
        for channel in range(8):
            conv.weight[channel] = 0
            conv.bias[channel] = 0
            conv.weight[channel, channel, 1, 1] = 1
    _add_carrier(decoder.up_blocks[-1].resnets[-1].conv2, decoder.conv_norm_out)
    last = decoder.conv_out
    last.weight.zero_()
    last.bias.zero_()
    for sign, base in ((1.0, 0), (-1.0, 4)):
        for colour in range(3):
            last.weight[colour, base + colour, 1, 1] = sign


def _add_carrier(last: nn.Conv2d, norm: nn.GroupNorm) -> None:
    """Drown a norm's statistics in two constant channels, and undo what it then divides by."""
    assert last.bias is not None
    last.bias[-1], last.bias[-2] = _CARRIER, -_CARRIER
    norm.weight.fill_((2 * _CARRIER**2 / len(last.bias)) ** 0.5)
    # The carriers themselves end here: let through, they would swamp every gradient of the last
    # convolution.
    norm.weight[-2:] = 0
