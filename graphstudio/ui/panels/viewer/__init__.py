"""The viewer: pictures looked at closely, and compared."""

from graphstudio.ui.panels.viewer.panel import ViewerPanel

__all__ = ["ViewerPanel"]
