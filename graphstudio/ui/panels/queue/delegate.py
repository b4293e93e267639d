"""How a job looks: a picture, its title, how it stands, and what can be done with it."""

from __future__ import annotations

import time

from PySide6.QtCore import QAbstractItemModel, QEvent, QRect, QRectF, Qt, Signal
from PySide6.QtGui import QColor, QMouseEvent, QPainter, QPixmap
from PySide6.QtWidgets import QStyle, QStyleOptionViewItem, QWidget

from graphstudio.session.queue.job import Job
from graphstudio.ui.panels.painting import badge, fitted, progress, rounded
from graphstudio.ui.panels.queue.model import JOB_ROLE
from graphstudio.ui.panels.queue.progress import JobProgress
from graphstudio.ui.panels.rows import Index, RowDelegate
from graphstudio.ui.panels.thumbnails import Thumbnails
from graphstudio.ui.panels.times import ago, duration
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance
from graphstudio.ui.theme.tokens import Theme

_THUMB_PX = 40
_BUTTON_PX = 24
_ICONS = {
    "pending": "waiting",
    "running": "running",
    "done": "image",
    "failed": "error",
    "stopped": "stop",
    "interrupted": "warning",
}


class JobDelegate(RowDelegate):
    """Paint a job.

    Attributes:
        pressed: Emits the id of a job whose button was pressed: the one that stops what runs or
            waits, or that runs again what is over.
        progress: Of the running job, by its id.
    """

    height_px = 56
    pressed = Signal(str)

    def __init__(self, appearance: Appearance, thumbnails: Thumbnails, parent: QWidget) -> None:
        super().__init__(appearance, parent)
        self._thumbnails = thumbnails
        self.progress: dict[str, JobProgress] = {}

    def paint_row(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, theme: Theme
    ) -> None:
        """Paint the picture, two lines, and a button under the pointer."""
        job: Job = index.data(JOB_ROLE)
        box: QRect = option.rect
        running = self.progress.get(job.id)
        self._paint_picture(painter, box, job, running, theme)
        right = box.right() - 12
        is_hot = option.state & (QStyle.StateFlag.State_MouseOver | QStyle.StateFlag.State_Selected)
        if is_hot:
            name = "retry" if job.is_over else "close"
            icons.icon(name, theme.secondary).paint(
                painter, self._button(box).adjusted(4, 4, -4, -4)
            )
            right = self._button(box).left() - 6
        middle = box.top() + 18
        painter.setFont(fonts.ui(11))
        text, colour = self._state(job, theme)
        if running is not None:
            note = running.time_left()
            painter.setPen(theme.secondary)
            width = painter.fontMetrics().horizontalAdvance(note)
            painter.drawText(
                QRect(right - width, middle - 9, width, 18), Qt.AlignmentFlag.AlignVCenter, note
            )
            right -= width + 8
        else:
            right = badge(painter, right, middle, text, colour) - 8
        left = box.left() + 64
        painter.setFont(fonts.ui(12, "medium"))
        painter.setPen(theme.text)
        self._line(painter, QRect(left, middle - 9, right - left, 18), job.title)
        painter.setFont(fonts.ui(11))
        below = QRect(left, box.top() + 28, box.right() - 12 - left, 18)
        if is_hot:
            below.setRight(self._button(box).left() - 6)
        self._paint_below(painter, below, job, running, theme)

    def editorEvent(  # noqa: N802 - Qt's name
        self,
        event: QEvent,
        model: QAbstractItemModel,  # noqa: ARG002 - Qt gives it
        option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """Take clicks on the button."""
        if (
            isinstance(event, QMouseEvent)
            and event.type() == QEvent.Type.MouseButtonRelease
            and event.button() == Qt.MouseButton.LeftButton
            and self._button(option.rect).contains(event.position().toPoint())
        ):
            self.pressed.emit(index.data(JOB_ROLE).id)
            return True
        return False

    def _button(self, row: QRect) -> QRect:
        top = row.center().y() - _BUTTON_PX // 2
        return QRect(row.right() - 12 - _BUTTON_PX, top, _BUTTON_PX, _BUTTON_PX)

    def _paint_picture(
        self,
        painter: QPainter,
        row: QRect,
        job: Job,
        running: JobProgress | None,
        theme: Theme,
    ) -> None:
        square = QRectF(row.left() + 12, row.top() + 8, _THUMB_PX, _THUMB_PX)
        found: QPixmap | None = None
        if running is not None and running.preview is not None:
            found = running.preview
        elif job.pictures:
            found = self._thumbnails.get(job.pictures[-1])
        painter.setPen(Qt.PenStyle.NoPen)
        if found is None or found.isNull():
            painter.setBrush(theme.field)
            painter.drawRoundedRect(square, 4, 4)
            colour = self._state(job, theme)[1]
            inner = square.toRect().adjusted(10, 10, -10, -10)
            icons.icon(_ICONS[job.state], colour).paint(painter, inner)
            return
        box = fitted(found.width(), found.height(), square)
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
        painter.setClipPath(rounded(box, 4))
        painter.drawPixmap(box, found, QRectF(found.rect()))
        painter.restore()

    def _paint_below(
        self,
        painter: QPainter,
        box: QRect,
        job: Job,
        running: JobProgress | None,
        theme: Theme,
    ) -> None:
        painter.setPen(theme.secondary)
        if running is not None:
            self._line(painter, QRect(box.left(), box.top() - 2, box.width(), 16), running.line())
            bar = QRectF(box.left(), box.top() + 16, box.width(), 3)
            progress(painter, bar, running.share, theme, theme.accent)
            return
        if job.message:
            painter.setPen(theme.danger if job.state == "failed" else theme.secondary)
            self._line(painter, box, " ".join(job.message.split()))
            return
        self._line(painter, box, self._facts(job))

    def _facts(self, job: Job) -> str:
        now = time.time()
        if job.state == "pending":
            return self.tr("Queued {0}").format(ago(job.created, now))
        if job.state == "interrupted":
            return self.tr("The program ended while it ran. Run it again to go on.")
        parts = [ago(job.finished or job.created, now)]
        if job.seconds:
            parts.append(duration(job.seconds))
        if job.pictures:
            count = len(job.pictures)
            text = self.tr("1 picture") if count == 1 else self.tr("{0} pictures").format(count)
            parts.append(text)
        return "  ·  ".join(parts)

    def _state(self, job: Job, theme: Theme) -> tuple[str, QColor]:
        return {
            "pending": (self.tr("Waiting"), theme.secondary),
            "running": (self.tr("Running"), theme.accent),
            "done": (self.tr("Done"), theme.success),
            "failed": (self.tr("Failed"), theme.danger),
            "stopped": (self.tr("Stopped"), theme.secondary),
            "interrupted": (self.tr("Interrupted"), theme.warning),
        }[job.state]

    def _line(self, painter: QPainter, box: QRect, text: str) -> None:
        shown = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, shown)
