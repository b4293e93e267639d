"""A folder of pictures with captions, read and checked before anything is loaded.

Captions stand in NAME.txt beside NAME.png, or in a metadata.jsonl of the "imagefolder" layout: one
JSON object a line with "file_name" and "text".
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Final

import numpy as np
import torch
from PIL import Image, ImageOps

from graphstudio.errors import BadValue

PICTURES: Final = (".png", ".jpg", ".jpeg", ".webp")
_METADATA: Final = "metadata.jsonl"


@dataclass(frozen=True, slots=True)
class CaptionedPicture:
    """One picture to learn from; ``size_px`` is (width, height), upright."""

    path: Path
    caption: str
    size_px: tuple[int, int]


@dataclass(frozen=True, slots=True)
class CroppedPicture:
    """A square of a picture, and where it comes from: what SDXL is told.

    Attributes:
        pixels: (3, side, side), -1..1, float32, contiguous.
        size_px: (width, height) of the whole picture, before it was scaled.
        corner_px: (left, top) of the square in the scaled picture.
    """

    pixels: torch.Tensor
    size_px: tuple[int, int]
    corner_px: tuple[int, int]


def read_picture_folder(folder: Path, prompt: str = "") -> tuple[CaptionedPicture, ...]:
    """List the pictures of a folder with their captions, by name.

    Args:
        folder: Its sub-folders are looked into only where metadata.jsonl names them.
        prompt: The caption of all; "" reads their own.

    Raises:
        BadValue: It names every picture that cannot be read or has no caption.
    """
    if not folder.is_dir():
        raise BadValue(f"{folder} is no folder. Name the one that holds the pictures.")
    problems: list[str] = []
    found: list[CaptionedPicture] = []
    for path, caption in _captions(folder, prompt, problems):
        size = _size(path, problems)
        if size is not None:
            found.append(CaptionedPicture(path, caption, size))
    if not found and not problems:
        kinds = ", ".join(PICTURES)
        problems.append(f"{folder} holds no pictures ({kinds}). Put some there.")
    if problems:
        raise BadValue(f"{folder}: {len(problems)} problems with the pictures.", problems)
    return tuple(found)


def list_pictures(folder: Path) -> list[Path]:
    """List the pictures that lie in a folder, by name."""
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in PICTURES)


def small_pictures(pictures: tuple[CaptionedPicture, ...], side_px: int) -> list[str]:
    """Say which pictures will be enlarged, for that makes them soft."""
    return [
        f"{picture.path} is {picture.size_px[0]} x {picture.size_px[1]} pixels and will be "
        f"enlarged to {side_px}. A larger copy, or a smaller --resolution, would be sharper."
        for picture in pictures
        if min(picture.size_px) < side_px
    ]


def crop(
    picture: CaptionedPicture, side_px: int, spot: float, *, is_mirrored: bool
) -> CroppedPicture:
    """Scale a picture until its shorter side fits, and cut a square out of the longer one.

    Args:
        picture: Transparent parts become white.
        side_px: Of the square.
        spot: Where along the longer side: 0 is the start, 0.5 the middle, 1 the end.
        is_mirrored: Whether left and right change places, after the cut.
    """
    with Image.open(picture.path) as file:
        upright = ImageOps.exif_transpose(file).convert("RGBA")
    ground = Image.new("RGBA", upright.size, "white")
    flat = Image.alpha_composite(ground, upright).convert("RGB")
    width, height = (
        max(side_px, round(side * side_px / min(picture.size_px))) for side in picture.size_px
    )
    if flat.size != (width, height):
        flat = flat.resize((width, height), Image.Resampling.LANCZOS)
    left, top = round((width - side_px) * spot), round((height - side_px) * spot)
    square = flat.crop((left, top, left + side_px, top + side_px))
    if is_mirrored:
        square = ImageOps.mirror(square)
    pixels = torch.from_numpy(np.array(square)).permute(2, 0, 1).contiguous().float() / 127.5 - 1
    return CroppedPicture(pixels, picture.size_px, (left, top))


def _captions(folder: Path, prompt: str, problems: list[str]) -> Iterator[tuple[Path, str]]:
    if prompt:
        for path in list_pictures(folder):
            yield path, prompt
    elif (folder / _METADATA).is_file():
        yield from _listed(folder / _METADATA, problems)
    else:
        for path in list_pictures(folder):
            caption = _beside(path.with_suffix(".txt"), path, problems)
            if caption:
                yield path, caption


def _beside(file: Path, picture: Path, problems: list[str]) -> str:
    try:
        caption = file.read_text("utf-8").strip()
    except FileNotFoundError:
        problems.append(
            f"{picture} has no caption. Write {file.name} beside it, or give one --prompt for all."
        )
        return ""
    except (OSError, UnicodeDecodeError) as error:
        problems.append(f"{file} cannot be read as text ({error}).")
        return ""
    if not caption:
        problems.append(f"{file} is empty. Say in it what {picture.name} shows.")
    return caption


def _listed(file: Path, problems: list[str]) -> Iterator[tuple[Path, str]]:
    lines = file.read_text("utf-8", errors="replace").splitlines()
    for number, line in enumerate(lines, start=1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line)
        except ValueError as error:
            problems.append(f"{file}, line {number}: this is not JSON ({error}).")
            continue
        name, text = (
            entry.get(key, "") if isinstance(entry, dict) else "" for key in ("file_name", "text")
        )
        if isinstance(name, str) and name and isinstance(text, str) and text.strip():
            yield file.parent / name, text.strip()
        else:
            problems.append(f'{file}, line {number}: "file_name" or "text" is missing.')


def _size(path: Path, problems: list[str]) -> tuple[int, int] | None:
    try:
        with Image.open(path) as file:
            upright = ImageOps.exif_transpose(file)
            # Half a picture opens without complaint: only decoding it shows that it is whole.
            upright.load()
            width, height = upright.size
            return width, height
    except FileNotFoundError:
        problems.append(f"{path} is not there.")
    # Pillow's decoders raise these and, for some damaged PNGs, SyntaxError.
    except (OSError, ValueError, SyntaxError, Image.DecompressionBombError) as error:
        problems.append(f"{path} cannot be read as a picture ({error}). Take it out or mend it.")
    return None
