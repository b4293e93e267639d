"""Networks built from a config and filled out of one file, weight by weight."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import diffusers
import torch
import transformers
from torch import nn

from graphstudio.api import ControlNet, Denoiser
from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.building import build, fill
from graphstudio.diffusion.configs import Config, read_json
from graphstudio.diffusion.controlnets import UNetControlNet
from graphstudio.diffusion.denoisers import UNetDenoiser
from graphstudio.diffusion.families import FLUX, SD3
from graphstudio.diffusion.flow_denoisers import FluxDenoiser, Sd3Denoiser
from graphstudio.diffusion.single.conversion import (
    PromisedWeights,
    Promises,
    clip_weights,
    control_weights,
    denoiser_weights,
    promise_part,
    vae_weights,
)
from graphstudio.diffusion.single.storage import read_shapes
from graphstudio.diffusion.single.tails import refuse_empty_tail
from graphstudio.diffusion.t5 import T5Encoder
from graphstudio.diffusion.texts import ClipEncoder
from graphstudio.diffusion.tokenizers import check_tokenizer

if TYPE_CHECKING:
    from graphstudio.diffusion.single.sources import (
        AutoencoderFile,
        ClipFile,
        ControlNetFile,
        DenoiserFile,
        Stored,
        T5File,
    )

_DENOISERS = {SD3: Sd3Denoiser, FLUX: FluxDenoiser}


def load_denoiser(source: DenoiserFile, device: torch.device, precision: torch.dtype) -> Denoiser:
    """Load a U-Net or a transformer out of a file.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: The file is there and cannot be trusted.
    """
    stored, config = source.stored, _config(source.stored)
    weights = denoiser_weights(_promises(stored), stored.piece, config, stored.file)
    kind = getattr(diffusers, config["_class_name"])
    net: Any = _filled(kind, config, weights, stored, device, precision)
    wrapped: Any = _DENOISERS.get(source.family, UNetDenoiser)
    denoiser: Denoiser = wrapped(net, device, precision)
    return denoiser


def load_autoencoder(
    source: AutoencoderFile, device: torch.device, precision: torch.dtype
) -> Autoencoder:
    """Load an autoencoder out of a file.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: The file is there and cannot be trusted.
    """
    stored, config = source.stored, _config(source.stored)
    weights = vae_weights(_promises(stored), stored.piece, config, stored.file)
    return Autoencoder(_filled(diffusers.AutoencoderKL, config, weights, stored, device, precision))


def load_clip(source: ClipFile, device: torch.device, precision: torch.dtype) -> ClipEncoder:
    """Load a CLIP text encoder out of a file.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: A file is there and cannot be trusted.
    """
    stored, config = source.stored, _config(source.stored)
    check_tokenizer(source.tokenizer, int(config["vocab_size"]))
    projects = source.pooling == "projected"
    kind = transformers.CLIPTextModelWithProjection if projects else transformers.CLIPTextModel
    weights = clip_weights(_promises(stored), stored.piece, config, projects=projects)
    net: Any = _filled(kind, config, weights, stored, device, precision)
    padding = {"pad_token": source.padding} if source.padding else {}
    tokenizer = transformers.CLIPTokenizer.from_pretrained(
        source.tokenizer, local_files_only=True, **padding
    )
    length = min(int(tokenizer.model_max_length), int(net.config.max_position_embeddings))
    return ClipEncoder(net, tokenizer, length, source.is_penultimate, source.pooling)


def load_t5(source: T5File, device: torch.device, precision: torch.dtype) -> T5Encoder:
    """Load a T5 text encoder out of a file.

    Raises:
        ModelMissing: A file is not there.
        ModelBroken: A file is there and cannot be trusted.
    """
    stored, config = source.stored, _config(source.stored)
    check_tokenizer(source.tokenizer, int(config["vocab_size"]))
    kind = transformers.T5EncoderModel
    net = _filled(kind, config, _promises(stored), stored, device, precision)
    tokenizer = transformers.T5TokenizerFast.from_pretrained(
        source.tokenizer, local_files_only=True
    )
    return T5Encoder(net, tokenizer, source.length)


def load_controlnet(
    source: ControlNetFile, device: torch.device, precision: torch.dtype
) -> ControlNet:
    """Load a ControlNet out of a file.

    Raises:
        ModelMissing: The file is not there.
        ModelBroken: The file is there and cannot be trusted.
    """
    stored, config = source.stored, _config(source.stored)
    # New branches of a ControlNet are zeros, and may be stored last.
    promised = _promises(stored, may_end_in_zeros=True)
    weights = control_weights(promised, stored.piece, config, stored.file)
    net: Any = _filled(diffusers.ControlNetModel, config, weights, stored, device, precision)
    return UNetControlNet(net, device, precision)


def _config(stored: Stored) -> Config:
    return read_json(stored.config / "config.json") | dict(stored.changes)


def _promises(stored: Stored, *, may_end_in_zeros: bool = False) -> Promises:
    if not may_end_in_zeros:
        refuse_empty_tail(stored.file)
    shapes = read_shapes(stored.file, allows_pickle=stored.allows_pickle)
    return promise_part(stored.file, shapes, stored.piece)


def _filled(
    kind: Any,  # Any: a class of an untyped library
    config: Config,
    weights: Promises,
    stored: Stored,
    device: torch.device,
    precision: torch.dtype,
) -> nn.Module:
    net = build(kind, config, what=stored.config)
    promised = PromisedWeights(weights, stored.file)
    return fill(net, promised, place=stored.file, precision=precision, device=device)
