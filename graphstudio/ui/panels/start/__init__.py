"""The start page: what one can begin with."""

from graphstudio.ui.panels.start.page import StartPage

__all__ = ["StartPage"]
