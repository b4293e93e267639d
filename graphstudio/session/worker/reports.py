"""What the engine tells in the worker, as events that can cross to the window."""

from __future__ import annotations

import time
import traceback
from collections.abc import Callable, Mapping
from pathlib import Path

from graphstudio.api import Image
from graphstudio.engine.events import Event, NodeFailed, NodePreviewed, NodeProgress
from graphstudio.errors import RunError
from graphstudio.session.saving import PictureFolder
from graphstudio.session.worker.previews import Previews
from graphstudio.session.worker.protocol import Failed, NodeEvent

_PAUSE_S = 0.03  # between two steps that are told


class Reporter:
    """Follow one run and tell the window.

    Args:
        tell: Takes each event.
        previews: Makes the pictures that are shown.
        folder: Where pictures go.
    """

    def __init__(
        self, tell: Callable[[NodeEvent], None], previews: Previews, folder: PictureFolder
    ) -> None:
        self._tell = tell
        self._previews = previews
        self._folder = folder
        self._next = 0.0

    def take(self, event: Event) -> None:
        """Pass an event on: errors in words, pictures as files."""
        if isinstance(event, NodeFailed):
            self._tell(_failed(event))
        elif isinstance(event, NodePreviewed):
            shown = self._previews.show(event.node, event.value)
            if shown is not None:
                self._tell(shown)
        elif not isinstance(event, NodeProgress) or self._is_news(event):
            self._tell(event)

    def save(self, node: str, image: Image, stem: str, texts: Mapping[str, str]) -> list[Path]:
        """Write pictures, and show the first of them on the node that wrote it."""
        paths = self._folder(node, image, stem, texts)
        if paths and (shown := self._previews.show(node, image, path=paths[0])) is not None:
            self._tell(shown)
        return paths

    def _is_news(self, event: NodeProgress) -> bool:
        """Tell whether anybody would see this step: a node may take a million of them."""
        now = time.monotonic()
        if now < self._next and event.done not in (0, event.total):
            return False
        self._next = now + _PAUSE_S
        return True


def _failed(event: NodeFailed) -> Failed:
    error: RunError = event.error
    cause = error.__cause__
    details = "" if cause is None else "".join(traceback.format_exception(cause)).strip()
    return Failed(event.node, type(error).__name__, str(error), details)
