"""Nodes that do what bad luck does, and nothing that outlives a test: as for the worker."""

from tests.session.worker.conftest import _bad_nodes, _nothing_is_left

__all__ = ["_bad_nodes", "_nothing_is_left"]
