"""Pictures that carry the workflow they were made by."""

from __future__ import annotations

import io
import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio.errors import NotAWorkflow
from graphstudio.graph.elements import Json
from graphstudio.workflow.atomic import create_numbered
from graphstudio.workflow.foreign import describe_keywords
from graphstudio.workflow.json_text import load_object
from graphstudio.workflow.png_texts import DamagedPng, find_text

if TYPE_CHECKING:
    from PIL import Image

_WORKFLOW = "graphstudio.workflow"
_RUN = "graphstudio.run"


def write_png(
    path: Path,
    pixels: Image.Image,
    *,
    workflow: str,
    run: Mapping[str, Json],
    note: Callable[[Path], None] = lambda _: None,
) -> Path:
    """Write a picture with its workflow inside, under a number that is free.

    Never overwrites, whoever else writes into the folder; the name appears when the file is
    whole. "fox.png" is written as "fox_0001.png", or the number after the highest there is.

    Args:
        path: Folder and name without number; the folder exists.
        pixels: Any mode that PNG can hold.
        workflow: Text of the workflow file.
        run: What it was made on, as JSON values.
        note: Told the file's name just before the file has it.

    Returns:
        Where it was written.

    Raises:
        WorkflowFileError: It could not be written, and nothing is left of it.
    """
    from PIL.PngImagePlugin import PngInfo

    info = PngInfo()
    info.add_text("Software", "GraphStudio")
    info.add_itxt(_WORKFLOW, workflow, zip=True)
    info.add_itxt(_RUN, json.dumps(dict(run), allow_nan=False, sort_keys=True), zip=True)
    data = io.BytesIO()
    pixels.save(data, "PNG", pnginfo=info)
    return create_numbered(path, data.getvalue(), note=note)


def read_workflow(path: Path) -> str:
    """Read the text of the workflow file that a PNG picture carries.

    Raises:
        NotAWorkflow: It carries none, or cannot be read; says why and what to do.
    """
    return _read(path, _WORKFLOW)


def read_run(path: Path) -> dict[str, Json]:
    """Read what a PNG picture says it was made on.

    Raises:
        NotAWorkflow: It does not say, or cannot be read; says why and what to do.
    """
    data, _ = load_object(_read(path, _RUN), f"{path}, {_RUN}")
    return data


def _read(path: Path, keyword: str) -> str:
    try:
        found = find_text(path, keyword)
    except DamagedPng as error:
        raise NotAWorkflow(
            f"{path}: {error}. No workflow could be read; use the original file, "
            "or a workflow file beside it."
        ) from None
    except (OSError, ValueError) as error:
        raise NotAWorkflow(f"{path}: it cannot be read ({error}). Check the file.") from error
    if found.wanted is not None:
        return found.wanted
    known = describe_keywords(found.keywords)
    if known is not None:
        raise NotAWorkflow(f"{path}: {known}. Build it anew from GraphStudio nodes.")
    raise NotAWorkflow(
        f"{path}: this picture carries no GraphStudio workflow. Programs that edit or send "
        "pictures often remove it; use the file as GraphStudio wrote it."
    )
