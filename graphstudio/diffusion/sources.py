"""Who loads a network when it is lent: frozen, light values that name files.

They import torch only when they are asked to load, so that planning and listing never do.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import torch

    from graphstudio.api import ControlNet, Denoiser, TextEncoder, Vae
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
        pools: Whether it also gives one vector for the whole text.
    """

    folder: Path
    tokenizer: Path
    variant: str = ""
    is_penultimate: bool = False
    pools: bool = False

    def load(self, device: torch.device, precision: torch.dtype) -> ClipEncoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.loading import load_clip

        return load_clip(self, device, precision)


@dataclass(frozen=True, slots=True)
class ClipPair:
    """Load several CLIP text encoders that read the same text, as SDXL has them.

    Attributes:
        parts: In the order in which their states are joined.
    """

    parts: tuple[ClipFolder, ...]

    def load(self, device: torch.device, precision: torch.dtype) -> TextEncoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The files are not there.
            ModelBroken: The files are there and cannot be trusted.
        """
        from graphstudio.diffusion.texts import JoinedEncoders

        return JoinedEncoders(tuple(part.load(device, precision) for part in self.parts))


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
