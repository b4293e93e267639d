"""What is wrong with a file that can be opened all the same: one problem for each thing."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass

from graphstudio.graph.elements import Json

# Dots stay bare: "wires.sampler.model" reads better than brackets, and ids have none in them.
_PLAIN_KEY = re.compile(r"[A-Za-z_$][A-Za-z0-9_$.-]*\Z")
_SHOWN_CHARACTERS = 60


@dataclass(frozen=True, slots=True)
class Problem:
    """Say what is wrong, where, and what to do.

    Attributes:
        place: JSON path, such as "nodes.sampler.values.steps"; "" for the file as a whole.
        message: What is wrong, what became of it, and what to do.
        is_warning: True when it changes nothing of what the graph does: an unknown key, or
            the layout of a node that is not there.
    """

    place: str
    message: str
    is_warning: bool = False

    def __str__(self) -> str:
        return f"{self.place}: {self.message}" if self.place else self.message


def path_of(*keys: str | int) -> str:
    """Write a JSON path: "nodes.sampler.values", with brackets where a key is no plain word."""
    parts: list[str] = []
    for key in keys:
        if isinstance(key, str) and _PLAIN_KEY.match(key):
            parts.append(f".{key}" if parts else key)
        else:
            parts.append(f"[{shown(key)}]")
    return "".join(parts)


def shown(value: Json) -> str:
    """Show a JSON value in a message: as JSON, in one line, cut at 60 characters."""
    try:
        text = json.dumps(value, ensure_ascii=False)
    except RecursionError:
        text = "something nested very deeply"
    return text if len(text) <= _SHOWN_CHARACTERS else f"{text[: _SHOWN_CHARACTERS - 1]}…"
