"""Who computes attention in a network: kernels of torch, or of packages that are installed."""

from collections.abc import Iterator
from typing import Any

import torch
from diffusers.models.attention_dispatch import AttentionBackendName, dispatch_attention_fn
from diffusers.models.attention_processor import AttnProcessor2_0, SlicedAttnProcessor
from torch import Tensor, nn
from torch.nn.attention import SDPBackend, sdpa_kernel

from graphstudio.diffusion.tuning.installed import version_of
from graphstudio.errors import BadValue

_NAMES = {
    "math": AttentionBackendName._NATIVE_MATH,  # noqa: SLF001 - it has no other name
    "flash": AttentionBackendName.FLASH,
    "xformers": AttentionBackendName.XFORMERS,
    "sage": AttentionBackendName.SAGE,
}
_FOR_GPUS = frozenset({"flash", "xformers", "sage"})
_FOR_HALVES = frozenset({"flash", "sage"})


def set_attention(net: nn.Module, wanted: str, device: torch.device, exact: torch.dtype) -> None:
    """Let a network's attention be computed by somebody else, in place.

    diffusers' own `set_attention_backend` also changes what all other networks take from then on,
    and does nothing to a U-Net: here processors of this one network are changed.

    Args:
        net: A view that nobody else holds.
        wanted: See `Tuning`.
        device: Where it runs.
        exact: What it counts in.

    Raises:
        BadValue: That cannot be there, or not in this network.
    """
    chosen = choose(wanted, device, exact)
    _require_fit(chosen, device, exact)
    if chosen == "sdpa":
        return
    for attention in _attentions(net):
        before = attention.processor
        if hasattr(before, "_attention_backend") and chosen in _NAMES:
            before._attention_backend = _NAMES[chosen]  # noqa: SLF001 - there is no other way
        elif chosen == "math":
            attention.processor = _MathAttention(before)
        elif type(before) is not AttnProcessor2_0 or attention.group_norm is not None:
            raise BadValue(
                f"Attention of the kind {chosen} does not fit this model. Choose auto or math."
            )
        elif chosen == "sliced":
            attention.processor = SlicedAttnProcessor(1)
        else:
            attention.processor = _DispatchedAttention(_NAMES[chosen])


def choose(wanted: str, device: torch.device, exact: torch.dtype) -> str:
    """Say what "auto" is here: torch's own, which picks the best of its kernels by itself.

    FlashAttention is taken where it is installed and can work, for it is there for that; what
    counts less exactly (Sage) is never taken unasked.
    """
    if wanted != "auto":
        return wanted
    is_fit = device.type == "cuda" and exact.itemsize == 2
    return "flash" if is_fit and version_of("flash") else "sdpa"


def _require_fit(chosen: str, device: torch.device, exact: torch.dtype) -> None:
    if chosen in _FOR_GPUS and device.type != "cuda":
        raise BadValue(
            f"Attention of the kind {chosen} needs an NVIDIA card, and networks run on "
            f"{device.type}. Choose auto."
        )
    if chosen in _FOR_HALVES and exact.itemsize != 2:
        raise BadValue(
            f"Attention of the kind {chosen} counts in half precision only. Set the model's "
            "precision to float16 or bfloat16, or choose auto."
        )


def _attentions(net: nn.Module) -> Iterator[Any]:  # Any: diffusers has several kinds
    return (one for one in net.modules() if getattr(one, "processor", None) is not None)


class _MathAttention:
    """Attend by plain matrix products: the same on every device, and slow.

    Args:
        inner: Who attends.
    """

    def __init__(self, inner: Any) -> None:
        self._inner = inner

    def __call__(self, *given: Any, **named: Any) -> Any:
        """Attend as the inner one does."""
        with sdpa_kernel(SDPBackend.MATH):
            return self._inner(*given, **named)


class _DispatchedAttention:
    """Attend in a block of a U-Net, with a kernel that diffusers knows by name.

    Args:
        backend: Which.
    """

    def __init__(self, backend: AttentionBackendName) -> None:
        self._backend = backend

    def __call__(
        self,
        attention: Any,
        hidden_states: Tensor,
        encoder_hidden_states: Tensor | None = None,
        attention_mask: Tensor | None = None,
        *_rest: object,
        **_named: object,
    ) -> Tensor:
        """Attend.

        Args:
            attention: That of a transformer block, which norms before it.
            hidden_states: (rows, places, width).
            encoder_hidden_states: (rows, tokens, width) of the prompt; None attends to itself.
            attention_mask: Must be none: no network here has one.
        """
        assert attention_mask is None, "no U-Net here is given one"
        read = hidden_states if encoder_hidden_states is None else encoder_hidden_states
        rows, places, _ = hidden_states.shape

        def parted(values: Tensor) -> Tensor:
            return values.view(rows, -1, attention.heads, values.shape[-1] // attention.heads)

        found: Tensor = dispatch_attention_fn(
            parted(attention.to_q(hidden_states)),
            parted(attention.to_k(read)),
            parted(attention.to_v(read)),
            backend=self._backend,
        )
        answer = found.reshape(rows, places, -1)
        for layer in attention.to_out:
            answer = layer(answer)
        factor: float = attention.rescale_output_factor
        return answer / factor
