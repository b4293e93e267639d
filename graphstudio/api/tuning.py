"""How a network is run: what makes it faster or smaller, and what of it is left out."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Tuning:
    """Say how a network is run. As it is made, it says nothing: all is as the network was loaded.

    Attributes:
        attention: Who computes attention: "auto", "sdpa", "math", "flash", "xformers", "sage" or
            "sliced"; "" leaves it alone.
        float8: Whether the weights of its blocks are kept in 8 bits and widened as they are used.
        compiled: What torch.compile makes code of: "blocks" (those that are alike), "whole" or
            "tensorrt"; "" for nothing.
        channels_last: Whether a picture's channels lie beside each other in memory.
        cuda_graphs: Whether the calls of one size are recorded once and then replayed.
        cached_calls: How many calls of a U-Net one call of its deep parts serves; 0 and 1 are none.
        cache_threshold: How little the first block of a transformer has to change for the others
            to be left out, as a part of it; 0 leaves none out.
        merged: Which part of the places of a picture is merged before self-attention, 0..0.75.
        merged_levels: At how many of the finest levels of a U-Net that is done.
        tile_px: Side of the tiles that an autoencoder works in where nobody asks for others; 0 for
            one piece.
    """

    attention: str = ""
    float8: bool = False
    compiled: str = ""
    channels_last: bool = False
    cuda_graphs: bool = False
    cached_calls: int = 0
    cache_threshold: float = 0.0
    merged: float = 0.0
    merged_levels: int = 1
    tile_px: int = 0

    @property
    def forgets(self) -> bool:
        """Tell whether a call of it depends on those before: a run then cannot go on midway."""
        return self.cached_calls > 1 or self.cache_threshold > 0

    @property
    def is_bound(self) -> bool:
        """Tell whether the network's work is changed for one device, beyond how weights are kept.

        Such a network is whole on its device: moved elsewhere it would be half of it.
        """
        changed = (self.attention, self.compiled, self.cuda_graphs, self.merged)
        return any(changed) or self.forgets
