"""Finding a node to add."""

from graphstudio.ui.search.node_search import NodeSearch

__all__ = ["NodeSearch"]
