"""Who loads a network out of one file: frozen, light values, as those for folders.

They import torch only when they are asked to load.
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.diffusion.choices import Pooling
from graphstudio.diffusion.single.contents import Piece

if TYPE_CHECKING:
    import torch

    from graphstudio.api import ControlNet, Denoiser, Vae
    from graphstudio.diffusion.t5 import T5Encoder
    from graphstudio.diffusion.texts import ClipEncoder

Changes = tuple[tuple[str, int | bool | str], ...]


@dataclass(frozen=True, slots=True)
class Stored:
    """Say where a network's weights lie and how it is built.

    Attributes:
        file: Holds the weights.
        piece: Where in it.
        config: The folder whose config.json describes the network.
        changes: What the file shows to be otherwise than that config says.
        allows_pickle: Whether the file may be a pickle.
    """

    file: Path
    piece: Piece
    config: Path
    changes: Changes = ()
    allows_pickle: bool = False


@dataclass(frozen=True, slots=True)
class DenoiserFile:
    """Load a U-Net or a transformer out of a file.

    Attributes:
        stored: Where it is.
        family: Its family.
    """

    stored: Stored
    family: str

    def load(self, device: torch.device, precision: torch.dtype) -> Denoiser:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: The file is there and cannot be trusted.
        """
        from graphstudio.diffusion.single.loading import load_denoiser

        return load_denoiser(self, device, precision)


@dataclass(frozen=True, slots=True)
class AutoencoderFile:
    """Load an `AutoencoderKL` out of a file.

    Attributes:
        stored: Where it is.
    """

    stored: Stored

    def load(self, device: torch.device, precision: torch.dtype) -> Vae:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: The file is there and cannot be trusted.
        """
        from graphstudio.diffusion.single.loading import load_autoencoder

        return load_autoencoder(self, device, precision)


@dataclass(frozen=True, slots=True)
class ClipFile:
    """Load a CLIP text encoder out of a file, with a tokenizer from a folder.

    Attributes:
        stored: Where it is.
        tokenizer: Holds the tokenizer's files.
        padding: The token that fills a short text up; "" for the tokenizer's own.
        is_penultimate: Whether the family reads the last layer but one, as it is.
        pooling: Which vector it gives for the whole text.
    """

    stored: Stored
    tokenizer: Path
    padding: str = ""
    is_penultimate: bool = False
    pooling: Pooling = "none"

    def load(self, device: torch.device, precision: torch.dtype) -> ClipEncoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: A file is not there.
            ModelBroken: A file is there and cannot be trusted.
        """
        from graphstudio.diffusion.single.loading import load_clip

        return load_clip(self, device, precision)


@dataclass(frozen=True, slots=True)
class T5File:
    """Load a T5 text encoder out of a file, with a tokenizer from a folder.

    Attributes:
        stored: Where it is.
        tokenizer: Holds the tokenizer's files.
        length: Tokens of a short text, padding counted.
    """

    stored: Stored
    tokenizer: Path
    length: int = 512

    def load(self, device: torch.device, precision: torch.dtype) -> T5Encoder:
        """Load the weights onto a device.

        Raises:
            ModelMissing: A file is not there.
            ModelBroken: A file is there and cannot be trusted.
        """
        from graphstudio.diffusion.single.loading import load_t5

        return load_t5(self, device, precision)


@dataclass(frozen=True, slots=True)
class ControlNetFile:
    """Load a `ControlNetModel` out of a file.

    Attributes:
        stored: Where it is.
    """

    stored: Stored

    def load(self, device: torch.device, precision: torch.dtype) -> ControlNet:
        """Load the weights onto a device.

        Raises:
            ModelMissing: The file is not there.
            ModelBroken: The file is there and cannot be trusted.
        """
        from graphstudio.diffusion.single.loading import load_controlnet

        return load_controlnet(self, device, precision)
