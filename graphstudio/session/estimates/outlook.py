"""What a run will take: the time and the memory, node by node and in all."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.fit import NOTHING, Estimate


@dataclass(frozen=True, slots=True)
class NodeOutlook:
    """Say what one node will take.

    Attributes:
        node: Its id.
        title: What people read on it.
        seconds: With loading its networks; None where nothing like it ran here yet.
        working: Bytes beside the weights of its networks; None where nobody knows.
        weights_bytes: Of its networks, as far as their size is known.
        is_measured: Whether `working` comes from earlier runs here, not from a rule of thumb.
        is_sure: Whether it runs in any case, not only if a lazy input asks for it.
        is_likely: Whether it runs unless what comes in turns out to be the same as before.
        group_bytes: Of its weights, what is on the device at once where they come block by block.
        can_group: Whether its networks can work so.
        piece_share: Which part of `working` is left where its networks work in pieces.
        can_halve: Whether its networks can be half as exact.
        denoiser: The family of what paints in it, where that is stored as usual; None without.
    """

    node: str
    title: str
    seconds: Estimate | None
    working: Estimate | None = None
    weights_bytes: int = 0
    is_measured: bool = False
    is_sure: bool = True
    is_likely: bool = True
    group_bytes: int = 0
    can_group: bool = False
    piece_share: float = 1.0
    can_halve: bool = False
    denoiser: str | None = None


@dataclass(frozen=True, slots=True)
class MemoryOutlook:
    """Say what the hungriest node needs at once.

    Attributes:
        node: Its id.
        title: What people read on it.
        need: Bytes of its networks and of what they work with.
        weights_bytes: Of its networks alone.
        all_weights_bytes: Of the networks of all nodes together.
        is_measured: Whether it comes from earlier runs here, not from a rule of thumb.
        free_bytes: What is free there, with what could be let go; None where nobody knows yet.
    """

    node: str
    title: str
    need: Estimate
    weights_bytes: int
    all_weights_bytes: int
    is_measured: bool
    free_bytes: int | None = None

    @property
    def fits(self) -> bool:
        """Whether there is room, as far as is known: a rule of thumb alone proves no lack."""
        need = self.need.middle if self.is_measured else self.need.low
        return self.free_bytes is None or need <= self.free_bytes


@dataclass(frozen=True, slots=True)
class NodeMeans:
    """Say what a node does to fit into memory.

    Attributes:
        node: Its id.
        title: What people read on it.
        rung: How sparingly it begins.
        need_bytes: What it needs so.
        whole_bytes: What it would need as it is; with all others there, where they only take turns.
        is_enough: Whether that fits, as far as is known.
        helping: Titles of nodes that would make it fit without that, by their own means.
    """

    node: str
    title: str
    rung: Thrift
    need_bytes: int
    whole_bytes: int
    is_enough: bool
    helping: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Means:
    """Say what a run does to fit into memory.

    Attributes:
        nodes: Those that do something.
        takes_turns: Whether networks wait in the machine's memory while others work.
        free_bytes: What there is.
    """

    nodes: tuple[NodeMeans, ...] = ()
    takes_turns: bool = False
    free_bytes: int = 0


@dataclass(frozen=True, slots=True)
class Outlook:
    """Say what a run will take.

    Attributes:
        nodes: Those that will run, in their order.
        memory: None where no network runs whose size is known.
        means: What it does to fit into memory.
    """

    nodes: tuple[NodeOutlook, ...] = ()
    memory: MemoryOutlook | None = None
    means: Means = Means()

    @property
    def seconds(self) -> Estimate:
        """All nodes whose time is known together."""
        return total(self.nodes)

    @property
    def unknown(self) -> tuple[NodeOutlook, ...]:
        """The nodes whose time is not known; those with networks first, they take longest."""
        found = [one for one in self.nodes if one.seconds is None and one.is_likely]
        return tuple(sorted(found, key=lambda one: not one.weights_bytes))


def total(nodes: Iterable[NodeOutlook]) -> Estimate:
    """Add up the times that are known.

    What may be spared counts in the middle, too: most of what people change makes a difference.
    What runs only if it is asked for counts at the upper end alone.
    """
    sum_ = NOTHING
    for one in nodes:
        if one.seconds is not None:
            middle = one.seconds.middle if one.is_likely else 0.0
            low = one.seconds.low if one.is_sure else 0.0
            sum_ += Estimate(middle, low, one.seconds.high)
    return sum_
