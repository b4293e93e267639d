"""Where the pictures of a run go: into a folder as PNG, or into a list."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio import paths
from graphstudio.api import Image
from graphstudio.engine.disk.pictures import KeptImage
from graphstudio.engine.journal import ItemJournal
from graphstudio.errors import BadValue
from graphstudio.session.guard import safety_record
from graphstudio.session.record import run_record
from graphstudio.workflow.atomic import drop_part
from graphstudio.workflow.pictures import write_png

if TYPE_CHECKING:
    from PIL import Image as Pillow

# What one of the systems that people use does not have in file names.
_NOT_IN_NAMES = frozenset('/\\<>:"|?*')


@dataclass(frozen=True, slots=True)
class PictureFolder:
    """Write every picture of a run into one folder, its workflow inside.

    Attributes:
        folder: Made when the first picture comes.
        workflow: The workflow file's text, with the exact values of this run.
        journal: Notes each file of an item of a stream, and knows what an earlier run wrote for
            it before its process died; None notes nothing.
    """

    folder: Path
    workflow: str
    journal: ItemJournal | None = None

    def prepare(self) -> None:
        """Make the folder, so that a run that cannot save is refused before it starts.

        Raises:
            BadValue: There can be no such folder, or nothing can be written into it.
        """
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
            reason = "" if os.access(self.folder, os.W_OK) else "it is write-protected"
        except OSError as error:
            reason = error.strerror or str(error)
        if reason:
            raise BadValue(
                f"Pictures cannot be written into {self.folder}: {reason}. Choose another folder "
                "(--out)."
            )

    def __call__(self, node: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
        """Write one PNG for each picture of the batch and say where.

        Args:
            node: Who saves.
            image: The pictures.
            stem: How the names of the files begin.
            texts: What they were made from in words, by port; drawn ones are in no workflow.

        Raises:
            BadValue: The stem is no plain file name.
        """
        _check_stem(stem)
        self.prepare()
        record = run_record(texts)
        paths = []
        for index, picture in enumerate(_to_pillow(image)):
            path = self._written_before(node)
            if path is None:
                run = {**record, **safety_record(image, index), "node": node, "index": index}
                note = partial(self._note, node)
                file = self.folder / f"{stem}.png"
                path = write_png(file, picture, workflow=self.workflow, run=run, note=note)
            paths.append(path)
        return paths

    def _written_before(self, node: str) -> Path | None:
        """Find what a process that died wrote for this item of a stream."""
        for path in () if self.journal is None else self.journal.noted(node):
            if path.is_file():
                return path
            drop_part(path)
        return None

    def _note(self, node: str, path: Path) -> None:
        if self.journal is not None:
            self.journal.note(node, path)


@dataclass(frozen=True, slots=True)
class PictureList:
    """Keep every picture of a run in memory.

    Attributes:
        by_node: The pictures of each node that saved some, in the order in which they came.
    """

    by_node: dict[str, list[Pillow.Image]] = field(default_factory=dict)

    def __call__(self, node: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
        """Keep the pictures of the batch; nothing is written."""
        del stem, texts
        self.by_node.setdefault(node, []).extend(_to_pillow(image))
        return []


def open_journal(out: Path) -> ItemJournal:
    """Give the journal in which runs into a folder note which items of streams are done."""
    return ItemJournal(paths.state() / "streams", out)


def _check_stem(stem: str) -> None:
    if (
        not stem.strip(" ")
        or stem.startswith(".")
        or set(stem) & _NOT_IN_NAMES
        or not stem.isprintable()
    ):
        raise BadValue(
            f"{stem!r} cannot begin a file's name. Use letters, digits, spaces, '-' and '_'; "
            "the folder is chosen for the whole run (--out)."
        )


def _to_pillow(image: Image) -> list[Pillow.Image]:
    if isinstance(image, KeptImage):
        from graphstudio.diffusion.eight_bits import to_pictures

        return to_pictures(image.array)  # without torch, which takes seconds to import
    from graphstudio.diffusion.images import to_pillow

    return to_pillow(image)
