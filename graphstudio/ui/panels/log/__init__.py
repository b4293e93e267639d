"""The log panel: what nodes and libraries printed."""

from graphstudio.ui.panels.log.panel import LogPanel

__all__ = ["LogPanel"]
