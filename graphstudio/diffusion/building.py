"""Networks built empty from their configs, and filled with weights that are checked on the way.

`build` takes no memory for weights and no time for random ones; `fill` reads each weight once, into
memory of its own, and believes none: what is missing, of another shape, not finite or left empty is
told before anything is sampled.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from torch import nn
from torch.overrides import TorchFunctionMode

from graphstudio.diffusion.configs import Config, again
from graphstudio.diffusion.quietness import quiet
from graphstudio.diffusion.stored_weights import HeldWeights, Piece, StoredWeights
from graphstudio.diffusion.weight_names import kept_exact, own_names, unknown_names
from graphstudio.errors import ModelBroken

_MANY = 3  # names in a message
_log = logging.getLogger("graphstudio.models")


def build(
    kind: Any,  # Any: a class of an untyped library
    config: Config,
    *,
    what: Path,
) -> nn.Module:
    """Build a network of diffusers or transformers without weights.

    Its parameters are on the meta device. Its buffers are real and hold what they should, also
    those that no file holds: positions, tables of sines.

    Args:
        kind: Its class.
        config: Its config.json.
        what: Where the config stands, for messages.

    Raises:
        ModelBroken: The config describes no such network.
    """
    if config.get("quantization_config"):
        raise ModelBroken(
            f"{what} describes weights that were packed into few bits, and what is loaded after it "
            "holds plain numbers. Choose auto, or a model folder that is not quantised."
        )
    try:
        with quiet(), _EmptyParameters():
            net = _built(kind, dict(config))
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:  # other people's code, on a file that may hold anything
        raise ModelBroken(
            f"{what}: its config.json describes no {kind.__name__} that can be built "
            f"({_reason(error)}). {again(what)}"
        ) from error
    _forget_parameters(net)
    return net.eval().requires_grad_(False)


def fill(
    net: nn.Module,
    tensors: Mapping[str, torch.Tensor] | StoredWeights,
    *,
    place: Path,
    precision: torch.dtype,
    device: torch.device,
) -> nn.Module:
    """Fill a built network with weights, and check each of them.

    Args:
        net: What `build` gave.
        tensors: Weights by the names that the libraries save them under, now or once; they are
            copied. Or the files that hold them, read once.
        place: Where they come from, for messages.
        precision: Taken by all numbers but those that the network keeps in full precision.
        device: Where the network is to work.

    Returns:
        The same network, for inference.

    Raises:
        ModelBroken: Weights are missing, strange, of another shape or not finite.
    """
    stored = HeldWeights(tensors, place) if isinstance(tensors, Mapping) else tensors
    try:
        owners = own_names(net, stored.shapes)
    except ModelBroken as error:
        raise ModelBroken(f"{place}: {error}. {again(place)}") from error
    wanted = net.state_dict()
    _check_strangers(net, owners, place)
    _check_shapes(wanted, owners, stored.shapes, place)
    exact = kept_exact(net, precision)
    pieces = []
    for own, name in owners.items():
        if own in wanted:
            dtype = _dtype(wanted[own].dtype, own, precision, exact)
            target = torch.empty(wanted[own].shape, dtype=dtype, device=device)
            pieces.append(Piece(name, target))
            _put(net, own, target)
    _tie(net, set(wanted) - set(owners))
    _check_whole(net, place)
    stored.pour(pieces)
    for name, buffer in list(net.named_buffers()):  # those that no file holds
        _put(net, name, buffer.to(device))
    return net.eval().requires_grad_(False)


class _EmptyParameters(TorchFunctionMode):
    """Give memory that is to be overwritten on the meta device, within one thread.

    The libraries' own ways swap functions of torch for the whole process, which two networks
    that load at once would notice. What parameters are made from comes from these functions;
    buffers come from others (arange, tensor, zeros).
    """

    _EMPTY = frozenset({torch.empty, torch.randn, torch.rand})
    # Filling nothing takes half a second for a large network.
    _FILLING = frozenset(
        f"{name}_"
        for name in (
            *("normal", "uniform", "trunc_normal", "fill", "zero", "copy", "erfinv", "mul", "add"),
            *("clamp", "ones", "zeros", "constant", "kaiming_uniform", "kaiming_normal"),
            *("xavier_uniform", "xavier_normal", "orthogonal"),
        )
    )

    def __torch_function__(
        self,
        func: Callable[..., Any],
        types: Any,
        args: tuple[Any, ...] = (),
        kwargs: dict[str, Any] | None = None,
    ) -> Any:
        options = dict(kwargs or {})
        if func in self._EMPTY:
            return torch.empty(*args, **_without(options, "generator") | {"device": "meta"})
        first = args[0] if args else options.get("tensor")
        if getattr(func, "__name__", "") in self._FILLING and getattr(first, "is_meta", False):
            return first
        return func(*args, **options)


def _without(options: dict[str, Any], name: str) -> dict[str, Any]:
    return {key: value for key, value in options.items() if key != name}


def _built(kind: Any, config: Config) -> nn.Module:  # Any: a class of an untyped library
    if issubclass(kind, transformers.PreTrainedModel):
        settings = kind.config_class
        inner = config.get(settings.base_config_key) if settings.base_config_key else None
        described = settings.from_dict(dict(inner) if isinstance(inner, dict) else config)
        of_transformers: nn.Module = kind(described)
        return of_transformers
    is_known = issubclass(kind, diffusers.ModelMixin)
    other: nn.Module = kind.from_config(config) if is_known else kind(**config)
    return other


def _forget_parameters(net: nn.Module) -> None:
    """Let go of parameters made of ones or zeros: one that no file holds would pass for whole."""
    for name, parameter in list(net.named_parameters()):
        if not parameter.is_meta:
            _put(net, name, parameter.to("meta"))


def _dtype(
    own: torch.dtype, name: str, precision: torch.dtype, exact: re.Pattern[str] | None
) -> torch.dtype:
    if not own.is_floating_point:
        return own
    return torch.float32 if exact is not None and exact.search(name) else precision


def _put(net: nn.Module, name: str, value: torch.Tensor) -> None:
    path, _, leaf = name.rpartition(".")
    owner = net.get_submodule(path)
    if leaf in dict(owner.named_buffers(recurse=False)):
        setattr(owner, leaf, value)
    else:
        setattr(owner, leaf, nn.Parameter(value, requires_grad=False))


def _tie(net: nn.Module, missing: set[str]) -> None:
    """Let weights that are one be one again, by the library's own rule."""
    if isinstance(net, transformers.PreTrainedModel):
        with quiet():
            net.tie_weights(missing_keys=missing, recompute_mapping=False)


def _check_strangers(net: nn.Module, owners: Mapping[str, str], place: Path) -> None:
    """Refuse a file that holds rather another network; a few weights too many are only told."""
    strange = unknown_names(net, owners)
    if len(strange) > max(len(owners) // 2, 1):
        raise ModelBroken(
            f"{place} holds the weights of another kind of network: {len(strange)} of "
            f"{len(owners)} have no place in {type(net).__name__} ({_some(strange)}). "
            "Choose the file that belongs to this config.json, or the node for that kind of model."
        )
    if strange:
        _log.warning(
            "%s: %d of %d weights have no place in %s and are left out (%s). If its pictures look "
            "wrong, config.json is of another version of this model: download both again.",
            *(place, len(strange), len(owners), type(net).__name__, _some(strange)),
        )


def _check_shapes(
    wanted: Mapping[str, torch.Tensor],
    owners: Mapping[str, str],
    shapes: Mapping[str, tuple[int, ...]],
    place: Path,
) -> None:
    other = [
        f"{name} has {_size(shapes[name])} and should have {_size(tuple(wanted[own].shape))}"
        for own, name in owners.items()
        if own in wanted and tuple(wanted[own].shape) != shapes[name]
    ]
    if other:
        raise ModelBroken(
            f"{place}: {len(other)} weights are of another shape than config.json says: "
            f"{_some(other)}. They belong to another model. {again(place)}"
        )


def _check_whole(net: nn.Module, place: Path) -> None:
    """Refuse weights that are still empty once all that belong together share their memory."""
    empty = sorted(name for name, tensor in net.state_dict().items() if tensor.is_meta)
    # A buffer that no file holds must have been built.
    empty += sorted(n for n, tensor in net.named_buffers() if tensor.is_meta and n not in empty)
    if empty:
        raise ModelBroken(
            f"{place}: {len(empty)} weights are missing, such as {_some(empty)}. {again(place)}"
        )


def _size(shape: tuple[int, ...]) -> str:
    return " x ".join(map(str, shape)) or "one number"


def _some(names: list[str]) -> str:
    return ", ".join(names[:_MANY]) + (", …" if len(names) > _MANY else "")


def _reason(error: Exception) -> str:
    lines = str(error).strip().splitlines()
    return lines[0] if lines else type(error).__name__
