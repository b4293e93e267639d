"""Who moves loaded networks for the engine. Imports torch only when there is one to be moved."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

if TYPE_CHECKING:
    import torch

    from graphstudio.diffusion.moving import Grain

Net = TypeVar("Net")


@dataclass(frozen=True, slots=True)
class NetworkMover:
    """Move networks between CUDA devices and the machine's memory."""

    def home(self, device: torch.device) -> torch.device | None:
        """Name where idle networks of a device wait; None where that would free nothing."""
        import torch

        return torch.device("cpu") if device.type == "cuda" else None

    def can_move(self, net: object) -> bool:
        """Tell whether a network can be moved as a whole."""
        from graphstudio.diffusion.moving import can_move

        return can_move(net)

    def moved(self, net: Net, device: torch.device) -> Net:
        """Give the same network on another device; the given one stays as it is."""
        import torch

        from graphstudio.diffusion.moving import moved

        # A GPU fetches from memory that stays where it is about twice as fast.
        return moved(net, device, is_pinned=device.type == "cpu" and torch.cuda.is_available())

    def in_groups(self, net: Net, device: torch.device, grain: Grain) -> Net:
        """Give the same network working on a device, its weights in the machine's memory."""
        from graphstudio.diffusion.moving import in_groups

        return in_groups(net, device, grain)
