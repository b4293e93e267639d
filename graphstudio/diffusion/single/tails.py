"""The end of a file, where a download that was killed leaves zeros: the space was set aside."""

from __future__ import annotations

import math
from pathlib import Path

from graphstudio.diffusion.headers import GET_IT_AGAIN
from graphstudio.diffusion.single.storage import GGUF
from graphstudio.diffusion.weights import is_pickle, read_layout
from graphstudio.errors import ModelBroken

_BLOCK_BYTES = 1 << 20
_MATRIX = 1 << 16  # numbers; as where a model folder is read


def refuse_empty_tail(file: Path) -> None:
    """Refuse a safetensors file that ends in zeros where weights should be.

    A network that is read out of a part of the file does not meet its end, so each looks at it:
    that reads one block where all is well. One layer of zeros may be meant.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: Nobody wrote its last weights.
    """
    if is_pickle(file) or file.suffix.lower() == GGUF:
        return
    start, header = read_layout(file)
    matrices = 0
    stored = sorted(header.values(), key=lambda one: one["data_offsets"], reverse=True)
    with file.open("rb") as stream:
        for one in stored:
            first, end = (start + offset for offset in one["data_offsets"])
            while end > first:
                stream.seek(max(first, end - _BLOCK_BYTES))
                if any(stream.read(end - stream.tell())):
                    return
                end -= _BLOCK_BYTES
            matrices += len(one["shape"]) > 1
            if matrices > 1 or math.prod(one["shape"]) >= _MATRIX:
                raise ModelBroken(
                    f"{file} holds nothing but zeros at its end, where weights should be: its "
                    f"download was broken off. {GET_IT_AGAIN}"
                )
