"""Several texts that are asked about in one batch."""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import torch
from torch import Tensor, device

from graphstudio.api import Conditioning, Denoiser
from graphstudio.diffusion.texts import same_length
from graphstudio.errors import BadValue


@dataclass(frozen=True, slots=True, eq=False)
class Prompts:
    """Ask a denoiser about some texts at once.

    Attributes:
        joined: The texts one after another, each for the whole batch of pictures.
        count: How many texts.
    """

    joined: Conditioning
    count: int

    def ask(self, denoiser: Denoiser, sample: Tensor, timestep: Tensor) -> tuple[Tensor, ...]:
        """Give one prediction a text, in their order.

        Args:
            denoiser: Whom to ask.
            sample: (batch, channels, height, width), as the network wants it.
            timestep: When.
        """
        many = sample if self.count == 1 else torch.cat([sample] * self.count)
        return denoiser.predict(many, timestep, self.joined).chunk(self.count)


def join(texts: Mapping[str, Conditioning], batch: int, place: device) -> Prompts:
    """Bring texts to one length and one batch, on a device.

    Args:
        texts: In the order in which they are to be asked; by name, for messages.
        batch: Number of pictures.
        place: Where the denoiser is.

    Raises:
        BadValue: A text is for another number of pictures, or some have no vector for the
            whole text and others do.
    """
    embeds = [_fill(one.embeds, batch, name).to(place) for name, one in texts.items()]
    first = next(iter(texts))
    joined = replace(
        texts[first],
        embeds=_stack(same_length(embeds)),
        pooled=_join({name: one.pooled for name, one in texts.items()}, batch, place),
        sizes=_join({name: one.sizes for name, one in texts.items()}, batch, place),
        negatives=batch if len(texts) > 1 else 0,
    )
    return Prompts(joined, len(texts))


def _join(parts: Mapping[str, Tensor | None], batch: int, place: device) -> Tensor | None:
    """Join what some families say besides the text's states."""
    given = {name: one for name, one in parts.items() if one is not None}
    if not given:
        return None
    if len(given) < len(parts):
        lacking = ", ".join(name for name in parts if name not in given)
        raise BadValue(
            f"The {lacking} conditioning has no vector for its whole text, or no sizes, and "
            "others have. Encode all of them with the model's own text encoder."
        )
    return _stack([_fill(one, batch, name).to(place) for name, one in given.items()])


def _stack(tensors: list[Tensor]) -> Tensor:
    return tensors[0] if len(tensors) == 1 else torch.cat(tensors)


def _fill(values: Tensor, batch: int, name: str) -> Tensor:
    """Repeat what is there for fewer pictures, each for its neighbours."""
    if batch % values.shape[0]:
        raise BadValue(
            f"The {name} conditioning is for {values.shape[0]} pictures and the latent holds "
            f"{batch}. Use one text for all, or as many texts as pictures."
        )
    return values.repeat_interleave(batch // values.shape[0], dim=0)
