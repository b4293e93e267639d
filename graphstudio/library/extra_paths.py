"""The further folders that ComfyUI's own `extra_model_paths.yaml` names."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

from graphstudio import paths
from graphstudio.library.entries import Kind

FILE = "extra_model_paths.yaml"
"""Lies beside the program."""
_MOST_BYTES = 1 << 20


def extra_places(program: Path, kinds: Mapping[str, Kind]) -> tuple[dict[Path, Kind], str]:
    """Read which further folders ComfyUI looks into.

    Args:
        program: ComfyUI's folder.
        kinds: By the name of a folder of its, what lies in it.

    Returns:
        By folder the kind that it is for, and what is wrong with the file; "" for nothing.
    """
    file = program / FILE
    try:
        if not file.is_file():
            return {}, ""
        if file.stat().st_size > _MOST_BYTES:
            return {}, f"{file} is too large to be a list of folders."
        told: Any = _parsed(file.read_text("utf-8"))  # Any: YAML of others
    except (OSError, ValueError, RecursionError) as error:
        first = str(error).splitlines()[0] if str(error) else "damaged"
        return {}, f"{file} cannot be read ({first}): the folders in it are not looked through."
    found: dict[Path, Kind] = {}
    for section in told.values() if isinstance(told, dict) else ():
        if isinstance(section, dict):
            found |= _section(program, section, kinds)
    return found, ""


def _section(
    program: Path, section: Mapping[str, object], kinds: Mapping[str, Kind]
) -> dict[Path, Kind]:
    base = section.get("base_path")
    top = program / paths.at_home(base) if isinstance(base, str) else program
    return {
        top / line.strip(): kinds[name]
        for name, lines in section.items()
        if name in kinds and isinstance(lines, str)
        for line in lines.splitlines()
        if line.strip()
    }


def _parsed(text: str) -> Any:  # Any: YAML of others
    """Read YAML.

    Raises:
        ValueError: It is none.
    """
    import yaml  # slow to import, and most machines have no such file

    try:
        return yaml.safe_load(text)
    except yaml.YAMLError as error:
        raise ValueError(str(error)) from error
