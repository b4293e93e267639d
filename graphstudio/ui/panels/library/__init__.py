"""The library panel: every node there is, to be dragged onto the canvas."""

from graphstudio.ui.panels.library.model import NODE_MIME
from graphstudio.ui.panels.library.panel import LibraryPanel

__all__ = ["NODE_MIME", "LibraryPanel"]
