"""Get models: a list to begin with, what is under way, and the token that some ask for."""

from graphstudio.ui.panels.downloads.sheet import DownloadsSheet

__all__ = ["DownloadsSheet"]
