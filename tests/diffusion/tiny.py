"""Stable Diffusion 1.x in miniature: random weights, real layout."""

import json
from dataclasses import dataclass
from pathlib import Path

import torch
from diffusers import AutoencoderKL, ControlNetModel, PNDMScheduler, UNet2DConditionModel
from transformers import CLIPTextConfig, CLIPTextModel, CLIPTokenizer

WORDS = ("a", "red", "green", "circle", "square", "on", "blue", "photo", "of", "cat", "dog")


@dataclass(frozen=True)
class Sizes:
    """What differs between two models of one family."""

    width: int = 32
    length: int = 77
    channels: int = 4
    autoencoder: tuple[int, ...] = (8, 8, 8, 8)
    is_inpaint: bool = False
    prediction: str = "epsilon"
    spacing: str = "leading"


def write_model(folder: Path, sizes: Sizes) -> Path:
    """Save a whole model folder with random weights."""
    torch.manual_seed(7)
    tokenizer = make_tokenizer(sizes.length)
    tokenizer.save_pretrained(folder / "tokenizer")
    make_text_encoder(tokenizer, sizes).save_pretrained(folder / "text_encoder")
    make_unet(sizes).save_pretrained(folder / "unet")
    make_autoencoder(sizes).save_pretrained(folder / "vae")
    PNDMScheduler(
        beta_start=0.00085,
        beta_end=0.012,
        beta_schedule="scaled_linear",
        skip_prk_steps=True,
        steps_offset=1,
        prediction_type=sizes.prediction,
        timestep_spacing=sizes.spacing,
    ).save_pretrained(folder / "scheduler")
    # As in the scheduler_config.json of the published Stable Diffusion 1.5.
    config = folder / "scheduler" / "scheduler_config.json"
    config.write_text(json.dumps(json.loads(config.read_text()) | {"clip_sample": False}))
    index = {
        "_class_name": "StableDiffusionPipeline",
        "scheduler": ["diffusers", "PNDMScheduler"],
        "text_encoder": ["transformers", "CLIPTextModel"],
        "tokenizer": ["transformers", "CLIPTokenizer"],
        "unet": ["diffusers", "UNet2DConditionModel"],
        "vae": ["diffusers", "AutoencoderKL"],
    }
    (folder / "model_index.json").write_text(json.dumps(index))
    return folder


def make_tokenizer(length: int) -> CLIPTokenizer:
    """Build a tokenizer that knows some whole words and every single letter."""
    letters = [*map(chr, range(33, 127)), *map(chr, range(161, 173)), *map(chr, range(174, 324))]
    tokens = [*letters, *(letter + "</w>" for letter in letters)]
    merges: list[str] = []
    for word in WORDS:
        left = word[0] if len(word) > 1 else ""
        for place, letter in enumerate(word[1:], start=1):
            right = letter + "</w>" if place == len(word) - 1 else letter
            merges.append(f"{left} {right}")
            left += right
            tokens.append(left)
    vocab = {token: number for number, token in enumerate(dict.fromkeys(tokens))}
    vocab["<|startoftext|>"] = len(vocab)
    vocab["<|endoftext|>"] = len(vocab)
    pairs = [tuple(merge.split()) for merge in dict.fromkeys(merges)]
    return CLIPTokenizer(vocab=vocab, merges=pairs, model_max_length=length)


def make_text_encoder(tokenizer: CLIPTokenizer, sizes: Sizes) -> CLIPTextModel:
    """Build a text encoder of three layers."""
    config = CLIPTextConfig(
        vocab_size=len(tokenizer),
        hidden_size=sizes.width,
        intermediate_size=sizes.width * 2,
        num_hidden_layers=3,
        num_attention_heads=4,
        max_position_embeddings=sizes.length,
        bos_token_id=tokenizer.bos_token_id,
        eos_token_id=tokenizer.eos_token_id,
        pad_token_id=tokenizer.pad_token_id,
    )
    net = CLIPTextModel(config).eval()
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.2 * torch.randn_like(tensor))
    return net


def make_unet(sizes: Sizes) -> UNet2DConditionModel:
    """Build a U-Net of two levels."""
    return UNet2DConditionModel(
        sample_size=8,
        in_channels=sizes.channels * 2 + 1 if sizes.is_inpaint else sizes.channels,
        out_channels=sizes.channels,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        up_block_types=("UpBlock2D", "CrossAttnUpBlock2D"),
        cross_attention_dim=sizes.width,
        attention_head_dim=4,
        norm_num_groups=4,
    ).eval()


def write_controlnet(folder: Path, sizes: Sizes, seed: int = 3) -> Path:
    """Save a ControlNet for the U-Net of these sizes; its outputs are not silent."""
    torch.manual_seed(seed)
    net = ControlNetModel(
        in_channels=sizes.channels,
        block_out_channels=(8, 16),
        layers_per_block=1,
        down_block_types=("CrossAttnDownBlock2D", "DownBlock2D"),
        cross_attention_dim=sizes.width,
        attention_head_dim=4,
        norm_num_groups=4,
        conditioning_embedding_out_channels=(4, 8, 8, 8),
    )
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.1 * torch.randn_like(tensor))
    net.save_pretrained(folder)
    return folder


def make_autoencoder(sizes: Sizes) -> AutoencoderKL:
    """Build an autoencoder; the number of levels decides its scale."""
    levels = len(sizes.autoencoder)
    return AutoencoderKL(
        block_out_channels=sizes.autoencoder,
        down_block_types=("DownEncoderBlock2D",) * levels,
        up_block_types=("UpDecoderBlock2D",) * levels,
        layers_per_block=1,
        latent_channels=sizes.channels,
        norm_num_groups=4,
        scaling_factor=0.18215,
    ).eval()
