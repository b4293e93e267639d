"""Networks built without their random weights, for those whose file is read at once."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any, Final

import torch
from torch.utils._python_dispatch import TorchDispatchMode

_aten = torch.ops.aten
_FILLING: Final = frozenset({_aten.uniform_.default, _aten.normal_.default, _aten.erfinv_.default})


class Unfilled(TorchDispatchMode):  # type: ignore[no-untyped-call]  # torch's has no types
    """Within it, random numbers are not drawn into tensors that are there already.

    What a new network holds is then whatever was in memory, until its weights are loaded. Drawing
    weights that nobody keeps took 3 of the 4 s that MiDaS needs to load, and 8 of ZoeDepth's 11.
    torch's meta device is no way here: MiDaS looks at a picture while it is built.
    """

    def __init__(self) -> None:
        super().__init__()  # type: ignore[no-untyped-call]  # as above

    def __torch_dispatch__(
        self,
        func: Callable[..., Any],  # Any: an operation takes and gives anything
        types: Sequence[type],
        args: Sequence[Any] = (),
        kwargs: Mapping[str, Any] | None = None,
    ) -> Any:
        """Run every operation but those that fill."""
        return args[0] if func in _FILLING else func(*args, **(kwargs or {}))
