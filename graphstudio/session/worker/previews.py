"""Pictures, masks and latents as small encoded files, for showing while a run goes on."""

from __future__ import annotations

import io
import logging
import time
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

from graphstudio import paths
from graphstudio.api import Image, Latent, Mask
from graphstudio.session.worker.protocol import Previewed
from graphstudio.session.worker.tints import Tints

if TYPE_CHECKING:
    from PIL import Image as Pillow
    from torch import Tensor

SIDE_PX = 512
_PAUSE_S = 0.1  # between two latents: nobody sees more, and each one costs the run
_MOST_KEPT = 100  # whole pictures on disk
_MOST_ENLARGED = 8

_log = logging.getLogger("graphstudio.previews")


class Previews:
    """Make what nodes show; for one run.

    Args:
        tints: Knows the colours of latents.
        folder: Where whole pictures go that are larger than their preview.
    """

    def __init__(self, tints: Tints, folder: Path | None = None) -> None:
        self._tints = tints
        self._folder = folder or paths.cache() / "previews"
        self._next = 0.0

    def show(
        self, node: str, value: Image | Mask | Latent, *, path: Path | None = None
    ) -> Previewed | None:
        """Make a preview of the first picture of a batch; None if there is none to be shown.

        Latents that come quickly one after another are left out.

        Args:
            node: Who shows it.
            value: What it shows.
            path: The file that holds the whole picture, where it was written already.
        """
        if isinstance(value, Latent):
            now = time.monotonic()
            if now < self._next:
                return None
            self._next = now + _PAUSE_S
        try:
            if isinstance(value, Latent):
                return self._of_latent(node, value)
            return self._of_picture(node, _to_pillow(value), path)
        except Exception as error:  # noqa: BLE001 - values are what foreign code made of them
            # What cannot be shown must not end the run: whoever needs the value will say why.
            _log.warning("%s shows something that cannot be shown: %s", node, error)
            return None

    def _of_latent(self, node: str, latent: Latent) -> Previewed:
        rough = draw_rough(latent, self._tints.find(latent))
        return Previewed(node, rough.image, rough.width, rough.height, is_final=False)

    def _of_picture(self, node: str, picture: Pillow.Image, path: Path | None) -> Previewed:
        from PIL import Image as Pillow

        width, height = picture.size
        small = picture
        if max(picture.size) > SIDE_PX:
            path = path or self._keep(node, picture)
            small = picture.copy()
            small.thumbnail((SIDE_PX, SIDE_PX), Pillow.Resampling.LANCZOS)
        whole = str(path) if path is not None else ""
        return Previewed(node, _encode(small, "PNG"), width, height, is_final=True, path=whole)

    def _keep(self, node: str, picture: Pillow.Image) -> Path:
        """Write a whole picture where the window finds it, and let go the oldest ones."""
        self._folder.mkdir(parents=True, exist_ok=True)
        path = self._folder / f"{node}-{time.time_ns()}.png"
        path.write_bytes(_encode(picture, "PNG"))
        written = sorted(self._folder.glob("*.png"), key=lambda one: one.name.rpartition("-")[2])
        for old in written[:-_MOST_KEPT]:
            old.unlink(missing_ok=True)  # another window may have been faster
        return path


class Drawing(NamedTuple):
    """Hold an encoded picture, and how large the one is that it stands for, in pixels."""

    image: bytes
    width: int
    height: int


def draw_rough(latent: Latent, matrix: Tensor | None) -> Drawing:
    """Draw the first picture of a batch of latents without decoding it, as a JPEG file.

    Args:
        latent: Finished, or an estimate of it.
        matrix: From `Tints`; None draws shapes in grey.
    """
    from PIL import Image as Pillow

    from graphstudio.diffusion.images import to_pillow
    from graphstudio.diffusion.previews import rough_image

    one = Latent(latent.samples[:1], latent.family, latent.scale)
    rough = to_pillow(rough_image(one, matrix))[0]
    width, height = rough.width * latent.scale, rough.height * latent.scale
    factor = min(SIDE_PX / max(rough.size), _MOST_ENLARGED)
    size = (max(round(rough.width * factor), 1), max(round(rough.height * factor), 1))
    smooth = rough.resize(size, Pillow.Resampling.BICUBIC)
    return Drawing(_encode(smooth, "JPEG"), width, height)


def draw_whole(image: Image) -> Drawing:
    """Draw the first picture of a batch, pixel for pixel, as a PNG file."""
    picture = _to_pillow(image)
    return Drawing(_encode(picture, "PNG"), *picture.size)


def _to_pillow(value: Image | Mask) -> Pillow.Image:
    from graphstudio.diffusion.images import to_pillow

    if isinstance(value, Mask):
        grey = value.values[:1, :, :, None].expand(-1, -1, -1, 3)
        return to_pillow(Image(grey))[0].convert("L")
    return to_pillow(Image(value.pixels[:1]))[0]


def _encode(picture: Pillow.Image, kind: str) -> bytes:
    file = io.BytesIO()
    if kind == "PNG":
        picture.save(file, kind, compress_level=1)  # it goes a short way: quick beats small
    else:
        picture.save(file, kind, quality=90)
    return file.getvalue()
