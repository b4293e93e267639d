"""What a docstring says: the summary, the help, and a line for each argument and result."""

from __future__ import annotations

import inspect
import re
from dataclasses import dataclass, field

_SECTION = re.compile(
    r"(Args|Arguments|Attributes|Returns|Raises|Yields|Example|Examples|Note|Notes):\s*\Z"
)
_ENTRY = re.compile(r"\*{0,2}(\w+)(?:\s*\([^)]*\))?:\s*(.*)\Z")


@dataclass(frozen=True, slots=True)
class Docstring:
    """Hold what a docstring in Google's style says.

    Attributes:
        summary: Its first paragraph, on one line.
        help: The whole text without the sections below.
        arguments: The lines of `Args:` (or `Attributes:`) by name, each on one line.
        returns: The text of `Returns:`, on one line.
        results: The lines of `Returns:` that start with a name, by that name.
    """

    summary: str = ""
    help: str = ""
    arguments: dict[str, str] = field(default_factory=dict)
    returns: str = ""
    results: dict[str, str] = field(default_factory=dict)


def read_docstring(text: str | None) -> Docstring:
    """Take a docstring apart; nothing gives an empty one."""
    free: list[str] = []
    sections: dict[str, list[str]] = {}
    into = free
    for line in inspect.cleandoc(text or "").splitlines():
        heading = _SECTION.match(line)
        if heading is not None:
            into = sections.setdefault(heading[1], [])
        elif line and not line[0].isspace() and into is not free:
            into = free
            free.append(line)
        else:
            into.append(line)
    help_ = "\n".join(free).strip()
    named = sections.get("Args") or sections.get("Arguments") or sections.get("Attributes") or []
    returns = sections.get("Returns", [])
    return Docstring(
        summary=_on_one_line(help_.partition("\n\n")[0]),
        help=re.sub(r"\n{3,}", "\n\n", help_),
        arguments=_entries(named),
        returns=_on_one_line("\n".join(returns)),
        results=_entries(returns),
    )


def _entries(lines: list[str]) -> dict[str, str]:
    found: dict[str, str] = {}
    name = ""
    for line in inspect.cleandoc("\n".join(["", *lines])).splitlines():
        entry = None if line[:1].isspace() else _ENTRY.match(line)
        if entry is not None:
            name = entry[1]
            found[name] = entry[2]
        elif name:
            found[name] += f"\n{line}"
    return {name: _on_one_line(text) for name, text in found.items()}


def _on_one_line(text: str) -> str:
    return " ".join(text.split())
