"""How far the running job is, in words and as a share."""

from __future__ import annotations

import json

from PySide6.QtCore import QObject, QSize, Qt
from PySide6.QtGui import QImage, QPixmap

from graphstudio.engine.events import RunDone
from graphstudio.graph.elements import Json
from graphstudio.graph.registry import Registry
from graphstudio.session.queue.job import Job
from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import NodeEvent, Previewed
from graphstudio.ui.panels.times import duration

_PREVIEW_PX = 96


class JobProgress(QObject):
    """Follow one running job.

    Args:
        job: Which.
        registry: Knows what nodes are called.
        parent: Owns this.
        device: Where it runs; "" where there is one device alone.

    Attributes:
        preview: What it showed last; None before.
    """

    def __init__(self, job: Job, registry: Registry, parent: QObject, device: str = "") -> None:
        super().__init__(parent)
        self._device = device
        self._status = RunStatus()
        self._titles = _titles(job.workflow, registry)
        self.preview: QPixmap | None = None

    @property
    def share(self) -> float:
        """How much is done, 0 to 1."""
        return self._status.share

    @property
    def seconds_left(self) -> float | None:
        """How long the node that runs will take; None when nobody knows."""
        return self._status.node(self._status.current).seconds_left

    def take(self, event: NodeEvent) -> None:
        """Follow one event."""
        if not isinstance(event, RunDone):
            self._status.take(event)
        if isinstance(event, Previewed):
            self.preview = _small(event.image)

    def line(self) -> str:
        """Say what is happening, and where if there are several devices."""
        now = self._now()
        return f"{self._device}  ·  {now}" if self._device else now

    def _now(self) -> str:
        current = self._status.current
        if not current:
            return self.tr("Starting…")
        now = self._status.node(current)
        title = self._titles.get(current, current)
        if now.total:
            return self.tr("{0}, step {1} of {2}").format(title, now.done, now.total)
        return title

    def time_left(self) -> str:
        """Say how long the present node will take; "" when nobody knows."""
        left = self.seconds_left
        return "" if left is None else self.tr("{0} left").format(duration(max(left, 1.0)))


def _titles(workflow: str, registry: Registry) -> dict[str, str]:
    nodes: dict[str, Json] = json.loads(workflow).get("nodes", {})
    titles = {}
    for id_, node in nodes.items():
        definition = registry.get(node.get("type", ""))
        titles[id_] = node.get("title") or (definition.title if definition else id_)
    return titles


def _small(data: bytes) -> QPixmap:
    """Decode a preview at the size of a row, which takes a few milliseconds."""
    image = QImage.fromData(data)
    size = QSize(_PREVIEW_PX, _PREVIEW_PX)
    keep, smooth = Qt.AspectRatioMode.KeepAspectRatio, Qt.TransformationMode.SmoothTransformation
    return QPixmap.fromImage(image.scaled(size, keep, smooth))
