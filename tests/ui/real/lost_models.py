"""Workflows whose model was renamed, is missing or is cut in half, mended in the window.

Each is opened, and what the program says about its model is done with mouse and keyboard, until a
run gives a picture. `prepare` makes the files; a fake hub gives what is downloaded.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Callable
from functools import partial
from pathlib import Path

from graphstudio import paths
from graphstudio.session.workspace.sheet import Sheet
from graphstudio.ui.panels.start.page import StartPage
from graphstudio.ui.window.main_window import MainWindow
from graphstudio.ui.window.questions import QuestionBar
from tests.library.fake_hub import sha256
from tests.ui.real.hands import Hands, middle
from tests.ui.real.sight import (
    Script,
    find_button,
    left_part,
    open_canvas,
    outcome_of,
    shoot,
    status_of,
    value_of,
)

STYLES, PAINTER = "ada/styles", "ada/painter"
"""Repositories of the fake hub."""
WORKFLOW = "fox.json"
_LORA, _OTHER, _MODEL = "ink.safetensors", "my ink.safetensors", "painter"
_UNET = "unet/diffusion_pytorch_model.safetensors"
_STEPS = 4
_WIDTH_PX, _HEIGHT_PX = 1600, 1000


def prepare(case: str, models: Path, folder: Path) -> dict[str, dict[str, bytes]]:
    """Write the models and the workflow of a case; give what the hub holds, by repository."""
    shipped = paths.bundled("resources") / "models"
    pencil = (shipped / "builtin-pencil" / "pencil.safetensors").read_bytes()
    lora = pencil[:-4] + b"\0\0\0\0"  # else the one that ships would be found
    told = {
        "name": _LORA,
        "kind": "lora",
        "size_bytes": len(lora),
        "sha256": sha256(lora),
        "origin": {"repository": STYLES, "file": _LORA},
    }
    loras = models / "loras"
    loras.mkdir(parents=True)
    match case:
        case "renamed-lora":
            (loras / _OTHER).write_bytes(lora)
        case "cut-lora":
            (loras / _LORA).write_bytes(lora[: len(lora) // 2])
        case "cut-model":
            (loras / _LORA).write_bytes(lora)
            _write_cut_model(shipped / "builtin", models / _MODEL)
    _write_workflow(folder / WORKFLOW, case, told)
    painter = shipped / "builtin"
    files = [one for one in painter.rglob("*") if one.suffix in (".json", ".safetensors")]
    model = {one.relative_to(painter).as_posix(): one.read_bytes() for one in files}
    return {STYLES: {_LORA: lora}, PAINTER: model}


def _write_cut_model(source: Path, target: Path) -> None:
    shutil.copytree(source, target, ignore=shutil.ignore_patterns("*.png", "*.md"))
    unet = target / _UNET
    unet.write_bytes(unet.read_bytes()[: unet.stat().st_size // 2])


def _write_workflow(file: Path, case: str, told: dict[str, object]) -> None:
    """Write text to image with a LoRA, and what it says of its models."""
    data = json.loads((paths.bundled("workflows") / "text-to-image.json").read_text())
    data["nodes"]["lora"] = {"type": "lora.apply_denoiser", "values": {"lora": _LORA}}
    data["nodes"]["sampler"]["values"]["steps"] = _STEPS
    data["wires"] |= {"lora.denoiser": "load.denoiser", "sampler.denoiser": "lora.denoiser"}
    data["layout"]["nodes"]["lora"] = {"x": 288, "y": -480}
    data["models"] = {"lora.lora": told}
    if case == "cut-model":
        data["nodes"]["load"]["values"] = {"model": _MODEL}
        origin = {"repository": PAINTER}
        data["models"]["load.model"] = {"name": _MODEL, "kind": "model", "origin": origin}
    file.write_text(json.dumps(data))


def renamed(window: MainWindow, folder: Path) -> Script:
    """Use the file that has the content that was meant."""
    hands = Hands(window)
    yield from _open(window, folder)
    yield partial(_says, window, "1 found under another name")
    shoot(window, folder, "told")
    hands.click(middle(find_button(window, "Use found files")))
    yield lambda: value_of(open_canvas(window), "lora", "lora") == _OTHER
    yield lambda: not window.questions.texts
    yield from _run(hands, window, folder)


def missing(window: MainWindow, folder: Path) -> Script:
    """Download what is not here."""
    hands = Hands(window)
    yield from _open(window, folder)
    yield partial(_says, window, "1 missing")
    yield from _download(hands, window, folder, f"Download 1.6 MiB from {STYLES}")
    yield from _run(hands, window, folder)


def cut(node: str, file: str, origin: str, window: MainWindow, folder: Path) -> Script:
    """Run what is damaged, read why it fails, and download it again."""
    hands = Hands(window)
    yield from _open(window, folder)
    yield partial(_says, window, "1 damaged")
    hands.click(left_part(find_button(window, "Run")))
    yield lambda: outcome_of(window) == "failed" or window.runs.of(_sheet(window)).troubles
    said = " ".join(
        [status_of(window, node).message or ""]
        + [one.message for one in window.runs.of(_sheet(window)).troubles]
    )
    shoot(window, folder, "refused")
    assert file in said, said
    assert "ownload" in said, said
    yield from _download(hands, window, folder, f"Download it again from {origin}")
    yield from _run(hands, window, folder)


def _open(window: MainWindow, folder: Path) -> Script:
    """Open the workflow."""
    window.resize(_WIDTH_PX, _HEIGHT_PX)
    yield lambda: window.width() == _WIDTH_PX
    yield lambda: isinstance(window.tabs.currentWidget(), StartPage)
    window.files.open(folder / WORKFLOW)
    yield lambda: window.pages.canvas is not None and window.desk.runner.is_ready


def _download(hands: Hands, window: MainWindow, folder: Path, text: str) -> Script:
    hands.click(middle(find_button(window, "Details …")))
    yield window.models.sheet.isVisible
    yield lambda: True
    shoot(window, folder, "details")
    hands.click(middle(find_button(window, text)))
    yield (
        lambda: (
            {one.state for one in window.models.verdicts(_sheet(window))} == {"present"}
            and not window.models.sheet.isVisible()
            and not window.questions.texts
        )
    )
    shoot(window, folder, "downloaded")


def _run(hands: Hands, window: MainWindow, folder: Path) -> Script:
    hands.click(left_part(find_button(window, "Run")))
    yield lambda: outcome_of(window) == "failed" or (outcome_of(window) == "done" and _made(folder))
    shoot(window, folder, "finished")
    assert outcome_of(window) == "done", status_of(window, "lora").message


def _made(folder: Path) -> list[Path]:
    return list((folder / "out").glob("*.png"))


def _says(window: MainWindow, text: str) -> bool:
    bars = window.questions.findChildren(QuestionBar)
    return any(text in one.text and one.isVisible() for one in bars)


def _sheet(window: MainWindow) -> Sheet:
    page = window.pages.page
    assert page is not None
    return page.sheet


LOST_MODELS: dict[str, Callable[[MainWindow, Path], Script]] = {
    "renamed-lora": renamed,
    "missing-lora": missing,
    "cut-lora": partial(cut, "lora", _LORA, STYLES),
    "cut-model": partial(cut, "load", _UNET, PAINTER),
}
"""What is done, by case."""
