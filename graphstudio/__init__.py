"""GraphStudio: wire diffusion pipelines from nodes and run them lazily.

import graphstudio as gs
gs.Workflow.load("workflows/text-to-image.json").run(prompt="a red circle").images[0].show()
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from graphstudio.api import Cancelled
    from graphstudio.errors import GraphStudioError
    from graphstudio.session.face import NodeHandle, Result, Workflow
    from graphstudio.session.studio import Studio

__all__ = ["Cancelled", "GraphStudioError", "NodeHandle", "Result", "Studio", "Workflow"]

_HOMES = {
    "Cancelled": "graphstudio.api",
    "GraphStudioError": "graphstudio.errors",
    "NodeHandle": "graphstudio.session.face",
    "Result": "graphstudio.session.face",
    "Studio": "graphstudio.session.studio",
    "Workflow": "graphstudio.session.face",
}


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def __getattr__(name: str) -> Any:  # Any: each name is what its home says
    """Import a public name when it is first used: packs import us, and must stay fast."""
    if name in _HOMES:
        return getattr(import_module(_HOMES[name]), name)
    raise AttributeError(f"module 'graphstudio' has no attribute {name!r}")
