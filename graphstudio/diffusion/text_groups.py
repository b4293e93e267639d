"""Text encoders that belong together: each family joins what they say in its own way."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional

from graphstudio.api import EncodedText, TextEncoder
from graphstudio.diffusion.families import FLUX, SD3
from graphstudio.diffusion.t5 import T5Encoder
from graphstudio.diffusion.texts import ClipEncoder, same_length
from graphstudio.errors import BadValue

_NO_T5_TOKENS = 256


def join_encoders(
    family: str, encoders: Sequence[ClipEncoder | T5Encoder], width: int
) -> TextEncoder:
    """Make one text encoder of those of a family, in the order of `families.text_parts`.

    Args:
        family: Decides how what they say is joined.
        encoders: Loaded.
        width: Of what the denoiser reads.
    """
    clips = tuple(one for one in encoders if isinstance(one, ClipEncoder))
    t5 = next((one for one in encoders if isinstance(one, T5Encoder)), None)
    if family == SD3:
        return ClipsAndT5(clips, t5, width)
    if family == FLUX:
        assert t5 is not None
        return PooledAndT5(clips[0], t5)
    return JoinedEncoders(clips)


@dataclass(frozen=True, slots=True, eq=False)
class JoinedEncoders:
    """Encode a text with several encoders and lay what they say side by side, as SDXL does.

    Attributes:
        encoders: Their states are joined in this order; the last one's pooled vector counts.
    """

    encoders: tuple[ClipEncoder, ...]

    def encode(
        self,
        text: str,
        *,
        clip_skip: int = 0,
        second_text: str | None = None,
        third_text: str | None = None,
    ) -> EncodedText:
        """Turn a text, with weights, into what a denoiser reads.

        Args:
            text: Any length.
            clip_skip: How many of the last layers are left out, besides the one that the family
                leaves out.
            second_text: What all but the first encoder read; None gives all the same.
            third_text: Not for this one: they are two.

        Raises:
            BadValue: An encoder has not so many layers, or there is a third text.
        """
        _refuse_third(third_text)
        embeds, pooled = _side_by_side(self.encoders, text, clip_skip, second_text)
        return EncodedText(embeds, pooled[-1])


@dataclass(frozen=True, slots=True, eq=False)
class ClipsAndT5:
    """Encode a text as Stable Diffusion 3 does: CLIP's words first, T5's after them.

    Attributes:
        clips: Their states lie side by side, padded with zeros to the denoiser's width.
        t5: None where it was left out, for less memory: it then says zeros.
        width: Of what the denoiser reads.
    """

    clips: tuple[ClipEncoder, ...]
    t5: T5Encoder | None
    width: int

    def encode(
        self,
        text: str,
        *,
        clip_skip: int = 0,
        second_text: str | None = None,
        third_text: str | None = None,
    ) -> EncodedText:
        """Turn a text, with weights, into what a denoiser reads; see `JoinedEncoders.encode`."""
        embeds, pooled = _side_by_side(self.clips, text, clip_skip, second_text)
        wide = functional.pad(embeds, (0, self.width - embeds.shape[-1]))
        if self.t5 is None:
            _refuse_third(third_text)
            rest = torch.zeros(1, _NO_T5_TOKENS, self.width)
        else:
            said = (one for one in (third_text, second_text, text) if one is not None)
            rest = self.t5.encode(next(said))
        return EncodedText(
            torch.cat([wide, rest], dim=1).contiguous(), torch.cat(pooled, dim=-1).contiguous()
        )


@dataclass(frozen=True, slots=True, eq=False)
class PooledAndT5:
    """Encode a text as Flux does: T5's words, and one vector of CLIP for the whole.

    Attributes:
        clip: Gives the vector.
        t5: Gives the words.
    """

    clip: ClipEncoder
    t5: T5Encoder

    def encode(
        self,
        text: str,
        *,
        clip_skip: int = 0,
        second_text: str | None = None,
        third_text: str | None = None,
    ) -> EncodedText:
        """Turn a text, with weights, into what a denoiser reads; see `JoinedEncoders.encode`."""
        _refuse_third(third_text)
        pooled = self.clip.encode(text, clip_skip=clip_skip).pooled
        return EncodedText(self.t5.encode(text if second_text is None else second_text), pooled)


def _refuse_third(text: str | None) -> None:
    if text is not None:
        raise BadValue(
            "This model reads two texts: it has no T5 as its third text encoder. Leave out the "
            "third text, or load a Stable Diffusion 3 with its T5."
        )


def _side_by_side(
    clips: Sequence[ClipEncoder], text: str, clip_skip: int, second_text: str | None
) -> tuple[Tensor, list[Tensor]]:
    texts = [text, *[text if second_text is None else second_text] * (len(clips) - 1)]
    found = [clip.encode(one, clip_skip=clip_skip) for clip, one in zip(clips, texts, strict=True)]
    embeds = torch.cat(same_length([one.embeds for one in found]), dim=-1).contiguous()
    return embeds, [one.pooled for one in found if one.pooled is not None]
