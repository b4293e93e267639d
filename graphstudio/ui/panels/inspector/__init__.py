"""The inspector panel: everything about what is selected."""

from graphstudio.ui.panels.inspector.panel import InspectorPanel

__all__ = ["InspectorPanel"]
