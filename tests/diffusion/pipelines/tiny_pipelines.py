"""Whole pipelines in miniature, of families that have no nodes of their own: random weights."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import torch
from diffusers import (
    AuraFlowPipeline,
    AuraFlowTransformer2DModel,
    AutoencoderDC,
    AutoencoderKL,
    AutoencoderKLFlux2,
    AutoencoderKLQwenImage,
    DDIMScheduler,
    FlowMatchEulerDiscreteScheduler,
    Flux2KleinPipeline,
    Flux2Transformer2DModel,
    Lumina2Pipeline,
    Lumina2Transformer2DModel,
    PixArtSigmaPipeline,
    PixArtTransformer2DModel,
    QwenImagePipeline,
    QwenImageTransformer2DModel,
    SanaPipeline,
    SanaTransformer2DModel,
    ZImagePipeline,
    ZImageTransformer2DModel,
)
from transformers import (
    Gemma2Config,
    Gemma2Model,
    GemmaTokenizer,
    Qwen2_5_VLConfig,
    Qwen2_5_VLForConditionalGeneration,
    Qwen2Tokenizer,
    Qwen3Config,
    Qwen3ForCausalLM,
    Qwen3Model,
    T5Config,
    T5EncoderModel,
    UMT5Config,
    UMT5EncoderModel,
)

from tests.diffusion.tiny import Sizes, write_model
from tests.diffusion.tiny_flow import _awaken, _t5_tokenizer

_WIDTH = 32
_CHAT = "{% for one in messages %}<|{{ one['role'] }}|>{{ one['content'] }}{% endfor %}"


def write_stable_diffusion(folder: Path) -> Path:
    """Save a Stable Diffusion, which has nodes of its own."""
    return write_model(folder, Sizes())


def write_pixart(folder: Path) -> Path:
    """Save a PixArt-Sigma: a pipeline without a callback."""
    torch.manual_seed(31)
    transformer = PixArtTransformer2DModel(
        num_attention_heads=2,
        attention_head_dim=8,
        out_channels=8,
        num_layers=1,
        cross_attention_dim=16,
        sample_size=8,
        caption_channels=_WIDTH,
        use_additional_conditions=False,
        interpolation_scale=1,
    )
    tokenizer = _t5_tokenizer()
    pipeline = PixArtSigmaPipeline(
        tokenizer=tokenizer,
        text_encoder=T5EncoderModel(T5Config(**_t5_sizes(len(tokenizer)))).eval(),
        vae=_autoencoder(4),
        transformer=_awake(transformer),
        scheduler=DDIMScheduler(),
    )
    return _saved(pipeline, folder)


def write_aura(folder: Path) -> Path:
    """Save an AuraFlow."""
    torch.manual_seed(32)
    transformer = AuraFlowTransformer2DModel(
        sample_size=8,
        num_mmdit_layers=1,
        num_single_dit_layers=1,
        attention_head_dim=8,
        num_attention_heads=2,
        joint_attention_dim=_WIDTH,
        caption_projection_dim=16,
        pos_embed_max_size=256,
    )
    tokenizer = _t5_tokenizer()
    pipeline = AuraFlowPipeline(
        tokenizer=tokenizer,
        text_encoder=UMT5EncoderModel(UMT5Config(**_t5_sizes(len(tokenizer)))).eval(),
        vae=_autoencoder(4),
        transformer=_awake(transformer),
        scheduler=FlowMatchEulerDiscreteScheduler(),
    )
    return _saved(pipeline, folder)


def write_z_image(folder: Path) -> Path:
    """Save a Z-Image."""
    torch.manual_seed(33)
    transformer = ZImageTransformer2DModel(
        in_channels=16,
        dim=32,
        n_layers=1,
        n_refiner_layers=1,
        n_heads=2,
        n_kv_heads=2,
        cap_feat_dim=_WIDTH,
        axes_dims=[8, 4, 4],
        axes_lens=[256, 32, 32],
    )
    tokenizer = _qwen_tokenizer()
    pipeline = ZImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_autoencoder(16),
        text_encoder=Qwen3Model(Qwen3Config(**_language_sizes(len(tokenizer)))).eval(),
        tokenizer=tokenizer,
        transformer=_awake(transformer),
    )
    return _saved(pipeline, folder)


def write_klein(folder: Path) -> Path:
    """Save a Flux.2 Klein: no negative prompt."""
    torch.manual_seed(34)
    transformer = Flux2Transformer2DModel(
        in_channels=16,
        num_layers=1,
        num_single_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=2 * _WIDTH,
        timestep_guidance_channels=16,
        axes_dims_rope=(4, 4, 4, 4),
        guidance_embeds=False,
    )
    vae = AutoencoderKLFlux2(
        block_out_channels=(8, 8),
        down_block_types=("DownEncoderBlock2D",) * 2,
        up_block_types=("UpDecoderBlock2D",) * 2,
        layers_per_block=1,
        latent_channels=4,
        norm_num_groups=4,
        sample_size=32,
    )
    tokenizer = _qwen_tokenizer()
    pipeline = Flux2KleinPipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae.eval(),
        text_encoder=Qwen3ForCausalLM(Qwen3Config(**_language_sizes(len(tokenizer)))).eval(),
        tokenizer=tokenizer,
        transformer=_awake(transformer),
        is_distilled=False,
    )
    return _saved(pipeline, folder)


def write_qwen_image(folder: Path) -> Path:
    """Save a Qwen-Image: guidance is called true_cfg_scale."""
    torch.manual_seed(35)
    transformer = QwenImageTransformer2DModel(
        in_channels=16,
        out_channels=4,
        num_layers=1,
        attention_head_dim=16,
        num_attention_heads=2,
        joint_attention_dim=_WIDTH,
        axes_dims_rope=(8, 4, 4),
    )
    vae = AutoencoderKLQwenImage(
        base_dim=8,
        z_dim=4,
        dim_mult=[1, 2, 2, 2],
        num_res_blocks=1,
        temperal_downsample=[False, True, True],
        latents_mean=[0.0] * 4,
        latents_std=[1.0] * 4,
    )
    tokenizer = _qwen_tokenizer()
    sizes = _language_sizes(len(tokenizer))
    config = Qwen2_5_VLConfig(
        text_config=sizes
        | {
            "rope_parameters": {
                "mrope_section": [2, 1, 1],
                "rope_type": "default",
                "rope_theta": 1e4,
            }
        },
        vision_config={
            "depth": 1,
            "hidden_size": 16,
            "intermediate_size": 16,
            "num_heads": 2,
            "out_hidden_size": _WIDTH,
            "fullatt_block_indexes": [0],
        },
        image_token_id=1,
        video_token_id=2,
        vision_start_token_id=3,
        vision_end_token_id=4,
    )
    pipeline = QwenImagePipeline(
        scheduler=FlowMatchEulerDiscreteScheduler(use_dynamic_shifting=True),
        vae=vae.eval(),
        text_encoder=Qwen2_5_VLForConditionalGeneration(config).eval(),
        tokenizer=tokenizer,
        transformer=_awake(transformer),
    )
    return _saved(pipeline, folder)


def write_lumina(folder: Path) -> Path:
    """Save a Lumina 2."""
    torch.manual_seed(36)
    transformer = Lumina2Transformer2DModel(
        sample_size=8,
        in_channels=4,
        hidden_size=24,
        num_layers=1,
        num_refiner_layers=1,
        num_attention_heads=3,
        num_kv_heads=1,
        multiple_of=2,
        axes_dim_rope=(4, 2, 2),
        axes_lens=(300, 32, 32),
        cap_feat_dim=_WIDTH,
    )
    tokenizer = _gemma_tokenizer()
    pipeline = Lumina2Pipeline(
        transformer=_awake(transformer),
        scheduler=FlowMatchEulerDiscreteScheduler(),
        vae=_autoencoder(4),
        text_encoder=_gemma(len(tokenizer)),
        tokenizer=tokenizer,
    )
    return _saved(pipeline, folder)


def write_sana(folder: Path) -> Path:
    """Save a Sana: a deep-compression autoencoder."""
    torch.manual_seed(37)
    transformer = SanaTransformer2DModel(
        in_channels=4,
        out_channels=4,
        num_layers=1,
        num_attention_heads=2,
        attention_head_dim=8,
        num_cross_attention_heads=2,
        cross_attention_head_dim=8,
        cross_attention_dim=16,
        caption_channels=_WIDTH,
        sample_size=8,
    )
    vae = AutoencoderDC(
        latent_channels=4,
        attention_head_dim=2,
        encoder_block_types=("ResBlock", "EfficientViTBlock"),
        decoder_block_types=("ResBlock", "EfficientViTBlock"),
        encoder_block_out_channels=(8, 8),
        decoder_block_out_channels=(8, 8),
        encoder_layers_per_block=(1, 1),
        decoder_layers_per_block=(1, 1),
        encoder_qkv_multiscales=((), (5,)),
        decoder_qkv_multiscales=((), (5,)),
        downsample_block_type="conv",
        upsample_block_type="interpolate",
        decoder_norm_types="rms_norm",
        decoder_act_fns="silu",
        scaling_factor=0.41407,
    )
    tokenizer = _gemma_tokenizer()
    pipeline = SanaPipeline(
        tokenizer=tokenizer,
        text_encoder=_gemma(len(tokenizer)),
        vae=vae.eval(),
        transformer=_awake(transformer),
        scheduler=FlowMatchEulerDiscreteScheduler(shift=3.0),
    )
    return _saved(pipeline, folder)


WRITERS: Mapping[str, Callable[[Path], Path]] = {
    "AuraFlowPipeline": write_aura,
    "Flux2KleinPipeline": write_klein,
    "Lumina2Pipeline": write_lumina,
    "PixArtSigmaPipeline": write_pixart,
    "QwenImagePipeline": write_qwen_image,
    "SanaPipeline": write_sana,
    "StableDiffusionPipeline": write_stable_diffusion,
    "ZImagePipeline": write_z_image,
}
"""Who writes a tiny folder for a pipeline."""


def _saved(pipeline: Any, folder: Path) -> Path:
    pipeline.save_pretrained(folder, safe_serialization=True)
    return folder


def _awake(net: Any) -> Any:
    _awaken(net)
    return net.eval()


def _autoencoder(channels: int) -> AutoencoderKL:
    return AutoencoderKL(
        block_out_channels=(8, 8, 8, 8),
        down_block_types=("DownEncoderBlock2D",) * 4,
        up_block_types=("UpDecoderBlock2D",) * 4,
        layers_per_block=1,
        latent_channels=channels,
        norm_num_groups=4,
        sample_size=64,
        shift_factor=0.0609,
    ).eval()


def _t5_sizes(words: int) -> dict[str, Any]:
    return {
        "vocab_size": words,
        "d_model": _WIDTH,
        "d_kv": 8,
        "d_ff": 32,
        "num_layers": 2,
        "num_heads": 4,
        "dropout_rate": 0.0,
    }


def _language_sizes(words: int) -> dict[str, Any]:
    return {
        "vocab_size": words,
        "hidden_size": _WIDTH,
        "intermediate_size": 32,
        "num_hidden_layers": 3,
        "num_attention_heads": 4,
        "num_key_value_heads": 2,
        "head_dim": 8,
        "max_position_embeddings": 2048,
    }


def _gemma(words: int) -> Gemma2Model:
    config = Gemma2Config(**_language_sizes(words), pad_token_id=0, eos_token_id=1, bos_token_id=2)
    return Gemma2Model(config).eval()


def _qwen_tokenizer() -> Any:
    special = ["<|endoftext|>", "<|image|>", "<|video|>", "<|start|>", "<|end|>"]
    letters = [*map(chr, range(33, 127)), *map(chr, range(161, 173)), *map(chr, range(174, 324))]
    vocab = {token: number for number, token in enumerate([*special, *letters])}
    tokenizer = Qwen2Tokenizer(vocab=vocab, merges=[], model_max_length=2048)
    tokenizer.chat_template = _CHAT
    return tokenizer


def _gemma_tokenizer() -> Any:
    special = ["<pad>", "<eos>", "<bos>", "<unk>", "<mask>"]
    letters = ["\u2581", *map(chr, range(33, 127))]
    vocab = {token: number for number, token in enumerate([*special, *letters])}
    return GemmaTokenizer(vocab=vocab, merges=[], model_max_length=300)
