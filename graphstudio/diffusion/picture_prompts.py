"""Pictures as prompts, brought to a run: seen once, and said to the network in each call."""

from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import dataclass, field, replace
from functools import cache, partial
from typing import Protocol, runtime_checkable

import torch
from torch import Tensor

from graphstudio.api import Curve, IpAdapter, Latent, PicturePrompt
from graphstudio.diffusion.images import resize_mask
from graphstudio.diffusion.picture_attention import Region, Saying, Words
from graphstudio.diffusion.turns import leads_at, strength_in
from graphstudio.errors import BadValue

# InstantStyle (arXiv:2404.02733, section 3.2): which attentions of SDXL take what of a picture.
_LAYERS = {
    "style": ("up_blocks.0.attentions.1.",),
    "layout": ("down_blocks.2.attentions.1.",),
    "style and layout": ("up_blocks.0.attentions.1.", "down_blocks.2.attentions.1."),
}


@runtime_checkable
class Promptable(Protocol):
    """A denoiser that pictures can speak to."""

    def prompted(self, words: Sequence[Words]) -> AbstractContextManager[None]:
        """Let them speak for the length of a `with` block, and leave no trace.

        Raises:
            BadValue: At once: an IP-Adapter is for another network.
        """


@dataclass(frozen=True, slots=True, eq=False)
class Seen:
    """Hold what an image encoder saw.

    Attributes:
        pictures: (pictures, width) or (pictures, places, width), float32.
        nothing: The same of empty pictures: what the negative prompt is told.
    """

    pictures: Tensor
    nothing: Tensor


@dataclass(frozen=True, slots=True, eq=False)
class PromptLeader:
    """Hold pictures that speak, with the IP-Adapter that is loaded.

    Attributes:
        prompt: How they speak.
        adapter: The same IP-Adapter, loaded.
        seen: What the encoder saw, on the device.
        regions: Where each picture is heard; one for all of them together, or none.
        memory: What they say, by the number of rows and of negative ones.
    """

    prompt: PicturePrompt
    adapter: IpAdapter
    seen: Seen
    regions: tuple[Region, ...] = ()
    memory: dict[tuple[int, int], Words] = field(default_factory=dict)

    def leads_at(self, call: int, count: int) -> bool:
        """Say whether they speak in a call of so many."""
        return leads_at(self.prompt, call, count)

    def at(self, call: int, count: int) -> "PromptLeader":
        """Give the same with the strength that they have in a call of so many."""
        if self.prompt.curve.shape == "constant":
            return self
        strength = strength_in(self.prompt, call, count)
        return replace(self, prompt=replace(self.prompt, strength=strength, curve=Curve()))

    def ask(self, rows: int, negatives: int) -> Words:
        """Say it to so many rows, of which the first are told that there is no picture.

        What they say does not depend on the step: it is computed once for each kind of call. How
        loudly they say it may.
        """
        if (rows, negatives) not in self.memory:
            self.memory[rows, negatives] = self._words(rows, negatives)
        return replace(self.memory[rows, negatives], strength=self._strength)

    @torch.no_grad()
    def _words(self, rows: int, negatives: int) -> Words:
        without, told = self.seen.nothing[None], self.seen.pictures[None]
        tokens = self.adapter.say(torch.cat([without] * negatives + [told] * (rows - negatives)))
        # Apart where each picture has its own place; together they share one attention.
        is_apart = len(self.regions) > 1
        said = [tokens[:, one] for one in range(tokens.shape[1])] if is_apart else [tokens]
        say = partial(_sayings, self.adapter, said, self.regions or (None,))
        return Words(self.prompt.adapter.name, self.adapter.widths, self._strength, cache(say))

    def _strength(self, layer: str) -> float:
        layers = _LAYERS.get(self.prompt.takes)
        return self.prompt.strength if layers is None or layer.startswith(layers) else 0.0


@torch.no_grad()
def _sayings(
    adapter: IpAdapter, said: Sequence[Tensor], regions: Sequence[Region | None], place: int
) -> list[Saying]:
    pairs = zip(said, regions, strict=True)
    return [Saying(*adapter.attend(tokens, place), region) for tokens, region in pairs]


def make_prompt_leaders(
    prompts: Sequence[PicturePrompt],
    adapters: Sequence[IpAdapter],
    seen: Sequence[Seen],
    latent: Latent,
) -> tuple[PromptLeader, ...]:
    """Prepare pictures for a run: what was seen in them, and their masks, on the device.

    A mask of another size is scaled to the size that is made.

    Args:
        prompts: How they speak.
        adapters: Their IP-Adapters, loaded, in the same order.
        seen: What their encoders saw, in the same order.
        latent: What will be denoised.

    Raises:
        BadValue: There are several masks, and not as many as pictures.
    """
    leaders = []
    for prompt, adapter, one in zip(prompts, adapters, seen, strict=True):
        place = adapter.device
        there = Seen(one.pictures.to(place), one.nothing.to(place))
        leaders.append(PromptLeader(prompt, adapter, there, _regions(prompt, latent, place)))
    return tuple(leaders)


def _regions(prompt: PicturePrompt, latent: Latent, place: torch.device) -> tuple[Region, ...]:
    if prompt.mask is None:
        return ()
    count, masks = len(prompt.image.pixels), len(prompt.mask.values)
    if masks not in {1, count}:
        raise BadValue(
            f"{prompt.adapter.name} has {masks} masks for {count} pictures. Give it one mask for "
            "all, or one for each."
        )
    tall, wide = latent.samples.shape[-2:]
    scaled = resize_mask(prompt.mask, wide * latent.scale, tall * latent.scale).values
    return tuple(Region(one[None, None].to(place), (tall, wide)) for one in scaled)
