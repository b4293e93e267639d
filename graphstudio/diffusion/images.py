"""Pictures read, written to Pillow and back, scaled and laid over each other."""

import warnings
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import numpy as np
import PIL.Image
import torch
from PIL import ImageOps
from torch import Tensor

from graphstudio.api import Image, Mask
from graphstudio.diffusion.alpha import unweigh, weigh, with_alpha
from graphstudio.diffusion.choices import FitMethod, ScaleMethod
from graphstudio.diffusion.eight_bits import to_pictures
from graphstudio.diffusion.matching import match
from graphstudio.errors import BadValue

_FILTERS = {
    "lanczos": PIL.Image.Resampling.LANCZOS,
    "bicubic": PIL.Image.Resampling.BICUBIC,
    "bilinear": PIL.Image.Resampling.BILINEAR,
    "area": PIL.Image.Resampling.BOX,
    "nearest": PIL.Image.Resampling.NEAREST,
}


def load_image(path: Path) -> tuple[Image, Mask]:
    """Read a picture the right way up; of an animation its first frame.

    Returns:
        The picture (RGB, or RGBA where the file has transparency) and a mask of its transparent
        part: 1 is transparent, for repainting it.

    Raises:
        BadValue: There is no such file, or it is no picture that Pillow reads.
    """
    try:
        with warnings.catch_warnings():
            # Large is fine; what Pillow calls an error is a file made to fill the memory.
            warnings.simplefilter("ignore", PIL.Image.DecompressionBombWarning)
            with PIL.Image.open(path) as file:
                upright = ImageOps.exif_transpose(file)
                picture = from_pillow([upright])
    except FileNotFoundError:
        raise BadValue(f"{path} is not there. Choose a picture that is.") from None
    except IsADirectoryError:
        raise BadValue(f"{path} is a folder. Choose a picture in it.") from None
    except PIL.UnidentifiedImageError:
        raise BadValue(
            f"{path} is no picture that can be read. Choose a PNG, JPEG, WebP, TIFF, BMP or GIF."
        ) from None
    except PIL.Image.DecompressionBombError as error:
        raise BadValue(f"{path} is too large to be opened safely: {error}") from error
    except (OSError, ValueError, SyntaxError, EOFError) as error:
        raise BadValue(f"{path} is damaged or cannot be read: {error}. Choose another.") from error
    alpha = picture.pixels[..., 3] if picture.pixels.shape[-1] == 4 else None
    return picture, Mask(
        torch.zeros(picture.pixels.shape[:3]) if alpha is None else (1 - alpha).contiguous()
    )


def from_pillow(pictures: Sequence[PIL.Image.Image]) -> Image:
    """Turn Pillow pictures of one size into a batch; RGBA when one of them has transparency.

    Raises:
        BadValue: They differ in size, or there are none.
    """
    if len({picture.size for picture in pictures}) != 1:
        raise BadValue("Pictures of a batch must be of one size. Resize them first.")
    modes = {"RGBA" if picture.has_transparency_data else "RGB" for picture in pictures}
    mode = "RGBA" if "RGBA" in modes else "RGB"
    return Image(torch.stack([_to_tensor(picture, mode) for picture in pictures]))


def to_pillow(image: Image) -> list[PIL.Image.Image]:
    """Turn each picture of a batch into a Pillow one, 8 bits a channel.

    Raises:
        BadValue: It is no picture; see `eight_bits.to_pictures`.
    """
    return to_pictures(image.pixels.float().numpy())


def resize_image(
    image: Image,
    width: int,
    height: int,
    *,
    method: ScaleMethod = "lanczos",
    fit: FitMethod = "stretch",
) -> Image:
    """Scale pictures to a size in pixels, in full precision.

    Args:
        image: What to scale.
        width: 1 or more.
        height: 1 or more.
        method: How neighbours are mixed.
        fit: For other proportions: stretch, crop what sticks out, or pad with black (with
            transparency where there is alpha).

    Raises:
        BadValue: The size is less than a pixel.
    """
    if width < 1 or height < 1:
        raise BadValue(f"{width} x {height} px is no size. Choose 1 px or more.")
    tall, wide = image.pixels.shape[1:3]
    if fit == "stretch":
        return Image(_scale(image.pixels, width, height, method))
    factors = (width / wide, height / tall)
    factor = max(factors) if fit == "crop" else min(factors)
    inner = (max(round(wide * factor), 1), max(round(tall * factor), 1))
    scaled = _scale(image.pixels, *inner, method)
    left, top = (width - inner[0]) // 2, (height - inner[1]) // 2
    if fit == "crop":
        return Image(scaled[:, -top : height - top, -left : width - left].contiguous())
    framed = torch.zeros(scaled.shape[0], height, width, scaled.shape[-1])
    framed[:, top : top + inner[1], left : left + inner[0]] = scaled
    return Image(framed)


def resize_mask(mask: Mask, width: int, height: int, *, method: ScaleMethod = "bilinear") -> Mask:
    """Scale masks to a size in pixels.

    Raises:
        BadValue: The size is less than a pixel.
    """
    scaled = resize_image(Image(mask.values[..., None]), width, height, method=method)
    return Mask(scaled.pixels[..., 0].contiguous())


def composite(below: Image, above: Image, mask: Mask) -> Image:
    """Lay one picture over another where a mask is chosen.

    Mixed in sRGB values, as paint programs do. Where the mask is 0 or 1, pixels are those of
    one picture bit for bit.

    Args:
        below: Shows where the mask is 0.
        above: Shows where the mask is 1; of the same size.
        mask: Of the same size.

    Raises:
        BadValue: They differ in size, or their batches do not match.
    """
    under, over, share = match(
        {
            "The picture below": below.pixels,
            "the picture above": above.pixels,
            "the mask": mask.values,
        }
    )
    share = share[..., None]
    if 4 in (under.shape[-1], over.shape[-1]):
        under, over = with_alpha(under), with_alpha(over)
    mixed = unweigh(weigh(under) * (1 - share) + weigh(over) * share)
    return Image(torch.where(share == 0, under, torch.where(share == 1, over, mixed)).contiguous())


def _to_tensor(picture: PIL.Image.Image, mode: str) -> Tensor:
    """Give (height, width, channels); 16-bit pictures keep their precision."""
    if picture.mode.startswith("I;16") or picture.mode in {"I", "F"}:
        grey = np.asarray(picture, dtype=np.float32)
        most = 1.0 if picture.mode == "F" else 65535.0
        values = torch.from_numpy(np.clip(grey / most, 0, 1))
        colour = values[..., None].expand(-1, -1, 3)
        return (with_alpha(colour) if mode == "RGBA" else colour).contiguous()
    array = np.array(picture.convert(mode), dtype=np.float32) / 255
    return torch.from_numpy(array).contiguous()


def _scale(pixels: Tensor, width: int, height: int, method: ScaleMethod) -> Tensor:
    if method not in get_args(ScaleMethod):
        raise BadValue(
            f"There is no method {method!r}. Choose one of: {', '.join(get_args(ScaleMethod))}."
        )
    if tuple(pixels.shape[1:3]) == (height, width):
        return pixels
    if pixels.shape[-1] != 4:
        return _scale_channels(pixels, width, height, method)
    return unweigh(_scale_channels(weigh(pixels), width, height, method)).contiguous()


def _scale_channels(pixels: Tensor, width: int, height: int, method: ScaleMethod) -> Tensor:
    """Scale channel by channel in Pillow's float mode, which does not round to 8 bits."""
    scaled = [
        torch.stack(
            [
                torch.from_numpy(
                    np.array(
                        PIL.Image.fromarray(channel.numpy()).resize(
                            (width, height), _FILTERS[method]
                        )
                    )
                )
                for channel in one.movedim(-1, 0).contiguous()
            ],
            dim=-1,
        )
        for one in pixels
    ]
    return torch.stack(scaled).clamp(0, 1).contiguous()
