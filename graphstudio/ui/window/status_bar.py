"""The line at the window's foot: news, what runs and how long it takes, the device, the zoom."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLabel, QProgressBar, QStatusBar, QToolButton, QWidget

from graphstudio.session.status import RunStatus
from graphstudio.session.worker.protocol import Usage
from graphstudio.ui.panels.times import duration
from graphstudio.ui.theme import style

_GIB = 1024**3
_NEWS_MS = 6000
_BAR_PX = 160


class StatusBar(QStatusBar):
    """Show in one line how everything stands.

    Attributes:
        queue_wanted: The count of what waits was pressed.
    """

    queue_wanted = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setSizeGripEnabled(False)
        self._ahead = self._news = ""
        self._is_changed = self._went_well = False
        self._run = QLabel(self)
        self._run.setAccessibleName(self.tr("Run"))
        self._bar = QProgressBar(self)
        self._bar.setRange(0, 1000)
        self._bar.setTextVisible(False)
        self._bar.setFixedWidth(_BAR_PX)
        self._bar.setAccessibleName(self.tr("Progress of the run"))
        self._bar.hide()
        self._queue = QToolButton(self)
        style.set_role(self._queue, "status")
        self._queue.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self._queue.setToolTip(self.tr("Show the queue"))
        self._queue.clicked.connect(self.queue_wanted)
        self._queue.hide()
        self._engine = QLabel(self.tr("Engine starts …"), self)
        self._engine.setAccessibleName(self.tr("Device and memory"))
        self._zoom = QLabel(self)
        self._zoom.setAccessibleName(self.tr("Zoom"))
        for widget in (self._run, self._bar, self._queue, self._engine, self._zoom):
            self.addPermanentWidget(widget)

    def tell(self, text: str) -> None:
        """Show news for some seconds."""
        self.showMessage(text, _NEWS_MS)

    def show_work(self, text: str) -> None:
        """Show what goes on beside runs, until another text comes; "" for nothing."""
        self.showMessage(text)

    def show_run(self, status: RunStatus, title: str) -> None:
        """Show how a run stands.

        Args:
            status: Of the run.
            title: Of the node whose code runs now; "" for none.
        """
        self._bar.setVisible(status.is_running)
        self._went_well = status.outcome == "done"
        if status.is_running:
            # Whether the next run is another one is told anew after this one.
            self._is_changed = False
            self._bar.setValue(round(status.share * 1000))
            self._news = self._progress(status, title)
        else:
            self._news = self._ending(status)
        self._show_news()

    def show_ahead(self, text: str, *, is_changed: bool = False) -> None:
        """Say what the next run takes, while there is nothing to say of the last one.

        Args:
            text: Says it; "" where nobody knows.
            is_changed: Whether it would make something else than the last run did: when that went
                well, what it took is news no more.
        """
        self._ahead, self._is_changed = text, is_changed
        self._show_news()

    def show_usage(self, usage: Usage) -> None:
        """Show the device and how much of its memory is used."""
        if not usage.total_bytes:
            self._engine.setText(usage.device or self.tr("Engine ready"))
            return
        text = self.tr("{device} · {used:.1f} of {total:.0f} GiB").format(
            device=usage.device or self.tr("Engine"),
            used=usage.used_bytes / _GIB,
            total=usage.total_bytes / _GIB,
        )
        self._engine.setText(text)
        models = ", ".join(usage.models) or self.tr("none")
        self._engine.setToolTip(
            self.tr("Kept results: {cached:.2f} GiB\nModels in memory: {models}").format(
                cached=usage.cached_bytes / _GIB, models=models
            )
        )

    def show_queue(self, waiting: int, *, is_paused: bool) -> None:
        """Show how many runs wait; none shows nothing."""
        text = self.tr("{count} waiting, paused") if is_paused else self.tr("{count} waiting")
        self._queue.setText(text.format(count=waiting))
        self._queue.setAccessibleName(self.tr("Queue: {state}").format(state=self._queue.text()))
        self._queue.setVisible(waiting > 0)

    def show_engine(self, text: str) -> None:
        """Say what became of the engine's process."""
        self._engine.setText(text)

    def show_zoom(self, zoom: float | None) -> None:
        """Show the canvas's zoom; None when no canvas is there."""
        self._zoom.setText("" if zoom is None else f"{zoom:.0%}")

    def _progress(self, status: RunStatus, title: str) -> str:
        left = status.seconds_left
        if left is None and status.current:  # then at least that of the node
            left = status.node(status.current).seconds_left
        part = "" if left is None else self.tr(" · {left} left").format(left=duration(left))
        running = self.tr("Running")
        return f"{title or running}{part}"

    def _ending(self, status: RunStatus) -> str:
        match status.outcome:
            case "done":
                text = self.tr("Done in {time}").format(time=duration(status.seconds))
                if not status.skipped:
                    return text
                # A run without a picture must not look like one with a picture.
                return self.tr("{done}, {count} skipped").format(done=text, count=status.skipped)
            case "failed":
                return self.tr("Failed")
            case "stopped" if status.left_at is not None:
                text = self.tr("Stopped: {step} of {total} steps are kept")
                return text.format(step=status.left_at[0], total=status.left_at[1])
            case "stopped":
                return self.tr("Stopped")
            case None:
                return ""

    def _show_news(self) -> None:
        is_old = self._went_well and self._is_changed and bool(self._ahead)
        self._run.setText(self._ahead if is_old or not self._news else self._news)
