"""Networks read from disk into memory, and not believed until they are checked.

What diffusers and transformers let pass with a line in a log is an error here: a weight that is
missing, a tokenizer without words, numbers that are not finite. Networks are built empty and their
files are read once (`building`). Nothing is ever looked up on a network, and pickles are never
opened.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import diffusers
import torch
import transformers

from graphstudio.api import ControlNet, Denoiser
from graphstudio.diffusion.autoencoders import Autoencoder
from graphstudio.diffusion.building import build, fill
from graphstudio.diffusion.class_denoisers import DitDenoiser
from graphstudio.diffusion.configs import AGAIN, read_json
from graphstudio.diffusion.controlnets import UNetControlNet
from graphstudio.diffusion.denoisers import PixelDenoiser, UNetDenoiser
from graphstudio.diffusion.families import FLUX
from graphstudio.diffusion.flow_controlnets import FluxControlNet, Sd3ControlNet
from graphstudio.diffusion.flow_denoisers import FluxDenoiser, Sd3Denoiser
from graphstudio.diffusion.image_encoders import ClipImageEncoder
from graphstudio.diffusion.quietness import quiet
from graphstudio.diffusion.stored_weights import WeightFiles
from graphstudio.diffusion.t2i_adapters import UNetT2IAdapter
from graphstudio.diffusion.t5 import T5Encoder
from graphstudio.diffusion.texts import ClipEncoder
from graphstudio.diffusion.tokenizers import check_tokenizer
from graphstudio.diffusion.union_controlnets import UnionControlNet
from graphstudio.diffusion.weights import find_weights
from graphstudio.errors import ModelBroken

if TYPE_CHECKING:
    from graphstudio.diffusion.image_encoder_folders import ImageEncoderFolder
    from graphstudio.diffusion.sources import ClipFolder, T5Folder, TransformerFolder

_CONTROLNETS = {
    "ControlNetModel": UNetControlNet,
    "SD3ControlNetModel": Sd3ControlNet,
    "FluxControlNetModel": FluxControlNet,
    "ControlNetUnionModel": UnionControlNet,
}


def load_unet(
    folder: Path, variant: str, device: torch.device, precision: torch.dtype
) -> UNetDenoiser:
    """Load a denoising U-Net from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    kind = diffusers.UNet2DConditionModel
    net = _load(kind, folder, variant, device, precision)
    return UNetDenoiser(net, net.device, precision)


def load_pixel_unet(
    folder: Path, variant: str, device: torch.device, precision: torch.dtype
) -> PixelDenoiser:
    """Load the U-Net of a pixel-space model from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    net = _load(diffusers.UNet2DModel, folder, variant, device, precision)
    return PixelDenoiser(net, net.device, precision)


def load_controlnet(
    folder: Path, variant: str, device: torch.device, precision: torch.dtype
) -> ControlNet:
    """Load a ControlNet of any family from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    kind = str(read_json(folder / "config.json").get("_class_name"))
    net = _load(getattr(diffusers, kind), folder, variant, device, precision)
    wrapped: Any = _CONTROLNETS[kind]
    leading: ControlNet = wrapped(net, device, precision)
    return leading


def load_t2i_adapter(
    folder: Path, variant: str, device: torch.device, precision: torch.dtype
) -> UNetT2IAdapter:
    """Load a T2I-Adapter from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    net = _load(diffusers.T2IAdapter, folder, variant, device, precision)
    return UNetT2IAdapter(net, device, precision)


def load_image_encoder(
    source: ImageEncoderFolder, device: torch.device, precision: torch.dtype
) -> ClipImageEncoder:
    """Load an image encoder from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    kind = transformers.CLIPVisionModelWithProjection
    net = _load(kind, source.folder, source.variant, device, precision)
    side = int(net.config.image_size)
    # Pillow's, for the other one gives other pixels where torchvision is installed.
    eyes = transformers.CLIPImageProcessorPil
    if source.eyes is None:
        return ClipImageEncoder(net, eyes(size=side, crop_size=side), precision)
    opened = _open(eyes.from_pretrained, source.eyes)
    if (opened.crop_size["height"], opened.crop_size["width"]) != (side, side):
        raise ModelBroken(
            f"{source.eyes} crops pictures to another size than the {side} px that the image "
            f"encoder in {source.folder} looks at. {AGAIN}"
        )
    return ClipImageEncoder(net, opened, precision)


def load_autoencoder(
    folder: Path, variant: str, device: torch.device, precision: torch.dtype
) -> Autoencoder:
    """Load an autoencoder from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    return Autoencoder(_load(diffusers.AutoencoderKL, folder, variant, device, precision))


def load_clip(source: ClipFolder, device: torch.device, precision: torch.dtype) -> ClipEncoder:
    """Load a CLIP text encoder and its tokenizer from their folders.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    folder, words = source.folder, source.tokenizer
    check_tokenizer(words, int(read_json(folder / "config.json").get("vocab_size", 0)))
    projects = source.pooling == "projected"
    kind = transformers.CLIPTextModelWithProjection if projects else transformers.CLIPTextModel
    net = _load(kind, folder, source.variant, device, precision)
    tokenizer = _open(transformers.CLIPTokenizer.from_pretrained, words)
    ids = (tokenizer.bos_token_id, tokenizer.eos_token_id, tokenizer.pad_token_id)
    if any(number is None or number >= net.config.vocab_size for number in ids):
        raise ModelBroken(
            f"{words} lacks a begin, end or padding token that the text encoder knows. {AGAIN}"
        )
    # A tokenizer that was saved without its length says 10**30.
    length = min(int(tokenizer.model_max_length), int(net.config.max_position_embeddings))
    if length < 3:
        raise ModelBroken(f"{words} leaves no room for words (length {length}). {AGAIN}")
    return ClipEncoder(net, tokenizer, length, source.is_penultimate, source.pooling)


def load_t5(source: T5Folder, device: torch.device, precision: torch.dtype) -> T5Encoder:
    """Load a T5 text encoder and its tokenizer from their folders.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    words = int(read_json(source.folder / "config.json").get("vocab_size", 0))
    check_tokenizer(source.tokenizer, words)
    kind = transformers.T5EncoderModel
    net = _load(kind, source.folder, source.variant, device, precision)
    tokenizer = _open(transformers.T5TokenizerFast.from_pretrained, source.tokenizer)
    return T5Encoder(net, tokenizer, source.length)


def load_transformer(
    source: TransformerFolder, device: torch.device, precision: torch.dtype
) -> Denoiser:
    """Load a denoising transformer from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    is_flux = source.family == FLUX
    kind = diffusers.FluxTransformer2DModel if is_flux else diffusers.SD3Transformer2DModel
    net = _load(kind, source.folder, source.variant, device, precision)
    wrapped = FluxDenoiser if is_flux else Sd3Denoiser
    return wrapped(net, device, precision)


def load_class_transformer(
    folder: Path, variant: str, device: torch.device, precision: torch.dtype
) -> DitDenoiser:
    """Load a class-conditional transformer from its folder.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    kind = diffusers.DiTTransformer2DModel
    net = _load(kind, folder, variant, device, precision)
    return DitDenoiser(net, device, precision)


def load_network(
    kind: Any,  # Any: a class of an untyped library
    folder: Path,
    variant: str,
    device: torch.device,
    precision: torch.dtype,
) -> Any:
    """Load any network of diffusers or transformers from its folder.

    Raises:
        ModelBroken: The files are there and cannot be trusted.
    """
    return _load(kind, folder, variant, device, precision)


def load_tool(kind: Any, folder: Path) -> Any:  # Any: a class of an untyped library
    """Load what has no weights from its folder: a scheduler, a tokenizer, an image processor.

    Raises:
        ModelBroken: The files are there and cannot be trusted.
    """
    return _open(kind.from_pretrained, folder)


def _load(
    kind: Any,  # Any: a class of an untyped library
    folder: Path,
    variant: str,
    device: torch.device,
    precision: torch.dtype,
) -> Any:
    stem = "model" if issubclass(kind, transformers.PreTrainedModel) else "diffusion_pytorch_model"
    files = WeightFiles(find_weights(folder, stem, variant).files)
    net = build(kind, read_json(folder / "config.json"), what=folder)
    return fill(net, files, place=folder, precision=precision, device=device)


def _open(
    from_pretrained: Callable[..., Any],
    folder: Path,
    **options: Any,
) -> Any:
    try:
        with quiet():
            return from_pretrained(folder, local_files_only=True, **options)
    except (torch.OutOfMemoryError, MemoryError):
        raise
    except Exception as error:  # other people's code, on files that may hold anything
        reason = str(error).strip().splitlines()
        raise ModelBroken(
            f"{folder} cannot be loaded: {reason[0] if reason else type(error).__name__} {AGAIN}"
        ) from error
