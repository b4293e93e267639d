"""What the user chose, kept in an INI file that can be read and mended by hand."""

from __future__ import annotations

from pathlib import Path
from typing import Any, cast

from PySide6.QtCore import QObject, QSettings, Signal

from graphstudio import paths
from graphstudio.ui import setting_kinds as kinds

THEMES = ("system", "dark", "light", "contrast")
LANGUAGES = ("system", "en", "ja")
WHEELS = ("zoom", "pan")
LEFT_DRAGS = ("select", "pan")
PRECISIONS = ("auto", "float32", "float16", "bfloat16")
QUEUE_DEVICES = ("first", "all")


class Settings(QObject):
    """Hold every preference as an attribute; each is saved when it is set.

    Attributes:
        changed: Emits the name of the attribute that has another value now.
        theme: One of `THEMES`.
        language: One of `LANGUAGES`; a change shows at the next start.
        scale: Size of everything in percent; a change shows at the next start.
        reduces_motion: Whether nothing moves for show.
        wheel: What the mouse wheel does on the canvas, one of `WHEELS`.
        left_drag: What dragging on empty canvas does, one of `LEFT_DRAGS`.
        snaps: Whether dragged nodes keep to the grid.
        shows_minimap: Whether the canvas has a small map.
        shows_previews: Whether nodes show the pictures that they make.
        shows_forecasts: Whether nodes show if the next run would run them.
        device: "auto", "cpu", "cuda", "cuda:1" or "mps".
        precision: One of `PRECISIONS`.
        queue_devices: One of `QUEUE_DEVICES`: where the queue's runs go.
        cache_gib: How much memory results may take.
        models_folder: The user's models; "" is the standard folder.
        out_folder: Where pictures go; "" is the standard folder.
        notifies: Whether the desktop tells when a run ends while the window is behind others.
        restores_tabs: Whether the tabs of last time come back at the start.
        drop_choices: What to do with a kind of dropped file without asking, by kind.
        shortcuts: The user's own, by command: several are parted by "; ", "" is none.
        favourite_nodes: Ids of starred nodes, in the library's order.
        recent_nodes: Ids, the last one used first.
        recent_commands: Ids, the last one used first.
        window_geometry: As Qt saves it; `window_state` likewise.
    """

    changed = Signal(str)

    theme = kinds.choice("appearance/theme", THEMES)
    language = kinds.choice("appearance/language", LANGUAGES)
    scale = kinds.number("appearance/scale", 100.0, 50.0, 300.0)
    reduces_motion = kinds.switch("appearance/reduces_motion", default=False)
    wheel = kinds.choice("canvas/wheel", WHEELS)
    left_drag = kinds.choice("canvas/left_drag", LEFT_DRAGS)
    snaps = kinds.switch("canvas/snaps", default=True)
    shows_minimap = kinds.switch("canvas/shows_minimap", default=True)
    shows_previews = kinds.switch("canvas/shows_previews", default=True)
    shows_forecasts = kinds.switch("canvas/shows_forecasts", default=True)
    device = kinds.Setting("engine/device", "auto", str)
    precision = kinds.choice("engine/precision", PRECISIONS)
    queue_devices = kinds.choice("engine/queue_devices", QUEUE_DEVICES)
    cache_gib = kinds.number("engine/cache_gib", 2.0, 0.25, 1024.0)
    models_folder = kinds.Setting("files/models_folder", "", str)
    out_folder = kinds.Setting("files/out_folder", "", str)
    notifies = kinds.switch("window/notifies", default=True)
    restores_tabs = kinds.switch("window/restores_tabs", default=True)
    drop_choices = kinds.table("canvas/drop_choices")
    shortcuts = kinds.table("commands/shortcuts")
    favourite_nodes = kinds.words("library/favourites")
    recent_nodes = kinds.words("library/recent")
    recent_commands = kinds.words("commands/recent")
    window_geometry = kinds.blob("window/geometry")
    window_state = kinds.blob("window/state")

    def __init__(self, path: Path | None = None, parent: QObject | None = None) -> None:
        """Open the file, which need not exist.

        Args:
            path: The INI file; None is the standard one.
            parent: Owns this object.
        """
        super().__init__(parent)
        self.path = path or paths.config() / "graphstudio.ini"
        self._file = QSettings(str(self.path), QSettings.Format.IniFormat)

    def default(self, name: str) -> Any:  # Any: each attribute has its own type
        """Give the default of one attribute."""
        return cast("kinds.Setting[Any]", getattr(type(self), name)).default

    def is_default(self, name: str) -> bool:
        """Tell whether one attribute is what it is when nobody says otherwise."""
        return bool(getattr(self, name) == self.default(name))

    def reset(self, name: str) -> None:
        """Give one attribute its default back."""
        setattr(self, name, self.default(name))

    def drop_answer(self, kind: str) -> str:
        """Give what to do with a kind of dropped file without asking; "" asks."""
        return self.drop_choices.get(kind, "")

    def set_drop_answer(self, kind: str, answer: str) -> None:
        """Keep what to do with a kind of dropped file; "" asks again."""
        others = {key: value for key, value in self.drop_choices.items() if key != kind}
        self.drop_choices = {**others, kind: answer} if answer else others

    def remembered(self, key: str, otherwise: str = "") -> str:
        """Give what a panel noted about its own look, such as "gallery/side"."""
        text = self.text(f"panels/{key}")
        return otherwise if text is None else text

    def remember(self, key: str, text: str) -> None:
        """Note something small about a panel's look; nobody is told."""
        self.put(f"panels/{key}", text)

    def text(self, key: str) -> str | None:
        """Give what the file says; None when it says nothing."""
        found = self._file.value(key)
        # A value with a comma that was written by hand comes as a list.
        if isinstance(found, list):
            return ", ".join(str(one) for one in found)
        return None if found is None else str(found)

    def put(self, key: str, text: str) -> None:
        """Write into the file, which is on the disk a moment later."""
        self._file.setValue(key, text)

    def tell(self, name: str) -> None:
        """Say that an attribute has another value now."""
        self.changed.emit(name)

    def save(self) -> None:
        """Write everything to the disk now."""
        self._file.sync()
