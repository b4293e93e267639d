"""One thing to learn from at a time: a noised latent and what it shows.

A sample hangs on the seed and its place in the training alone: not on the batch that it is in, and
not on what came before. So a killed training goes on with the same samples, and two batches of two
are one batch of four.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from math import sqrt
from random import Random
from typing import Final

import torch
from diffusers import AutoencoderKL

from graphstudio.training.dataset import generator_for
from graphstudio.training.latents import encode
from graphstudio.training.lora.picture_folder import CaptionedPicture, crop

_GOLDEN: Final = (sqrt(5) - 1) / 2


@dataclass(frozen=True, slots=True)
class Sample:
    """What the denoiser is shown, and what it should have said.

    Attributes:
        clean: (4, side, side), scaled latent, on the CPU like all of it.
        noise: Of the same shape.
        time: 0..times - 1.
        caption: "" where it was dropped.
        framing: What SDXL is told: original height and width, top and left of the crop.
    """

    clean: torch.Tensor
    noise: torch.Tensor
    time: int
    caption: str
    framing: tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class Ways:
    """How samples are made of pictures; see ``LoraPlan`` for the words."""

    side_px: int
    is_centred: bool
    is_flipping: bool
    caption_dropout: float
    noise_offset: float
    seed: int


class SampleSource:
    """Samples of one folder of pictures."""

    def __init__(
        self,
        name: str,
        pictures: Sequence[CaptionedPicture],
        ways: Ways,
        autoencoder: AutoencoderKL,
        times: int,
    ) -> None:
        """Remember the pictures; each is encoded when it is first drawn.

        Args:
            name: Sources of other names draw other chances.
            pictures: What to draw from.
            ways: How.
            autoencoder: Turns pictures into latents.
            times: How many times the noise schedule has.
        """
        self._name = name
        self._pictures = pictures
        self._ways = ways
        self._autoencoder = autoencoder
        self._times = times
        self._known: dict[tuple[int, bool], tuple[torch.Tensor, tuple[int, int]]] = {}
        self._shift = Random(f"times/{name}/{ways.seed}").random()
        self._epoch, self._order = -1, list[int]()

    def at(self, place: int) -> Sample:
        """Make the sample at a place of the training, counted from 0."""
        ways = self._ways
        chance = Random(f"{self._name}/{ways.seed}/{place}")
        number = self._drawn(place)
        picture = self._pictures[number]
        is_mirrored = chance.random() < 0.5 and ways.is_flipping
        spot = 0.5 if ways.is_centred else chance.random()
        is_dropped = chance.random() < ways.caption_dropout
        clean, (left, top) = self._latent(number, spot, is_mirrored=is_mirrored)
        generator = generator_for(ways.seed, self._name, place, 0)
        noise = torch.randn(clean.shape, generator=generator)
        noise += ways.noise_offset * torch.randn(len(clean), 1, 1, generator=generator)
        width, height = picture.size_px
        return Sample(
            clean=clean,
            noise=noise,
            # Uniform, and spread over every batch: multiples of the golden ratio keep apart.
            time=int((place * _GOLDEN + self._shift) % 1 * self._times),
            caption="" if is_dropped else picture.caption,
            framing=(height, width, top, left),
        )

    def _drawn(self, place: int) -> int:
        """Give the picture at a place: each once in a round, each round in another order."""
        epoch, place = divmod(place, len(self._pictures))
        if epoch != self._epoch:
            self._epoch, self._order = epoch, list(range(len(self._pictures)))
            Random(f"order/{self._name}/{self._ways.seed}/{epoch}").shuffle(self._order)
        return self._order[place]

    def _latent(
        self, number: int, spot: float, *, is_mirrored: bool
    ) -> tuple[torch.Tensor, tuple[int, int]]:
        picture = self._pictures[number]
        key = (number, is_mirrored)
        if key in self._known:
            return self._known[key]
        cropped = crop(picture, self._ways.side_px, spot, is_mirrored=is_mirrored)
        pixels = cropped.pixels[None].to(self._autoencoder.device)
        made = encode(self._autoencoder, pixels)[0].cpu(), cropped.corner_px
        # A square has one crop alone, whatever the chance.
        if self._ways.is_centred or picture.size_px[0] == picture.size_px[1]:
            self._known[key] = made
        return made
