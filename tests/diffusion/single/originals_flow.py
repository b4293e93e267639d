"""Transformers in the layouts of their own projects: the way back of the loaders."""

from __future__ import annotations

from collections.abc import Mapping

import torch
from torch import Tensor

State = dict[str, Tensor]

_SD3 = {
    "pos_embed.proj.": "x_embedder.proj.",
    "time_text_embed.timestep_embedder.linear_1.": "t_embedder.mlp.0.",
    "time_text_embed.timestep_embedder.linear_2.": "t_embedder.mlp.2.",
    "time_text_embed.text_embedder.linear_1.": "y_embedder.mlp.0.",
    "time_text_embed.text_embedder.linear_2.": "y_embedder.mlp.2.",
    "context_embedder.": "context_embedder.",
    "proj_out.": "final_layer.linear.",
}
_SD3_BLOCK = {
    "attn.to_out.0.": "x_block.attn.proj.",
    "attn.to_add_out.": "context_block.attn.proj.",
    "attn.norm_q.": "x_block.attn.ln_q.",
    "attn.norm_k.": "x_block.attn.ln_k.",
    "attn.norm_added_q.": "context_block.attn.ln_q.",
    "attn.norm_added_k.": "context_block.attn.ln_k.",
    "attn2.to_out.0.": "x_block.attn2.proj.",
    "attn2.norm_q.": "x_block.attn2.ln_q.",
    "attn2.norm_k.": "x_block.attn2.ln_k.",
    "norm1.linear.": "x_block.adaLN_modulation.1.",
    "norm1_context.linear.": "context_block.adaLN_modulation.1.",
    "ff.net.0.proj.": "x_block.mlp.fc1.",
    "ff.net.2.": "x_block.mlp.fc2.",
    "ff_context.net.0.proj.": "context_block.mlp.fc1.",
    "ff_context.net.2.": "context_block.mlp.fc2.",
}
_FLUX = {
    "time_text_embed.timestep_embedder.linear_1.": "time_in.in_layer.",
    "time_text_embed.timestep_embedder.linear_2.": "time_in.out_layer.",
    "time_text_embed.text_embedder.linear_1.": "vector_in.in_layer.",
    "time_text_embed.text_embedder.linear_2.": "vector_in.out_layer.",
    "time_text_embed.guidance_embedder.linear_1.": "guidance_in.in_layer.",
    "time_text_embed.guidance_embedder.linear_2.": "guidance_in.out_layer.",
    "context_embedder.": "txt_in.",
    "x_embedder.": "img_in.",
    "proj_out.": "final_layer.linear.",
}
_FLUX_BLOCK = {
    "norm1.linear.": "img_mod.lin.",
    "norm1_context.linear.": "txt_mod.lin.",
    "ff.net.0.proj.": "img_mlp.0.",
    "ff.net.2.": "img_mlp.2.",
    "ff_context.net.0.proj.": "txt_mlp.0.",
    "ff_context.net.2.": "txt_mlp.2.",
    "attn.to_out.0.": "img_attn.proj.",
    "attn.to_add_out.": "txt_attn.proj.",
}
_FLUX_NORMS = {
    "attn.norm_q.weight": "img_attn.norm.query_norm.scale",
    "attn.norm_k.weight": "img_attn.norm.key_norm.scale",
    "attn.norm_added_q.weight": "txt_attn.norm.query_norm.scale",
    "attn.norm_added_k.weight": "txt_attn.norm.key_norm.scale",
}
_FLUX_SINGLE = {
    "norm.linear.": "modulation.lin.",
    "attn.norm_q.weight": "norm.query_norm.scale",
    "attn.norm_k.weight": "norm.key_norm.scale",
    "proj_out.": "linear2.",
}
_OWN, _ADDED, _SECOND = (
    ("attn.to_q", "attn.to_k", "attn.to_v"),
    ("attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj"),
    ("attn2.to_q", "attn2.to_k", "attn2.to_v"),
)


def original_sd3(state: Mapping[str, Tensor], blocks: int) -> State:
    """Name the weights of Stable Diffusion 3 as its project does, of so many blocks."""
    found: State = {}
    for name, tensor in state.items():
        words = name.split(".")
        if name == "pos_embed.pos_embed":
            found["pos_embed"] = tensor
        elif name.startswith("norm_out.linear."):
            found[f"final_layer.adaLN_modulation.1.{words[-1]}"] = _swapped(tensor)
        elif words[0] != "transformer_blocks":
            found[_renamed(name, _SD3)] = tensor
        else:
            block, inner = f"joint_blocks.{words[1]}.", ".".join(words[2:])
            is_last = int(words[1]) == blocks - 1 and inner.startswith("norm1_context")
            new = _renamed(inner, _SD3_BLOCK)
            if new:
                found[block + new] = _swapped(tensor) if is_last else tensor
    for number in range(blocks):
        own, new = f"transformer_blocks.{number}.", f"joint_blocks.{number}."
        for end in ("weight", "bias"):
            found[f"{new}x_block.attn.qkv.{end}"] = _joined(state, own, _OWN, end)
            found[f"{new}context_block.attn.qkv.{end}"] = _joined(state, own, _ADDED, end)
            if f"{own}attn2.to_q.{end}" in state:
                found[f"{new}x_block.attn2.qkv.{end}"] = _joined(state, own, _SECOND, end)
    return found


def original_flux(state: Mapping[str, Tensor]) -> State:
    """Name the weights of Flux as its project does."""
    found: State = {}
    for name, tensor in state.items():
        words = name.split(".")
        inner = ".".join(words[2:])
        if name.startswith("norm_out.linear."):
            found[f"final_layer.adaLN_modulation.1.{words[-1]}"] = _swapped(tensor)
        elif words[0] == "transformer_blocks":
            new, own = f"double_blocks.{words[1]}.", f"transformer_blocks.{words[1]}."
            if inner in _FLUX_NORMS:
                found[new + _FLUX_NORMS[inner]] = tensor
            elif renamed := _renamed(inner, _FLUX_BLOCK):
                found[new + renamed] = tensor
            elif inner.startswith("attn.to_q"):
                found[f"{new}img_attn.qkv.{words[-1]}"] = _joined(state, own, _OWN, words[-1])
                found[f"{new}txt_attn.qkv.{words[-1]}"] = _joined(state, own, _ADDED, words[-1])
        elif words[0] == "single_transformer_blocks":
            new, own = f"single_blocks.{words[1]}.", f"single_transformer_blocks.{words[1]}."
            if renamed := _renamed(inner, _FLUX_SINGLE):
                found[new + renamed] = tensor
            elif inner.startswith("attn.to_q"):
                names = (*_OWN, "proj_mlp")
                found[f"{new}linear1.{words[-1]}"] = _joined(state, own, names, words[-1])
        else:
            found[_renamed(name, _FLUX)] = tensor
    return found


def _renamed(name: str, table: Mapping[str, str]) -> str:
    for own, theirs in table.items():
        if name.startswith(own):
            return theirs + name[len(own) :]
    return ""


def _joined(state: Mapping[str, Tensor], own: str, names: tuple[str, ...], end: str) -> Tensor:
    return torch.cat([state[f"{own}{name}.{end}"] for name in names])


def _swapped(tensor: Tensor) -> Tensor:
    return torch.cat(tensor.chunk(2)[::-1])
