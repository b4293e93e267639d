"""Small versions of pictures, kept as files that can be made again at any time."""

from __future__ import annotations

import hashlib
import secrets
from contextlib import suppress
from pathlib import Path

_SIDE_PX = 512  # the largest tile at twice the density
_MOST_BYTES = 512 * 1024**2


class Thumbnails:
    """Make and find small versions of pictures. Any thread may ask, several at once."""

    def __init__(self, folder: Path, side_px: int = _SIDE_PX) -> None:
        """Keep them in a folder, which is made.

        Args:
            folder: Where the files go.
            side_px: Longest side of a small version.
        """
        self._folder = folder
        self._side_px = side_px

    def get(self, path: Path) -> Path | None:
        """Find the small version of a picture, or make it; None if the picture cannot be read.

        It is a JPEG file, or a PNG file where the picture has transparent parts. A picture that
        was changed since gets a new one.
        """
        try:
            found = path.stat()
        except OSError:
            return None
        facts = f"{path.resolve()}\n{found.st_mtime_ns}\n{found.st_size}\n{self._side_px}"
        name = hashlib.sha256(facts.encode(errors="surrogateescape")).hexdigest()[:32]
        for kept in (self._folder / f"{name}.jpg", self._folder / f"{name}.png"):
            if kept.is_file():
                return kept
        return self._make(path, name)

    def prune(self, most_bytes: int = _MOST_BYTES) -> None:
        """Remove the oldest ones until the others fit into a budget."""
        if not self._folder.is_dir():
            return
        files = [(one, one.stat()) for one in self._folder.iterdir()]
        total = sum(found.st_size for _, found in files)
        for file, found in sorted(files, key=lambda one: one[1].st_mtime_ns):
            if total <= most_bytes:
                return
            file.unlink(missing_ok=True)
            total -= found.st_size

    def _make(self, path: Path, name: str) -> Path | None:
        from PIL import Image, ImageOps

        self._folder.mkdir(parents=True, exist_ok=True)
        part = self._folder / f".{secrets.token_hex(8)}.part"
        try:
            with Image.open(path) as picture:
                # JPEG files give a smaller version many times faster than all their pixels.
                picture.draft("RGB", (2 * self._side_px, 2 * self._side_px))
                is_clear = picture.has_transparency_data
                upright = ImageOps.exif_transpose(picture)
                small = upright.convert("RGBA" if is_clear else "RGB")
            small.thumbnail((self._side_px, self._side_px), reducing_gap=2.0)
            small.save(part, "PNG" if is_clear else "JPEG", quality=88)
            final = self._folder / f"{name}{'.png' if is_clear else '.jpg'}"
            part.replace(final)
        # Pillow raises whatever its decoders do with what is no picture, or a cut-off one.
        except Exception:  # noqa: BLE001 - foreign code
            with suppress(OSError):
                part.unlink(missing_ok=True)
            return None
        return final
