"""What the weights in a file are called, and what a network calls them.

Both libraries rename weights on loading that older versions of them saved under other names. Their
own rules are asked, so that every file they read is read here: prefixes of CLIP, attention of old
autoencoders, normalisations named gamma and beta.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from typing import Any

import diffusers
import torch
import transformers
from torch import nn
from transformers import conversion_mapping, core_model_loading

from graphstudio.errors import ModelBroken


def own_names(net: nn.Module, stored: Iterable[str]) -> dict[str, str]:
    """Say which stored weight goes where.

    Args:
        net: A network of diffusers or transformers.
        stored: Names of weights as they stand in files.

    Returns:
        The stored name of each weight by the name that the network knows it by.

    Raises:
        ModelBroken: Two stored weights are the same one.
    """
    names = sorted(stored)
    if isinstance(net, transformers.PreTrainedModel):
        pairs = _of_transformers(net, names)
    elif isinstance(net, diffusers.ModelMixin):
        untyped: Any = net
        rename = untyped._fix_state_dict_keys_on_load  # noqa: SLF001 - the rule has no other name
        pairs = list(rename({name: name for name in names}).items())
    else:
        pairs = [(name, name) for name in names]
    owners: dict[str, str] = {}
    for own, name in pairs:
        if own in owners:
            raise ModelBroken(f"{owners[own]} and {name} are the same weight twice")
        owners[own] = name
    return owners


def unknown_names(net: nn.Module, own: Iterable[str]) -> list[str]:
    """Name the weights that a network has no place for, but for those that it may ignore."""
    known = net.state_dict().keys()
    patterns = list(getattr(net, "_keys_to_ignore_on_load_unexpected", None) or ())
    if isinstance(net, transformers.PreTrainedModel):
        # Once saved, now worked out anew.
        patterns += [r"rotary_emb\.inv_freq", r"(^|\.)position_ids$"]
    return sorted(
        name
        for name in own
        if name not in known and not any(re.search(pattern, name) for pattern in patterns)
    )


def kept_exact(net: nn.Module, precision: torch.dtype) -> re.Pattern[str] | None:
    """Give what the names of weights match that stay in full precision; None for no such weight."""
    if isinstance(net, transformers.PreTrainedModel):
        plan = list(net._get_dtype_plan(precision))  # noqa: SLF001 - none public
        return core_model_loading.build_glob_alternation(plan)[0] if plan else None
    modules = getattr(net, "_keep_in_fp32_modules", None) or ()
    modules = [modules] if isinstance(modules, str) else list(modules)
    whole = "|".join(map(re.escape, modules))
    return re.compile(rf"(^|\.)({whole})(\.|$)") if modules else None


def _of_transformers(net: transformers.PreTrainedModel, names: list[str]) -> list[tuple[str, str]]:
    changes: Any = conversion_mapping.get_model_conversion_mapping(net)
    renamings = [c for c in changes if isinstance(c, core_model_loading.WeightRenaming)]
    converters = [c for c in changes if isinstance(c, core_model_loading.WeightConverter)]
    known = net.state_dict()
    found = []
    for name in names:
        own, converted = core_model_loading.rename_source_key(
            name, renamings, converters, net.base_model_prefix, known
        )
        if converted is not None:
            raise ModelBroken(f"{name} is stored in a way that is read by transformers only")
        found.append((own, name))
    return found
