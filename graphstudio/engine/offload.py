"""How networks leave a device without being read from disk again, and work with most of them away.

The engine knows no diffusion: who can move networks is given to it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, Protocol, TypeVar

if TYPE_CHECKING:
    import torch

Net = TypeVar("Net")
Grain = Literal["block", "leaf"]
"""What is on the device at a time: a block and the next one, or a single layer."""


class Mover(Protocol):
    """Moves loaded networks: see `graphstudio.diffusion.moving`."""

    def home(self, device: torch.device) -> torch.device | None:
        """Name where idle networks of a device wait; None where that would free nothing."""

    def can_move(self, net: object) -> bool:
        """Tell whether a network can be moved as a whole."""

    def moved(self, net: Net, device: torch.device) -> Net:
        """Give the same network on another device; the given one stays as it is."""

    def in_groups(self, net: Net, device: torch.device, grain: Grain) -> Net:
        """Give the same network working on a device, its weights where they are now."""
