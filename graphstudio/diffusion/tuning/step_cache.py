"""Networks that do part of their work in some calls only, and keep it for those between.

Of a U-Net the deep parts are kept for some calls (DeepCache, arXiv:2312.00858, with its shallow
branch at the finest level): they change slowly from call to call, and are most of the work. Of a
transformer all blocks but the first are left out while the first changes little (first-block cache,
after arXiv:2411.19108), as diffusers does it.

What is kept is of one run and of one of its questions: the answer to another prompt, or of another
size, is worked out in full. `at` begins a call; a network that nobody calls it on keeps nothing.
"""

from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass, field, replace
from typing import Any

import torch
from diffusers import FirstBlockCacheConfig
from torch import Tensor

from graphstudio.api import Conditioning, Residuals
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.flow_denoisers import FluxDenoiser
from graphstudio.diffusion.unet_layers import Weakness, weaken
from graphstudio.errors import BadValue


@dataclass(slots=True, eq=False)
class _Question:
    """Hold what a network was asked when it last worked in full, and what its parts found."""

    size: tuple[int, ...]
    conditioning: Conditioning
    turn: int
    found: dict[int, Any] = field(default_factory=dict)

    def is_about(self, size: tuple[int, ...], conditioning: Conditioning) -> bool:
        """Tell whether something else is the same question, later in the run."""
        before = self.conditioning
        pairs = [
            (before.embeds, conditioning.embeds),
            (before.pooled, conditioning.pooled),
            (before.sizes, conditioning.sizes),
        ]
        return size == self.size and all(_is_same(one, other) for one, other in pairs)


class RunMemory:
    """Keep what a network finds in one run.

    Args:
        every: How many calls one full one serves.
    """

    def __init__(self, every: int) -> None:
        self._every = every
        self.forget()

    def forget(self) -> None:
        """Forget all: another run begins."""
        self._first: int | None = None
        self._call, self._asked = 0, 0
        self._questions: dict[int, _Question] = {}
        self._found: dict[int, Any] | None = None
        self._is_full, self._is_apart = True, False

    def begin(self, call: int) -> None:
        """Begin a call of the run."""
        self._first = call if self._first is None else self._first
        self._call, self._asked = call, 0

    @contextmanager
    def asked(self, size: tuple[int, ...], conditioning: Conditioning) -> Iterator[str]:
        """Work on one question; give its name among all of the run."""
        if self._first is None or self._is_apart:
            yield "apart"
            return
        number, self._asked = self._asked, self._asked + 1
        before = self._questions.get(number)
        is_full = (self._call - self._first) % self._every == 0
        if before is None or not before.is_about(size, conditioning):
            turn = 0 if before is None else before.turn + 1
            before, is_full = _Question(size, conditioning, turn), True
            self._questions[number] = before
        self._found, self._is_full = before.found, is_full
        try:
            yield f"{number} {before.turn}"
        finally:
            self._found = None

    @contextmanager
    def apart(self, while_: AbstractContextManager[None]) -> Iterator[None]:
        """Work in full and keep nothing, for the length of a `with` block of another thing."""
        self._is_apart = True
        try:
            with while_:
                yield
        finally:
            self._is_apart = False

    def recall(self, part: int, work: Callable[[], Any]) -> Any:
        """Give what a part finds, or found when the question was last worked on in full."""
        if self._found is None:
            return work()
        if self._is_full:
            self._found[part] = work()
        return self._found[part]


@dataclass(frozen=True, slots=True, eq=False)
class CachedUNetDenoiser(UNetDenoiser):
    """Ask a U-Net whose deep parts work in some calls only.

    Attributes:
        memory: What they found.
    """

    memory: RunMemory

    def at(self, call: int, count: int) -> "CachedUNetDenoiser":
        """Begin a call of the run."""
        del count
        self.memory.begin(call)
        return self

    def forget(self) -> None:
        """Forget what was found: another run begins."""
        self.memory.forget()

    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict; see `UNetDenoiser`."""
        with self.memory.asked(tuple(sample.shape), conditioning):
            return UNetDenoiser.predict_led(self, sample, timestep, conditioning, residuals)

    def weakened(self, how: Weakness, layers: Sequence[str]) -> AbstractContextManager[None]:
        """Switch a part of the network off; what it then finds is all new, and not kept.

        Raises:
            BadValue: The network has no such layers.
        """
        return self.memory.apart(weaken(self.unet, how, layers))


def keep_deep_parts(denoiser: UNetDenoiser, every: int) -> CachedUNetDenoiser:
    """Let all of a U-Net but its finest level work in one of so many calls, in place.

    Args:
        denoiser: Of a view that nobody else holds.
        every: 2 or more.
    """
    memory, unet = RunMemory(every), denoiser.unet
    deep = [*unet.down_blocks[1:], unet.mid_block, *unet.up_blocks[:-1]]
    for number, part in enumerate(one for one in deep if one is not None):
        part.forward = _Kept(part.forward, memory, number)
    return CachedUNetDenoiser(unet, denoiser.device, denoiser.precision, memory)


@dataclass(frozen=True, slots=True, eq=False)
class _Kept:
    """Be the work of a part, or what it found before."""

    work: Callable[..., Any]
    memory: RunMemory
    number: int

    def __call__(self, *given: Any, **named: Any) -> Any:
        return self.memory.recall(self.number, lambda: self.work(*given, **named))


@dataclass(frozen=True, slots=True, eq=False)
class CachedFluxDenoiser(FluxDenoiser):
    """Ask a Flux transformer whose blocks are left out while the first one changes little.

    Attributes:
        memory: Tells questions apart.
    """

    memory: RunMemory

    def at(self, call: int, count: int) -> "CachedFluxDenoiser":
        """Begin a call of the run."""
        del count
        self.memory.begin(call)
        return self

    def forget(self) -> None:
        """Forget what was found: another run begins."""
        self.memory.forget()
        self.net._reset_stateful_cache()  # noqa: SLF001 - diffusers has no other way

    def predict_led(
        self,
        sample: Tensor,
        timestep: Tensor,
        conditioning: Conditioning,
        residuals: Residuals | None,
    ) -> Tensor:
        """Predict picture by picture: how much one changes says nothing of the others.

        Raises:
            BadValue: A ControlNet leads: it adds to each block, also to those that are left out.
        """
        if residuals is not None:
            raise BadValue(
                "A ControlNet adds to every block of Flux, and Step Cache leaves blocks out. Take "
                "one of the two out."
            )
        pieces = []
        with self.memory.asked(tuple(sample.shape), conditioning) as name:
            for place, one in enumerate(sample[:, None]):
                said = _row(conditioning, place, len(sample))
                with self.net.cache_context(f"{name} {place}"):
                    pieces.append(FluxDenoiser.predict_led(self, one, timestep, said, None))
        if name == "apart":
            self.net._reset_stateful_cache()  # noqa: SLF001 - see `forget`
        return torch.cat(pieces)


def leave_blocks_out(denoiser: FluxDenoiser, threshold: float) -> CachedFluxDenoiser:
    """Leave all blocks of a Flux transformer but the first out while that changes little, in place.

    Args:
        denoiser: Of a view that nobody else holds.
        threshold: See `Tuning.cache_threshold`.
    """
    denoiser.net.enable_cache(FirstBlockCacheConfig(threshold=threshold))
    return CachedFluxDenoiser(denoiser.net, denoiser.device, denoiser.precision, RunMemory(1))


def _row(conditioning: Conditioning, place: int, count: int) -> Conditioning:
    """Give what is said to one picture of a batch."""

    def own(values: Tensor | None) -> Tensor | None:
        if values is None or len(values) != count:
            return values
        return values[place : place + 1]

    embeds = own(conditioning.embeds)
    assert embeds is not None
    return replace(conditioning, embeds=embeds, pooled=own(conditioning.pooled))


def _is_same(one: Tensor | None, other: Tensor | None) -> bool:
    if one is None or other is None:
        return one is other
    return one is other or torch.equal(one, other)
