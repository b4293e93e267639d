"""Whether numbers are finite, told at the speed of memory.

Reading every bit pattern as a whole number needs no temporary: a half, bfloat16 or single number
that is infinite or not a number has all bits of its exponent set, which makes it the largest of
its sign (IEEE 754, section 3.4). `torch.isfinite(x).all()` says the same some twenty times slower.
"""

from typing import NamedTuple

import numpy as np
import torch

_EXPONENTS = {torch.float16: 0x7C00, torch.bfloat16: 0x7F80, torch.float32: 0x7F800000}


class Look(NamedTuple):
    """What a look at numbers found.

    Attributes:
        is_finite: None of them is infinite or not a number.
        is_zero: All their bits are zero.
    """

    is_finite: bool
    is_zero: bool


def look_at(numbers: torch.Tensor) -> Look:
    """Say whether numbers are finite, and whether there is anything but zeros.

    Args:
        numbers: Contiguous, in memory of the CPU, of any type.
    """
    if numbers.numel() == 0:
        return Look(is_finite=True, is_zero=False)
    exponent = _EXPONENTS.get(numbers.dtype)
    if exponent is None:
        finite = (
            bool(torch.isfinite(numbers.float()).all()) if numbers.is_floating_point() else True
        )
        return Look(finite, is_zero=not numbers.view(torch.uint8).any())
    wide = numbers.element_size() == 4
    signed = numbers.detach().view(torch.int32 if wide else torch.int16).numpy()
    unsigned = signed.view(np.uint32 if wide else np.uint16)
    largest, most_negative = int(signed.max()), int(unsigned.max())
    sign_bit = 1 << (31 if wide else 15)
    return Look(largest < exponent and most_negative < exponent + sign_bit, most_negative == 0)
