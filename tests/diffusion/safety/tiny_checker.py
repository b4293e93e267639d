"""A safety checker in miniature: random weights, and it takes red for unsafe."""

from pathlib import Path

import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from torch import Tensor
from transformers import CLIPConfig, CLIPImageProcessor

from graphstudio.api import Image

SIDE = 16


def painted(*colours: tuple[float, float, float]) -> Image:
    """Give a batch of plain pictures with some grain, so that blurring changes something."""
    grain = torch.rand(len(colours), 24, 32, 3, generator=torch.Generator().manual_seed(4)) * 0.1
    return Image((torch.tensor(colours)[:, None, None] * 0.9 + grain).contiguous())


RED, BLUE = (1.0, 0.0, 0.0), (0.0, 0.0, 1.0)


def write_checker(folder: Path) -> Path:
    """Save a safety_checker and its feature_extractor into a folder."""
    torch.manual_seed(41)
    layers = {
        "hidden_size": 16,
        "intermediate_size": 16,
        "num_hidden_layers": 2,
        "num_attention_heads": 2,
    }
    config = CLIPConfig(
        text_config=layers,
        vision_config=layers | {"image_size": SIDE, "patch_size": 8},
        projection_dim=8,
    )
    net = StableDiffusionSafetyChecker(config).eval()
    processor = CLIPImageProcessor(
        size={"shortest_edge": SIDE}, crop_size={"height": SIDE, "width": SIDE}
    )
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.3 * torch.randn_like(tensor))
        red, blue = (_embedded(net, processor, one) for one in (RED, BLUE))
        middle = (1 + float(torch.cosine_similarity(red, blue))) / 2
        net.concept_embeds.copy_(red.expand_as(net.concept_embeds))
        net.concept_embeds_weights.fill_(middle)
        net.special_care_embeds_weights.fill_(2.0)  # no cosine reaches it
    net.save_pretrained(folder / "safety_checker", safe_serialization=True)
    processor.save_pretrained(folder / "feature_extractor")
    return folder


def _embedded(
    net: StableDiffusionSafetyChecker,
    processor: CLIPImageProcessor,
    colour: tuple[float, float, float],
) -> Tensor:
    picture = painted(colour).pixels[0].movedim(-1, 0)
    seen = processor(images=picture, do_rescale=False, return_tensors="pt").pixel_values
    embedded: Tensor = net.visual_projection(net.vision_model(seen)[1])
    return embedded
