"""Models at their true size without their weights: real configs, real headers, files of holes.

The shapes in the headers are those that diffusers and transformers give the networks on torch's
meta device; the files are sparse, so that 30 GB take no room.
"""

import json
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

import diffusers
import torch
import transformers
from torch import nn

_UNET = {"in_channels": 4, "out_channels": 4, "block_out_channels": [320, 640, 1280, 1280]}
_VAE = {
    "block_out_channels": [128, 256, 512, 512],
    "down_block_types": ["DownEncoderBlock2D"] * 4,
    "up_block_types": ["UpDecoderBlock2D"] * 4,
    "layers_per_block": 2,
    "sample_size": 1024,
}
_CLIP_L = {
    "hidden_size": 768,
    "intermediate_size": 3072,
    "num_hidden_layers": 12,
    "num_attention_heads": 12,
    "projection_dim": 768,
    "vocab_size": 49408,
}
_CLIP_G = {
    "hidden_size": 1280,
    "intermediate_size": 5120,
    "num_hidden_layers": 32,
    "num_attention_heads": 20,
    "projection_dim": 1280,
    "vocab_size": 49408,
    "hidden_act": "gelu",
}
_T5 = {
    "d_model": 4096,
    "d_kv": 64,
    "d_ff": 10240,
    "num_layers": 24,
    "num_heads": 64,
    "vocab_size": 32128,
    "feed_forward_proj": "gated-gelu",
    "tie_word_embeddings": False,
}
_DDIM = {
    "_class_name": "PNDMScheduler",
    "beta_start": 0.00085,
    "beta_end": 0.012,
    "beta_schedule": "scaled_linear",
    "num_train_timesteps": 1000,
    "skip_prk_steps": True,
    "steps_offset": 1,
}
_FLOW = {"_class_name": "FlowMatchEulerDiscreteScheduler", "shift": 3.0}

Part = tuple[str, dict[str, Any]]  # a class and its config


@dataclass(frozen=True)
class TrueSize:
    """Name the parts of a family at its true size.

    Attributes:
        pipeline: The class of its pipeline.
        parts: For each folder, the class and its config.
        schedule: Its scheduler's config.
        millions: Parameters of its denoiser, in millions, as measured.
        cells: Channels, height and width of its latent.
        embeds: Tokens and width of its prompt; then the width of the pooled vector, or 0.
    """

    pipeline: str
    parts: Mapping[str, Part]
    schedule: dict[str, Any]
    millions: int
    cells: tuple[int, int, int]
    embeds: tuple[int, int, int]


SIZES: Mapping[str, TrueSize] = {
    "sd1": TrueSize(
        "StableDiffusionPipeline",
        {
            "unet": (
                "UNet2DConditionModel",
                _UNET
                | {
                    "sample_size": 64,
                    "block_out_channels": [320, 640, 1280, 1280],
                    "attention_head_dim": 8,
                    "cross_attention_dim": 768,
                },
            ),
            "vae": ("AutoencoderKL", _VAE | {"latent_channels": 4, "scaling_factor": 0.18215}),
            "text_encoder": ("CLIPTextModel", _CLIP_L),
        },
        _DDIM,
        860,
        (4, 64, 64),
        (77, 768, 0),
    ),
    "sdxl": TrueSize(
        "StableDiffusionXLPipeline",
        {
            "unet": (
                "UNet2DConditionModel",
                _UNET
                | {
                    "sample_size": 128,
                    "block_out_channels": [320, 640, 1280],
                    "down_block_types": [
                        "DownBlock2D",
                        "CrossAttnDownBlock2D",
                        "CrossAttnDownBlock2D",
                    ],
                    "up_block_types": ["CrossAttnUpBlock2D", "CrossAttnUpBlock2D", "UpBlock2D"],
                    "transformer_layers_per_block": [1, 2, 10],
                    "attention_head_dim": [5, 10, 20],
                    "cross_attention_dim": 2048,
                    "use_linear_projection": True,
                    "addition_embed_type": "text_time",
                    "addition_time_embed_dim": 256,
                    "projection_class_embeddings_input_dim": 2816,
                },
            ),
            "vae": ("AutoencoderKL", _VAE | {"latent_channels": 4, "scaling_factor": 0.13025}),
            "text_encoder": ("CLIPTextModel", _CLIP_L),
            "text_encoder_2": ("CLIPTextModelWithProjection", _CLIP_G),
        },
        _DDIM | {"_class_name": "EulerDiscreteScheduler"},
        2567,
        (4, 128, 128),
        (77, 2048, 1280),
    ),
    "sd3": TrueSize(
        "StableDiffusion3Pipeline",
        {
            "transformer": (
                "SD3Transformer2DModel",
                {
                    "sample_size": 128,
                    "patch_size": 2,
                    "in_channels": 16,
                    "num_layers": 24,
                    "attention_head_dim": 64,
                    "num_attention_heads": 24,
                    "joint_attention_dim": 4096,
                    "caption_projection_dim": 1536,
                    "pooled_projection_dim": 2048,
                    "out_channels": 16,
                    "pos_embed_max_size": 192,
                },
            ),
            "vae": (
                "AutoencoderKL",
                _VAE | {"latent_channels": 16, "scaling_factor": 1.5305, "shift_factor": 0.0609},
            ),
            "text_encoder": ("CLIPTextModelWithProjection", _CLIP_L),
            "text_encoder_2": ("CLIPTextModelWithProjection", _CLIP_G),
            "text_encoder_3": ("T5EncoderModel", _T5),
        },
        _FLOW,
        2085,
        (16, 128, 128),
        (333, 4096, 2048),
    ),
    "flux": TrueSize(
        "FluxPipeline",
        {
            "transformer": (
                "FluxTransformer2DModel",
                {
                    "patch_size": 1,
                    "in_channels": 64,
                    "num_layers": 19,
                    "num_single_layers": 38,
                    "attention_head_dim": 128,
                    "num_attention_heads": 24,
                    "joint_attention_dim": 4096,
                    "pooled_projection_dim": 768,
                    "guidance_embeds": True,
                },
            ),
            "vae": (
                "AutoencoderKL",
                _VAE | {"latent_channels": 16, "scaling_factor": 0.3611, "shift_factor": 0.1159},
            ),
            "text_encoder": ("CLIPTextModel", _CLIP_L),
            "text_encoder_2": ("T5EncoderModel", _T5),
        },
        _FLOW | {"use_dynamic_shifting": True},
        11901,
        (16, 128, 128),
        (512, 4096, 768),
    ),
}


def on_meta(part: Part) -> nn.Module:
    """Give a network without memory: one for all families that have the same."""
    kind, config = part
    return _built(kind, json.dumps(config))


def on_meta_and_shallow(part: Part) -> nn.Module:
    """Give a network with its widths, and few of the blocks that it repeats."""
    kind, config = part
    few = {"num_layers": 2, "num_single_layers": 1, "transformer_layers_per_block": [1, 1, 1]}
    return on_meta((kind, config | {key: few[key] for key in few.keys() & config.keys()}))


def build_on_meta(part: Part) -> nn.Module:
    """Build a network without memory, anew."""
    kind, config = part
    with torch.device("meta"), _without_numbers():
        if hasattr(diffusers, kind):
            net: nn.Module = getattr(diffusers, kind).from_config(config)
            return net
        class_ = getattr(transformers, kind)
        built: nn.Module = class_(class_.config_class(**config))
        return built


@cache
def _built(kind: str, text: str) -> nn.Module:
    return build_on_meta((kind, json.loads(text)))


@contextmanager
def _without_numbers() -> Iterator[None]:
    """Draw no first weights, which nothing would hold: for Flux they took 4 s of 4.2."""
    kinds: tuple[Any, ...] = (nn.Linear, nn.Conv2d, nn.Embedding)  # Any: methods are replaced
    before = [(kind, kind.reset_parameters) for kind in kinds]
    for kind in kinds:
        kind.reset_parameters = lambda self: None
    try:
        yield
    finally:
        for kind, method in before:
            kind.reset_parameters = method


def write_true_size(folder: Path, family: str) -> Path:
    """Write a model folder of a family: everything is there but the numbers."""
    size = SIZES[family]
    index: dict[str, Any] = {"_class_name": size.pipeline, "scheduler": ["diffusers", "x"]}
    for name, part in size.parts.items():
        kind, config = part
        is_ours = hasattr(diffusers, kind)
        index[name] = ["diffusers" if is_ours else "transformers", kind]
        place = folder / name
        place.mkdir(parents=True)
        (place / "config.json").write_text(json.dumps({"_class_name": kind, **config}))
        stem = "diffusion_pytorch_model" if is_ours else "model"
        _write_holes(place / f"{stem}.safetensors", _header(family, name))
        if not is_ours:
            words = name.replace("text_encoder", "tokenizer")
            index[words] = ["transformers", "T5Tokenizer" if "T5" in kind else "CLIPTokenizer"]
            _write_tokenizer(folder / words, config["vocab_size"])
    (folder / "scheduler").mkdir()
    (folder / "scheduler" / "scheduler_config.json").write_text(json.dumps(size.schedule))
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


@cache
def _header(family: str, name: str) -> Mapping[str, list[int]]:
    """Shapes of parameters and kept buffers (SD3 keeps its positions); tied weights once."""
    net = on_meta(SIZES[family].parts[name])
    kept = net.state_dict(keep_vars=True)
    once = {id(tensor): key for key, tensor in reversed(kept.items())}
    return {key: list(kept[key].shape) for key in once.values()}


def _write_holes(file: Path, shapes: Mapping[str, list[int]]) -> None:
    header, end = {}, 0
    for name, shape in shapes.items():
        start, end = end, end + 2 * torch.Size(shape).numel()
        header[name] = {"dtype": "F16", "shape": shape, "data_offsets": [start, end]}
    text = json.dumps(header).encode()
    with file.open("wb") as stream:
        stream.write(len(text).to_bytes(8, "little") + text)
        stream.truncate(8 + len(text) + end)


def _write_tokenizer(folder: Path, words: int) -> None:
    folder.mkdir()
    vocab = {f"word{number}": number for number in range(words)}
    (folder / "tokenizer.json").write_text(json.dumps({"model": {"vocab": vocab}}))
