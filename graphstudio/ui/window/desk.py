"""Everything that a window stands on, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from graphstudio import paths
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.gallery.gallery import Gallery
from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.store import JobStore
from graphstudio.session.worker.client import Worker
from graphstudio.session.worker.protocol import WorkerOptions
from graphstudio.session.workspace.workspace import Workspace
from graphstudio.ui.commands import Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.doorway import Doorway
from graphstudio.ui.window.library_door import LibraryDoor
from graphstudio.ui.window.models_folder import ModelsFolder

if TYPE_CHECKING:
    from graphstudio.library.library import Library

_GIB = 1024**3


@dataclass(frozen=True, slots=True)
class Desk:
    """Hold what a window works with.

    Attributes:
        registry: Every node of every pack.
        settings: What the user prefers.
        appearance: The theme in use.
        workspace: The open workflows.
        runner: The queue, and the engine's process.
        gallery: Every picture made.
        commands: Every command by id.
        doorway: The way into the window's thread.
        models: Lets this process and the engine's find the user's models.
        queue_aside: Where a damaged list of runs was put; None where all was well.
    """

    registry: Registry
    settings: Settings
    appearance: Appearance
    workspace: Workspace
    runner: Runner
    gallery: Gallery
    commands: Commands
    doorway: Doorway
    models: ModelsFolder
    queue_aside: Path | None = None
    _library: LibraryDoor = field(default_factory=LibraryDoor)

    @classmethod
    def lay(cls, settings: Settings, appearance: Appearance) -> Desk:
        """Put everything together; the engine's process is not started yet."""
        models = ModelsFolder(settings)
        models.point()  # before the engine's process is there, which inherits it
        registry = load_all()
        doorway = Doorway()
        store = JobStore(paths.state() / "queue.sqlite")
        options = worker_options(settings)
        make_worker: Callable[..., Worker] = lambda take: Worker(options, take)  # noqa: E731
        return cls(
            registry=registry,
            settings=settings,
            appearance=appearance,
            workspace=Workspace(registry, paths.state()),
            runner=Runner(store, make_worker, doorway.post),
            gallery=Gallery(paths.state(), out_folder(settings)),
            commands=Commands(settings),
            doorway=doorway,
            models=models,
            queue_aside=store.set_aside,
        )

    def open_library(self) -> Library:
        """Give the model library, opened when somebody first asks; any thread may.

        Raises:
            BadValue: The list of folders is damaged.
            OSError: The folders of the program's own files cannot be made.
            sqlite3.Error: Its files cannot be opened.
        """
        return self._library.open()

    def clear(self) -> None:
        """Put everything away: end the engine's process, keep the open tabs for next time."""
        self.runner.close()
        self.workspace.close_down()
        self.gallery.close()
        self._library.close()


def worker_options(settings: Settings) -> WorkerOptions:
    """Say how the preferences want the engine started."""
    return WorkerOptions(
        device=settings.device,
        cache_bytes=round(settings.cache_gib * _GIB),
        precision=settings.precision,
    )


def out_folder(settings: Settings) -> Path:
    """Say where pictures go: what the preferences say, or else the standard folder."""
    return Path(settings.out_folder) if settings.out_folder else paths.outputs()
