"""SDXL in miniature: random weights, real layout."""

from pathlib import Path

import torch
from diffusers import (
    ControlNetModel,
    ControlNetUnionModel,
    EulerDiscreteScheduler,
    StableDiffusionXLImg2ImgPipeline,
    StableDiffusionXLPipeline,
    UNet2DConditionModel,
)
from transformers import CLIPTextConfig, CLIPTextModelWithProjection

from tests.diffusion.tiny import Sizes, make_autoencoder, make_text_encoder, make_tokenizer

_SIZES = Sizes()
_PROJECTED = 24


def write_sdxl(folder: Path) -> Path:
    """Save a whole model folder with random weights."""
    torch.manual_seed(11)
    tokenizer = make_tokenizer(_SIZES.length)
    text = make_text_encoder(tokenizer, _SIZES)
    config = CLIPTextConfig(**(text.config.to_dict() | {"projection_dim": _PROJECTED}))
    StableDiffusionXLPipeline(
        vae=make_autoencoder(_SIZES),
        text_encoder=text,
        text_encoder_2=CLIPTextModelWithProjection(config).eval(),
        tokenizer=tokenizer,
        tokenizer_2=tokenizer,
        unet=make_unet_xl(width=2 * _SIZES.width, told=6),
        scheduler=_scheduler(),
        add_watermarker=False,
    ).save_pretrained(folder, safe_serialization=True)
    return folder


def write_refiner(folder: Path) -> Path:
    """Save a refiner: the second text encoder alone, and a U-Net that is told five numbers."""
    torch.manual_seed(12)
    tokenizer = make_tokenizer(_SIZES.length)
    text = make_text_encoder(tokenizer, _SIZES)
    config = CLIPTextConfig(**(text.config.to_dict() | {"projection_dim": _PROJECTED}))
    StableDiffusionXLImg2ImgPipeline(
        vae=make_autoencoder(_SIZES),
        text_encoder=None,
        text_encoder_2=CLIPTextModelWithProjection(config).eval(),
        tokenizer=None,
        tokenizer_2=tokenizer,
        unet=make_unet_xl(width=_SIZES.width, told=5),
        scheduler=_scheduler(),
        requires_aesthetics_score=True,
        force_zeros_for_empty_prompt=False,
        add_watermarker=False,
    ).save_pretrained(folder, safe_serialization=True)
    return folder


def write_controlnet_xl(folder: Path) -> Path:
    """Save a ControlNet for the U-Net of `write_sdxl`; its outputs are not silent."""
    torch.manual_seed(13)
    net = ControlNetModel.from_unet(
        make_unet_xl(width=2 * _SIZES.width, told=6),
        conditioning_embedding_out_channels=(4, 8, 8, 8),
    )
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.1 * torch.randn_like(tensor))
    net.save_pretrained(folder)
    return folder


def write_controlnet_union_xl(folder: Path) -> Path:
    """Save a union ControlNet for the U-Net of `write_sdxl`; its outputs are not silent."""
    torch.manual_seed(14)
    unet = make_unet_xl(width=2 * _SIZES.width, told=6)
    names = (
        "addition_embed_type",
        "addition_time_embed_dim",
        "attention_head_dim",
        "block_out_channels",
        "cross_attention_dim",
        "down_block_types",
        "layers_per_block",
        "norm_num_groups",
        "projection_class_embeddings_input_dim",
        "transformer_layers_per_block",
        "use_linear_projection",
    )
    net = ControlNetUnionModel(
        **{name: unet.config[name] for name in names},
        conditioning_embedding_out_channels=(4, 8, 8, 8),
        num_trans_channel=8,
        num_trans_head=2,
        num_proj_channel=8,
    )
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.1 * torch.randn_like(tensor))
    net.save_pretrained(folder)
    return folder


def _scheduler() -> EulerDiscreteScheduler:
    return EulerDiscreteScheduler(
        beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
    )


def make_unet_xl(*, width: int, told: int) -> UNet2DConditionModel:
    """Build a U-Net of two levels that is told so many numbers about sizes."""
    return UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 2),
        cross_attention_dim=width,
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=told * 8 + _PROJECTED,
        norm_num_groups=4,
    ).eval()
