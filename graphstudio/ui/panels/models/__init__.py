"""The models panel: every model on this machine."""

from graphstudio.ui.panels.models.panel import ModelsPanel

__all__ = ["ModelsPanel"]
