"""Pictures that come from the disk, and wait with importing torch until somebody wants a tensor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from graphstudio.api import Image

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor


class KeptImage(Image):
    """Hold one picture or a batch of pictures of one size, as `Image` does.

    Whoever only writes the picture down takes `array`, and torch is never imported.
    """

    __slots__ = ("_held",)

    _held: Tensor | NDArray[np.float32]

    def __init__(self, pixels: Tensor | NDArray[np.float32]) -> None:
        """Take numbers in the form of `Image.pixels`; nobody may change them."""
        object.__setattr__(self, "_held", pixels)

    @property
    def pixels(self) -> Tensor:
        """The pixels as a tensor, which is made when it is first asked for. Imports torch."""
        held: Any = self._held  # Any: one of two kinds, and neither is imported here
        if self._is_array:
            import torch

            held = torch.empty(held.shape, dtype=torch.float32)
            held.numpy()[...] = self._held
            object.__setattr__(self, "_held", held)
        return held  # type: ignore[no-any-return]

    @property
    def array(self) -> NDArray[np.float32]:
        """The pixels as an array, to be read only. Never imports torch."""
        held: Any = self._held  # Any: as above
        return held if self._is_array else held.numpy()  # type: ignore[no-any-return]

    @property
    def _version(self) -> int:
        """How often the pixels were changed in place, in torch's words: a result's seal counts."""
        return 0 if self._is_array else self._held._version  # type: ignore[union-attr]  # noqa: SLF001

    @property
    def _is_array(self) -> bool:
        return type(self._held).__module__.partition(".")[0] == "numpy"

    def __reduce__(self) -> tuple[type[Image], tuple[Tensor]]:
        return Image, (self.pixels,)


def kept_images(value: object) -> list[KeptImage]:
    """Find the pictures in a value that have made no tensor yet."""
    found: list[KeptImage] = []
    waiting = [value]
    while waiting:
        one = waiting.pop()
        if isinstance(one, KeptImage):
            found.append(one)
        elif isinstance(one, list | tuple):
            waiting.extend(one)
        elif isinstance(one, dict):
            waiting.extend(one.values())
    return found
