"""Pictures that speak to a U-Net's attentions beside the prompt (IP-Adapter, arXiv:2308.06721).

Each attention that reads the prompt also reads what the pictures say, with keys and values of its
own, and adds both answers (equation 5 there, "decoupled cross-attention"). A loaded network is
shared: it is given other processors for the length of a call, and its own again after it.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from dataclasses import dataclass, field
from typing import Any

import torch
from torch import Tensor
from torch.nn.functional import interpolate, scaled_dot_product_attention

from graphstudio.errors import BadValue


@dataclass(frozen=True, slots=True, eq=False)
class Region:
    """Say where in a picture something is heard.

    Attributes:
        mask: (1, 1, height, width) in pixels, float32 in 0..1, on the device; 1 is heard.
        cells: Height and width of the latent.
        memory: The mask in the sizes that were asked for, by their number of places.
    """

    mask: Tensor
    cells: tuple[int, int]
    memory: dict[int, Tensor] = field(default_factory=dict)

    def at(self, places: int, precision: torch.dtype) -> Tensor:
        """Give it for a level of the network: (1, places, 1).

        Each level has half the cells of the one before it, rounded up.
        """
        if places not in self.memory:
            tall, wide = self.cells
            while tall * wide > places:
                tall, wide = (tall + 1) // 2, (wide + 1) // 2
            self.memory[places] = interpolate(self.mask, (tall, wide), mode="bicubic")
        return self.memory[places].view(1, places, 1).to(precision)


@dataclass(frozen=True, slots=True, eq=False)
class Saying:
    """Hold what an attention finds in pictures.

    Attributes:
        key: (rows, tokens, width of the attention).
        value: The same form.
        region: Where it is heard; None for everywhere.
    """

    key: Tensor
    value: Tensor
    region: Region | None


@dataclass(frozen=True, slots=True, eq=False)
class Words:
    """Hold what an IP-Adapter says to all attentions of a network in one call.

    Attributes:
        name: What people call the IP-Adapter.
        widths: How wide the attentions are that it is for.
        strength: How loud it is in a layer, by the layer's name in diffusers.
        at: Gives what an attention finds, by its place in `widths`.
    """

    name: str
    widths: tuple[int, ...]
    strength: Callable[[str], float]
    at: Callable[[int], Sequence[Saying]]


def attend(unet: Any, words: Sequence[Words]) -> AbstractContextManager[None]:
    """Let pictures speak to a U-Net for the length of a `with` block.

    Args:
        unet: A `UNet2DConditionModel`; as it was when the block is left, by an error too.
        words: One for each IP-Adapter; what they say is added.

    Raises:
        BadValue: At once: an IP-Adapter is for another network, or is heard nowhere in it.
    """
    attentions = _reading_attentions(unet)
    widths = tuple(one.to_q.out_features for one in attentions.values())
    processors = {}
    for one in words:
        _require_fit(one, widths)
    for place, (name, attention) in enumerate(attentions.items()):
        heard = [(one.strength(name), one.at(place)) for one in words if one.strength(name)]
        if heard:
            processors[attention] = _PictureAttention(heard)
    if not processors:
        raise BadValue(
            f"The network has no layers that {words[0].name} could speak to. Set takes to "
            "everything."
        )
    return _given(processors)


def _reading_attentions(unet: Any) -> dict[str, Any]:
    """List the attentions that read the prompt, in the order in which adapters count them."""
    parts = {f"down_blocks.{place}": part for place, part in enumerate(unet.down_blocks)}
    parts |= {f"up_blocks.{place}": part for place, part in enumerate(unet.up_blocks)}
    parts["mid_block"] = unet.mid_block
    return {
        f"{name}.attentions.{which}.transformer_blocks.{depth}": block.attn2
        for name, part in parts.items()
        for which, attention in enumerate(getattr(part, "attentions", ()))
        for depth, block in enumerate(attention.transformer_blocks)
    }


def _require_fit(words: Words, widths: tuple[int, ...]) -> None:
    if words.widths != widths:
        raise BadValue(
            f"The IP-Adapter {words.name} is for a network with {len(words.widths)} attentions "
            f"that read the prompt, and this one has {len(widths)}, or they are of other widths. "
            "Choose an IP-Adapter that was trained for this model or for one of its family."
        )


@contextmanager
def _given(processors: dict[Any, "_PictureAttention"]) -> Iterator[None]:
    with ExitStack() as back:
        for attention, processor in processors.items():
            back.callback(attention.set_processor, attention.processor)
            attention.set_processor(processor)
        yield


class _PictureAttention:
    """Attend to the prompt, then to what pictures say, and add."""

    def __init__(self, heard: Sequence[tuple[float, Sequence[Saying]]]) -> None:
        self._heard = heard

    def __call__(
        self,
        attention: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor,
        *_rest: object,
        **_named: object,
    ) -> Tensor:
        """Attend.

        Args:
            attention: That of a transformer block, which norms before it.
            hidden_states: (rows, places, width).
            encoder_hidden_states: (rows, tokens, width), of the prompt.
        """
        heads: int = attention.heads
        query = _apart(attention.to_q(hidden_states), heads)
        key, value = attention.to_k(encoder_hidden_states), attention.to_v(encoder_hidden_states)
        answer = _look(query, key, value, heads)
        for strength, sayings in self._heard:
            for one in sayings:
                said = _look(query, one.key.to(query), one.value.to(query), heads)
                if one.region is not None:
                    said = said * one.region.at(said.shape[1], said.dtype)
                answer = answer + strength * said
        for layer in attention.to_out:
            answer = layer(answer)
        factor: float = attention.rescale_output_factor
        return answer / factor


def _look(query: Tensor, key: Tensor, value: Tensor, heads: int) -> Tensor:
    """Attend with several heads: (rows, places, width)."""
    found = scaled_dot_product_attention(query, _apart(key, heads), _apart(value, heads))
    return found.transpose(1, 2).reshape(len(found), -1, heads * found.shape[-1])


def _apart(values: Tensor, heads: int) -> Tensor:
    """Give each head its own: (rows, heads, places, width / heads)."""
    rows, _, width = values.shape
    return values.view(rows, -1, heads, width // heads).transpose(1, 2)
