"""What each way to run a network would save and cost here, as data for a plan; no torch.

Factors are about what is usual, to choose between ways and not to promise: 1.0 changes nothing, of
bytes and of time less is better. Where a figure was not measured on a machine of that kind it is
taken from what the ways' authors publish, rounded to the careful side.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal

from graphstudio.api import Tuning
from graphstudio.diffusion.families import FLUX, UNETS
from graphstudio.diffusion.tuning.installed import compiler, version_of

Exactness = Literal["same", "last bits", "detail", "visible"]
"""How far pictures are from plain ones: not at all, unseen, in fine detail, or so one can tell."""


TITLES: Mapping[str, str] = {
    "tuning.attention": "Attention",
    "tuning.channels_last": "Channels Last",
    "tuning.compile": "Compile",
    "tuning.cuda_graphs": "CUDA Graphs",
    "tuning.float8": "Store in 8 Bits",
    "tuning.step_cache": "Step Cache",
    "tuning.token_merging": "Token Merging",
}
"""What people read on the nodes that do it."""

_MERGING_PAYS_PX = 768
"""Below it attention is so small a part of the work that finding what to merge costs as much."""


@dataclass(frozen=True, slots=True)
class Offer:
    """Say what one way to run a network would do.

    Attributes:
        node: The id of the node that does it.
        tuning: The same, as data: fields that differ from plain are to be set.
        weights_factor: Of the bytes of its weights.
        working_factor: Of the bytes that it computes in.
        time_factor: Of the time of a step, once all is made ready.
        first_s: Seconds that the first step of each size waits besides.
        exactness: How far pictures are from plain ones.
        words: The same in words, for people.
    """

    node: str
    tuning: Tuning
    weights_factor: float = 1.0
    working_factor: float = 1.0
    time_factor: float = 1.0
    first_s: float = 0.0
    exactness: Exactness = "last bits"
    words: str = ""


def offers(family: str, device: str, *, side_px: int = 0) -> tuple[Offer, ...]:
    """List what can work for a denoiser on a device, the exact ones first.

    Args:
        family: That it belongs to.
        device: Its kind: "cpu", "cuda" or "mps".
        side_px: The longer side of what will be painted; 0 where it is not known.
    """
    found = [*_exact(family, device), *_close(family, device), *_approximate(family, side_px)]
    order: tuple[Exactness, ...] = ("same", "last bits", "detail", "visible")
    return tuple(sorted(found, key=lambda one: order.index(one.exactness)))


def _exact(family: str, device: str) -> list[Offer]:
    found = []
    if device == "cuda" and version_of("flash"):
        words = "FlashAttention is installed: a little faster for large pictures."
        found.append(
            Offer("tuning.attention", Tuning(attention="flash"), time_factor=0.95, words=words)
        )
    if device == "cuda" and family in UNETS:
        words = "Channels beside each other: a little faster on newer cards in half precision."
        found.append(
            Offer("tuning.channels_last", Tuning(channels_last=True), time_factor=0.95, words=words)
        )
        words = "Calls are recorded: faster for small pictures; keeps the memory of a step."
        found.append(
            Offer(
                *("tuning.cuda_graphs", Tuning(cuda_graphs=True)),
                working_factor=2.0,
                time_factor=0.9,
                first_s=2.0,
                words=words,
            )
        )
    can_compile = version_of("triton") if device == "cuda" else device == "cpu"
    if can_compile and compiler():
        words = "Blocks are compiled: faster from the second picture of a size on."
        found.append(
            Offer(
                *("tuning.compile", Tuning(compiled="blocks")),
                time_factor=0.8 if device == "cuda" else 0.95,
                first_s=60.0,
                words=words,
            )
        )
    return found


def _close(family: str, device: str) -> list[Offer]:
    found = []
    if device != "mps":
        found.append(
            Offer(
                *("tuning.float8", Tuning(float8=True)),
                weights_factor=0.55,  # norms and the ends of the network stay as they are
                time_factor=1.15,
                exactness="detail",
                words="Weights in 8 bits: about half the memory of half precision, a bit slower.",
            )
        )
    if family in UNETS:
        found.append(
            Offer(
                *("tuning.attention", Tuning(attention="sliced")),
                working_factor=0.5,
                time_factor=1.3,
                words="Attention in slices: the least memory to work in, slower.",
            )
        )
    if device == "cuda" and version_of("sage"):
        words = "SageAttention is installed: faster for large pictures, a little less exact."
        found.append(
            Offer(
                *("tuning.attention", Tuning(attention="sage")),
                time_factor=0.85,
                exactness="detail",
                words=words,
            )
        )
    return found


def _approximate(family: str, side_px: int) -> list[Offer]:
    found = []
    if family in UNETS:
        found.append(
            Offer(
                *("tuning.step_cache", Tuning(cached_calls=2)),
                time_factor=0.65,
                exactness="visible",
                words="Deep parts work in every second step only: much faster, detail differs.",
            )
        )
        if side_px >= _MERGING_PAYS_PX:
            found.append(
                Offer(
                    *("tuning.token_merging", Tuning(merged=0.5)),
                    working_factor=0.8,
                    time_factor=0.8,
                    exactness="visible",
                    words="Places that look alike are merged: faster, fine structure suffers.",
                )
            )
    if family == FLUX:
        found.append(
            Offer(
                *("tuning.step_cache", Tuning(cache_threshold=0.1)),
                time_factor=0.65,
                exactness="visible",
                words="Blocks are left out while little changes: much faster, detail differs.",
            )
        )
    return found
