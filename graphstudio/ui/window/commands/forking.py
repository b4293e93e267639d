"""Going another way from a step of the picture in the viewer."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QCoreApplication

from graphstudio.graph.editing import ForkKind
from graphstudio.ui.commands import Command

if TYPE_CHECKING:
    from graphstudio.ui.window.main_window import MainWindow


def fork_commands(window: MainWindow) -> list[Command]:
    """Give a command for each way to go from the step that shows."""
    translate, scrubbing = QCoreApplication.translate, window.scrubbing
    group = translate("Graph", "Graph")
    rows: tuple[tuple[ForkKind, str, tuple[str, ...]], ...] = (
        ("prompt", translate("Graph", "Fork from this step: another prompt"), ("Ctrl+Shift+B",)),
        ("guidance", translate("Graph", "Fork from this step: another guidance"), ()),
        ("seed", translate("Graph", "Fork from this step: another seed"), ()),
    )

    def can_fork(kind: ForkKind) -> bool:
        return not scrubbing.why_not(kind)

    return [
        Command(
            id=f"graph.fork_{kind}",
            title=title,
            run=partial(scrubbing.fork, kind),
            shortcuts=keys,
            group=group,
            icon="fork",
            is_enabled=partial(can_fork, kind),
            help=translate(
                "Graph", "Make a second sampler that shares the steps up to the one in the viewer."
            ),
            repeats=False,
        )
        for kind, title, keys in rows
    ]
