"""The queue panel: what runs, what waits, and what became of the rest."""

from graphstudio.ui.panels.queue.panel import QueuePanel

__all__ = ["QueuePanel"]
