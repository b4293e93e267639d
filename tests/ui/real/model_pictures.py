"""Pictures of the models panel, the sheet of a workflow's models, and what else shows models.

GRAPHSTUDIO_MODELS=FOLDER/models xvfb-run -s "-screen 0 1600x1000x24" \\
    python -m tests.ui.real.play model-pictures FOLDER
"""

from __future__ import annotations

import shutil
from pathlib import Path

from PySide6.QtCore import Qt

from graphstudio import paths
from graphstudio.ui.window.main_window import MainWindow
from tests.library.weights import CHECKPOINT, write_weights
from tests.ui.real.lost_models import WORKFLOW, prepare
from tests.ui.real.pictures import after
from tests.ui.real.sight import Script, find_button, shoot

_WIDTH_PX, _HEIGHT_PX = 1600, 1000
_STYLES = ("ink", "watercolour", "charcoal", "gouache", "woodcut")


def model_pictures(window: MainWindow, folder: Path) -> Script:
    """Show everything about models once, and the panel and the sheet in each theme."""
    prepare("missing-lora", paths.models(), folder)
    _write_models(paths.models())
    window.resize(_WIDTH_PX, _HEIGHT_PX)
    yield lambda: window.width() == _WIDTH_PX
    window.files.open(folder / WORKFLOW)
    yield lambda: window.questions.texts
    window.docks["models"].reveal()
    window.resizeDocks([window.docks["models"]], [440], Qt.Orientation.Horizontal)
    panel = window.panels.models
    painter = paths.models() / "painter"
    yield lambda: panel.entry(painter) is not None and not panel.collection.is_scanning
    panel.select(painter)
    yield after(1.2)
    shoot(window, folder, "bar")
    find_button(window, "Details …").click()
    yield after(0.6)
    for theme in ("dark", "light", "contrast"):
        window.desk.appearance.use(theme)
        yield after(0.8)
        shoot(window, folder, f"models-{theme}")
    window.desk.appearance.use("dark")
    find_button(window, "Show pictures").click()
    panel.select(next(one for one in paths.models().rglob("gouache*.safetensors")))
    yield after(0.8)
    shoot(window, folder, "grid")
    find_button(window, "Show pictures").click()
    panel.filters.group(True)
    yield after(1.5)
    window.docks["memory"].reveal()
    yield after(0.5)
    shoot(window, folder, "duplicates")
    window.getting.open()
    yield after(1.0)
    shoot(window, folder, "get")


def _write_models(models: Path) -> None:
    shipped = paths.bundled("resources") / "models"
    pencil = shipped / "builtin-pencil"
    shutil.copytree(shipped / "builtin", models / "painter")
    for number, name in enumerate(_STYLES[1:]):
        write_weights(models / "loras" / f"{name}.safetensors", filling=bytes([number]))
        shutil.copy(pencil / "contact-sheet.png", models / "loras" / f"{name}.png")
    lora = models / "loras" / "gouache.safetensors"
    shutil.copy(lora, lora.with_name("gouache copy.safetensors"))
    cut = models / "loras" / "cut.safetensors"
    cut.write_bytes(lora.read_bytes()[:3000])
    write_weights(models / "checkpoints" / "dream-xl.safetensors", CHECKPOINT)
