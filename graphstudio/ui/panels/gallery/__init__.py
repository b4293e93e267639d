"""The gallery panel: every picture that was made."""

from graphstudio.ui.panels.gallery.panel import GalleryPanel

__all__ = ["GalleryPanel"]
