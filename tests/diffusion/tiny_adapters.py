"""T2I-Adapters, IP-Adapters and image encoders in miniature: random weights, real layout."""

from collections.abc import Callable, Sequence
from pathlib import Path

import torch
from diffusers import T2IAdapter, UNet2DConditionModel
from safetensors.torch import save_file
from torch import Tensor
from transformers import CLIPVisionConfig, CLIPVisionModelWithProjection

SEEN = 24
"""How wide the image encoder sees a place."""
PROJECTED = 16
"""How wide its one vector is."""
State = dict[str, dict[str, Tensor]]
Some = Callable[..., Tensor]


def write_t2i_adapter(
    folder: Path,
    kind: str = "full_adapter",
    *,
    channels: Sequence[int] = (8, 16),
    hint: int = 3,
    seed: int = 5,
) -> Path:
    """Save a T2I-Adapter, by default for the U-Net of `write_model` or of `write_sdxl`."""
    torch.manual_seed(seed)
    factor = 16 if kind == "full_adapter_xl" else 8
    net = T2IAdapter(hint, list(channels), 1, downscale_factor=factor, adapter_type=kind)
    net.save_pretrained(folder)
    return folder


def write_image_encoder(folder: Path) -> Path:
    """Save an image encoder that looks at 32 px in 8 x 8 places."""
    torch.manual_seed(6)
    config = CLIPVisionConfig(
        hidden_size=SEEN,
        intermediate_size=2 * SEEN,
        projection_dim=PROJECTED,
        num_hidden_layers=3,
        num_attention_heads=4,
        image_size=32,
        patch_size=4,
    )
    net = CLIPVisionModelWithProjection(config).eval()
    with torch.no_grad():
        for tensor in net.parameters():
            tensor.add_(0.2 * torch.randn_like(tensor))
    net.save_pretrained(folder)
    return folder


def make_ip_adapter(unet: UNet2DConditionModel, kind: str = "plain", seed: int = 8) -> State:
    """Make an IP-Adapter for a U-Net as its files have it: "plain", "plus" or "full"."""
    generator = torch.Generator().manual_seed(seed)

    def some(*shape: int, scale: float = 0.3) -> Tensor:
        return scale * torch.randn(*shape, generator=generator)

    width: int = unet.config.cross_attention_dim
    attentions = {}
    reading = [name for name in unet.attn_processors if "attn2" in name]
    for place, name in enumerate(reading):
        inner = unet.get_submodule(name.removesuffix(".processor")).to_q.out_features
        for what in "kv":
            attentions[f"{2 * place + 1}.to_{what}_ip.weight"] = some(inner, width)
    makers = {"plain": _plain, "plus": _plus, "full": _full}
    return {"image_proj": makers[kind](some, width), "ip_adapter": attentions}


def write_ip_adapter(file: Path, state: State) -> Path:
    """Save an IP-Adapter as a safetensors file."""
    file.parent.mkdir(parents=True, exist_ok=True)
    save_file(
        {f"{part}.{key}": one for part, all_ in state.items() for key, one in all_.items()}, file
    )
    return file


def _plain(some: Some, width: int) -> dict[str, Tensor]:
    return {
        "proj.weight": some(4 * width, PROJECTED),
        "proj.bias": some(4 * width),
        "norm.weight": some(width) + 1,
        "norm.bias": some(width),
    }


def _full(some: Some, width: int) -> dict[str, Tensor]:
    return {
        "proj.0.weight": some(SEEN, SEEN),
        "proj.0.bias": some(SEEN),
        "proj.2.weight": some(width, SEEN),
        "proj.2.bias": some(width),
        "proj.3.weight": some(width) + 1,
        "proj.3.bias": some(width),
    }


def _plus(some: Some, width: int) -> dict[str, Tensor]:
    inner = 64  # of one head
    found = {
        "latents": some(1, 5, inner),
        "proj_in.weight": some(inner, SEEN),
        "proj_in.bias": some(inner),
        "proj_out.weight": some(width, inner),
        "proj_out.bias": some(width),
        "norm_out.weight": some(width) + 1,
        "norm_out.bias": some(width),
    }
    for layer in range(4):
        at = f"layers.{layer}"
        for norm in ("0.norm1", "0.norm2", "1.0"):
            found |= {f"{at}.{norm}.weight": some(inner) + 1, f"{at}.{norm}.bias": some(inner)}
        found |= {
            f"{at}.0.to_q.weight": some(inner, inner),
            f"{at}.0.to_kv.weight": some(2 * inner, inner),
            f"{at}.0.to_out.weight": some(inner, inner),
            f"{at}.1.1.weight": some(4 * inner, inner),
            f"{at}.1.3.weight": some(inner, 4 * inner),
        }
    return found
