"""Everything that a window stands on, put together once."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path

from graphstudio import paths
from graphstudio.graph.packs import load_all
from graphstudio.graph.registry import Registry
from graphstudio.session.gallery.gallery import Gallery
from graphstudio.session.queue.devices import queue_devices
from graphstudio.session.queue.runner import Runner
from graphstudio.session.queue.stations import Take
from graphstudio.session.queue.store import JobStore
from graphstudio.session.worker.client import Worker
from graphstudio.session.worker.protocol import WorkerOptions
from graphstudio.session.workspace.workspace import Workspace
from graphstudio.ui.commands import Commands
from graphstudio.ui.settings import Settings
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.window.doorway import Doorway
from graphstudio.ui.window.model_shelf import ModelShelf
from graphstudio.ui.window.models_folder import ModelsFolder

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
        shelf: The library of models.
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
    shelf: ModelShelf = field(default_factory=ModelShelf)

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
        runner = Runner(store, make_worker, doorway.post)
        have_helpers(runner, settings)
        return cls(
            registry=registry,
            settings=settings,
            appearance=appearance,
            workspace=Workspace(registry, paths.state()),
            runner=runner,
            gallery=Gallery(paths.state(), out_folder(settings)),
            commands=Commands(settings),
            doorway=doorway,
            models=models,
            queue_aside=store.set_aside,
        )

    def clear(self) -> None:
        """Put everything away: end the engine's process, keep the open tabs for next time."""
        self.runner.close()
        self.workspace.close_down()
        self.gallery.close()
        self.shelf.close()


def worker_options(settings: Settings) -> WorkerOptions:
    """Say how the preferences want the engine started."""
    return WorkerOptions(
        device=settings.device,
        cache_bytes=round(settings.cache_gib * _GIB),
        precision=settings.precision,
    )


def have_helpers(runner: Runner, settings: Settings) -> None:
    """Give the queue a worker on each further device that the preferences want it to use."""
    first, *others = queue_devices(settings.device, uses_all=settings.queue_devices == "all")
    options = worker_options(settings)
    if list(runner.devices) == others and not others:
        return

    def make(take: Take, device: str) -> Worker:
        return Worker(replace(options, device=device), take)

    runner.have_help(others, make, first=first)


def out_folder(settings: Settings) -> Path:
    """Say where pictures go: what the preferences say, or else the standard folder."""
    return Path(settings.out_folder) if settings.out_folder else paths.outputs()
