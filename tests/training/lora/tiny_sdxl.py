"""SDXL in miniature: random weights, real layout."""

from pathlib import Path

import torch
from diffusers import EulerDiscreteScheduler, StableDiffusionXLPipeline, UNet2DConditionModel
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
        unet=_unet(),
        scheduler=EulerDiscreteScheduler(
            beta_start=0.00085, beta_end=0.012, beta_schedule="scaled_linear", steps_offset=1
        ),
        add_watermarker=False,
    ).save_pretrained(folder, safe_serialization=True)
    return folder


def _unet() -> UNet2DConditionModel:
    return UNet2DConditionModel(
        sample_size=8,
        in_channels=4,
        out_channels=4,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("DownBlock2D", "CrossAttnDownBlock2D"),
        up_block_types=("CrossAttnUpBlock2D", "UpBlock2D"),
        transformer_layers_per_block=(1, 2),
        cross_attention_dim=2 * _SIZES.width,
        attention_head_dim=(2, 4),
        use_linear_projection=True,
        addition_embed_type="text_time",
        addition_time_embed_dim=8,
        projection_class_embeddings_input_dim=6 * 8 + _PROJECTED,
        norm_num_groups=4,
    ).eval()
