"""Layers of SD3 and Flux by the names that trainers write.

Sources: the original code of Flux (`double_blocks`, `single_blocks`) and of SD3 (`joint_blocks`),
as diffusers turns it into its own layers when it loads a single file. Trainers write these names
with dots or with underscores, so all are compared with underscores.
"""

import re
from collections.abc import Collection, Mapping

from graphstudio.diffusion.lora.pieces import Piece

_IMAGE = ("attn.to_q", "attn.to_k", "attn.to_v")
_TEXT = ("attn.add_q_proj", "attn.add_k_proj", "attn.add_v_proj")

_DOUBLE: Mapping[str, tuple[str, ...]] = {
    "img_attn_qkv": _IMAGE,
    "img_attn_proj": ("attn.to_out.0",),
    "img_mlp_0": ("ff.net.0.proj",),
    "img_mlp_2": ("ff.net.2",),
    "img_mod_lin": ("norm1.linear",),
    "txt_attn_qkv": _TEXT,
    "txt_attn_proj": ("attn.to_add_out",),
    "txt_mlp_0": ("ff_context.net.0.proj",),
    "txt_mlp_2": ("ff_context.net.2",),
    "txt_mod_lin": ("norm1_context.linear",),
    # As XLabs names them.
    "processor_qkv_lora1": _IMAGE,
    "processor_proj_lora1": ("attn.to_out.0",),
    "processor_qkv_lora2": _TEXT,
    "processor_proj_lora2": ("attn.to_add_out",),
}
_SINGLE: Mapping[str, tuple[str, ...]] = {
    "linear1": (*_IMAGE, "proj_mlp"),
    "linear2": ("proj_out",),
    "modulation_lin": ("norm.linear",),
    "processor_qkv": _IMAGE,
    "processor_proj": ("proj_out",),
}
_JOINT: Mapping[str, tuple[str, ...]] = {
    "x_block_attn_qkv": _IMAGE,
    "x_block_attn_proj": ("attn.to_out.0",),
    "x_block_attn2_qkv": ("attn2.to_q", "attn2.to_k", "attn2.to_v"),
    "x_block_attn2_proj": ("attn2.to_out.0",),
    "x_block_mlp_fc1": ("ff.net.0.proj",),
    "x_block_mlp_fc2": ("ff.net.2",),
    "x_block_adaLN_modulation_1": ("norm1.linear",),
    "context_block_attn_qkv": _TEXT,
    "context_block_attn_proj": ("attn.to_add_out",),
    "context_block_mlp_fc1": ("ff_context.net.0.proj",),
    "context_block_mlp_fc2": ("ff_context.net.2",),
    "context_block_adaLN_modulation_1": ("norm1_context.linear",),
}
_BLOCKS = {
    "double_blocks": ("transformer_blocks", _DOUBLE),
    "single_blocks": ("single_transformer_blocks", _SINGLE),
    "joint_blocks": ("transformer_blocks", _JOINT),
}
_OUTSIDE: Mapping[str, str] = {
    "img_in": "x_embedder",
    "txt_in": "context_embedder",
    "time_in_in_layer": "time_text_embed.timestep_embedder.linear_1",
    "time_in_out_layer": "time_text_embed.timestep_embedder.linear_2",
    "vector_in_in_layer": "time_text_embed.text_embedder.linear_1",
    "vector_in_out_layer": "time_text_embed.text_embedder.linear_2",
    "guidance_in_in_layer": "time_text_embed.guidance_embedder.linear_1",
    "guidance_in_out_layer": "time_text_embed.guidance_embedder.linear_2",
    "x_embedder_proj": "pos_embed.proj",
    "t_embedder_mlp_0": "time_text_embed.timestep_embedder.linear_1",
    "t_embedder_mlp_2": "time_text_embed.timestep_embedder.linear_2",
    "y_embedder_mlp_0": "time_text_embed.text_embedder.linear_1",
    "y_embedder_mlp_2": "time_text_embed.text_embedder.linear_2",
    "final_layer_linear": "proj_out",
    "final_layer_adaLN_modulation_1": "norm_out.linear",
}
_BLOCK = re.compile(r"(double_blocks|single_blocks|joint_blocks)_(\d+)_(.+)")


def flat_name(layer: str) -> str:
    """Write a layer's name with underscores alone."""
    return layer.replace(".", "_")


def find_transformer_pieces(layer: str, layers: Collection[str]) -> tuple[Piece, ...]:
    """Find the layers that a layer's name in a file stands for.

    Args:
        layer: In the names of diffusers or of the original code, with dots or with underscores.
        layers: Names of all layers of the transformer.

    Returns:
        In the order of their rows in the original matrix; empty where the network lacks one.
    """
    flat = flat_name(layer)
    same = next((one for one in layers if flat_name(one) == flat), None)
    if same is not None:
        return (Piece(same),)
    found = _original(flat)
    if not found or not set(found) <= set(layers):
        return ()
    if len(found) == 1 and _is_swapped(found[0], layers):
        # The original code gives the shift first, and diffusers the scale.
        return (Piece(found[0], 1), Piece(found[0], 0))
    return tuple(map(Piece, found))


def _original(flat: str) -> tuple[str, ...]:
    if flat in _OUTSIDE:
        return (_OUTSIDE[flat],)
    match = _BLOCK.fullmatch(flat)
    if match is None:
        return ()
    blocks, parts = _BLOCKS[match[1]]
    return tuple(f"{blocks}.{match[2]}.{part}" for part in parts.get(match[3], ()))


def _is_swapped(layer: str, layers: Collection[str]) -> bool:
    if layer == "norm_out.linear":
        return True
    # The last block of SD3 leaves the text alone: its norm is of the other kind.
    block, _, rest = layer.partition(".norm1_context")
    return rest == ".linear" and f"{block}.ff_context.net.2" not in layers
