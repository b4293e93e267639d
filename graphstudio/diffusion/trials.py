"""Loaded networks tried out once, on as little as they take: do they answer, and in numbers?

Weights that are all finite can still be of no use, such as those that only full precision holds.
The first answer also has the libraries below get ready what they get ready at a first call.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any

import torch
from torch import Tensor

from graphstudio.api import Conditioning, Image, Model
from graphstudio.diffusion.class_denoisers import DitDenoiser
from graphstudio.diffusion.controlnets import UNetControlNet
from graphstudio.diffusion.denoisers import PixelDenoiser, UNetDenoiser
from graphstudio.diffusion.flow_controlnets import FluxControlNet, Sd3ControlNet
from graphstudio.diffusion.flow_denoisers import FluxDenoiser, Sd3Denoiser
from graphstudio.diffusion.lora.deltas import product
from graphstudio.diffusion.union_controlnets import UnionControlNet
from graphstudio.errors import ModelBroken

_CELLS = 16  # a side: the levels and patches of every family divide it
_SIDE_PX = 128
_TOKENS = 8
_WORDS = "a photo of a cat"
_NOON = 500.0  # in the middle of a schedule

_DENOISERS = (UNetDenoiser, PixelDenoiser, DitDenoiser, Sd3Denoiser, FluxDenoiser)
_CONTROLNETS = (UNetControlNet, UnionControlNet, Sd3ControlNet, FluxControlNet)

Net = Any  # what a model's source loads; diffusers below it has no types


def can_try(model: Model[Any]) -> bool:
    """Say whether a network is asked.

    One whose answers hang on earlier calls, or that is made ready for one size at a time, is
    asked by the run itself.
    """
    tuning = model.tuning
    return model.kind in _TRIALS and not (tuning.compiled or tuning.cuda_graphs or tuning.forgets)


def try_out(model: Model[Any], net: Net) -> bool:
    """Have a loaded network answer once; say whether it was asked at all.

    Args:
        model: What was loaded.
        net: What loading it gave; it is not changed.

    Raises:
        ModelBroken: What it answers are no numbers.
    """
    if not can_try(model):
        return False
    with torch.no_grad():
        answers = list(_TRIALS[model.kind](model, net))
    if not all(torch.isfinite(one).all() for one in answers):
        raise ModelBroken(
            f"{model.name}: its {model.kind.replace('_', ' ')} is whole, but what it answers is "
            "not finite. Choose precision float32 or bfloat16 where it is loaded, or another "
            "version of this model."
        )
    return bool(answers)


def _denoiser(model: Model[Any], net: Net) -> Iterator[Tensor]:
    if isinstance(net, _DENOISERS):  # a pack may have others, with questions of their own
        yield net.predict(*_question(model, net))


def _question(model: Model[Any], net: Net) -> tuple[Tensor, Tensor, Conditioning]:
    """Ask what stands in noise, in the words of a denoiser's or a ControlNet's family."""
    config = net.unet.config if isinstance(net, UNetDenoiser) else net.net.config
    channels, side = int(config.in_channels), _CELLS
    told: dict[str, Any] = {}
    if isinstance(net, PixelDenoiser):
        side = _at_least(_CELLS, int(model.fact("patch_size") or 1))
    if isinstance(net, DitDenoiser):
        side = int(config.sample_size)
    if isinstance(net, FluxDenoiser | FluxControlNet):
        channels //= 4  # a token is 2 x 2 cells
    if isinstance(net, DitDenoiser) or model.fact("classes"):
        told["labels"] = torch.zeros(1, dtype=torch.int64)
    width = config.get("joint_attention_dim") or config.get("cross_attention_dim") or 0
    pooled, sizes = _pooled_width(model, config)
    if pooled:
        told["pooled"] = torch.zeros(1, pooled)
    if sizes:
        told["sizes"] = torch.full((1, sizes), float(_SIDE_PX))
    sample = torch.randn(1, channels, side, side, generator=torch.Generator().manual_seed(0))
    conditioning = Conditioning(torch.zeros(1, _TOKENS, int(width)), model.family, **told)
    return sample.to(net.device), torch.tensor(_NOON, device=net.device), conditioning


def _pooled_width(model: Model[Any], config: Any) -> tuple[int, int]:  # Any: of diffusers
    """Give the width of the vector for a whole text, and how many sizes are told."""
    if config.get("pooled_projection_dim"):
        return int(config.pooled_projection_dim), 0
    if config.get("addition_embed_type") != "text_time":
        return 0, 0
    sizes = int(model.fact("sizes_told") or 6)  # a ControlNet does not say; the refiner has none
    each = int(config.addition_time_embed_dim)
    return int(config.projection_class_embeddings_input_dim) - sizes * each, sizes


def _at_least(least: int, multiple: int) -> int:
    return -(-least // multiple) * multiple


def _text_encoder(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    said = net.encode(_WORDS)
    yield said.embeds
    if said.pooled is not None:
        yield said.pooled


def _t5(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    yield net.encode(_WORDS)


def _vae(model: Model[Any], net: Net) -> Iterator[Tensor]:
    channels = int(model.fact("latent_channels") or 4)
    yield net.decode(torch.zeros(1, channels, _CELLS // 2, _CELLS // 2))
    yield net.encode(torch.zeros(1, 3, _SIDE_PX, _SIDE_PX))


def _controlnet(model: Model[Any], net: Net) -> Iterator[Tensor]:
    if not isinstance(net, _CONTROLNETS):
        return
    if isinstance(net, Sd3ControlNet):
        if net.net.pos_embed is None:
            return  # its denoiser makes its tokens
        net = replace(net, blocks=len(net.net.transformer_blocks))
    if isinstance(net, FluxControlNet):
        blocks = len(net.net.transformer_blocks), len(net.net.single_transformer_blocks)
        net = replace(net, blocks=blocks, mode=0 if model.fact("modes") else None)
    sample, timestep, conditioning = _question(model, net)
    is_latent = model.fact("sees") == "latent"
    hint = sample if is_latent else torch.zeros(1, 3, _SIDE_PX, _SIDE_PX, device=net.device)
    found = net.ask(sample, timestep, conditioning, hint, strength=1.0, is_guess=False)
    yield from (*found.down, *found.inner, *found.single)
    if found.middle is not None:
        yield found.middle


def _t2i_adapter(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    nothing = torch.zeros(1, device=net.device)
    hint = torch.zeros(1, 3, 2 * _SIDE_PX, 2 * _SIDE_PX, device=net.device)
    about = Conditioning(torch.zeros(1, 0, 0), "")
    yield from net.ask(nothing, nothing, about, hint, strength=1.0, is_guess=False).inner


def _ip_adapter(model: Model[Any], net: Net) -> Iterator[Tensor]:
    places = () if model.fact("projects") else (_TOKENS,)
    seen = torch.zeros(1, 1, *places, int(model.fact("picture_width") or 0), device=net.device)
    tokens = net.say(seen)
    yield tokens
    for place in range(len(net.widths)):
        yield from net.attend(tokens, place)


def _image_encoder(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    for projects in (True, False):
        yield from net.see(_picture(), projects=projects)


def _upscaler(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    yield net.enlarge(_picture().pixels.movedim(-1, 1).contiguous())


def _annotator(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    yield net.annotate(_picture().pixels[0])


def _safety_checker(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    yield torch.tensor(net.judge(_picture()))


def _lora(model: Model[Any], net: Net) -> Iterator[Tensor]:
    """Multiply out what it adds: numbers that are finite may have a product that is not."""
    del model
    for change in net.changes:
        yield change.scale * product(change)


def _embedding(model: Model[Any], net: Net) -> Iterator[Tensor]:
    del model
    yield from net.vectors


def _picture() -> Image:
    return Image(torch.full((1, _SIDE_PX, _SIDE_PX, 3), 0.5))


_Trial = Callable[[Model[Any], Net], Iterator[Tensor]]

_TRIALS: dict[str, _Trial] = {
    "annotator": _annotator,
    "controlnet": _controlnet,
    "denoiser": _denoiser,
    "embedding": _embedding,
    "image_encoder": _image_encoder,
    "ip_adapter": _ip_adapter,
    "lora": _lora,
    "safety_checker": _safety_checker,
    "t2i_adapter": _t2i_adapter,
    "t5": _t5,
    "text_encoder": _text_encoder,
    "upscaler": _upscaler,
    "vae": _vae,
}
