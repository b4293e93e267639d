"""Who loads a network when it is lent: frozen, light values that name files.

They import torch only when they are asked to load, so that planning and listing never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from graphstudio.diffusion.choices import Pooling

if TYPE_CHECKING:
    import torch

    from graphstudio.api import ControlNet, Denoiser, TextEncoder, Vae
    from graphstudio.diffusion.t5 import T5Encoder
    from graphstudio.diffusion.texts import ClipEncoder


@dataclass(frozen=True, slots=True)
class UNetFolder:
    """Load a `UNet2DConditionModel` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_unet

        return load_unet(self.folder, self.variant, device, precision)


@dataclass(frozen=True, slots=True)
class AutoencoderFolder:
    """Load an `AutoencoderKL` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> Vae:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_autoencoder

        return load_autoencoder(self.folder, self.variant, device, precision)


@dataclass(frozen=True, slots=True)
class ClipFolder:
    """Load a CLIP text encoder and its tokenizer from their folders.

    Attributes:
        folder: Holds the text encoder's config.json and the weights.
        tokenizer: Holds the tokenizer's files.
        variant: Which weights: "" or such as "fp16".
        is_penultimate: Whether the family reads the last layer but one, as it is.
        pooling: Which vector it gives for the whole text: none, the projected one, or the plain
            state of its last token.
    """

    folder: Path
    tokenizer: Path
    variant: str = ""
    is_penultimate: bool = False
    pooling: Pooling = "none"

    def load(self, device: torch.device, precision: torch.dtype) -> ClipEncoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_clip

        return load_clip(self, device, precision)


@dataclass(frozen=True, slots=True)
class T5Folder:
    """Load a `T5EncoderModel` and its tokenizer from their folders.

    Attributes:
        folder: Holds the text encoder's config.json and the weights.
        tokenizer: Holds the tokenizer's files.
        variant: Which weights: "" or such as "fp16".
        length: Tokens of a short text, padding counted.
    """

    folder: Path
    tokenizer: Path
    variant: str = ""
    length: int = 512

    def load(self, device: torch.device, precision: torch.dtype) -> T5Encoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_t5

        return load_t5(self, device, precision)


class TextSource(Protocol):
    """Know how to load one text encoder of a group."""

    def load(self, device: torch.device, precision: torch.dtype) -> ClipEncoder | T5Encoder:
        """Load the weights onto a device."""


@dataclass(frozen=True, slots=True)
class TextGroup:
    """Load several text encoders that belong together.

    Attributes:
        family: Decides how what they say is joined.
        parts: In the order in which they are joined.
        width: Of what the denoiser reads.
    """

    family: str
    parts: tuple[TextSource, ...]
    width: int

    def load(self, device: torch.device, precision: torch.dtype) -> TextEncoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.text_groups import join_encoders

        nets = [part.load(device, precision) for part in self.parts]
        return join_encoders(self.family, nets, self.width)


@dataclass(frozen=True, slots=True)
class TransformerFolder:
    """Load a denoising transformer from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
        family: Which transformer it is.
    """

    folder: Path
    variant: str
    family: str

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_transformer

        return load_transformer(self, device, precision)


@dataclass(frozen=True, slots=True)
class ClassTransformerFolder:
    """Load a `DiTTransformer2DModel` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_class_transformer

        return load_class_transformer(self.folder, self.variant, device, precision)


@dataclass(frozen=True, slots=True)
class ControlNetFolder:
    """Load a `ControlNetModel` from its folder.

    Attributes:
        folder: Holds config.json and the weights.
        variant: Which weights: "" or such as "fp16".
    """

    folder: Path
    variant: str = ""

    def load(self, device: torch.device, precision: torch.dtype) -> ControlNet:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_controlnet

        return load_controlnet(self.folder, self.variant, device, precision)
