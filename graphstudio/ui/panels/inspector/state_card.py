"""How the node stands: what it did in the last run, and what it will do in the next."""

from __future__ import annotations

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QColor, QGuiApplication, QPainter, QPaintEvent
from PySide6.QtWidgets import QHBoxLayout, QLabel, QPlainTextEdit, QPushButton, QVBoxLayout, QWidget

from graphstudio.session.estimates.outlook import NodeOutlook
from graphstudio.session.forecast import Forecast
from graphstudio.session.status import NodeStatus
from graphstudio.ui.brush import faded, guarded
from graphstudio.ui.panels.inspector.section import Quiet
from graphstudio.ui.panels.outlooks import about
from graphstudio.ui.panels.painting import progress
from graphstudio.ui.panels.times import duration
from graphstudio.ui.reasons import reason_of
from graphstudio.ui.theme import fonts, icons
from graphstudio.ui.theme.appearance import Appearance

_ICONS = {
    "idle": "node",
    "waiting": "waiting",
    "running": "running",
    "done": "success",
    "cached": "cached",
    "failed": "error",
    "skipped": "skipped",
}
_DETAILS_PX = 160


class ProgressLine(QWidget):
    """Show a share as a thin bar."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._share = 0.0
        self.setFixedHeight(4)

    def show_share(self, share: float | None) -> None:
        """Show how much is done; None hides the bar."""
        self.setVisible(share is not None)
        self._share = share or 0.0
        self.update()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the bar."""
        theme = self._appearance.theme
        progress(QPainter(self), QRectF(self.rect()), self._share, theme, theme.accent)


class StateCard(QWidget):
    """Say how a node stands, what went wrong, and what the next run will do with it."""

    def __init__(self, appearance: Appearance, parent: QWidget) -> None:
        super().__init__(parent)
        self._appearance = appearance
        self._status = NodeStatus()
        self._forecast: Forecast | None = None
        self._outlook: NodeOutlook | None = None
        self._icon = QLabel(self)
        self._phase = QLabel(self)
        self._phase.setFont(fonts.ui(12, "medium"))
        self._phase.setAccessibleName(self.tr("State of the node"))
        self._bar = ProgressLine(appearance, self)
        self._message = QLabel(self)
        self._message.setWordWrap(True)
        self._message.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._past = Quiet("", self, "caption")
        self._next = Quiet("", self, "caption")
        self._more = QPushButton(self.tr("Details"), self)
        self._more.setCheckable(True)
        self._copy = QPushButton(self.tr("Copy"), self)
        self._details = QPlainTextEdit(self)
        self._details.setReadOnly(True)
        self._details.setFont(fonts.mono(11))
        self._details.setLineWrapMode(QPlainTextEdit.LineWrapMode.NoWrap)
        self._details.setFixedHeight(_DETAILS_PX)
        self._details.setAccessibleName(self.tr("Traceback"))
        self._more.toggled.connect(self._details.setVisible)
        self._copy.clicked.connect(self._copy_all)
        self._lay_out()
        appearance.changed.connect(self._render)
        self._render()

    def show_status(self, status: NodeStatus) -> None:
        """Say how the node stands."""
        self._status = status
        self._render()

    def show_forecast(self, forecast: Forecast | None, outlook: NodeOutlook | None = None) -> None:
        """Say what the next run will do, and how long it takes; None where nobody knows yet."""
        self._forecast = forecast
        self._outlook = outlook
        self._render()

    @guarded
    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: ARG002, N802 - Qt's name
        """Paint the card, tinted as the state is."""
        theme = self._appearance.theme
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        is_bad = self._status.phase == "failed"
        painter.setBrush(faded(theme.danger, 0.12) if is_bad else theme.hover)
        painter.drawRoundedRect(QRectF(self.rect()), 6, 6)

    def _lay_out(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._icon)
        top.addWidget(self._phase, 1)
        buttons = QHBoxLayout()
        buttons.setSpacing(8)
        buttons.addWidget(self._more)
        buttons.addWidget(self._copy)
        buttons.addStretch(1)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.addLayout(top)
        layout.addWidget(self._bar)
        layout.addWidget(self._message)
        layout.addLayout(buttons)
        layout.addWidget(self._details)
        layout.addWidget(self._past)
        layout.addWidget(self._next)

    def _render(self) -> None:
        status, theme = self._status, self._appearance.theme
        colour = self._colour()
        ratio = self.devicePixelRatioF()
        self._icon.setPixmap(icons.pixmap(_ICONS[status.phase], colour, 16, ratio))
        self._phase.setText(self._phase_text())
        is_running = status.phase == "running"
        self._bar.show_share((status.share or 0.0) if is_running else None)
        said = "\n".join(part for part in (status.message, *status.warnings) if part)
        self._message.setText(said)
        self._message.setVisible(bool(said))
        is_warning = status.phase != "failed" and bool(status.warnings)
        self._message.setStyleSheet(
            f"color: {(theme.warning if is_warning else theme.text).name()};"
        )
        if self._details.toPlainText() != status.details:
            self._details.setPlainText(status.details)
        self._more.setVisible(bool(status.details))
        self._copy.setVisible(bool(status.details))
        self._details.setVisible(bool(status.details) and self._more.isChecked())
        for label, told in ((self._past, self._past_text()), (self._next, self._next_text())):
            label.setText(told)
            label.setVisible(bool(told))
        self.update()

    def _colour(self) -> QColor:
        theme = self._appearance.theme
        return {
            "running": theme.accent,
            "done": theme.success,
            "cached": theme.success,
            "failed": theme.danger,
        }.get(self._status.phase, theme.secondary)

    def _phase_text(self) -> str:
        status = self._status
        match status.phase:
            case "idle":
                return self.tr("Has not run yet")
            case "waiting":
                return self.tr("Waits for its turn")
            case "running" if status.total:
                text = self.tr("Running, step {0} of {1}").format(status.done, status.total)
                if status.seconds_left is None:
                    return text
                left = duration(max(status.seconds_left, 1.0))
                return self.tr("{0}, {1} left").format(text, left)
            case "running":
                return self.tr("Running")
            case "done":
                text = self.tr("Done in {0}").format(duration(status.seconds))
                if not status.kept:
                    return text
                return self.tr("{0}, after {1} kept steps").format(text, status.kept)
            case "cached" if status.is_cut_off:
                return self.tr("Spared: what comes in is the same")
            case "cached":
                return self.tr("Kept from an earlier run")
            case "failed":
                return self.tr("Failed")
            case "skipped":
                return self.tr("Was skipped")

    def _past_text(self) -> str:
        because, phase = self._status.because, self._status.phase
        if because is None or phase not in ("running", "done", "failed", "cached"):
            return ""
        text = {
            "running": self.tr("It runs because {why}."),
            "cached": self.tr("It would have run because {why}."),
        }.get(phase, self.tr("It ran because {why}."))
        return text.format(why=reason_of(because))

    def _next_text(self) -> str:
        if self._forecast is None or self._status.phase in ("running", "waiting"):
            return ""
        verdict = {
            "runs": self.tr("Next run: it runs"),
            "may run": self.tr("Next run: it runs, unless what comes in turns out to be the same"),
            "cached": self.tr("Next run: its result is kept"),
            "if asked": self.tr("Next run: it runs if it is asked for"),
            "not needed": self.tr("Next run: it is not needed"),
            "skipped": self.tr("Next run: it is skipped"),
        }[self._forecast.verdict]
        text = self.tr("{verdict}, because {why}.")
        said = text.format(verdict=verdict, why=reason_of(self._forecast))
        if self._outlook is None or self._outlook.seconds is None:
            return said
        return self.tr("{0} It takes {1}.").format(said, about(self._outlook.seconds))

    def _copy_all(self) -> None:
        QGuiApplication.clipboard().setText(f"{self._status.message}\n\n{self._status.details}")
