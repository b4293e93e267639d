"""What the engine holds in memory, why, and how to be rid of it."""

from graphstudio.ui.panels.memory.panel import MemoryPanel

__all__ = ["MemoryPanel"]
