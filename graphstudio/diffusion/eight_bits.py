"""Pictures in 8 bits a channel, as files hold them. Never imports torch."""

from typing import Any

import numpy as np
import PIL.Image
from numpy.typing import NDArray

from graphstudio.errors import BadValue


def to_pictures(pixels: NDArray[Any]) -> list[PIL.Image.Image]:
    """Turn each picture of a batch into a Pillow one, 8 bits a channel.

    Args:
        pixels: (batch, height, width, 3 or 4), floats in 0..1; what is outside is cut off, and
            halves are rounded to the even number.

    Raises:
        BadValue: It has another form, or there are numbers in it that are none.
    """
    if pixels.ndim != 4 or pixels.shape[-1] not in (3, 4):
        raise BadValue(
            f"A picture is (batch, height, width, 3 or 4), not {tuple(pixels.shape)}: the node "
            "that made it is at fault."
        )
    if not bool(np.isfinite(pixels).all()):
        raise BadValue(
            "The picture holds numbers that are none (NaN or infinite) and would be black. Half "
            "precision often does this: set the model's precision to float32."
        )
    values = np.rint(pixels.clip(0, 1) * 255).astype(np.uint8)
    return [PIL.Image.fromarray(np.ascontiguousarray(one)) for one in values]
