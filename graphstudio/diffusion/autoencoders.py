"""Pixels to latents and back."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import Any

import torch
from torch import Generator, Tensor

from graphstudio.api import Image, Latent, Model, Noise, Vae
from graphstudio.diffusion.families import paints_pixels
from graphstudio.diffusion.noise import plain_generators
from graphstudio.diffusion.sizes import require_multiple
from graphstudio.diffusion.tiles import convert_in_tiles
from graphstudio.errors import BadValue

SPARING_TILE_PX = 512
"""Of tiles that nobody asked for: the size that most autoencoders were trained on."""

LEAST_TILE_PX = 64
"""Smaller tiles see too little of the picture to agree with their neighbours."""


def encode_image(
    model: Model[Vae], net: Vae, image: Image, *, noise: Noise | None = None, tile_px: int = 0
) -> Latent:
    """Turn pictures into latents; transparency is dropped.

    Args:
        model: Whose autoencoder it is.
        net: The same, loaded.
        image: Sides must be multiples of the model's scale.
        noise: Draw from what the encoder thinks likely, as the official image-to-image pipeline
            does with its generator. None takes the mean: sharper, and nothing is random.
        tile_px: Side of a tile in pixels; 0 encodes in one piece.

    Raises:
        BadValue: The sides do not fit, the tile is too small, or the noise is a variation.
    """
    scale = int(model.fact("scale") or 8)
    batch, height, width, _ = image.pixels.shape
    require_multiple(width, height, scale, what="the picture")
    pixels = image.pixels[..., :3].movedim(-1, 1).contiguous() * 2.0 - 1.0
    generators = plain_generators(noise, batch, "the autoencoder") if noise else None
    samples = net.encode(pixels, generators=generators, tile_px=tile_px)
    return Latent(samples=samples, family=model.family, scale=scale)


def decode_latent(net: Vae, latent: Latent, *, tile_px: int = 0) -> Image:
    """Turn latents into pictures.

    Args:
        net: The loaded autoencoder that made the latents, or one like it.
        latent: What to decode.
        tile_px: Side of a tile in pixels; 0 decodes in one piece.

    Raises:
        BadValue: The tile is too small, the channels do not fit, or the latent is pixels already.
    """
    if paints_pixels(latent.family):
        raise BadValue(
            f"The latent ({latent.family}) holds pixels already: nothing is to be decoded. Use "
            "Pixel Latent to Image."
        )
    pixels = net.decode(latent.samples, tile_px=tile_px)
    return Image(((pixels / 2 + 0.5).clamp(0, 1)).movedim(1, -1).contiguous())


@dataclass(frozen=True, slots=True, eq=False)
class Autoencoder:
    """Run an `AutoencoderKL`.

    Attributes:
        net: The loaded network; never changed here, tiling included.
        is_shifted: Whether its latents are moved by its shift factor, where it has one.
        most_px: Side of the tiles where nobody asks for tiles; 0 takes it in one piece.
    """

    net: Any  # Any: diffusers has no types
    is_shifted: bool = True
    most_px: int = 0

    @property
    def scale(self) -> int:
        """Say how many pixels a latent cell covers in each direction."""
        return int(2 ** (len(self.net.config.block_out_channels) - 1))

    def unshifted(self) -> "Autoencoder":
        """Give the same, whose latents are not moved by a shift factor."""
        return replace(self, is_shifted=False)

    @contextmanager
    def sparing(self) -> Iterator[tuple["Autoencoder", str]]:
        """Give the same, working in tiles where nobody asks for others; nothing is changed."""
        words = f"The VAE works in tiles of {SPARING_TILE_PX} px: seams are possible."
        yield replace(self, most_px=SPARING_TILE_PX), words

    @torch.no_grad()
    def encode(
        self, pixels: Tensor, *, generators: Sequence[Generator] | None = None, tile_px: int = 0
    ) -> Tensor:
        """Turn (batch, 3, height, width) in -1..1 into scaled latents, float32, on the CPU.

        Args:
            pixels: What to encode.
            generators: One CPU generator a picture draws from what the encoder thinks likely;
                None takes the mean.
            tile_px: Side of a tile in pixels; 0 encodes in one piece.

        Raises:
            BadValue: The tile is too small, or there are too few generators.
        """
        if generators is not None and len(generators) != pixels.shape[0]:
            raise BadValue(
                f"{pixels.shape[0]} pictures need as many generators, not {len(generators)}."
            )
        # One by one: a picture's latent does not depend on its batch, and memory is for one.
        means, deviations = zip(
            *(self._posterior(one[None], tile_px) for one in pixels), strict=True
        )
        mean, deviation = torch.cat(means), torch.cat(deviations)
        if generators is not None:
            drawn = [torch.randn(mean.shape[1:], generator=one) for one in generators]
            mean = mean + deviation * torch.stack(drawn).to(mean)
        scaled: Tensor = self.net.config.scaling_factor * (mean - self._shift)
        return scaled.float().cpu().contiguous()

    @torch.no_grad()
    def decode(self, samples: Tensor, *, tile_px: int = 0) -> Tensor:
        """Turn scaled latents into (batch, 3, height, width) around -1..1, float32, on the CPU.

        Args:
            samples: (batch, channels, height / scale, width / scale).
            tile_px: Side of a tile in pixels; 0 decodes in one piece.

        Raises:
            BadValue: The tile is too small, or the channels do not fit.
        """
        channels = int(self.net.config.latent_channels)
        if samples.shape[1] != channels:
            raise BadValue(
                f"This autoencoder decodes latents of {channels} channels and got "
                f"{samples.shape[1]}. Use the autoencoder of the model that made the latent."
            )
        unscaled = samples.to(self.net.device) / self.net.config.scaling_factor + self._shift
        side = _tile_side(tile_px or self.most_px, self.scale)
        pieces = [
            convert_in_tiles(
                self._decode, one[None], side=side, overlap=max(side // 4, 1), scale=self.scale
            )
            if 0 < side < max(one.shape[-2:])
            else self._decode(one[None])
            for one in unscaled
        ]
        return torch.cat(pieces).float().cpu().contiguous()

    @property
    def _shift(self) -> float:
        return float(self.net.config.shift_factor or 0.0) if self.is_shifted else 0.0

    def _decode(self, samples: Tensor) -> Tensor:
        pixels: Tensor = self.net.decode(samples.to(self.net.dtype), return_dict=False)[0]
        return pixels

    def _posterior(self, pixels: Tensor, tile_px: int) -> tuple[Tensor, Tensor]:
        """Give mean and standard deviation, unscaled, (1, channels, height / scale, ...)."""
        moved = pixels.to(self.net.device, self.net.dtype)
        side = _tile_side(tile_px or self.most_px, self.scale) * self.scale
        if not 0 < side < max(pixels.shape[-2:]):
            mean, deviation = self._moments(moved).chunk(2, dim=1)
            return mean, deviation
        both = convert_in_tiles(
            self._moments,
            moved,
            side=side,
            overlap=side // 4,
            scale=1 / self.scale,
            step=self.scale,
        )
        mean, deviation = both.to(self.net.dtype).chunk(2, dim=1)
        return mean, deviation

    def _moments(self, pixels: Tensor) -> Tensor:
        spread = self.net.encode(pixels).latent_dist
        return torch.cat([spread.mean, spread.std], dim=1)


def _tile_side(tile_px: int, scale: int) -> int:
    """Give a tile's side in latent cells; 0 for no tiles."""
    if tile_px == 0:
        return 0
    if tile_px < LEAST_TILE_PX:
        raise BadValue(
            f"Tiles of {tile_px} px are too small. Choose at least {LEAST_TILE_PX} px, or 0 for "
            "no tiles."
        )
    return tile_px // scale
