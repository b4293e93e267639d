"""A class-conditional DiT in miniature: random weights, real layout."""

import json
from pathlib import Path

import torch
from diffusers import AutoencoderKL, DDIMScheduler, DiTPipeline, DiTTransformer2DModel

from tests.diffusion.tiny import Sizes, make_autoencoder

NAMES = {
    "0": "tench, Tinca tinca",
    "1": "goldfish, Carassius auratus",
    "2": "great white shark, white shark, man-eater",
    "134": "crane",
    "207": "golden retriever",
    "435": "bathtub, bathing tub, bath, tub",
    "517": "crane",
    "638": "maillot",
    "639": "maillot, tank suit",
    "876": "tub, vat",
}
"""Some of ImageNet's, the ones that share a name among them."""


def write_dit(folder: Path, *, learns_sigma: bool = True) -> Path:
    """Save a whole model folder with random weights; no layer is silent."""
    torch.manual_seed(31)
    transformer = make_transformer(learns_sigma=learns_sigma)
    vae: AutoencoderKL = make_autoencoder(Sizes())
    scheduler = DDIMScheduler(beta_start=0.0001, beta_end=0.02, clip_sample=False)
    DiTPipeline(transformer, vae, scheduler).save_pretrained(folder, safe_serialization=True)
    # The pipeline reads this list from its index and does not write it there.
    index = folder / "model_index.json"
    index.write_text(json.dumps(json.loads(index.read_text()) | {"id2label": NAMES}))
    return folder


def make_transformer(*, learns_sigma: bool) -> DiTTransformer2DModel:
    """Build a transformer of two layers for 8 x 8 cells and the 1000 classes of ImageNet."""
    net = DiTTransformer2DModel(
        num_attention_heads=2,
        attention_head_dim=8,
        in_channels=4,
        out_channels=8 if learns_sigma else 4,
        num_layers=2,
        sample_size=8,
        patch_size=2,
        num_embeds_ada_norm=1000,
    )
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.1 * torch.randn_like(tensor))
    return net.eval()
