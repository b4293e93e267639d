"""A safety checker, loaded, and pictures that it looks at."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from diffusers.pipelines.stable_diffusion import StableDiffusionSafetyChecker
from transformers import CLIPImageProcessor

from graphstudio.api import Image
from graphstudio.diffusion.gaussian import blur_pixels
from graphstudio.diffusion.images import to_pillow
from graphstudio.diffusion.loading import load_network, load_tool
from graphstudio.diffusion.pipelines.remarks import overhear, say_nothing
from graphstudio.errors import ModelBroken

if TYPE_CHECKING:
    from graphstudio.diffusion.choices import UnsafeTreatment
    from graphstudio.diffusion.safety.folders import CheckerFolder

_BLUR = 1 / 8  # of the longer side: detail is gone, colours stay


def load_checker(
    source: CheckerFolder, device: torch.device, precision: torch.dtype
) -> LoadedChecker:
    """Load a safety checker and its image processor.

    Raises:
        ModelMissing: The files are not there.
        ModelBroken: The files are there and cannot be trusted.
    """
    kind = StableDiffusionSafetyChecker
    net = load_network(kind, source.folder, source.variant, device, precision)
    processor = load_tool(CLIPImageProcessor, source.processor)
    side, sees = int(net.config.vision_config.image_size), _side(processor)
    if sees != side:
        raise ModelBroken(
            f"{source.processor} makes pictures of {sees} px and the safety checker in "
            f"{source.folder} sees {side} px: they do not belong together."
        )
    return LoadedChecker(net, processor)


@dataclass(frozen=True, slots=True)
class LoadedChecker:
    """Judge pictures with the checker of Stable Diffusion (arXiv:2210.04610 describes it).

    It sees the middle square of a picture, and no transparency.

    Attributes:
        net: The network.
        processor: Scales pictures to what it sees.
    """

    net: Any  # Any: of an untyped library
    processor: Any  # Any: as above

    @torch.no_grad()
    def judge(self, image: Image) -> tuple[bool, ...]:
        """Say for each picture of a batch whether it is unsafe; each is looked at alone.

        Raises:
            BadValue: It is no picture.
        """
        verdicts = []
        with overhear(say_nothing):  # it says that pictures go black, which is decided elsewhere
            for picture in to_pillow(image):
                seen = self.processor(images=picture.convert("RGB"), return_tensors="pt")
                pixels = seen.pixel_values.to(self.net.device, self.net.dtype)
                # It blacks out what it is given beside: nothing that anybody needs.
                _, (is_unsafe,) = self.net(clip_input=pixels, images=[np.zeros((1, 1, 3))])
                verdicts.append(bool(is_unsafe))
        return tuple(verdicts)


def cover(image: Image, unsafe: tuple[bool, ...], treatment: UnsafeTreatment) -> Image:
    """Make unsafe pictures of a batch unrecognisable; the others keep every bit.

    Args:
        image: The pictures; transparency goes where one is covered.
        unsafe: For each picture, whether it is.
        treatment: How; "show" changes nothing.
    """
    if treatment == "show" or not any(unsafe):
        return image
    pixels = image.pixels.clone()
    for place, is_unsafe in enumerate(unsafe):
        if is_unsafe:
            pixels[place, ..., 3:] = 1.0
            pixels[place, ..., :3] = _covered(pixels[place : place + 1, ..., :3], treatment)
    return Image(pixels.contiguous())


def _covered(colours: torch.Tensor, treatment: UnsafeTreatment) -> torch.Tensor:
    if treatment == "black":
        return torch.zeros_like(colours[0])
    return blur_pixels(colours, max(colours.shape[1:3]) * _BLUR)[0].clamp(0, 1)


def _side(processor: Any) -> int:  # Any: as above
    size = processor.crop_size if processor.do_center_crop else processor.size
    return int(size["height"])
