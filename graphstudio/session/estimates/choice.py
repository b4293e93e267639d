"""How sparingly a run begins, where it is known beforehand that memory will not do."""

from __future__ import annotations

from graphstudio.engine.thrift import Thrift
from graphstudio.session.estimates.outlook import Outlook


def choose_thrift(outlook: Outlook) -> Thrift:
    """Choose the least that helps: pieces against what is computed, half size against weights."""
    memory = outlook.memory
    if memory is None or memory.free_bytes is None or memory.fits:
        return Thrift.NORMAL
    return Thrift.HALF if memory.weights_bytes > memory.free_bytes else Thrift.PIECES
