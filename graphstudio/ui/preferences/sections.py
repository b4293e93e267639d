"""The parts of the preferences that are plain rows."""

from __future__ import annotations

from PySide6.QtCore import QCoreApplication
from PySide6.QtWidgets import QPushButton

from graphstudio import paths
from graphstudio.ui import translation
from graphstudio.ui.preferences.cards import Card, Section
from graphstudio.ui.preferences.controls import ChoiceBox, FolderField, NumberBox, Switch
from graphstudio.ui.preferences.model_folders import ModelFolders
from graphstudio.ui.preferences.theme_picker import ThemePicker
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance

_GIB = 1024**3
_SCALES = (75, 90, 100, 110, 125, 150, 175, 200, 250, 300)
translate = QCoreApplication.translate


def general(settings: Settings, appearance: Appearance) -> Section:
    """Lay out what happens at the start and in the background."""
    made = Section(translate("Preferences", "General"), settings, appearance)
    card = made.card()
    languages = [
        ("system", translate("Preferences", "Same as the system")),
        *translation.LANGUAGES.items(),
    ]
    card.add(
        translate("Preferences", "Language"),
        translate("Preferences", "Shows when GraphStudio starts next time."),
        ChoiceBox(settings, "language", languages),
        "language",
    )
    card.add(
        translate("Preferences", "Open the tabs of last time"),
        translate("Preferences", "Unsaved work comes back in any case."),
        Switch(settings, "restores_tabs"),
        "restores_tabs",
    )
    card.add(
        translate("Preferences", "Tell when a run ends"),
        translate("Preferences", "With a message on the desktop, while the window is behind."),
        Switch(settings, "notifies"),
        "notifies",
    )
    return made


def looks(settings: Settings, appearance: Appearance) -> Section:
    """Lay out theme, size and motion."""
    made = Section(translate("Preferences", "Appearance"), settings, appearance)
    made.card().add(
        translate("Preferences", "Theme"),
        "",
        ThemePicker(settings, appearance),
        "theme",
        wide=True,
    )
    card = made.card()
    card.add(
        translate("Preferences", "Size of everything"),
        translate("Preferences", "On top of what the desktop says. Shows at the next start."),
        ChoiceBox(settings, "scale", [(str(one), f"{one} %") for one in _SCALES]),
        "scale",
    )
    card.add(
        translate("Preferences", "Less motion"),
        translate("Preferences", "Nothing pulses or glides; progress is still shown."),
        Switch(settings, "reduces_motion"),
        "reduces_motion",
    )
    return made


def canvas(settings: Settings, appearance: Appearance) -> Section:
    """Lay out the habits of the hand."""
    made = Section(translate("Preferences", "Canvas"), settings, appearance)
    mouse = made.card(translate("Preferences", "Mouse"))
    mouse.add(
        translate("Preferences", "Mouse wheel"),
        translate("Preferences", "With Ctrl it always zooms, with Shift it moves sideways."),
        ChoiceBox(
            settings,
            "wheel",
            [
                ("zoom", translate("Preferences", "Zooms")),
                ("pan", translate("Preferences", "Moves the view")),
            ],
        ),
        "wheel",
    )
    mouse.add(
        translate("Preferences", "Dragging on empty canvas"),
        translate("Preferences", "The middle button, or Space, moves the view in any case."),
        ChoiceBox(
            settings,
            "left_drag",
            [
                ("select", translate("Preferences", "Selects (Blender, Houdini)")),
                ("pan", translate("Preferences", "Moves the view (ComfyUI)")),
            ],
        ),
        "left_drag",
    )
    _add_nodes(made, settings)
    made.card(translate("Preferences", "Files")).add(
        translate("Preferences", "Dropped files"),
        translate("Preferences", "Forget what you answered with “do not ask again”."),
        AskAgain(settings),
    )
    return made


def _add_nodes(made: Section, settings: Settings) -> None:
    shown = made.card(translate("Preferences", "Nodes"))
    for name, title, explanation in (
        (
            "snaps",
            translate("Preferences", "Snap to the grid"),
            translate("Preferences", "Nodes that are dragged or resized keep to 8 pixels."),
        ),
        (
            "shows_previews",
            translate("Preferences", "Pictures inside nodes"),
            translate("Preferences", "Each node shows the picture that it made."),
        ),
        (
            "shows_forecasts",
            translate("Preferences", "What the next run does"),
            translate(
                "Preferences",
                "A line at the foot of each node: thick where it runs, broken where it may, "
                "thin where its result is kept.",
            ),
        ),
        (
            "shows_minimap",
            translate("Preferences", "Minimap"),
            translate("Preferences", "A small map of the whole graph in the corner."),
        ),
    ):
        shown.add(title, explanation, Switch(settings, name), name)


def engine(settings: Settings, appearance: Appearance) -> Section:
    """Lay out what runs the graphs."""
    made = Section(translate("Preferences", "Engine"), settings, appearance)
    card = made.card()
    _add_devices(card, settings)
    card.add(
        translate("Preferences", "Precision"),
        translate("Preferences", "For models that do not say. Half takes half the memory."),
        ChoiceBox(
            settings,
            "precision",
            [
                ("auto", translate("Preferences", "Automatic")),
                ("float32", translate("Preferences", "Full (float32)")),
                ("float16", translate("Preferences", "Half (float16)")),
                ("bfloat16", translate("Preferences", "Half, wide (bfloat16)")),
            ],
        ),
        "precision",
    )
    memory = made.card(translate("Preferences", "Memory"))
    import psutil

    there = psutil.virtual_memory().total / _GIB
    memory.add(
        translate("Preferences", "Kept results"),
        translate(
            "Preferences",
            "What nodes made is kept, so that it need not be made again. "
            "This computer has {gib} GiB of memory.",
        ).format(gib=f"{there:.0f}"),
        NumberBox(settings, "cache_gib", (0.25, max(there, 1.0)), 0.5, "GiB"),
        "cache_gib",
    )
    return made


def _add_devices(card: Card, settings: Settings) -> None:
    card.add(
        translate("Preferences", "Device"),
        translate("Preferences", "Where networks run. Changing it restarts the engine."),
        ChoiceBox(
            settings,
            "device",
            [
                ("auto", translate("Preferences", "Automatic: the fastest one")),
                ("cuda", translate("Preferences", "GPU (CUDA, ROCm)")),
                ("cuda:1", translate("Preferences", "Second GPU")),
                ("mps", translate("Preferences", "Apple GPU")),
                ("cpu", translate("Preferences", "CPU: slow, always works")),
            ],
        ),
        "device",
    )
    card.add(
        translate("Preferences", "Devices for the queue"),
        translate(
            "Preferences",
            "All: each GPU has an engine of its own, and runs go side by side. "
            "Needs as many times the memory.",
        ),
        ChoiceBox(
            settings,
            "queue_devices",
            [
                ("first", translate("Preferences", "The device above")),
                ("all", translate("Preferences", "All GPUs")),
            ],
        ),
        "queue_devices",
    )


def folders(settings: Settings, appearance: Appearance) -> Section:
    """Lay out where things are."""
    made = Section(translate("Preferences", "Folders"), settings, appearance)
    card = made.card()
    models = translate("Preferences", "Models")
    card.add(
        models,
        translate("Preferences", "Where nodes look for models by name."),
        FolderField(settings, "models_folder", paths.models(), models),
        "models_folder",
        wide=True,
    )
    made.card(translate("Preferences", "Model folders")).add(
        translate("Preferences", "Where models are looked for"),
        translate(
            "Preferences",
            "Folders of ComfyUI, InvokeAI, A1111 and the Hugging Face cache are understood as they "
            "are. Nothing in them is changed.",
        ),
        ModelFolders(settings, appearance),
        wide=True,
    )
    card = made.card(translate("Preferences", "Results"))
    pictures = translate("Preferences", "Pictures")
    card.add(
        pictures,
        translate("Preferences", "Where finished pictures are saved."),
        FolderField(settings, "out_folder", paths.outputs(), pictures),
        "out_folder",
        wide=True,
    )
    return made


class AskAgain(QPushButton):
    """Forget every answer that was to be remembered."""

    def __init__(self, settings: Settings) -> None:
        super().__init__(translate("Preferences", "Ask again"))
        self._settings = settings
        self.clicked.connect(self._forget)
        settings.changed.connect(self._take)
        self._take("drop_choices")

    def _forget(self) -> None:
        self._settings.reset("drop_choices")

    def _take(self, name: str) -> None:
        if name == "drop_choices":
            self.setEnabled(bool(self._settings.drop_choices))
