"""Where the pictures of a run go: into a folder as PNG, or into a list."""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.api import Image
from graphstudio.session.record import run_record
from graphstudio.workflow.pictures import write_png

if TYPE_CHECKING:
    from PIL import Image as Pillow


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """Write every picture of a run into one folder, its workflow inside.

    Attributes:
        folder: Made when the first picture comes.
        workflow: The workflow file's text, with the exact values of this run.
    """

    folder: Path
    workflow: str

    def __call__(self, node: str, image: Image, stem: str) -> list[Path]:
        """Write one PNG for each picture of the batch and say where."""
        self.folder.mkdir(parents=True, exist_ok=True)
        return [
            write_png(
                self.folder / f"{stem}.png",
                picture,
                workflow=self.workflow,
                run={**run_record(), "node": node, "index": index},
            )
            for index, picture in enumerate(to_pillow(image))
        ]


@dataclass(frozen=True, slots=True)
class PictureList:
    """Keep every picture of a run in memory.

    Attributes:
        pictures: In the order in which they came.
    """

    pictures: list[Pillow.Image] = field(default_factory=list)

    def __call__(self, node: str, image: Image, stem: str) -> list[Path]:
        """Keep the pictures of the batch; nothing is written."""
        del node, stem
        self.pictures.extend(to_pillow(image))
        return []


def to_pillow(image: Image) -> list[Pillow.Image]:
    """Turn a batch into Pillow pictures, RGB or RGBA with 8 bits a channel."""
    from graphstudio.diffusion.images import to_pillow as convert

    return convert(image)
