"""The transformer blocks of a U-Net, by words that people use, and switching them off for a while.

A loaded network is shared, so what is switched off comes back exactly, whatever happens between.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, ExitStack, contextmanager
from typing import Any, Literal

from torch import Tensor

from graphstudio.errors import BadValue

Weakness = Literal["attention", "layers"]
"""What is switched off: self-attention looks at its own place only, or blocks are left out."""

# Any: diffusers has no types.
Switch = Callable[[Any, ExitStack], None]


def weaken(unet: Any, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
    """Switch a part of a U-Net off for the length of a `with` block.

    Args:
        unet: A `UNet2DConditionModel`; as it was when the block is left, by an error too.
        how: What is switched off.
        layers: Where: "down", "middle", "up", or one block of several, such as "down 2",
            counted from 1 in the order in which a picture goes through them.

    Raises:
        BadValue: At once: the network has no such layers; those that it has are named.
    """
    blocks = find_blocks(unet, layers)
    return _switched_off(blocks, _drop_attention if how == "attention" else _drop_block)


def find_blocks(unet: Any, layers: Sequence[str]) -> list[Any]:
    """Find the transformer blocks that some words name, each once.

    Raises:
        BadValue: A word names none, or there are no words; those that work are named.
    """
    known = _named_blocks(unet)
    wanted = {" ".join(one.lower().split()) for one in layers}
    unknown = sorted(one for one in wanted if not _named(one, known))
    if unknown or not wanted:
        said = f"no layers {', '.join(map(repr, unknown))}" if unknown else "no layer chosen"
        raise BadValue(
            f"The network has {said}. Layers with attention, which can be switched off, are: "
            f'{", ".join(known)}. "down" and "up" mean all of theirs.'
        )
    chosen = {name for one in wanted for name in _named(one, known)}
    return [block for name, blocks in known.items() if name in chosen for block in blocks]


def _named_blocks(unet: Any) -> dict[str, list[Any]]:
    """List the blocks of each part that has attention, in the order a picture goes through."""
    parts = {f"down {place}": part for place, part in enumerate(unet.down_blocks, 1)}
    parts["middle"] = unet.mid_block
    parts |= {f"up {place}": part for place, part in enumerate(unet.up_blocks, 1)}
    # An attention of the old kind, without transformer blocks, is never in this family.
    found = {
        name: [
            block
            for attention in getattr(part, "attentions", ())
            for block in attention.transformer_blocks
        ]
        for name, part in parts.items()
    }
    return {name: blocks for name, blocks in found.items() if blocks}


def _named(word: str, known: dict[str, list[Any]]) -> list[str]:
    return [name for name in known if word in {name, name.partition(" ")[0]}]


@contextmanager
def _switched_off(blocks: Sequence[Any], switch: Switch) -> Iterator[None]:
    with ExitStack() as back:
        for block in blocks:
            switch(block, back)
        yield


def _drop_attention(block: Any, back: ExitStack) -> None:
    attention = block.attn1  # attn2 looks at the prompt, and stays
    back.callback(attention.set_processor, attention.processor)
    attention.set_processor(_OwnPlaceOnly())


def _drop_block(block: Any, back: ExitStack) -> None:
    # Where others hooked into this block, they put a `forward` of their own on it.
    if "forward" in vars(block):
        back.callback(setattr, block, "forward", vars(block)["forward"])
    else:
        back.callback(delattr, block, "forward")
    block.forward = _pass_through


def _pass_through(hidden_states: Tensor, *_rest: object, **_named: object) -> Tensor:
    return hidden_states


class _OwnPlaceOnly:
    """Attend with the identity as attention map: each place takes its own value.

    Source: perturbed self-attention, arXiv:2403.17377.
    """

    def __call__(
        self, attention: Any, hidden_states: Tensor, *_rest: object, **_named: object
    ) -> Tensor:
        """Go through values and output, past queries and keys.

        Args:
            attention: The self-attention of a transformer block, which norms before it.
            hidden_states: (batch, places, width).
        """
        answer: Tensor = attention.to_v(hidden_states)
        for layer in attention.to_out:
            answer = layer(answer)
        factor: float = attention.rescale_output_factor
        return answer / factor
