"""Figures in a model's card: each table stands there with the command that makes it again."""

from __future__ import annotations

import re
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from graphstudio.errors import BadValue
from graphstudio.training.checkpoint import write_text
from graphstudio.training.folder import folder_bytes
from graphstudio.training.measures.table import Table

CARD: Final = "README.md"
_SECTION: Final = re.compile(r"(?<=^## Figures\n)(.*?)(?=^## )", re.MULTILINE | re.DOTALL)


def write_figures(folder: Path, tables: Mapping[str, Table], command: str) -> None:
    """Put tables into the card of a model's folder; tables that are not given stay as they were.

    Args:
        folder: The model's, with a card that has a section "Figures".
        tables: By the name of their question.
        command: What makes them again, without the question.

    Raises:
        BadValue: There is no such card.
    """
    card = folder / CARD
    text = card.read_text(encoding="utf-8") if card.exists() else ""
    section = _SECTION.search(text)
    if section is None:
        raise BadValue(f'{card}: there is no card with a section "## Figures" to write into.')
    opening, *old = re.split(r"^(?=### )", section.group(), flags=re.MULTILINE)
    blocks = {block.splitlines()[0]: block for block in old}
    for name, table in tables.items():
        shell = f"```sh\n{command} --ask {name}\n```"
        blocks[f"### {table.title}"] = f"{table.markdown()}\n\n{shell}\n\n"
    size = f"The folder has {folder_bytes(folder) / 1e6:.1f} MB.\n\n"
    opening = re.sub(r"The folder has .*? MB\.\n\n", "", opening) + size
    whole = opening + "".join(blocks.values())
    write_text(card, text[: section.start()] + whole + text[section.end() :])
