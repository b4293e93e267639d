"""Stable Diffusion 3 and Flux in miniature: random weights, real layout."""

import warnings
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AutoencoderKL,
    FlowMatchEulerDiscreteScheduler,
    FluxControlNetModel,
    FluxPipeline,
    FluxTransformer2DModel,
    SD3ControlNetModel,
    SD3Transformer2DModel,
    StableDiffusion3Pipeline,
)
from torch import nn
from transformers import (
    CLIPTextConfig,
    CLIPTextModelWithProjection,
    T5Config,
    T5EncoderModel,
    T5TokenizerFast,
)

from tests.diffusion.tiny import WORDS, Sizes, make_text_encoder, make_tokenizer

_SIZES = Sizes()
_CHANNELS, _PROJECTED, _WIDTH = 4, 16, 80


def write_sd3(folder: Path, *, has_t5: bool = True, layers: int = 2) -> Path:
    """Save a Stable Diffusion 3, with T5 or without, of so many blocks."""
    torch.manual_seed(21)
    tokenizer = make_tokenizer(_SIZES.length)
    text = make_text_encoder(tokenizer, _SIZES)
    config = CLIPTextConfig(**(text.config.to_dict() | {"projection_dim": _PROJECTED}))
    transformer = SD3Transformer2DModel(
        sample_size=8,
        patch_size=2,
        in_channels=_CHANNELS,
        num_layers=layers,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=_WIDTH,
        caption_projection_dim=16,
        pooled_projection_dim=2 * _PROJECTED,
        out_channels=_CHANNELS,
        pos_embed_max_size=16,
    )
    _awaken(transformer)
    StableDiffusion3Pipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
        vae=_autoencoder(),
        text_encoder=CLIPTextModelWithProjection(config).eval(),
        tokenizer=tokenizer,
        text_encoder_2=CLIPTextModelWithProjection(config).eval(),
        tokenizer_2=tokenizer,
        text_encoder_3=_t5() if has_t5 else None,
        tokenizer_3=_t5_tokenizer() if has_t5 else None,
    ).save_pretrained(folder, safe_serialization=True)
    return folder


def write_flux(
    folder: Path, *, has_guidance: bool = True, layers: int = 1, single_layers: int = 1
) -> Path:
    """Save a Flux, with guidance inside (dev) or without (schnell), of so many blocks."""
    torch.manual_seed(22)
    tokenizer = make_tokenizer(_SIZES.length)
    transformer = FluxTransformer2DModel(
        patch_size=1,
        in_channels=4 * _CHANNELS,
        num_layers=layers,
        num_single_layers=single_layers,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=_WIDTH,
        pooled_projection_dim=_SIZES.width,
        guidance_embeds=has_guidance,
        axes_dims_rope=(4, 4, 8),
    )
    _awaken(transformer)
    FluxPipeline(
        transformer=transformer,
        scheduler=FlowMatchEulerDiscreteScheduler(
            shift=3.0 if has_guidance else 1.0, use_dynamic_shifting=has_guidance
        ),
        vae=_autoencoder(),
        text_encoder=make_text_encoder(tokenizer, _SIZES),
        tokenizer=tokenizer,
        text_encoder_2=_t5(),
        tokenizer_2=_t5_tokenizer(),
    ).save_pretrained(folder, safe_serialization=True)
    return folder


def write_controlnet_sd3(folder: Path, *, seed: int = 31, **more: Any) -> Path:
    """Save a ControlNet for the model of `write_sd3`; its outputs are not silent.

    Args:
        folder: Where.
        seed: Of its random weights.
        more: Options of its configuration that are otherwise.
    """
    torch.manual_seed(seed)
    options: dict[str, Any] = {
        "sample_size": 8,
        "patch_size": 2,
        "in_channels": _CHANNELS,
        "num_layers": 1,
        "attention_head_dim": 8,
        "num_attention_heads": 2,
        "joint_attention_dim": _WIDTH,
        "caption_projection_dim": 16,
        "pooled_projection_dim": 2 * _PROJECTED,
        "out_channels": _CHANNELS,
        "pos_embed_max_size": 16,
    } | more
    net = SD3ControlNetModel(**options)
    _awaken(net)
    net.save_pretrained(folder)
    return folder


def write_controlnet_flux(folder: Path, *, seed: int = 32, **more: Any) -> Path:
    """Save a ControlNet for the model of `write_flux`; its outputs are not silent.

    Args:
        folder: Where.
        seed: Of its random weights.
        more: Options of its configuration that are otherwise.
    """
    torch.manual_seed(seed)
    options: dict[str, Any] = {
        "patch_size": 1,
        "in_channels": 4 * _CHANNELS,
        "num_layers": 1,
        "num_single_layers": 1,
        "attention_head_dim": 16,
        "num_attention_heads": 2,
        "joint_attention_dim": _WIDTH,
        "pooled_projection_dim": _SIZES.width,
        "axes_dims_rope": (4, 4, 8),
    } | more
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", FutureWarning)  # it calls its own code deprecated
        net = FluxControlNetModel(**options)
    _awaken(net)
    net.save_pretrained(folder)
    return folder


def _awaken(net: nn.Module) -> None:
    """Give every weight something to say: these networks begin with silent layers."""
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.05 * torch.randn_like(tensor))


def _autoencoder() -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=_CHANNELS,
        norm_num_groups=4,
        scaling_factor=1.5305,
        shift_factor=0.0609,
        use_quant_conv=False,
        use_post_quant_conv=False,
    ).eval()


def _t5() -> T5EncoderModel:
    config = T5Config(
        vocab_size=len(_pieces()),
        d_model=_WIDTH,
        d_kv=8,
        d_ff=32,
        num_layers=2,
        num_heads=4,
        feed_forward_proj="gated-gelu",
        dropout_rate=0.0,
    )
    return T5EncoderModel(config).eval()


def _pieces() -> list[tuple[str, float]]:
    letters = [chr(number) for number in range(97, 123)]
    words = [f"\u2581{word}" for word in WORDS]
    special: list[tuple[str, float]] = [("<pad>", 0.0), ("</s>", 0.0), ("<unk>", 0.0)]
    return [
        *special,
        ("\u2581", -2.0),
        *((one, -1.0) for one in words),
        *((one, -5.0) for one in letters),
    ]


def _t5_tokenizer() -> Any:
    return T5TokenizerFast(vocab=_pieces(), extra_ids=0, model_max_length=512)
