"""Models written as one file in the layouts of their own projects: the way back of the loaders."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

import torch
from safetensors.torch import load_file, save_file
from torch import Tensor

State = dict[str, Tensor]

_RESNET = (
    ("norm1", "in_layers.0"),
    ("conv1", "in_layers.2"),
    ("norm2", "out_layers.0"),
    ("conv2", "out_layers.3"),
    ("time_emb_proj", "emb_layers.1"),
    ("conv_shortcut", "skip_connection"),
)
_ENDS = {
    "conv_in.": "input_blocks.0.0.",
    "time_embedding.linear_1.": "time_embed.0.",
    "time_embedding.linear_2.": "time_embed.2.",
    "add_embedding.linear_1.": "label_emb.0.0.",
    "add_embedding.linear_2.": "label_emb.0.2.",
    "conv_norm_out.": "out.0.",
    "conv_out.": "out.2.",
}


def read_part(folder: Path, part: str) -> State:
    """Read the weights of a part of a model folder."""
    stem = "model" if part.startswith("text_encoder") else "diffusion_pytorch_model"
    state: State = load_file(folder / part / f"{stem}.safetensors")
    return state


def original_unet(state: Mapping[str, Tensor], layers: int) -> State:
    """Name a U-Net's weights as CompVis did, where each level has so many layers."""
    found = {}
    for name, tensor in state.items():
        found[_unet_name(name, layers, state)] = tensor
    return found


def _unet_name(name: str, layers: int, state: Mapping[str, Tensor]) -> str:
    for own, theirs in _ENDS.items():
        if name.startswith(own):
            return theirs + name[len(own) :]
    words = name.split(".")
    if words[0] == "mid_block":
        place = 1 if words[1] == "attentions" else 2 * int(words[2])
        return f"middle_block.{place}." + _inner(words[1], words[3:])
    level, kind, number = int(words[1]), words[2], int(words[3])
    if words[0] == "down_blocks":
        if kind == "downsamplers":
            return f"input_blocks.{(level + 1) * (layers + 1)}.0.op.{words[-1]}"
        place = 1 + level * (layers + 1) + number
        return f"input_blocks.{place}.{int(kind == 'attentions')}." + _inner(kind, words[4:])
    if kind == "upsamplers":
        place = level * (layers + 1) + layers
        has_attention = any(one.startswith(f"up_blocks.{level}.attentions.") for one in state)
        return f"output_blocks.{place}.{1 + has_attention}.conv.{words[-1]}"
    place = level * (layers + 1) + number
    return f"output_blocks.{place}.{int(kind == 'attentions')}." + _inner(kind, words[4:])


def original_control(state: Mapping[str, Tensor], layers: int) -> State:
    """Name a ControlNet's weights as its project did."""
    found = {}
    for name, tensor in state.items():
        words = name.split(".")
        if words[0] == "controlnet_down_blocks":
            found[f"zero_convs.{words[1]}.0.{words[2]}"] = tensor
        elif words[0] == "controlnet_mid_block":
            found[f"middle_block_out.0.{words[1]}"] = tensor
        elif words[0] == "controlnet_cond_embedding":
            ends = {"conv_in": 0, "conv_out": 14}
            place = ends[words[1]] if words[1] in ends else 2 * (int(words[2]) + 1)
            found[f"input_hint_block.{place}.{words[-1]}"] = tensor
        else:
            found[_unet_name(name, layers, state)] = tensor
    return found


def _inner(kind: str, words: list[str]) -> str:
    name = ".".join(words)
    if kind == "resnets":
        for own, theirs in _RESNET:
            if name.startswith(f"{own}."):
                return theirs + name[len(own) :]
    return name


def original_vae(state: Mapping[str, Tensor], levels: int) -> State:
    """Name an autoencoder's weights as CompVis did; attention is a convolution there."""
    found = {}
    for name, tensor in state.items():
        new = name.replace("conv_norm_out", "norm_out").replace("mid_block.resnets.", "mid.block_")
        for number in (1, 0):
            new = new.replace(f"mid.block_{number}", f"mid.block_{number + 1}")
        new = new.replace("conv_shortcut", "nin_shortcut")
        new = new.replace("mid_block.attentions.0.", "mid.attn_1.")
        if "mid.attn_1." in new:
            for own, theirs in (
                ("group_norm", "norm"),
                ("to_q", "q"),
                ("to_k", "k"),
                ("to_v", "v"),
                ("to_out.0", "proj_out"),
            ):
                new = new.replace(f"attn_1.{own}.", f"attn_1.{theirs}.")
        for level in range(levels):
            new = new.replace(f"down_blocks.{level}.", f"down.{level}.", 1)
            new = new.replace(f"up_blocks.{level}.", f"up.{levels - 1 - level}.", 1)
        new = new.replace(".resnets.", ".block.")
        new = new.replace("downsamplers.0.", "downsample.").replace("upsamplers.0.", "upsample.")
        is_flat = "mid.attn_1." in new and tensor.ndim == 2
        found[new] = tensor[:, :, None, None] if is_flat else tensor
    return found


def openclip(state: Mapping[str, Tensor]) -> State:
    """Name a CLIP's weights as OpenCLIP does: queries, keys and values in one."""
    found: State = {}
    for name, tensor in state.items():
        new = name.removeprefix("text_model.")
        if new == "embeddings.position_embedding.weight":
            found["positional_embedding"] = tensor
        elif new == "embeddings.token_embedding.weight":
            found["token_embedding.weight"] = tensor
        elif new == "text_projection.weight":
            found["text_projection"] = tensor.T.contiguous()
        elif new.startswith("final_layer_norm."):
            found[new.replace("final_layer_norm", "ln_final")] = tensor
        elif "q_proj" in new:
            parts = [state[name.replace("q_proj", one)] for one in ("q_proj", "k_proj", "v_proj")]
            stem = new.replace("encoder.layers.", "transformer.resblocks.").split(".self_attn")[0]
            found[f"{stem}.attn.in_proj_{new.split('.')[-1]}"] = torch.cat(parts)
        elif "k_proj" not in new and "v_proj" not in new:
            for own, theirs in (
                ("encoder.layers.", "transformer.resblocks."),
                ("self_attn", "attn"),
                ("layer_norm", "ln_"),
                (".fc1.", ".c_fc."),
                (".fc2.", ".c_proj."),
            ):
                new = new.replace(own, theirs)
            found[new] = tensor
    # OpenCLIP has a square projection, by which converters know its width.
    width = found["token_embedding.weight"].shape[1]
    found.setdefault("text_projection", torch.zeros(width, width))
    return found


def wrapped(state: Mapping[str, Tensor]) -> State:
    """Put a CLIP's weights under text_model, as real checkpoints have them."""
    return {
        name if name.startswith(("text_model.", "text_projection")) else f"text_model.{name}": one
        for name, one in state.items()
    }


def under(prefix: str, state: Mapping[str, Tensor]) -> State:
    """Put a prefix before every name."""
    return {prefix + name: tensor for name, tensor in state.items()}


def write_checkpoint(folder: Path, file: Path, *, half: bool = False) -> State:
    """Write a folder of Stable Diffusion 1.x as one file in the original layout."""
    unet = json.loads((folder / "unet" / "config.json").read_text())
    vae = json.loads((folder / "vae" / "config.json").read_text())
    state = (
        under(
            "model.diffusion_model.",
            original_unet(read_part(folder, "unet"), unet["layers_per_block"]),
        )
        | under(
            "first_stage_model.",
            original_vae(read_part(folder, "vae"), len(vae["block_out_channels"])),
        )
        | under("cond_stage_model.transformer.", wrapped(read_part(folder, "text_encoder")))
    )
    state = {name: one.half() if half else one for name, one in state.items()}
    save_file({name: one.contiguous() for name, one in state.items()}, file)
    return state


def configs_only(folder: Path, place: Path) -> Path:
    """Copy a model folder without its weights."""
    shutil.copytree(folder, place, ignore=shutil.ignore_patterns("*.safetensors"))
    return place
