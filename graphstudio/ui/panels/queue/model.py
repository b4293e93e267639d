"""Jobs as rows: what runs, what waits in its order, then what is over, newest first."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMimeData,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)

from graphstudio.session.queue.job import Job

JOB_ROLE = Qt.ItemDataRole.UserRole
MIME = "application/x-graphstudio-job"


class QueueModel(QAbstractListModel):
    """List jobs; those that wait can be dragged among each other.

    Attributes:
        dropped: Emits the id of a job that was dragged, and that of the one that it shall come
            before; "" for the end.
    """

    dropped = Signal(str, str)

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self._jobs: tuple[Job, ...] = ()

    @property
    def jobs(self) -> tuple[Job, ...]:
        """All jobs as they are listed."""
        return self._jobs

    def show(self, jobs: Sequence[Job]) -> None:
        """List jobs, given in the order of the queue."""
        running = [job for job in jobs if job.state == "running"]
        waiting = [job for job in jobs if job.state == "pending"]
        over = [job for job in jobs if job.is_over]
        over.sort(key=lambda job: job.finished or job.created, reverse=True)
        fresh = (*running, *waiting, *over)
        if [job.id for job in fresh] == [job.id for job in self._jobs]:
            self._jobs = fresh
            self.dataChanged.emit(self.index(0), self.index(len(fresh) - 1))
            return
        self.beginResetModel()
        self._jobs = fresh
        self.endResetModel()

    def row_of(self, job: str) -> int | None:
        """Find a job."""
        return next((row for row, one in enumerate(self._jobs) if one.id == job), None)

    def touch(self, job: str) -> None:
        """Have the row of a job painted anew."""
        row = self.row_of(job)
        if row is not None:
            self.dataChanged.emit(self.index(row), self.index(row))

    def rowCount(  # noqa: N802 - Qt's name
        self,
        parent: QModelIndex | QPersistentModelIndex = QModelIndex(),  # noqa: B008 - Qt's default
    ) -> int:
        """Count the jobs."""
        return 0 if parent.isValid() else len(self._jobs)

    def data(
        self, index: QModelIndex | QPersistentModelIndex, role: int = Qt.ItemDataRole.DisplayRole
    ) -> Any:  # Any: as the role wants
        """Tell the job."""
        job = self._jobs[index.row()]
        if role == Qt.ItemDataRole.DisplayRole:
            return job.title
        if role == JOB_ROLE:
            return job
        if role == Qt.ItemDataRole.ToolTipRole:
            return job.message or None
        if role == Qt.ItemDataRole.AccessibleTextRole:
            return f"{job.title}, {self.state_text(job)} {job.message}".strip()
        return None

    def state_text(self, job: Job) -> str:
        """Say how a job stands."""
        return {
            "pending": self.tr("Waiting"),
            "running": self.tr("Running"),
            "done": self.tr("Done"),
            "failed": self.tr("Failed"),
            "stopped": self.tr("Stopped"),
            "interrupted": self.tr("Interrupted"),
        }[job.state]

    def flags(self, index: QModelIndex | QPersistentModelIndex) -> Qt.ItemFlag:
        """Let those that wait be dragged, and dropped between the others."""
        if not index.isValid():
            return Qt.ItemFlag.ItemIsDropEnabled
        flags = super().flags(index)
        if self._jobs[index.row()].state == "pending":
            flags |= Qt.ItemFlag.ItemIsDragEnabled
        return flags

    def supportedDropActions(self) -> Qt.DropAction:  # noqa: N802 - Qt's name
        """Move them."""
        return Qt.DropAction.MoveAction

    def mimeTypes(self) -> list[str]:  # noqa: N802 - Qt's name
        """Name the kind of what is dragged."""
        return [MIME]

    def mimeData(self, indexes: Sequence[QModelIndex]) -> QMimeData:  # noqa: N802 - Qt's name
        """Give the job's id."""
        data = QMimeData()
        data.setData(MIME, self._jobs[indexes[0].row()].id.encode())
        return data

    def dropMimeData(  # noqa: N802 - Qt's name
        self,
        data: QMimeData,
        action: Qt.DropAction,  # noqa: ARG002 - Qt gives it
        row: int,
        column: int,  # noqa: ARG002 - Qt gives it
        parent: QModelIndex | QPersistentModelIndex,
    ) -> bool:
        """Tell where a job was dropped. The rows change when the queue has changed."""
        at = parent.row() if parent.isValid() else row
        before = self._jobs[at] if 0 <= at < len(self._jobs) else None
        dragged = data.data(MIME).toStdString()
        if before is not None and before.state == "running":
            at = 1
            before = self._jobs[at] if at < len(self._jobs) else None
        is_waiting = before is not None and before.state == "pending"
        target = before.id if before is not None and is_waiting else ""
        if target != dragged:
            self.dropped.emit(dragged, target)
        return False
