"""Hard edges of pictures."""

import cv2
import numpy as np

from graphstudio.api import Image
from graphstudio.diffusion.preprocessors.pictures import as_bytes, from_values
from graphstudio.errors import BadValue


def canny_edges(image: Image, low: int = 100, high: int = 200) -> Image:
    """Find edges, one pixel wide, white on black: Canny, doi:10.1109/TPAMI.1986.4767851.

    Args:
        image: What to look at; of the three colours the one with the strongest gradient counts.
        low: From this gradient on a pixel goes on with an edge that it touches, 0..1530.
        high: From this gradient on a pixel begins an edge, 0..1530; not below `low`.

    Raises:
        BadValue: `low` is above `high`, or the picture holds numbers that are not finite.
    """
    if low > high:
        raise BadValue(
            f"The low threshold ({low}) is above the high one ({high}). Edges begin at the high "
            "one and go on down to the low one: set low to half of high, or less."
        )
    found = [cv2.Canny(one, low, high) for one in as_bytes(image)]
    return from_values([np.asarray(one > 0, np.float32) for one in found])
