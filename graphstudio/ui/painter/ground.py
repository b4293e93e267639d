"""The picture that a mask is painted over, as far as the window knows it."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from PySide6.QtGui import QColor, QImage

from graphstudio.api import File
from graphstudio.graph.elements import Port
from graphstudio.graph.graph import Graph
from graphstudio.graph.passing import passed_on
from graphstudio.session.locating import absolute
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Previewed
from graphstudio.ui.panels.viewer.plate import Plate, read, unpack

_BLANK_PX = 1024
_BLANK = "#808288"

Kind = Literal["file", "run", "unwired", "unknown"]


@dataclass(frozen=True, slots=True)
class Ground:
    """Say where the picture is.

    Attributes:
        kind: Whether it is in a file, was seen in the last run, or is not known: because no wire
            leads to it, or because it has not been made yet.
        path: Its file.
        preview: What a run showed of it, where there is no file.
    """

    kind: Kind
    path: Path | None = None
    preview: Previewed | None = None

    @property
    def is_known(self) -> bool:
        """Whether there is a picture."""
        return self.kind in ("file", "run")

    def plate(self) -> Plate:
        """Read the picture, or give an empty one. For a thread."""
        if self.path is not None:
            return read(self.path)
        if self.preview is not None:
            return unpack(self.preview.image)
        image = QImage(_BLANK_PX, _BLANK_PX, QImage.Format.Format_RGB32)
        image.fill(QColor(_BLANK))
        return Plate(None, image, (image,))


def find(graph: Graph, node: str, status: RunStatus, folder: Path | None) -> Ground:
    """Find what the mask of a node is painted over.

    A file that is loaded as it is goes before what the last run showed: it may be another one
    since. Everything else is known from a run alone.
    """
    source = _source(graph, node)
    path = None if source is None else _file(graph, source, folder)
    if path is not None:
        return Ground("file", path)
    preview = status.node(node).preview
    if preview is None or not preview.is_final:
        return Ground("unwired" if source is None else "unknown")
    whole = Path(preview.path) if preview.path else None
    return Ground("run", whole if whole is not None and whole.exists() else None, preview)


def _source(graph: Graph, node: str) -> Port | None:
    """Find the output that gives the picture, through what only hands it on."""
    definition = graph.definition(node)
    pictures = [] if definition is None else definition.inputs
    feeds = graph.inputs(node)
    port = next((feeds.get(one.name) for one in pictures if one.type.base == "Image"), None)
    while port is not None:
        before = graph.definition(port.node)
        passes = before is not None and before.passes
        if not passes and not graph.nodes[port.node].is_bypassed:
            break
        port = passed_on(graph, port)
    return port


def _file(graph: Graph, source: Port, folder: Path | None) -> Path | None:
    """Find the file that a node reads, if the picture comes from there unchanged."""
    definition = graph.definition(source.node)
    if definition is None or any(one.type.base == "Image" for one in definition.inputs):
        return None
    for knob in definition.inputs:
        is_picture = any(isinstance(hint, File) and hint.kind == "image" for hint in knob.hints)
        value = graph.nodes[source.node].values.get(knob.name)
        if is_picture and value and knob.name not in graph.inputs(source.node):
            path = Path(str(absolute(knob, value, folder) if folder is not None else value))
            return path if path.is_file() else None
    return None
