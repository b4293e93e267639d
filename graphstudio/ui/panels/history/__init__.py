"""The history panel: everything that was done, and what can be done again."""

from graphstudio.ui.panels.history.panel import HistoryPanel

__all__ = ["HistoryPanel"]
